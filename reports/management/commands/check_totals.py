"""manage.py check_totals: the running totals against the ledger."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandError

from accounts.models import Customer
from outcomes.recount import differences


class Command(BaseCommand):
    help = "Count all totals once more, from the ledger and the spend. Exit 1 and names, or 0 and a count."

    def handle(self, *args: Any, **options: Any) -> None:
        customers = wrong = 0
        for customer in Customer.objects.select_related("supplier").order_by("pk").iterator(chunk_size=200):
            customers += 1
            for difference in differences(customer):
                wrong += 1
                self.stdout.write(str(difference))
        if wrong:
            raise CommandError(f"{wrong} sums are not what the ledger comes to.", returncode=1)
        self.stdout.write(f"The totals of {customers} customers are what their ledgers come to.")
