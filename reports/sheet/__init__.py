"""The supplier sheet: one page in a fixed order, from frozen figures, as PDF and as XLSX. See docs/scorecards.md."""

from reports.document import Inconsistent

from .content import Section, sections
from .figures import SheetFigures
from .render import NoRoom, fingerprint, render
from .workbook import render_workbook

__all__ = ["Inconsistent", "NoRoom", "Section", "SheetFigures", "fingerprint", "render", "render_workbook", "sections"]
