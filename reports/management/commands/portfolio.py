"""Per customer, what was spent and what was got: `manage.py portfolio --format json`."""

from __future__ import annotations

import json
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from accounts.models import Customer, Supplier
from reports.portfolio import portfolio, table


class Command(BaseCommand):
    help = "Per customer: spend, confirmed, shortfall, value, undecided, disputed, net, ratio, NPV, payback."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--format", choices=["json", "table"], default="table")
        parser.add_argument("--supplier", help="only the customers of the supplier of this name")

    def handle(self, *args: Any, **options: Any) -> None:
        customers = Customer.objects.filter(archived_at=None)
        if options["supplier"]:
            suppliers = Supplier.objects.filter(name=options["supplier"])
            if not suppliers:
                raise CommandError(f"There is no supplier named “{options['supplier']}”.")
            customers = customers.filter(supplier__in=suppliers)
        lines = portfolio(customers)
        if options["format"] == "json":
            self.stdout.write(json.dumps([line.as_dict() for line in lines], indent=2, ensure_ascii=False))
        else:
            self.stdout.write(table(lines))
