"""The portfolio: which customers a view shows, in which order, with their sums. Page and exports read it from here."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, fields, replace
from datetime import date
from decimal import Decimal
from typing import Any

from django.http import QueryDict
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from accounts.actors import Actor
from accounts.models import Customer
from accounts.requests import key_in
from reports.exposure import no_proof, renews_soon
from reports.portfolio import Sums
from reports.queries.portfolio_facts import Account, accounts_of
from scorecards.standing import Stage

PROBLEM_FLAGS = frozenset({"problem", "word_overdue"})
Predicate = Callable[[Account], bool]
FIRST = "-exposure"


def _is_lost(account: Account) -> bool:
    return account.stage == Customer.Stage.LOST


VIEWS: Mapping[str, tuple[str | Promise, Predicate]] = {
    "": (_("All"), lambda account: True),
    "exposed": (_("Exposed"), lambda account: bool(account.flags)),
    "kept-red": (_("Kept, perception red"), lambda account: "kept_but_red" in account.flags),
    "tender": (_("Tender"), lambda account: "tender" in account.flags),
    "problems": (_("Problems"), lambda account: not PROBLEM_FLAGS.isdisjoint(account.flags)),
    "renews": (_("Renews in 120 days"), lambda account: renews_soon(account.known) and not _is_lost(account)),
    "no-proof": (_("No proof for 90 days"), lambda account: no_proof(account.known) and not _is_lost(account)),
    "below": (_("Net below zero"), lambda account: account.got_less),
    "nothing": (_("Nothing claimed"), lambda account: not account.stated),
}
"""Saved views that everybody has, by their name in the address."""

GROUPS = ("person", "team", "champion")


def _in_money(figure: Callable[[Account], int]) -> Callable[[Account], int | None]:
    return lambda account: figure(account) if account.money else None


SORTS: Mapping[str, Callable[[Account], Any]] = {
    "name": lambda account: account.name.casefold(),
    "accountable": lambda account: account.accountable[1].casefold(),
    "spend": lambda account: account.base.spend,
    "gains": _in_money(lambda account: account.base.confirmed),
    "shortfalls": _in_money(lambda account: account.base.shortfall),
    "value": _in_money(lambda account: account.base.value),
    "net": lambda account: account.base.net,
    "share": lambda account: account.net_share,
    "ratio": lambda account: account.ratio,
    "undecided": lambda account: account.base.undecided + account.base.disputed,
    "renewal": lambda account: account.renewal,
    "proof": lambda account: account.last_proof,
    "unpaid": lambda account: account.unpaid_base,
    "exposure": lambda account: (
        len(account.flags),
        -(account.renewal or date.max).toordinal(),
        -(account.oldest_problem or date.max).toordinal(),
    ),
}
"""By column. What is undefined stands at the end, whichever way a column is sorted; names decide between equals."""


FILTERS: Mapping[str, Callable[[Account], str]] = {
    "team": lambda account: str(account.team[0]) if account.team else "",
    "tier": lambda account: account.tier,
    "stage": lambda account: account.stage,
    "currency": lambda account: account.currency,
    "person": lambda account: str(account.accountable[0]),
    "benchmark": lambda account: account.standing.stage,
}


@dataclass(frozen=True)
class Selection:
    """Which customers, in which order, grouped by what: all that the address says, and nothing that it must not."""

    q: str = ""
    view: str = ""
    team: str = ""
    tier: str = ""
    stage: str = ""
    currency: str = ""
    person: str = ""
    benchmark: str = ""
    sort: str = FIRST
    by: str = ""

    @classmethod
    def read(cls, query: QueryDict) -> Selection:
        """From the parameters of an address; what is none of the known values is as if it were not there."""

        def one_of(name: str, allowed: Iterable[str], default: str = "") -> str:
            value = str(query.get(name, ""))
            return value if value in allowed else default

        words = "".join(character for character in str(query.get("q", ""))[:200] if character.isprintable())
        currency = str(query.get("currency", ""))
        return cls(
            q=words.strip(),
            view=one_of("view", VIEWS),
            team=_key(query, "team"),
            tier=one_of("tier", Customer.Tier.values),
            stage=one_of("stage", Customer.Stage.values),
            currency=currency if len(currency) == 3 and currency.isascii() and currency.isupper() else "",
            person=_key(query, "person"),
            benchmark=one_of("benchmark", list(Stage)),
            sort=one_of("sort", [*SORTS, *(f"-{name}" for name in SORTS)], FIRST),
            by=one_of("by", GROUPS),
        )

    @property
    def query(self) -> str:
        """The parameters of an address that shows the same."""
        given = QueryDict(mutable=True)
        for field in fields(self):
            value = getattr(self, field.name)
            if value != field.default:
                given[field.name] = value
        return given.urlencode()

    @property
    def narrowed(self) -> bool:
        """Whether it may leave somebody out."""
        return replace(self, sort=FIRST, by="") != Selection()

    def fitting(self, accounts: Iterable[Account]) -> list[Account]:
        """The customers that pass search and filters; the view comes on top."""
        words = self.q.casefold().split()[:6]
        wanted = [(FILTERS[name], value) for name in FILTERS if (value := getattr(self, name))]
        return [
            account
            for account in accounts
            if all(read(account) == value for read, value in wanted) and all(word in account.words for word in words)
        ]

    def chosen(self, accounts: Iterable[Account]) -> list[Account]:
        """The customers that it shows, in its order."""
        return self.ordered(filter(VIEWS[self.view][1], self.fitting(accounts)))

    def ordered(self, accounts: Iterable[Account]) -> list[Account]:
        key = SORTS[self.sort.removeprefix("-")]
        found = sorted(accounts, key=lambda account: (account.name.casefold(), account.pk))
        known = [account for account in found if key(account) is not None]
        known.sort(key=key, reverse=self.sort.startswith("-"))
        return known + [account for account in found if key(account) is None]


def _key(query: QueryDict, name: str) -> str:
    key = key_in(query.get(name))
    return "" if key is None else str(key)


@dataclass(frozen=True)
class Portfolio:
    """What a selection shows of what the actor sees. `accounts` are the shown ones, in order; sums in base currency."""

    selection: Selection
    everybody: Sequence[Account]
    accounts: Sequence[Account]
    base_currency: str
    today: date

    @property
    def sums(self) -> Sums:
        return Sums.added(account.base for account in self.accounts)

    @property
    def got_less(self) -> list[Account]:
        return [account for account in self.accounts if account.got_less]

    @property
    def nothing_claimed(self) -> list[Account]:
        return [account for account in self.accounts if not account.stated]

    @property
    def not_monetised(self) -> list[Account]:
        return [account for account in self.accounts if account.stated and not account.monetised]

    @property
    def unpaid(self) -> int | None:
        """Unpaid work out of scope that has a price, in the base currency; None where there is none."""
        found = [account.unpaid_base for account in self.accounts if account.unpaid_base is not None]
        return sum(found) if found else None

    @property
    def exposed(self) -> int:
        return sum(bool(account.flags) for account in self.accounts)

    @property
    def ratio(self) -> Decimal | None:
        return self.sums.ratio if any(account.money for account in self.accounts) else None

    def count(self, selection: Selection) -> int:
        """How many customers another selection would show."""
        return sum(map(VIEWS[selection.view][1], selection.fitting(self.everybody)))

    def counts(self) -> dict[str, int]:
        """How many customers each view would show under the same search and filters."""
        fitting = self.selection.fitting(self.everybody)
        return {name: sum(map(shows, fitting)) for name, (_label, shows) in VIEWS.items()}


def address(selection: Selection) -> str:
    """The portfolio as this selection shows it."""
    query = selection.query
    return reverse("reports:portfolio") + (f"?{query}" if query else "")


def portfolio_of(actor: Actor, query: QueryDict) -> Portfolio:
    """Five queries, however many customers there are."""
    everybody = accounts_of(actor)
    selection = Selection.read(query)
    return Portfolio(
        selection, everybody, selection.chosen(everybody), actor.supplier.base_currency, actor.supplier.today()
    )
