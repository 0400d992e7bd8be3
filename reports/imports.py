"""Importing a file: sent, checked, looked at, confirmed, written. Whole or not at all, once, and exactly what was looked at.

`send` takes the file, `check` orders the check with the answers about how to read it, `confirm` orders the writing of exactly
what was checked, `cancel` ends it. A worker (or, for a small file, the request itself) runs the jobs. docs/imports.md.
"""

from __future__ import annotations

import hashlib
import json
import zlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db import connection, transaction
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from accounts import work
from accounts.actors import Actor
from accounts.history import record_import
from accounts.imports.contracts import CONTRACTS, import_contracts
from accounts.imports.customers import CUSTOMERS, import_customers
from accounts.imports.stakeholders import STAKEHOLDERS, import_stakeholders
from accounts.models import Membership
from accounts.refusal import Refused
from accounts.table_reading import Survey, read_table, survey
from accounts.tables import Columns, How, Result, Row
from accounts.uploads import shown_name
from outcomes.imports.measurements import MEASUREMENTS, import_measurements
from outcomes.imports.spend import SPEND, import_spend
from reports.models import FileImport, ImportJob
from scorecards.imports import PERFORMANCE, VOLUMES, import_performance, import_volumes

SHOWN_ROWS = 200
THINKING = "170s"
MOST_REFUSED = 10_000
"""So many refused rows are kept with their reasons; a file with more is mended in part and sent again."""


@dataclass(frozen=True)
class Kind:
    """One kind of import: what it reads, and the service that takes it."""

    columns: Columns
    take: Callable[..., Result]
    # What may be said once for a file that has no such column.
    same: tuple[str, ...]


KINDS: dict[str, Kind] = {
    "customers": Kind(CUSTOMERS, import_customers, ("currency", "team", "tier", "stage")),
    "stakeholders": Kind(STAKEHOLDERS, import_stakeholders, ("customer",)),
    "contracts": Kind(CONTRACTS, import_contracts, ("customer",)),
    "spend": Kind(SPEND, import_spend, ("customer", "kind", "source", "currency", "basis")),
    "measurements": Kind(MEASUREMENTS, import_measurements, ("customer", "dimension", "source", "source_kind", "year")),
    "performance": Kind(PERFORMANCE, import_performance, ("customer", "commitment", "source", "year")),
    "volumes": Kind(VOLUMES, import_volumes, ("customer", "function", "unit", "source", "year")),
}
# What contributors add too: readings, of whatever kind.
READINGS = ("measurements", "performance", "volumes")


class NotOurs(Exception):
    """The job was cancelled, or another worker has it: nothing of what this one did may stay."""


def may_import(actor: Actor, kind: str) -> bool:
    """Contributors import readings and nothing else; the customer's side nothing at all."""
    member = actor.membership
    return member is not None and (kind in READINGS or member.role != Membership.Role.CONTRIBUTOR)


# --- Sent -------------------------------------------------------------------------------------------------------------
def look(kind: str, data: bytes, *, sheet: str = "") -> Survey:
    """What the file seems to be. Refused where it cannot be read at all."""
    found = survey(data, KINDS[kind].columns, sheet=sheet)
    if found.problems:
        raise Refused(str(found.problems[0]), code=found.problems[0].code, field="file")
    return found


@transaction.atomic
def send(*, actor: Actor, kind: str, data: bytes, filename: str) -> FileImport:
    """Keep the file, under its digest, until somebody says how it is to be read. PermissionDenied, or Refused."""
    if actor.membership is None or not may_import(actor, kind):
        raise PermissionDenied
    look(kind, data)
    digest = hashlib.sha256(data).hexdigest()
    path = f"imports/{actor.supplier.pk}/{digest[:2]}/{digest}"
    if not default_storage.exists(path):
        path = default_storage.save(path, ContentFile(data))
    return FileImport.objects.create(
        supplier=actor.supplier,
        by=actor.membership,
        kind=kind,
        filename=shown_name(filename, nameless=_("without a name")),
        digest=digest,
        size=len(data),
        file=path,
    )


