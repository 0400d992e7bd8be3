"""What the portfolio knows of each customer that the actor sees: five queries, however many customers there are.

Amounts come from the running totals, which keep each amount at the rate of its own date (outcomes/totals.py).
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from functools import cached_property
from typing import Any

from django.db.models import Count, Exists, Max, Min, OuterRef, Q, Subquery

from accounts.actors import Actor
from accounts.models import Contract, Customer, Disposition, ExchangeRate, Objection, Stakeholder
from accounts.notation import from_minor, minor_digits
from accounts.renewals import outlook
from engagements.problems import OpenProblem, heaviest_first
from engagements.queries.problems.exposure import exposing
from outcomes.models import Decision, SpendEntry, Terms, ValueEvent
from outcomes.models.money import BUCKETS
from outcomes.queries.first_year import STARTS, is_too_early, year_starts
from outcomes.queries.marks import LIVE, State
from outcomes.value import rounded_minor
from reports.exposure import Known, flags_of
from reports.portfolio import Sums
from scorecards.amendments import Paid, paid
from scorecards.queries.scope import Unpaid
from scorecards.queries.standing import standings, unpaid
from scorecards.standing import Standing

STANDS = Disposition.Kind


@dataclass
class Person:
    """A champion, sceptic or detractor of a customer, by where she stands today. She has left where `left` says when."""

    pk: int
    name: str
    position: str
    kind: str
    left: date | None
    access: bool
    objection: bool
    last_proof: date | None = None
    waiting: int = 0
    oldest: date | None = None


@dataclass
class Account:
    """One customer as the portfolio shows it; `own` in its own currency, `base` in the supplier's base currency."""

    pk: int
    name: str
    industry: str
    currency: str
    tier: str
    stage: str
    team: tuple[int, str] | None
    accountable: tuple[int, str]
    own: Sums
    base: Sums
    today: date
    first_spend: date | None
    first_contract: date | None
    first_agreed: date | None
    has_baseline: bool
    stated: bool = False
    monetised: bool = False
    waiting: int = 0
    oldest_undecided: date | None = None
    last_proof: date | None = None
    renewal: date | None = None
    ended: date | None = None
    has_no_end: bool = False
    notice: date | None = None
    people: list[Person] = field(default_factory=list)
    base_currency: str = ""
    # What one unit of its currency is worth in the base currency today; None where nobody knows.
    rate: Decimal | None = None
    standing: Standing = field(default_factory=Standing)
    # Those that are not over, the heaviest and oldest first.
    problems: list[OpenProblem] = field(default_factory=list)

    @cached_property
    def unpaid(self) -> list[Unpaid]:
        """Work out of scope that no agreed change settles or covers, to date."""
        return unpaid(self.standing, self.currency)

    @property
    def unpaid_own(self) -> int | None:
        """What of it has a price, in the customer's currency; None where there is none."""
        priced = [one.minor for one in self.unpaid if one.minor is not None]
        return sum(priced) if priced else None

    @property
    def unpaid_base(self) -> int | None:
        """The same in the base currency at today's rate: nothing of it is booked."""
        if self.unpaid_own is None or self.rate is None:
            return None
        worth = from_minor(self.unpaid_own, self.currency) * self.rate
        return rounded_minor([worth], minor_digits(self.base_currency))

    @cached_property
    def paid(self) -> Paid | None:
        """What agreed changes of scope cost to date and what of it is invoiced, in its currency; None without one."""
        return paid(self.standing.changes, today=self.today)

    @property
    def unpriced(self) -> list[Unpaid]:
        """What of it has no price: no part of any amount."""
        return [one for one in self.unpaid if one.minor is None]

    @cached_property
    def words(self) -> str:
        """What a search looks through."""
        return f"{self.name} {self.industry} {self.accountable[1]}".casefold()

    @property
    def money(self) -> bool:
        """Whether anything was claimed in money: else there is no value, which is not the same as a value of zero."""
        return self.stated and self.monetised

    @property
    def net_share(self) -> Decimal | None:
        return self.base.net_share if self.money else None

    @property
    def too_early(self) -> bool:
        """The first year is not over."""
        return is_too_early(self.today, (self.first_contract, self.first_agreed, self.first_spend))

    @property
    def ratio(self) -> Decimal | None:
        return self.base.ratio if self.money and not self.too_early else None

    @property
    def got_less(self) -> bool:
        """Value is less than what was spent, as the page prints both: in the base currency at dated rates."""
        return self.money and self.base.net < 0

    @property
    def champions(self) -> list[Person]:
        return [one for one in self.people if one.kind == STANDS.CHAMPION]

    @property
    def unanswered(self) -> list[Person]:
        return [one for one in self.people if one.kind != STANDS.CHAMPION and one.objection and one.left is None]

    @property
    def oldest_problem(self) -> date | None:
        """Since when the oldest of the open problems is there."""
        return min((one.since for one in self.problems), default=None)

    @cached_property
    def word_owed(self) -> date | None:
        """The earliest day by which a word about a problem was owed that has not come."""
        return min(filter(None, (one.overdue_since(self.today) for one in self.problems)), default=None)

    @property
    def days_to_renewal(self) -> int | None:
        return None if self.renewal is None else (self.renewal - self.today).days

    @property
    def days_since_proof(self) -> int | None:
        return None if self.last_proof is None else (self.today - self.last_proof).days

    @cached_property
    def known(self) -> Known:
        champions = self.champions
        return Known(
            today=self.today,
            in_sale=self.stage == Customer.Stage.SALE,
            lost=self.stage == Customer.Stage.LOST,
            net=self.base.net if self.money else None,
            first_spend=self.first_spend,
            last_proof=self.last_proof,
            renewal=self.renewal,
            notice=self.notice,
            oldest_undecided=self.oldest_undecided,
            objection=bool(self.unanswered),
            has_champion=any(one.left is None for one in champions),
            champion_left=any(one.left is not None for one in champions),
            has_baseline=self.has_baseline,
            red=bool(self.standing.red),
            kept=self.standing.contract_green,
            round_due=self.standing.due(self.today) is not None,
            tender=bool(self.standing.tenders),
            problem=any(one.weighs for one in self.problems),
            word_overdue=self.word_owed is not None,
        )

    @cached_property
    def flags(self) -> list[str]:
        return flags_of(self.known)


