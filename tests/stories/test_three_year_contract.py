"""A contract of three years: kept to the letter, and nearly lost; asked, mended, asked again, and renewed.

The clock of the whole site is set from chapter to chapter. The portfolio is looked at after each of them.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

import pytest
import time_machine

from accounts.models import MailMessage, Stakeholder
from scorecards.models import Commitment, PerformanceReading, ReadingAnswer, Round
from scorecards.services.performance import acknowledge, record_reading
from tests import factories as make
from tests.cast import Cast, actor
from tests.stories.conftest import PHONE, WIDE, Person

QUARTERS = [(date(year, month, 1), date(year, month + 2, 30)) for year in (2024, 2025) for month in (1, 4, 7, 10)][:7]
KEPT = "kept, perception red"
NO_ROUND = "no round before the end"
Come = Callable[..., Person]


def on(year: int, month: int, day: int) -> time_machine.travel:
    """The morning of that day, for browser and product alike; the clock runs on."""
    return time_machine.travel(datetime(year, month, day, 8, tzinfo=UTC), tick=True)


@pytest.mark.long
@pytest.mark.timeout(400)
def test_three_year_contract(committed_db: object, cast: Cast, person: Come) -> None:
    with on(2025, 11, 3):
        _three_years_that_were_kept(cast)
    heard: dict[str, Person] = {}

    def come_in(name: str, device: dict[str, Any] = WIDE) -> Person:
        """The same browser in each chapter; its session has ended meanwhile."""
        if name not in heard:
            heard[name] = person(name, device)
        return heard[name]

    with on(2025, 11, 3):
        mara = _mara(come_in, cast)
        _read_the_last_quarter(mara)
        _the_customer_acknowledges_the_year(come_in("clara"), cast)
        assert _stands(mara, "no-round") == ("no round", "", {NO_ROUND})
        _plan(mara, "No round is planned", opens="2025-11-03", closes="2025-11-21")
        assert _stands(mara, "planned") == ("round planned, 3 Nov", "", set())
        _open(mara)
        assert _stands(mara, "open") == ("round open until 21 Nov", "", set())
    with on(2025, 11, 10):
        _answer(come_in, cast, {"innovation": 4, "attention": 5})
    with on(2025, 11, 25):
        mara = _mara(come_in, cast)
        _close_and_release(mara)
        assert _stands(mara, "red", "?benchmark=red") == ("2 of 4 red", "", {KEPT})
        _today_opens_with_it_until_each_has_an_action(mara, cast)
        _reply(mara)
        assert _stands(mara, "agreed", "?benchmark=agreed") == ("2 of 4 red", "2 actions agreed", {KEPT})
    with on(2026, 2, 10):
        mara = _mara(come_in, cast)
        _the_customer_says_how_hers_stands(come_in("clara"), cast)
        assert _stands(mara, "moving", "?benchmark=moving") == ("2 of 4 red", "2 actions under way", {KEPT})
        _progress_is_shared(mara, come_in("clara"), cast)
        assert _stands(mara, "one-done", "?benchmark=moving") == ("2 of 4 red", "2 actions, 1 done", {KEPT})
    with on(2026, 6, 1):
        mara = _mara(come_in, cast)
        _plan(mara, "Ask the same questions again", opens="2026-06-01", closes="2026-06-19")
        _open(mara)
        assert _stands(mara, "open-again") == ("round open until 19 Jun", "2 of 4 red", {KEPT})
    with on(2026, 6, 8):
        _answer(come_in, cast, {"innovation": 8, "attention": 9})
    with on(2026, 6, 22):
        mara = _mara(come_in, cast)
        _close_and_release(mara)
        assert _stands(mara, "better", "?benchmark=better") == ("none red, better", "", set())
    with on(2026, 10, 1):
        mara = _mara(come_in, cast)
        _renew(mara, cast)
        assert _stands(mara, "renewed", "?benchmark=renewed") == (
            "renewed until 31 Dec 2029",
            "none red, better",
            set(),
        )
    assert [one.complaints for one in heard.values() if one.complaints] == []


# --- Before -----------------------------------------------------------------------------------------------------------
def _three_years_that_were_kept(cast: Cast) -> None:
    """Two commitments, met in each quarter until the last but one; the customer acknowledged those of the first year."""
    contract = make.ContractFactory(
        customer=cast.halden, name="Platform", starts_on=date(2024, 1, 1), ends_on=date(2026, 12, 31)
    )
    for name, reached in (("Tickets answered within four hours", "94"), ("Platform available", "99")):
        commitment = make.CommitmentFactory(
            customer=cast.halden, contract=contract, name=name, unit="%", rhythm="quarter"
        )
        make.CommitmentLevelFactory(commitment=commitment, since=date(2024, 1, 1), target=Decimal(90))
        for start, _end in QUARTERS[:-1]:
            _read(cast, commitment, start, reached)
    for reading in PerformanceReading.objects.filter(period_start__year=2024):
        acknowledge(reading=reading, actor=actor(cast.champion))
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


def _read(cast: Cast, commitment: Commitment, start: date, reached: str) -> None:
    end = date(start.year, start.month + 2, 31 if start.month in (1, 10) else 30)
    record_reading(
        commitment=commitment, period_start=start, period_end=end, value=Decimal(reached), source="Monitoring",
        by=cast.account_manager,
    )  # fmt: skip


def _read_the_last_quarter(mara: Person) -> None:
    page = mara.page
    for commitment, reached in zip(Commitment.objects.order_by("pk"), ("94", "99"), strict=True):
        page.goto(f"/commitments/{commitment.pk}/readings/new/")
        for name, value in (("period_start", "2025-07-01"), ("period_end", "2025-09-30"), ("value", reached)):
            page.locator(f"input[name={name}]").fill(value)
        page.locator("input[name=source]").fill("Monitoring")
        page.get_by_role("button", name="Record the reading").click()
        page.get_by_text("The reading is recorded.").wait_for()


def _the_customer_acknowledges_the_year(clara: Person, cast: Cast) -> None:
    """Quarter by quarter, both commitments."""
    clara.sign_in_by_code(cast.champion)
    page = clara.page
    for commitment in Commitment.objects.order_by("pk"):
        for left in (2, 1, 0):
            page.goto(f"/portal/scorecard/?year=2025&commitment={commitment.pk}")
            clara.read()
            page.locator(f"#commitment-{commitment.pk}").get_by_role("button", name="Acknowledge").first.click()
            page.get_by_text("Acknowledged. Your name and position stand beside it.").wait_for()
            assert commitment.readings.filter(period_start__year=2025, answers=None).count() == left
    clara.picture("acknowledged")
    assert ReadingAnswer.objects.filter(kind="acknowledged").count() == PerformanceReading.objects.count() == 14


# --- The supplier -----------------------------------------------------------------------------------------------------
def _mara(come_in: Come, cast: Cast) -> Person:
    mara = come_in("mara")
    mara.sign_in_with_password(cast.account_manager)
    return mara


def _stands(mara: Person, step: str, query: str = "") -> tuple[str, str, set[str]]:
    """What the portfolio says of the customer's benchmark, what stands beneath, and which of its two flags stand there."""
    mara.page.goto(f"/portfolio/{query}")
    row = mara.page.locator("tbody tr", has_text="Halden Bank")
    row.wait_for()
    mara.picture(f"portfolio-{step}")
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
    clara.sign_in_by_code(cast.champion)
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
    """By their links, the first on a phone: 8 of 10, but for the dimensions that are named."""
    asked = Round.objects.latest("pk")
    questions = list(asked.template.questions.order_by("position"))
    for number, one in enumerate(_asked(cast)):
        body = MailMessage.objects.filter(to=one.email, body__contains="/benchmark/").latest("pk").body
        link = re.search(r"/benchmark/\w+/", body)
        assert link is not None
        guest = come_in("guest-phone", PHONE) if number == 0 else come_in("guest")
        page = guest.page
        page.goto(link[0])
        page.get_by_role("button", name="Begin").click()
        for screen, question in enumerate(questions, start=1):
            page.wait_for_url(f"**/{screen}/")
            score = lower.get(question.dimension, 8) + (number > 0 and question.dimension == "innovation")
            page.locator(f"#id_q{question.pk}-score_{score}").check()
            if score < 5:
                page.locator(f"textarea[name=q{question.pk}-recommendation]").fill("Show us what others do.")
                guest.picture("low-score")
            page.get_by_role("button", name=re.compile("Keep, and")).click()
        page.wait_for_url("**/done/")
        page.get_by_role("button", name="Send my answers").click()
        page.get_by_text("Thank you. You are done").wait_for()
        if number == 0:
            guest.picture("done")
            assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
