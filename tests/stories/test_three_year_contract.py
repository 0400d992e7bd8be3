"""A contract of three years: kept to the letter, and nearly lost; asked, mended, asked again, and renewed.

The clock of the whole site is set from chapter to chapter. The portfolio is looked at after each of them.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
import time_machine
from django.test import Client

from accounts.models import MailMessage, Stakeholder
from scorecards.models import Commitment, PerformanceReading, Question, ReadingAnswer, Round
from tests import factories as make
from tests.cast import Cast
from tests.stories.conftest import PHONE, WIDE, Person

PROMISED = (("Tickets answered within four hours", "94"), ("Platform available", "99"))
KEPT = "kept, perception red"
NO_ROUND = "no round before the end"
Come = Callable[..., Person]


def on(year: int, month: int, day: int) -> time_machine.travel:
    """The morning of that day, for browser and product alike; the clock runs on."""
    return time_machine.travel(datetime(year, month, day, 8, tzinfo=UTC), tick=True)


@pytest.mark.long
@pytest.mark.timeout(400)
def test_three_year_contract(committed_db: object, cast: Cast, person: Come, tmp_path: Path) -> None:
    with on(2024, 1, 8):
        _a_contract(cast)
    heard: dict[str, Person] = {}

    def come_in(name: str, device: dict[str, Any] = WIDE) -> Person:
        """The same browser in each chapter; its session has ended meanwhile."""
        if name not in heard:
            heard[name] = person(name, device)
        return heard[name]

    with on(2025, 1, 10) as clock:
        mara, clara = come_in("mara"), come_in("clara", PHONE)
        mara.sign_in_with_password(cast.account_manager)
        _type_what_is_promised(mara, cast)
        _import_the_months(mara, cast, tmp_path, 2024, range(1, 13))
        clara.sign_in_by_code(cast.champion)
        _the_customer_answers_month_by_month(clara, clock, "2024", months=12)
    with on(2025, 11, 3) as clock:
        mara.comes_back(cast.account_manager)
        _import_the_months(mara, cast, tmp_path, 2025, range(1, 10))
        _type_the_last_month(mara)
        clara.comes_back(cast.champion)
        _the_customer_answers_month_by_month(clara, clock, "2025", months=10)
        assert ReadingAnswer.objects.filter(kind="acknowledged").count() == PerformanceReading.objects.count() == 44
        assert _stands(mara, "no-round") == ("no round", "", {NO_ROUND})
        _plan(mara, "No round is planned", opens="2025-11-03", closes="2025-11-21")
        assert _stands(mara, "planned") == ("round planned, 3 Nov", "", set())
        _open(mara)
        assert _stands(mara, "open") == ("round open until 21 Nov", "", set())
    with on(2025, 11, 10):
        _answer(come_in, cast, {"innovation": 4, "attention": 5})
    with on(2025, 11, 25):
        mara.comes_back(cast.account_manager)
        _close_and_release(mara)
        assert _stands(mara, "red", "?benchmark=red", phone=True) == ("2 of 4 red", "", {KEPT})
        _today_opens_with_it_until_each_has_an_action(mara, cast)
        _reply(mara)
        assert _stands(mara, "agreed", "?benchmark=agreed") == ("2 of 4 red", "2 actions agreed", {KEPT})
    with on(2026, 2, 10):
        mara.comes_back(cast.account_manager)
        clara.comes_back(cast.champion)
        _the_customer_says_how_hers_stands(clara, cast)
        assert _stands(mara, "moving", "?benchmark=moving") == ("2 of 4 red", "2 actions under way", {KEPT})
        _progress_is_shared(mara, clara, cast)
        assert _stands(mara, "one-done", "?benchmark=moving") == ("2 of 4 red", "2 actions, 1 done", {KEPT})
    with on(2026, 6, 1):
        mara.comes_back(cast.account_manager)
        _plan(mara, "Ask the same questions again", opens="2026-06-01", closes="2026-06-19")
        _open(mara)
        assert _stands(mara, "open-again") == ("round open until 19 Jun", "2 of 4 red", {KEPT})
    with on(2026, 6, 8):
        _answer(come_in, cast, {"innovation": 8, "attention": 9})
    with on(2026, 6, 22):
        mara.comes_back(cast.account_manager)
        _close_and_release(mara)
        assert _stands(mara, "better", "?benchmark=better", phone=True) == ("none red, better", "", set())
    with on(2026, 10, 1):
        mara.comes_back(cast.account_manager)
        _renew(mara, cast)
        assert _stands(mara, "renewed", "?benchmark=renewed", phone=True) == (
            "renewed until 31 Dec 2029",
            "none red, better",
            set(),
        )
    assert [one.complaints for one in heard.values() if one.complaints] == []


# --- What is promised, and kept ---------------------------------------------------------------------------------------
def _a_contract(cast: Cast) -> None:
    """Of three years, and the questions that the supplier asks."""
    make.ContractFactory(customer=cast.halden, name="Platform", starts_on=date(2024, 1, 1), ends_on=date(2026, 12, 31))
    template = make.BenchmarkTemplateFactory(supplier=cast.nordwerk, name="Relationship")
    for position, (key, words) in enumerate(
        (
            ("knows_us", "Knows our business"),
            ("innovation", "Innovation"),
            ("attention", "Attention"),
            ("trust", "Trust"),
        )
    ):
        make.QuestionFactory(template=template, dimension=key, dimension_name={"en": words}, position=position)


def _type_what_is_promised(mara: Person, cast: Cast) -> None:
    page = mara.page
    for name, _reached in PROMISED:
        page.goto(f"/customers/{cast.halden.pk}/commitments/new/")
        for field, value in (("name", name), ("unit", "%"), ("target", "90"), ("since", "2024-01-01"), ("weight", "1")):
            page.locator(f"input[name={field}]").fill(value)
        page.locator("select[name=contract]").select_option(label="Platform")
        page.locator("input[name=source]").fill("Contract, appendix 2")
        page.get_by_role("button", name="Record the commitment").click()
        page.wait_for_url("**/scorecard/**")
    assert [*Commitment.objects.values_list("rhythm", "contract__name")] == [("month", "Platform")] * 2


def _import_the_months(mara: Person, cast: Cast, folder: Path, year: int, months: range) -> None:
    """A file of the monitoring: sent, looked at, written."""
    rows = ["customer,commitment,month,actual,source"]
    rows += [
        f"{cast.halden.name},{name},{year}-{month:02},{reached},Monitoring"
        for month in months
        for name, reached in PROMISED
    ]
    file = folder / f"performance-{year}.csv"
    file.write_text("\n".join(rows))
    page = mara.page
    page.goto("/imports/new/performance/")
    page.locator("[data-drop] input[type=file]").set_input_files(file)
    page.get_by_role("button", name="Send the file").click()
    page.wait_for_url("**/columns/**")
    page.get_by_role("button", name="Check the file").click()
    page.get_by_role("button", name="Write these rows").click()
    page.get_by_text(f"Written: {len(rows) - 1} new rows").wait_for()
    mara.picture(f"imported-{year}")


def _type_the_last_month(mara: Person) -> None:
    """Its days are there already."""
    page = mara.page
    for commitment, (_name, reached) in zip(Commitment.objects.order_by("pk"), PROMISED, strict=True):
        page.goto(f"/commitments/{commitment.pk}/readings/new/")
        assert page.locator("input[name=period_end]").input_value() == "2025-10-31"
        page.locator("input[name=value]").fill(reached)
        page.locator("input[name=source]").fill("Monitoring")
        page.get_by_role("button", name="Record the reading").click()
        page.get_by_text("The reading is recorded.").wait_for()


def _the_customer_answers_month_by_month(
    clara: Person, clock: time_machine.Coordinates, year: str, *, months: int
) -> None:
    """On her phone, a page for each commitment: a tap a month, and one to send them."""
    page = clara.page
    page.goto("/portal/scorecard/")
    for number in range(len(PROMISED)):
        page.get_by_role("link", name=f"Answer its {months} readings on one page").click()
        page.wait_for_url("**/answers/")
        taps = page.locator(".reading-answer input[value=acknowledged]")
        assert taps.count() == months and page.locator("input[value='']:checked").count() == months
        for one in taps.all():
            one.check()
        if not number and year == "2024":
            clara.picture("answers")
            assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
        clock.shift(timedelta(seconds=20))  # she has read them
        page.get_by_role("button", name="Send these answers").click()
        page.get_by_text(f"{months} readings are answered, each by itself.").wait_for()


# --- The supplier -----------------------------------------------------------------------------------------------------
def _stands(mara: Person, step: str, query: str = "", *, phone: bool = False) -> tuple[str, str, set[str]]:
    """What the portfolio says of the customer's benchmark, what stands beneath, and which of its two flags stand there."""
    page = mara.page
    page.goto(f"/portfolio/{query}")
    row = page.locator("tbody tr", has_text="Halden Bank")
    row.wait_for()
    mara.picture(f"portfolio-{step}")
    if phone:
        page.set_viewport_size(PHONE["viewport"])
        mara.picture(f"portfolio-{step}-phone")
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
        page.set_viewport_size(WIDE["viewport"])
    flags = {one.strip() for one in row.locator("td.flags a").all_inner_texts()}
    words, _, note = row.locator("th .also").inner_text().strip().partition("\n")
    return words.strip(), note.strip(), flags & {KEPT, NO_ROUND}


