"""From frozen figures to the PDF: a pure function. The renderer reads nothing but what it is given.

WeasyPrint takes seconds to import and is therefore imported on first use: only workers pay for it.
"""

import base64
import binascii
import hashlib
import io
from functools import cache
from importlib.metadata import version
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast

from django.conf import settings
from django.template.loader import render_to_string
from django.utils import translation

from . import figures as shapes
from . import fonts
from .figures import Figures
from .pages import DENSITIES, Pages
from .register import register_csv
from .wording import moment

if TYPE_CHECKING:
    from weasyprint import CSS, Document
    from weasyprint.text.fonts import FontConfiguration
    from weasyprint.urls import URLFetcher

HERE = Path(__file__).parent
TEMPLATE = "reports/document/document.html"
ANSWER_PAGE = 2
LIBRARIES = (
    "weasyprint",
    "pydyf",
    "tinycss2",
    "tinyhtml5",
    "cssselect2",
    "fonttools",
    "pyphen",
    "segno",
    "babel",
    "django",
)
PICTURES = {"image/png", "image/jpeg"}


def html(figures: dict[str, Any], locale: str, *, density: int = 0) -> str:
    """The document as HTML, without its style sheet.

    `density` sets the answer page tighter, from 0 (as designed) to 3. Raises Inconsistent and MissingGlyph.
    """
    typed = cast(Figures, figures)
    shapes.check(typed)
    with translation.override(locale):
        markup = render_to_string(TEMPLATE, Pages(typed, locale, density).context())
    fonts.check(markup)
    return markup


def render(figures: dict[str, Any], *, locale: str) -> bytes:
    """The PDF (PDF/UA-1, with register.csv attached) of the frozen figures in `locale`.

    The same figures, locale and `fingerprint()` give the same bytes. Raises `figures.Inconsistent` where the parts do not add
    up, `fonts.MissingGlyph` where a character cannot be printed, and WeasyPrint's FatalURLFetchingError, a BaseException,
    where the document asks for anything that it was not given.
    """
    typed = cast(Figures, figures)
    for density in range(DENSITIES):
        document = laid_out(html(figures, locale, density=density), pictures(typed))
        if answer_fits(document):
            break
    from weasyprint import Attachment

    issued = moment(typed["document"]["issued_at"])
    with translation.override(locale):
        description = translation.gettext("Register of all events, with whole digests and evidence")
        rows = register_csv(typed)
    attachment = Attachment(
        file_obj=io.BytesIO(rows),
        name="register.csv",
        description=description,
        created=issued,
        modified=issued,
        relationship="Data",
    )
    pdf = document.write_pdf(
        pdf_variant="pdf/ua-1",
        pdf_tags=True,
        pdf_identifier=shapes.digest(figures)[:32].encode(),
        attachments=[attachment],
    )
    assert isinstance(pdf, bytes)
    return pdf


def laid_out(markup: str, given: dict[str, tuple[str, bytes]] | None = None) -> "Document":
    """The pages of `markup` under print.css; `given` are pictures by name: (media type, bytes)."""
    from weasyprint import HTML

    sheet, configuration = style()
    fetcher = assets(given or {})
    page = HTML(string=markup, base_url="asset:/", url_fetcher=fetcher)
    return page.render(font_config=configuration, stylesheets=[sheet], pdf_variant="pdf/ua-1", pdf_tags=True)


def answer_fits(document: "Document") -> bool:
    """Whether the answer keeps to its one page."""
    for number, page in enumerate(document.pages, start=1):
        if "after-answer" in page.anchors:
            return number == ANSWER_PAGE + 1
    return True


def pictures(figures: Figures) -> dict[str, tuple[str, bytes]]:
    """The supplier's logo, by the name under which the template asks for it. Raises ValueError for a broken one."""
    logo = figures["supplier"]["logo"]
    if logo is None:
        return {}
    if logo["media_type"] not in PICTURES:
        raise ValueError(f"A logo is PNG or JPEG, not {logo['media_type']}.")
    try:
        return {"logo": (logo["media_type"], base64.b64decode(logo["data"], validate=True))}
    except binascii.Error as error:
        raise ValueError("The logo is not valid base64.") from error


def assets(given: dict[str, tuple[str, bytes]]) -> "URLFetcher":
    """A fetcher that knows `asset:font/<file>` and `asset:picture/<name>` and ends the rendering on anything else."""
    from weasyprint.urls import FatalURLFetchingError, URLFetcher, URLFetcherResponse

    class Assets(URLFetcher):
        def fetch(self, url: str, headers: dict[str, str] | None = None) -> URLFetcherResponse:
            try:
                if url.startswith("asset:font/"):
                    return URLFetcherResponse(url, fonts.asset(url[11:]), {"Content-Type": "font/ttf"})
                if url.startswith("asset:picture/"):
                    media_type, data = given[url[14:]]
                    return URLFetcherResponse(url, data, {"Content-Type": media_type})
            except KeyError:
                pass
            raise FatalURLFetchingError(f"A document may not fetch {url[:200]!r}.")

    return Assets()


@cache
def style() -> tuple["CSS", "FontConfiguration"]:
    """Style sheet and fonts, parsed once per process."""
    from weasyprint import CSS
    from weasyprint.text.fonts import FontConfiguration

    configuration = FontConfiguration()
    text = f"{fonts.face_rules()}\n{(HERE / 'print.css').read_text()}"
    return CSS(string=text, base_url="asset:/", font_config=configuration, url_fetcher=assets({})), configuration


@cache
def fingerprint() -> str:
    """SHA-256 over all that decides the bytes besides the figures: templates, code, style, fonts, libraries, translations."""
    digest = hashlib.sha256()
    base = Path(settings.BASE_DIR)
    files = [
        *sorted(HERE.glob("*.py")),
        HERE / "print.css",
        *sorted((HERE / "fonts").glob("*.ttf")),
        base / "accounts" / "notation.py",
        *sorted((base / "templates" / "reports" / "document").glob("*.html")),
        *sorted((base / "locale").glob("*/LC_MESSAGES/django.po")),
    ]
    for file in files:
        digest.update(f"{file.relative_to(base)}\0".encode())
        digest.update(hashlib.sha256(file.read_bytes()).digest())
    for library in LIBRARIES:
        digest.update(f"{library}={version(library)}\0".encode())
    return digest.hexdigest()
