"""The benchmark in the browser of each side: the way through, and attacks on what the pages show."""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.test import Client

from accounts.member_services import leave
from accounts.models import Contract, Disposition, MailMessage, Stakeholder
from scorecards.models import Action, Answer, BenchmarkTemplate, Question, Recommendation, Respondent, Round, RoundTold
from scorecards.queries.benchmark import warnings
from scorecards.queries.candidates import suggested
from scorecards.services import rounds
from scorecards.services.answers import save_answer
from scorecards.services.releases import cancel_round
from scorecards.standing import months_before, warn_from
from tests.cast import Cast, actor, on_day
from tests.factories import ActionFactory, ContractFactory, RoundFactory, ScopeLineFactory, StakeholderFactory
from tests.scorecards.test_rounds import CLOSES, OPENS, answer_all, answered, opened, people, planned, released

BACKEND = "allauth.account.auth_backends.AuthenticationBackend"


def as_(person: Any) -> Client:
    client = Client()
    client.force_login(person.user, backend=BACKEND)
    return client


def text(response: Any) -> str:
    return str(response.content.decode())


def get(client: Client, path: str, status: int = 200) -> str:
    response = client.get(path)
    assert response.status_code == status, text(response)[:500]
    return text(response)


def post(client: Client, path: str, status: int = 302, **data: Any) -> Any:
    response = client.post(path, data)
    assert response.status_code == status, text(response)[:3000]
    return response


# --- The way through --------------------------------------------------------------------------------------------------
def test_a_round_from_plan_to_the_second_round_in_the_browser(database: None, cast: Cast) -> None:
    asked = people(cast, ("manager",) * 4)
    manager, url = as_(cast.account_manager), f"/customers/{cast.halden.pk}/benchmark/"
    with on_day(OPENS):
        assert "is not known" in get(manager, url)
        post(manager, f"{url}new/", opens_on=OPENS, closes_on=CLOSES, people=[one.pk for one in asked])
        round = Round.objects.get()
        post(manager, f"/rounds/{round.pk}/open/")
        question = Question.objects.filter(template=round.template)[0]
        post(manager, f"/rounds/{round.pk}/own/", **{f"ours_{question.pk}": "9", f"predicted_{question.pk}": "8"})
    answered(round, [3, 4, 5, 4])
    with on_day(CLOSES):
        manager = as_(cast.account_manager)
        post(manager, f"/rounds/{round.pk}/close/")
        post(manager, f"/rounds/{round.pk}/release/")
        page = get(manager, f"/rounds/{round.pk}/")
        assert "gives 4.0 of 10; we gave ourselves 9.0" in page
        assert "Blind spot" in page
        recommendation = Recommendation.objects.all()[0]
        post(manager, f"/recommendations/{recommendation.pk}/reply/", reply="From April on.")
        post(
            manager,
            f"/customers/{cast.halden.pk}/actions/new/?round={round.pk}",
            words="A call each month",
            dimension="trust",
            owner_ours=cast.account_manager.pk,
            due_on="2026-06-30",
        )
        action = Action.objects.get()
        before = MailMessage.objects.count()
        post(manager, f"/actions/{action.pk}/move/", words="Held twice.", state="open", due_on="2026-07-31")
        assert MailMessage.objects.count() == before + 4
        for page in (get(as_(cast.champion), "/portal/benchmark/"), get(Client(), link_of(round))):
            assert "From April on." in page
            assert "A call each month" in page
            assert "Held twice." in page
            name = cast.halden.supplier.name
            assert f"We give {name} 4.0 of 10; {name} gave itself 9.0" in page and f"{name} expected" in page
        assert "The same questions again on 18 September 2026" in get(manager, url)
    with on_day(date(2026, 9, 18)):
        manager = as_(cast.account_manager)
        sent = {"template": round.template_id, "opens_on": "2026-09-18", "closes_on": "2026-10-02"}
        post(manager, f"{url}new/", people=[one.pk for one in asked], **sent)
        second = Round.objects.get(follows=round)
        post(manager, f"/rounds/{second.pk}/open/")
        for respondent in Respondent.objects.filter(round=second):
            answer_all(respondent, 8)
        post(manager, f"/rounds/{second.pk}/close/")
        post(manager, f"/rounds/{second.pk}/release/")
        page = get(manager, f"/rounds/{second.pk}/")
        assert "4.0, better" in page
        assert "Touched by actions since the round before" in page