def _from_today(mara: Person, words: str) -> None:
    """Follow the line's one act."""
    mara.page.goto("/today/")
    line = mara.page.locator("li[data-line]", has_text=words)
    line.locator("[data-act]").click()


def _plan(mara: Person, line: str, *, opens: str, closes: str) -> None:
    _from_today(mara, line)
    page = mara.page
    page.locator("input[name=opens_on]").fill(opens)
    page.locator("input[name=closes_on]").fill(closes)
    page.locator("select[name=template]").select_option(label="Relationship, 1")
    assert page.locator("input[name=people]:checked").count() == 3
    page.get_by_role("button", name="Plan the round").click()
    page.wait_for_url("**/rounds/*/")


def _open(mara: Person) -> None:
    _from_today(mara, "A round can be opened")
    mara.page.get_by_role("button", name="Open it and invite them").click()
    mara.page.get_by_text("3 people are invited.").wait_for()


def _close_and_release(mara: Person) -> None:
    _from_today(mara, "The last day of a round is over")
    page = mara.page
    page.get_by_role("button", name="Close the round").click()
    page.get_by_role("button", name="Release the results").wait_for()
    page.goto(f"{page.url}own/")
    for number in range(page.locator("input[name^=ours_]").count()):
        page.locator("input[name^=ours_]").nth(number).fill("8")
        page.locator("input[name^=predicted_]").nth(number).fill("7")
    page.get_by_role("button", name="Keep the scores").click()
    page.wait_for_url("**/rounds/*/")
    page.get_by_role("button", name="Release the results").click()
    page.get_by_text("The results are released").first.wait_for()
    mara.picture("results")


