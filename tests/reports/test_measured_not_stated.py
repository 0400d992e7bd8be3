"""What was measured and that nobody has stated: gains and shortfalls apart, in every place that names them."""

from __future__ import annotations

import copy
import re
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from accounts.notation import date_long
from outcomes.flows import flows
from outcomes.services import ledger, records
from outcomes.value import grain_period
from reports.document import html
from reports.document.measured import measured_sums
from reports.queries.customer_facts import claims_of, customer_for, flows_told
from reports.queries.today.asked import undecided
from reports.queries.today.claims import claimable, shortfalls
from reports.queries.today.facts import today_facts
from reports.services import request_report
from tests.cast import Cast, actor, agreed, dimension_of, reading, stated, voice
from tests.factories import SpendEntryFactory

from . import document_figures as samples


def words(markup: str) -> str:
    return re.sub(r"[\s\u00a0\u202f]+", " ", re.sub(r"<[^>]*>", " ", markup))


def section(figures: dict[str, Any], start: str, end: str) -> str:
    return words(html(figures, "en").split(f'id="{start}"')[1].split(end)[0])


def with_measured_shortfall(amount: int | None = -600_000) -> dict[str, Any]:
    figures = copy.deepcopy(samples.rich())
    dimension = next(
        entry for outcome in figures["outcomes"] for entry in outcome["dimensions"] if entry["not_claimed"]
    )
    dimension["not_claimed"].append(
        {
            "period": samples.QUARTERS[6],
            "value": "150",
            "amount": amount,
            "worse": True,
            "states_on": "2026-10-31",
            "reason": "",
        }
    )
    figures["below"] |= measured_sums(figures["outcomes"])
    return figures


def test_a_measured_shortfall_is_never_netted_with_measured_gains() -> None:
    answer = section(with_measured_shortfall(), "answer", "</section>")

    assert "Measured, not claimed, 1 period 92,400.00" in answer
    assert "Worse, not yet stated, 1 period −6,000.00" in answer


def test_a_measured_shortfall_is_named_beside_those_that_were_stated() -> None:
    figures = with_measured_shortfall()
    answer = section(figures, "answer", "</section>")

    assert "Measured, not yet stated: 6,000.00; the product states it on 31 Oct 2026." in answer
    assert "1 measured, not yet stated" in answer  # the row of those that do not fit
    badly = section(figures, "badly", 'id="below"')
    assert "measured, not yet stated; the product states it on 31 Oct 2026 if nobody does before −6,000.00" in badly
    assert figures["answer"]["shortfall"] == samples.rich()["answer"]["shortfall"]


def test_figures_that_were_frozen_netted_are_printed_apart() -> None:
    figures = with_measured_shortfall() | {"version": 3}
    for entry in figures["below"].values():
        del entry["in_units"]
    del figures["below"]["measured_shortfalls"]
    figures["below"]["measured_not_claimed"] = {"count": 2, "amount": 92_400_00 - 600_000}
    for outcome in figures["outcomes"]:
        for dimension in outcome["dimensions"]:
            for row in dimension["not_claimed"]:
                del row["worse"], row["states_on"]
    answer = section(figures, "answer", "</section>")

    assert "Measured, not claimed, 1 period 92,400.00" in answer
    assert "Measured, not yet stated: 6,000.00." in answer


@pytest.mark.django_db
def test_the_day_on_which_the_product_states_it_is_frozen(cast: Cast) -> None:
    dimension = dimension_of(cast.halden)
    agreed(dimension, by=cast.champion, baseline=Decimal(30), target=Decimal(3), rate=Decimal(100))
    for month, value in ((1, "20"), (2, "31")):
        reading(dimension, date(2025, month, 1), value)
    figures = request_report(customer=cast.halden, requested_by=None, locale="en").snapshot.frozen()

    (shown,) = figures["outcomes"][0]["dimensions"]
    better, worse = shown["not_claimed"]
    day = cast.halden.supplier.today() + timedelta(days=31)
    assert (better["amount"], better["worse"], better["states_on"]) == (80_000, False, None)
    assert (worse["amount"], worse["worse"], worse["states_on"]) == (-8_000, True, day.isoformat())
    assert figures["below"]["measured_not_claimed"] == {"count": 1, "amount": 80_000, "in_units": 0}
    assert figures["below"]["measured_shortfalls"] == {"count": 1, "amount": -8_000, "in_units": 0}


