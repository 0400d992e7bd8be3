"""Every address, for every kind of person, with GET and its declared write methods: matrix.py says what they get."""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.urls import reverse

from accounts.querysets import CustomerOwnedQuerySet, CustomerQuerySet
from outcomes.views.portal import claims
from tests.access.matrix import ROWS, SIGNED_IN, Row
from tests.access.walk import Address, Answer, addresses, ask, client_of, undone
from tests.access.world import Person, Place, World

pytestmark = [pytest.mark.both, pytest.mark.timeout(180)]
AUDIENCES = {"supplier", "customer", "actor", "anyone"}


def url_of(row: Row, place: Place) -> str:
    return reverse(row.name, kwargs={name: place.value(path) for name, path in row.of.items()}) + row.query


def nowhere(row: Row, place: Place) -> str | None:
    """The same address for a thing that does not exist; None where it names no thing."""
    if not row.of:
        return None
    missing = {name: 10**9 if isinstance(place.value(path), int) else "0" * 26 for name, path in row.of.items()}
    return reverse(row.name, kwargs=missing)


# --- Does every address declare itself? -------------------------------------------------------------------------------


def undeclared(urlconf: str | None = None) -> list[str]:
    """One line for each address, view or row that says too little, with what to do about it."""
    found = []
    known = {row.key: row for row in ROWS}
    there = {one.key: one for one in addresses(urlconf)}
    for key, one in there.items():
        view = f"{one.view.__module__}.{getattr(one.view, '__name__', '?')}"
        if one.audience not in AUDIENCES:
            found.append(f"/{one.route}: {view} does not say for whom it is; add a mark of accounts/access.py.")
        if one.methods is None:
            found.append(
                f"/{one.route}: {view} does not say its methods; add @require_safe, @require_POST or their kin."
            )
        if key not in known:
            found.append(f"/{one.route}: no row says who gets it; add row({key!r}, ...) to tests/access/rows/.")
        else:
            found += [f"/{one.route}: {line}" for line in _differences(one, known[key])]
    found += [
        f"row({key!r}): there is no such address; remove or rename the row." for key in known.keys() - there.keys()
    ]
    if len(known) < len(ROWS):
        found.append("tests/access/rows/ has two rows of one name.")
    return found


def _differences(one: Address, row: Row) -> list[str]:
    found = []
    if row.anyone != (one.audience == "anyone"):
        found.append(f"the view is for {one.audience}, and its row says anyone={row.anyone}.")
    if set(row.of) != set(one.arguments):
        found.append(f"its row gives {sorted(row.of)} for the arguments {sorted(one.arguments)}.")
    methods = one.methods or set()
    if ("GET" in methods) != bool(row.get):
        found.append(f"the view takes {sorted(methods)}, and its row says get={sorted(row.get)}.")
    if ("POST" in methods) != bool(row.post):
        found.append(f"the view takes {sorted(methods)}, and its row says post={sorted(row.post)}.")
    if methods - {"GET", "HEAD", "POST"} and one.audience != "anyone":
        found.append(f"the matrix does not know how to send {sorted(methods - {'GET', 'HEAD', 'POST'})}.")
    return found


def test_every_address_has_its_row() -> None:
    assert undeclared() == []


def test_an_address_without_a_row_or_a_mark_is_named(settings: Any) -> None:
    found = "\n".join(undeclared("tests.access.planted_urls"))
    assert "/planted/: no row says who gets it; add row('planted', ...)" in found
    assert "/planted/: tests.access.planted_urls.planted does not say for whom it is" in found
    assert "/planted/: tests.access.planted_urls.planted does not say its methods" in found


# --- Does everybody get what the matrix says? -------------------------------------------------------------------------


def expected(row: Row, person: Person, method: str) -> int:
    reading = method == "GET"
    other = row.get_other if reading else row.post_other
    if person.key in other:
        return other[person.key]
    if person.key in (row.get if reading else row.post):
        return row.get_status if reading else row.post_status
    if person.actor is None:
        return 302
    return 403 if person.key in row.sees else 404


def check(row: Row, person: Person, world: World) -> list[str]:
    """One line for each answer that differs from what the matrix says."""
    client = client_of(person)
    place = world.halden
    url = url_of(row, place)
    faults: list[str] = []
    for method, takers in (("GET", row.get), ("POST", row.post)):
        if not takers:
            answer = _refused_method(client, method, url)
            faults += [f"{method} is not declared, and answers {answer}"] if answer not in {405, 302, 403, 404} else []
            continue
        answers = [_ask(client, method, url, row, place)]
        missing = nowhere(row, place)
        # What does not exist is asked for by whom it is compared for, and once by somebody who is allowed.
        if missing and (answers[0].status == 404 or person.key in sorted(takers)[:1]):
            answers.append(_ask(client, method, missing, row, place))
        faults += [f"{method} {url} as {person.key}: {line}" for line in _judge(row, person, method, answers)]
    return faults


