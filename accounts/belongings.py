"""What other rooms keep of a person or a supplier, so that accounts can act on it without knowing those rooms.

A room registers in its AppConfig.ready(): what a person of the supplier holds at customers (`holds`), what ends with her
(`ends_with`), and how to find out whether a supplier has amounts already (`has_amounts`).
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.db import models

from accounts.models import Membership, Supplier


@dataclass(frozen=True)
class Belonging:
    """Rows of one model, each of one customer, that a person answers for by the field `field`."""

    kind: str
    field: str
    rows: Callable[[Membership], models.QuerySet[Any]]


BELONGINGS: list[Belonging] = []
ENDINGS: list[Callable[[Membership], object]] = []
_amounts: list[Callable[[Supplier], bool]] = []


def holds(kind: str, field: str, rows: Callable[[Membership], models.QuerySet[Any]]) -> None:
    BELONGINGS.append(Belonging(kind, field, rows))


def ends_with(end: Callable[[Membership], object]) -> None:
    """`end` is called when a person leaves the supplier, in that transaction: what she gave out ends for good."""
    ENDINGS.append(end)


def amounts_are_in(there: Callable[[Supplier], bool]) -> None:
    _amounts.append(there)


def has_amounts(supplier: Supplier) -> bool:
    """Whether anything is recorded in money yet: then sums in the base currency exist."""
    return any(there(supplier) for there in _amounts)