@pytest.mark.django_db
def test_the_customers_page_names_in_its_answer_what_the_document_does(cast: Cast, client: Client) -> None:
    days, complaints = dimension_of(cast.halden, name="Days"), dimension_of(cast.halden, name="Complaints")
    agreed(days, by=cast.champion, baseline=Decimal(30), target=Decimal(3), rate=Decimal(100))
    agreed(complaints, by=cast.champion, baseline=Decimal(30), target=Decimal(3), rate=None)
    stated(reading(days, date(2025, 1, 1), "20"), by=cast.account_manager)
    for month, value in ((2, "31"), (3, "32")):
        reading(days, date(2025, month, 1), value)
    reading(complaints, date(2025, 2, 1), "40")
    SpendEntryFactory(customer=cast.halden)
    below = request_report(customer=cast.halden, requested_by=None, locale="en").snapshot.frozen()["below"]

    client.force_login(cast.account_manager.user)  # type: ignore[arg-type]
    page = client.get(f"/customers/{cast.halden.pk}/")

    rows = page.context["answer"]["unstated"]
    assert [(row["label"], row["minor"]) for row in rows] == [("Days", -24_000), ("Complaints", None)]
    assert below["measured_shortfalls"] == {"count": 3, "amount": -24_000, "in_units": 1}
    day = cast.halden.supplier.today() + timedelta(days=31)
    said = words(page.text)
    assert f"Days −240 EUR 2 periods ; the product states it on {date_long(day)}" in said
    assert "Complaints in its own unit 1 period" in said
    assert page.context["answer"]["shortfalls_minor"] == 0
    # Read along with everything else, the flows are those of every other page.
    claims = claims_of(actor(cast.account_manager), cast.halden)
    customer = customer_for(actor(cast.account_manager), cast.halden.pk)
    assert flows_told(customer, claims) == flows(cast.halden)


# --- What was met, and missed since -----------------------------------------------------------------------------------
def met_then(state: str, value: str) -> dict[str, Any]:
    """Target 3 days, met in two months that were confirmed; another reading follows."""
    figures = copy.deepcopy(samples.rich())
    (entry,) = (one for outcome in figures["outcomes"] for one in outcome["dimensions"] if one["key"] == "cycle")
    months = [samples.month(2026, number) for number in (7, 8, 9)]
    entry |= {"direction": "decrease", "target_met_since": months[0], "target_met_on": months[1], "target_met": True}
    entry["terms"][-1]["target"] = {"value": "3", "on": "2026-03-31"}
    entry["readings"] = [
        entry["readings"][-1] | {"period": period, "value": read, "state": stands}
        for period, read, stands in zip(months, ("2", "1", value), ("counted", "counted", state), strict=True)
    ]
    return figures


def test_a_target_is_met_since_only_while_no_later_reading_misses_it() -> None:
    text = words(html(met_then("not_claimed", "31"), "en"))

    assert (
        "The target was met from July 2026 to August 2026, 4 months after its date; missed in September 2026 (not yet "
        "agreed)." in text
    )
    assert "Target 3: met; missed in September 2026 (not yet agreed)" in text
    assert "The target has been met since July 2026, 4 months after its date." in words(
        html(met_then("not_claimed", "2"), "en")
    )


# --- A correction that waits is no undecided money --------------------------------------------------------------------
def with_correction(claimed: int) -> dict[str, Any]:
    """Of the first confirmed gain of "rich", which was confirmed as claimed."""
    figures = copy.deepcopy(samples.rich())
    first = next(one for one in figures["events"] if one["state"] == "confirmed" and one["counts"])
    correction = copy.deepcopy(first) | {
        "number": len(figures["events"]) + 1,
        "claimed": claimed,
        "counts": None,
        "state": "stated",
        "restates": first["number"],
        "lines": [],
        "waiting_days": 9,
    }
    correction["decisions"] = correction["decisions"][:1]
    first["decisions"][-1]["amount"] = first["claimed"]
    first |= {"restated_by": correction["number"]}
    figures["events"].append(correction)
    return figures | {"version": 3}


def frozen_netted(figures: dict[str, Any]) -> dict[str, Any]:
    for entry in figures["below"].values():
        del entry["in_units"]
    for name in ("corrections", "measured_shortfalls"):
        del figures["below"][name]
    figures["below"]["undecided"]["count"] += 1
    return figures


def test_a_correction_that_waits_is_no_undecided_money() -> None:
    figures = frozen_netted(with_correction(100))
    answer = section(figures, "answer", "</section>")

    assert "Undecided, 2 events 43,968.00" in answer
    assert "Corrections that wait, 1 event the lower figure counts" in answer
    below = section(figures, "below", "</section>")
    assert "undecided for 9 days; the lower figure counts until it is decided counts already" in below