def _today_opens_with_it_until_each_has_an_action(mara: Person, cast: Cast) -> None:
    """The second one has an owner at the customer too."""
    page = mara.page
    for words, due, theirs in (
        ("Show an idea each quarter", "2026-02-28", ""),
        ("A visit of both boards", "2026-03-31", str(cast.champion.pk)),
    ):
        page.goto("/today/")
        first = page.locator("li[data-line]").first
        assert "Everything promised is kept, and 2 dimensions are red" in first.inner_text()
        mara.picture("today-kept-and-red")
        first.locator("[data-act]").click()
        page.locator("input[name=words]").fill(words)
        page.locator("input[name=due_on]").fill(due)
        page.locator("select[name=owner_theirs]").select_option(theirs)
        page.get_by_role("button", name="Add the action").click()
        page.wait_for_url("**/rounds/*/")
    page.goto("/today/")
    assert page.get_by_text("Everything promised is kept").count() == 0


def _reply(mara: Person) -> None:
    _from_today(mara, "A recommendation has no answer")
    mara.page.locator("textarea[name=reply]").fill("It is in the plan, with a name and a day.")
    mara.page.get_by_role("button", name="Answer it").click()
    mara.page.wait_for_url("**/rounds/*/")
    mara.page.goto("/today/")
    mara.page.get_by_role("heading", name="Nothing waits for you.", level=1).wait_for()