def accounts_of(actor: Actor) -> list[Account]:
    """Every customer that the actor sees and that is not archived, by name."""
    today = actor.supplier.today()
    accounts = {one.pk: one for one in _accounts(actor, today)}
    people = _people(accounts, today)
    for pk, person in people:
        accounts[pk].people.append(person)
    by_person = {person.pk: person for _pk, person in people}
    _add_proof(accounts, by_person)
    _add_claims(actor, accounts, by_person)
    problems, beside = exposing(list(accounts))
    for pk, standing in standings(list(accounts), today, with_work=True, beside=beside).items():
        accounts[pk].standing, accounts[pk].problems = standing, heaviest_first(problems[pk])
        _add_contracts(accounts[pk])
    return list(accounts.values())


def _accounts(actor: Actor, today: date) -> Iterable[Account]:
    # Of customers that are visible already: asking again for each of them costs seconds at 500 customers.
    spend = SpendEntry.objects.current().filter(customer=OuterRef("pk")).order_by("on")
    agreed = Terms.objects.agreed().filter(customer=OuterRef("pk"))
    base = actor.supplier.base_currency
    rates = ExchangeRate.objects.valid_on(today).filter(
        supplier=actor.supplier, currency=OuterRef("currency"), base=base
    )
    sums = [f"total__{name}{suffix}" for name in BUCKETS for suffix in ("", "_base")]
    rows: Any = (
        Customer.objects.visible_to(actor)
        .filter(archived_at=None)
        .annotate(
            **year_starts(contracts=Contract.objects.all(), terms=Terms.objects.all(), spend=spend),
            has_baseline=Exists(agreed),
            rate=Subquery(rates.order_by("-on").values("rate")[:1]),
        )
        .order_by("name", "pk")
        .values(
            "pk", "name", "industry", "currency", "tier", "stage", "team", "team__name", "accountable",
            "accountable__user__name", "accountable__user__email", *STARTS, "has_baseline", "rate", *sums,
        )
    )  # fmt: skip
    for row in rows:
        yield Account(
            **{name: row[name] for name in ("pk", "name", "industry", "currency", "tier", "stage")},
            team=(row["team"], row["team__name"]) if row["team"] is not None else None,
            accountable=(row["accountable"], row["accountable__user__name"] or row["accountable__user__email"]),
            own=Sums.of(row, prefix="total__"),
            base=Sums.of(row, prefix="total__", suffix="_base"),
            today=today,
            **{name: row[name] for name in STARTS},
            has_baseline=row["has_baseline"],
            base_currency=base,
            rate=Decimal(1) if row["currency"] == base else row["rate"],
        )


