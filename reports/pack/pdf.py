"""The pack as a PDF: one page of 960 by 540 points a slide, tagged (PDF/UA), in the report's own letters and colours."""

from __future__ import annotations

from collections.abc import Mapping
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
from .html import Look, scales, slides_of, title_of

HERE = Path(__file__).parent
TEMPLATE = "reports/pack/pack.html"
LOOK = Look(PRINT, 1.5)
STEPS = 3
"""How often a slide that spilled is set smaller: `.tight-1` to `.tight-3` in print.css."""
LIBRARIES = ("python-pptx", "lxml", "xlsxwriter")


def html(figures: dict[str, Any], locale: str, tighter: Mapping[int, int] | None = None) -> str:
    """The pack as HTML, without its style sheet. Raises MissingGlyph where a character cannot be printed.

    `tighter`: the numbers of slides that are set smaller, each with its step (1 to `STEPS`).
    """
    made = deck(figures, locale)
    with translation.override(locale):
        slides = slides_of(made, LOOK)
        for one in slides:
            one["tighter"] = (tighter or {}).get(one["number"])
        context = {
            "figures": figures,
            "lang": locale,
            "deck": made,
            "title": title_of(made),
            "scales": scales(),
            "slides": slides,
            "on_paper": True,
        }
        markup = fonts.printable(render_to_string(TEMPLATE, context))
    fonts.needed(markup)
    return markup


def render(figures: dict[str, Any], *, locale: str) -> bytes:
    """The PDF of the frozen figures: the same figures, locale and `fingerprint()` give the same bytes."""
    with uncollected():
        given = pictures(cast(Report, figures))
        pages = laid_out(html(figures, locale), given, rules=HERE / "print.css")
        tighter: dict[int, int] = {}
        for step in range(1, STEPS + 1):
            over = spilled(pages)
            if not over:
                break
            tighter |= dict.fromkeys(over, step)
            pages = laid_out(html(figures, locale, tighter), given, rules=HERE / "print.css")
        made = pages.write_pdf(
            pdf_variant="pdf/ua-1", pdf_tags=True, pdf_identifier=document.digest(figures)[:32].encode()
        )
    assert isinstance(made, bytes)
    return made


def spilled(document: Any) -> list[int]:
    """The numbers of the slides that take more than a page: the estimate of `parts` was too low for them."""
    begins: dict[int, int] = {}
    for place, page in enumerate(document.pages):
        for name in page.anchors:  # of each page that a slide stands on: the first counts
            if name.startswith("slide-"):
                begins.setdefault(int(name.removeprefix("slide-")), place)
    ends = {number: begins.get(number + 1, len(document.pages)) for number in begins}
    return [number for number, place in begins.items() if ends[number] - place > 1]


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
        base / "scorecards" / "queries" / "commitment_words.py",
        base / "scorecards" / "queries" / "said.py",
    ]
    return made_of(files, LIBRARIES, on=document.fingerprint())
