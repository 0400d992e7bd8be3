"""Importing spend and measurements: checked whole first, all or nothing, safe to repeat.

What is there already is unchanged; what differs supersedes, and no claim changes by it. Customers and dimensions are
found by name, among those of the actor; none is made. The number of queries does not grow with the rows, but for the
batches in which they are written. docs/imports.md has the columns.
"""