def link_of(round: Round, done: bool = True) -> str:
    one = Respondent.objects.filter(round=round, is_done=done)[0]
    return f"/benchmark/{one.code}/{'results/' if round.state != 'open' else ''}"


def test_what_is_open_reads_as_the_round_goes(database: None, cast: Cast) -> None:
    round = opened(cast)
    url = link_of(round, done=False)
    client = Client()
    with on_day(OPENS):
        assert 'href="' + url + '1/"' in get(client, url)
        assert not Answer.objects.exists()  # the link alone starts nothing
        first, second = Question.objects.filter(template=round.template)[:2]
        page = post(client, f"{url}question/{first.pk}/", 200, **{f"q{first.pk}-score": "3"})
        assert "Kept." in text(page)
        both = {f"q{first.pk}-score": "3", f"q{second.pk}-score": "x", f"q{first.pk}-recommendation": "Call us."}
        assert post(client, f"{url}1/", **both)["Location"].endswith("/2/")
        said = {one.question_id: (one.score, one.cannot_say, one.recommendation) for one in Answer.objects.all()}
        assert said == {first.pk: (3, False, "Call us."), second.pk: (None, True, "")}
        assert "14 questions are still open." in text(post(client, f"{url}done/", 422))
        respondent = Respondent.objects.filter(round=round)[0]
        answer_all(respondent, 8)
        assert "Thank you" in get(client, f"{url}done/")


def test_a_low_score_asks_what_they_should_do_at_once_and_at_the_end(database: None, cast: Cast) -> None:
    """On its own screen, where it is kept all the same; and the last page leads to the field."""
    round = opened(cast)
    url, client = link_of(round, done=False), Client()
    first, second = Question.objects.filter(template=round.template)[:2]
    low = {f"q{first.pk}-score": "3", f"q{second.pk}-score": "8", f"q{first.pk}-comment": "Typed."}
    with on_day(OPENS):
        assert "say what they should do" in text(post(client, f"{url}question/{first.pk}/", 200, **low))
        page = text(post(client, f"{url}1/", 422, **low))
        assert f'href="#id_q{first.pk}-recommendation"' in page
        assert "You scored below 5: say what they should do. It gets an answer." in page
        assert "Kept, and one thing is asked of you." in page and "Typed." in page
        assert set(Answer.objects.values_list("score", flat=True)) == {3, 8}
        for question in Question.objects.filter(template=round.template)[2:]:
            save_answer(respondent=Respondent.objects.filter(round=round)[0], question=question, score=9)
        page = text(post(client, f"{url}done/", 422))
        assert f'href="{url}1/#id_q{first.pk}-recommendation"' in page
        post(client, f"{url}1/", **low, **{f"q{first.pk}-recommendation": "Call us."})
        post(client, f"{url}done/")


def test_nothing_typed_is_lost_where_a_score_is_none(database: None, cast: Cast) -> None:
    round = opened(cast)
    first = Question.objects.filter(template=round.template)[0]
    sent = {f"q{first.pk}-score": "70", f"q{first.pk}-comment": "All of it typed on a train."}
    with on_day(OPENS):
        page = text(post(Client(), f"{link_of(round, done=False)}1/", 422, **sent))
    assert "All of it typed on a train." in page
    assert not Answer.objects.exists()


