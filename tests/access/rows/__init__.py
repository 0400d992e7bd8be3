"""The rows of the access matrix, by noun. Every module here is read by matrix.py."""
