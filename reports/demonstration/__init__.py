"""Demonstration data of a believable firm: loaded through the services, marked as a demonstration, the same for the same day.

`days` has the calendar, `firm` the supplier, `story` how a customer is told, `halden` and `named` those told by hand, `suited`
how suited we are for some of them, `problems` what went wrong for some, `edited` what was put right in data, `roster` and
`generated` the others, `playbooks` and `words` what they say.
"""

from __future__ import annotations

from datetime import date

from django.db import transaction
from django.db.models import Max

from accounts.models import Supplier
from outcomes.models import Decision
from reports.demonstration import edited, generated, halden, named, problems, suited
from reports.demonstration.days import Days
from reports.demonstration.firm import PASSWORD, Firm, found
from reports.demonstration.roster import entries

__all__ = ["ACCOUNT_MANAGER", "CHAMPION", "PASSWORD", "REPORT_FOR", "is_of_today", "load"]

NAME = "Nordwerk"
ACCOUNT_MANAGER = "jana.riedel@nordwerk.example"
CHAMPION = "ines.okafor@halden.example"
REPORT_FOR = halden.NAME
BY_HAND = (halden.tell, named.ferrow, named.caldera, named.ostvik, named.brenner, named.levant)


def load(*, today: date | None = None, only_by_hand: bool = False) -> Supplier:
    """Load everything in one transaction; `today` is the day on which it is looked at: all of it happened before.

    `only_by_hand` leaves out the customers of the roster.
    """
    with transaction.atomic():
        supplier = Supplier.objects.create(
            name=NAME,
            colour="#b8892b",
            base_currency="EUR",
            locale="en",
            time_zone="Europe/Berlin",
            is_demonstration=True,
            mail_domains=["nordwerk.example"],
        )
        firm = Firm(supplier, Days(today or supplier.today(), supplier.zone))
        found(firm)
        for tell in BY_HAND:
            tell(firm)
        suited.tell(firm)
        for entry in [] if only_by_hand else entries():
            generated.tell(firm, entry)
        problems.tell(firm)
        edited.tell(firm)
    return supplier


def is_of_today(supplier: Supplier) -> bool:
    """Whether the story that was loaded ends today: its last entry is of the last working day. No story is no old one."""
    entered = Decision.objects.filter(supplier=supplier, origin=Decision.Origin.DEMONSTRATION)
    last: date | None = entered.aggregate(last=Max("said_on"))["last"]
    return last is None or last >= Days(supplier.today(), supplier.zone).last
