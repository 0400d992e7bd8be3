"""Every page in a real browser: policy, weight, accessibility; as its people see it, and with the errors of its forms."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.conf import settings

from tests.access.matrix import ROWS, Row
from tests.access.test_matrix import url_of
from tests.access.walk import Answer, ask, client_of
from tests.access.world import Person, World
from tests.walls.browser import Visit
from tests.walls.conftest import Furnished

pytestmark = pytest.mark.timeout(420)


@pytest.fixture
def visit(site: Any, new_context: Any) -> Callable[[Person | None], Visit]:
    """A browser that has seen nothing yet; signed in, where somebody is named."""

    def start(person: Person | None = None) -> Visit:
        context = new_context(base_url=site.url, locale="en-GB")
        if person is not None and person.actor is not None:
            client_of(person)
            context.add_cookies([{"name": settings.SESSION_COOKIE_NAME, "value": person.session, "url": site.url}])
        return Visit(context.new_page(), site.url)

    return start


PARTS = {"account_manager": 2}
# Words in the names of addresses that answer with a file, not with a page.
FILES = ("download", "export", "logo", "import_template", "import_refused")


def pages_of(person: Person) -> list[Row]:
    """The rows whose pages this person can open."""
    return [
        row
        for row in ROWS
        if person.key in row.get and row.get_other.get(person.key, row.get_status) == 200 and not row.not_crawled
        if not row.fragment
        if not any(word in row.name for word in FILES)
    ]


@pytest.fixture
def template(furnished: Furnished) -> str:
    return furnished.template


@pytest.fixture
def world(committed_world: World) -> World:
    return committed_world


@pytest.mark.long
@pytest.mark.parametrize(
    ("key", "part"),
    [("anonymous", 0), ("champion", 0), ("administrator", 0)] + [("account_manager", part) for part in range(2)],
)
def test_pages_hold_in_the_browser(key: str, part: int, world: World, visit: Callable[..., Visit]) -> None:
    """Whoever has many pages sees them in several parts, so that no test is as long as half of the others."""
    person = world.people[key]
    rows = pages_of(person)[part :: PARTS.get(key, 1)]
    if key == "administrator":
        # The rest of her pages are the account manager's: her list of customers stands for what differs there.
        rows = [one for one in rows if "account_manager" not in one.get or one.name == "reports:customer_list"]
    assert rows
    found = []
    browser = visit(person)
    for number, row in enumerate(rows):
        browser.open(url_of(row, world.halden))
        seen = browser.forbidden() + browser.weight()
        seen += browser.accessibility(thorough=number % 10 == 0) + browser.overflow()
        found += [f"{row.key}: {line}" for line in seen]
    assert found == []


def answering(answer: Answer) -> Callable[[Any], None]:
    """A route that shows what the server answered, under the headers that it sent."""
    headers = {name: str(value) for name, value in answer.headers.items()}

    def fulfil(route: Any) -> None:
        route.fulfill(status=200, body=answer.body, headers=headers)

    return fulfil


@pytest.mark.long
@pytest.mark.parametrize("key", ["account_manager", "administrator", "champion"])
def test_forms_with_errors_hold_too(key: str, world: World, visit: Callable[..., Visit]) -> None:
    """What comes back with 422 is shown as the server sent it, under the page's own policy."""
    person = world.people[key]
    found = []
    browser = visit(person)
    for row in ROWS:
        if key not in row.post or row.wrong is None or key in row.post_other or row.fragment:
            continue
        if key == "administrator" and "account_manager" in row.post:
            continue  # seen as hers
        url = url_of(row, world.halden)
        answer = ask(client_of(person), "POST", url, row.payload(world.halden, row.wrong))
        # The sign-in library answers 200 where a form was wrong.
        assert answer.status == (200 if row.name.startswith("account_") else 422), f"{row.key}: {answer.status}"
        browser.page.route(f"**{url}", answering(answer))
        browser.open(url)
        found += [f"{row.key}, with errors: {line}" for line in browser.forbidden() + browser.accessibility()]
        browser.page.unroute(f"**{url}")
    assert found == []


def test_pages_without_anything_hold_too(world: World, visit: Callable[..., Visit]) -> None:
    """The states in which nothing is there yet: a search that finds nothing, a customer without people and promises."""
    empty = world.cast.nordwerk.customers.create(
        name="Nothing yet", currency="EUR", accountable=world.cast.account_manager
    )
    browser = visit(world.people["account_manager"])
    found = []
    for url in (
        "/customers/?q=nobody-has-this-name",
        f"/customers/{empty.pk}/",
        f"/customers/{empty.pk}/spend/",
        f"/customers/{empty.pk}/problems/",
    ):
        browser.open(url)
        found += [f"{url}: {line}" for line in browser.forbidden() + browser.accessibility()]
    assert found == []


def test_paper_holds_nothing_that_stays_inside(world: World, visit: Callable[..., Visit]) -> None:
    """A printed customer page may be left on the customer's table."""
    browser = visit(world.people["account_manager"])
    browser.open(f"/customers/{world.halden.customer.pk}/")
    inside = browser.page.locator("#people, #waiting")
    assert [one.is_visible() for one in inside.all()] == [True, True]
    browser.page.emulate_media(media="print")
    assert [one.is_visible() for one in inside.all()] == [False, False]
    assert browser.page.locator("#outcomes").is_visible()


PLANTED = """<!doctype html><html lang="en"><head><title>t</title></head><body><main><h1>h</h1>
<img src="https://elsewhere.invalid/p.png"><p style="color:#999">faint</p><script>1</script>
<p><font color="#999999">faint, whatever the policy says</font></p>{more}</main></body></html>"""


def test_planted_faults_are_caught(site: Any, visit: Callable[..., Visit]) -> None:
    browser = visit(None)
    browser.page.route("**/elsewhere.invalid/**", lambda route: route.fulfill(body="x", content_type="image/png"))
    policy = {"Content-Security-Policy": "default-src 'self'; img-src *", "Content-Type": "text/html"}
    markup = PLANTED.format(more="x" * 60_000)
    browser.page.route("**/planted/", lambda route: route.fulfill(status=200, body=markup, headers=policy))
    browser.open("/planted/")
    forbidden = " ".join(browser.forbidden())
    assert "style-src" in forbidden
    assert "script-src" in forbidden
    weight = " ".join(browser.weight())
    assert "another host" in weight
    assert "of HTML" in weight
    accessibility = browser.accessibility(thorough=True)
    assert sum("color-contrast" in one for one in accessibility) == 4
    assert sum("image-alt" in one for one in accessibility) == 2
    assert len(browser.overflow()) == 4
