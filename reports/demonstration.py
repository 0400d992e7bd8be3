"""Demonstration data of a believable firm: loaded through the services, marked as a demonstration, the same for the same day.

Every act has its instant; they are played in order, so that the ledger tells the story as it would have happened.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from typing import Any

from django.db import transaction

from accounts.actors import Actor
from accounts.models import Contract, Customer, ExchangeRate, Membership, Objection, Stakeholder, Supplier, Team, User
from accounts.services import create_customer, create_stakeholder
from outcomes.models import Outcome, Terms, ValueDimension, ValueEvent
from outcomes.services import ledger, promises, records
from outcomes.services.claims import current_readings
from outcomes.services.events import draft_value
from outcomes.services.voice import Voice, of_demonstration
from outcomes.value import grain_period, years_after

PASSWORD = "demonstration"
ACCOUNT_MANAGER = "jana.riedel@nordwerk.example"
CHAMPION = "ines.okafor@halden.example"
REPORT_FOR = "Halden Bank AG"


def load(*, today: date | None = None) -> Supplier:
    """Load everything in one transaction; `today` is the day that the story ends."""
    with transaction.atomic():
        firm = _firm(today)
        for story in (_halden, _ferrow, _caldera, _ostvik, _brenner, _levant):
            story(firm)
    return firm.supplier


@dataclass
class Firm:
    """The supplier and its people."""

    supplier: Supplier
    today: date
    people: dict[str, Membership] = field(default_factory=dict)

    def actor(self, name: str) -> Actor:
        return Actor(self.people[name].user, membership=self.people[name])

    def months_ago(self, count: int) -> date:
        """First day of the month so many months ago."""
        number = self.today.year * 12 + self.today.month - 1 - count
        return date(number // 12, number % 12 + 1, 1)

    def months(self, count: int) -> list[tuple[date, date]]:
        """The last complete calendar months, oldest first."""
        return [grain_period("month", self.months_ago(back)) for back in range(count, 0, -1)]

    def quarters(self, count: int) -> list[tuple[date, date]]:
        """The last complete calendar quarters, oldest first."""
        found: list[tuple[date, date]] = []
        start, _end = grain_period("quarter", self.today)
        while len(found) < count:
            start, end = grain_period("quarter", start - timedelta(days=1))
            found.insert(0, (start, end))
        return found


@dataclass
class Story:
    """A customer's story: acts with their instants, played in order."""

    firm: Firm
    customer: Customer
    by: str
    acts: list[tuple[datetime, int, Callable[[datetime], Any]]] = field(default_factory=list)

    def at(self, day: date, hour: int, act: Callable[[datetime], Any]) -> None:
        moment = datetime.combine(min(day, self.firm.today), time(hour, 12, tzinfo=UTC))
        self.acts.append((moment, len(self.acts), act))

    def play(self) -> None:
        for moment, _number, act in sorted(self.acts, key=lambda one: one[:2]):
            act(moment)

    def ours(self, moment: datetime) -> Voice:
        return of_demonstration(membership=self.firm.people[self.by], said_on=moment.date(), recorded_at=moment)

    def theirs(self, person: Stakeholder, moment: datetime) -> Voice:
        return of_demonstration(stakeholder=person, said_on=moment.date(), recorded_at=moment)

    def person(self, name: str, position: str, *, disposition: str, access: bool = False, **fields: Any) -> Stakeholder:
        local = name.lower().replace("dr. ", "").replace(" ", ".").replace("ø", "o").replace("é", "e")
        domain = self.customer.mail_domains.values_list("domain", flat=True).get()
        person = create_stakeholder(
            customer=self.customer,
            name=name,
            position=position,
            email=f"{local}@{domain}",
            since=self.firm.months_ago(30),
            disposition=disposition,
            **fields,
        )
        if access:
            # The last act: before it nobody can be mailed.
            self.at(self.firm.today, 23, lambda _moment: self._give_access(person))
        return person

    def _give_access(self, person: Stakeholder) -> None:
        person.user = User.objects.create_user(person.email, name=person.name)
        person.save(update_fields=["user"])

    def contract(self, starts: date, ends: date, *, minor: int, notice: date | None = None) -> None:
        Contract.objects.create(
            supplier=self.firm.supplier,
            customer=self.customer,
            name="Platform and services",
            starts_on=starts,
            ends_on=ends,
            notice_on=notice,
            renews_on=ends + timedelta(days=1),
            value_minor=minor,
        )

    def agree(
        self, outcome: Outcome, name: str, unit: str, *, owner: Stakeholder, agreed: date, **terms: Any
    ) -> ValueDimension:
        """A dimension whose terms the owner agreed on that day."""
        dimension = promises.create_dimension(
            outcome=outcome, name=name, unit=unit, owner_ours=self.firm.people[self.by], owner_theirs=owner
        )
        baseline_start, baseline_end = grain_period("month", agreed.replace(day=1) - timedelta(days=1))
        fields = {
            "direction": Terms.Direction.DECREASE,
            "baseline_start": baseline_start,
            "baseline_end": baseline_end,
            "target_on": years_after(agreed, 1),
            "claimable_until": promises.claimable_until(agreed),
            "grain": Terms.Grain.MONTH,
            "deduction": Decimal(0),
        } | terms
        proposed = promises.propose_terms(dimension=dimension, actor=self.firm.actor(self.by), asked=owner, **fields)
        Terms.objects.filter(pk=proposed.pk).update(proposed_at=datetime.combine(agreed, time(7), tzinfo=UTC))
        self.at(agreed, 9, lambda moment: ledger.agree_terms(terms=proposed, voice=self.theirs(owner, moment)))
        return dimension

    def read(
        self,
        dimension: ValueDimension,
        periods: Sequence[tuple[date, date]],
        values: Sequence[str | None],
        *,
        volumes: Sequence[str] | None = None,
        source: str,
        kind: str = "customer",
    ) -> None:
        """Readings of the last of these periods; None leaves a period without one."""
        for number, ((start, end), value) in enumerate(zip(periods, values, strict=True)):
            if value is not None:
                records.record_measurement(
                    dimension=dimension,
                    period_start=start,
                    period_end=end,
                    value=Decimal(value),
                    volume=Decimal(volumes[number]) if volumes else None,
                    source=source,
                    source_kind=kind,
                    by=self.firm.people[self.by],
                )

    def claim(
        self,
        dimension: ValueDimension,
        period: tuple[date, date],
        *,
        by: Stakeholder | None,
        days: int = 3,
        adjusted: int | None = None,
        disputed: bool = False,
        reason: str = "",
        note: str = "",
        cause: str = "",
        remedy: str = "",
    ) -> None:
        """State one period, some days after its end, and let the person decide; without a person it stays undecided."""
        if not current_readings(dimension, *period):
            return

        def state(moment: datetime) -> None:
            draft = draft_value(
                actor=self.firm.actor(self.by),
                dimension=dimension,
                period_start=period[0],
                period_end=period[1],
                note=note,
            )
            ValueEvent.objects.filter(pk=draft.pk).update(cause=cause, remedy=remedy)
            ledger.state_value(event=draft, voice=self.ours(moment))

        def decide(moment: datetime) -> None:
            assert by is not None
            event = ValueEvent.objects.select_related("customer__supplier").get(
                dimension=dimension, period_start=period[0], period_end=period[1]
            )
            voice = self.theirs(by, moment)
            if disputed:
                ledger.dispute(event=event, voice=voice, reason=reason)
            elif adjusted is not None:
                ledger.adjust(event=event, voice=voice, amount_minor=adjusted, reason=reason)
            else:
                ledger.confirm(event=event, voice=voice, reason=reason)

        stated = period[1] + timedelta(days=4)
        self.at(stated, 8, state)
        if by is not None:
            self.at(stated + timedelta(days=days), 14, decide)

    def spend(self, on: date, kind: str, minor: int, words: str, source: str, **fields: Any) -> None:
        records.record_spend(
            customer=self.customer,
            on=min(on, self.firm.today),
            kind=kind,
            amount_minor=minor,
            words=words,
            source=source,
            by=self.firm.people[self.by],
            **fields,
        )