@pytest.mark.django_db
def test_pages_and_document_agree_on_a_correction_that_waits(cast: Cast) -> None:
    dimension = dimension_of(cast.halden)
    agreed(dimension, by=cast.champion, baseline=Decimal(30), target=Decimal(3), rate=Decimal(100))
    first = reading(dimension, date(2025, 1, 1), "20")
    event = stated(first, by=cast.account_manager)
    ledger.confirm(event=event, voice=voice(cast.champion))
    records.record_measurement(
        dimension=dimension, period_start=first.period_start, period_end=first.period_end, value=Decimal(25),
        source=first.source, by=cast.account_manager, supersedes=first, reason="Two files were missing.",
    )  # fmt: skip
    ledger.restate(event=event, voice=voice(cast.account_manager), reason="Two files were missing.")

    below = request_report(customer=cast.halden, requested_by=None, locale="en").snapshot.frozen()["below"]
    assert (below["undecided"]["count"], below["corrections"]["count"]) == (0, 1)
    facts = today_facts(actor(cast.account_manager), timezone.now())
    (line,) = undecided(facts)
    assert line.what == "One correction waits for Halden Bank"
    assert (line.minor, line.amount_words) == (None, "the lower figure counts")


def test_without_money_what_the_victories_rest_on_is_counted() -> None:
    figures = samples.not_monetised()
    for event in figures["events"]:
        event["measured_by"] = "customer"
    answer = section(figures, "answer", "</section>")

    assert "1 of 2 rests on the one person who confirmed most; people without a tie: 1 of 2" in answer
    assert "2 of 2 measured by" in answer


def test_no_shortfall_is_a_word_where_nothing_is_in_money() -> None:
    figures = samples.not_monetised()
    figures["events"] = [event for event in figures["events"] if event["kind"] == "gain"]
    figures["answer"] |= {"shortfall_count": 0, "shortfall_not_agreed_count": 0}
    answer = section(figures, "answer", "</section>")

    assert "0 stated" not in answer and "Shortfalls none None was stated." in answer


@pytest.mark.django_db
def test_today_and_document_name_the_same_periods(cast: Cast) -> None:
    """A quarter that is over and one that is not, a month not in money, one that got worse."""
    quarterly = dimension_of(cast.halden, name="Days to reconcile", unit="days")
    agreed(quarterly, by=cast.champion, baseline=Decimal(30), rate=Decimal(100), grain="quarter")
    today = cast.halden.supplier.today()
    first, _last = grain_period("quarter", today)
    months = [date(2025, 1, 1), date(2025, 2, 1), date(2025, 3, 1)]
    if first.month != today.month:
        months.append(first)
    for month in months:
        reading(quarterly, month, "20")
    plain = dimension_of(cast.halden, name="Complaints", unit="complaints")
    agreed(plain, by=cast.champion, baseline=Decimal(9), rate=None, share=1)
    for month, value in ((4, "3"), (5, "10")):
        reading(plain, date(2025, month, 1), value)

    figures = request_report(customer=cast.halden, requested_by=None, locale="en").snapshot.frozen()
    facts = today_facts(actor(cast.account_manager), timezone.now())
    frozen = [dimension for outcome in figures["outcomes"] for dimension in outcome["dimensions"]]
    for shown, dimension in zip(frozen, facts.dimensions, strict=True):
        assert [(row["period"]["start"], row["amount"], row["worse"]) for row in shown["not_claimed"]] == [
            (one.start.isoformat(), one.amount_minor, one.is_worse) for one in claimable(facts, dimension)
        ]
    assert figures["below"]["measured_not_claimed"]["count"] == 2
    assert figures["below"]["measured_shortfalls"] == {"count": 1, "amount": None, "in_units": 1}


@pytest.mark.django_db
def test_pages_and_document_announce_nothing_that_she_took_back(cast: Cast) -> None:
    dimension = dimension_of(cast.halden)
    agreed(dimension, by=cast.champion)
    event = stated(reading(dimension, date(2025, 1, 1), "31"), by=cast.account_manager)
    ledger.withdraw(event=event, voice=voice(cast.champion), reason="It was ours.")

    figures = request_report(customer=cast.halden, requested_by=None, locale="en").snapshot.frozen()
    [row] = figures["outcomes"][0]["dimensions"][0]["not_claimed"]
    assert (row["worse"], row["states_on"], row["reason"]) == (True, None, "the customer's person took it back")
    assert list(shortfalls(today_facts(actor(cast.account_manager), timezone.now()))) == []
    page = Client()
    page.force_login(cast.account_manager.user)
    assert "person took it back" in words(page.get(f"/customers/{cast.halden.pk}/").content.decode())
