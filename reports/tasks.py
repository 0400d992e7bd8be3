from __future__ import annotations

from celery import shared_task

from reports import imports, services


@shared_task(name="reports.render_report")
def render_report(report_id: int) -> None:
    services.render_report(report_id)


# Below the lease of an import (IMPORT_LEASE_SECONDS) and the broker's visibility timeout.
@shared_task(name="reports.run_import", soft_time_limit=165, time_limit=170)
def run_import(job_id: int) -> None:
    imports.run(job_id)