# --- The firm ---------------------------------------------------------------------------------------------------------
def _firm(today: date | None) -> Firm:
    supplier = Supplier.objects.create(
        name="Nordwerk",
        colour="#b8892b",
        base_currency="EUR",
        locale="en",
        time_zone="Europe/Berlin",
        is_demonstration=True,
        mail_domains=["nordwerk.example"],
    )
    firm = Firm(supplier, today or supplier.today())
    team = Team.objects.create(supplier=supplier, name="Financial services")
    for name, role, position in (
        ("Ada Berg", Membership.Role.ADMINISTRATOR, "Head of operations"),
        ("Mira Falk", Membership.Role.LEADER, "Sales director"),
        ("Jana Riedel", Membership.Role.ACCOUNT_MANAGER, "Account manager"),
        ("Tomas Lind", Membership.Role.ACCOUNT_MANAGER, "Account manager"),
        ("Oleg Brandt", Membership.Role.CONTRIBUTOR, "Delivery lead"),
    ):
        email = f"{name.lower().replace(' ', '.')}@nordwerk.example"
        user = User.objects.create_user(email, PASSWORD, name=name)
        firm.people[name] = Membership.objects.create(
            supplier=supplier, user=user, role=role, position=position, phone="+49 40 000 00 00"
        )
    team.leaders.add(firm.people["Mira Falk"])
    firm.people["Oleg Brandt"].teams.add(team)
    for months, rate in ((26, "1.0310"), (14, "1.0475"), (5, "1.0622")):
        ExchangeRate.objects.create(
            supplier=supplier,
            currency="CHF",
            base="EUR",
            on=firm.months_ago(months),
            rate=Decimal(rate),
            source="Monthly reference rates, treasury",
        )
    return firm