def content_of(file_import: FileImport) -> bytes:
    """The file as it was sent. Refused where it was removed, ValueError where it is not what its digest says."""
    if not file_import.file or not default_storage.exists(file_import.file):
        raise Refused(_("The file is no longer kept. Send it again."), code="removed")
    with default_storage.open(file_import.file) as stored:
        data: bytes = stored.read()
    if hashlib.sha256(data).hexdigest() != file_import.digest:
        raise ValueError(f"The file of import {file_import.pk} is not what its digest says.")
    return data


def how_of(given: Mapping[str, Any]) -> How:
    return How(
        columns=given.get("columns", {}),
        same=given.get("same", {}),
        locale=given.get("locale", "en"),
        dates=given.get("dates", ""),
        sheet=given.get("sheet", ""),
    )


# --- Ordered ----------------------------------------------------------------------------------------------------------
@transaction.atomic
def check(*, file_import: FileImport, how: How, language: str = "en", now: bool = False) -> ImportJob:
    """Order the check of the file, read in this way; `now` where the caller runs it itself. Refused once it is written."""
    locked = _settled(file_import)
    if locked.stage in {FileImport.Stage.WRITING, FileImport.Stage.WRITTEN}:
        raise Refused(_("It is written already, or being written."), code="written")
    _give_up_jobs(locked)
    locked.how = {
        "columns": dict(how.columns),
        "same": dict(how.same),
        "locale": how.locale,
        "dates": how.dates,
        "sheet": how.sheet,
        "language": language,
    }
    locked.stage, locked.plan, locked.findings = FileImport.Stage.CHECKING, "", b""
    locked.save()
    return _job(locked, ImportJob.Act.CHECK, now=now)


@transaction.atomic
def confirm(*, file_import: FileImport, plan: str, now: bool = False) -> ImportJob:
    """Order the writing of what was looked at: `plan` is that of the page. Refused where it is not, or has refused rows."""
    locked = _settled(file_import)
    if locked.stage in {FileImport.Stage.WRITING, FileImport.Stage.WRITTEN}:
        last = locked.jobs.filter(act=ImportJob.Act.WRITE).order_by("-pk").first()
        assert last is not None
        return last  # sent twice: once
    if locked.stage != FileImport.Stage.CHECKED or not plan or locked.plan != plan:
        raise Refused(_("This is not what was checked last. Look at it again, then import it."), code="other_plan")
    if locked.refused or not (locked.created or locked.changed):
        raise Refused(_("There is nothing to write."), code="nothing")
    locked.stage = FileImport.Stage.WRITING
    locked.save(update_fields=["stage"])
    return _job(locked, ImportJob.Act.WRITE, now=now)


@transaction.atomic
def cancel(*, file_import: FileImport) -> None:
    """End it. Refused once it is written: until the last moment of writing, the whole of it can still be called off."""
    locked = _locked(file_import)
    if locked.stage == FileImport.Stage.WRITTEN:
        raise Refused(_("It is written already."), code="written")
    _give_up_jobs(locked)
    locked.stage = FileImport.Stage.CANCELLED
    locked.save(update_fields=["stage"])


def _locked(file_import: FileImport) -> FileImport:
    return FileImport.objects.select_for_update().get(pk=file_import.pk)


def _settled(file_import: FileImport) -> FileImport:
    """The row, locked; where its job was given up it stands where it stood before that."""
    locked = _locked(file_import)
    before = {FileImport.Stage.CHECKING: FileImport.Stage.SENT, FileImport.Stage.WRITING: FileImport.Stage.CHECKED}
    last = job_of(locked)
    if locked.stage in before and last is not None and last.state == ImportJob.State.FAILED:
        locked.stage = before[FileImport.Stage(locked.stage)]
    return locked


def job_of(file_import: FileImport) -> ImportJob | None:
    """The last job of the file."""
    return ImportJob.objects.filter(file_import=file_import).order_by("-pk").first()


def _give_up_jobs(file_import: FileImport) -> None:
    """Take the jobs away from whoever runs them: who no longer has its job can finish nothing."""
    ImportJob.objects.filter(
        file_import=file_import, state__in=[ImportJob.State.WAITING, ImportJob.State.RUNNING]
    ).update(
        state=ImportJob.State.FAILED,
        finished_at=timezone.now(),
        lease_until=None,
        last_error=ImportJob.Reason.CANCELLED,
    )