# What follows names the visible customers by their keys: a subquery for "visible" in each statement has the database guess
# how many there are, and guess wrongly.


def _people(accounts: dict[int, Account], today: date) -> list[tuple[int, Person]]:
    """Whoever stands as champion, sceptic or detractor, with her customer's id."""
    stands = Disposition.objects.filter(stakeholder=OuterRef("pk"), since__lte=today)
    open_ones = Objection.objects.filter(stakeholder=OuterRef("pk"), answered_on=None)
    rows = (
        Stakeholder.objects.filter(customer__in=list(accounts))
        .annotate(stands=Subquery(stands.order_by("-since", "-pk").values("kind")[:1]), objection=Exists(open_ones))
        .filter(stands__in=[STANDS.CHAMPION, STANDS.SCEPTIC, STANDS.DETRACTOR])
        .order_by("name", "pk")
        .values_list("customer", "pk", "name", "position", "stands", "until", "user", "objection")
    )
    return [
        (
            customer,
            Person(pk, name, position, kind, until if until and until < today else None, user is not None, objection),
        )
        for customer, pk, name, position, kind, until, user, objection in rows
    ]


def _add_proof(accounts: dict[int, Account], people: dict[int, Person]) -> None:
    """The last confirmation, by the customer as a whole and by each of its champions."""
    rows = (
        Decision.objects.proofs()
        .filter(customer__in=list(accounts))
        .order_by()
        .values("customer", "by_stakeholder")
        .annotate(last=Max("said_on"))
        .values_list("customer", "by_stakeholder", "last")
    )
    for customer, by, last in rows:
        account = accounts[customer]
        account.last_proof = max(filter(None, (account.last_proof, last)))
        if by in people:
            people[by].last_proof = last


def _add_claims(actor: Actor, accounts: dict[int, Account], people: dict[int, Person]) -> None:
    """What was stated at all, and what waits since when, by whom it waits for."""
    rows = (
        ValueEvent.objects.filter(customer__in=list(accounts))
        .filter(state__in=LIVE)
        .order_by()
        .values("customer", "asked")
        .annotate(
            monetised=Count("pk", filter=Q(claimed_minor__isnull=False)),
            waiting=Count("pk", filter=Q(state=State.STATED)),
            oldest=Min("stated_at", filter=Q(state=State.STATED)),
        )
        .values_list("customer", "asked", "monetised", "waiting", "oldest")
    )
    for customer, asked, monetised, waiting, oldest in rows:
        day = actor.supplier.today(oldest) if oldest is not None else None
        account = accounts[customer]
        account.stated = True
        account.monetised = account.monetised or bool(monetised)
        account.waiting += waiting
        account.oldest_undecided = min(filter(None, (account.oldest_undecided, day)), default=None)
        if asked in people:
            people[asked].waiting, people[asked].oldest = waiting, day


def _add_contracts(account: Account) -> None:
    """The next end or renewal and notice date; where there is none to come, when the last contract ended."""
    known = outlook(account.standing.contracts, account.today)
    account.renewal, account.notice, account.ended = known.day, known.notice, known.ended
    account.has_no_end = known.has_no_end