def _customer(firm: Firm, by: str, name: str, domain: str, **fields: Any) -> Story:
    customer = create_customer(
        actor=firm.actor(by),
        domains=[domain],
        name=name,
        team=firm.supplier.teams.get(),
        **{"currency": "EUR"} | fields,
    )
    return Story(firm, customer, by)


# --- The customers ----------------------------------------------------------------------------------------------------
def _halden(firm: Firm) -> None:
    """A strategic partner that does well, with everything in it: adjusted, disputed, undecided, worse, borne, not money."""
    story = _customer(
        firm,
        "Jana Riedel",
        REPORT_FOR,
        "halden.example",
        industry="Banking",
        tier=Customer.Tier.STRATEGIC,
        stage=Customer.Stage.RENEWAL,
    )
    ines = story.person(
        "Ines Okafor",
        "Head of Payments Operations",
        disposition="champion",
        access=True,
        influence=4,
        may_agree=True,
        may_decide=True,
        chose_supplier=True,
        phone="+49 69 000 00 11",
    )
    karl = story.person(
        "Karl Thoma",
        "CFO",
        disposition="neutral",
        access=True,
        seniority=Stakeholder.Seniority.EXECUTIVE,
        influence=5,
        may_agree=True,
        may_decide=True,
        may_sign_finance=True,
        owns_budget=True,
        phone="+49 69 000 00 12",
    )
    ruth = story.person("Dr. Ruth Salomon", "Head of IT Architecture", disposition="detractor", influence=4)
    story.person("Leo Marchetti", "Treasury", disposition="supporter", influence=2)
    Objection.objects.create(
        customer=story.customer,
        stakeholder=ruth,
        words="We could have built this.",
        since=firm.today - timedelta(days=78),
        owner=firm.people["Jana Riedel"],
    )
    agreed = firm.months_ago(19) - timedelta(days=12)
    story.contract(
        firm.months_ago(20), firm.months_ago(-4) - timedelta(days=1), minor=46_000_000, notice=firm.months_ago(-1)
    )
    months, quarters = firm.months(18), firm.quarters(5)

    faster = promises.create_outcome(
        customer=story.customer, title="Close the month faster", goal="Numbers on the board's table by day three"
    )
    days = story.agree(
        faster,
        "Days to reconcile month-end",
        "days",
        owner=ines,
        agreed=agreed,
        baseline=Decimal(30),
        baseline_low=Decimal(26),
        baseline_high=Decimal(34),
        baseline_source="Close calendar of Accounting",
        target=Decimal(3),
        rate=Decimal(1200),
        rate_source="Controlling, cost of a day of the close team",
        rate_owner="Karl Thoma",
        share=Decimal("0.8"),
        other_shares=[{"who": "New close calendar", "share": "0.2"}],
        low_rate=Decimal(950),
        low_share=Decimal("0.6"),
        method="Working days from the last day of the month until the ledger is reconciled.",
    )
    story.read(
        days,
        months,
        ["29", "27", "26", "24", "21", "18", "15", "12", "9", "8", "6", "4", "3", "2", "2", "1", "1", "1"],
        source="Ledger system, close report",
    )
    for number, period in enumerate(months):
        story.claim(days, period, by=None if number >= 16 else ines, days=2 + number % 4)
    corrections = story.agree(
        faster,
        "Corrections per 10,000 payments",
        "corrections",
        owner=ines,
        agreed=agreed,
        baseline=Decimal(42),
        baseline_source="Payments ledger, twelve months",
        target=Decimal(10),
        rate=Decimal("7.60"),
        rate_source="Payments Operations, time study",
        rate_owner="Ines Okafor",
        volume_basis=Terms.VolumeBasis.ACTUAL,
        volume_unit="10,000 payments",
        share=Decimal("0.7"),
        grain=Terms.Grain.QUARTER,
    )
    story.read(
        corrections,
        firm.months(15),
        ["39", "37", "38", "33", "31", None, "27", "25", "22", "21", "19", "18", "16", "15", "14"],
        volumes=["41", "44", "47", "43", "45", "46", "48", "47", "49", "50", "52", "51", "53", "55", "54"],
        source="Payments ledger",
    )
    for number, period in enumerate(quarters):
        story.claim(corrections, period, by=None if number == 4 else ines, days=4)

    less = promises.create_outcome(
        customer=story.customer, title="Lose less money", goal="Write-offs below one basis point"
    )
    written_off = story.agree(
        less,
        "Unmatched items written off",
        "EUR",
        owner=karl,
        agreed=agreed,
        baseline=Decimal(96000),
        baseline_source="General ledger, account 4711",
        target=Decimal(30000),
        rate=Decimal(1),
        rate_source="The write-off itself",
        rate_owner="Karl Thoma",
        share=Decimal("0.6"),
        grain=Terms.Grain.QUARTER,
        deduction=None,
    )
    story.read(
        written_off, quarters, ["81000", "66500", "52000", "36000", "38400"], source="General ledger, account 4711"
    )
    for number, period in enumerate(quarters):
        story.claim(
            written_off,
            period,
            by=karl if number != 4 else ines,
            adjusted=3_456_000 if number == 3 else None,
            disputed=number == 4,
            reason={3: "Use the ledger's figure of 38,400.", 4: "Half of it was our own clean-up in May."}.get(
                number, ""
            ),
        )
    window = story.agree(
        less,
        "Settlement window kept",
        "%",
        owner=karl,
        agreed=agreed,
        direction=Terms.Direction.INCREASE,
        baseline=Decimal("99.93"),
        baseline_source="Clearing house, monthly statement",
        baseline_supplied_by="third",
        target=Decimal("99.97"),
        rate=Decimal(120000),
        rate_source="Penalty schedule of the clearing house",
        rate_owner="Karl Thoma",
    )
    kept = ["99.94", "99.95", "99.94", "99.96", "99.95", "99.97", "99.96", "99.81", "99.95", "99.97", "99.97", "99.98"]
    story.read(window, months[6:], kept, source="Clearing house, monthly statement", kind="third")
    for number, period in enumerate(months[6:]):
        worse = kept[number] == "99.81"
        story.claim(
            window,
            period,
            by=karl if number != 11 else None,
            cause="A release stopped the settlement run for eleven hours." if worse else "",
            remedy="Since then a release waits for Halden's consent." if worse else "",
        )

    audit = promises.create_outcome(
        customer=story.customer, title="Pass the audit with less work", goal="No extra hands for the audit"
    )
    hours = story.agree(
        audit,
        "Hours to prepare the audit",
        "h",
        owner=ines,
        agreed=agreed,
        baseline=Decimal(640),
        baseline_source="Time sheets of Internal Audit",
        target=Decimal(200),
        rate=Decimal(65),
        rate_source="Controlling, hourly rate",
        rate_owner="Karl Thoma",
        share=Decimal("0.7"),
        grain=Terms.Grain.READING,
    )
    halves = [(quarters[0][0], quarters[1][1]), (quarters[2][0], quarters[3][1])]
    story.read(hours, halves, ["410", "240"], source="Time sheets of Internal Audit")
    story.claim(hours, halves[0], by=ines)
    story.claim(hours, halves[1], by=karl, days=19)
    complaints = story.agree(
        audit,
        "Complaints about late payments",
        "a month",
        owner=ines,
        agreed=agreed,
        baseline=Decimal(31),
        baseline_source="Service desk",
        target=Decimal(8),
    )
    story.read(complaints, months[12:], ["22", "19", "15", "12", "10", "9"], source="Service desk")
    story.claim(complaints, months[17], by=ines, days=1)

    for start, end in firm.quarters(6):
        story.spend(start, "licence", 5_200_000, "Licence, one quarter", f"Invoice {start:%Y%m}-L")
        story.spend(end, "service", 1_405_000, "Services", f"Invoice {end:%Y%m}-S")
    story.spend(months[5][1], "internal", 2_240_000, "Own project team", "Controlling, project 118")
    story.spend(months[14][1], "credit", -640_000, "Credit for the outage", f"Credit note {months[14][1]:%Y%m}")
    story.at(
        months[14][1],
        11,
        lambda moment: ledger.state_cost(
            customer=story.customer,
            voice=story.theirs(ines, moment),
            title="Overtime when the release failed",
            amount_minor=1_200_000,
            period_start=months[13][0],
            period_end=months[13][1],
            cause="Payments were matched by hand for nine days.",
        ),
    )
    story.at(
        months[16][1],
        10,
        lambda moment: ledger.confirm_spend(
            customer=story.customer, voice=story.theirs(karl, moment), until=firm.quarters(1)[0][0]
        ),
    )
    story.play()


