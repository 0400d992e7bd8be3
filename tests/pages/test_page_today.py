"""Today: each kind of line, who sees it, how it leaves, and what the page costs."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from accounts.models import Stakeholder
from outcomes.models import CustomerTotal, ValueDimension
from outcomes.queries.periods import Agreement, unclaimed_of_many, unclaimed_periods
from outcomes.services import ledger
from reports.models import Report
from reports.queries.today.facts import today_facts
from tests.cast import Cast, actor, agreed, dimension_of, on_day, reading, stated, voice
from tests.factories import (
    ContractFactory,
    CustomerFactory,
    DispositionFactory,
    ExchangeRateFactory,
    MeasurementFactory,
    ObjectionFactory,
    StakeholderFactory,
    TermsFactory,
    ValueEventFactory,
)
from tests.pages.conftest import ClientOf

pytestmark = pytest.mark.django_db
QueriesOf = Callable[[Client, str], int]
TODAY = date(2025, 9, 15)


@pytest.fixture(autouse=True)
def _on_that_day() -> Any:
    with on_day(TODAY):
        yield


@pytest.fixture
def dimension(cast: Cast) -> ValueDimension:
    made = dimension_of(cast.halden, name="Days to reconcile", unit="days", owner_theirs=cast.champion)
    agreed(made, by=cast.champion)
    return made


def lines(client: Client, query: str = "") -> list[Any]:
    page = client.get(f"/today/{query}")
    assert page.status_code == 200
    return [line for section in page.context["sections"] for line in section["lines"]]


def line(client: Client, kind: str) -> Any:
    """The only line of this kind."""
    [found] = [one for one in lines(client) if one.kind == kind]
    return found


def kinds(client: Client, query: str = "") -> list[str]:
    return [one.kind for one in lines(client, query)]


# --- Each kind --------------------------------------------------------------------------------------------------------
def test_a_shortfall_that_waits_for_a_rate_says_so(cast: Cast, manager: Client, dimension: ValueDimension) -> None:
    cast.halden.currency = "USD"
    cast.halden.save()
    reading(dimension, date(2025, 6, 1), "40")

    assert line(manager, "shortfall").why.endswith("there is no rate from USD to EUR on or before 30 June 2025.")

    ExchangeRateFactory(supplier=cast.nordwerk, on=date(2025, 6, 30))
    assert "the product states it" in line(manager, "shortfall").why


def test_the_rate_that_counts_for_the_order_is_the_one_that_stands_today(cast: Cast) -> None:
    cast.halden.currency = "USD"
    cast.halden.save()
    ExchangeRateFactory(supplier=cast.nordwerk, on=date(2025, 3, 31), rate=90, superseded_at=timezone.now())
    ExchangeRateFactory(supplier=cast.nordwerk, on=date(2025, 3, 31), rate="0.9")
    ExchangeRateFactory(supplier=cast.nordwerk, on=TODAY + timedelta(days=1), rate=91)

    assert today_facts(actor(cast.account_manager), timezone.now()).customers[cast.halden.pk].base_rate == Decimal(
        "0.9"
    )


def test_dispute_is_answered(cast: Cast, manager: Client, dimension: ValueDimension) -> None:
    event = stated(reading(dimension, date(2025, 8, 1), "12"), by=cast.account_manager, asked=cast.cfo)
    ledger.dispute(event=event, voice=voice(cast.champion), reason="Half of it was ours.")

    found = line(manager, "dispute")

    assert "Clara Meier disputes" in found.what
    assert found.why == "“Half of it was ours.”"
    assert found.minor == event.claimed_minor
    assert found.act.url == f"/events/{event.pk}/answer/"

    with on_day(TODAY - timedelta(days=3)):
        assert "Send the answer to Clara Meier" in manager.get(found.act.url).content.decode()
        assert manager.post(found.act.url, {"grade": "D"}).status_code == 422
        sent = manager.post(found.act.url, {"words": "It was measured after your clean-up.", "grade": "D"}, follow=True)
    assert "It was measured after your clean-up." in sent.content.decode()
    assert "dispute" not in kinds(manager)
    waits = line(manager, "answered")
    assert not waits.ours and waits.age == "answered 3 days ago" and waits.act.label == "Remind"
    assert "Clara Meier" in waits.what and "It was measured after your clean-up." in waits.why


def test_shortfall_that_nobody_stated_leads_to_its_period(manager: Client, dimension: ValueDimension) -> None:
    reading(dimension, date(2025, 7, 1), "31")

    found = line(manager, "shortfall")

    assert found.minor == -96_000
    assert "In no total yet: the product states it" in found.why and found.why.endswith("unless you do.")
    page = manager.get(found.act.url)
    assert page.context["form"]["period"].value() == "2025-07-01/2025-07-31"


def test_period_behind_other_is_chosen_beforehand(manager: Client, dimension: ValueDimension) -> None:
    for month in range(3, 9):
        reading(dimension, date(2025, month, 1), "31" if month == 4 else "12")

    form = manager.get(f"/log/?dimension={dimension.pk}&period=2025-04-01/2025-04-30").context["form"]

    assert form.chosen() == (date(2025, 4, 1), date(2025, 4, 30))


def test_draft_stands_for_its_period(cast: Cast, manager: Client, dimension: ValueDimension) -> None:
    reading(dimension, date(2025, 8, 1), "12")
    draft = ValueEventFactory(
        dimension=dimension,
        title="Fewer days",
        drafted_by=cast.account_manager,
        period_start=date(2025, 8, 1),
        period_end=date(2025, 8, 31),
    )

    assert kinds(manager) == ["draft"]
    found = line(manager, "draft")
    assert found.what == "Finish your draft: Fewer days, August 2025"
    assert found.minor == 18 * 1200 * 80
    assert found.act.url == f"/events/{draft.pk}/edit/"


def test_measured_periods_are_logged_in_one_go(manager: Client, dimension: ValueDimension) -> None:
    for month in (6, 7, 8):
        reading(dimension, date(2025, month, 1), "20")

    found = line(manager, "measured")

    assert found.what == "June to August 2025 measured, not claimed"
    assert found.act.label == "Log all 3"
    assert found.act.url == f"/dimensions/{dimension.pk}/log/"
    assert found.minor == 3 * 10 * 1200 * 80


def test_measured_periods_of_many_dimensions_are_one_line(cast: Cast, manager: Client) -> None:
    for _number in range(3):
        one = dimension_of(cast.halden)
        agreed(one, by=cast.champion)
        reading(one, date(2025, 8, 1), "20")

    found = line(manager, "measured")

    assert "3 periods of 3 dimensions" in found.what
    assert found.act.url == f"/customers/{cast.halden.pk}/log/"


def test_work_that_is_done_makes_the_list_no_longer(cast: Cast, manager: Client) -> None:
    measured = []
    for _number in range(3):
        one = dimension_of(cast.halden, owner_theirs=cast.champion)
        agreed(one, by=cast.champion)
        measured.append(reading(one, date(2025, 8, 1), "20"))
    stated(measured[0], by=cast.account_manager, asked=cast.champion)
    assert kinds(manager) == ["measured", "undecided"]

    stated(measured[1], by=cast.account_manager, asked=cast.champion)

    assert kinds(manager) == ["measured", "undecided"]
    assert line(manager, "measured").what == "August 2025 measured, not claimed"


def test_claimed_period_leaves_the_list(cast: Cast, manager: Client, dimension: ValueDimension) -> None:
    measured = reading(dimension, date(2025, 8, 1), "20")
    assert "measured" in kinds(manager)

    stated(measured, by=cast.account_manager, asked=cast.champion)

    assert kinds(manager) == ["undecided"]


def test_dimension_without_terms_asks_for_a_proposal(cast: Cast, manager: Client) -> None:
    bare = dimension_of(cast.halden, name="Time to open an account", owner_theirs=cast.champion)

    found = line(manager, "baseline")

    assert found.what == "No baseline for “Time to open an account”"
    assert found.why == "Nothing can be claimed until Clara Meier agrees one."
    TermsFactory(dimension=bare, asked=cast.champion, proposed_at=timezone.now())
    assert kinds(manager) == ["proposed"]


def test_declined_terms_show_the_reason(cast: Cast, manager: Client) -> None:
    terms = TermsFactory(dimension=dimension_of(cast.halden), asked=cast.champion, proposed_at=timezone.now())
    ledger.decline_terms(terms=terms, voice=voice(cast.champion), reason="The rate is too high.")

    assert line(manager, "declined").why == "“The rate is too high.”"


@pytest.mark.parametrize(
    ("until", "listed"), [(TODAY + timedelta(days=120), True), (TODAY + timedelta(days=121), False)]
)
def test_terms_that_end_within_120_days(cast: Cast, manager: Client, until: date, listed: bool) -> None:
    agreed(dimension_of(cast.halden), by=cast.champion, claimable_until=until)

    assert ("ending" in kinds(manager)) is listed


def test_champion_without_proof_for_90_days(cast: Cast, manager: Client, dimension: ValueDimension) -> None:
    DispositionFactory(stakeholder=cast.champion, kind="champion", since=date(2025, 1, 1))
    with on_day(TODAY - timedelta(days=90)):
        event = stated(reading(dimension, date(2025, 5, 1), "20"), by=cast.account_manager, asked=cast.champion)
        ledger.confirm(event=event, voice=voice(cast.champion))

    assert line(manager, "champion").what == "No proof for Clara Meier for 90 days"
    stated(reading(dimension, date(2025, 8, 1), "20"), by=cast.account_manager, asked=cast.champion)
    assert "champion" not in kinds(manager)


def test_open_objection_waits_for_its_answer(cast: Cast, manager: Client) -> None:
    objection = ObjectionFactory(stakeholder=cast.clerk, words="Nobody has shown me what it brings.")

    assert line(manager, "objection").why == "“Nobody has shown me what it brings.”"
    for number in range(30):
        ValueEventFactory(dimension=dimension_of(cast.halden, name=f"D{number}"), drafted_by=cast.account_manager)
    shown = manager.get("/today/").context["sections"][0]
    assert shown["more_url"] and any(one.kind == "objection" for one in shown["lines"])
    objection.answered_on = TODAY
    objection.save()
    assert "objection" not in kinds(manager)


def test_renewal_without_a_report_since_the_last_decision(
    cast: Cast, manager: Client, dimension: ValueDimension
) -> None:
    ContractFactory(customer=cast.halden, starts_on=date(2024, 1, 1), renews_on=TODAY + timedelta(days=72))

    found = line(manager, "renewal")

    assert found.act.post
    assert found.age == "in 72 days"
    manager.post(found.act.url, {"request_key": "one"})
    assert Report.objects.filter(customer=cast.halden).count() == 1
    assert "renewal" not in kinds(manager)


def test_hard_day_within_14_days_stands_before_the_drafts_the_nearest_first(
    cast: Cast, manager: Client, dimension: ValueDimension
) -> None:
    stated(reading(dimension, date(2025, 8, 1), "20"), by=cast.account_manager, asked=cast.champion)
    ledger.dispute(event=dimension.events.get(), voice=voice(cast.champion), reason="No.")
    ValueEventFactory(dimension=dimension, title="Fewer days")
    ending = dimension_of(cast.halden, name="Corrections")
    agreed(ending, by=cast.champion, claimable_until=TODAY + timedelta(days=5))
    contract = ContractFactory(
        customer=cast.halden, starts_on=date(2024, 1, 1), renews_on=TODAY + timedelta(days=14), notice_on=None
    )

    assert kinds(manager)[:4] == ["dispute", "ending", "renewal", "draft"]
    contract.renews_on = TODAY + timedelta(days=15)
    contract.save()
    assert kinds(manager)[:4] == ["dispute", "ending", "draft", "renewal"]


def test_who_left_is_named_until_somebody_follows(cast: Cast, manager: Client) -> None:
    Stakeholder.objects.filter(pk=cast.champion.pk).update(until=TODAY - timedelta(days=12))

    found = line(manager, "left")

    assert found.what == "Clara Meier has left, and nobody has followed"
    assert found.why == "Nobody may agree terms."  # the CFO may decide
    StakeholderFactory(customer=cast.halden, may_agree=True)
    assert "left" not in kinds(manager)


def test_missing_reading_is_for_contributors_too(cast: Cast, client_of: ClientOf, dimension: ValueDimension) -> None:
    reading(dimension, date(2025, 6, 1), "20")

    assert kinds(client_of(cast.contributor)) == ["reading"]
    assert line(client_of(cast.contributor), "reading").act.url == f"/dimensions/{dimension.pk}/measurements/new/"


def test_undecided_claims_stand_by_the_person_asked(cast: Cast, manager: Client, dimension: ValueDimension) -> None:
    for month, days in ((6, 19), (7, 12), (8, 4)):
        with on_day(TODAY - timedelta(days=days)):
            stated(reading(dimension, date(2025, month, 1), "20"), by=cast.account_manager, asked=cast.champion)

    found = line(manager, "undecided")

    assert found.what == "Three claims wait for Clara Meier"
    assert found.age == "19, 12 and 4 days"
    assert found.minor == 3 * 10 * 1200 * 80
    assert found.act.label == "Remind"


# --- The page ---------------------------------------------------------------------------------------------------------
def test_sentence_has_gains_and_shortfalls_beside_each_other(
    cast: Cast, manager: Client, dimension: ValueDimension
) -> None:
    stated(reading(dimension, date(2025, 7, 1), "20"), by=cast.account_manager, asked=cast.champion)
    stated(reading(dimension, date(2025, 8, 1), "31"), by=cast.account_manager, asked=cast.champion)

    page = manager.get("/today/")

    assert page.context["headline"]["words"] == "One thing to move on."
    assert (page.context["headline"]["gains"], page.context["headline"]["shortfalls"]) == (960_000, 96_000)
    assert "are stated and not yet decided." in page.content.decode()


def test_disputes_stand_before_shortfalls_and_those_before_gains(
    cast: Cast, manager: Client, dimension: ValueDimension
) -> None:
    disputed = stated(reading(dimension, date(2025, 6, 1), "20"), by=cast.account_manager, asked=cast.champion)
    ledger.dispute(event=disputed, voice=voice(cast.champion), reason="No.")
    reading(dimension, date(2025, 7, 1), "31")
    reading(dimension, date(2025, 8, 1), "2")

    assert kinds(manager) == ["dispute", "shortfall", "measured"]


def test_decided_this_week_shows_praise_and_blame(cast: Cast, manager: Client, dimension: ValueDimension) -> None:
    hers = voice(cast.champion)
    good = stated(reading(dimension, date(2025, 7, 1), "20"), by=cast.account_manager, asked=cast.champion)
    bad = stated(reading(dimension, date(2025, 8, 1), "20"), by=cast.account_manager, asked=cast.champion)
    ledger.confirm(event=good, voice=hers)
    ledger.dispute(event=bad, voice=hers, reason="No.")

    rows = manager.get("/today/").context["decided"]

    assert {row["words"] for row in rows} == {"Confirmed by Clara Meier", "Disputed by Clara Meier"}
    assert [row["about"].rpartition(", ")[2] for row in rows] == ["August 2025", "July 2025"]

    ledger.confirm(event=bad, voice=hers, reason="It was ours after all.")

    rows = manager.get("/today/").context["decided"]
    assert [row["words"] for row in rows] == ["Confirmed by Clara Meier"] * 2


def test_empty_page_says_what_is_next(cast: Cast, manager: Client) -> None:
    ContractFactory(customer=cast.halden, starts_on=date(2024, 1, 1), renews_on=TODAY + timedelta(days=200))

    page = manager.get("/today/").content.decode()

    assert "Nothing waits for you." in page
    assert "Next: renewal of Halden Bank, in 200 days." in page


def test_others_see_nothing_of_it(cast: Cast, client_of: ClientOf, dimension: ValueDimension) -> None:
    reading(dimension, date(2025, 8, 1), "31")

    assert kinds(client_of(cast.second_account_manager)) == []
    assert client_of(cast.champion).get("/today/").status_code == 404


def test_leader_opens_with_what_is_overdue_and_who_answers(
    cast: Cast, client_of: ClientOf, dimension: ValueDimension
) -> None:
    leader = client_of(cast.leader)
    with on_day(TODAY - timedelta(days=20)):
        stated(reading(dimension, date(2025, 6, 1), "20"), by=cast.account_manager, asked=cast.champion)
    reading(dimension, date(2025, 8, 1), "20")

    assert kinds(leader) == ["undecided"]
    assert "Mara Vogt" in leader.get("/today/").content.decode()
    assert kinds(leader, "?show=all") == ["measured", "undecided"]


def test_many_lines_are_paged_and_filtered(cast: Cast, manager: Client) -> None:
    for _number in range(30):
        dimension_of(cast.halden)

    page = manager.get("/today/")

    assert len(page.context["sections"][0]["lines"]) == 25
    assert "Show all 30" in page.content.decode()
    assert len(lines(manager, "?section=ours")) == 30
    assert kinds(manager, "?kind=objection") == []


def test_own_lines_are_cut_shorter_where_customers_have_lines_too(
    cast: Cast, manager: Client, dimension: ValueDimension
) -> None:
    for _number in range(30):
        dimension_of(cast.halden)
    stated(reading(dimension, date(2025, 8, 1), "20"), by=cast.account_manager, asked=cast.champion)

    ours, theirs = manager.get("/today/").context["sections"]

    assert (len(ours["lines"]), ours["more_url"]) == (12, "?section=ours")
    assert len(theirs["lines"]) == theirs["count"] == 1
    assert len(lines(manager, "?section=ours")) == ours["count"]


def test_kinds_that_cost_most_stand_in_the_row_and_the_chosen_one_too(
    cast: Cast, manager: Client, dimension: ValueDimension
) -> None:
    for _number in range(30):
        dimension_of(cast.halden)
    ObjectionFactory(stakeholder=cast.clerk)
    for month, value in ((6, "20"), (7, "31"), (8, "20")):
        measured = reading(dimension, date(2025, month, 1), value)
        if month == 8:
            stated(measured, by=cast.account_manager, asked=cast.champion)

    row = [one["label"] for one in manager.get("/today/").context["kinds"] if one["near"]]
    assert row == [
        "Every kind",
        "Objections to answer",
        "Shortfalls to state",
        "Measured, not claimed",
        "No baseline yet",
    ]
    page = manager.get("/today/?kind=undecided")
    chosen = [one["label"] for one in page.context["kinds"] if one["chosen"]]
    assert chosen == ["Claims they have to decide"]
    assert page.context["kinds"][-1]["near"]
    assert "More kinds" in page.content.decode()


def test_sentence_says_where_amounts_are_converted(cast: Cast, manager: Client, dimension: ValueDimension) -> None:
    stated(reading(dimension, date(2025, 8, 1), "20"), by=cast.account_manager, asked=cast.champion)
    swiss = CustomerFactory(supplier=cast.nordwerk, accountable=cast.account_manager, currency="CHF")

    assert not manager.get("/today/").context["headline"]["converted"]
    CustomerTotal.objects.create(customer=swiss, supplier=cast.nordwerk, undecided=100, undecided_base=105)
    assert "Amounts in other currencies are converted into EUR" in manager.get("/today/").content.decode()


@pytest.mark.parametrize("query", ["?show=x&kind=%00&section=none&page=9999999999", "?section=ours&page=-1"])
def test_odd_addresses_are_answered(cast: Cast, manager: Client, query: str) -> None:
    dimension_of(cast.halden)

    assert kinds(manager, query) == ["baseline"]


def test_count_beside_today_is_that_of_the_page(cast: Cast, manager: Client, dimension: ValueDimension) -> None:
    reading(dimension, date(2025, 7, 1), "31")
    stated(reading(dimension, date(2025, 8, 1), "20"), by=cast.account_manager, asked=cast.champion)

    shown = manager.get("/today/").context["count"]

    assert shown == 2
    assert f">{shown}</span>" in manager.get("/today/count/", headers={"HX-Request": "true"}).content.decode()
    assert 'hx-get="/today/count/"' in manager.get("/customers/").content.decode()


def test_count_is_kept_until_somebody_may_have_changed_something(
    cast: Cast, manager: Client, client_of: ClientOf, dimension: ValueDimension
) -> None:
    def counted() -> int:
        return int(manager.get("/today/count/", headers={"HX-Request": "true"}).context["count"])

    event = stated(reading(dimension, date(2025, 8, 1), "20"), by=cast.account_manager, asked=cast.champion)
    assert counted() == 1
    reading(dimension, date(2025, 7, 1), "31")  # as an import does, without a request of anybody
    with CaptureQueriesContext(connection) as captured:
        assert counted() == 1
    assert len(captured) == 3  # session, person, membership
    assert manager.get("/today/").context["count"] == counted() == 2  # the page is never older than it is

    ledger.confirm(event=event, voice=voice(cast.champion))
    client_of(cast.champion).post("/")  # the end of such a request of hers, whatever came of it
    assert counted() == manager.get("/today/").context["count"] == 1


def test_home_of_the_supplier_is_today(manager: Client) -> None:
    assert manager.get("/").headers["Location"] == "/today/"


def grow(cast: Cast, rows: int) -> None:
    for number in range(rows):
        customer = CustomerFactory(supplier=cast.nordwerk, accountable=cast.account_manager)
        person = StakeholderFactory(customer=customer, may_agree=True, may_decide=True)
        person.user = cast.champion.user
        person.save()
        ContractFactory(customer=customer, starts_on=date(2024, 1, 1), renews_on=TODAY + timedelta(days=number + 1))
        ObjectionFactory(stakeholder=person)
        dimension_of(customer)
        measured = dimension_of(customer)
        agreed(measured, by=person)
        stated(reading(measured, date(2025, 6, 1), "20"), by=cast.account_manager, asked=person)
        reading(measured, date(2025, 7, 1), "31")
        reading(measured, date(2025, 8, 1), "11")


def test_page_costs_the_same_however_many_rows(cast: Cast, manager: Client, queries_of: QueriesOf) -> None:
    grow(cast, 1)
    one = queries_of(manager, "/today/")
    grow(cast, 2)
    three = queries_of(manager, "/today/")
    grow(cast, 27)

    assert one == three == queries_of(manager, "/today/") <= 10
    assert manager.get("/today/count/").headers["Location"] == "/today/"  # by itself it is no page


# --- All dimensions at once -------------------------------------------------------------------------------------------
@pytest.mark.parametrize("grain", ["reading", "month", "quarter"])
def test_unclaimed_of_many_says_the_same_as_one_by_one(cast: Cast, grain: str) -> None:
    from outcomes.models import Measurement

    made = dimension_of(cast.halden)
    terms = agreed(made, by=cast.champion, grain=grain)
    readings = [reading(made, date(2025, month, 1), str(month + 25)) for month in range(1, 9)]
    claim = {"period_start": date(2025, 1, 1), "period_end": date(2025, 3, 31)} if grain == "quarter" else {}
    stated(readings[1], by=cast.account_manager, asked=cast.champion, **claim)
    corrected = readings[1]
    MeasurementFactory(
        dimension=made, period_start=corrected.period_start, period_end=corrected.period_end, supersedes=corrected
    )
    alone = unclaimed_periods(made, TODAY)

    many = unclaimed_of_many(Measurement.objects.all(), {made.pk: Agreement([terms], 2, True)}, TODAY)[made.pk]

    assert [(one.start, one.end, one.amount_minor, one.is_late) for one in many] == [
        (one.start, one.end, one.amount_minor, one.is_late) for one in alone
    ]
    assert many


def test_customers_page_asks_for_the_lines_of_today_about_it(
    cast: Cast, manager: Client, dimension: ValueDimension
) -> None:
    stated(reading(dimension, date(2025, 8, 1), "20"), by=cast.account_manager)
    other = CustomerFactory(supplier=cast.nordwerk, accountable=cast.account_manager)
    ObjectionFactory(stakeholder=StakeholderFactory(customer=other), words="Too dear")
    address = f"/customers/{cast.halden.pk}/waiting/"

    page = manager.get(f"/customers/{cast.halden.pk}/").content.decode()
    sheet = manager.get(address, headers={"HX-Request": "true"})
    alone = manager.get(address).content.decode()

    assert f'hx-get="{address}"' in page
    assert f'<a href="{address}">' in page
    assert {one.customer.pk for one in sheet.context["lines"]} == {cast.halden.pk}
    assert [one.key for one in sheet.context["lines"]] == [
        one.key for one in lines(manager) if one.customer.pk == cast.halden.pk
    ]
    assert "One claim waits for" in sheet.content.decode()
    assert "<html" not in sheet.content.decode()
    assert "<html" in alone and "One claim waits for" in alone


def test_recorded_renewal_is_said_everywhere_and_asks_for_nothing(
    cast: Cast, manager: Client, dimension: ValueDimension
) -> None:
    ends = TODAY + timedelta(days=40)
    ContractFactory(customer=cast.halden, starts_on=date(2024, 1, 1), ends_on=ends, notice_on=TODAY + timedelta(days=9))
    assert "renewal" in kinds(manager)

    ContractFactory(customer=cast.halden, starts_on=ends + timedelta(days=1), ends_on=date(2029, 12, 31))

    assert "renewal" not in kinds(manager)
    page = manager.get(f"/customers/{cast.halden.pk}/").content.decode()
    assert "Renewed until 31 December 2029" in page and "Notice date" not in page
    assert "31 Dec 2029" in manager.get("/portfolio/").content.decode()
    assert "renews &lt; 120 d" not in manager.get("/portfolio/?view=all").content.decode()
