"""Today from the keyboard: after an act the next line has the focus, and the page stays where it was."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from outcomes.models import Reminder, ValueEvent
from tests.cast import Cast, dimension_of
from tests.factories import StakeholderFactory, TermsFactory, UserFactory, ValueEventFactory
from tests.stories.conftest import Person

LINES = 16


@pytest.mark.timeout(300)
def test_focus_on_today(committed_db: object, cast: Cast, person: Callable[..., Person]) -> None:
    for number in range(LINES):
        asked = StakeholderFactory(
            customer=cast.halden,
            name=f"Person {number:02}",
            may_agree=True,
            user=UserFactory(),
            email=f"p{number}@halden.example",
        )
        TermsFactory(dimension=dimension_of(cast.halden, name=f"Dimension {number:02}"), asked=asked)
    ValueEventFactory(
        dimension=dimension_of(cast.halden, name="Call-backs"), title="Calls", drafted_by=cast.account_manager
    )
    mara = person("mara")
    mara.sign_in_with_password(cast.account_manager)
    page = mara.page
    low = page.locator("[data-line]", has=page.get_by_role("button", name="Remind")).nth(LINES - 3)
    following = low.locator("xpath=following-sibling::li[1]").get_attribute("id")
    low.get_by_role("button", name="Remind").focus()
    page.wait_for_timeout(1_000)  # the page glides there
    height = page.evaluate("scrollY")
    assert height > 100

    page.keyboard.press("Enter")
    page.locator("[data-undo]").wait_for()
    assert focused(mara) == following and abs(page.evaluate("scrollY") - height) < 60
    page.keyboard.press("z")
    page.get_by_text("Taken back. Nothing is sent.").wait_for()
    assert focused(mara) == following and abs(page.evaluate("scrollY") - height) < 60
    assert not Reminder.objects.exists()

    page.goto(f"/events/{ValueEvent.objects.get().pk}/")
    page.get_by_role("button", name="Discard the draft").focus()
    page.keyboard.press("Enter")
    page.locator("[data-undo]").wait_for()
    assert page.evaluate("document.activeElement.matches('#main h1')")
    assert mara.complaints == []


def focused(mara: Person) -> str:
    return str(
        mara.page.evaluate("document.activeElement.closest('[data-line]')?.id ?? document.activeElement.tagName")
    )