def _ferrow(firm: Firm) -> None:
    """Spend, and nothing agreed: nothing can be claimed."""
    story = _customer(firm, "Jana Riedel", "Ferrow Logistics", "ferrow.example", industry="Logistics")
    story.person("Nils Aker", "Head of Warehouse", disposition="supporter")
    story.contract(firm.months_ago(14), firm.months_ago(-10), minor=16_000_000)
    for start, end in firm.months(14):
        story.spend(end, "service", 942_000 + (start.month % 3) * 500, "Operations", f"Invoice {end:%Y%m}")
    story.play()


def _caldera(firm: Firm) -> None:
    """Worse off: the shortfalls are larger than the gains."""
    story = _customer(firm, "Tomas Lind", "Caldera Insurance", "caldera.example", industry="Insurance")
    piet = story.person(
        "Piet Vermeer",
        "Claims Director",
        disposition="sceptic",
        access=True,
        may_agree=True,
        may_decide=True,
        owns_budget=True,
        seniority=Stakeholder.Seniority.EXECUTIVE,
    )
    agreed = firm.months_ago(13)
    story.contract(agreed, firm.months_ago(-2), minor=50_000_000, notice=firm.today + timedelta(days=9))
    outcome = promises.create_outcome(customer=story.customer, title="Settle claims sooner", goal="Ten days at most")
    settle = story.agree(
        outcome,
        "Days to settle a claim",
        "days",
        owner=piet,
        agreed=agreed,
        baseline=Decimal(14),
        baseline_source="Claims system, twelve months",
        target=Decimal(10),
        rate=Decimal("2.10"),
        rate_source="Controlling, handling cost of a day",
        rate_owner="Piet Vermeer",
        volume_basis=Terms.VolumeBasis.ACTUAL,
        volume_unit="claims",
        share=Decimal("0.5"),
    )
    months = firm.months(12)
    values = ["15", "16.5", "17", "15.5", "14.5", "13", "12.5", "15", "16", "15.5", "14", "13.5"]
    volumes = [str(4100 + 70 * number) for number in range(12)]
    story.read(settle, months, values, volumes=volumes, source="Claims system")
    for number, period in enumerate(months):
        story.claim(
            settle,
            period,
            by=piet if number < 10 else None,
            days=5,
            cause="The rules engine sent simple claims to experts." if Decimal(values[number]) > 14 else "",
        )
    for _start, end in firm.quarters(4):
        story.spend(end, "licence", 9_800_000, "Licence, one quarter", f"Invoice {end:%Y%m}")
    story.play()