def test_a_link_of_another_template_or_round_reaches_nothing(database: None, cast: Cast) -> None:
    round = opened(cast)
    url = link_of(round, done=False)
    with on_day(OPENS):
        get(Client(), f"{url}9/", 404)
        get(Client(), "/benchmark/AAAAAAAAAAAAAAAAAAAAAAAAAA/", 404)
        post(Client(), f"{url}question/999999/", 404)
        get(Client(), f"{url}results/", 404)
    with on_day(date(2026, 4, 1)):
        get(Client(), url, 404)


def test_whoever_left_has_no_link_any_more(database: None, cast: Cast) -> None:
    round = opened(cast)
    one = Respondent.objects.filter(round=round)[0]
    Stakeholder.objects.filter(pk=one.stakeholder_id).update(until=date(2026, 3, 1))
    with on_day(OPENS):
        get(Client(), f"/benchmark/{one.code}/", 404)


def test_the_link_speaks_the_language_of_her_firm(database: None, cast: Cast) -> None:
    round = opened(cast)
    type(cast.halden).objects.filter(pk=cast.halden.pk).update(locale="de")
    with on_day(OPENS):
        assert '<html lang="de"' in get(Client(), link_of(round, done=False))


def test_one_person_alone_is_warned_about(database: None, cast: Cast) -> None:
    [one] = people(cast, ["executive"])
    client, url = as_(cast.account_manager), f"/customers/{cast.halden.pk}/benchmark/new/"
    sent = {"opens_on": OPENS, "closes_on": CLOSES, "people": [one.pk]}
    with on_day(OPENS):
        assert "One person does not speak for a firm" in text(post(client, url, 422, **sent))
        post(client, url, few="on", **sent)
    assert Respondent.objects.count() == 1


def test_where_too_few_people_are_recorded_it_says_so_and_leads_to_adding_one(database: None, cast: Cast) -> None:
    Stakeholder.objects.filter(customer=cast.halden).exclude(pk__in=[cast.champion.pk, cast.cfo.pk]).update(email="")
    client, url = as_(cast.account_manager), f"/customers/{cast.halden.pk}/benchmark/new/"
    link = f'href="/customers/{cast.halden.pk}/people/new/"'
    with on_day(OPENS):
        page = get(client, url)
        assert "Two people here can be asked" in page and link in page
        sent = {"opens_on": OPENS, "closes_on": CLOSES, "people": [cast.champion.pk, cast.cfo.pk]}
        page = text(post(client, url, 422, **sent))
    assert "Choose three or more" not in page and link in page
    assert "Below three answers nothing can be shown. Fewer than three people here can be asked." in page


def test_a_round_that_asks_one_other_person_is_doubted(database: None, cast: Cast) -> None:
    round = opened(cast, ["manager"] * 4)
    released(answered(round, [7, 7, 7, 7]))
    asked = list(Respondent.objects.filter(round=round).values_list("stakeholder", flat=True))
    client, url = as_(cast.account_manager), f"/customers/{cast.halden.pk}/benchmark/new/"
    sent = {"template": round.template_id, "opens_on": CLOSES, "closes_on": CLOSES + timedelta(14)}
    with on_day(CLOSES):
        assert "be given only roughly" in text(post(client, url, 422, people=asked[1:], **sent))
        post(client, url, people=asked[1:], others="on", **sent)
    assert Respondent.objects.filter(round__follows=round).count() == 3


def test_detractors_are_suggested(database: None, cast: Cast) -> None:
    against = people(cast, ["specialist"])[0]
    Disposition.objects.create(customer=cast.halden, stakeholder=against, kind="detractor", since=date(2025, 1, 1))
    for _n in range(14):
        StakeholderFactory(customer=cast.halden, influence=1)
    Stakeholder.objects.filter(pk=against.pk).update(influence=1)
    page = get(as_(cast.account_manager), f"/customers/{cast.halden.pk}/benchmark/new/")
    boxes = {int(pk): " checked" in rest for pk, rest in re.findall(r'name="people" value="(\d+)"([^>]*)>', page)}
    assert boxes[against.pk]
    assert not all(boxes.values())


