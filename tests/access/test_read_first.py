"""What the customer's people do for good by one tap asks for a page that was read: half a double tap decides nothing."""

from __future__ import annotations

from datetime import timedelta

from django.core.signing import Signer

from accounts.read_first import FIELD
from tests.access.matrix import ROWS, Row
from tests.access.row import CUSTOMERS
from tests.access.test_matrix import url_of
from tests.access.walk import ask, client_of, undone
from tests.access.world import Place, World
from tests.reading import seen

# What a form carries without anybody having typed or chosen it.
GIVEN = {FIELD, "token", "request_key", "notice", "direction", "until", "start", "end", "shown"}
# One tap, and nothing that could not be otherwise a moment later.
NOT_FOR_GOOD = {
    "reports:portal_welcomed": "the first visit's explanation is put away",
    "reports:report_create customer_pk": "another document, or the one that is there already",
    "reports:report_again code": "another document, or the one that is there already",
    "reports:sheet_pdf_create customer_pk": "another document, or the one that is there already",
    "reports:sheet_xlsx_create customer_pk": "another document, or the one that is there already",
    "session_end pk": "she signs in again",
    "session_end_others": "she signs in again",
    "switch_actor": "she switches back",
}


def by_one_tap(row: Row, place: Place) -> bool:
    """Whether people of the customer, signed in, send it without typing or choosing anything."""
    return bool(row.post & set(CUSTOMERS.split())) and not row.anyone and row.payload(place).keys() <= GIVEN


def test_what_is_done_for_good_by_one_tap_asks_for_a_page_that_was_read(world: World) -> None:
    taps = {row.key: row for row in ROWS if by_one_tap(row, world.halden)}
    unguarded = {key for key, row in taps.items() if FIELD not in row.payload(world.halden)}
    assert unguarded == unguarded & NOT_FOR_GOOD.keys()
    assert len(taps) - len(unguarded) >= 9


def test_a_page_that_was_just_made_or_of_something_else_decides_nothing(world: World) -> None:
    for row in (one for one in ROWS if by_one_tap(one, world.halden)):
        data = row.payload(world.halden)
        if FIELD not in data:
            continue
        subject = Signer(salt="read-first").unsign(data[FIELD]).rpartition(":")[0]
        client = client_of(world.people["champion" if "champion" in row.post else "cfo"])
        for mark in (seen(subject, -timedelta(minutes=1)), seen(f"{subject}0"), {FIELD: ""}):
            with undone():
                answer = ask(client, "POST", url_of(row, world.halden), data | mark)
            assert (answer.status, answer.writes) == (422, []), row.key
            assert "Nothing was decided." in answer.text, row.key
