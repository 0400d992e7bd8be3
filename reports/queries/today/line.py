"""One line of Today: what waits, why, what it comes to, and the one act that moves it on."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from accounts import notation
from reports.queries.today.facts import base_rate

# A hard day this near is not put off any more.
PRESSES_WITHIN_DAYS = 14


@dataclass(frozen=True)
class Act:
    """The next step: a link, or with `post` something that is done at once."""

    label: str
    url: str
    post: bool = False
    about: str = ""  # read out after the label, so that buttons of one name can be told apart


@dataclass(frozen=True)
class Line:
    """One thing that waits. `ours`: for us to move, otherwise for the customer. `minor` in the customer's currency.

    `presses`: it has a hard day (notice, renewal, end of terms, last day of a round), which is `days_left` away and 14 days
    at most. It stands before the drafts then, whatever its kind: after that day nothing mends it.
    """

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
    presses: bool = False
    days_left: int = 0

    @property
    def currency(self) -> str:
        return str(self.customer.currency)

    @property
    def weight(self) -> tuple[Decimal, int, str]:
        """Among lines of one kind: the most money first, then the oldest."""
        money = abs(self.minor or 0) * base_rate(self.customer)
        scaled = Decimal(money).scaleb(-notation.minor_digits(self.currency))
        return (-scaled, -self.days, self.key)
