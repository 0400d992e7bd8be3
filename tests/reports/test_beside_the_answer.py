"""What a customer's page says beside its answer: whether the first year is over, how much of the spend is confirmed."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal

import pytest

from accounts.models import Contract
from outcomes.queries.first_year import is_too_early
from outcomes.services import ledger, records
from outcomes.value import years_after
from reports.queries.customer import customer_page
from reports.queries.customer_facts import customer_for
from reports.queries.portal import portal_home
from reports.queries.portfolio_facts import accounts_of
from reports.services import request_report
from tests.cast import Cast, actor, agreed, dimension_of, reading, stated, voice


def test_the_year_runs_from_the_earliest_of_all_beginnings() -> None:
    contract, invoice = date(2025, 10, 1), date(2026, 1, 2)

    assert is_too_early(date(2026, 9, 30), [invoice, contract, None])
    assert not is_too_early(date(2026, 10, 1), [invoice, contract, None])
    assert not is_too_early(date(2026, 10, 1), [None, None])


@pytest.mark.django_db
@pytest.mark.parametrize("early", [True, False])
def test_an_invoice_that_came_late_makes_no_year_longer(cast: Cast, early: bool) -> None:
    today = cast.halden.supplier.today()
    dimension = dimension_of(cast.halden)
    month = (today.replace(day=1) - timedelta(days=1)).replace(day=1)
    before = month - timedelta(days=1)
    agreed(dimension, by=cast.champion, on=before, baseline=Decimal(30), target=Decimal(3), rate=Decimal(100))
    event = stated(reading(dimension, month, "20"), by=cast.account_manager)
    ledger.confirm(event=event, voice=voice(cast.champion))
    records.record_spend(
        customer=cast.halden, on=today, kind="service", amount_minor=10_000_000, source="Invoice 7", by=None
    )
    starts = years_after(today, -1) + timedelta(days=1 if early else 0)
    Contract.objects.create(customer=cast.halden, supplier=cast.halden.supplier, name="Platform", starts_on=starts)

    figures = request_report(customer=cast.halden, requested_by=None, locale="en").snapshot.frozen()
    manager = actor(cast.account_manager)
    page = customer_page(manager, customer_for(manager, cast.halden.pk))
    (account,) = (one for one in accounts_of(manager) if one.pk == cast.halden.pk)

    assert (figures["answer"]["ratio"]["state"] == "too_early") is early
    assert ("too early" in {one["words"] for one in page["terse"] if "words" in one}) is early
    assert ("too early" in " ".join(portal_home(actor(cast.champion))["ratio_words"])) is early
    assert account.too_early is early


@pytest.mark.django_db
def test_spend_that_was_confirmed_in_part_says_how_much_and_to_which_day(cast: Cast) -> None:
    for month, minor in ((1, 61_050_000), (8, 1_105_000)):
        records.record_spend(
            customer=cast.halden, on=date(2025, month, 1), kind="service", amount_minor=minor, source="Invoice", by=None
        )
    ledger.confirm_spend(customer=cast.halden, voice=voice(cast.cfo), until=date(2025, 7, 1))
    manager = actor(cast.account_manager)

    def note() -> str:
        page = customer_page(manager, customer_for(manager, cast.halden.pk))
        return str(page["answer"]["notes"]["spend"]["text"])

    assert note().replace("\u00a0", " ") == ", 610,500 EUR of it confirmed by Felix Anders, to 1 July 2025"
    ledger.confirm_spend(customer=cast.halden, voice=voice(cast.cfo), until=date(2025, 9, 1))
    assert note() == ", confirmed by Felix Anders"
