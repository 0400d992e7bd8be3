"""Celery's settings.

The values were chosen by what loses no task when a child or a whole worker is killed: acknowledge late, reject what a lost
child held, and keep the hard time limit well below the visibility timeout, or a long task starts again and again.
"""

from __future__ import annotations

from typing import Any

from django.conf import settings


def transport_options() -> dict[str, Any]:
    if settings.CELERY_BROKER_URL.startswith("filesystem://"):
        folder = settings.BROKER_FOLDER
        for name in ("queue", "control"):
            (folder / name).mkdir(parents=True, exist_ok=True)
        return {
            # One folder for both directions: what one process puts out, the other takes in.
            "data_folder_in": str(folder / "queue"),
            "data_folder_out": str(folder / "queue"),
            "control_folder": str(folder / "control"),
            "polling_interval": 0.1,
        }
    return {
        "visibility_timeout": 300,
        "socket_timeout": 5,
        "socket_connect_timeout": 3,
        "socket_keepalive": True,
        "unacked_restore_interval": 5,
        "unacked_restore_throttle": 1,
    }


broker_url = settings.CELERY_BROKER_URL
broker_transport_options = transport_options()
broker_connection_retry_on_startup = True
broker_connection_max_retries = None
task_acks_late = True
task_reject_on_worker_lost = True
worker_prefetch_multiplier = 1
task_soft_time_limit = 80
task_time_limit = 85  # below the lease of a document (REPORT_LEASE_SECONDS) and the visibility timeout
task_ignore_result = True
worker_soft_shutdown_timeout = 25
worker_cancel_long_running_tasks_on_connection_loss = True
worker_max_tasks_per_child = 200
worker_max_memory_per_child = 600_000
worker_hijack_root_logger = False
worker_redirect_stdouts = False  # a mail that is printed is read as it is written, not as a line of the log
task_default_queue = "reports"
task_routes = {
    "accounts.send_mail": {"queue": "mail"},
    "reports.render_report": {"queue": "reports"},
    "reports.run_import": {"queue": "reports"},
}
timezone = "UTC"
enable_utc = True
