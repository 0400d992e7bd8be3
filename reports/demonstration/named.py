"""Five customers told by hand, each for what is hard about it."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal

from accounts.models import Customer, Stakeholder
from outcomes.models import Terms
from reports.demonstration import relationship
from reports.demonstration.days import after
from reports.demonstration.firm import CONSUMER, ERIK, FINANCE, JANA, TOMAS, Firm
from reports.demonstration.story import begin


def ferrow(firm: Firm) -> None:
    """Spend, and nothing agreed: nothing can be claimed. Nobody vouches for the supplier."""
    days = firm.days
    story = begin(
        firm, JANA, "Ferrow Logistics", "ferrow.example", team=CONSUMER, months=15, industry="Logistics",
        won_by=firm.people[ERIK],
    )  # fmt: skip
    story.person("Nils Aker", "Head of Warehouse", disposition="supporter", months=15, function="Operations")
    story.person(
        "Birgit Tveit", "Head of Purchasing", disposition="sceptic", months=12, function="Purchasing", influence=4,
        owns_budget=True,
    )  # fmt: skip
    story.contract("Platform and services", days.month(14), days.month(-10) - timedelta(days=1), minor=24_000_000)
    for start, end in days.months(14):
        story.spend(end, "service", 942_000 + (start.month % 3) * 500, "Operations", f"Invoice {end:%Y%m}")
    story.play()


def caldera(firm: Firm) -> None:
    """Worse off: the shortfalls are larger than the gains, some of them stated by the product itself."""
    days = firm.days
    story = begin(
        firm, TOMAS, "Caldera Insurance", "caldera.example", team=FINANCE, months=20, industry="Insurance",
        won_by=firm.people[ERIK], finance_signs_smaller_shortfalls=True,
    )  # fmt: skip
    piet = story.person(
        "Piet Vermeer",
        "Claims Director",
        disposition=[(20, "champion", ""), (11, "neutral", ""), (5, "sceptic", "Asks for a way out of the contract.")],
        access=True,
        months=20,
        function="Claims",
        may_agree=True,
        may_decide=True,
        owns_budget=True,
        may_sign_finance=True,
        chose_supplier=True,
        influence=5,
        seniority=Stakeholder.Seniority.EXECUTIVE,
    )
    lena = story.person("Lena Bos", "Head of IT", disposition="detractor", months=18, function="IT", influence=4)
    story.link(lena, "influences", piet)
    story.objects(lena, "Simple claims take longer than before you came.", ago=75)
    story.objects(
        piet,
        "Nobody told us that the rules engine needed three weeks of tuning.",
        ago=120,
        answer="True. The tuning was ours to plan; it is finished and was not invoiced.",
        answered_ago=101,
    )
    agreed = days.month(17) - timedelta(days=8)
    story.contract("Platform and services", days.month(17), days.today + timedelta(days=99), minor=50_000_000)
    outcome = story.outcome("Settle claims sooner", "Ten days at most")
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
    months = days.months(16)
    values = [
        "13.5",
        "14.5",
        "15.5",
        "15",
        "15",
        "16.5",
        "17",
        "15.5",
        "14.5",
        "13",
        "12.5",
        "15",
        "16",
        "15.5",
        "14",
        "13.5",
    ]
    volumes = [str(4100 + 70 * number) for number in range(len(months))]
    story.read(settle, months, values, volumes=volumes, source="Claims system")
    for number, period in enumerate(months):
        worse = Decimal(values[number]) > 14
        if worse and number in {3, 7, 12}:
            story.product_states(settle, period, by=piet if number != 12 else None)
            continue
        story.claim(
            settle,
            period,
            by=piet if number < 13 else None,
            days=5,
            cause="The rules engine sent simple claims to experts." if worse else "",
            remedy="The rules are reviewed with Caldera's experts every Tuesday." if worse else "",
        )
    for _start, end in days.quarters(5):
        story.spend(end, "licence", 7_800_000, "Licence, one quarter", f"Invoice {end:%Y%m}")
    story.spend(days.month(4), "credit", -1_500_000, "Service credit, spring", "Credit note C-118")
    story.cost(
        "Three temporary clerks",
        minor=2_760_000,
        period=months[11],
        on=after(months[11][1], 9),
        by=piet,
        cause="The backlog had to be worked off by hand.",
    )
    story.confirm_spend(piet, until=days.quarters(2)[0][1], on=days.ago(9))
    story.play()
    relationship.tell(story, piet, {"round:red", "work:challenged", "work:unpriced"})


def ostvik(firm: Firm) -> None:
    """An early victory in its own units; nothing is monetised yet. German."""
    days = firm.days
    story = begin(
        firm, JANA, "Ostvik Pensjonskasse", "ostvik.example", team=FINANCE, months=7, industry="Pensions",
        locale="de", stage=Customer.Stage.TRANSITION, won_by=firm.people[ERIK],
    )  # fmt: skip
    marta = story.person(
        "Marta Lindqvist",
        "Leiterin Leistungen",
        disposition=[(7, "supporter", ""), (2, "champion", "Hat den Rentenlauf im Vorstand gezeigt.")],
        access=True,
        months=7,
        function="Leistungen",
        may_agree=True,
        may_decide=True,
        chose_supplier=True,
        influence=4,
    )
    story.person(
        "Henrik Aas", "Finanzvorstand", disposition="neutral", months=7, function="Finanzen", influence=5,
        seniority=Stakeholder.Seniority.EXECUTIVE, owns_budget=True, may_decide=True, may_sign_finance=True,
    )  # fmt: skip
    agreed = days.month(5) - timedelta(days=10)
    story.contract("Plattform und Dienste", days.month(6), days.month(-30) - timedelta(days=1), minor=22_000_000)
    outcome = story.outcome("Rentenlauf in Tagen, nicht Wochen", "Renten pünktlich am Ersten")
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
    months = days.months(5)
    story.read(run, months, ["18", "12", "5", "2", "1"], source="Betriebskalender")
    for number, period in enumerate(months):
        if number != 2:
            story.claim(run, period, by=marta if number != 3 else None, days=1)
    story.draft(run, months[2], ago=7, note="Protokoll des Rentenlaufs fehlt noch.")
    cases = story.bare(outcome, "Kosten je Leistungsfall", "EUR", marta, on=days.ago(9))
    story.propose(
        cases,
        marta,
        days.ago(6),
        baseline=Decimal(86),
        baseline_source="Kostenrechnung",
        target=Decimal(52),
        rate=Decimal(1),
        rate_source="Kostenrechnung",
        rate_owner="Henrik Aas",
        volume_basis=Terms.VolumeBasis.ACTUAL,
        volume_unit="Leistungsfälle",
        share=Decimal("0.7"),
    )
    for _start, end in days.months(5):
        story.spend(end, "service", 410_000, "Einführung", f"Rechnung {end:%Y%m}")
    story.play()


def brenner(firm: Firm) -> None:
    """A customer in another currency, with an invoice in a third, and claims that wait."""
    days = firm.days
    story = begin(
        firm, TOMAS, "Brenner Mutual", "brenner.example", team=FINANCE, months=12, industry="Insurance",
        currency="CHF", won_by=firm.people[ERIK],
    )  # fmt: skip
    paul = story.person(
        "Paul Achterberg",
        "Head of Service",
        disposition="champion",
        access=True,
        months=12,
        function="Service",
        may_agree=True,
        may_decide=True,
        chose_supplier=True,
    )
    story.person(
        "Regula Imhof", "CFO", disposition="supporter", months=10, function="Finance", influence=5, access=True,
        seniority=Stakeholder.Seniority.EXECUTIVE, may_decide=True, may_sign_finance=True, owns_budget=True,
    )  # fmt: skip
    agreed = days.month(10) - timedelta(days=12)
    story.contract("Platform and services", days.month(10), days.month(-14) - timedelta(days=1), minor=18_000_000)
    outcome = story.outcome("Answer at the first call", "Service that members recommend")
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
    months = days.months(9)
    story.read(calls, months, ["36", "33", "31", "30", "27", "25", "24", "22", "21"], source="Telephone system")
    for number, period in enumerate(months):
        if number not in {6, 7}:
            story.claim(calls, period, by=paul if number < 5 else None, days=6, attached="calls" if number == 5 else "")
    story.claim(calls, months[6], by=paul, stated=days.ago(12), decided=days.ago(4))
    for _start, end in days.quarters(3):
        story.spend(end, "licence", 1_650_000, "Licence, one quarter", f"Invoice {end:%Y%m}")
    story.spend(months[4][1], "service", 880_000, "Training", "Invoice T-09", currency="EUR")
    story.play()


def levant(firm: Firm) -> None:
    """Little proof, and a renewal that comes near; a dimension without a baseline."""
    days = firm.days
    story = begin(
        firm, JANA, "Levant Savings", "levant.example", team=FINANCE, months=15, industry="Banking",
        stage=Customer.Stage.RENEWAL, tier=Customer.Tier.TRANSACTIONAL, won_by=firm.people[ERIK],
    )  # fmt: skip
    sofie = story.person(
        "Sofie Maas", "Operations", disposition="champion", access=True, months=15, function="Operations",
        may_agree=True, may_decide=True,
    )  # fmt: skip
    story.person("Joris Claes", "Head of Branches", disposition="sceptic", months=12, function="Branches", influence=4)
    agreed = days.month(13) - timedelta(days=12)
    story.contract("Platform", days.month(13), days.today + timedelta(days=72), minor=9_000_000, notice_days=30)
    outcome = story.outcome("Open accounts without branch visits", "Half of all accounts opened at home")
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
    months = days.months(12)
    story.read(
        minutes,
        months,
        ["45", "44", "41", "38", "36", "30", None, "29", "27", "27", "26", "24"],
        volumes=["310", "322", "295", "340", "338", "329", "0", "351", "348", "360", "355", "371"],
        source="Core banking log",
        kind="supplier",
    )
    for number in range(6):
        story.claim(minutes, months[number], by=sofie, days=12)
    for _start, end in days.quarters(4):
        story.spend(end, "licence", 1_540_000, "Licence, one quarter", f"Invoice {end:%Y%m}")
    story.bare(outcome, "Time to open a second account", "minutes", sofie, on=days.ago(30))
    story.play()
    relationship.tell(story, sofie, {"round:due"})
