"""The review pack's pages: the order, the check before the meeting, the wall."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
from django.test import Client

from accounts.models import Stakeholder
from reports.models import Report
from reports.services import request_packs
from tests.access.world import finish_report
from tests.cast import Cast
from tests.factories import (
    ActionFactory,
    CommitmentFactory,
    CommitmentLevelFactory,
    ContractFactory,
    ProblemAnswerFactory,
    ProblemCommitmentFactory,
    ProblemFactory,
    ProblemNoticeFactory,
    WorkVolumeFactory,
)
from tests.pages.conftest import ClientOf, errors_of
from tests.portal.conftest import words_of

pytestmark = pytest.mark.django_db
OWN = {"period": "own", "since": "2025-01-01", "until": "2025-06-30"}


def ready(cast: Cast) -> Report:
    (report,) = request_packs(
        customer=cast.halden,
        formats=["pdf"],
        since=date(2025, 1, 1),
        until=date(2025, 6, 30),
        with_scope=False,
        requested_by=None,
        locale="en",
    )
    finish_report(report)
    return report


def test_an_order_makes_a_document_a_file_with_what_was_chosen(manager: Client, cast: Cast) -> None:
    url = f"/customers/{cast.halden.pk}/pack/"
    answer = manager.post(url, OWN | {"formats": ["pdf", "pptx"], "with_scope": "on"})
    assert (answer.status_code, answer["Location"]) == (302, url)
    found = Report.objects.filter(customer=cast.halden).order_by("pk")
    assert [one.format for one in found] == ["pdf", "pptx"]
    assert found[0].asked == {"since": "2025-01-01", "until": "2025-06-30", "with_scope": True}
    assert found[0].snapshot.frozen()["scope"] is not None
    assert "first half of 2025" in words_of(manager.get(url))


@pytest.mark.parametrize(
    ("given", "field"),
    [
        ({"until": "2024-12-31"}, "until"),
        ({"until": "2199-12-31"}, "until"),
        ({"since": ""}, "since"),
        ({"formats": []}, "formats"),
        ({"formats": ["xlsx"]}, "formats"),
        ({"period": "always"}, "period"),
    ],
)
def test_what_is_wrong_stands_at_its_field_and_nothing_is_ordered(
    manager: Client, cast: Cast, given: dict[str, object], field: str
) -> None:
    answer = manager.post(f"/customers/{cast.halden.pk}/pack/", OWN | {"formats": ["pdf"]} | given)
    assert answer.status_code == 422
    assert list(errors_of(answer)) == [field]
    assert not Report.objects.exists()


def test_the_check_names_what_is_missing_and_where_it_is_mended(manager: Client, cast: Cast) -> None:
    key = cast.halden.pk
    url = f"/customers/{key}/pack/check/?period=own&since=2025-01-01&until=2025-03-31"
    nothing = manager.get(url).content.decode()
    for path in (
        f"/customers/{key}/volumes/new/",
        f"/customers/{key}/commitments/new/",
        f"/customers/{key}/actions/new/",
    ):
        assert f'href="{path}"' in nothing
    commitment = CommitmentFactory(customer=cast.halden, name="Answered in a day")
    CommitmentLevelFactory(commitment=commitment, since=date(2025, 1, 1))
    WorkVolumeFactory(
        customer=cast.halden,
        period_start=date(2025, 1, 1),
        period_end=date(2025, 1, 31),
        planned=None,
        effort_hours=None,
    )
    ActionFactory(customer=cast.halden, owner_ours=cast.account_manager, due_on=date(2025, 5, 1))
    answer = manager.get(url)
    said = words_of(answer)
    assert "Answered in a day: 3 periods have no reading January 2025, February 2025, March 2025" in said
    for words in ("1 volume has no plan", "1 volume has no effort", "1 action is overdue", "1 action has no progress"):
        assert words in said
    assert f'href="/commitments/{commitment.pk}/readings/new/"' in answer.content.decode()


def test_the_check_names_what_problems_lack_and_where_it_is_mended(
    manager: Client, cast: Cast, client_of: ClientOf
) -> None:
    of_then = {"customer": cast.halden, "since": date(2025, 3, 3)}
    solved = {"state": "solved", "checked": "Two runs."}
    late = ProblemFactory(**of_then, title="Payments are late")
    ProblemNoticeFactory(problem=late, next_on=date(2025, 3, 9))
    silent = ProblemFactory(**of_then, title="Lists are slow", recorded_by=None, stated_by=cast.champion)
    done = ProblemNoticeFactory(problem=ProblemFactory(**of_then, title="Logins fail"), **solved)
    back = ProblemNoticeFactory(problem=ProblemFactory(**of_then, title="Mails are lost"), **solved)
    ProblemAnswerFactory(notice=back, stakeholder=cast.champion, name="Clara", solved=False, reason="Two again.")
    private = ProblemNoticeFactory(problem=ProblemFactory(**of_then, title="Disks fill", shared=False)).problem
    promised = ProblemCommitmentFactory(problem=late, due_on=date(2025, 3, 9), words="Somebody is on call")
    ProblemCommitmentFactory(problem=late, due_on=date(2199, 3, 9), words="Not due yet")
    ProblemNoticeFactory(problem=ProblemFactory(customer=cast.orlik, title="Elsewhere"), next_on=date(2025, 3, 9))

    url = f"/customers/{cast.halden.pk}/pack/check/?period=own&since=2025-01-01&until=2025-03-31"
    page, said = manager.get(url).content.decode(), words_of(manager.get(url))
    for words, path in (
        ("The notice that was promised has not come: Payments are late", f"/problems/{late.pk}/notice/"),
        ("states a problem, and we have said nothing: Lists are slow", f"/problems/{silent.pk}/notice/"),
        ("Not solved, says Clara: Mails are lost", f"/problems/{back.problem_id}/notice/"),
        ("nothing that stops it happening again: Logins fail", f"/problems/{done.problem_id}/explain/"),
        ("Solved for them? Logins fail", f"/problems/{done.problem_id}/"),
        ("whether it was kept: Somebody is on call", f"/problems/commitments/{promised.pk}/"),
        ("The customer does not know of it: Disks fill", f"/problems/{private.pk}/notice/"),
    ):
        assert words in said and f'href="{path}"' in page
    assert "Not due yet" not in said and "Elsewhere" not in said
    # Delivery writes there too. What began after the period, and is not in its pack, is not missing in it.
    assert "Payments are late" in words_of(client_of(cast.contributor).get(url))
    before = words_of(manager.get(url.replace("2025-03-31", "2025-02-28")))
    assert not any(title in before for title in ("Payments are late", "Logins fail", "Disks fill", "on call"))

    for number in range(5):
        ProblemNoticeFactory(problem=ProblemFactory(**of_then, title=f"Queue {number}"), next_on=date(2025, 3, 9))
    many = manager.get(url)
    assert "4 problems more wait for our word" in words_of(many)
    assert f'href="/customers/{cast.halden.pk}/problems/"' in many.content.decode()


def test_the_check_asks_about_scope_only_where_scope_is_shown(manager: Client, cast: Cast) -> None:
    WorkVolumeFactory(
        customer=cast.halden,
        period_start=date(2025, 1, 1),
        period_end=date(2025, 1, 31),
        in_scope=Decimal(5),
        out_of_scope=Decimal(5),
    )
    url = f"/customers/{cast.halden.pk}/pack/check/?period=own&since=2025-01-01&until=2025-03-31"
    assert "scope" not in words_of(manager.get(url)).lower()
    assert "1 volume outside the scope has no price" in words_of(manager.get(f"{url}&with_scope=on"))


def test_the_check_of_the_whole_contract_starts_with_it(manager: Client, cast: Cast) -> None:
    ContractFactory(customer=cast.halden, starts_on=date(2024, 4, 1), ends_on=date(2025, 3, 31))
    assert "1 Apr 2024 – 31 Mar 2025" in words_of(
        manager.get(f"/customers/{cast.halden.pk}/pack/check/?period=contract")
    )


def test_the_wall_shows_what_was_frozen_and_never_what_came_after(client_of: ClientOf, cast: Cast) -> None:
    report = ready(cast)
    ActionFactory(customer=cast.halden, owner_ours=cast.account_manager, words="Agreed too late for this pack")
    for person in (cast.account_manager, cast.champion):
        said = words_of(client_of(person).get(f"/reports/{report.code}/wall/"))
        assert "No action is agreed here." in said
        assert "Agreed too late" not in said


def test_only_a_pack_that_is_ready_is_on_a_wall_and_among_the_customers_documents(
    client_of: ClientOf, cast: Cast
) -> None:
    report = ready(cast)
    hers = client_of(cast.champion)
    assert f"/reports/{report.code}/wall/" in hers.get("/portal/").content.decode()
    Report.objects.filter(pk=report.pk).update(state="waiting", file="", file_digest="")
    assert report.code not in hers.get("/portal/").content.decode()
    assert hers.get(f"/reports/{report.code}/wall/").status_code == 404


def test_a_stranger_of_another_customer_finds_no_wall(client_of: ClientOf, cast: Cast) -> None:
    other: Stakeholder = cast.other_champion
    assert client_of(other).get(f"/reports/{ready(cast).code}/wall/").status_code == 404


def test_a_file_of_another_kind_or_period_is_no_newer_edition(client: Client, cast: Cast) -> None:
    """PDF and PPTX of one order stand beside each other; whoever checks one is not told that the other is newer."""
    first = ready(cast)
    for formats, since in ((["pptx"], date(2025, 1, 1)), (["pdf"], date(2025, 2, 1))):
        (other,) = request_packs(
            customer=cast.halden,
            formats=formats,
            since=since,
            until=date(2025, 6, 30),
            with_scope=False,
            requested_by=None,
            locale="en",
        )
        finish_report(other)
    assert "It is the latest edition." in words_of(client.get(f"/check/{first.code}/"))
    newer = ready(cast)
    assert f"There is a newer edition: {newer.number}" in words_of(client.get(f"/check/{first.code}/"))
