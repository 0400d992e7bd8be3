"""What every test can ask for.

- `db`, or the mark `django_db`: the worker's database, inside a transaction that is rolled back. The usual choice.
- `committed_db`: a fresh clone for this test alone. For tests that commit, use several connections or threads, a
  browser, or processes of their own. (The ledger refuses to be flushed, so Django's transactional tests cannot be.)
- `database`: whichever of the two the test asked for; for fixtures that write rows.
- `owner_connection`: a raw connection as the owner of the tables, past every rule of the application.
- `site`: the application over HTTP on 127.0.0.1, with `page` (Playwright) opening paths relative to it.
- `broker`: this worker's broker, empty. `start_process`: a command in the environment of the test, ended with it.
"""

from __future__ import annotations

import contextlib
import ctypes
import gc
import itertools
import os
import shutil
import signal
import sqlite3
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import psycopg2
import pytest
import redis
from django.conf import settings
from django.contrib.staticfiles.handlers import StaticFilesHandler
from django.core.cache import cache
from django.db import connections
from django.test.testcases import LiveServerThread
from django.utils import translation
from hypothesis import HealthCheck
from hypothesis import settings as hypothesis_settings

from tests import servers
from tests.settings import DATABASE, ENGINE, RUN_DIR, WORKER, database_url

ROOT = Path(__file__).parent.parent
FLUSHING = {"transactional_db", "live_server", "django_db_reset_sequences", "django_db_serialized_rollback"}
_servers = servers.Servers()
_numbers = itertools.count(1)
# Of a busy machine nothing follows for what is tested.
hypothesis_settings.register_profile("busy", deadline=None, suppress_health_check=[HealthCheck.too_slow])
hypothesis_settings.load_profile("busy")


# --- The run ----------------------------------------------------------------------------------------------------------


def pytest_configure(config: pytest.Config) -> None:
    if hasattr(config, "workerinput"):
        if sys.platform == "linux":  # PR_SET_PDEATHSIG: a worker does not outlive a controller that is killed
            ctypes.CDLL(None).prctl(1, signal.SIGKILL)
    elif threading.current_thread() is threading.main_thread():
        # Ended politely: as by Ctrl-C, so that fixtures and servers are taken down.
        signal.signal(signal.SIGTERM, signal.default_int_handler)


def pytest_sessionstart(session: pytest.Session) -> None:
    """Parallel workers find their servers running; a run in one process starts them when a test needs them."""
    if session.config.getoption("numprocesses", None) and not session.config.option.collectonly:
        _start_servers()


def pytest_unconfigure(config: pytest.Config) -> None:
    if not hasattr(config, "workerinput"):
        _servers.stop()


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        mark = item.get_closest_marker("django_db")
        asked = FLUSHING.intersection(getattr(item, "fixturenames", ()))
        if asked or (mark and (mark.kwargs.get("transaction") or mark.args[:1] == (True,))):
            raise pytest.UsageError(f"{item.nodeid} would flush the ledger, which refuses; ask for committed_db.")
    items[:] = _long_ones_early(items)


