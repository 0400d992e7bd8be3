"""Halden Bank: a strategic partner that does well, with everything in it.

Adjusted, disputed, undecided, worse, borne, corrected, on paper, in words, not in money, terms that end.
"""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal

from accounts.models import Customer, Stakeholder
from outcomes.models import Terms
from reports.demonstration import relationship
from reports.demonstration.days import after
from reports.demonstration.firm import ERIK, FINANCE, JANA, TOMAS, Firm
from reports.demonstration.story import Story, begin

NAME = "Halden Bank AG"
MONTHS = 33
DAYS = "29 27 26 26 24 24 22 21 21 19 18 18 17 15 14 14 12 11 9 9 8 8 7 6 6 5 4 4 3 2 2 1 1"
CORRECTED = "39 37 38 33 31 - 27 25 22 21 19 18 16 15 14"
PAYMENTS = "41 44 47 43 45 46 48 47 49 50 52 51 53 55 54"
WRITTEN_OFF = "91000 88500 81000 74000 66500 61000 52000 47500 36000 38400 35200"
KEPT = "99.94 99.95 99.94 99.96 99.95 99.97 99.96 99.81 99.95 99.97 99.97 99.98 99.97 99.96 99.98 99.97 99.88 99.98"


def tell(firm: Firm) -> None:
    days = firm.days
    story = begin(
        firm,
        JANA,
        NAME,
        "halden.example",
        team=FINANCE,
        months=37,
        industry="Banking",
        tier=Customer.Tier.STRATEGIC,
        stage=Customer.Stage.RENEWAL,
        won_by=firm.people[ERIK],
        finance_signs_smaller_shortfalls=True,
        internal_note="Board decides on the renewal in its January meeting. Karl wants the ratio, Ines the story.",
    )
    story.answered_before(TOMAS, months=26)
    ines, karl = _people(story)
    agreed = days.month(MONTHS) - timedelta(days=12)
    story.contract("Platform and services", days.month(36), days.month(12) - timedelta(days=1), minor=52_000_000)
    story.contract(
        "Platform and services, renewed", days.month(12), days.month(-4) - timedelta(days=1), minor=30_000_000
    )
    _close(story, ines, agreed=agreed)
    _money(story, ines, karl, agreed=agreed)
    _audit(story, ines, karl, agreed=agreed)
    _spend(story, ines, karl)
    story.play()
    relationship.tell(story, ines, {"round:better", "work:proposed", "work:challenged", "tender:heard_of"})


def _people(story: Story) -> tuple[Stakeholder, Stakeholder]:
    ines = story.person(
        "Ines Okafor",
        "Head of Payments Operations",
        disposition=[
            (36, "supporter", "Asked for references before she signed."),
            (29, "champion", "Showed the close calendar to the board herself."),
        ],
        access=True,
        months=36,
        function="Operations",
        influence=4,
        may_agree=True,
        may_decide=True,
        chose_supplier=True,
        phone="+49 69 000 00 11",
        note="Wants to become COO. Prefers a call before eight.",
    )
    karl = story.person(
        "Karl Thoma",
        "CFO",
        disposition=[(24, "sceptic", "“Vendor arithmetic.”"), (9, "neutral", "Signed off a year without a change.")],
        access=True,
        months=24,
        function="Finance",
        seniority=Stakeholder.Seniority.EXECUTIVE,
        influence=5,
        may_agree=True,
        may_decide=True,
        may_sign_finance=True,
        owns_budget=True,
        phone="+49 69 000 00 12",
    )
    ruth = story.person(
        "Dr. Ruth Salomon",
        "Head of IT Architecture",
        disposition=[(36, "sceptic", ""), (14, "detractor", "Proposed to build it in-house in the IT board.")],
        months=36,
        function="IT",
        influence=4,
    )
    leo = story.person("Leo Marchetti", "Treasury", disposition="supporter", function="Treasury", influence=2)
    anke = story.person(
        "Anke Petersen", "Internal Audit", disposition="neutral", function="Audit", influence=3, months=20
    )
    chair = story.person(
        "Prof. Ulrike Sand",
        "Chair of the supervisory board",
        disposition="neutral",
        function="Board",
        seniority=Stakeholder.Seniority.BOARD,
        influence=5,
        months=14,
    )
    story.link(ines, "reports_to", karl)
    story.link(karl, "reports_to", chair)
    story.link(ruth, "conflicts_with", ines)
    story.link(ruth, "influences", chair)
    story.link(leo, "influences", karl)
    story.link(anke, "influences", karl)
    story.objects(ruth, "We could have built this.", ago=56)
    story.objects(
        karl,
        "The ratio counts hours that nobody saved.",
        ago=190,
        answer="Hours count only where the close team was smaller that month; Controlling supplies the rate.",
        answered_ago=171,
    )
    return ines, karl


