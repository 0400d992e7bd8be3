"""What other rooms keep of a person or a supplier, so that accounts can act on it without knowing those rooms.

A room registers in its AppConfig.ready(): what a person of the supplier holds at customers (`holds`), what ends with her
(`ends_with`) or with a person of the customer (`ends_with_stakeholder`), what says her name where she is erased (`forgets`),
and how to find out whether a supplier has amounts already (`has_amounts`).
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import models
from django.utils import timezone

from accounts.models import Membership, Stakeholder, Supplier


@dataclass(frozen=True)
class Belonging:
    """Rows of one model, each of one customer, that a person answers for by the field `field`."""

    kind: str
    field: str
    rows: Callable[[Membership], models.QuerySet[Any]]


@dataclass(frozen=True)
class Erased:
    """What a person of the customer was called, and her addresses, in lower case; her row says neither any more."""

    name: str
    addresses: frozenset[str]


BELONGINGS: list[Belonging] = []
ENDINGS: list[Callable[[Membership], object]] = []
STAKEHOLDER_ENDINGS: list[Callable[[Stakeholder, datetime], object]] = []
FORGETTING: list[Callable[[Stakeholder, Erased], object]] = []
_amounts: list[Callable[[Supplier], bool]] = []


def holds(kind: str, field: str, rows: Callable[[Membership], models.QuerySet[Any]]) -> None:
    BELONGINGS.append(Belonging(kind, field, rows))


def ends_with(end: Callable[[Membership], object]) -> None:
    """`end` is called when a person leaves the supplier, in that transaction: what she gave out ends for good."""
    ENDINGS.append(end)


def ends_with_stakeholder(end: Callable[[Stakeholder, datetime], object]) -> None:
    """`end` is called where a person of the customer is gone, with the moment since when: what she gave out ends for good."""
    STAKEHOLDER_ENDINGS.append(end)


def forgets(forget: Callable[[Stakeholder, Erased], object]) -> None:
    """`forget` is called when a person of the customer is erased, in that transaction: her row is empty by then."""
    FORGETTING.append(forget)


@contextmanager
def last_day_changes(person: Stakeholder) -> Iterator[None]:
    """Around every change of her last day. Whoever was gone before it was gone: what ended then does not come back with her."""
    _end_what_she_gave(person, person.gone_at)
    yield
    # Said only afterwards, a last day ends nothing before it was said.
    _end_what_she_gave(person, timezone.now() if person.gone_at else None)


def _end_what_she_gave(person: Stakeholder, at: datetime | None) -> None:
    if at is not None:
        for end in STAKEHOLDER_ENDINGS:
            end(person, at)


def amounts_are_in(there: Callable[[Supplier], bool]) -> None:
    _amounts.append(there)


def has_amounts(supplier: Supplier) -> bool:
    """Whether anything is recorded in money yet: then sums in the base currency exist."""
    return any(there(supplier) for there in _amounts)
