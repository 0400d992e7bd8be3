"""A form that the server answers, field by field: no bubble of the browser's stops it, and errors stand as its fields do."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from django.forms import BaseForm
from django.urls import reverse

from accounts.templatetags.fields import place_of
from tests.access.matrix import ROWS
from tests.access.walk import client_of, undone
from tests.access.world import World

pytestmark = pytest.mark.timeout(240)
# The first who may open a form.
PEOPLE = ("account_manager", "administrator", "champion", "executive")
TEMPLATES = Path(__file__).parents[2] / "templates"
# It opens over the portfolio, and its answer is a notice there.
APART = {"reports/portfolio_head.html"}
FORM = re.compile(r"<form\b[^\n]*?>\s*\{% csrf_token %\}.*?(?:</form>|\Z)", re.DOTALL)
FIELD = re.compile(r"\{% (?:field|block fields|block decision) |_fields\.html|\{\{ form\.as")


def test_every_form_with_fields_leaves_the_checking_to_the_server() -> None:
    found = {
        (path.relative_to(TEMPLATES).as_posix(), "novalidate" in form.group(0).partition("{% csrf_token %}")[0])
        for path in TEMPLATES.rglob("*.html")
        for form in FORM.finditer(path.read_text())
        if FIELD.search(form.group(0))
    }
    assert len(found) > 30
    assert {name for name, left in found if not left} <= APART


def test_errors_are_listed_in_the_order_of_the_fields_on_each_page(world: World) -> None:
    """What stands above a refused form is read down the page: a form that is read in another order says `as_shown`."""
    compared, found = 0, []
    for row in (one for one in ROWS if one.post and one.get and not one.not_crawled and one.get_status == 200):
        key = next((one for one in PEOPLE if one in row.get and one not in row.get_other), None)
        if key is None:
            continue
        with undone():
            page = client_of(world.people[key]).get(
                reverse(row.name, kwargs={name: world.halden.value(path) for name, path in row.of.items()})
            )
        form = (page.context or {}).get("form")
        if not isinstance(form, BaseForm):
            continue
        shown = fields_on(page.content.decode(), form)
        compared += len(shown) > 1
        listed = sorted(shown, key=lambda name: place_of(form, name))
        if listed != shown:
            found.append(f"{row.key}, {type(form).__name__}: {shown} on the page, {listed} in the summary")
    assert compared > 20
    if found:
        pytest.fail("\n".join(found), pytrace=False)


def fields_on(page: str, form: BaseForm) -> list[str]:
    """The names of its fields in the order in which the page has them; a field that is not to be seen is left out."""
    met = {
        name: re.search(rf'\bname="{re.escape(form[name].html_name)}"', page)
        for name in form.fields
        if not form[name].is_hidden
    }
    places = {name: one.start() for name, one in met.items() if one is not None}
    return sorted(places, key=places.__getitem__)
