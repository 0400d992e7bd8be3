"""From frozen figures to the PDF: a pure function. The renderer reads nothing but what it is given.

WeasyPrint takes seconds to import and is therefore imported on first use: only workers pay for it.
"""

import atexit
import base64
import binascii
import gc
import hashlib
import io
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from functools import cache
from importlib.metadata import version
from pathlib import Path
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.template.loader import render_to_string
from django.utils import translation
from django.utils.html import escape

from . import fonts
from .figures import Figures
from .pages import DENSITIES, context
from .register import register_csv
from .soundness import check, digest
from .versions import brought_up
from .wording import moment

if TYPE_CHECKING:
    from weasyprint import CSS, Document
    from weasyprint.text.fonts import FontConfiguration
    from weasyprint.urls import URLFetcher

HERE = Path(__file__).parent
TEMPLATE = "reports/document/document.html"
ANSWER_PAGE = 2
MANY_PAGES = 30
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
    return written(figures, locale, density)[0]


def written(figures: dict[str, Any], locale: str, density: int) -> tuple[str, int]:
    """(HTML, the density at which its answer page is set): at `density`, or tighter where it would clearly not fit."""
    typed = brought_up(figures)
    check(typed)
    with translation.override(locale):
        pages = context(typed, locale, density, digest(figures))
        markup = fonts.printable(one_full_stop(render_to_string(TEMPLATE, pages), typed))
    fonts.needed(markup)
    return markup, pages["answer"]["density"]


def one_full_stop(markup: str, figures: Figures) -> str:
    """No second full stop where a sentence ends with a firm's name that has its own: "by Alster a. G."."""
    for firm in (figures["supplier"], figures["customer"]):
        for name in {firm["name"], firm["short_name"]}:
            if name.endswith("."):
                for end in ("", "</bdi>"):
                    markup = markup.replace(f"{escape(name)}{end}. ", f"{escape(name)}{end} ")
                    markup = markup.replace(f"{escape(name)}{end}.<", f"{escape(name)}{end}<")
    return markup


def render(figures: dict[str, Any], *, locale: str) -> bytes:
    """The PDF (PDF/UA-1, with register.csv attached) of the frozen figures in `locale`.

    The same figures, locale and `fingerprint()` give the same bytes. Raises `figures.Inconsistent` where the parts do not add
    up, `fonts.MissingGlyph` where a character cannot be printed, and WeasyPrint's FatalURLFetchingError, a BaseException,
    where the document asks for anything that it was not given.
    """
    with uncollected():
        return made(figures, locale)


@contextmanager
def uncollected() -> Iterator[None]:
    """Without the cyclic collector, which finds nothing in a tree of boxes that is still needed: a tenth of the time."""
    running = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if running:
            gc.enable()


def made(figures: dict[str, Any], locale: str) -> bytes:
    """As `render`."""
    typed = brought_up(figures)
    density = 0
    while True:
        markup, density = written(figures, locale, density)
        document = laid_out(markup, pictures(typed))
        density += 1
        if density == DENSITIES or answer_fits(document):
            break
        # The pages of one attempt are the most that a worker holds: free them before the next.
        del document
        gc.collect()
    if len(document.pages) > MANY_PAGES:
        # Styles and boxes that only the layout needed: 20 MB at 500 events, for a twentieth of the time.
        gc.collect()
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
        pdf_identifier=digest(figures)[:32].encode(),
        attachments=[attachment],
    )
    assert isinstance(pdf, bytes)
    return pdf


def laid_out(
    markup: str, given: dict[str, tuple[str, bytes]] | None = None, *, rules: Path = HERE / "print.css"
) -> "Document":
    """The pages of `markup` under the style sheet `rules`; `given` are pictures by name: (media type, bytes)."""
    from weasyprint import CSS, HTML

    class Page(HTML):
        def _ua_stylesheets(self, forms: bool = False) -> list[CSS]:
            return [basic_style()]

    sheet, configuration = style(fonts.needed(markup), rules)
    fetcher = assets(given or {})
    page = Page(string=markup, base_url="asset:/", url_fetcher=fetcher)
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
def style(rare: frozenset[str] = frozenset(), rules: Path = HERE / "print.css") -> tuple["CSS", "FontConfiguration"]:
    """Style sheet and fonts, parsed once per process, set of rare font families and file of rules."""
    from weasyprint import CSS
    from weasyprint.text.fonts import FontConfiguration

    configuration = FontConfiguration()
    atexit.register(release)
    text = f"{fonts.face_rules(rare)}\n{rules.read_text()}"
    return CSS(string=text, base_url="asset:/", font_config=configuration, url_fetcher=assets({})), configuration


def release() -> None:
    """Let go of the parsed styles, and with them of the folders in which the library keeps their fonts: 2 MB a process."""
    style.cache_clear()
    gc.collect()


@cache
def basic_style() -> "CSS":
    """WeasyPrint's own style sheet for HTML without its rules for `::marker`, `::footnote-call` and their like.

    Those match every element and cost six computed styles each, 130 MB of the 330 MB that 500 events took. We print no notes
    and no list markers.
    """
    import weasyprint.css
    from weasyprint import CSS

    text = (Path(weasyprint.css.__file__).parent / "html5_ua.css").read_text()
    return CSS(
        string="\n".join(line for line in text.splitlines() if not line.startswith("::")), url_fetcher=assets({})
    )


@cache
def fingerprint() -> str:
    """SHA-256 over all that decides the bytes besides the figures: templates, code, style, fonts, libraries, translations."""
    base = Path(settings.BASE_DIR)
    files = [
        *sorted(HERE.rglob("*.py")),
        HERE / "print.css",
        *sorted((HERE / "fonts").glob("*.ttf")),
        *sorted((base / "accounts" / "notation").glob("*.py")),
        *sorted((base / "outcomes" / "charts").glob("*.py")),
        *sorted((base / "templates" / "reports" / "document").glob("*.html")),
        *sorted((base / "locale").glob("*/LC_MESSAGES/django.po")),
    ]
    return made_of(files, LIBRARIES)


def made_of(files: Iterable[Path], libraries: Iterable[str], *, on: str = "") -> str:
    """SHA-256 over `on`, a fingerprint of what it builds upon, over files with their paths, and versions of libraries."""
    found = hashlib.sha256(on.encode())
    for file in files:
        found.update(f"{file.relative_to(settings.BASE_DIR)}\0".encode())
        found.update(hashlib.sha256(file.read_bytes()).digest())
    for library in libraries:
        found.update(f"{library}={version(library)}\0".encode())
    return found.hexdigest()
