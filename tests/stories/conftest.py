"""What a browser story needs: people in browsers of their own, and a picture of each step in var/stories/."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.test import Client

from accounts.models import MailMessage, Membership, Stakeholder
from tests.cast import cast
from tests.factories import PASSWORD

PICTURES = Path(__file__).parent.parent.parent / "var" / "stories"
WIDE = {"viewport": {"width": 1280, "height": 900}}
PHONE = {"viewport": {"width": 390, "height": 844}, "device_scale_factor": 2, "has_touch": True, "is_mobile": True}


@dataclass
class Person:
    """Somebody in a browser of her own. `complaints` collects what the browser would complain about."""

    page: Any
    story: str
    name: str
    steps: list[str] = field(default_factory=list)
    complaints: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.page.set_default_timeout(20_000)
        self.page.on("console", lambda message: self._heard(message.type, message.text))
        self.page.on("pageerror", lambda error: self.complaints.append(str(error)))

    def _heard(self, kind: str, text: str) -> None:
        # What is sent drops the question that was on its way, and htmx calls that an error; 422 is how a form comes back.
        if kind == "error" and "422" not in text and not text.startswith(("htmx:sendAbort", "htmx:afterRequest")):
            self.complaints.append(text)

    def picture(self, step: str) -> None:
        """Keep what she sees now."""
        self.steps.append(step)
        folder = PICTURES / self.story
        folder.mkdir(parents=True, exist_ok=True)
        # Hiding the caret would put a style into the page, against its policy.
        picture = folder / f"{self.name}-{len(self.steps):02}-{step}.png"
        self.page.screenshot(path=picture, full_page=True, caret="initial")

    def read(self) -> None:
        """What she does before she decides by one tap; before that second is over nothing is decided."""
        self.page.wait_for_timeout(1_100)

    def sign_in_with_password(self, member: Membership) -> None:
        self.page.goto("/sign-in/")
        self.page.get_by_label("E-mail").fill(member.user.email)
        self.page.get_by_label("Password", exact=True).fill(PASSWORD)
        self.page.keyboard.press("Enter")
        self.page.wait_for_url("**/today/")

    def sign_in_by_code(self, stakeholder: Stakeholder) -> None:
        """Ask for a code, read it in the outbox, type it."""
        self.page.goto("/sign-in/code/")
        self.page.get_by_label("E-mail").fill(stakeholder.user.email)
        self.page.keyboard.press("Enter")
        self.page.wait_for_url("**/sign-in/code/confirm/**")
        body = MailMessage.objects.filter(to=stakeholder.user.email).latest("pk").body
        code = re.search(r"^ {4}(\S+)$", body, re.MULTILINE)
        assert code is not None, body
        self.page.locator("input[name=code]").fill(code[1])
        self.page.keyboard.press("Enter")
        self.page.wait_for_url("**/portal/")

    def comes_back(self, somebody: Membership | Stakeholder) -> None:
        """Signed in again in a later chapter, when her session has ended: by no page, for the story has shown that one."""
        client = Client()
        client.force_login(somebody.user, backend="allauth.account.auth_backends.AuthenticationBackend")
        value = client.cookies[settings.SESSION_COOKIE_NAME].value
        cookie = {"name": settings.SESSION_COOKIE_NAME, "value": value, "url": settings.BASE_URL}
        self.page.context.add_cookies([cookie])


@pytest.fixture
def person(site: Any, new_context: Any, request: pytest.FixtureRequest) -> Iterator[Callable[..., Person]]:
    """person("mara"): somebody with a wide screen; person("clara", PHONE): with a phone.

    When the story ends, well or badly, a last picture shows what each of them sees.
    """
    story = request.node.name.removeprefix("test_").partition("[")[0]
    people: list[Person] = []

    def come_in(name: str, device: dict[str, Any] = WIDE) -> Person:
        people.append(Person(new_context(base_url=site.url, locale="en-GB", **device).new_page(), story, name))
        return people[-1]

    yield come_in
    for one in people:
        one.picture("end")


__all__ = ["PHONE", "WIDE", "Person", "cast"]
