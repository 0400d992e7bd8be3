"""The machinery that all other tests stand on, and the walls of `make lint`."""

from __future__ import annotations

import os
import re
import runpy
import shutil
import signal
import subprocess
import sys
import threading
import time
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from typing import Any

import pytest
import redis
from django.conf import settings
from django.contrib.sessions.models import Session
from django.db import DatabaseError, connection
from django.utils import translation

from tests.settings import ENGINE, WORKER

ROOT = Path(__file__).parent.parent
PACKAGES = ["config", "accounts", "outcomes", "scorecards", "engagements", "reports"]
only_postgresql = pytest.mark.skipif(ENGINE != "postgresql", reason="SQLite knows neither roles nor servers")


def add_session(key: str) -> None:
    Session.objects.create(session_key=key, session_data="", expire_date=datetime(2030, 1, 1, tzinfo=UTC))


# --- Databases --------------------------------------------------------------------------------------------------------


@pytest.mark.both
@pytest.mark.parametrize("turn", [1, 2])
def test_committed_db_each_test_has_its_own(turn: int, committed_db: Any) -> None:
    add_session(f"of turn {turn}")
    assert [s.session_key for s in Session.objects.all()] == [f"of turn {turn}"]


@pytest.mark.both
@pytest.mark.django_db
@pytest.mark.parametrize("turn", [1, 2])
def test_db_is_rolled_back(turn: int) -> None:
    add_session(f"of turn {turn}")
    assert Session.objects.count() == 1


@pytest.mark.parametrize("turn", [1, 2])
def test_a_language_left_behind_does_not_reach_the_next_test(turn: int) -> None:
    assert translation.get_language() == settings.LANGUAGE_CODE
    translation.activate("de")


@pytest.mark.both
def test_committed_db_other_threads_see_what_was_committed(committed_db: Any) -> None:
    add_session("shared")
    seen: list[int] = []

    def look() -> None:
        seen.append(Session.objects.count())
        connection.close()

    thread = threading.Thread(target=look)
    thread.start()
    thread.join()
    assert seen == [1]


@pytest.mark.both
def test_committed_db_other_processes_find_it(committed_db: Any, start_process: Any) -> None:
    add_session("shared")
    code = "from django.contrib.sessions.models import Session; print(Session.objects.get().session_key)"
    process = start_process("manage.py", "shell", "--verbosity", "0", "--command", code, stdout=subprocess.PIPE)
    assert process.communicate()[0].decode().strip() == "shared"


@pytest.mark.both
def test_owner_connection_sees_what_was_committed(committed_db: Any, owner_connection: Any) -> None:
    add_session("shared")
    cursor = owner_connection.cursor()
    cursor.execute("SELECT session_key FROM django_session")
    assert cursor.fetchall() == [("shared",)]


@only_postgresql
@pytest.mark.django_db
@pytest.mark.parametrize(
    "statement",
    ["CREATE TABLE mine (id int)", "ALTER TABLE django_session DISABLE TRIGGER ALL", "CREATE DATABASE mine"],
)
def test_application_role_changes_no_structure(statement: str) -> None:
    with pytest.raises(DatabaseError, match=r"permission denied|must be owner|transaction block"):
        connection.cursor().execute(statement)


@only_postgresql
@pytest.mark.django_db
def test_roles_have_no_powers_of_their_own() -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT rolname, rolsuper OR rolcreaterole OR rolcreatedb OR rolbypassrls FROM pg_roles"
            " WHERE rolname IN ('pv_app', 'pv_owner') ORDER BY 1"
        )
        assert cursor.fetchall() == [("pv_app", False), ("pv_owner", False)]
        cursor.execute("SELECT current_user, pg_has_role('pv_app', 'pv_owner', 'member')")
        assert cursor.fetchone() == ("pv_app", False)


def test_flushing_tests_are_refused() -> None:
    done = pytest_run("--collect-only", "tests/house/flushing.py", stderr=subprocess.PIPE).communicate()[1].decode()
    assert "would flush the ledger" in done


# --- Servers ----------------------------------------------------------------------------------------------------------


@only_postgresql
def test_broker_is_empty_and_of_this_worker(broker: str) -> None:
    client = redis.Redis.from_url(broker.replace("redis+socket", "unix").replace("virtual_host", "db"))
    assert client.dbsize() == 0
    assert client.get_connection_kwargs()["db"] == int(WORKER.removeprefix("gw").replace("main", "0"))
    client.close()


def pytest_run(*arguments: str, **options: Any) -> subprocess.Popen[bytes]:
    """A run of its own, in a session of its own, with servers of its own."""
    inherited = {k: v for k, v in os.environ.items() if not k.startswith(("PYTEST_XDIST_", "TEST_RUN_DIR"))}
    environment = inherited | options.pop("env", {})
    command = [sys.executable, "-m", "pytest", "-p", "no:cacheprovider", *arguments]
    # Started from a job in the background it would inherit that Ctrl-C is ignored.
    heard = partial(signal.signal, signal.SIGINT, signal.SIG_DFL)
    return subprocess.Popen(command, cwd=ROOT, env=environment, start_new_session=True, preexec_fn=heard, **options)


