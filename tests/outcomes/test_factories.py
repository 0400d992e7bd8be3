"""Each factory makes a row of its model, and the cast is who it says."""

from __future__ import annotations

import inspect
from datetime import date

import pytest
from factory.django import DjangoModelFactory

from accounts.models import Customer
from tests import factories
from tests.cast import Cast, actor, agreed, dimension_of, reading, stated

FACTORIES = [
    made for _name, made in inspect.getmembers(factories, inspect.isclass)
    if issubclass(made, DjangoModelFactory) and made is not DjangoModelFactory
]  # fmt: skip


@pytest.mark.both
@pytest.mark.django_db
@pytest.mark.parametrize("made", FACTORIES, ids=lambda made: made.__name__)
def test_factory_makes_a_row_that_stays_valid(made: type[DjangoModelFactory]) -> None:
    row = made()
    row.refresh_from_db()
    row.full_clean()


@pytest.mark.both
def test_cast_sees_what_it_should(db: None, cast: Cast) -> None:
    def seen(person: object) -> set[str]:
        return set(Customer.objects.visible_to(actor(person)).values_list("name", flat=True))  # type: ignore[arg-type]

    assert seen(cast.administrator) == {"Halden Bank", "Orlik Foods"}
    assert seen(cast.leader) == seen(cast.account_manager) == seen(cast.contributor) == {"Halden Bank"}
    assert seen(cast.second_account_manager) == seen(cast.other_leader) == {"Orlik Foods"}
    assert seen(cast.of_two) == set()
    assert seen(cast.of_two_elsewhere) == seen(cast.foreign_administrator) == {"Pelikan Shipping"}
    assert seen(cast.champion) == seen(cast.cfo) == {"Halden Bank"}


@pytest.mark.both
def test_cast_can_state_a_claim(db: None, cast: Cast) -> None:
    dimension = dimension_of(cast.halden)
    agreed(dimension, by=cast.champion)
    event = stated(reading(dimension, date(2025, 1, 1), "1"), by=cast.account_manager)
    assert (event.state, event.claimed_minor, event.after_the_fact) == ("stated", 2_784_000, False)
