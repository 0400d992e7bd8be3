"""The stakeholder map, dispositions, links and objections."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import pytest
from django.test import Client

from accounts.models import Change, Disposition, Objection, StakeholderLink
from tests.cast import Cast, on_day
from tests.factories import DispositionFactory, ObjectionFactory, StakeholderFactory, StakeholderLinkFactory
from tests.pages.conftest import ClientOf, errors_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def against(cast: Cast) -> None:
    """The clerk is a detractor who has the CFO's ear; the champion vouches."""
    DispositionFactory(stakeholder=cast.champion, kind="champion", since=date(2025, 3, 1))
    DispositionFactory(stakeholder=cast.clerk, kind="supporter", since=date(2025, 1, 1))
    DispositionFactory(stakeholder=cast.clerk, kind="detractor", since=date(2025, 6, 1))
    type(cast.cfo).objects.filter(pk=cast.cfo.pk).update(influence=5)
    StakeholderLinkFactory(source=cast.clerk, target=cast.cfo, kind="influences")
    ObjectionFactory(stakeholder=cast.clerk, words="We could have built this.", since=date(2025, 6, 3))


def page(client: Client, cast: Cast, query: str = "") -> str:
    answer = client.get(f"/customers/{cast.halden.pk}/people/{query}")
    assert answer.status_code == 200
    return answer.content.decode()


def test_page_opens_with_what_to_worry_about(cast: Cast, manager: Client, against: None) -> None:
    text = page(manager, cast)

    assert "<h1>One detractor has the ear of Felix Anders, and nobody has answered them.</h1>" in text
    assert "Stays inside Nordwerk" in text
    assert "influenced by Nora Klein" in text
    assert "We could have built this." in text


def test_map_and_table_have_the_same_people_in_the_same_order(cast: Cast, manager: Client, against: None) -> None:
    answer = manager.get(f"/customers/{cast.halden.pk}/people/")
    order = [f'href="/people/{row.person.pk}/"' for row in answer.context["there"]]
    text = answer.content.decode()
    picture, table = text[: text.index("</svg>", text.index("people-map"))], text[text.index("table-title") :]

    assert [row.person.name for row in answer.context["there"]] == ["Felix Anders", "Clara Meier", "Nora Klein"]
    for part in (picture, table):
        places = [part.index(one) for one in order]
        assert places == sorted(places)


def test_a_past_day_shows_how_they_stood_then(cast: Cast, manager: Client, against: None) -> None:
    answer = manager.get(f"/customers/{cast.halden.pk}/people/?as_of=2025-05-01")
    stood = {row.person.name: (row.disposition, row.objections) for row in answer.context["there"]}

    assert "How they stood on 1 May 2025" in answer.content.decode()
    assert stood["Nora Klein"] == ("supporter", [])
    assert stood["Felix Anders"] == ("", [])


def test_the_way_back_ends_where_nobody_was_known(cast: Cast, manager: Client, against: None) -> None:
    assert "?as_of=2024-08-01" in page(manager, cast, "?as_of=2025-02-01")
    assert "?as_of=2024-07-01" not in page(manager, cast, "?as_of=2025-01-01")


@pytest.mark.parametrize("query", ["?as_of=tomorrow", "?as_of=9999-01-01", "?as_of=", "?as_of=2200-01-01"])
def test_a_day_that_is_none_or_has_not_come_is_today(cast: Cast, manager: Client, against: None, query: str) -> None:
    assert "as of today" in page(manager, cast, query)


def test_people_who_left_stand_apart(cast: Cast, manager: Client, against: None) -> None:
    type(cast.clerk).objects.filter(pk=cast.clerk.pk).update(until=date(2025, 7, 1))

    answer = manager.get(f"/customers/{cast.halden.pk}/people/")

    assert [row.person.name for row in answer.context["left"]] == ["Nora Klein"]
    assert "Nora Klein" not in [row.person.name for row in answer.context["there"]]


def test_nobody_named_says_what_to_do(cast: Cast, client_of: ClientOf) -> None:
    type(cast.other_champion).objects.filter(pk=cast.other_champion.pk).update(customer=cast.halden)

    text = client_of(cast.second_account_manager).get(f"/customers/{cast.orlik.pk}/people/").content.decode()

    assert "Nobody is named here yet." in text
    assert f'href="/customers/{cast.orlik.pk}/people/new/"' in text


def test_contributor_reads_and_opens_nobody(cast: Cast, client_of: ClientOf, against: None) -> None:
    text = page(client_of(cast.contributor), cast)

    assert "Nora Klein" in text and 'href="/people/' not in text and "Add a person" not in text


def test_customer_never_gets_the_map(cast: Cast, client_of: ClientOf) -> None:
    assert client_of(cast.champion).get(f"/customers/{cast.halden.pk}/people/").status_code == 404


def test_map_costs_the_same_for_many_people(
    cast: Cast, manager: Client, against: None, queries_of: Callable[[Client, str], int]
) -> None:
    few = queries_of(manager, f"/customers/{cast.halden.pk}/people/")
    for person in StakeholderFactory.create_batch(25, customer=cast.halden):
        DispositionFactory(stakeholder=person)
        ObjectionFactory(stakeholder=person)

    assert few == queries_of(manager, f"/customers/{cast.halden.pk}/people/") <= 10


# --- Dispositions -----------------------------------------------------------------------------------------------------


