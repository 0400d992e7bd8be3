"""What a page costs: at most 10 queries, as pinned, the same for 1, 3 and 30 rows of everything; the ledger at most 20."""

from __future__ import annotations

import pytest
from django.urls import reverse

from tests.access.matrix import ROWS, Row
from tests.access.walk import Answer, ask, client_of, undone
from tests.access.world import Person, World, grow
from tests.walls import pins

pytestmark = pytest.mark.timeout(240)
# Of the supplier's people the first who may open it.
SIDES = {"supplier": ("account_manager", "administrator"), "customer": ("champion",)}
# Without somebody else's pages: they cost what the sign-in library makes them cost, and show no rows.
PAGES = [
    row
    for row in ROWS
    if row.get and not row.not_crawled and row.get_status == 200 and not row.name.startswith("account_")
]


def costs(row: Row, person: Person, world: World) -> Answer | None:
    """The page as this person gets it; None where it is not hers."""
    if person.key not in row.get or person.key in row.get_other:
        return None
    url = reverse(row.name, kwargs={name: world.halden.value(path) for name, path in row.of.items()})
    with undone():
        answer = ask(client_of(person), "GET", url)
    assert answer.status == 200, f"{url}: {answer.status} {answer.text[:300]}"
    return answer


def measured(world: World) -> dict[tuple[str, str], list[str]]:
    found = {}
    for row in PAGES:
        for side, keys in SIDES.items():
            key = next((key for key in keys if key in row.get), keys[0])
            answer = costs(row, world.people[key], world)
            if answer is not None:
                found[row.name, side] = answer.queries
    return found


def growing(before: dict[tuple[str, str], list[str]], after: dict[tuple[str, str], list[str]], rows: int) -> list[str]:
    """One line for each page that costs more with more rows, with the statements that came more often."""
    found = []
    for page, queries in after.items():
        if len(queries) > len(before[page]):
            more = sorted({one[:160] for one in queries}, key=lambda one: -sum(q.startswith(one) for q in queries))
            found.append(
                f"{page[0]} ({page[1]}): {len(before[page])} queries, {len(queries)} with {rows} rows: {more[0]}"
            )
    return found


@pytest.fixture(scope="module")
def with_one(world: World) -> dict[tuple[str, str], list[str]]:
    """What each page asks in the world as it is: with one of everything."""
    return measured(world)


def test_pages_cost_the_same_for_1_3_and_30_rows(with_one: dict[tuple[str, str], list[str]], world: World) -> None:
    found = []
    with undone():
        for more, rows in ((2, 3), (27, 30)):
            grow(world.halden, more)
            found += growing(with_one, measured(world), rows)
    if found:
        pytest.fail("\n".join(found), pytrace=False)


def test_a_page_that_asks_for_each_row_is_seen() -> None:
    few = {("customers", "supplier"): ["SELECT a"]}
    many = {("customers", "supplier"): ["SELECT a", "SELECT b WHERE id = 1", "SELECT b WHERE id = 2"]}
    assert growing(few, many, 3)[0].startswith("customers (supplier): 1 queries, 3 with 3 rows")


def dear(found: dict[tuple[str, str], int], pinned: dict[str, dict[str, int]]) -> list[str]:
    lines = []
    for (name, side), count in sorted(found.items()):
        pin = pinned.get(name, {}).get(side)
        if pin is None:
            lines.append(f"{name} has no pin: add {name!r}: {{{side!r}: {count}}} to PAGES of tests/walls/pins.py.")
        elif count > pin:
            lines.append(f"{name} ({side}): {count} queries, pinned at {pin}.")
        if count > pins.PAGE_QUERIES:
            lines.append(f"{name} ({side}): {count} queries, and at most {pins.PAGE_QUERIES} are allowed.")
    return lines


def test_pages_cost_what_is_pinned(with_one: dict[tuple[str, str], list[str]]) -> None:
    lines = dear({page: len(queries) for page, queries in with_one.items()}, pins.PAGES)
    if lines:
        pytest.fail("\n".join(lines), pytrace=False)


def test_a_page_above_its_pin_is_seen() -> None:
    assert dear({("page", "supplier"): 5}, {"page": {"supplier": 4}}) == ["page (supplier): 5 queries, pinned at 4."]
    assert dear({("page", "supplier"): 11}, {"page": {"supplier": 11}}) == [
        "page (supplier): 11 queries, and at most 10 are allowed."
    ]
    assert "has no pin" in dear({("page", "supplier"): 5}, {})[0]


def test_only_what_has_a_reason_is_above_the_limit() -> None:
    assert {name for name, count in pins.LEDGER.items() if count > pins.LEDGER_QUERIES} == set(pins.ABOVE)


@pytest.mark.parametrize("row", [row for row in ROWS if row.ledger], ids=lambda row: row.name)
def test_the_ledger_costs_what_is_pinned(row: Row, world: World) -> None:
    key = next(one for one in ("account_manager", "champion", "cfo") if one in row.post)
    url = reverse(row.name, kwargs={name: world.halden.value(path) for name, path in row.of.items()})
    with undone():
        answer = ask(client_of(world.people[key]), "POST", url, row.payload(world.halden))
    assert answer.status == row.post_status, answer.text[:300]
    said = dear_entry(row.name, len(answer.queries), pins.LEDGER)
    if said:
        pytest.fail("\n".join([said, *(query[:150] for query in answer.queries)]), pytrace=False)


def dear_entry(name: str, count: int, pinned: dict[str, int]) -> str:
    pin = pinned.get(name)
    limit = pins.LEDGER_QUERIES if name not in pins.ABOVE else count
    if pin is not None and count <= min(pin, limit):
        return ""
    return f"{name}: {count} queries, pinned at {pin}, and at most {limit}: LEDGER of tests/walls/pins.py"


def test_an_entry_above_its_pin_or_the_limit_is_seen() -> None:
    assert dear_entry("confirm", 19, {"confirm": 19}) == ""
    assert "pinned at 18" in dear_entry("confirm", 19, {"confirm": 18})
    assert "at most 20" in dear_entry("confirm", 21, {"confirm": 21})
    assert "pinned at None" in dear_entry("confirm", 1, {})