def _ostvik(firm: Firm) -> None:
    """An early victory in its own units; nothing is monetised yet."""
    story = _customer(
        firm,
        "Jana Riedel",
        "Ostvik Pensjonskasse",
        "ostvik.example",
        industry="Pensions",
        locale="de",
        stage=Customer.Stage.TRANSITION,
    )
    marta = story.person(
        "Marta Lindqvist", "Leiterin Leistungen", disposition="champion", access=True, may_agree=True, may_decide=True
    )
    agreed = firm.months_ago(5) + timedelta(days=2)
    story.contract(firm.months_ago(6), firm.months_ago(-30), minor=22_000_000)
    outcome = promises.create_outcome(customer=story.customer, title="Rentenlauf in Tagen, nicht Wochen")
    run = story.agree(
        outcome,
        "Tage je Rentenlauf",
        "Tage",
        owner=marta,
        agreed=agreed,
        baseline=Decimal(30),
        baseline_source="Betriebskalender",
        target=Decimal(2),
    )
    months = firm.months(4)
    story.read(run, months, ["12", "5", "2", "1"], source="Betriebskalender")
    for number, period in enumerate(months):
        story.claim(run, period, by=marta if number < 3 else None, days=1)
    for _start, end in firm.months(5):
        story.spend(end, "service", 410_000, "Einführung", f"Rechnung {end:%Y%m}")
    story.play()


