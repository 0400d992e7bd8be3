"""A problem, told before she finds out: said, read on a phone, called not solved, mended, explained, called solved."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import timedelta

import pytest

from accounts.models import MailMessage, Stakeholder
from engagements.models import Problem, ProblemAnswer, ProblemNotice
from tests.cast import Cast
from tests.stories.conftest import PHONE, Person

TITLE = "Payments wait in the queue"


@pytest.mark.timeout(180)
def test_problem_told_first(committed_db: object, cast: Cast, person: Callable[..., Person]) -> None:
    today = cast.nordwerk.today()
    mara, lena, clara = person("mara"), person("lena"), person("clara", PHONE)
    mara.sign_in_with_password(cast.account_manager)
    lena.sign_in_with_password(cast.leader)

    def stage(step: str, *, sheet: str, check: str, flag: bool) -> None:
        """What the sheet, the check before the meeting and the leader's portfolio say of it now."""
        shows(mara, f"/customers/{cast.halden.pk}/sheet/", sheet, f"{step}-sheet")
        days = f"period=own&since={today - timedelta(30)}&until={today}"
        shows(mara, f"/customers/{cast.halden.pk}/pack/check/?{days}", check, f"{step}-check")
        shows(lena, "/portfolio/?view=problems", "heavy problem" if flag else "No customer fits", f"{step}-portfolio")

    page = mara.page
    page.goto(f"/customers/{cast.halden.pk}/problems/")
    mara.picture("nothing-yet")
    page.get_by_role("link", name="Record a problem").first.click()
    page.wait_for_url("**/problems/new/")
    page.locator("#id_title").fill(TITLE)
    page.locator("#id_effect").fill("They pay by hand since ten.")
    page.get_by_label("stops the work").check()
    page.locator("#id_words").fill("Nothing leaves the queue. Two of us work on nothing else.")
    page.locator("#id_next_on").fill(f"{today + timedelta(60)}")
    page.get_by_role("button", name="Record the problem").click()
    page.locator("#errors").wait_for()
    mara.picture("too-far-ahead")
    assert "Too far ahead for a problem of this weight" in page.locator("main").inner_text()
    assert page.locator("#id_effect").input_value() == "They pay by hand since ten."
    page.locator("#id_next_on").fill(f"{today + timedelta(1)}")
    page.get_by_role("button", name="Record the problem").click()
    page.wait_for_url(re.compile(r"/problems/\d+/$"))
    mara.picture("said")
    problem = Problem.objects.get()
    stage("open", sheet=TITLE, check="No action is open", flag=True)

    clara.sign_in_by_code(cast.champion)
    told(clara, cast.champion, "Nothing leaves the queue.", "open")

    give(mara, problem, "solved, as the supplier says", "The queue is empty.", checked="Two runs went through.")
    told(clara, cast.champion, "Checked: Two runs went through.", "said-solved")
    stage("said-solved", sheet=TITLE, check=f"No sorry, and nothing that stops it happening again: {TITLE}", flag=False)
    clara.page.get_by_role("link", name="Not solved").click()
    clara.page.get_by_role("button", name="Say that it is not solved").wait_for()
    clara.page.locator("#id_reason").fill("The branches still wait.")
    clara.picture("why-not")
    clara.page.get_by_role("button", name="Say that it is not solved").click()
    clara.page.get_by_text("is told why.").wait_for()
    clara.picture("not-solved")
    assert (
        "The branches still wait." in MailMessage.objects.filter(to=cast.account_manager.user.email).latest("pk").body
    )
    stage("not-solved", sheet="not solved", check=f"Not solved, says {cast.champion.name}: {TITLE}", flag=True)

    page.goto("/today/")
    page.get_by_text(f"Not solved, says {cast.champion.name}").first.wait_for()
    mara.picture("today")
    give(mara, problem, "open again", "You are right: the branches’ queue was left out.", next_on=today + timedelta(1))
    told(clara, cast.champion, "the branches’ queue was left out", "open-again")
    give(mara, problem, "solved, as the supplier says", "Every queue is empty.", checked="Each branch, one by one.")
    page.get_by_role("link", name="Say sorry and explain").click()
    for name, words in (
        ("happened", "A certificate ran out."),
        ("sorry", "We are sorry: you paid by hand for a day."),
        ("prevention", "They are renewed a month ahead."),
    ):
        page.locator(f"#id_{name}").fill(words)
    page.get_by_role("button", name="Send the explanation").click()
    page.locator("#explained").wait_for()
    mara.picture("explained")
    stage("explained", sheet=TITLE, check=f"Solved for them? {TITLE}", flag=False)

    told(clara, cast.champion, "We are sorry: you paid by hand for a day.", "explained")
    clara.read()
    clara.page.get_by_role("button", name="Solved for us").click()
    clara.page.get_by_text("Solved for you.").first.wait_for()
    clara.picture("solved")
    assert clara.page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    stage("solved", sheet="none is open", check="No action is open", flag=False)
    assert TITLE not in page.locator("main").inner_text()
    assert [one.solved for one in ProblemAnswer.objects.order_by("pk")] == [False, True]
    assert ProblemNotice.objects.count() == 4
    assert [mara.complaints, lena.complaints, clara.complaints] == [[], [], []]


def shows(somebody: Person, url: str, words: str, step: str) -> None:
    somebody.page.goto(url)
    somebody.picture(step)
    text = somebody.page.locator("main").inner_text()
    assert words.casefold() in text.casefold(), text


def told(clara: Person, champion: Stakeholder, words: str, step: str) -> None:
    """She gets a mail, follows it, and reads what it says."""
    body = MailMessage.objects.filter(to=champion.email).exclude(body__contains="code").latest("pk").body
    link = re.search(r"http\S+/portal/problems/\S+", body)
    assert link is not None and words in body, body
    clara.page.goto(link[0])
    clara.page.get_by_text(words).first.wait_for()
    clara.picture(step)


def give(mara: Person, problem: Problem, state: str, words: str, *, checked: str = "", next_on: object = "") -> None:
    mara.page.goto(f"/problems/{problem.pk}/notice/")
    mara.page.get_by_label(state, exact=True).check()
    mara.page.locator("#id_words").fill(words)
    mara.page.locator("#id_checked").fill(checked)
    mara.page.locator("#id_next_on").fill(str(next_on))
    mara.page.get_by_role("button", name="Give notice").click()
    mara.page.get_by_text("The notice is given.").wait_for()
