"""The people that stories and access tests are about, always the same.

`cast` (a fixture; import it into a conftest or a test module) makes them in the database of the test, that of `db`
or of `committed_db`. Everybody of a supplier signs in with factories.PASSWORD; stakeholders get codes by mail.

    Nordwerk            administrator, leader (of team North), account_manager (Halden Bank), second_account_manager
                        (Orlik Foods), contributor (team North), other_leader (of team South), of_two (account manager
                        here and, as of_two_elsewhere, at Ostwerk)
    Halden Bank         champion (may agree, may decide), cfo (may sign for finance, and decide), clerk (no right)
    Orlik Foods         other_champion (may agree, may decide); another account manager's customer, team South
    Ostwerk             another supplier: foreign_administrator, foreign_customer with foreign_champion
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from decimal import Decimal
from typing import Any

import pytest
import time_machine

from accounts.actors import Actor
from accounts.models import Customer, MailDomain, Membership, Stakeholder, Supplier, Team
from accounts.refusal import Refused
from outcomes.models import Decision, Measurement, Terms, ValueDimension, ValueEvent
from outcomes.services.ledger import agree_terms, state_value
from outcomes.services.voice import Voice, of_actor
from tests.factories import (
    PASSWORD,
    CustomerFactory,
    MeasurementFactory,
    MembershipFactory,
    StakeholderFactory,
    SupplierFactory,
    TeamFactory,
    TermsFactory,
    UserFactory,
    ValueDimensionFactory,
    ValueEventFactory,
)

Role = Membership.Role


@dataclass
class Cast:
    nordwerk: Supplier
    north: Team
    south: Team
    administrator: Membership
    leader: Membership
    account_manager: Membership
    second_account_manager: Membership
    contributor: Membership
    other_leader: Membership
    of_two: Membership
    halden: Customer
    champion: Stakeholder
    cfo: Stakeholder
    clerk: Stakeholder
    orlik: Customer
    other_champion: Stakeholder
    ostwerk: Supplier
    foreign_administrator: Membership
    of_two_elsewhere: Membership
    foreign_customer: Customer
    foreign_champion: Stakeholder


def actor(person: Membership | Stakeholder, *, in_person: bool = True) -> Actor:
    """That person, sitting in a session of her own (`in_person=False`: a token's)."""
    assert person.user is not None
    if isinstance(person, Stakeholder):
        return Actor(person.user, stakeholder=person, in_person=in_person)
    return Actor(person.user, membership=person, in_person=in_person)


def voice(person: Membership | Stakeholder) -> Voice:
    """What that person says in her session."""
    return of_actor(actor(person))


def refused(code: str, act: Callable[..., Any], **arguments: Any) -> Refused:
    """The refusal with which the act ends; it has this code."""
    with pytest.raises(Refused) as caught:
        act(**arguments)
    assert caught.value.code == code
    return caught.value


def on_day(day: date) -> time_machine.travel:
    """A context in which it is noon (UTC) of that day."""
    return time_machine.travel(datetime.combine(day, time(12), UTC), tick=False)


def agreed(dimension: ValueDimension, *, by: Stakeholder, on: date = date(2024, 12, 31), **fields: Any) -> Terms:
    """Terms of TermsFactory, agreed by that person on that day: before January 2025 unless named."""
    version = Terms.objects.filter(dimension=dimension).count() + 1
    terms: Terms = TermsFactory(dimension=dimension, **{"version": version, "asked": by} | fields)
    with on_day(on):
        agree_terms(terms=terms, voice=voice(by))
    terms.refresh_from_db()
    return terms


def reading(dimension: ValueDimension, month: date, value: str, volume: str | None = None) -> Measurement:
    """The reading of that calendar month."""
    after = date(month.year + month.month // 12, month.month % 12 + 1, 1)
    end = date.fromordinal(after.toordinal() - 1)
    made: Measurement = MeasurementFactory(
        dimension=dimension,
        period_start=month.replace(day=1),
        period_end=end,
        value=Decimal(value),
        volume=None if volume is None else Decimal(volume),
    )
    return made


def stated(measurement: Measurement, *, by: Membership, **fields: Any) -> ValueEvent:
    """A claim on exactly the period of that reading (unless another is named), stated by that person."""
    period = {"period_start": measurement.period_start, "period_end": measurement.period_end}
    draft = ValueEventFactory(dimension=measurement.dimension, **period | {"drafted_by": by} | fields)
    decision: Decision = state_value(event=draft, voice=voice(by))
    assert decision.event is not None
    return ValueEvent.objects.get(pk=decision.event.pk)


def dimension_of(customer: Customer, **fields: Any) -> ValueDimension:
    made: ValueDimension = ValueDimensionFactory(outcome__customer=customer, **fields)
    return made


def _member(supplier: Supplier, name: str, role: Role, *, position: str = "", teams: tuple[Team, ...] = ()) -> Any:
    address = name.lower().replace(" ", ".").replace("ö", "oe").replace("ü", "ue")
    user = UserFactory(name=name, email=f"{address}@{supplier.name.lower()}.example", password=PASSWORD)
    return MembershipFactory(supplier=supplier, user=user, role=role, position=position, teams=list(teams))


def _person(customer: Customer, name: str, position: str, domain: str, **rights: bool) -> Any:
    email = f"{name.lower().replace(' ', '.')}@{domain}"
    user = UserFactory(name=name, email=email)
    return StakeholderFactory(customer=customer, user=user, name=name, position=position, email=email, **rights)


def make_cast() -> Cast:
    """Everybody of the docstring, with no outcome, terms, claim or spend yet."""
    nordwerk = SupplierFactory(
        name="Nordwerk", base_currency="EUR", time_zone="Europe/Berlin", mail_domains=["nordwerk.example"]
    )
    north, south = TeamFactory(supplier=nordwerk, name="North"), TeamFactory(supplier=nordwerk, name="South")
    administrator = _member(nordwerk, "Ada Winter", Role.ADMINISTRATOR)
    leader = _member(nordwerk, "Lena Kruse", Role.LEADER, position="Head of Sales North")
    other_leader = _member(nordwerk, "Oskar Lind", Role.LEADER, position="Head of Sales South")
    north.leaders.add(leader)
    south.leaders.add(other_leader)
    manager = _member(nordwerk, "Mara Vogt", Role.ACCOUNT_MANAGER, position="Account Manager", teams=(north,))
    second = _member(nordwerk, "Tom Brandt", Role.ACCOUNT_MANAGER, position="Account Manager", teams=(south,))
    contributor = _member(nordwerk, "Ines Roth", Role.CONTRIBUTOR, position="Delivery", teams=(north,))
    of_two = _member(nordwerk, "Paul Zwick", Role.ACCOUNT_MANAGER)

    halden = CustomerFactory(supplier=nordwerk, team=north, accountable=manager, name="Halden Bank", currency="EUR")
    MailDomain.objects.create(customer=halden, domain="halden.example")
    both = {"may_agree": True, "may_decide": True}
    champion = _person(halden, "Clara Meier", "Head of Settlement", "halden.example", chose_supplier=True, **both)
    cfo = _person(
        halden, "Felix Anders", "CFO", "halden.example", may_decide=True, may_sign_finance=True, owns_budget=True
    )
    clerk = _person(halden, "Nora Klein", "Clerk", "halden.example")

    orlik = CustomerFactory(supplier=nordwerk, team=south, accountable=second, name="Orlik Foods", currency="EUR")
    MailDomain.objects.create(customer=orlik, domain="orlik.example")
    other_champion = _person(orlik, "Rosa Behr", "Plant Manager", "orlik.example", **both)

    ostwerk = SupplierFactory(name="Ostwerk", mail_domains=["ostwerk.example"])
    foreign_administrator = _member(ostwerk, "Vera Stein", Role.ADMINISTRATOR)
    elsewhere = MembershipFactory(supplier=ostwerk, user=of_two.user, role=Role.ACCOUNT_MANAGER)
    foreign_customer = CustomerFactory(supplier=ostwerk, accountable=elsewhere, name="Pelikan Shipping")
    MailDomain.objects.create(customer=foreign_customer, domain="pelikan.example")
    foreign_champion = _person(foreign_customer, "Ulla Sand", "Fleet Manager", "pelikan.example", **both)
    return Cast(
        nordwerk=nordwerk,
        north=north,
        south=south,
        administrator=administrator,
        leader=leader,
        account_manager=manager,
        second_account_manager=second,
        contributor=contributor,
        other_leader=other_leader,
        of_two=of_two,
        halden=halden,
        champion=champion,
        cfo=cfo,
        clerk=clerk,
        orlik=orlik,
        other_champion=other_champion,
        ostwerk=ostwerk,
        foreign_administrator=foreign_administrator,
        of_two_elsewhere=elsewhere,
        foreign_customer=foreign_customer,
        foreign_champion=foreign_champion,
    )


@pytest.fixture
def cast(database: None) -> Cast:
    return make_cast()