def _job(file_import: FileImport, act: str, *, now: bool) -> ImportJob:
    # What the caller runs itself is not published; should it die on the way, the dispatcher finds it later.
    published = timezone.now() if now else None
    return ImportJob.objects.create(file_import=file_import, act=act, published_at=published)


# --- Done -------------------------------------------------------------------------------------------------------------
def run(job_id: int) -> bool:
    """Do one ordered job, if it is due. True when this call finished it.

    Only the attempt that holds the row may finish it. Writing and finishing are one transaction: a worker that is killed, or
    whose job was cancelled meanwhile, has written nothing.
    """
    attempt = work.claim(ImportJob, job_id, lease=timedelta(seconds=settings.IMPORT_LEASE_SECONDS))
    if attempt is None:
        return False
    job = ImportJob.objects.select_related("file_import__by__user", "file_import__by__supplier").get(pk=job_id)
    # What is found is words for whoever asked: in her language.
    with translation.override(job.file_import.how.get("language", "en")):
        try:
            actor = _actor_of(job.file_import)
            return (_check if job.act == ImportJob.Act.CHECK else _write)(job, attempt, actor)
        except NotOurs:
            return False
        except (Refused, PermissionDenied) as error:
            words = " ".join(error.messages) if isinstance(error, Refused) else _("You may not import this.")
            _ended(job, attempt, words)
            return False
        except BaseException as error:
            work.fail(ImportJob, job_id, attempt, error=f"{ImportJob.Reason.BROKE}: {type(error).__name__}")
            raise


def _actor_of(file_import: FileImport) -> Actor:
    """Who sent it, with the rights that she has now."""
    if file_import.by.deactivated_at is not None:
        raise Refused(_("Who sent this file is no longer with the firm."), code="gone")
    return Actor(file_import.by.user, membership=file_import.by)


def _ended(job: ImportJob, attempt: int, words: str) -> None:
    """It will not go better the next time: nothing is tried again."""
    if work.fail(ImportJob, job.pk, attempt, error=words, final=True):
        FileImport.objects.filter(pk=job.file_import_id).update(stage=FileImport.Stage.SENT)


def _check(job: ImportJob, attempt: int, actor: Actor) -> bool:
    file_import = job.file_import
    how = how_of(file_import.how)
    sheet = read_table(content_of(file_import), KINDS[file_import.kind].columns, how, _progress(job, attempt))
    result = take(file_import.kind, sheet, actor=actor, how=how, check_only=True)
    with transaction.atomic():
        # The file's row is locked first, by everybody: here, in `check`, in `confirm` and in `_write`.
        locked = _locked(file_import)
        total = len(result.rows)
        if not work.finish(ImportJob, job.pk, attempt, checked_rows=total, all_rows=total):
            raise NotOurs
        _keep(locked, result)
        locked.stage = FileImport.Stage.CHECKED
        locked.save()
    return True


def _write(job: ImportJob, attempt: int, actor: Actor) -> bool:
    file_import = job.file_import
    how = how_of(file_import.how)
    # Read before the transaction: nobody waits for that.
    sheet = read_table(content_of(file_import), KINDS[file_import.kind].columns, how)
    if not work.is_still_ours(ImportJob, job.pk, attempt):
        raise NotOurs
    with transaction.atomic():
        _allow_thinking()
        result = take(file_import.kind, sheet, actor=actor, how=how, expect=file_import.plan)
        total = len(result.rows)
        locked = _locked(file_import)
        if not work.finish(
            ImportJob, job.pk, attempt, checked_rows=total, all_rows=total, overtaken=not result.written
        ):
            raise NotOurs
        _keep(locked, result)
        # What was looked at may no longer be what would happen: then it is looked at again, and nothing is written.
        locked.stage = FileImport.Stage.WRITTEN if result.written else FileImport.Stage.CHECKED
        locked.written_at = timezone.now() if result.written else None
        locked.save()
        if result.written:
            record_import(actor=actor, obj=locked, filename=locked.filename, customers=result.customers)
    return True


