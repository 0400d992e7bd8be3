"""Tables that become cards on a phone: label left, and what is in the cell beside it as one text, whatever it is made of."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from django.conf import settings

from tests.access.walk import client_of
from tests.access.world import World
from tests.walls.conftest import Furnished

CELLS = {
    "source": 'Their tender portal<div class="note">Jana Riedel</div>',
    "amount": '<span class="mark"><svg></svg></span> <span class="amount">67,257.75 <span class="code">GBP</span></span>',
    "long": 'Invoice 202607-L <span class="small">Licence, one quarter of a year, and more than fits beside it</span>',
}


LONG = "Donaudampfschifffahrtsgesellschaft für Zahlungsverkehrsabwicklung mbH & Co. KGaA"


@pytest.fixture
def template(furnished: Furnished) -> str:
    return furnished.template


@pytest.fixture
def world(committed_world: World) -> World:
    return committed_world


def test_a_long_name_pushes_nothing_off_a_phone(world: World, site: Any, new_context: Any) -> None:
    customer, person = world.halden.customer, world.people["account_manager"]
    type(customer).objects.filter(pk=customer.pk).update(name=LONG)
    client_of(person)
    context = new_context(base_url=site.url, viewport={"width": 390, "height": 844})
    context.add_cookies([{"name": settings.SESSION_COOKIE_NAME, "value": person.session, "url": site.url}])
    page = context.new_page()
    for path in (f"/customers/{customer.pk}/", f"/customers/{customer.pk}/sheet/"):
        page.goto(path)
        assert page.evaluate("document.documentElement.scrollWidth") == 390, path
    # The last page is the sheet: its two columns fit, nothing scrolls.
    cut = page.evaluate(
        "[...document.querySelectorAll('#spend .table-wrap')].filter((one) => one.scrollWidth > one.clientWidth).length"
    )
    assert page.locator("#spend .table-wrap").count() == 1
    assert cut == 0


def test_cell_of_a_card_is_one_text_beside_its_label(new_context: Any) -> None:
    page = new_context(viewport={"width": 390, "height": 844}).new_page()
    cells = "".join(f'<td id="{name}" data-label="Who says so">{words}</td>' for name, words in CELLS.items())
    styles = Path(settings.BASE_DIR, "static/css/app.css").read_text()
    page.set_content(f'<style>{styles}</style><table class="grid grid-cards"><tbody><tr>{cells}</tr></tbody></table>')

    note = page.locator(".note").bounding_box()
    portal = page.evaluate("document.querySelector('#source').getBoundingClientRect().toJSON()")
    assert note["x"] + note["width"] == portal["right"] and note["y"] > portal["y"] + 10
    assert page.locator("#amount").bounding_box()["height"] < 30
    assert page.evaluate("document.documentElement.scrollWidth") == 390
