"""The sections of a pack, one a module: each makes its slides from the frozen figures. deck.py has their order."""
