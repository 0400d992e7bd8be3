"""The Celery application. A task is only a wake-up call: what is to be done stands in a database row (accounts/work.py)."""

from __future__ import annotations

import os
from typing import Any

from celery import Celery
from celery.signals import worker_process_init

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")

app = Celery("proven_value")
app.config_from_object("config.broker")  # read at first use, when Django's settings are there
app.autodiscover_tasks()


@worker_process_init.connect
def limit_memory(**_kwargs: Any) -> None:
    """A document that grows without bound ends its own child, not the machine. Set after the fork: the parent stays free."""
    import resource

    from django.conf import settings

    resource.setrlimit(resource.RLIMIT_DATA, (settings.WORKER_DATA_LIMIT, settings.WORKER_DATA_LIMIT))
