"""Import a CSV file as one of the supplier's people: docs/imports.md has the columns."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

from django.core.exceptions import PermissionDenied
from django.core.management.base import BaseCommand, CommandError, CommandParser

from accounts.actors import Actor
from accounts.csv_reading import Result
from accounts.imports import import_customers, import_stakeholders
from accounts.models import Membership
from outcomes.imports import import_measurements, import_spend

MOST_PRINTED = 100
KINDS: dict[str, Callable[..., Result]] = {
    "customers": import_customers,
    "stakeholders": import_stakeholders,
    "spend": import_spend,
    "measurements": import_measurements,
}
WITH_FIGURES = {"spend", "measurements"}


class Command(BaseCommand):
    help = "Imports a CSV file: checked whole first, all or nothing, safe to repeat."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("kind", choices=KINDS)
        parser.add_argument("file", type=Path)
        parser.add_argument("--supplier", required=True, help="name of the supplier")
        parser.add_argument("--as", required=True, dest="email", help="address of the person who imports")
        parser.add_argument("--locale", default="en", help="how the file writes numbers: en 1,200.50; de 1.200,50")
        parser.add_argument("--check", action="store_true", help="only say what would happen")

    def handle(self, *args: Any, **options: Any) -> None:
        kind, path = options["kind"], options["file"]
        member = (
            Membership.objects.filter(
                supplier__name=options["supplier"], user__email=options["email"].strip().lower(), deactivated_at=None
            )
            .select_related("user", "supplier")
            .first()
        )
        if member is None:
            raise CommandError(f"Nobody at “{options['supplier']}” has the address {options['email']}.")
        try:
            data = path.read_bytes()
        except OSError as error:
            raise CommandError(f"{path}: {error.strerror}.") from error
        figures = {"locale": options["locale"]} if kind in WITH_FIGURES else {}
        actor = Actor(member.user, membership=member)
        try:
            result = KINDS[kind](data=data, actor=actor, check_only=options["check"], **figures)
        except PermissionDenied as error:
            raise CommandError(f"{member} may not import {kind}.") from error
        self.report(result)

    def report(self, result: Result) -> None:
        for note in result.notes:
            self.stderr.write(note)
        for problem in result.problems[:MOST_PRINTED]:
            self.stderr.write(str(problem))
        if len(result.problems) > MOST_PRINTED:
            self.stderr.write(f"... and {len(result.problems) - MOST_PRINTED} more.")
        if not result.is_good:
            raise CommandError("Nothing was written.")
        counts = ", ".join(
            f"{getattr(result, name)} {name}" for name in ("created", "changed", "superseded", "unchanged")
        )
        self.stdout.write(counts if result.written else f"Would be: {counts}. Nothing was written.")