def _brenner(firm: Firm) -> None:
    """A customer in another currency, with an invoice in a third, and claims that wait."""
    story = _customer(firm, "Tomas Lind", "Brenner Mutual", "brenner.example", industry="Insurance", currency="CHF")
    paul = story.person(
        "Paul Achterberg",
        "Head of Service",
        disposition="champion",
        access=True,
        may_agree=True,
        may_decide=True,
        chose_supplier=True,
    )
    agreed = firm.months_ago(10)
    story.contract(agreed, firm.months_ago(-14), minor=18_000_000)
    ExchangeRate.objects.create(
        supplier=firm.supplier,
        currency="EUR",
        base="CHF",
        on=firm.months_ago(10),
        rate=Decimal("0.9547"),
        source="Monthly reference rates, treasury",
    )
    outcome = promises.create_outcome(customer=story.customer, title="Answer at the first call")
    calls = story.agree(
        outcome,
        "Call-backs per 100 calls",
        "call-backs",
        owner=paul,
        agreed=agreed,
        baseline=Decimal(38),
        baseline_source="Telephone system",
        target=Decimal(20),
        rate=Decimal("9.40"),
        rate_source="Service, cost of a call-back",
        rate_owner="Paul Achterberg",
        volume_basis=Terms.VolumeBasis.FIXED,
        volume_unit="hundred calls a month",
        fixed_volume=Decimal(210),
        share=Decimal("0.75"),
    )
    months = firm.months(9)
    story.read(calls, months, ["36", "33", "31", "30", "27", "25", "24", "22", "21"], source="Telephone system")
    for number, period in enumerate(months):
        if number != 6:
            story.claim(calls, period, by=paul if number < 6 else None, days=6)
    for _start, end in firm.quarters(3):
        story.spend(end, "licence", 2_950_000, "Licence, one quarter", f"Invoice {end:%Y%m}")
    story.spend(months[4][1], "service", 880_000, "Training", "Invoice T-09", currency="EUR")
    story.play()


def _levant(firm: Firm) -> None:
    """Little proof, and a renewal that comes near."""
    story = _customer(
        firm,
        "Jana Riedel",
        "Levant Savings",
        "levant.example",
        industry="Banking",
        stage=Customer.Stage.RENEWAL,
        tier=Customer.Tier.TRANSACTIONAL,
    )
    sofie = story.person(
        "Sofie Maas", "Operations", disposition="supporter", access=True, may_agree=True, may_decide=True
    )
    agreed = firm.months_ago(9)
    story.contract(firm.months_ago(10), firm.today + timedelta(days=72), minor=9_000_000)
    outcome = promises.create_outcome(customer=story.customer, title="Open accounts without branch visits")
    minutes = story.agree(
        outcome,
        "Minutes to open an account",
        "minutes",
        owner=sofie,
        agreed=agreed,
        baseline=Decimal(48),
        baseline_source="Branch study",
        baseline_supplied_by="supplier",
        target=Decimal(15),
        rate=Decimal("0.62"),
        rate_source="Branch controlling",
        rate_owner="Sofie Maas",
        volume_basis=Terms.VolumeBasis.ACTUAL,
        volume_unit="accounts",
    )
    months = firm.months(8)
    story.read(
        minutes,
        months,
        ["45", "41", "36", "30", None, "27", "26", "24"],
        volumes=["310", "322", "295", "340", "0", "351", "348", "360"],
        source="Core banking log",
        kind="supplier",
    )
    for number in (0, 1, 2):
        story.claim(minutes, months[number], by=sofie, days=12)
    for _start, end in firm.quarters(3):
        story.spend(end, "licence", 1_540_000, "Licence, one quarter", f"Invoice {end:%Y%m}")
    promises.create_dimension(outcome=outcome, name="Time to open a second account", unit="minutes", owner_theirs=sofie)
    story.play()
