"""Load a scenario on real input into a demonstration supplier of its own: `load_scenario ord --data DIR`."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from reports.scenarios import ord

FILES = ("measurements", "performance", "volumes")


class Command(BaseCommand):
    help = "Loads a scenario, through the product's own services, into a supplier marked as a demonstration."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("scenario", choices=["ord"])
        parser.add_argument(
            "--data", type=Path, required=True, help="the folder with measurements.csv, performance.csv and volumes.csv"
        )
        parser.add_argument("--password", help="of the supplier's people; without it they cannot sign in")

    def handle(self, *args: Any, **options: Any) -> None:
        files = {name: self._read(options["data"] / f"{name}.csv") for name in FILES}
        try:
            loaded = ord.load(password=options["password"], **files)
        except ord.BadInput as error:
            raise CommandError(f"{options['data']}: {error}") from error
        if loaded is None:
            self.stdout.write(f"“{ord.SUPPLIER}” is there already; nothing was loaded.")
            return
        self.stdout.write(
            f"Loaded “{loaded.supplier}”: {len(loaded.customers)} customers, {loaded.readings} readings, "
            f"{loaded.invoices} invoices, {loaded.events} events, {loaded.performance} periods of performance, "
            f"{loaded.volumes} of work."
        )
        self.stdout.write(
            f"Administrator {loaded.administrator.user.email}, leader {loaded.leader.user.email}, "
            f"account manager {loaded.account_manager.user.email}."
        )

    def _read(self, path: Path) -> bytes:
        try:
            return path.read_bytes()
        except OSError as error:
            raise CommandError(f"{path}: {error.strerror}.") from error
