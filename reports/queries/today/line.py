"""One line of Today: what waits, why, what it comes to, and the one act that moves it on."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from accounts import notation
from reports.queries.today.facts import base_rate


@dataclass(frozen=True)
class Act:
    """The next step: a link, or with `post` something that is done at once."""

    label: str
    url: str
    post: bool = False
    about: str = ""  # read out after the label, so that buttons of one name can be told apart


@dataclass(frozen=True)
class Line:
    """One thing that waits. `ours`: for us to move, otherwise for the customer. `minor` in the customer's currency."""

    kind: str
    key: str
    mark: str
    what: str
    why: str
    customer: Any
    age: str
    days: int
    act: Act | None
    ours: bool = True
    minor: int | None = None
    amount_words: str = ""
    is_overdue: bool = False

    @property
    def currency(self) -> str:
        return str(self.customer.currency)

    @property
    def weight(self) -> tuple[Decimal, int, str]:
        """Among lines of one kind: the most money first, then the oldest."""
        money = abs(self.minor or 0) * base_rate(self.customer)
        scaled = Decimal(money).scaleb(-notation.minor_digits(self.currency))
        return (-scaled, -self.days, self.key)