def _long_ones_early(items: list[pytest.Item]) -> list[pytest.Item]:
    """The tests marked as long at the head of each half, the others behind them as they came.

    Two workers start with a half each and steal from one another at its end (--dist worksteal). Whoever would come
    upon a test of a minute there leaves the other without work.
    """
    long = [one for one in items if one.get_closest_marker("long")]
    rest = [one for one in items if not one.get_closest_marker("long")]
    first, second = long[0::2], long[1::2]
    middle = max(len(items) // 2 - len(first), 0)
    return [*first, *rest[:middle], *second, *rest[middle:]]


def _start_servers() -> None:
    try:
        _servers.start()
    except RuntimeError as error:
        pytest.exit(str(error), returncode=3)


def pytest_collection_finish() -> None:
    """What is imported by now stays until the end: it is not looked through for garbage again and again."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(10_000, 10, 10)


@pytest.fixture(autouse=True)
def _own_language() -> Iterator[None]:
    """A test starts in the language of the settings: a request before it may have spoken its reader's."""
    with translation.override(settings.LANGUAGE_CODE):
        yield


# --- Databases --------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Database:
    """A database of this test alone. `url` is the application's, `owner_url` that of the owner of its tables."""

    name: str
    url: str
    owner_url: str


def point_django_at(name: str) -> None:
    """Every connection of this process that opens from now on, in whatever thread, goes to that database."""
    connections["default"].close()
    on_disk = str(RUN_DIR / f"{name}.sqlite3")
    connections.settings["default"]["NAME"] = on_disk if ENGINE == "sqlite" else name
    connections["default"].settings_dict["NAME"] = connections.settings["default"]["NAME"]


@pytest.fixture(scope="session")
def django_db_setup(django_test_environment: None, django_db_blocker: Any) -> Iterator[None]:
    """In place of pytest-django's, which would create and migrate a database as the application's role."""
    if WORKER == "main":
        _start_servers()
    servers.clone(DATABASE)
    yield
    with django_db_blocker.unblock():
        connections.close_all()
    servers.drop(DATABASE)


@pytest.fixture
def template() -> str:
    """The database that committed_db is a clone of: the empty one. A module may have one that is furnished."""
    return servers.TEMPLATE


@pytest.fixture
def committed_db(
    request: pytest.FixtureRequest,
    django_db_setup: None,
    django_db_blocker: Any,
    monkeypatch: pytest.MonkeyPatch,
    template: str,
) -> Iterator[Database]:
    """A fresh clone of the prepared database: nothing is rolled back, processes find it in DATABASE_URL.

    The cache begins anew with it: its people sign in for the first time, and no figure was kept of them.
    """
    if "db" in request.fixturenames or request.node.get_closest_marker("django_db"):
        pytest.fail("A test has either db (rolled back) or committed_db, not both.")
    name = f"{DATABASE}_{next(_numbers)}"
    database = Database(name, database_url(name), database_url(name, "pv_owner"))
    servers.clone(name, template)
    monkeypatch.setenv("DATABASE_URL", database.url)
    cache.clear()
    with django_db_blocker.unblock():
        point_django_at(name)
        yield database
        connections.close_all()
        point_django_at(DATABASE)
    servers.drop(name)


@pytest.fixture
def database(request: pytest.FixtureRequest) -> None:
    """The database that the test chose: committed_db where it (or its site) asks for that, else db."""
    request.getfixturevalue("committed_db" if "committed_db" in request.fixturenames else "db")


@pytest.fixture
def owner_connection(django_db_setup: None) -> Iterator[Any]:
    """A psycopg2 connection as pv_owner to the database that Django uses now, in autocommit; on SQLite a sqlite3 one.

    It sees only what was committed: combine it with committed_db, named first.
    """
    name = str(connections.settings["default"]["NAME"])
    connection: Any
    if ENGINE == "sqlite":
        connection = sqlite3.connect(name, isolation_level=None, timeout=20)
    else:
        connection = psycopg2.connect(dbname=name, user="pv_owner")
        connection.autocommit = True
    yield connection
    connection.close()


# --- Work in the background -------------------------------------------------------------------------------------------


@pytest.fixture
def broker(django_db_setup: None) -> str:
    """The address of this worker's broker, emptied."""
    url = os.environ["CELERY_BROKER_URL"]
    if url.startswith("redis+socket://"):
        redis.Redis.from_url(url.replace("redis+socket", "unix").replace("virtual_host", "db")).flushdb()
    else:
        shutil.rmtree(Path(os.environ["PV_VAR"]) / "broker", ignore_errors=True)
    return url


@pytest.fixture
def start_process() -> Iterator[Callable[..., subprocess.Popen[bytes]]]:
    """start_process("celery", "-A", "config", "worker") or ("manage.py", "dispatch"): runs it beside the test.

    The environment is that of the test at this moment; keyword arguments go to Popen. With the test's end it gets
    SIGTERM and, 10 seconds later, SIGKILL for its whole group.
    """
    started: list[subprocess.Popen[bytes]] = []

    def start(program: str, *arguments: str, **options: Any) -> subprocess.Popen[bytes]:
        command = [sys.executable, program] if program.endswith(".py") else [sys.executable, "-m", program]
        options = {"cwd": ROOT, "env": dict(os.environ)} | options
        process = subprocess.Popen(
            servers.ends_with_us([*command, *arguments]), stdin=subprocess.DEVNULL, start_new_session=True, **options
        )
        started.append(process)
        return process

    yield start
    for process in started:
        if process.poll() is None:
            process.send_signal(signal.SIGCONT)
            process.terminate()
    for process in started:
        with contextlib.suppress(subprocess.TimeoutExpired):
            process.wait(10)
        with contextlib.suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)  # its children too: the group has the leader's number
        process.wait()


# --- Browser ----------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Site:
    """The application, answering at `url` (without a closing slash)."""

    url: str


@pytest.fixture
def site(committed_db: Database, settings: Any) -> Iterator[Site]:
    """The application in threads of this process, on the test's own database: settings changed here hold there too."""
    settings.ALLOWED_HOSTS = ["127.0.0.1", "localhost", "testserver"]
    thread = LiveServerThread("127.0.0.1", StaticFilesHandler)
    thread.daemon = True
    thread.start()
    thread.is_ready.wait()
    if thread.error:
        raise thread.error
    settings.BASE_URL = f"http://127.0.0.1:{thread.port}"
    settings.CSRF_TRUSTED_ORIGINS = [settings.BASE_URL]
    yield Site(settings.BASE_URL)
    thread.terminate()


@pytest.fixture(scope="session")
def browser_type_launch_args(browser_type_launch_args: dict[str, Any]) -> dict[str, Any]:
    """The system's Chromium, which asks nobody outside the machine for anything."""
    off = ["background-networking", "component-update", "sync", "quic", "gpu"]
    # Scripts that every page has (axe, half a megabyte) stay compiled from one page to the next.
    kept = "--js-flags=--no-flush-bytecode"
    return browser_type_launch_args | {
        "executable_path": shutil.which("chromium") or shutil.which("chromium-browser"),
        "args": ["--no-sandbox", "--no-first-run", kept, *(f"--disable-{name}" for name in off)],
    }


@pytest.fixture
def context(request: pytest.FixtureRequest, new_context: Any) -> Any:
    """A browser's context; where the test has a site, page.goto("/") opens it."""
    url = request.getfixturevalue("site").url if "site" in request.fixturenames else None
    return new_context(base_url=url)
