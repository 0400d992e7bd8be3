"""A dimension whose terms are agreed, and what is stated on its January: 30 days less 1, or less 31."""

from __future__ import annotations

from datetime import date

import pytest

from outcomes.models import ValueDimension, ValueEvent
from tests.cast import Cast, agreed, cast, dimension_of, reading, stated

__all__ = ["cast"]

JANUARY = date(2025, 1, 1)


@pytest.fixture
def dimension(cast: Cast) -> ValueDimension:
    made = dimension_of(cast.halden)
    agreed(made, by=cast.champion)
    return made


@pytest.fixture
def gain(cast: Cast, dimension: ValueDimension) -> ValueEvent:
    return stated(reading(dimension, JANUARY, "1"), by=cast.account_manager)


@pytest.fixture
def shortfall(cast: Cast, dimension: ValueDimension) -> ValueEvent:
    return stated(reading(dimension, JANUARY, "31"), by=cast.account_manager)