def test_a_used_set_of_questions_stays_and_a_new_version_is_made(database: None, cast: Cast) -> None:
    round = planned(cast)
    client = as_(cast.administrator)
    questions = list(Question.objects.filter(template=round.template))
    sent = {f"en_{n}": one.words["en"] for n, one in enumerate(questions)}
    sent |= {f"dimension_{n}": one.dimension for n, one in enumerate(questions)}
    sent |= {"en_0": "", "en_16": "They are\r\non time.", "dimension_16": "new", "name_en": "Punctual"}
    post(client, f"/questions/{round.template_id}/version/", **sent)
    made = BenchmarkTemplate.objects.get(version=2)
    words = [one.words["en"] for one in Question.objects.filter(template=made)]
    assert len(words) == 16
    assert words[-1] == "They are on time."
    assert [one.words for one in Question.objects.filter(template=round.template)] == [one.words for one in questions]
    assert not BenchmarkTemplate.objects.get(version=1).is_offered


def test_rounds_stand_newest_first(database: None, cast: Cast) -> None:
    old = RoundFactory(customer=cast.halden, state="cancelled", opens_on=date(2025, 1, 1), closes_on=date(2025, 1, 20))
    new = RoundFactory(customer=cast.halden, state="planned", opens_on=date(2026, 1, 1), closes_on=date(2026, 1, 20))

    page = as_(cast.account_manager).get(f"/customers/{cast.halden.pk}/benchmark/")

    assert [one.pk for one in page.context["rounds"]] == [new.pk, old.pk]


def test_price_of_a_unit_beyond_the_contract_has_its_minor_units(database: None, cast: Cast) -> None:
    ScopeLineFactory(contract=ContractFactory(customer=cast.halden), unit_price=Decimal("46.5"))

    assert "46.50\N{NO-BREAK SPACE}EUR" in get(as_(cast.account_manager), f"/customers/{cast.halden.pk}/scope/")


def test_a_cancelled_round_lets_another_follow(database: None, cast: Cast) -> None:
    first = released(answered(opened(cast), [6, 7, 8]))
    for _time in range(2):
        with on_day(date(2026, 9, 20)):
            again = rounds.plan_round(
                customer=cast.halden,
                template=first.template,
                actor=actor(cast.account_manager),
                opens_on=date(2026, 9, 20),
                closes_on=date(2026, 10, 1),
                people=list(Stakeholder.objects.filter(customer=cast.halden, name__startswith="Person")),
                follows=first,
            )
            cancel_round(round=again)


# --- What is due ------------------------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("day", "months", "found"),
    [
        (date(2026, 3, 31), 1, date(2026, 2, 28)),
        (date(2026, 1, 15), 18, date(2024, 7, 15)),
        (date(2026, 12, 31), 12, date(2025, 12, 31)),
    ],
)
def test_months_before(day: date, months: int, found: date) -> None:
    assert months_before(day, months) == found


def test_the_earlier_of_end_and_notice_warns() -> None:
    assert warn_from(Contract(ends_on=date(2028, 6, 30))) == date(2026, 12, 30)
    assert warn_from(Contract(ends_on=date(2028, 6, 30), notice_on=date(2027, 9, 30))) == date(2026, 9, 30)
    assert warn_from(Contract()) is None


def test_a_contract_warns_until_a_round_is_planned_or_released() -> None:
    contract = Contract(name="Supply", ends_on=date(2028, 6, 30))
    today = date(2027, 1, 10)
    assert warnings([contract], [], today) == [
        "“Supply” ends on 30 June 2028: a round has to be finished by 30 June 2027."
    ]
    assert "should have been" in warnings([contract], [], date(2027, 8, 1))[0]
    assert not warnings([contract], [], date(2026, 12, 29))
    assert not warnings([contract], [Round(state="planned")], today)
    assert not warnings([contract], [Round(state="released", released_on=date(2027, 1, 5))], today)
    assert warnings([contract], [Round(state="released", released_on=date(2026, 1, 5))], today)