def _close(story: Story, ines: Stakeholder, *, agreed: date) -> None:
    days, months = story.days, story.days.months(MONTHS)
    faster = story.outcome("Close the month faster", "Numbers on the board's table by day three")
    reconcile = story.agree(
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
    story.read(reconcile, months, DAYS.split(), source="Ledger system, close report")
    for number, period in enumerate(months):
        last, before = number == MONTHS - 1, number == MONTHS - 2
        story.claim(
            reconcile,
            period,
            by=None if last else ines,
            days=2 + number % 4,
            decided=days.last if before else None,
            adjusted=Decimal("0.9") if number == 11 else None,
            reason="Two of the days were gained by the new calendar, not by the software." if number == 11 else "",
            attached="close-report" if number % 3 == 2 else "",
        )
    # A reading that turned out to be another: the claim was corrected, and she agreed.
    story.correct(
        reconcile, months[20], "10", on=after(months[20][1], 60), reason="Two entities were reconciled later."
    )
    story.restate(
        reconcile,
        months[20],
        on=after(months[20][1], 63),
        reason="The close report left out two entities.",
        by=ines,
    )
    corrections = story.agree(
        faster,
        "Corrections per 10,000 payments",
        "corrections",
        owner=ines,
        agreed=days.month(16) - timedelta(days=9),
        baseline=Decimal(42),
        baseline_source="Payments ledger, twelve months",
        target=Decimal(10),
        rate=Decimal("7.60"),
        rate_source="Payments Operations, time study",
        rate_owner="Ines Okafor",
        volume_basis=Terms.VolumeBasis.ACTUAL,
        volume_unit="blocks of 10,000 payments",
        share=Decimal("0.7"),
        grain=Terms.Grain.QUARTER,
    )
    story.read(
        corrections,
        days.months(15),
        [None if one == "-" else one for one in CORRECTED.split()],
        volumes=PAYMENTS.split(),
        source="Payments ledger",
    )
    for number, period in enumerate(quarters := days.quarters(4)):
        story.claim(corrections, period, by=None if number == len(quarters) - 1 else ines, days=4)
    early = months[1][1] + timedelta(days=13)
    story.words(
        "First close without a weekend shift",
        on=early,
        by=ines,
        note="Nobody of Accounting worked on the Saturday after month-end, for the first time in four years.",
    )


def _money(story: Story, ines: Stakeholder, karl: Stakeholder, *, agreed: date) -> None:
    days = story.days
    less = story.outcome("Lose less money", "Write-offs below one basis point")
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
        claimable_until=days.today + timedelta(days=400),
    )
    quarters = days.quarters(10)
    story.read(written_off, quarters, WRITTEN_OFF.split()[-10:], source="General ledger, account 4711")
    for number, period in enumerate(quarters[:-2]):
        story.claim(
            written_off,
            period,
            by=karl,
            days=9,
            adjusted=3_456_000 if number == 7 else None,
            disputed="Half of it was our own clean-up." if number == 3 else "",
            settled=1_380_000 if number == 3 else None,
            reason={3: "Half, as agreed on the phone.", 7: "Use the ledger's figure of 38,400."}.get(number, ""),
        )
    story.claim(
        written_off,
        quarters[-2],
        by=ines,
        stated=days.ago(18),
        decided=days.ago(3),
        disputed="Half of it was our own clean-up in spring.",
    )
    window = story.agree(
        less,
        "Settlement window kept",
        "%",
        owner=karl,
        agreed=days.month(18) - timedelta(days=12),
        direction=Terms.Direction.INCREASE,
        baseline=Decimal("99.93"),
        baseline_source="Clearing house, monthly statement",
        baseline_supplied_by="third",
        target=Decimal("99.97"),
        rate=Decimal(120000),
        rate_source="Penalty schedule of the clearing house",
        rate_owner="Karl Thoma",
    )
    months, kept = days.months(18), KEPT.split()
    story.read(
        window,
        months,
        kept,
        source="Clearing house, monthly statement",
        kind="third",
        came_in={16: days.ago(5)},
    )
    for number, period in enumerate(months):
        worse = kept[number] == "99.81"
        if number == 16:  # worse again, read six days ago, and nobody has stated it yet
            continue
        story.claim(
            window,
            period,
            by=None if number == 17 else karl,
            days=4 + number % 5,
            decided=days.ago(4) if number == 15 else None,
            cause="A release stopped the settlement run for eleven hours." if worse else "",
            remedy="Since then a release waits for Halden's consent." if worse else "",
        )


