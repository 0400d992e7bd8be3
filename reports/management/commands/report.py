from __future__ import annotations

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.files.storage import default_storage
from django.core.management.base import BaseCommand, CommandError

from accounts.models import Customer
from reports import background
from reports.editions import KINDS
from reports.models import Report
from reports.services import request_report


def write_document(report: Report, folder: Path) -> Path:
    """Copy a finished document out of the storage; the file is named after customer, edition and number."""
    folder.mkdir(parents=True, exist_ok=True)
    readable = "".join(letter if letter.isalnum() else "-" for letter in report.customer.name.lower()).strip("-")[:60]
    path = folder / f"{report.edition}-{readable}-{report.number}.{report.format}"
    with default_storage.open(report.file) as stored:
        path.write_bytes(stored.read())
    return path


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

    def handle(self, *_args: Any, **options: Any) -> None:
        found = Customer.objects.filter(name=options["customer"]).select_related("supplier")
        if options["supplier"]:
            found = found.filter(supplier__name=options["supplier"])
        customers = list(found[:2])
        if len(customers) != 1:
            raise CommandError(
                "There is no such customer." if not customers else "Several have this name; add --supplier."
            )
        customer = customers[0]
        wanted = options["format"] or Report.Format.PDF
        if wanted not in KINDS[options["edition"]].formats:
            raise CommandError(f"There is no {options['edition']} as {wanted}.")
        report = request_report(
            customer=customer,
            requested_by=None,
            locale=options["locale"] or customer.locale,
            edition=options["edition"],
            format=wanted,
        )
        # Where a dispatcher is running, its workers make it; else this command brings its own.
        try:
            background.wait_for(report, seconds=options["wait"])
        except (TimeoutError, RuntimeError) as error:
            raise CommandError(str(error)) from error
        self.stdout.write(str(write_document(report, options["out"])))