def _refused_method(client: Any, method: str, url: str) -> int:
    with undone():
        return ask(client, method, url).status


def _ask(client: Any, method: str, url: str, row: Row, place: Place) -> Answer:
    with undone():
        return ask(client, method, url, row.payload(place) if method == "POST" else None)


def _judge(row: Row, person: Person, method: str, answers: list[Answer]) -> list[str]:
    answer, status = answers[0], expected(row, person, method)
    if answer.status != status:
        return [f"{answer.status} instead of {status}\n{_gist(answer)}"]
    faults = []
    allowed = person.key in (row.get if method == "GET" else row.post)
    if method == "POST" and allowed and row.changes and status == row.post_status and not answer.writes:
        faults.append(f"the data of the row changed nothing, so it proves nothing\n{_gist(answer)}")
    may_write = allowed and (method == "POST" or row.get_writes)
    if answer.writes and not may_write:
        faults.append(f"it wrote: {answer.writes[0][:200]}")
    if status == 302 and not row.anyone and person.actor is None and "/sign-in/" not in answer.headers["Location"]:
        faults.append(f"sent to {answer.headers['Location']} instead of to sign in")
    if len(answers) == 2 and person.actor is not None and not row.anyone:
        missing = answers[1]
        if missing.status != 404:
            faults.append(f"what does not exist answers {missing.status} instead of 404")
        elif status == 404 and _without_tokens(missing) != _without_tokens(answer):
            there, gone = _without_tokens(answer).split("\n"), _without_tokens(missing).split("\n")
            differs = next((a for a, b in zip(there, gone, strict=False) if a != b), "its length")
            faults.append(f"what is foreign answers otherwise than what does not exist: {differs.strip()[:300]}")
    return faults


def _without_tokens(answer: Answer) -> str:
    """Without what differs in every answer, and without the address itself, which the language menu leads back to."""
    return re.sub(r'[A-Za-z0-9]{64}|(?<=name="next" value=")[^"]*', "", answer.text)


def _gist(answer: Answer) -> str:
    """What the page says went wrong, for the message of a failure."""
    errors = re.findall(
        r'class="[^"]*(?:invalid-feedback|error)[^"]*"[^>]*>(.*?)</(?:div|p|li|ul|section)', answer.text, re.S
    )
    text = " ".join(errors) or answer.text
    return " ".join(re.sub(r"<[^>]+>", " ", text).split())[:400]


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row.key)
def test_matrix(row: Row, world: World) -> None:
    faults = [fault for person in world.people.values() for fault in check(row, person, world)]
    if faults:
        pytest.fail("\n".join([f"{row.key}, against tests/access/rows/:", *faults[:12]]), pytrace=False)


@pytest.mark.parametrize("row", [row for row in ROWS if row.wrong is not None], ids=lambda row: row.key)
def test_wrong_data_comes_back_with_its_errors(row: Row, world: World) -> None:
    writers = ("account_manager", "administrator", "champion", "cfo")
    key = next(key for key in writers if key in row.post or row.anyone)
    person = world.people["anonymous" if row.anyone else key]
    with undone():
        answer = ask(client_of(person), "POST", url_of(row, world.halden), row.payload(world.halden, row.wrong))
    assert answer.status in ({422} if not row.anyone else {200, 422}), _gist(answer)
    assert not answer.writes
    assert 'aria-invalid="true"' in answer.text or 'id="errors"' in answer.text, "The page does not say what is wrong."


def test_everybody_is_asked(world: World) -> None:
    assert set(world.people) == {"anonymous", *SIGNED_IN.split()}


# --- Would the matrix see it? -----------------------------------------------------------------------------------------


def test_a_wall_that_is_open_is_seen(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    row = next(one for one in ROWS if one.key == "outcomes:claim_show pk")
    assert not check(row, world.people["other_champion"], world)
    monkeypatch.setattr(CustomerQuerySet, "visible_to", lambda queryset, actor: queryset)
    assert "200 instead of 404" in check(row, world.people["other_champion"], world)[0]


def test_a_right_that_is_not_asked_is_seen(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    row = next(one for one in ROWS if one.key == "outcomes:claim_confirm pk")
    monkeypatch.setattr("outcomes.views.portal.claims._decidable", claims._claim)
    assert "instead of 403" in check(row, world.people["clerk"], world)[0]


def test_a_foreign_thing_that_is_admitted_to_exist_is_seen(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    row = next(one for one in ROWS if one.key == "reports:report_detail code")
    person = world.people["foreign_administrator"]
    assert not check(row, person, world)
    from django.core.exceptions import PermissionDenied

    plain = CustomerOwnedQuerySet.visible_to

    def talkative(queryset: Any, actor: Any) -> Any:
        if queryset.exists() and not plain(queryset, actor).exists():
            raise PermissionDenied
        return plain(queryset, actor)

    monkeypatch.setattr("accounts.access.Http404", PermissionDenied)
    assert "403 instead of 404" in check(row, person, world)[0]
