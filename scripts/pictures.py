"""The pictures of docs/guide.md, made anew from the demonstration: `make pictures`.

The demonstration is loaded into an empty database of its own and looked at on DAY, with a clock that says so, by a browser
of a fixed size. The same code gives the same pictures, apart from codes that are drawn by lot.
"""

from __future__ import annotations

import io
import os
import shutil
import sys
import tempfile
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path
from socketserver import ThreadingMixIn
from typing import Any
from wsgiref.simple_server import WSGIRequestHandler, WSGIServer, make_server

import time_machine
from PIL import Image
from playwright.sync_api import sync_playwright

ROOT = Path(__file__).parent.parent
OUT = ROOT / "docs" / "pictures"
DAY = date(2026, 11, 20)
NOON = datetime(DAY.year, DAY.month, DAY.day, 11, tzinfo=UTC)
LIMIT = 150_000  # bytes of one picture
WIDE, PHONE = (1280, 800), (390, 844)


@dataclass(frozen=True)
class Picture:
    """What `who` sees at `path` in a window of `size`, after `look` did there what makes it worth a picture."""

    name: str
    who: str
    path: str
    size: tuple[int, int] = WIDE
    look: Callable[[Any], None] | None = None


def _click(text: str) -> Callable[[Any], None]:
    def look(page: Any) -> None:
        page.get_by_role("link", name=text).first.click()
        page.wait_for_load_state("networkidle")

    return look


def _log(page: Any) -> None:
    """A dimension with periods that were measured and not claimed: the working stands beside the fields."""
    option = page.locator("#id_dimension option", has_text="Unmatched items written off").first
    page.locator("#id_dimension").select_option(option.get_attribute("value"))
    page.locator("#working").get_by_text("Baseline").first.wait_for(state="attached")
    page.wait_for_load_state("networkidle")


def _claim(page: Any) -> None:
    page.get_by_role("link", name="wait for you").first.click()
    page.wait_for_load_state("networkidle")


def _adjust(page: Any) -> None:
    _claim(page)
    page.get_by_role("link", name="Adjust").click()
    page.locator("#id_amount").fill("10,000")
    page.locator("#id_reason").fill("Half of it came from our own clean-up.")
    page.locator("#counts").get_by_text("11,742.84").wait_for()


def _people(page: Any) -> None:
    _click("Halden Bank")(page)
    page.goto(page.url.split("?")[0].rstrip("/") + "/people/")


def _reading(page: Any) -> None:
    _click("Halden Bank")(page)
    page.locator("main a[href^='/dimensions/']").first.click()
    page.wait_for_load_state("networkidle")


PICTURES = (
    Picture("today", "Jana Riedel", "/today/"),
    Picture("customer", "Jana Riedel", "/customers/", look=_click("Halden Bank")),
    Picture("log-value", "Jana Riedel", "/log/", look=_log),
    Picture("log-value-phone", "Jana Riedel", "/log/", PHONE, look=_log),
    Picture("answer-phone", "Ines Okafor", "/portal/", PHONE),
    Picture("claim-phone", "Ines Okafor", "/portal/", PHONE, look=_claim),
    Picture("adjust-phone", "Ines Okafor", "/portal/", PHONE, look=_adjust),
    Picture("sign-off", "Karl Thoma", "/portal/sign-off/?start=2026-01-01&end=2026-06-30"),
    Picture("portfolio", "Mira Falk", "/portfolio/"),
    Picture("people-map", "Mira Falk", "/customers/", look=_people),
    Picture("people", "Ada Berg", "/set-up/people/"),
    Picture("import", "Ada Berg", "/imports/"),
    Picture("reading", "Oleg Brandt", "/customers/?q=Halden", look=_reading),
)


class _Server(ThreadingMixIn, WSGIServer):
    daemon_threads = True


class _Quiet(WSGIRequestHandler):
    def log_message(self, *_args: Any) -> None:
        pass


@contextmanager
def demonstration(folder: str) -> Iterator[str]:
    """The address of a site with the demonstration of DAY, on a database of its own in `folder`."""
    os.environ.update(
        PV_MODE="demo",
        PV_VAR=folder,
        PV_MEDIA=f"{folder}/media",
        PV_BROKER_FOLDER=f"{folder}/broker",
        DATABASE_URL=f"sqlite:///{folder}/proven-value.sqlite3",
        CELERY_BROKER_URL="filesystem://",
        DJANGO_SETTINGS_MODULE="config.settings",
    )
    sys.path.insert(0, str(ROOT))
    import django

    django.setup()
    from django.contrib.staticfiles.handlers import StaticFilesHandler
    from django.core.management import call_command
    from django.core.wsgi import get_wsgi_application

    from reports.demonstration import load

    call_command("migrate", verbosity=0)
    load(today=DAY)
    server = make_server("127.0.0.1", 0, StaticFilesHandler(get_wsgi_application()), _Server, _Quiet)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()


def take(browser: Any, address: str, picture: Picture) -> bytes:
    """Sign in with one click, go there, look: the page as PNG with a palette."""
    width, height = picture.size
    phone = {"device_scale_factor": 2, "is_mobile": True, "has_touch": True} if picture.size == PHONE else {}
    context = browser.new_context(
        base_url=address,
        viewport={"width": width, "height": height},
        locale="en-GB",
        timezone_id="Europe/Berlin",
        reduced_motion="reduce",
        **phone,
    )
    page = context.new_page()
    page.clock.set_fixed_time(NOON)
    page.goto("/")
    page.get_by_role("button", name=picture.who).click()
    page.wait_for_load_state("networkidle")
    page.goto(picture.path)
    page.wait_for_load_state("networkidle")
    if picture.look is not None:
        picture.look(page)
        page.wait_for_load_state("networkidle")
    shot = page.screenshot(caret="initial")
    context.close()
    return small(shot, width)


def small(png: bytes, width: int) -> bytes:
    """The picture at `width` pixels with at most 256 colours, chosen so that rare ones, the marks, keep theirs."""
    picture = Image.open(io.BytesIO(png)).convert("RGB")
    if picture.width != width:
        picture = picture.resize((width, picture.height * width // picture.width), Image.Resampling.LANCZOS)
    drawn = io.BytesIO()
    picture.quantize(256, Image.Quantize.MAXCOVERAGE, dither=Image.Dither.NONE).save(drawn, "PNG", optimize=True)
    if len(drawn.getvalue()) > LIMIT:
        raise ValueError(f"A picture of {len(drawn.getvalue())} bytes; at most {LIMIT}.")
    return drawn.getvalue()


def main() -> None:
    only = set(sys.argv[1:])
    OUT.mkdir(parents=True, exist_ok=True)
    with (
        tempfile.TemporaryDirectory(prefix="proven-value-") as folder,
        time_machine.travel(NOON, tick=True),
        demonstration(folder) as address,
        sync_playwright() as playwright,
    ):
        browser = playwright.chromium.launch(
            executable_path=shutil.which("chromium") or shutil.which("chromium-browser"),
            args=["--no-sandbox", "--lang=en-GB"],
        )
        for picture in PICTURES:
            if not only or picture.name in only:
                content = take(browser, address, picture)
                (OUT / f"{picture.name}.png").write_bytes(content)
                print(f"{picture.name}.png  {len(content) // 1000} kB")
        browser.close()


if __name__ == "__main__":
    main()