def test_the_warning_stands_on_the_page(database: None, cast: Cast) -> None:
    ContractFactory(customer=cast.halden, name="Supply", starts_on=date(2025, 1, 1), ends_on=date(2027, 6, 30))
    with on_day(date(2026, 3, 2)):
        page = get(as_(cast.account_manager), f"/customers/{cast.halden.pk}/benchmark/")
    assert "a round has to be finished by 30 June 2026" in page


def test_everybody_of_few_is_suggested() -> None:
    few = [Stakeholder(pk=n, email="a@b.example", influence=1) for n in range(3)]
    assert suggested(few) == {0, 1, 2}


# --- Attacks through the pages ----------------------------------------------------------------------------------------
def pages_of(cast: Cast, round: Round) -> Iterable[tuple[str, str]]:
    """Every page that shows anything of the round, with its reader."""
    yield "ours", get(as_(cast.administrator), f"/rounds/{round.pk}/")
    yield "ours", get(as_(cast.administrator), f"/customers/{cast.halden.pk}/benchmark/")
    yield "theirs", get(as_(cast.champion), "/portal/benchmark/")
    if round.state == "released":
        yield "theirs", get(Client(), link_of(round))


def test_a_round_with_too_few_answers_is_left_and_the_next_one_planned(database: None, cast: Cast) -> None:
    round = answered(opened(cast), [6, 7], comment="Zebra crossing.")
    manager = as_(cast.account_manager)
    with on_day(OPENS):
        page = get(manager, f"/rounds/{round.pk}/close/")
        assert "18 days are left" in page and "2 of 4 have answered" in page
        assert "Fewer than three have sent their answers" in page
        post(manager, f"/rounds/{round.pk}/close/")
        page = get(manager, f"/rounds/{round.pk}/")
        assert "Nothing can be shown: 2 of 4 answered" in page and "Release the results" not in page
        assert "too few answered" in get(manager, f"/customers/{cast.halden.pk}/benchmark/")
        assert "Plan a round" in get(manager, f"/customers/{cast.halden.pk}/benchmark/")
        assert ">no round</span>" in get(manager, "/portfolio/?q=Halden")
        assert "Too few answered" in get(Client(), link_of(round), 404)
        get(manager, f"/rounds/{round.pk}/close/", 302)


def test_closing_says_what_follows_and_not_who_answered(database: None, cast: Cast) -> None:
    """On the last day, and with enough answers, it asks as well; whatever is begun and not sent changes nothing on it."""
    round = answered(opened(cast), [6, 7, 8])
    manager = as_(cast.account_manager)
    with on_day(CLOSES):
        before = get(manager, f"/rounds/{round.pk}/close/")
        assert "Today is its last day" in before and "3 of 4 have answered" in before
        assert "Fewer than three" not in before
        late = Respondent.objects.filter(round=round, is_done=False)[0]
        save_answer(respondent=late, question=Question.objects.filter(template=round.template)[0], score=8)
        hidden = re.compile(r"[A-Za-z0-9]{64}")
        assert hidden.sub("", get(manager, f"/rounds/{round.pk}/close/")) == hidden.sub("", before)
        assert f'href="/rounds/{round.pk}/close/"' in get(manager, f"/rounds/{round.pk}/")


def test_a_round_closed_with_too_few_before_has_its_way_out(database: None, cast: Cast) -> None:
    round = RoundFactory(customer=cast.halden, state="closed", opens_on=OPENS, closes_on=CLOSES)
    manager = as_(cast.account_manager)
    page = get(manager, f"/rounds/{round.pk}/")
    assert "End it without results" in page and "Release the results" not in page
    post(manager, f"/rounds/{round.pk}/release/")
    assert "Nothing can be shown: 0 of 0 answered" in get(manager, f"/rounds/{round.pk}/")