def _audit(story: Story, ines: Stakeholder, karl: Stakeholder, *, agreed: date) -> None:
    days = story.days
    quarters = days.quarters(8)
    audit = story.outcome("Pass the audit with less work", "No extra hands for the audit")
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
        claimable_until=days.today + timedelta(days=400),
    )
    halves = [(quarters[number][0], quarters[number + 1][1]) for number in (1, 3, 5)]
    story.read(hours, halves, ["520", "410", "240"], source="Time sheets of Internal Audit")
    story.claim(hours, halves[0], by=ines, attached="time-sheets")
    story.claim(hours, halves[1], by=karl, days=19)
    story.claim(hours, halves[2], by=None, stated=days.ago(27), attached="time-sheets")
    complaints = story.agree(
        audit,
        "Complaints about late payments",
        "a month",
        owner=ines,
        agreed=days.month(8) - timedelta(days=9),
        baseline=Decimal(31),
        baseline_source="Service desk",
        target=Decimal(8),
    )
    months = days.months(7)
    story.read(complaints, months, ["24", "22", "19", "15", "12", "10", "9"], source="Service desk")
    for number in (0, 1, 2, 3, 5):
        story.claim(complaints, months[number], by=ines, days=1)
    story.draft(complaints, months[4], ago=7, note="Ask Ines for the two escalations before sending.")
    story.agree(
        audit,
        "Findings of the external auditor",
        "findings",
        owner=karl,
        agreed=days.month(5) + timedelta(days=3),
        paper=True,
        baseline=Decimal(14),
        baseline_source="Auditor's letter",
        baseline_supplied_by="third",
        target=Decimal(5),
        grain=Terms.Grain.READING,
    )


def _spend(story: Story, ines: Stakeholder, karl: Stakeholder) -> None:
    days, months = story.days, story.days.months(MONTHS)
    for start, end in days.quarters(11):
        story.spend(start, "licence", 4_400_000, "Licence, one quarter", f"Invoice {start:%Y%m}-L")
        story.spend(end, "service", 1_105_000, "Services", f"Invoice {end:%Y%m}-S")
    story.spend(months[3][1], "internal", 2_240_000, "Own project team", "Controlling, project 118")
    story.spend(months[24][1], "credit", -640_000, "Credit for the outage", f"Credit note {months[24][1]:%Y%m}")
    story.cost(
        "Overtime when the release failed",
        minor=1_200_000,
        period=months[23],
        on=months[24][1],
        by=ines,
        cause="Payments were matched by hand for nine days.",
        confirmed_by=karl,
    )
    year = (months[9][0], months[20][1])
    story.sign_off(karl, period=year, on=after(year[1], 40))
    story.confirm_spend(karl, until=days.month(14), on=days.month(13) + timedelta(days=8))
    story.confirm_spend(karl, until=days.quarters(1)[0][0], on=days.ago(8))
