"""The pack as a PDF: one page of 960 by 540 points a slide, tagged (PDF/UA), in the report's own letters and colours."""

from __future__ import annotations

import hashlib
from functools import cache
from importlib.metadata import version
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast

from django.conf import settings
from django.template.loader import render_to_string
from django.utils import translation

from reports import document
from reports.document import fonts
from reports.document.charts import PRINT
from reports.document.figures import Figures as Report
from reports.document.render import assets, basic_style, pictures, uncollected

from .deck import deck
from .html import Look, slides_of, title_of

if TYPE_CHECKING:
    from weasyprint import CSS
    from weasyprint.text.fonts import FontConfiguration

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
        markup = render_to_string(TEMPLATE, context)
    fonts.needed(markup)
    return markup


def render(figures: dict[str, Any], *, locale: str) -> bytes:
    """The PDF of the frozen figures: the same figures, locale and `fingerprint()` give the same bytes."""
    from weasyprint import HTML

    class Page(HTML):
        def _ua_stylesheets(self, forms: bool = False) -> list[CSS]:
            return [basic_style()]

    with uncollected():
        markup = html(figures, locale)
        sheet, configuration = style(fonts.needed(markup))
        page = Page(string=markup, base_url="asset:/", url_fetcher=assets(pictures(cast(Report, figures))))
        laid_out = page.render(font_config=configuration, stylesheets=[sheet], pdf_variant="pdf/ua-1", pdf_tags=True)
        made = laid_out.write_pdf(
            pdf_variant="pdf/ua-1", pdf_tags=True, pdf_identifier=document.digest(figures)[:32].encode()
        )
    assert isinstance(made, bytes)
    return made


@cache
def style(rare: frozenset[str] = frozenset()) -> tuple[CSS, FontConfiguration]:
    """Style sheet and letters, parsed once per process and set of rare families."""
    from weasyprint import CSS
    from weasyprint.text.fonts import FontConfiguration

    configuration = FontConfiguration()
    text = f"{fonts.face_rules(rare)}\n{(HERE / 'print.css').read_text()}"
    return CSS(string=text, base_url="asset:/", font_config=configuration, url_fetcher=assets({})), configuration


@cache
def fingerprint() -> str:
    """SHA-256 over all that decides the bytes besides the figures, of the PDF and of the PPTX."""
    made_of = hashlib.sha256(document.fingerprint().encode())
    base = Path(settings.BASE_DIR)
    files = [
        *sorted(HERE.glob("*.py")),
        HERE / "print.css",
        *sorted((base / "templates" / "reports" / "pack").glob("*.html")),
        base / "scorecards" / "performance.py",
        base / "scorecards" / "queries" / "scorecard_page.py",
    ]
    for file in files:
        made_of.update(f"{file.relative_to(base)}\0".encode())
        made_of.update(hashlib.sha256(file.read_bytes()).digest())
    for library in LIBRARIES:
        made_of.update(f"{library}={version(library)}\0".encode())
    return made_of.hexdigest()