def test_before_the_release_no_page_shows_a_score_or_a_word(database: None, cast: Cast) -> None:
    round = answered(opened(cast), [1, 2, 3, 4], comment="Zebra crossing.", recommendation="Elephant.")
    with on_day(OPENS):
        for side, page in pages_of(cast, round):
            assert "Zebra" not in page
            assert "Elephant" not in page
            if side == "theirs":
                assert str(round.pk) not in re.findall(r"round=(\d+)", page)
                assert "No results are released yet" in page


def test_who_answered_is_shown_to_nobody(database: None, cast: Cast) -> None:
    """Whether two or the other two answered, the page is the same."""
    round = opened(cast)
    asked = list(Respondent.objects.filter(round=round))
    seen = []
    with on_day(OPENS):
        for done in (asked[:2], asked[2:]):
            Respondent.objects.filter(round=round).update(is_done=False)
            Respondent.objects.filter(pk__in=[one.pk for one in done]).update(is_done=True)
            page = get(as_(cast.account_manager), f"/rounds/{round.pk}/")
            seen.append(re.sub(r"[A-Za-z0-9]{64}", "", page))
    assert seen[0] == seen[1]


def test_a_reminder_is_offered_from_the_day_on_which_it_is_possible(database: None, cast: Cast) -> None:
    """And what is said is the same whoever of them answered."""
    round = opened(cast)
    url = f"/rounds/{round.pk}/"
    remind = f'action="{url}remind/"'
    with on_day(OPENS):
        assert remind not in get(as_(cast.account_manager), url)
        assert "Whoever has not answered can be reminded from 6 March 2026" in get(as_(cast.account_manager), url)
    with on_day(date(2026, 3, 6)):
        assert remind in get(as_(cast.account_manager), url)
        answer_all(Respondent.objects.filter(round=round)[0], 8)
        post(as_(cast.account_manager), f"{url}remind/")
        assert "can be reminded from 10 March 2026" in get(as_(cast.account_manager), url)
    with on_day(date(2026, 3, 10)):
        post(as_(cast.account_manager), f"{url}remind/")
        assert "Whoever has not answered was reminded twice" in get(as_(cast.account_manager), url)
    Respondent.objects.filter(round=round, is_done=False).update(reminders=1, last_mail_on=date(2026, 3, 18))
    with on_day(date(2026, 3, 19)):
        assert "It closes before another reminder is possible" in get(as_(cast.account_manager), url)


def test_how_many_were_reminded_is_not_said(database: None, cast: Cast) -> None:
    round = opened(cast)
    with on_day(OPENS):
        answer_all(Respondent.objects.filter(round=round)[0], 8)
    with on_day(date(2026, 3, 10)):
        client = as_(cast.account_manager)
        post(client, f"/rounds/{round.pk}/remind/")
        assert "Whoever has not answered is reminded." in get(client, f"/rounds/{round.pk}/")


def test_pages_of_results_have_no_code_name_or_number_of_who_answered(database: None, cast: Cast) -> None:
    round = opened(cast, ["executive", *["manager"] * 3, *["specialist"] * 3])
    respondents = list(Respondent.objects.filter(round=round).select_related("stakeholder"))
    round = released(answered(round, [1, 9, 9, 9, 5, 6, 7], comment="Fine.", recommendation="Come."))
    with on_day(CLOSES):
        for _side, page in pages_of(cast, round):
            for one in respondents:
                assert one.stakeholder.email not in page
                assert one.stakeholder.name not in page or "Who is asked" in page
                assert one.code not in page
            # A group of one is nowhere: the executive is counted with the managers.
            assert "one person" not in page


def test_rest_of_a_hidden_group_does_not_follow_from_what_is_printed(database: None, cast: Cast) -> None:
    """From a mean and its number of people a sum follows: whole less group must never be one or two people."""
    round = opened(cast, [*["manager"] * 4, *["specialist"] * 2])
    round = released(answered(round, [9, 9, 9, 0, 10, 10]))
    with on_day(CLOSES):
        for _side, page in pages_of(cast, round):
            counts = [int(n) for n in re.findall(r"(\d+) people</span>", page)]
            assert all(count >= 3 and 6 - count not in {1, 2} for count in counts)


