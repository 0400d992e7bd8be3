from __future__ import annotations

from celery import shared_task

from reports import services


@shared_task(name="reports.render_report")
def render_report(report_id: int) -> None:
    services.render_report(report_id)