def _allow_thinking() -> None:
    """Between two statements of this transaction lies the planning of every row: longer than a page may be idle."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT set_config('idle_in_transaction_session_timeout', %s, true)", [THINKING])


def take(kind: str, sheet: Any, *, actor: Actor, how: How, check_only: bool = False, expect: str = "") -> Result:
    """Check or write a file of this kind that was read. PermissionDenied where the actor may not."""
    if not may_import(actor, kind):
        raise PermissionDenied
    return KINDS[kind].take(data=sheet, actor=actor, how=how, check_only=check_only, expect=expect)


def _progress(job: ImportJob, attempt: int) -> Callable[[int, int], None]:
    """Writes down how far the check is, and keeps the lease; NotOurs ends a check that was cancelled."""

    def tick(checked: int, total: int) -> None:
        lease = timezone.now() + timedelta(seconds=settings.IMPORT_LEASE_SECONDS)
        ours = ImportJob.objects.filter(pk=job.pk, attempt=attempt, state=ImportJob.State.RUNNING)
        if not ours.update(checked_rows=checked, all_rows=total, lease_until=lease):
            raise NotOurs

    return tick


# --- Kept -------------------------------------------------------------------------------------------------------------
def _keep(file_import: FileImport, result: Result) -> None:
    """The counts, the first rows and every refused one with its reasons, for the page."""
    file_import.created = result.created
    file_import.changed = result.changed + result.superseded
    file_import.unchanged = result.unchanged
    file_import.refused = result.refused
    file_import.plan = result.plan() if result.is_good else ""
    reasons: dict[int, list[list[str]]] = {}
    for problem in result.problems:
        reasons.setdefault(problem.line, []).append([problem.column, problem.message])
    refused = [row for row in result.rows if not row.is_good][:MOST_REFUSED]
    lines = {row.line for row in result.rows}
    findings = {
        "columns": result.columns,
        "customers": sorted(result.customers)[:SHOWN_ROWS],
        "notes": result.notes,
        # What is wrong with the file as a whole: no row has that line.
        "file": [str(problem) for problem in result.problems if problem.line not in lines],
        "rows": [_kept_row(row, result.columns) for row in result.rows[:SHOWN_ROWS]],
        "refused": [[row.line, _cells(row, result.columns), reasons.get(row.line, [])] for row in refused],
    }
    file_import.findings = zlib.compress(json.dumps(findings, ensure_ascii=False).encode())


def _kept_row(row: Row, columns: list[str]) -> list[Any]:
    return [row.line, _cells(row, columns), row.outcome if row.is_good else "refused", row.detail]


def _cells(row: Row, columns: list[str]) -> list[str]:
    return [row.cells.get(name, "")[:300] for name in columns]


def findings_of(file_import: FileImport) -> dict[str, Any]:
    """What was found: columns, customers (keys), notes, file (problems of the whole), rows [line, cells, outcome, detail],
    refused [line, cells, [[column, reason]]]."""
    if not file_import.findings:
        return {"columns": [], "customers": [], "notes": [], "file": [], "rows": [], "refused": []}
    found: dict[str, Any] = json.loads(zlib.decompress(bytes(file_import.findings)))
    return found


def remove_old_files() -> int:
    """Remove files, and what was shown of their rows, some days after they were sent. Return how many imports had one."""
    before = timezone.now() - timedelta(days=settings.IMPORT_FILE_DAYS)
    running = [FileImport.Stage.CHECKING, FileImport.Stage.WRITING]
    old = FileImport.objects.filter(sent_at__lt=before).exclude(file="").exclude(stage__in=running)
    removed = 0
    for file_import in old.defer("findings"):
        path = file_import.file
        with transaction.atomic():
            FileImport.objects.filter(pk=file_import.pk).update(file="", findings=b"")
            FileImport.objects.filter(pk=file_import.pk).exclude(stage=FileImport.Stage.WRITTEN).update(
                stage=FileImport.Stage.CANCELLED
            )
        removed += 1
        # The same content may have been sent again since.
        if not FileImport.objects.filter(file=path).exists():
            default_storage.delete(path)
    return removed
