"""The supplier: its people, teams, rates."""

from __future__ import annotations

from dataclasses import dataclass, field
from decimal import Decimal

from django.contrib.auth.hashers import make_password

from accounts.actors import Actor
from accounts.models import ExchangeRate, Membership, Supplier, Team, User
from outcomes.rates import RateBook
from reports.demonstration.days import Days

PASSWORD = "demonstration"
JANA, TOMAS, MILENA, ERIK = "Jana Riedel", "Tomas Lind", "Milena Dahl", "Erik Sundby"
ADA, MIRA, OLEG = "Ada Berg", "Mira Falk", "Oleg Brandt"
FINANCE, INDUSTRY, CONSUMER = "Financial services", "Industry, energy and health", "Trade and travel"
PEOPLE = (
    (ADA, Membership.Role.ADMINISTRATOR, "Head of operations"),
    (MIRA, Membership.Role.LEADER, "Sales director"),
    (JANA, Membership.Role.ACCOUNT_MANAGER, "Account manager"),
    (TOMAS, Membership.Role.ACCOUNT_MANAGER, "Account manager"),
    (MILENA, Membership.Role.ACCOUNT_MANAGER, "Senior account manager"),
    (ERIK, Membership.Role.ACCOUNT_MANAGER, "Sales executive"),
    (OLEG, Membership.Role.CONTRIBUTOR, "Delivery lead"),
)
# What a unit was worth in euros, quarter by quarter, the oldest three and a half years ago.
RATES = {
    "CHF": "1.0140 1.0265 1.0310 1.0388 1.0475 1.0512 1.0467 1.0581 1.0622 1.0655 1.0701 1.0688 1.0734 1.0762",
    "GBP": "1.1480 1.1535 1.1602 1.1574 1.1660 1.1713 1.1842 1.1903 1.1985 1.1921 1.1867 1.1794 1.1752 1.1706",
}


@dataclass
class Firm:
    """The supplier, its people by name, and the days of the story."""

    supplier: Supplier
    days: Days
    people: dict[str, Membership] = field(default_factory=dict)
    teams: dict[str, Team] = field(default_factory=dict)
    _rates: RateBook | None = None

    def actor(self, name: str) -> Actor:
        return Actor(self.people[name].user, membership=self.people[name])

    @property
    def rates(self) -> RateBook:
        self._rates = self._rates or RateBook(self.supplier)
        return self._rates


def found(firm: Firm) -> None:
    """People, teams and exchange rates of a supplier that has none."""
    password = make_password(PASSWORD)  # once: it is slow on purpose
    for number, (name, role, position) in enumerate(PEOPLE):
        email = f"{name.lower().replace(' ', '.')}@nordwerk.example"
        user = User.objects.create(email=email, name=name, password=password)
        firm.people[name] = Membership.objects.create(
            supplier=firm.supplier, user=user, role=role, position=position, phone=f"+49 40 000 00 {number + 10}"
        )
    for name, members in (
        (FINANCE, (JANA, TOMAS, OLEG)),
        (INDUSTRY, (MILENA, OLEG)),
        (CONSUMER, (JANA, TOMAS, MILENA)),
    ):
        team = firm.teams[name] = Team.objects.create(supplier=firm.supplier, name=name)
        team.leaders.add(firm.people[MIRA])
        team.members.add(*(firm.people[member] for member in members))
    ExchangeRate.objects.bulk_create(
        ExchangeRate(
            supplier=firm.supplier,
            currency=currency,
            base=base,
            on=firm.days.month(3 * (len(rates) - number) - 1),
            rate=Decimal(rate) if base == "EUR" else (1 / Decimal(rate)).quantize(Decimal("0.0001")),
            source="Monthly reference rates, treasury",
        )
        for pair, text in RATES.items()
        for currency, base in ((pair, "EUR"), ("EUR", pair))
        for rates in [text.split()]
        for number, rate in enumerate(rates)
    )
