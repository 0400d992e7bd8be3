"""What tests of the customer's side share: the cast, signed in, and a customer with something to decide."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from html import unescape
from typing import Any

import pytest
from django.core.cache import cache
from django.test import Client

from accounts.models import Stakeholder
from outcomes.models import Terms, ValueDimension, ValueEvent
from tests.cast import Cast, agreed, cast, dimension_of, reading, stated
from tests.factories import SpendEntryFactory

__all__ = ["cast"]


def words_of(response: Any) -> str:
    """The page's words as one reads them: without markup, with plain spaces."""
    body = response.content.decode()
    body = re.sub(r"(?s)<(script|style|template|head)\b.*?</\1>", " ", body)
    text = re.sub(r"<[^>]+>", " ", body.replace('</span><span class="cur">', " "))
    text = unescape(text).replace("\N{NO-BREAK SPACE}", " ").replace("\N{NARROW NO-BREAK SPACE}", " ")
    return " ".join(text.split()).replace(" .", ".")


@dataclass
class Halden:
    """Halden Bank with one dimension, agreed by its champion before 2025: 30 days, 1,200 EUR a day, a share of 80 %."""

    cast: Cast
    dimension: ValueDimension
    terms: Terms

    def claim(self, month: int, value: str) -> ValueEvent:
        """What Nordwerk claims for that month of 2025, where the reading was `value` days."""
        measured = reading(self.dimension, date(2025, month, 1), value)
        title = f"Month-end in month {month}"
        return stated(measured, by=self.cast.account_manager, asked=self.cast.champion, title=title)


@pytest.fixture(autouse=True)
def _nobody_asked_before() -> None:
    """The limits on codes count in the cache, which outlives a test."""
    cache.clear()


@pytest.fixture
def halden(cast: Cast) -> Halden:
    dimension = dimension_of(cast.halden, name="Days to reconcile month-end", unit="days")
    terms = agreed(dimension, by=cast.champion)
    return Halden(cast, dimension, terms)


@pytest.fixture
def sign_in(client: Client) -> Callable[[Stakeholder], Client]:
    """The test's client, signed in as that stakeholder."""

    def sign_in(person: Stakeholder) -> Client:
        assert person.user is not None
        client.force_login(person.user, backend="allauth.account.auth_backends.AuthenticationBackend")
        return client

    return sign_in


@pytest.fixture
def champion(sign_in: Callable[[Stakeholder], Client], halden: Halden) -> Client:
    """Clara Meier of Halden Bank, who may agree and decide, signed in."""
    return sign_in(halden.cast.champion)


@pytest.fixture
def spend(halden: Halden) -> Callable[[int], None]:
    """Halden Bank paid that many euros on 15 January 2025."""

    def record(euros: int) -> None:
        SpendEntryFactory(
            customer=halden.cast.halden,
            on=date(2025, 1, 15),
            kind="licence",
            amount_minor=euros * 100,
            source="Invoice 1",
        )

    return record
