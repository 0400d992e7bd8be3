"""From the ledger to frozen figures: everything that a document prints, read once, in one transaction.

The shape of a PVD report is reports/document/figures.py. Nothing here comes from the running totals: a document is made from
the decisions, their events and the facts they rest on. One module per noun; whole.py puts them together.
"""

from .order import Order
from .pack import pack_figures, whole_contract
from .whole import pvd_figures

__all__ = ["Order", "pack_figures", "pvd_figures", "whole_contract"]
