"""From the ledger to frozen figures: everything that a PVD report prints, read once, in one transaction.

The shape is reports/document/figures.py. Nothing here comes from the running totals: a document is made from the decisions,
their events and the facts they rest on. One module per noun; whole.py puts them together.
"""

from .whole import figures_of

__all__ = ["figures_of"]