def test_each_page_says_why_a_figure_is_about_or_missing(database: None, cast: Cast) -> None:
    """One joins and says nothing to the first question: it stays exact, the others are told in steps. Then a bad memory."""
    first = released(answered(opened(cast, ["manager"] * 5), [7, 8, 6, 9, 4]))
    late = StakeholderFactory(customer=cast.halden, email="late@halden.example", seniority="manager")
    asked = [*Stakeholder.objects.filter(email__startswith="person").order_by("pk"), late]
    round = again(first, asked)
    with on_day(OPENS):
        for respondent, score in zip(Respondent.objects.filter(round=round), (7, 8, 6, 9, 4, 2), strict=True):
            answer_all(respondent, score)
        question = Question.objects.filter(template=round.template)[0]
        save_answer(
            respondent=Respondent.objects.get(round=round, stakeholder=late),
            question=question,
            score=None,
            cannot_say=True,
        )
    round = released(round)
    with on_day(CLOSES):
        for _side, page in [*pages_of(cast, round)][::2]:
            if "How both sides see it" not in page:
                continue
            assert "some figures are given only roughly, or left out" in page
            assert "5 answers, spread 1 to 2; one cannot say" in page
            assert page.count("not exact, because one or two people joined or left") == 15
            assert "about 5.9" in page or "about 6.0" in page or "about 6.1" in page
            assert "By seniority" not in page
            assert "not exact enough to say" in page or "about the same" in page
        RoundTold.objects.all().delete()
        results = round.results
        assert results is not None
        results["questions"][1] |= {"how": "change", "customer": None, "range": None}
        Round.objects.filter(pk=round.pk).update(results=results)
        assert "the mean would tell what they answered" in get(as_(cast.champion), "/portal/benchmark/")


def again(first: Round, asked: Iterable[Stakeholder]) -> Round:
    with on_day(OPENS):
        made = rounds.plan_round(
            customer=first.customer,
            template=first.template,
            actor=actor(first.planned_by),
            opens_on=OPENS,
            closes_on=CLOSES,
            people=asked,
            follows=first,
        )
        rounds.open_round(round=made)
    return made


def test_disposition_is_on_no_page_of_the_customer(database: None, cast: Cast) -> None:
    round = planned(cast, ["manager"] * 6)
    for number, person in enumerate(Stakeholder.objects.filter(customer=cast.halden, name__startswith="Person")):
        kind = "detractor" if number < 3 else "supporter"
        Disposition.objects.create(customer=cast.halden, stakeholder=person, kind=kind, since=date(2025, 1, 1))
    with on_day(OPENS):
        rounds.open_round(round=round)
    round = released(answered(round, [1, 1, 1, 9, 9, 9]))
    with on_day(CLOSES):
        seen = dict(pages_of(cast, round))
        ours = get(as_(cast.administrator), f"/rounds/{round.pk}/")
    assert "By disposition" in ours
    assert "Detractor" in ours
    for word in ("etractor", "isposition", "upporter"):
        assert word not in seen["theirs"]


def test_words_stand_in_one_order_for_everybody_and_not_by_number(database: None, cast: Cast) -> None:
    round = opened(cast, ("manager",) * 8)
    with on_day(OPENS):
        for number, respondent in enumerate(Respondent.objects.filter(round=round)):
            answer_all(respondent, 4, comment=f"Remark {number}", recommendation=f"Advice {number}")
    round = released(round)
    with on_day(CLOSES):
        for _side, page in pages_of(cast, round):
            for kind in ("Remark", "Advice"):
                order = list(dict.fromkeys(re.findall(rf"{kind} (\d)", page)))
                assert order != sorted(order) or not order


