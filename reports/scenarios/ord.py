"""Arrivals at Chicago O'Hare, 2016 to 2019, as a demonstration: real operations, illustrative terms.

tests/data/ord/README.md describes it. Everything goes through the product's services; what people say is put into their
mouths by the marked demonstration (voice.of_demonstration), recorded now, and its origin is printed.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import ROUND_HALF_UP, Decimal

from django.db import transaction

from accounts.actors import Actor
from accounts.models import Contract, Customer, Membership, Stakeholder, Supplier, Team, User
from accounts.notation import period, to_minor
from accounts.services import create_customer, create_stakeholder
from accounts.table_reading import read_table
from accounts.tables import Columns, Result
from outcomes.imports.measurements import import_measurements
from outcomes.models import Measurement, SpendEntry, Terms, ValueDimension
from outcomes.models.promise import SourceKind
from outcomes.services.events import draft_value
from outcomes.services.ledger import agree_terms, confirm, state_value
from outcomes.services.promises import create_dimension, create_outcome, propose_terms
from outcomes.services.records import record_spend
from outcomes.services.voice import of_demonstration
from outcomes.value import EXACT, grain_period
from scorecards.imports import import_performance, import_volumes
from scorecards.services.performance import create_commitment

SUPPLIER = "Ground Operations ORD (demonstration)"
DOMAIN = "ground-operations-ord.example"
OUTCOME = "Fewer delays of our own making at O'Hare"
DIMENSION = "Own-cause delay minutes per arriving flight"
COMMITMENT = "Arrivals within 15 minutes of schedule (%)"
PROMISED = Decimal(80)
CURRENCY = "USD"
START = date(2017, 1, 1)
AGREED_ON = date(2016, 12, 31)
END = date(2019, 12, 31)
RATE = Decimal("74.00")
SHARE = Decimal("0.5")
PRICE = Decimal("41.00")
IMPROVEMENT = Decimal("0.9")
STATED_AFTER, DECIDED_AFTER = timedelta(days=5), timedelta(days=10)


class BadInput(ValueError):
    """The file is not the scenario's; the message says why, line by line."""


@dataclass
class Loaded:
    """What was loaded: the firm, its people, the customers, and how many facts."""

    supplier: Supplier
    administrator: Membership
    leader: Membership
    account_manager: Membership
    customers: list[Customer] = field(default_factory=list)
    readings: int = 0
    invoices: int = 0
    events: int = 0
    performance: int = 0
    volumes: int = 0


@transaction.atomic
def load(
    *, measurements: bytes, performance: bytes = b"", volumes: bytes = b"", password: str | None = None
) -> Loaded | None:
    """Load the scenario from the bytes of its files. None, and nothing happens, where it is loaded already.

    With `password` the supplier's people can sign in; champions get codes by mail. Raises BadInput.
    """
    if Supplier.objects.filter(name=SUPPLIER).exists():
        return None
    columns = ("customer", "dimension", "period_start", "period_end", "value", "volume", "source")
    sheet = read_table(measurements, Columns(columns))
    loaded = _firm(password)
    manager = Actor(loaded.account_manager.user, membership=loaded.account_manager)
    champions: dict[int, Stakeholder] = {}
    for name in sorted({row.cells["customer"] for row in sheet.rows if row.is_good}):
        customer, champion = _customer(name, loaded, manager)
        loaded.customers.append(customer)
        champions[customer.pk] = champion
    loaded.readings = _imported(import_measurements(data=measurements, actor=manager, source_kind=SourceKind.THIRD))
    for customer in loaded.customers:
        _run(customer, champions[customer.pk], loaded, manager)
    if performance:
        loaded.performance = _imported(import_performance(data=performance, actor=manager))
    if volumes:
        loaded.volumes = _imported(import_volumes(data=volumes, actor=manager))
    return loaded


def _imported(result: Result) -> int:
    if not result.is_good:
        raise BadInput("; ".join(str(problem) for problem in result.problems[:10]))
    return result.created


def _firm(password: str | None) -> Loaded:
    supplier = Supplier.objects.create(
        name=SUPPLIER,
        base_currency=CURRENCY,
        time_zone="America/Chicago",
        discount_rate=Decimal("0.1"),
        is_demonstration=True,
        mail_domains=[DOMAIN],
    )
    team = Team.objects.create(supplier=supplier, name="O'Hare")

    def member(name: str, role: str, position: str) -> Membership:
        email = f"{role.replace('_', '.')}@{DOMAIN}"
        user = User.objects.filter(email=email).first() or User.objects.create_user(email, password, name=name)
        made = Membership.objects.create(supplier=supplier, user=user, role=role, position=position)
        made.teams.add(team)
        return made

    Role = Membership.Role
    loaded = Loaded(
        supplier=supplier,
        administrator=member("Ada Administrator (demonstration)", Role.ADMINISTRATOR.value, "Administration"),
        leader=member("Lee Leader (demonstration)", Role.LEADER.value, "Head of Airline Accounts"),
        account_manager=member("Max Manager (demonstration)", Role.ACCOUNT_MANAGER.value, "Account Manager, O'Hare"),
    )
    team.leaders.add(loaded.leader)
    return loaded


def _customer(name: str, loaded: Loaded, manager: Actor) -> tuple[Customer, Stakeholder]:
    """The customer with its champion, the outcome and the dimension. Nothing is agreed yet."""
    code = name.rpartition(" ")[2]
    domain = f"carrier-{code.lower()}.example"
    customer = create_customer(
        actor=manager,
        domains=[domain],
        name=name,
        team=Team.objects.get(supplier=loaded.supplier),
        industry="Airline",
        currency=CURRENCY,
        external_id=code,
    )
    champion = create_stakeholder(
        customer=customer,
        disposition="champion",
        name=f"Champion of {name} (demonstration)",
        position="Head of Airport Operations, O'Hare",
        email=f"champion@{domain}",
        may_agree=True,
        may_decide=True,
        external_id=f"{code}-champion",
    )
    outcome = create_outcome(customer=customer, title=OUTCOME, goal="Cost avoidance")
    create_dimension(
        outcome=outcome,
        name=DIMENSION,
        unit="minutes per flight",
        owner_ours=manager.membership,
        owner_theirs=champion,
    )
    return customer, champion


