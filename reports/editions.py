"""The kinds of document: how the figures of each are frozen, and what renders them in each of its formats.

A document is one file. Whoever wants the same page as PDF and as XLSX orders two documents.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from reports import document, sheet
from reports.freeze import Order, pack_figures, pvd_figures
from reports.freeze.sheet import sheet_figures
from reports.models import Report
from reports.pack import pdf, pptx


@dataclass(frozen=True)
class Format:
    """`render(figures, locale=...)` gives the bytes of the file: the same for the same figures, locale and `fingerprint()`."""

    media_type: str
    render: Callable[..., bytes]
    fingerprint: Callable[[], str]


@dataclass(frozen=True)
class Kind:
    """`freeze` reads everything that is printed once, and gives (frozen figures, as-at date)."""

    freeze: Callable[[Order], tuple[dict[str, Any], date]]
    formats: Mapping[str, Format]


PDF = "application/pdf"
PPTX = "application/vnd.openxmlformats-officedocument.presentationml.presentation"
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
KINDS: Mapping[str, Kind] = {
    Report.Edition.PVD: Kind(pvd_figures, {"pdf": Format(PDF, document.render, document.fingerprint)}),
    Report.Edition.SHEET: Kind(
        sheet_figures,
        {
            "pdf": Format(PDF, sheet.render, sheet.fingerprint),
            "xlsx": Format(XLSX, sheet.render_workbook, sheet.fingerprint),
        },
    ),
    Report.Edition.PACK: Kind(
        pack_figures,
        {"pdf": Format(PDF, pdf.render, pdf.fingerprint), "pptx": Format(PPTX, pptx.render, pdf.fingerprint)},
    ),
}


def format_of(report: Report) -> Format:
    return KINDS[report.edition].formats[report.format]


OF_THE_EDITION = ("code", "edition", "issued_at", "as_at", "check_url", "previous_editions", "since", "also")
OF_THE_CLOCK = ("waiting_days",)


def without_the_clock(figures: Mapping[str, Any]) -> Any:
    """Frozen figures without what is another in every edition, or grows by itself: two of them can be compared."""
    document = {name: value for name, value in figures["document"].items() if name not in OF_THE_EDITION}
    # The period follows from the other figures, and where there are none it ends with the clock.
    return _timeless({**figures, "document": document, "period": None})


def _timeless(value: Any) -> Any:
    if isinstance(value, dict):
        return {name: _timeless(one) for name, one in value.items() if name not in OF_THE_CLOCK}
    return [_timeless(one) for one in value] if isinstance(value, list) else value
