"""The project's settings in the environment of a test run.

Everything of one run lies in one folder, TEST_RUN_DIR, chosen by the first process of the run; parallel workers inherit
it, and each has its own database, broker and media in it. A process that a test starts gets the same environment and
runs on config.settings. `TEST_DATABASE` is `postgresql` (default) or `sqlite`.
"""

from __future__ import annotations

import os
import tempfile
from pathlib import Path

ENGINE = os.environ.setdefault("TEST_DATABASE", "postgresql")
if ENGINE not in {"postgresql", "sqlite"}:
    raise RuntimeError(f"TEST_DATABASE is {ENGINE!r}; it must be postgresql or sqlite.")
if "TEST_RUN_DIR" not in os.environ:
    # Directly in /tmp: the path of a unix socket may have 107 bytes. By the process in its name servers.sweep knows it.
    os.environ["TEST_RUN_DIR"] = tempfile.mkdtemp(prefix=f"pv-tests-{os.getpid()}-", dir="/tmp")
RUN_DIR = Path(os.environ["TEST_RUN_DIR"])
WORKER = os.environ.get("PYTEST_XDIST_WORKER", "main")
DATABASE = f"pv_{WORKER}"


def database_url(name: str, role: str = "pv_app") -> str:
    """The address of one of the run's databases, as that role (SQLite knows none)."""
    if ENGINE == "sqlite":
        return f"sqlite:///{RUN_DIR / name}.sqlite3"
    return f"postgres://{role}@/{name}"


os.environ |= {
    "PV_MODE": "test",
    "PV_VAR": str(RUN_DIR / WORKER),
    "DATABASE_URL": database_url(DATABASE),
    "DATABASE_APP_ROLE": "pv_app" if ENGINE == "postgresql" else "",
    # Without a host in the address libpq takes it from here.
    "PGHOST": str(RUN_DIR / "postgresql"),
    "PGPORT": "5432",
    "CELERY_BROKER_URL": (
        f"redis+socket://{RUN_DIR}/redis.sock?virtual_host={WORKER.removeprefix('gw').replace('main', '0')}"
        if ENGINE == "postgresql"
        else "filesystem://"
    ),
    # Playwright keeps an event loop in the thread of the tests; Django would refuse its database there.
    "DJANGO_ALLOW_ASYNC_UNSAFE": "1",
    "DJANGO_SETTINGS_MODULE": "config.settings",
}
# What a developer keeps in .env is not for tests; an empty variable wins over that file.
for _name in ("STORAGE_URL", "CACHE_URL", "PV_MEDIA", "PV_BROKER_FOLDER", "SECRET_KEY", "ALLOWED_HOSTS", "BASE_URL"):
    os.environ.pop(_name, None)

from config.settings import *  # noqa: E402, F403
