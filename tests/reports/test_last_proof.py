"""When a customer was last given proof: one answer for Today, the portfolio and the customer's page."""

from __future__ import annotations

from datetime import date

import pytest
from django.utils import timezone

from outcomes.models import ValueDimension
from outcomes.services import ledger
from reports.queries.customer_facts import customer_for
from reports.queries.portfolio_facts import accounts_of
from reports.queries.today.facts import today_facts
from tests.cast import Cast, actor, agreed, dimension_of, on_day, reading, stated, voice

pytestmark = pytest.mark.django_db
CONFIRMED, TODAY = date(2025, 3, 3), date(2025, 9, 15)


@pytest.fixture
def dimension(cast: Cast) -> ValueDimension:
    made = dimension_of(cast.halden)
    agreed(made, by=cast.champion)
    return made


def last_proofs(cast: Cast) -> list[date | None]:
    who = actor(cast.account_manager)
    with on_day(TODAY):
        return [
            today_facts(who, timezone.now()).customers[cast.halden.pk].last_proof,
            next(one for one in accounts_of(who) if one.pk == cast.halden.pk).last_proof,
            customer_for(who, cast.halden.pk).last_proof,
        ]


def test_a_gain_that_was_confirmed_proves_until_somebody_changes_her_mind(
    cast: Cast, dimension: ValueDimension
) -> None:
    event = stated(reading(dimension, date(2025, 1, 1), "1"), by=cast.account_manager)
    with on_day(CONFIRMED):
        said = ledger.confirm(event=event, voice=voice(cast.champion))
    assert last_proofs(cast) == [CONFIRMED] * 3
    ledger.dispute(event=event, voice=voice(cast.champion), reason="It was ours.", replaces=said.seq)
    assert last_proofs(cast) == [None] * 3


def test_neither_a_shortfall_nor_a_broken_promise_is_a_proof(cast: Cast, dimension: ValueDimension) -> None:
    worse = stated(reading(dimension, date(2025, 1, 1), "31"), by=cast.account_manager)
    ledger.confirm(event=worse, voice=voice(cast.champion))
    broken = ledger.state_cost(
        customer=cast.halden, voice=voice(cast.champion), title="No answer in a week", amount_minor=None,
        period_start=date(2025, 1, 1), period_end=date(2025, 1, 31),
    )  # fmt: skip
    assert broken.event is not None
    ledger.confirm(event=broken.event, voice=voice(cast.cfo))
    assert last_proofs(cast) == [None] * 3