def _the_customer_says_how_hers_stands(clara: Person, cast: Cast) -> None:
    page = clara.page
    page.goto("/portal/benchmark/")
    page.get_by_role("link", name="Say how it moves").click()
    page.locator("textarea[name=words]").fill("Our board has named a day in March.")
    page.get_by_role("button", name="Keep and tell them").click()
    page.get_by_text("Our board has named a day in March.").first.wait_for()
    told = MailMessage.objects.filter(body__contains="Our board has named a day in March.").values_list("to", flat=True)
    assert set(told) == {cast.cfo.email, cast.clerk.email, cast.account_manager.user.email}


def _progress_is_shared(mara: Person, clara: Person, cast: Cast) -> None:
    mara.page.goto(f"/customers/{cast.halden.pk}/benchmark/")
    plan = mara.page.locator(".bench-actions li", has_text="Show an idea each quarter")
    plan.get_by_role("link", name="Say how it moves").click()
    mara.page.locator("textarea[name=words]").fill("Eleven people saw the first idea; two want a trial.")
    mara.page.locator("select[name=state]").select_option("done")
    mara.page.get_by_role("button", name="Keep and tell them").click()
    mara.page.get_by_text("Kept, and told to those who answered.").wait_for()
    told = MailMessage.objects.filter(body__contains="Eleven people saw the first idea")
    assert set(told.values_list("to", flat=True)) == {one.email for one in _asked(cast)}
    clara.page.goto("/portal/benchmark/")
    clara.page.get_by_text("Eleven people saw the first idea").first.wait_for()
    clara.picture("progress")


def _renew(mara: Person, cast: Cast) -> None:
    page = mara.page
    page.goto(f"/customers/{cast.halden.pk}/contracts/new/")
    for name, value in (("name", "Platform, renewed"), ("starts_on", "2027-01-01"), ("ends_on", "2029-12-31")):
        page.locator(f"input[name={name}]").fill(value)
    page.get_by_role("button", name="Add the contract").click()
    page.wait_for_url("**/customers/*/#renewal")
    mara.picture("customer-renewed")
    page.goto("/today/")
    assert page.get_by_text("No round is planned").count() == 0


# --- Those who are asked ----------------------------------------------------------------------------------------------
def _asked(cast: Cast) -> list[Stakeholder]:
    return [cast.champion, cast.cfo, cast.clerk]


def _answer(come_in: Come, cast: Cast, lower: dict[str, int]) -> None:
    """By their links: 8 of 10, but for the dimensions that are named. One on a phone, the others by the forms alone."""
    asked = Round.objects.latest("pk")
    questions = list(asked.template.questions.order_by("position"))
    first, *others = _asked(cast)
    _on_the_phone(
        come_in("guest-phone", PHONE), _link_of(first), [(one, lower.get(one.dimension, 8)) for one in questions]
    )
    for one in others:
        client, link = Client(), _link_of(one)
        for screen, question in enumerate(questions, start=1):
            score = lower.get(question.dimension, 8) + (question.dimension == "innovation")
            sent = client.post(f"{link}{screen}/", {f"q{question.pk}-score": score})
            assert sent.status_code == 302
        assert client.post(f"{link}done/").status_code == 302
    assert asked.respondents.filter(is_done=True).count() == 3


def _link_of(one: Stakeholder) -> str:
    body = MailMessage.objects.filter(to=one.email, body__contains="/benchmark/").latest("pk").body
    link = re.search(r"/benchmark/\w+/", body)
    assert link is not None
    return link[0]


def _on_the_phone(guest: Person, link: str, scores: list[tuple[Question, int]]) -> None:
    page = guest.page
    page.goto(link)
    page.get_by_role("button", name="Begin").click()
    for screen, (question, score) in enumerate(scores, start=1):
        page.wait_for_url(f"**/{screen}/")
        page.locator(f"#id_q{question.pk}-score_{score}").check()
        if score < 5:
            page.locator(f"textarea[name=q{question.pk}-recommendation]").fill("Show us what others do.")
            guest.picture("low-score")
        page.get_by_role("button", name=re.compile("Keep, and")).click()
    page.wait_for_url("**/done/")
    page.get_by_role("button", name="Send my answers").click()
    page.get_by_text("Thank you. You are done").wait_for()
    guest.picture("done")
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
