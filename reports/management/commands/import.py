"""Import a file as one of the supplier's people, through the service that the pages use: docs/imports.md has the columns."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from django.core.exceptions import PermissionDenied
from django.core.management.base import BaseCommand, CommandError, CommandParser

from accounts.actors import Actor
from accounts.models import Membership
from accounts.refusal import Refused
from accounts.table_reading import read_table
from accounts.tables import How, Result
from reports import imports

MOST_PRINTED = 100


class Command(BaseCommand):
    help = "Imports a CSV file or a workbook: checked whole first, all or nothing, safe to repeat."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("kind", choices=imports.KINDS)
        parser.add_argument("file", type=Path)
        parser.add_argument("--supplier", required=True, help="name of the supplier")
        parser.add_argument("--as", required=True, dest="email", help="address of the person who imports")
        parser.add_argument("--dry-run", action="store_true", help="only say what would happen")
        parser.add_argument(
            "--map", action="append", default=[], metavar="OURS=THEIRS", help="our column and its heading in the file"
        )
        parser.add_argument(
            "--set", action="append", default=[], metavar="OURS=TEXT", help="what stands in every row of that column"
        )
        parser.add_argument("--sheet", default="", help="a workbook's sheet; the first one unless named")
        parser.add_argument("--locale", default="en", help="how the file writes figures: en 1,200.50; de 1.200,50")
        parser.add_argument("--dates", choices=["dmy", "mdy"], default="", help="which comes first in 01/02/2026")

    def handle(self, *args: Any, **options: Any) -> None:
        kind, path = options["kind"], options["file"]
        member = self._member(options)
        try:
            data = path.read_bytes()
        except OSError as error:
            raise CommandError(f"{path}: {error.strerror}.") from error
        how = How(
            self._pairs(options["map"], "--map", kind),
            self._pairs(options["set"], "--set", kind),
            options["locale"],
            options["dates"],
            options["sheet"],
        )
        actor = Actor(member.user, membership=member)
        try:
            sheet = read_table(data, imports.KINDS[kind].columns, how)
            result = imports.take(kind, sheet, actor=actor, how=how, check_only=True)
        except PermissionDenied as error:
            raise CommandError(f"{member} may not import {kind}.") from error
        self._report(result)
        counts = ", ".join(
            f"{getattr(result, name)} {name}" for name in ("created", "changed", "superseded", "unchanged")
        )
        if options["dry_run"]:
            self.stdout.write(f"Would be: {counts}. Nothing was written.")
            return
        if result.created or result.changed or result.superseded:
            self._write(kind, data, path.name, how, actor, result.plan())
        self.stdout.write(counts)

    def _member(self, options: dict[str, Any]) -> Membership:
        member = (
            Membership.objects.filter(
                supplier__name=options["supplier"], user__email=options["email"].strip().lower(), deactivated_at=None
            )
            .select_related("user", "supplier")
            .first()
        )
        if member is None:
            raise CommandError(f"Nobody at “{options['supplier']}” has the address {options['email']}.")
        return member

    def _pairs(self, given: list[str], option: str, kind: str) -> dict[str, str]:
        pairs = dict(one.partition("=")[::2] for one in given)
        unknown = [name for name in pairs if name not in imports.KINDS[kind].columns.all]
        if unknown or any("=" not in one for one in given):
            names = ", ".join(imports.KINDS[kind].columns.all)
            raise CommandError(f"{option} is written as OURS=…, and OURS is one of {names}.")
        return pairs

    def _write(self, kind: str, data: bytes, name: str, how: How, actor: Actor, plan: str) -> None:
        """As in the browser: sent, checked and confirmed, so that it stands in the history."""
        try:
            sent = imports.send(actor=actor, kind=kind, data=data, filename=name)
            imports.run(imports.check(file_import=sent, how=how, now=True).pk)
            sent.refresh_from_db()
            if sent.plan != plan:
                raise CommandError("The data changed meanwhile. Nothing was written; run it again.")
            job = imports.confirm(file_import=sent, plan=plan, now=True)
        except Refused as error:
            raise CommandError(" ".join(error.messages)) from error
        imports.run(job.pk)
        sent.refresh_from_db()
        if sent.stage != sent.Stage.WRITTEN:
            job.refresh_from_db()
            raise CommandError(f"Nothing was written. {job.reason}".strip())

    def _report(self, result: Result) -> None:
        for note in result.notes:
            self.stderr.write(note)
        for problem in result.problems[:MOST_PRINTED]:
            self.stderr.write(str(problem))
        if len(result.problems) > MOST_PRINTED:
            self.stderr.write(f"... and {len(result.problems) - MOST_PRINTED} more.")
        if not result.is_good:
            raise CommandError("Nothing was written.")