def processes_of(run_dir: str) -> list[str]:
    """The names of the processes that belong to a run: by environment, by command line or by working folder."""
    found = []
    for process in Path("/proc").glob("[0-9]*"):
        try:
            about = (process / "environ").read_bytes() + (process / "cmdline").read_bytes()
            if run_dir.encode() in about or str((process / "cwd").resolve()).startswith(run_dir):
                found.append((process / "comm").read_text().strip())
        except OSError:
            continue  # it ended while we looked, or is somebody else's
    return found


@only_postgresql
@pytest.mark.skipif(sys.platform != "linux", reason="looks for processes in /proc")
@pytest.mark.timeout(240)
@pytest.mark.parametrize("ending", [signal.SIGINT, signal.SIGKILL])
def test_interrupted_run_leaves_nothing_running(ending: signal.Signals, tmp_path: Path) -> None:
    note = tmp_path / "run"
    environment = {"TEST_ENDLESS": str(note), "TEST_WITHOUT_TABLES": "yes"}
    with (tmp_path / "output").open("wb") as output:
        run = pytest_run("-n", "1", "tests/house/endless.py", env=environment, stdout=output, stderr=output)
    try:
        wait_until(lambda: note.exists() and note.read_text(), 120)
        run_dir = note.read_text()
        assert {"postgres", "redis-server"} <= set(processes_of(run_dir))
        assert any("chrom" in name for name in processes_of(run_dir))
        if ending == signal.SIGINT:
            os.killpg(run.pid, ending)  # Ctrl-C reaches the whole group
        else:
            run.send_signal(ending)
        run.wait(40)
        wait_until(lambda: not processes_of(run_dir), 20)
    except TimeoutError as error:
        pytest.fail(f"{error}; running: {processes_of(run_dir) if note.exists() else ''}\n{tail(tmp_path / 'output')}")
    finally:
        run.kill()
        run.wait()
    if ending == signal.SIGKILL:
        shutil.rmtree(run_dir)  # as the next run would
    assert not Path(run_dir).exists()


def wait_until(true: Any, seconds: float) -> None:
    deadline = time.monotonic() + seconds
    while not true():
        if time.monotonic() > deadline:
            raise TimeoutError(f"not within {seconds} s")
        time.sleep(0.1)


def tail(path: Path) -> str:
    return "\n".join(path.read_text(errors="replace").splitlines()[-40:])


# --- The walls of make lint, each with a planted fault ---------------------------------------------------------------


@pytest.fixture
def copied_packages(tmp_path: Path) -> Path:
    for package in PACKAGES:
        shutil.copytree(ROOT / package, tmp_path / package, ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copy(ROOT / "pyproject.toml", tmp_path)
    return tmp_path


def lint_imports(folder: Path) -> tuple[int, str]:
    program = Path(sys.executable).with_name("lint-imports")
    done = subprocess.run([program, "--no-cache"], cwd=folder, capture_output=True, text=True)
    return done.returncode, done.stdout


def test_imports_point_left(copied_packages: Path) -> None:
    status, output = lint_imports(copied_packages)
    assert status == 0, output


@pytest.mark.parametrize(
    ("module", "imported"), [("accounts", "outcomes"), ("outcomes", "reports"), ("reports", "config.urls")]
)
def test_imports_planted_fault_is_caught(module: str, imported: str, copied_packages: Path) -> None:
    (copied_packages / module / "planted.py").write_text(f"import {imported}\n")
    status, output = lint_imports(copied_packages)
    assert status == 1
    assert f"{module}.planted -> {imported}" in output


def test_every_variable_of_the_settings_is_documented() -> None:
    read = re.findall(
        r'(?:env\.\w+|needed_in_production)\(\s*"([A-Z_]+)"', (ROOT / "config" / "settings.py").read_text()
    )
    documented = re.findall(r"^#?([A-Z_]+)=", (ROOT / ".env.example").read_text(), flags=re.MULTILINE)
    assert sorted(set(read)) == sorted(documented)


@pytest.fixture
def translations(tmp_path: Path) -> Any:
    """The catalogue of a page with one text, translated as asked; returns the faults that are found."""
    check = runpy.run_path(str(ROOT / "scripts" / "check_translations.py"))
    (tmp_path / "page.html").write_text(
        '{% load i18n %}{% blocktranslate with name="x" %}Hello {{ name }}{% endblocktranslate %}'
    )
    check["collect_texts"](tmp_path)
    catalogue = tmp_path / "locale" / "de" / "LC_MESSAGES" / "django.po"

    def faults(translation: str, flag: str = "") -> list[str]:
        text = catalogue.read_text().replace(
            'msgid "Hello %(name)s"\nmsgstr ""', f'msgid "Hello %(name)s"\n{translation}'
        )
        catalogue.write_text(text.replace("#, python-format", f"#, python-format{flag}"))
        found: list[str] = check["faults"](tmp_path)
        return found

    return faults


def test_translations_complete(translations: Any) -> None:
    assert translations('msgstr "Hallo %(name)s"') == []


@pytest.mark.parametrize(
    ("translation", "flag", "fault"),
    [
        ('msgstr ""', "", "not translated"),
        ('msgstr "Hallo %(name)s"', ", fuzzy", "fuzzy"),
        ('msgstr "Hallo %(nom)s"', "", "placeholder"),
    ],
)
def test_translations_planted_fault_is_caught(translation: str, flag: str, fault: str, translations: Any) -> None:
    [found] = translations(translation, flag)
    assert fault in found
