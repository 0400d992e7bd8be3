"""Looking at a page as a browser does: what its policy forbids, what axe finds, what it weighs."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import Any

import brotli
from axe_playwright_python.base import AXE_SCRIPT
from playwright.sync_api import expect

HTML_LIMIT, TRANSFER_LIMIT, REQUEST_LIMIT = 60_000, 250_000, 12
PHONE = {"width": 390, "height": 844}
WIDE = {"width": 1280, "height": 900}
# A usual phone, the narrowest, a tablet upright and across.
WIDTHS = (390, 320, 768, 1024)
RECORD_VIOLATIONS = """
window.forbidden = [];
document.addEventListener("securitypolicyviolation", (event) =>
  window.forbidden.push(`${event.effectiveDirective} ${event.blockedURI} ${event.sourceFile || ""}:${event.lineNumber || ""}`));
"""
WIDER_THAN_THE_SCREEN = """() => {
  const screen = document.documentElement.clientWidth;
  if (document.documentElement.scrollWidth <= screen) return "";
  const right = (one) => one.getBoundingClientRect().right;
  const furthest = [...document.querySelectorAll("body *")].reduce((most, one) => (right(one) > right(most) ? one : most));
  return `${Math.round(right(furthest))} by ${furthest.tagName.toLowerCase()}.${furthest.getAttribute("class") || ""}`;
}"""
# A fifth of axe's time went into reading the same few colours again for every text: what a colour's words mean is kept.
KEEP_COLOURS = """
{
  const { prototype } = axe.commons.color.Color, read = prototype.parseString, known = new Map();
  prototype.parseString = function (words) {
    if (known.has(words)) return Object.assign(this, known.get(words));
    read.call(this, words);
    const { r, g, b, alpha } = this;
    known.set(words, { r, g, b, alpha });
    return this;
  };
}
"""
# What a proxy or the static server compresses on the way.
STATIC = "/static/"
COMPRESSED = re.compile(r"\.(css|js|svg)(\?|$)")


@dataclass
class Visit:
    """One person's browser, which opens page after page. Each page weighs as on a first visit: what the browser kept counts."""

    page: Any
    home: str
    responses: list[Any] = field(default_factory=list)
    complaints: list[str] = field(default_factory=list)
    # What each file weighed when it came over the line.
    kept: dict[str, int] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.page.add_init_script(RECORD_VIOLATIONS)
        self.page.add_init_script(AXE_SCRIPT + KEEP_COLOURS)
        self.page.on("response", lambda response: self.responses.append(response))
        self.page.on("pageerror", lambda error: self.complaints.append(f"script error: {error}"))

    def open(self, url: str) -> None:
        self.responses.clear()
        self.complaints.clear()
        self.page.set_viewport_size(WIDE)
        self.page.goto(url)
        # The parts that a page asks for by itself take the place of those that asked.
        expect(self.page.locator('[hx-trigger="load"], .htmx-swapping, .htmx-settling')).to_have_count(0)

    def forbidden(self) -> list[str]:
        """What the Content-Security-Policy stopped, and scripts that failed."""
        found: list[str] = self.page.evaluate("window.forbidden || []")
        return [f"the policy forbids: {one}" for one in found] + self.complaints

    def weight(self) -> list[str]:
        """One line for each limit that the first visit breaks."""
        found = [
            f"another host is asked: {one.url}"
            for one in self.responses
            if not one.url.startswith((self.home, "data:", "blob:"))
        ]
        came = {one.url: self.carried(one) for one in self.responses if one.status == 200}
        html = next(iter(came.values()), 0)
        if html > HTML_LIMIT:
            found.append(f"{html} bytes of HTML, at most {HTML_LIMIT}")
        if len(self.responses) > REQUEST_LIMIT:
            found.append(f"{len(self.responses)} requests, at most {REQUEST_LIMIT}")
        if (carried := sum(came.values())) > TRANSFER_LIMIT:
            found.append(f"{carried} bytes carried, at most {TRANSFER_LIMIT}")
        return found

    def carried(self, response: Any) -> int:
        """Bytes on the line. A file's body can be read once only: afterwards the browser takes it from what it kept."""
        if STATIC not in response.url:
            return len(response.body())
        if response.url not in self.kept:
            body = response.body()
            packed = COMPRESSED.search(response.url)
            self.kept[response.url] = len(brotli.compress(body, quality=5)) if packed else len(body)
        return self.kept[response.url]

    def overflow(self) -> list[str]:
        """One line for each width on which the page is wider than its screen, with what stands out furthest."""
        found = []
        for width in WIDTHS:
            self.page.set_viewport_size({"width": width, "height": 844})
            if wide := self.page.evaluate(WIDER_THAN_THE_SCREEN):
                found.append(f"wider than a screen of {width}: {wide}")
        return found

    def accessibility(self, *, thorough: bool = False) -> list[str]:
        """What axe finds on a wide screen in light and on a phone in dark; one line a finding, with where it is.

        Thorough: the other two as well. They differ from these in nothing but colours, which are tokens of one stylesheet.
        """
        found = []
        colours = {"runOnly": {"type": "rule", "values": ["color-contrast", "link-in-text-block"]}}
        others = (("dark", "dark", WIDE, colours), ("light phone", "light", PHONE, colours))
        for name, scheme, size, only in (
            ("light", "light", WIDE, {}),
            ("dark phone", "dark", PHONE, {}),
            *(others if thorough else ()),
        ):
            self.page.emulate_media(color_scheme=scheme, reduced_motion="reduce")
            self.page.set_viewport_size(size)
            options = {"resultTypes": ["violations"], **only}
            violations = self.page.evaluate("async (options) => (await axe.run(options)).violations", options)
            for violation in violations:
                where = "; ".join(str(node["target"]) for node in violation["nodes"][:3])
                found.append(f"axe, {name}: {violation['id']}: {violation['help']} at {where}")
        return found
