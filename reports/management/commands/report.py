from __future__ import annotations

from argparse import ArgumentParser, ArgumentTypeError
from datetime import date
from pathlib import Path
from typing import Any

from django.core.files.storage import default_storage
from django.core.management.base import BaseCommand, CommandError

from accounts.models import Contract, Customer
from accounts.refusal import Refused
from reports import background
from reports.editions import KINDS
from reports.models import Report
from reports.pack_forms import periods_of
from reports.services import request_packs, request_report

PERIODS = ("quarter", "year", "contract")
OF_A_PACK = {"--period": "period", "--from": "since", "--until": "until", "--with-scope": "with_scope"}


def write_document(report: Report, folder: Path) -> Path:
    """Copy a finished document out of the storage; the file is named after customer, edition and number."""
    folder.mkdir(parents=True, exist_ok=True)
    readable = "".join(letter if letter.isalnum() else "-" for letter in report.customer.name.lower()).strip("-")[:60]
    path = folder / f"{report.edition}-{readable}-{report.number}.{report.format}"
    with default_storage.open(report.file) as stored:
        path.write_bytes(stored.read())
    return path


def day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError as error:
        raise ArgumentTypeError(f"Write the day as 2026-10-31, not {text!r}.") from error


class Command(BaseCommand):
    help = "Makes one document through the same service and worker as in the browser, and prints its path."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--customer", required=True, help="the customer's name")
        parser.add_argument("--supplier", help="the supplier's name, where several have such a customer")
        parser.add_argument("--edition", choices=list(KINDS), default=Report.Edition.PVD)
        parser.add_argument("--format", help="pdf, unless named")
        parser.add_argument("--locale", help="the customer's, unless named")
        parser.add_argument("--out", required=True, type=Path)
        parser.add_argument("--wait", type=float, default=120, help="seconds at most")
        pack = parser.add_argument_group("of a review pack")
        pack.add_argument("--period", choices=PERIODS, help="last quarter, last year, or the whole contract (default)")
        pack.add_argument("--from", dest="since", type=day, help="first day, such as 2026-01-01; else that of --period")
        pack.add_argument("--until", type=day, help="last day, today at the latest; else that of --period")
        pack.add_argument("--with-scope", action="store_true", help="with scope and commercial matters, last")

    def handle(self, *_args: Any, **options: Any) -> None:
        customer = customer_named(options["customer"], options["supplier"])
        wanted = options["format"] or Report.Format.PDF
        formats = KINDS[options["edition"]].formats
        if wanted not in formats:
            raise CommandError(f"There is no {options['edition']} as {wanted}, only as {' or '.join(formats)}.")
        try:
            report = ordered(customer, options, wanted)
        except Refused as refused:
            raise CommandError(f"--{refused.field or 'period'}: {' '.join(refused.messages)}") from refused
        # Where a dispatcher is running, its workers make it; else this command brings its own.
        try:
            background.wait_for(report, seconds=options["wait"])
        except (TimeoutError, RuntimeError) as error:
            raise CommandError(str(error)) from error
        self.stdout.write(str(write_document(report, options["out"])))


def customer_named(name: str, supplier: str | None) -> Customer:
    found = Customer.objects.filter(name=name).select_related("supplier")
    if supplier:
        found = found.filter(supplier__name=supplier)
    customers = list(found[:2])
    if len(customers) != 1:
        raise CommandError("There is no such customer." if not customers else "Several have this name; add --supplier.")
    return customers[0]


def ordered(customer: Customer, options: dict[str, Any], format: str) -> Report:
    """The document, ordered as the browser orders it; only a pack is of a period."""
    edition, locale = options["edition"], options["locale"] or customer.locale
    given = [name for name, of in OF_A_PACK.items() if options[of]]
    if edition != Report.Edition.PACK:
        if given:
            raise CommandError(
                f"{given[0]} is for --edition pack: a {edition} says what stands on the day it is made, from the first day on."
            )
        return request_report(customer=customer, requested_by=None, locale=locale, edition=edition, format=format)
    if options["period"] and options["since"] and options["until"]:
        raise CommandError("Give --period, or --from and --until: the two days are a period already.")
    contracts = list(Contract.objects.filter(customer=customer).values_list("starts_on", "ends_on"))
    since, until = periods_of(contracts, customer.supplier.today())[options["period"] or "contract"]
    (report,) = request_packs(
        customer=customer,
        formats=[format],
        since=options["since"] or since,
        until=options["until"] or until,
        with_scope=options["with_scope"],
        requested_by=None,
        locale=locale,
    )
    return report