def _run(customer: Customer, champion: Stakeholder, loaded: Loaded, manager: Actor) -> None:
    """The contract, the terms where there is a baseline, and each quarter's invoice and event."""
    dimension = ValueDimension.objects.select_related("customer__supplier", "supplier", "owner_theirs").get(
        customer=customer
    )
    readings = list(Measurement.objects.filter(dimension=dimension).current().order_by("period_start"))
    last = readings[-1].period_end
    contract = Contract.objects.create(
        supplier=loaded.supplier,
        customer=customer,
        name="Ground operations at O'Hare (demonstration)",
        starts_on=START,
        ends_on=last if last < END else None,
        external_id=f"{customer.external_id}-2017",
    )
    # The scenario ends in 2019: nothing after it is missing.
    create_commitment(
        customer=customer,
        name=COMMITMENT,
        by=manager.membership,
        unit="%",
        contract=contract,
        ends_on=min(last, END),
        level={
            "since": START,
            "target": PROMISED,
            "source": "Illustrative terms of this demonstration",
        },
    )
    baseline = baseline_of(readings)
    if baseline is not None:
        _agree(dimension, baseline, champion, manager)
    for (first, end), months in _quarters(readings).items():
        _invoice(customer, first, end, months, manager)
        loaded.invoices += 1
        if baseline is not None:
            _claim(dimension, champion, first, end, manager)
            loaded.events += 1
    # Only now, so that nobody gets a mail about what was said years ago.
    champion.user = User.objects.filter(email=champion.email).first() or User.objects.create_user(
        champion.email, name=champion.name
    )
    champion.save(update_fields=["user"])


def baseline_of(readings: Iterable[Measurement]) -> Decimal | None:
    """The mean of 2016 weighted by flights, rounded half up to four decimals; None where 2016 has no reading."""
    year = [one for one in readings if one.period_start.year == AGREED_ON.year and one.volume]
    if not year:
        return None
    minutes = sum((one.value * (one.volume or 0) for one in year), Decimal(0))
    flights = sum((one.volume or 0 for one in year), Decimal(0))
    return EXACT.divide(minutes, flights).quantize(Decimal("0.0001"), rounding=ROUND_HALF_UP)


def _agree(dimension: ValueDimension, baseline: Decimal, champion: Stakeholder, manager: Actor) -> None:
    terms = propose_terms(
        dimension=dimension,
        actor=manager,
        asked=champion,
        direction=Terms.Direction.DECREASE,
        baseline=baseline,
        baseline_start=date(2016, 1, 1),
        baseline_end=AGREED_ON,
        baseline_source="US Bureau of Transportation Statistics, ORD: mean of 2016 weighted by flights",
        baseline_supplied_by=SourceKind.THIRD,
        target=EXACT.multiply(baseline, IMPROVEMENT).quantize(Decimal("0.0001"), rounding=ROUND_HALF_UP),
        target_on=END,
        rate=RATE,
        rate_source="Illustrative rate of this demonstration, per delay minute",
        rate_owner="Demonstration",
        volume_basis=Terms.VolumeBasis.ACTUAL,
        volume_unit="arriving flights",
        share=SHARE,
        deduction=Decimal(0),
        recurrence=Terms.Recurrence.RECURRING,
        grain=Terms.Grain.QUARTER,
        claimable_until=END,
        method=(
            "Delay minutes of the carrier's own making per arriving flight, by month, as published by the US Bureau of "
            "Transportation Statistics for O'Hare. A month's effect is the difference to the baseline, times the "
            "month's arriving flights, times the rate, times the share."
        ),
    )
    agree_terms(terms=terms, voice=of_demonstration(stakeholder=champion, said_on=AGREED_ON))


def _quarters(readings: Iterable[Measurement]) -> dict[tuple[date, date], list[Measurement]]:
    quarters: dict[tuple[date, date], list[Measurement]] = defaultdict(list)
    for one in readings:
        if one.period_start >= START:
            quarters[grain_period("quarter", one.period_start)].append(one)
    return dict(sorted(quarters.items()))


def _invoice(customer: Customer, first: date, end: date, months: list[Measurement], manager: Actor) -> None:
    flights = sum((one.volume or 0 for one in months), Decimal(0))
    number = f"ORD-{customer.external_id}-{end.year}-Q{end.month // 3}"
    record_spend(
        customer=customer,
        on=end,
        kind=SpendEntry.Kind.SERVICE,
        amount_minor=to_minor(PRICE * flights, CURRENCY),
        source=f"Invoice {number} (demonstration)",
        by=manager.membership,
        words=f"Ground operations, {period(first, end, 'en')}: {flights:,} flights at {PRICE} {CURRENCY}",
        external_id=number,
        contract=Contract.objects.get(customer=customer),
    )


def _claim(dimension: ValueDimension, champion: Stakeholder, first: date, end: date, manager: Actor) -> None:
    """The quarter's event, a gain or a shortfall, stated by the account manager and confirmed by the champion."""
    event = draft_value(actor=manager, dimension=dimension, period_start=first, period_end=end)
    state_value(event=event, voice=of_demonstration(membership=manager.membership, said_on=end + STATED_AFTER))
    confirm(event=event, voice=of_demonstration(stakeholder=champion, said_on=end + DECIDED_AFTER))
