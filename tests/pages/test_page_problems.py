"""Problems on the pages of both sides: said, kept moving, answered; what waits on Today leaves once it is done."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

import pytest
from django.test import Client

from engagements.models import Problem, ProblemAnswer, ProblemNotice
from tests.cast import Cast, on_day
from tests.factories import ProblemCommitmentFactory, ProblemFactory, ProblemNoticeFactory
from tests.pages.conftest import ClientOf
from tests.pages.test_page_today import kinds, line
from tests.portal.conftest import words_of
from tests.reading import seen

pytestmark = pytest.mark.django_db
TODAY = date(2025, 9, 15)


@pytest.fixture(autouse=True)
def _on_that_day() -> Iterator[None]:
    with on_day(TODAY):
        yield


@pytest.fixture
def problem(cast: Cast) -> Problem:
    """Said on 1 September, with a next word promised by the 10th."""
    made: Problem = ProblemFactory(customer=cast.halden, title="Payments are late", since=date(2025, 9, 1))
    ProblemNoticeFactory(problem=made, said_on=date(2025, 9, 1), next_on=date(2025, 9, 10))
    return made


def test_from_opening_to_the_customers_word(cast: Cast, client_of: ClientOf) -> None:
    delivery, hers = client_of(cast.contributor), client_of(cast.champion)
    new = f"/customers/{cast.halden.pk}/problems/new/"
    said = {"title": "Logins fail", "effect": "Nobody works.", "since": "2025-09-14", "weight": "stops",
            "noticed_by": "supplier", "owner": cast.contributor.pk,
            "words": "We look at it."}  # fmt: skip
    refused = delivery.post(new, said | {"next_on": "2025-09-01", "shared": "on"})
    assert (
        refused.status_code == 422 and "This day is over." in words_of(refused) and "Nobody works." in words_of(refused)
    )
    refused = delivery.post(new, said | {"next_on": "2025-12-24", "shared": "on"})
    assert refused.status_code == 422 and "comes by 29 September 2025 at the latest." in words_of(refused)
    delivery.post(new, said | {"next_on": "2025-09-16", "shared": "on"})
    problem = Problem.objects.get()
    shown = words_of(hers.get("/portal/problems/"))
    assert "1 problem is open, since 14 September 2025" in shown and "We look at it." in shown
    notice = {
        "state": "solved",
        "words": "It works.",
        "owner": cast.contributor.pk,
        "notice": problem.notices.last().pk,
    }
    refused = delivery.post(f"/problems/{problem.pk}/notice/", notice)
    assert refused.status_code == 422 and "nobody says that it works without having looked" in words_of(refused)
    delivery.post(f"/problems/{problem.pk}/notice/", notice | {"checked": "Two people signed in."})
    home = words_of(hers.get("/portal/"))
    assert "A problem said to be solved waits for you" in home and "Said to be solved: Logins fail" in home
    read = {"notice": problem.notices.last().pk} | seen(f"problem-{problem.code}")
    assert f'name="notice" value="{read["notice"]}"' in hers.get(f"/portal/problems/{problem.code}/").content.decode()
    hers.post(f"/portal/problems/{problem.code}/not-solved/", read | {"reason": "Not for the branches."})
    assert "Not solved, as we say" in words_of(hers.get(f"/portal/problems/{problem.code}/"))
    assert "not solved, as we say" in words_of(hers.get("/portal/problems/"))
    assert "Not solved, as the customer says" in words_of(delivery.get(f"/problems/{problem.pk}/"))
    overtaken = delivery.post(f"/problems/{problem.pk}/notice/", notice | {"checked": "Every branch signed in."})
    assert overtaken.status_code == 422 and "has given a notice meanwhile. Read it," in words_of(overtaken)
    assert "Every branch signed in." in words_of(overtaken) and "solved, as the supplier says. It works." in words_of(
        overtaken
    )
    assert f'name="notice" value="{read["notice"]}"' in overtaken.content.decode()
    delivery.post(f"/problems/{problem.pk}/notice/", notice | read | {"checked": "Every branch signed in."})
    refused = hers.post(f"/portal/problems/{problem.code}/solved/", read)
    assert refused.status_code == 422 and "There is a newer notice." in words_of(refused)
    hers.post(f"/portal/problems/{problem.code}/solved/", read | {"notice": problem.notices.last().pk})
    assert "No problem is open" in words_of(hers.get("/portal/problems/"))
    assert [one.solved for one in ProblemAnswer.objects.order_by("pk")] == [False, True]
    assert "No problem is open." in words_of(delivery.get(f"/customers/{cast.halden.pk}/"))


def test_overdue_word_waits_until_it_is_said(
    cast: Cast, manager: Client, client_of: ClientOf, problem: Problem
) -> None:
    found = line(manager, "problem")
    assert found.what == "The notice that was promised has not come: Payments are late" and found.is_overdue
    assert kinds(client_of(cast.contributor)) == ["problem"]
    manager.post(
        found.act.url,
        {
            "state": "working",
            "words": "Still.",
            "next_on": "2025-09-20",
            "owner": problem.owner_id,
            "notice": problem.notices.last().pk,
        },
    )
    assert kinds(manager) == []
    assert "is open, since 1 September 2025" in words_of(manager.get(f"/customers/{cast.halden.pk}/"))


def test_each_thing_that_a_problem_waits_for_is_one_line(cast: Cast, manager: Client, problem: Problem) -> None:
    ProblemCommitmentFactory(problem=problem, due_on=date(2025, 9, 12), words="Somebody on call")
    solved = ProblemNoticeFactory(problem=problem, state="solved", checked="Two runs.", said_on=date(2025, 9, 14))
    assert kinds(manager) == ["problem_commitment", "explanation", "problem_unanswered"]
    assert line(manager, "problem_commitment").age == "due 3 days ago"
    manager.post(
        line(manager, "problem_commitment").act.url, {"kept": "no", "on": "2025-09-12", "words": "Nobody was."}
    )
    sorry = {"happened": "A disk was full.", "sorry": "We are sorry.", "prevention": "It is watched."}
    manager.post(line(manager, "explanation").act.url, sorry)
    assert kinds(manager) == ["problem_unanswered"]
    ProblemAnswer.objects.create(
        customer=cast.halden, problem=problem, notice=solved, solved=False, reason="Late again.",
        stakeholder=cast.champion, name="Clara Meier", said_on=TODAY,
    )  # fmt: skip
    assert line(manager, "problem").what == "Not solved, says Clara Meier: Payments are late"


def test_she_states_one_and_silence_is_a_line(cast: Cast, manager: Client, client_of: ClientOf) -> None:
    hers = client_of(cast.champion)
    said = {"title": "Letters are lost", "effect": "We look for them.", "since": "2025-09-15", "weight": "nuisance"}
    refused = hers.post("/portal/problems/new/", said | {"since": "2025-09-16"})
    assert refused.status_code == 422 and "This day has not come yet." in words_of(refused)
    hers.post("/portal/problems/new/", said)
    assert line(manager, "problem").what == "Clara Meier states a problem, and we have said nothing: Letters are lost"
    assert not ProblemNotice.objects.exists()


def test_list_is_searched_sorted_and_says_when_nothing_fits(cast: Cast, manager: Client, problem: Problem) -> None:
    ProblemFactory(customer=cast.halden, title="Archive is slow", since=date(2025, 8, 1))
    url = f"/customers/{cast.halden.pk}/problems/"
    titles = [row["problem"].title for row in manager.get(url + "?sort=title").context["rows"]]
    assert titles == ["Archive is slow", "Payments are late"]
    assert [row["problem"].title for row in manager.get(url + "?q=payments").context["rows"]] == ["Payments are late"]
    assert "No problem fits" in words_of(manager.get(url + "?q=zebra"))
