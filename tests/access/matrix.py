"""Who may do what, at every address: all rows of `rows/`. row.py says what a row is; docs/walls.md how to add one."""

from __future__ import annotations

from importlib import import_module
from pkgutil import iter_modules

from tests.access import rows
from tests.access.row import ROWS, SIGNED_IN, Row

for _module in sorted(one.name for one in iter_modules(rows.__path__)):
    import_module(f"{rows.__name__}.{_module}")

__all__ = ["ROWS", "SIGNED_IN", "Row"]