def test_no_page_tells_when_somebody_answered(database: None, cast: Cast) -> None:
    """The only days on the results are those of the round, of its release, of actions and replies."""
    round = opened(cast)
    with on_day(date(2026, 3, 5)):
        for respondent in Respondent.objects.filter(round=round):
            answer_all(respondent, 7, comment="Fine.")
    round = released(round)
    with on_day(CLOSES):
        for _side, page in pages_of(cast, round):
            assert "5 March" not in page
            assert "5 Mar" not in page
            assert "2026-03-05" not in page


def test_one_link_reads_only_her_own_answers(database: None, cast: Cast) -> None:
    round = opened(cast)
    one, other = Respondent.objects.filter(round=round)[:2]
    with on_day(OPENS):
        answer_all(one, 8, comment="Mine alone.")
        assert "Mine alone." in get(Client(), f"/benchmark/{one.code}/1/")
        assert "Mine alone." not in get(Client(), f"/benchmark/{other.code}/1/")


def test_too_much_at_once_is_held_up(database: None, cast: Cast, settings: Any) -> None:
    settings.ACCOUNT_RATE_LIMITS = {**settings.ACCOUNT_RATE_LIMITS, "benchmark": "2/m/key"}
    round = opened(cast)
    first = Question.objects.filter(template=round.template)[0]
    url = f"{link_of(round, done=False)}question/{first.pk}/"
    with on_day(OPENS):
        answers = [Client().post(url, {f"q{first.pk}-score": "5"}).status_code for _n in range(4)]
    assert answers[0] == 200
    assert answers[-1] == 429


def test_the_owner_at_the_customer_says_how_her_action_stands(database: None, cast: Cast) -> None:
    """Both sides read it with her name, the accountable person gets a mail, and the day stays ours to move."""
    round = released(answered(opened(cast), [4, 6, 8, 10]))
    theirs = {"customer": cast.halden, "owner_ours": cast.contributor, "owner_theirs": cast.champion}
    hers = ActionFactory(round=round, words="Name a contact in each plant", due_on=date(2026, 6, 1), **theirs)
    older = ActionFactory(words="Of a review", **theirs)
    MailMessage.objects.all().delete()
    champion, url = as_(cast.champion), f"/portal/benchmark/actions/{hers.pk}/"
    said = {"words": "Three of five are named.", "state": "open"}
    with on_day(CLOSES):
        page = get(champion, "/portal/benchmark/")
        assert f'href="{url}"' in page and f'href="/portal/benchmark/actions/{older.pk}/"' in page
        assert url not in get(as_(cast.clerk), "/portal/benchmark/")
        post(as_(cast.clerk), url, 403, **said)
        post(champion, url, 422, words="", state="done")
        post(champion, url, due_on="2027-01-01", **said)
        told = {one.to: one.body for one in MailMessage.objects.all()}
        assert len(told) == 5 and "Three of five are named." in told[cast.account_manager.user.email]
        manager = as_(cast.account_manager)
        for page in (
            get(champion, "/portal/benchmark/"),
            get(manager, f"/rounds/{round.pk}/"),
            get(Client(), link_of(round)),
        ):
            assert "Three of five are named." in page and cast.champion.name in page
        hers.refresh_from_db()
        assert (hers.state, hers.due_on) == ("open", date(2026, 6, 1))


def test_open_actions_of_somebody_who_leaves_go_to_who_answers_for_the_customer(database: None, cast: Cast) -> None:
    kept = ActionFactory(customer=cast.halden, owner_ours=cast.contributor, state="done")
    passed_on = ActionFactory(customer=cast.halden, owner_ours=cast.contributor)
    leave(member=cast.contributor, successor=None, actor=actor(cast.administrator))
    kept.refresh_from_db()
    passed_on.refresh_from_db()
    assert kept.owner_ours == cast.contributor
    assert passed_on.owner_ours == cast.account_manager
