"""The scorecard of a customer, its sheet on the customer's page, and the pages about scope."""

from __future__ import annotations

import calendar
from collections.abc import Callable
from datetime import date
from decimal import Decimal

import pytest
from django.test import Client

from scorecards.models import Commitment, PerformanceReading, ScopeChange, WorkVolume
from tests.cast import Cast
from tests.factories import (
    CommitmentFactory,
    CommitmentLevelFactory,
    ContractFactory,
    PerformanceReadingFactory,
    WorkVolumeFactory,
)
from tests.pages.conftest import errors_of
from tests.portal.conftest import words_of

pytestmark = pytest.mark.django_db
FOUR_YEARS = range(2021, 2025)


def kept(cast: Cast, name: str = "Answered within a day", years: range = range(2025, 2026)) -> Commitment:
    """At least 80 % a month from the first of these years on, read until the last one's end; every third month missed."""
    made: Commitment = CommitmentFactory(customer=cast.halden, name=name, ends_on=date(years[-1], 12, 31))
    CommitmentLevelFactory(commitment=made, since=date(years[0], 1, 1))
    for year in years:
        for month in range(1, 13):
            PerformanceReadingFactory(
                commitment=made,
                period_start=date(year, month, 1),
                period_end=date(year, month, calendar.monthrange(year, month)[1]),
                value=Decimal("79.5") if month % 3 == 0 else Decimal(85),
            )
    return made


def test_page_opens_with_the_newest_year_in_one_sentence(cast: Cast, manager: Client) -> None:
    kept(cast, years=FOUR_YEARS)
    text = words_of(manager.get(f"/customers/{cast.halden.pk}/scorecard/"))
    assert "Of 12 periods, 8 met what was promised and 4 missed it." in text
    assert "December 2024" in text and "December 2023" not in text
    # One precision in the column.
    assert "85.0 %" in text and "79.5 %" in text


def test_every_year_is_a_line_each(cast: Cast, manager: Client) -> None:
    kept(cast, years=FOUR_YEARS)
    response = manager.get(f"/customers/{cast.halden.pk}/scorecard/?year=all")
    assert "Of 48 periods, 32 met what was promised and 16 missed it." in words_of(response)
    assert [(one["year"], one["counted"].missed) for one in response.context["cards"][0]["years"]] == [
        (2024, 4), (2023, 4), (2022, 4), (2021, 4),
    ]  # fmt: skip


def test_a_month_without_a_reading_is_neither_met_nor_missed(cast: Cast, manager: Client) -> None:
    made = CommitmentFactory(customer=cast.halden, ends_on=date(2025, 3, 31))
    CommitmentLevelFactory(commitment=made, since=date(2025, 1, 1))
    for month, last in ((1, 31), (3, 31)):
        PerformanceReadingFactory(
            commitment=made, period_start=date(2025, month, 1), period_end=date(2025, month, last)
        )
    text = words_of(manager.get(f"/customers/{cast.halden.pk}/scorecard/"))
    assert "All of 2 periods met what was promised." in text
    assert "One period has no reading: it is neither met nor missed." in text
    assert "February 2025 80 % no reading not known" in text


@pytest.mark.parametrize("address", ["", "?year=all", "?year=2023&commitment=0", "?year=99999999999&commitment=x"])
def test_page_is_light_and_costs_the_same_with_many_commitments(
    address: str, cast: Cast, manager: Client, queries_of: Callable[[Client, str], int]
) -> None:
    kept(cast, years=FOUR_YEARS)
    url = f"/customers/{cast.halden.pk}/scorecard/{address}"
    with_one = queries_of(manager, url)
    for number in range(7):
        kept(cast, f"Commitment number {number} with a rather long name, as contracts have them", FOUR_YEARS)
    assert queries_of(manager, url) == with_one <= 10
    assert len(manager.get(url).content) < 60_000


def test_of_many_commitments_one_is_open(cast: Cast, manager: Client) -> None:
    made = [kept(cast, name) for name in ("Uptime", "Answered", "Restored")]
    response = manager.get(f"/customers/{cast.halden.pk}/scorecard/?commitment={made[1].pk}")
    assert [one["commitment"].name for one in response.context["overview"]] == ["Uptime", "Answered", "Restored"]
    assert [one["commitment"].name for one in response.context["cards"]] == ["Answered"]


def test_an_explanation_is_printed_where_it_fails(cast: Cast, manager: Client) -> None:
    made = kept(cast)
    for reading in PerformanceReading.objects.filter(commitment=made):
        above = 1 if reading.value == 85 else 0
        WorkVolumeFactory(
            customer=cast.halden, period_start=reading.period_start, period_end=reading.period_end, in_scope=100 + above
        )
    text = words_of(manager.get(f"/customers/{cast.halden.pk}/scorecard/"))
    assert "Volume does not explain the misses" in text
    assert "missed 4 0 0 % met 8 8 100 %" in text


