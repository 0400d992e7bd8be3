"""Texts that no column holds, corrections of what is somebody else's, and drafts in two windows."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from django.core.exceptions import ValidationError

from accounts.refusal import Refused
from accounts.services import create_customer, create_stakeholder
from outcomes.models import SpendEntry, ValueEvent
from outcomes.services.events import draft_value
from outcomes.services.ledger import state_value
from outcomes.services.promises import create_dimension, create_outcome
from outcomes.services.records import record_measurement, record_spend
from tests.cast import Cast, actor, dimension_of, reading, voice

pytestmark = [pytest.mark.both, pytest.mark.django_db]
JANUARY = date(2025, 1, 1)
LONG = "x" * 10_000


def writers(cast: Cast) -> dict[str, Callable[[str], Any]]:
    us = actor(cast.account_manager)
    dimension = dimension_of(cast.halden)
    return {
        "customer": lambda text: create_customer(actor=us, domains=[], name=text, currency="EUR"),
        "stakeholder": lambda text: create_stakeholder(customer=cast.halden, name=text),
        "outcome": lambda text: create_outcome(customer=cast.halden, title=text),
        "dimension": lambda text: create_dimension(outcome=dimension.outcome, name=text, unit="days"),
        "measurement": lambda text: record_measurement(
            dimension=dimension, period_start=JANUARY, period_end=JANUARY, value=Decimal(1), source=text, by=None
        ),
        "spend": lambda text: record_spend(
            customer=cast.halden, on=JANUARY, kind="service", amount_minor=1, source="R", by=None, words=text
        ),
        "draft": lambda text: draft_value(
            actor=us, dimension=dimension, period_start=JANUARY, period_end=JANUARY, note=text + "x"
        ),
    }


@pytest.mark.parametrize("what", ["customer", "stakeholder", "outcome", "dimension", "measurement", "spend", "draft"])
def test_ten_thousand_characters_are_refused_in_words(what: str, cast: Cast) -> None:
    write = writers(cast)[what]
    with pytest.raises(Refused, match="At most") as said:
        write(LONG)
    assert said.value.field
    with pytest.raises(Refused, match="cannot be stored"):
        write("a\x00b")
    with pytest.raises(Refused, match="cannot be stored"):
        write("\ud800")
    write("Zürich 東京 \U0001f600")


def test_a_figure_longer_than_its_column_is_refused(cast: Cast) -> None:
    dimension = dimension_of(cast.halden)
    for value in (Decimal("1e400"), Decimal("9" * 61), Decimal("NaN")):
        with pytest.raises(ValidationError):
            record_measurement(
                dimension=dimension, period_start=JANUARY, period_end=JANUARY, value=value, source="s", by=None
            )


def test_a_correction_is_of_ones_own(cast: Cast) -> None:
    one, other = dimension_of(cast.halden), dimension_of(cast.orlik)
    theirs = reading(other, JANUARY, "1")
    with pytest.raises(Refused) as said:
        record_measurement(
            dimension=one, period_start=theirs.period_start, period_end=theirs.period_end, value=Decimal(2), source="s",
            by=None, supersedes=theirs, reason="r",
        )  # fmt: skip
    assert said.value.code == "other_period"
    entry = record_spend(customer=cast.orlik, on=JANUARY, kind="service", amount_minor=1, source="R", by=None)
    with pytest.raises(Refused):
        record_spend(
            customer=cast.halden, on=JANUARY, kind="service", amount_minor=1, source="R", by=None, supersedes=entry
        )
    assert list(SpendEntry.objects.current()) == [entry]


def test_a_draft_that_was_stated_in_another_window_is_not_saved_again(cast: Cast) -> None:
    us = actor(cast.account_manager)
    dimension = dimension_of(cast.halden)
    read = reading(dimension, JANUARY, "1")
    period: dict[str, Any] = {"period_start": read.period_start, "period_end": read.period_end}
    draft = draft_value(actor=us, dimension=dimension, **period)
    state_value(event=ValueEvent.objects.get(pk=draft.pk), voice=voice(cast.account_manager))
    with pytest.raises(Refused) as said:
        draft_value(actor=us, dimension=dimension, **period, note="other words", draft=draft)
    assert said.value.code == "already_stated"
    draft.refresh_from_db()
    assert (draft.state, draft.note) == ("stated", "")