def test_disposition_is_dated_with_a_note_and_leaves_who_said_so(cast: Cast, manager: Client) -> None:
    DispositionFactory(stakeholder=cast.clerk, kind="neutral", since=date(2025, 1, 1))

    manager.post(
        f"/people/{cast.clerk.pk}/dispositions/new/", {"kind": "sceptic", "since": "2025-04-02", "note": "Said no."}
    )

    made = Disposition.objects.get(stakeholder=cast.clerk, kind="sceptic")
    assert (made.since, made.note) == (date(2025, 4, 2), "Said no.")
    text = manager.get(f"/people/{cast.clerk.pk}/").content.decode()
    assert "Neutral → Sceptic" in text and "Mara Vogt" in text and "Said no." in text


def test_disposition_of_tomorrow_is_refused_at_its_field(cast: Cast, manager: Client) -> None:
    with on_day(date(2025, 5, 1)):
        answer = manager.post(
            f"/people/{cast.clerk.pk}/dispositions/new/", {"kind": "sceptic", "since": "2025-05-02", "note": "Kept"}
        )

    assert answer.status_code == 422
    assert errors_of(answer) == {"since": ["This day has not come yet."]}
    assert "Kept" in answer.content.decode()


# --- Links ------------------------------------------------------------------------------------------------------------


def test_link_is_added_and_removed_and_the_person_remembers(cast: Cast, manager: Client) -> None:
    path = f"/people/{cast.clerk.pk}/links/new/"
    manager.post(path, {"kind": "influences", "target": cast.cfo.pk})
    link = StakeholderLink.objects.get(source=cast.clerk, target=cast.cfo)

    manager.post(f"/links/{link.pk}/remove/")

    assert not StakeholderLink.objects.exists()
    assert [one.fields for one in Change.objects.filter(object_id=cast.clerk.pk).order_by("pk")] == [
        {"influences": ["", "Felix Anders"]},
        {"influences": ["Felix Anders", ""]},
    ]


@pytest.mark.parametrize(
    ("kind", "back"), [("influences", False), ("conflicts_with", False), ("conflicts_with", True), ("reports_to", True)]
)
def test_link_that_is_there_is_refused(cast: Cast, manager: Client, kind: str, back: bool) -> None:
    source, target = (cast.cfo, cast.clerk) if back else (cast.clerk, cast.cfo)
    StakeholderLinkFactory(source=source, target=target, kind=kind)

    answer = manager.post(f"/people/{cast.clerk.pk}/links/new/", {"kind": kind, "target": cast.cfo.pk})

    assert answer.status_code == 422
    assert "target" in errors_of(answer)


def test_link_to_somebody_elses_person_is_no_choice(cast: Cast, manager: Client) -> None:
    answer = manager.post(
        f"/people/{cast.clerk.pk}/links/new/", {"kind": "influences", "target": cast.other_champion.pk}
    )

    assert answer.status_code == 422
    assert not StakeholderLink.objects.exists()


# --- Objections -------------------------------------------------------------------------------------------------------


def test_objection_is_stated_answered_and_opened_again(cast: Cast, manager: Client) -> None:
    given = {"words": "Too dear.", "since": "2025-02-01", "owner": cast.account_manager.pk}
    manager.post(f"/people/{cast.clerk.pk}/objections/new/", given)
    objection = Objection.objects.get(stakeholder=cast.clerk)
    assert objection.is_open

    manager.post(f"/objections/{objection.pk}/answer/", {"answer": "It paid back.", "answered_on": "2025-02-10"})
    objection.refresh_from_db()
    assert (objection.answered_on, objection.answered_by) == (date(2025, 2, 10), cast.account_manager)

    manager.post(f"/objections/{objection.pk}/reopen/")
    objection.refresh_from_db()
    assert objection.is_open and objection.answer == "It paid back."
    text = manager.get(f"/objections/{objection.pk}/").content.decode()
    assert "This answer did not hold; it is open again." in text
    assert "10 February 2025 → nothing" in text


@pytest.mark.parametrize(
    ("given", "field"),
    [
        ({"answer": ""}, "answer"),
        ({"answered_on": "2025-01-31"}, "answered_on"),
        ({"answered_on": "2199-01-01"}, "answered_on"),
    ],
)
def test_answer_is_refused_at_the_field(cast: Cast, manager: Client, given: dict[str, str], field: str) -> None:
    objection = ObjectionFactory(stakeholder=cast.clerk, since=date(2025, 2, 1))

    answer = manager.post(
        f"/objections/{objection.pk}/answer/", {"answer": "It paid back.", "answered_on": "2025-02-10"} | given
    )

    assert answer.status_code == 422
    assert list(errors_of(answer)) == [field]


def test_objection_is_edited_with_before_and_after(cast: Cast, manager: Client) -> None:
    objection = ObjectionFactory(stakeholder=cast.clerk, words="Too dear.", since=date(2025, 2, 1))

    manager.post(
        f"/objections/{objection.pk}/",
        {"words": "Far too dear.", "since": "2025-02-01", "owner": cast.account_manager.pk},
    )

    text = manager.get(f"/objections/{objection.pk}/").content.decode()
    assert "Too dear. → Far too dear." in text


def test_a_crowd_is_paged_and_stays_light(cast: Cast, manager: Client, against: None) -> None:
    crowd = StakeholderFactory.create_batch(
        70, customer=cast.halden, influence=3, position="Head of regional operations"
    )
    for one in crowd:
        DispositionFactory(stakeholder=one, kind="neutral")
    for one, other in zip(crowd, crowd[1:], strict=False):
        StakeholderLinkFactory(source=one, target=other, kind="influences")
    first, last = page(manager, cast), page(manager, cast, "?page=3")

    assert "1 to 30 of 73" in first and "61 to 73 of 73" in last
    assert "One detractor has the ear of Felix Anders" in last
    assert max(len(first), len(last)) < 60_000
