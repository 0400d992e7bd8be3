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
RECORD_VIOLATIONS = """
window.forbidden = [];
document.addEventListener("securitypolicyviolation", (event) =>
  window.forbidden.push(`${event.effectiveDirective} ${event.blockedURI} ${event.sourceFile || ""}:${event.lineNumber || ""}`));
"""
# What a proxy or the static server compresses on the way.
COMPRESSED = re.compile(r"\.(css|js|svg)(\?|$)")


@dataclass
class Visit:
    """One page in a browser of its own, seen for the first time."""

    page: Any
    home: str
    responses: list[Any] = field(default_factory=list)
    complaints: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.page.add_init_script(RECORD_VIOLATIONS)
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
        bodies = {one.url: one.body() for one in self.responses if one.status == 200}
        html = len(next(iter(bodies.values()), b""))
        if html > HTML_LIMIT:
            found.append(f"{html} bytes of HTML, at most {HTML_LIMIT}")
        if len(self.responses) > REQUEST_LIMIT:
            found.append(f"{len(self.responses)} requests, at most {REQUEST_LIMIT}")
        carried = sum(
            len(brotli.compress(body, quality=5)) if COMPRESSED.search(url) else len(body)
            for url, body in bodies.items()
        )
        if carried > TRANSFER_LIMIT:
            found.append(f"{carried} bytes carried, at most {TRANSFER_LIMIT}")
        return found

    def accessibility(self) -> list[str]:
        """What axe finds in light, in dark and on a phone; one line a finding, with where it is.

        Dark differs from light in nothing but colours: there the rules about colours are asked again.
        """
        found = []
        self.page.evaluate(AXE_SCRIPT)
        colours = {"runOnly": {"type": "rule", "values": ["color-contrast", "link-in-text-block"]}}
        for name, scheme, size, only in (
            ("light", "light", WIDE, {}),
            ("dark", "dark", WIDE, colours),
            ("phone", "light", PHONE, {}),
        ):
            self.page.emulate_media(color_scheme=scheme, reduced_motion="reduce")
            self.page.set_viewport_size(size)
            options = {"resultTypes": ["violations"], **only}
            violations = self.page.evaluate("async (options) => (await axe.run(options)).violations", options)
            for violation in violations:
                where = "; ".join(str(node["target"]) for node in violation["nodes"][:3])
                found.append(f"axe, {name}: {violation['id']}: {violation['help']} at {where}")
        return found
