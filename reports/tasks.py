from __future__ import annotations

from typing import Any

from celery import shared_task
from celery.signals import worker_process_shutdown

from reports import imports, services
from reports.document.render import release


@shared_task(name="reports.render_report")
def render_report(report_id: int) -> None:
    services.render_report(report_id)


# Below the lease of an import (IMPORT_LEASE_SECONDS) and the broker's visibility timeout.
@shared_task(name="reports.run_import", soft_time_limit=165, time_limit=170)
def run_import(job_id: int) -> None:
    imports.run(job_id)


@worker_process_shutdown.connect
def leave_nothing_behind(**_kwargs: Any) -> None:
    """A child of the pool ends without Python's own ending: the fonts that it wrote are removed here."""
    release()
