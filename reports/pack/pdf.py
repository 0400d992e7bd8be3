"""The pack as a PDF: one page of 960 by 540 points a slide, tagged (PDF/UA), in the report's own letters and colours."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Any, cast

from django.conf import settings
from django.template.loader import render_to_string
from django.utils import translation

from reports import document
from reports.document import fonts
from reports.document.charts import PRINT
from reports.document.figures import Figures as Report
from reports.document.render import laid_out, made_of, pictures, uncollected

from .deck import deck
from .html import Look, slides_of, title_of

HERE = Path(__file__).parent
TEMPLATE = "reports/pack/pack.html"
LOOK = Look(PRINT, 1.5)
LIBRARIES = ("python-pptx", "lxml", "xlsxwriter")


def html(figures: dict[str, Any], locale: str) -> str:
    """The pack as HTML, without its style sheet. Raises MissingGlyph where a character cannot be printed."""
    made = deck(figures, locale)
    with translation.override(locale):
        context = {
            "figures": figures,
            "lang": locale,
            "deck": made,
            "title": title_of(made),
            "slides": slides_of(made, LOOK),
            "on_paper": True,
        }
        markup = fonts.printable(render_to_string(TEMPLATE, context))
    fonts.needed(markup)
    return markup


def render(figures: dict[str, Any], *, locale: str) -> bytes:
    """The PDF of the frozen figures: the same figures, locale and `fingerprint()` give the same bytes."""
    with uncollected():
        pages = laid_out(html(figures, locale), pictures(cast(Report, figures)), rules=HERE / "print.css")
        made = pages.write_pdf(
            pdf_variant="pdf/ua-1", pdf_tags=True, pdf_identifier=document.digest(figures)[:32].encode()
        )
    assert isinstance(made, bytes)
    return made


@cache
def fingerprint() -> str:
    """SHA-256 over all that decides the bytes besides the figures, of the PDF and of the PPTX."""
    base = Path(settings.BASE_DIR)
    files = [
        *sorted(HERE.rglob("*.py")),
        HERE / "print.css",
        *sorted((base / "templates" / "reports" / "pack").glob("*.html")),
        *sorted((base / "engagements" / "queries" / "problems").glob("*.py")),
        base / "scorecards" / "performance.py",
        base / "scorecards" / "queries" / "said.py",
        base / "scorecards" / "queries" / "scorecard_page.py",
    ]
    return made_of(files, LIBRARIES, on=document.fingerprint())