def test_nothing_promised_says_what_to_do(cast: Cast, manager: Client) -> None:
    text = words_of(manager.get(f"/customers/{cast.halden.pk}/scorecard/"))
    assert "Nothing is promised to Halden Bank yet" in text and "Add a commitment" in text


def test_a_commitment_is_added_read_and_corrected(cast: Cast, manager: Client) -> None:
    manager.post(
        f"/customers/{cast.halden.pk}/commitments/new/",
        {
            "name": "Uptime", "unit": "%", "rhythm": "month", "since": "2025-01-01", "direction": "at_least",
            "target": "99.5", "weight": "1", "source": "Appendix 2",
        },
    )  # fmt: skip
    made = Commitment.objects.get(name="Uptime")
    days = {"period_start": "2025-01-01", "period_end": "2025-01-31", "source": "Monitoring"}
    answer = manager.post(f"/commitments/{made.pk}/readings/new/", days | {"value": "lots"})
    assert answer.status_code == 422 and list(errors_of(answer)) == ["value"]
    manager.post(f"/commitments/{made.pk}/readings/new/", days | {"value": "99.4"})
    reading = PerformanceReading.objects.get(commitment=made)
    manager.post(
        f"/performance/{reading.pk}/correct/", {"value": "99.6", "source": "Monitoring", "reason": "Planned outage"}
    )
    assert PerformanceReading.objects.current().get(commitment=made).value == Decimal("99.6")


def test_work_is_recorded_found_and_corrected(cast: Cast, manager: Client) -> None:
    work = WorkVolumeFactory(customer=cast.halden)
    page = f"/customers/{cast.halden.pk}/volumes/"
    assert "Cases handled" in words_of(manager.get(f"{page}?q=cases"))
    assert "No function of this name." in words_of(manager.get(f"{page}?q=trains"))
    given = {"unit": "cases", "in_scope": "90", "out_of_scope": "3", "source": "Tickets", "reason": "Recounted"}
    manager.post(f"/volumes/{work.pk}/correct/", given)
    assert WorkVolume.objects.current().get().out_of_scope == 3


def test_customer_page_asks_for_the_sheet_and_links_to_the_scorecard(cast: Cast, manager: Client) -> None:
    text = manager.get(f"/customers/{cast.halden.pk}/").content.decode()
    assert f'hx-get="/customers/{cast.halden.pk}/performance/"' in text
    assert f'href="/customers/{cast.halden.pk}/scorecard/"' in text


def test_sheet_says_met_missed_open_and_out_of_scope(cast: Cast, manager: Client) -> None:
    kept(cast)
    WorkVolumeFactory(customer=cast.halden, out_of_scope=Decimal(7))
    text = words_of(manager.get(f"/customers/{cast.halden.pk}/performance/", headers={"HX-Request": "true"}))
    assert manager.get(f"/customers/{cast.halden.pk}/performance/").headers["Location"].endswith("/scorecard/")
    assert "Of 12 periods, 8 met what was promised and 4 missed it." in text
    assert "12 readings are not answered by the customer." in text
    assert "Done out of scope, without an agreed change: Cases handled: 7 cases." in text


def test_scope_is_recorded_and_a_change_is_drafted_and_sent(cast: Cast, manager: Client) -> None:
    contract = ContractFactory(customer=cast.halden, starts_on=date(2025, 1, 1), ends_on=None)
    given = {
        "contract": contract.pk, "function": "Cases handled", "unit": "cases", "words": "More come in.",
        "since": "2025-07-01", "rhythm": "month", "planned": "120", "price_minor": "2000.50", "asked": cast.champion.pk,
    }  # fmt: skip
    wrong = manager.post(f"/customers/{cast.halden.pk}/scope/new/", given | {"since": "2025-07-02"})
    assert wrong.status_code == 422 and list(errors_of(wrong)) == ["since"]
    manager.post(f"/customers/{cast.halden.pk}/scope/new/", given)
    change = ScopeChange.objects.get()
    text = words_of(manager.get(f"/scope/{change.pk}/"))
    assert "2,000.50 EUR a month" in text and f"Send to {cast.champion.name} to decide" in text
    manager.post(f"/scope/{change.pk}/propose/")
    change.refresh_from_db()
    assert change.state == "proposed"
    assert "1 Jul 2025" in words_of(manager.get(f"/customers/{cast.halden.pk}/scope/"))
