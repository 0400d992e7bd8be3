"""From frozen figures to the PDF: one A4 page, always. With the fonts, the style and the walls of the PVD report."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import Any, cast

from django.conf import settings
from django.template.loader import render_to_string
from django.utils import translation
from django.utils.safestring import mark_safe
from django.utils.translation import gettext as _

from accounts import notation
from reports import document
from reports.document import charts
from reports.document import fonts as document_fonts
from reports.document.figures import Figures
from reports.document.pages.content import DISPLAY
from reports.document.render import laid_out, made_of, pictures, uncollected
from reports.document.soundness import Inconsistent, digest
from reports.document.wording import Wording, named

from .content import Limits, Section, sections
from .figures import VERSION, SheetFigures

HERE = Path(__file__).parent
SIZES = (34, 28, 24, 20, 16, 12)
SMALLER_FROM = 3
HALF_MM = 84
LONGEST_HEAD = 80
TEXT_PT, LEAST_MONEY_MM = 8.8, 27
TEMPLATE = "reports/sheet/sheet.html"
STEPS = (
    Limits(commitments=10, risks=6, problems=8),
    Limits(commitments=8, risks=4, problems=6),
    Limits(commitments=6, risks=3, problems=4),
    Limits(commitments=4, risks=2, problems=3, plans=False),
    Limits(commitments=2, risks=2, problems=2, plans=False),
    Limits(commitments=1, criteria=4, risks=1, problems=1, plans=False),
    Limits(commitments=0, criteria=1, risks=0, problems=0, plans=False),
)
"""From as designed to the tightest: fewer rows of a kind, and smaller distances."""


class NoRoom(ValueError):
    """What is frozen does not fit on one page, not even in the tightest setting."""


def check(figures: SheetFigures) -> None:
    """Raises Inconsistent where the figures would not add up as printed, ValueError for a shape from the future."""
    if figures["version"] > VERSION:
        raise ValueError(f"These figures are of version {figures['version']}; this program knows {VERSION}.")
    value, spent = figures["value"], figures["spend"]["spent"] or 0
    if value["state"] != "counted":
        return
    found = (value["gains"] or 0) - (value["shortfalls"] or 0)
    if value["value"] != found or value["net"] != found - spent:
        raise Inconsistent(f"value: {value['value']} and net {value['net']} are stated, the parts give {found}.")


def html(figures: SheetFigures, locale: str, *, step: int = 0) -> str:
    """The sheet as HTML, without print.css, at one of STEPS. Raises Inconsistent and MissingGlyph."""
    check(figures)
    with translation.override(locale):
        markup = document_fonts.printable(render_to_string(TEMPLATE, context(figures, locale, step)))
    document_fonts.needed(markup)
    return markup


def context(figures: SheetFigures, locale: str, step: int) -> dict[str, Any]:
    import segno

    say = Wording(cast(Figures, figures), locale)
    heading = figures["document"]
    code = segno.make(heading["check_url"], error="m", micro=False)
    found = sections(figures, locale, STEPS[step])
    leading = [lead_of(one, figures["customer"]["currency"]) for one in found[:2]]
    return {
        "figures": figures,
        "lang": locale,
        "step": step,
        "css": mark_safe((HERE / "sheet.css").read_text()),
        # Long names stand in the title; above it they would run into it.
        "head_fits": len(figures["supplier"]["short_name"] + figures["customer"]["short_name"]) <= LONGEST_HEAD,
        "us": named(figures["supplier"]["short_name"]),
        "them": named(figures["customer"]["short_name"]),
        "as_at": say.date_long(heading["as_at"]),
        "issued": say.local_date(heading["issued_at"]),
        "leading": leading,
        "money_width": money_width(found),
        "size": size_of([one["figure"] for one in leading], step),
        "sections": found[2:],
        "qr": mark_safe(charts.code(code.matrix, title=_("Code that opens {url}").format(url=heading["check_url"]))),
        "address": heading["base_url"].split("://", 1)[-1],
        "digest": notation.grouped_digest(digest(figures)),
    }


def lead_of(section: Section, currency: str) -> dict[str, Any]:
    """A section whose first row is a large figure: spend, and value with its net."""
    first, *rest = section.rows
    value = first.values[0]
    return {
        "title": section.title,
        "label": f"{first.label}, {currency}",
        "figure": value.text,
        "note": first.note,
        "table": replace(section, rows=rest),
    }


def money_width(found: Sequence[Section]) -> str:
    """Width in mm of a column of amounts: the longest one of the sheet fits."""
    amounts = [value.text for one in found for row in one.rows for value in row.values if value.kind == "money"]
    longest = max((charts.text_width(text, TEXT_PT, "IBMPlexSans-SemiBold.ttf") for text in amounts), default=0)
    return f"{max(LEAST_MONEY_MM, longest / charts.MM + 2):.1f}mm"


def size_of(figures: Sequence[str], step: int) -> int:
    """Points in which both large figures fit their half of the page: the same for both."""
    sizes = SIZES if step < SMALLER_FROM else SIZES[2:]
    for size in sizes:
        if all(charts.text_width(text, size, DISPLAY) <= HALF_MM * charts.MM for text in figures):
            return size
    return sizes[-1]


def render(figures: dict[str, Any], *, locale: str) -> bytes:
    """The PDF (PDF/UA-1) of the frozen figures. The same figures, locale and `fingerprint()` give the same bytes.

    Raises as `reports.document.render` does, and NoRoom where not even the tightest setting keeps to one page.
    """
    typed = cast(SheetFigures, figures)
    with uncollected():
        for step in range(len(STEPS)):
            laid = laid_out(html(typed, locale, step=step), pictures(cast(Figures, typed)))
            if len(laid.pages) == 1:
                pdf = laid.write_pdf(pdf_variant="pdf/ua-1", pdf_tags=True, pdf_identifier=digest(typed)[:32].encode())
                assert isinstance(pdf, bytes)
                return pdf
    raise NoRoom("The sheet does not fit on one page.")


@cache
def fingerprint() -> str:
    """SHA-256 over all that decides the bytes besides the figures: as the PVD report's, with what is of the sheet."""
    base = Path(settings.BASE_DIR)
    files = [
        *sorted(HERE.glob("*.py")),
        HERE / "sheet.css",
        *sorted((base / "templates/reports/sheet").glob("*.html")),
        *sorted((base / "engagements" / "queries" / "problems").glob("*.py")),
        base / "scorecards" / "queries" / "said.py",
    ]
    return made_of(files, ["openpyxl"], on=document.fingerprint())
