"""Outcomes, value dimensions, terms and readings in the browser."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.test import Client
from django.utils import timezone

from accounts.models import Change, MailMessage
from outcomes.models import Measurement, Outcome, Terms, ValueDimension
from outcomes.services.ledger import record_on_paper
from outcomes.services.voice import of_paper
from tests.cast import Cast, agreed, dimension_of, reading, stated
from tests.factories import OutcomeFactory, TermsFactory
from tests.outcomes.ledger_cases import evidence
from tests.pages.conftest import ClientOf, errors_of

pytestmark = pytest.mark.django_db


def terms_fields(cast: Cast, **changes: str) -> dict[str, str]:
    given = {
        "direction": "decrease",
        "baseline": "30",
        "baseline_start": "2025-01-01",
        "baseline_end": "2025-12-31",
        "baseline_source": "Ledger",
        "baseline_supplied_by": "customer",
        "target": "3",
        "target_on": "2027-12-31",
        "rate": "1,200.50",
        "rate_source": "Controlling",
        "volume_basis": "none",
        "share": "80",
        "other_shares": "New bearings (Halden): 12.5\nWeather: 5 %",
        "deduction": "0",
        "recurrence": "recurring",
        "grain": "month",
        "claimable_until": "2028-12-31",
        "asked": str(cast.champion.pk),
    }
    return given | changes


# --- Outcomes and dimensions ------------------------------------------------------------------------------------------
def test_outcome_leads_on_to_its_first_dimension(cast: Cast, manager: Client) -> None:
    answer = manager.post(f"/customers/{cast.halden.pk}/outcomes/new/", {"title": "Close the month faster"})

    outcome = Outcome.objects.get(title="Close the month faster")
    assert answer["Location"] == f"/outcomes/{outcome.pk}/dimensions/new/"


def test_outcome_of_the_same_name_is_refused(cast: Cast, manager: Client) -> None:
    OutcomeFactory(customer=cast.halden, title="Close the month faster")

    answer = manager.post(f"/customers/{cast.halden.pk}/outcomes/new/", {"title": "close the month FASTER"})

    assert answer.status_code == 422
    assert "already" in errors_of(answer)["title"][0]


def test_outcome_is_changed_and_says_so(cast: Cast, manager: Client) -> None:
    outcome = OutcomeFactory(customer=cast.halden, title="Close faster")

    manager.post(f"/outcomes/{outcome.pk}/edit/", {"title": "Close the month faster"})

    change = Change.objects.get(object_kind="outcomes.outcome")
    assert change.fields["title"] == ["Close faster", "Close the month faster"]


def test_dimension_leads_on_to_its_terms_and_shares_its_effect(cast: Cast, manager: Client) -> None:
    other = dimension_of(cast.halden)

    answer = manager.post(
        f"/outcomes/{other.outcome.pk}/dimensions/new/",
        {"name": "Days to close", "unit": "days", "owner_theirs": cast.champion.pk, "shares_effect_with": other.pk},
    )

    made = ValueDimension.objects.get(name="Days to close")
    assert answer["Location"] == f"/dimensions/{made.pk}/terms/new/"
    assert list(made.shares_effect_with.all()) == [other]


def test_dimension_takes_nobody_of_another_customer(cast: Cast, manager: Client) -> None:
    outcome = OutcomeFactory(customer=cast.halden)

    answer = manager.post(
        f"/outcomes/{outcome.pk}/dimensions/new/",
        {"name": "Days", "unit": "days", "owner_theirs": cast.other_champion.pk},
    )

    assert answer.status_code == 422
    assert "owner_theirs" in errors_of(answer)


def test_unit_stays_once_terms_are_agreed(cast: Cast, manager: Client) -> None:
    dimension = dimension_of(cast.halden, unit="days")
    agreed(dimension, by=cast.champion)

    manager.post(f"/dimensions/{dimension.pk}/edit/", {"name": "Renamed", "unit": "hours"})

    dimension.refresh_from_db()
    assert (dimension.name, dimension.unit) == ("Renamed", "days")


# --- Terms ------------------------------------------------------------------------------------------------------------
def test_terms_are_proposed_to_one_person(cast: Cast, manager: Client) -> None:
    dimension = dimension_of(cast.halden)

    answer = manager.post(f"/dimensions/{dimension.pk}/terms/new/", terms_fields(cast))

    terms = Terms.objects.get(dimension=dimension)
    assert answer["Location"] == f"/dimensions/{dimension.pk}/"
    assert (terms.state, terms.rate, terms.share, terms.deduction) == (
        "proposed", Decimal("1200.50"), Decimal("0.8"), Decimal(0)
    )  # fmt: skip
    assert terms.other_shares == [
        {"who": "New bearings (Halden)", "share": "0.125"},
        {"who": "Weather", "share": "0.05"},
    ]
    mail = MailMessage.objects.get(to=cast.champion.email)
    assert f"/portal/terms/{terms.pk}/" in mail.body


def test_terms_without_deduction_are_not_declared(cast: Cast, manager: Client) -> None:
    dimension = dimension_of(cast.halden)

    manager.post(f"/dimensions/{dimension.pk}/terms/new/", terms_fields(cast, deduction=""))

    assert Terms.objects.get(dimension=dimension).deduction is None
    assert "not declared" in manager.get(f"/dimensions/{dimension.pk}/").content.decode()


@pytest.mark.parametrize(
    ("field", "value", "words"),
    [
        ("target", "31", "wrong side of the baseline"),
        ("baseline", "thirty", "not a number"),
        ("baseline", "1,200", "two ways"),
        ("baseline_end", "2024-12-31", "ends before it begins"),
        ("baseline_end", (timezone.now().date() + timedelta(days=400)).isoformat(), "future"),
        ("target_on", "2025-06-01", "before the end of the baseline"),
        ("claimable_until", "2025-06-01", "nothing could be claimed"),
        ("rate", "-5", "above zero"),
        ("rate_source", "", "where the rate comes from"),
        ("share", "0", "above 0"),
        ("share", "90", "above 100"),
        ("deduction", "100", "below 100"),
        ("other_shares", "Weather, some", "cannot be read"),
        ("baseline_source", "x" * 10_000, "at most 300 characters"),
        ("volume_basis", "fixed", "agreed volume"),
    ],
)
def test_terms_are_refused_at_their_field(cast: Cast, manager: Client, field: str, value: str, words: str) -> None:
    dimension = dimension_of(cast.halden)

    answer = manager.post(f"/dimensions/{dimension.pk}/terms/new/", terms_fields(cast, **{field: value}))

    assert answer.status_code == 422
    assert words in " ".join(text for texts in errors_of(answer).values() for text in texts)
    assert not Terms.objects.exists()


def test_terms_go_to_nobody_without_the_right(cast: Cast, manager: Client) -> None:
    dimension = dimension_of(cast.halden)

    answer = manager.post(f"/dimensions/{dimension.pk}/terms/new/", terms_fields(cast, asked=str(cast.clerk.pk)))

    assert "asked" in errors_of(answer)


def test_terms_start_from_the_last_version_as_one_would_type_it(cast: Cast, manager: Client) -> None:
    dimension = dimension_of(cast.halden)
    agreed(dimension, by=cast.champion, rate=Decimal("1200.5"), other_shares=[{"who": "Weather", "share": "0.05"}])

    page = manager.get(f"/dimensions/{dimension.pk}/terms/new/").content.decode()

    assert 'value="1200.5"' in page
    assert 'value="80"' in page
    assert "Weather: 5</textarea>" in page.replace("\n", "")


# --- Readings ---------------------------------------------------------------------------------------------------------
def measured(**changes: str) -> dict[str, str]:
    given = {
        "period_start": "2025-01-01",
        "period_end": "2025-01-31",
        "value": "1.5",
        "source": "Ledger",
        "source_kind": "customer",
    }
    return given | changes


def test_reading_is_recorded_by_a_contributor_too(cast: Cast, client_of: ClientOf) -> None:
    dimension = dimension_of(cast.halden)

    client_of(cast.contributor).post(f"/dimensions/{dimension.pk}/measurements/new/", measured())

    made = Measurement.objects.get(dimension=dimension)
    assert (made.value, made.recorded_by) == (Decimal("1.5"), cast.contributor)


@pytest.mark.parametrize(
    ("field", "value", "words"),
    [
        ("period_end", "2024-12-31", "ends before it begins"),
        ("period_end", (timezone.now().date() + timedelta(days=2)).isoformat(), "future"),
        ("period_start", "31.1.2025", "Write the day as"),
        ("period_start", "0001-01-01", "out of range"),
        ("value", "1,2,3", "not a number"),
        ("value", "9" * 61, "at most 60"),
        ("source", "", "Still missing."),
        ("source_kind", "nobody", "valid choice"),
    ],
)
def test_reading_is_refused_at_its_field(cast: Cast, manager: Client, field: str, value: str, words: str) -> None:
    dimension = dimension_of(cast.halden)

    answer = manager.post(f"/dimensions/{dimension.pk}/measurements/new/", measured(**{field: value}))

    assert answer.status_code == 422
    assert words in " ".join(errors_of(answer)[field])


def test_reading_needs_the_volume_that_the_terms_count_by(cast: Cast, manager: Client) -> None:
    dimension = dimension_of(cast.halden)
    agreed(dimension, by=cast.champion, volume_basis="actual", volume_unit="flights")

    assert "volume" in errors_of(manager.post(f"/dimensions/{dimension.pk}/measurements/new/", measured()))
    assert "volume" in errors_of(manager.post(f"/dimensions/{dimension.pk}/measurements/new/", measured(volume="-1")))
    manager.post(f"/dimensions/{dimension.pk}/measurements/new/", measured(volume="0"))
    assert Measurement.objects.get(dimension=dimension).volume == 0


def test_reading_over_another_one_is_refused(cast: Cast, manager: Client) -> None:
    dimension = dimension_of(cast.halden)
    reading(dimension, date(2025, 1, 1), "1")

    answer = manager.post(
        f"/dimensions/{dimension.pk}/measurements/new/", measured(period_start="2025-01-15", period_end="2025-02-15")
    )

    assert "already a reading for January 2025" in errors_of(answer)["period_start"][0]


def test_correction_supersedes_and_says_why(cast: Cast, manager: Client) -> None:
    old = reading(dimension_of(cast.halden), date(2025, 1, 1), "1")

    assert "reason" in errors_of(manager.post(f"/measurements/{old.pk}/correct/", measured(value="2")))
    manager.post(f"/measurements/{old.pk}/correct/", measured(value="2", reason="Counted twice"))

    new = Measurement.objects.get(supersedes=old)
    assert (new.value, new.reason) == (Decimal(2), "Counted twice")
    answer = manager.post(f"/measurements/{old.pk}/correct/", measured(value="3", reason="Again"))
    assert answer.status_code == 422


def test_dimension_page_shows_missing_periods_and_claims(cast: Cast, manager: Client) -> None:
    dimension = dimension_of(cast.halden)
    agreed(dimension, by=cast.champion)
    stated(reading(dimension, date(2025, 1, 1), "1"), by=cast.account_manager)
    reading(dimension, date(2025, 4, 1), "2")

    page = manager.get(f"/dimensions/{dimension.pk}/").content.decode()

    assert "1 Feb 2025 – 31 Mar 2025" in page
    assert "missing is not zero" in page
    assert "measured, not claimed" in page
    assert "Agreed by Clara Meier on 31 December 2024" in page


def test_dimension_page_costs_the_same_with_more_rows(
    cast: Cast, manager: Client, queries_of: Callable[[Client, str], int]
) -> None:
    dimension = dimension_of(cast.halden)
    agreed(dimension, by=cast.champion)
    path = f"/dimensions/{dimension.pk}/"
    stated(reading(dimension, date(2025, 1, 1), "1"), by=cast.account_manager)
    with_one = queries_of(manager, path)
    for month in (2, 3):
        stated(reading(dimension, date(2025, month, 1), "1"), by=cast.account_manager)

    assert with_one == queries_of(manager, path) <= 10


@pytest.mark.parametrize("kind", ["edit/", "terms/new/", "measurements/new/", ""])
def test_dimension_of_another_customer_does_not_exist(cast: Cast, manager: Client, kind: str) -> None:
    dimension = dimension_of(cast.orlik)

    assert manager.get(f"/dimensions/{dimension.pk}/{kind}").status_code == 404


@pytest.mark.parametrize("kind", ["edit/", "terms/new/"])
def test_contributor_changes_no_dimension(cast: Cast, client_of: ClientOf, kind: str) -> None:
    dimension = dimension_of(cast.halden)

    assert client_of(cast.contributor).get(f"/dimensions/{dimension.pk}/{kind}").status_code == 403


def test_dimension_page_leaves_old_rows_to_be_asked_for(cast: Cast, manager: Client) -> None:
    dimension = dimension_of(cast.halden)
    for number in range(60):
        reading(dimension, date(2019 + number // 12, number % 12 + 1, 1), "1")

    page = manager.get(f"/dimensions/{dimension.pk}/")
    everything = manager.get(f"/dimensions/{dimension.pk}/?all")

    assert (len(page.context["readings"]), len(everything.context["readings"])) == (48, 60)
    assert len(everything.content) < 60_000
    assert 'href="?all"' in page.content.decode()


def test_terms_on_paper_are_not_said_to_be_agreed_by_who_recorded_them(client_of: ClientOf, cast: Cast) -> None:
    dimension = dimension_of(cast.halden)
    record_on_paper(
        voice=of_paper(membership=cast.account_manager, said_on=date(2024, 12, 31)),
        terms=TermsFactory(dimension=dimension),
        said_by=cast.champion,
        document=evidence(cast),
    )
    client = client_of(cast.account_manager)
    for address in (f"/customers/{cast.halden.pk}/", f"/dimensions/{dimension.pk}/"):
        page = client.get(address).content.decode()
        assert "recorded by Mara Vogt" in page
        assert "greed by Mara Vogt" not in page
