"""manage.py verify_ledger: recompute every ledger, and what was printed of it."""

from __future__ import annotations

import hashlib
import zlib
from collections.abc import Iterator
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import connection

from accounts.models import Customer
from accounts.work import Work
from outcomes.models import Decision
from outcomes.models.ledger import GENESIS
from outcomes.triggers import missing_triggers
from outcomes.verify import Finding, Verification, differs_from_file
from reports.models import Report, Snapshot


class Command(BaseCommand):
    help = "Recompute all ledgers, hash evidence and reports again, compare printed heads. Exit 1 and names, or 0 and a count."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--customer", help="only customers of this name")
        parser.add_argument("--no-files", action="store_true", help="leave files out")

    def handle(self, *args: Any, **options: Any) -> None:
        customers = Customer.objects.select_related("supplier").order_by("pk")
        if options["customer"]:
            customers = customers.filter(name=options["customer"])
            if not customers.exists():
                raise CommandError(f"There is no customer named {options['customer']}.")
        files = not options["no_files"]
        ledgers = entries = wrong = 0
        for name in missing_triggers(connection):
            wrong += 1
            self.stdout.write(f"database: trigger {name} is missing, disabled, or does something else")
        for customer in customers.iterator(chunk_size=200):
            verification = Verification(customer, files=files)
            for finding in verification.findings():
                wrong += 1
                self.stdout.write(str(finding))
            for finding in printed(customer, files=files):
                wrong += 1
                self.stdout.write(str(finding))
            ledgers += 1
            entries += verification.entries
        if wrong:
            raise CommandError(f"{wrong} things are not as the ledger says.", returncode=1)
        self.stdout.write(f"{entries} entries in {ledgers} ledgers verified.")


def printed(customer: Customer, *, files: bool = True) -> Iterator[Finding]:
    """What snapshots and documents of this customer have printed, compared with the ledger and the stored files."""
    for snapshot in Snapshot.objects.filter(customer=customer).order_by("pk").iterator(chunk_size=50):
        what = f"snapshot {snapshot.pk}"
        at = (
            Decision.objects.filter(customer=customer, seq=snapshot.ledger_seq).values_list("digest", flat=True).first()
        )
        if snapshot.ledger_digest != (at if snapshot.ledger_seq else GENESIS):
            yield Finding(customer, what, "ledger_digest", f"printed another entry {snapshot.ledger_seq} than there is")
        if _digest_of_figures(bytes(snapshot.figures)) != snapshot.digest:
            yield Finding(customer, what, "figures", "are not what was frozen: their digest differs")
    if not files:
        return
    for report in Report.objects.filter(customer=customer, state=Work.State.DONE).order_by("pk").iterator():
        if words := differs_from_file(report.file, report.file_digest):
            yield Finding(customer, f"report {report.pk}", "file", words)


def _digest_of_figures(compressed: bytes) -> str:
    try:
        return hashlib.sha256(zlib.decompress(compressed)).hexdigest()
    except zlib.error:
        return ""
