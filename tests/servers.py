"""The throwaway servers of a test run, and the databases in it.

PostgreSQL has three roles: `postgres` (superuser; makes and drops databases, nothing else), `pv_owner` (owns and
migrates them) and `pv_app` (the application). `pv_template` is migrated once; every other database is a clone of it. On
SQLite the template is a file and a clone its copy.
"""

from __future__ import annotations

import glob
import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import psycopg2
import redis

from tests.settings import ENGINE, RUN_DIR, database_url

TEMPLATE = "pv_template"
FASTER = ["fsync=off", "synchronous_commit=off", "full_page_writes=off", "jit=off", "listen_addresses="]


def ends_with_us(command: list[str], death: str = "KILL") -> list[str]:
    """The command such that the kernel ends it with this process, even one that is killed (Linux)."""
    return ["setpriv", "--pdeathsig", death, *command] if shutil.which("setpriv") else command


class Servers:
    """PostgreSQL and Redis, from `start` to `stop`; on SQLite only the template."""

    def __init__(self) -> None:
        self.processes: list[tuple[subprocess.Popen[bytes], signal.Signals]] = []
        self.started = False

    def start(self) -> None:
        """Everything that workers need. Raises RuntimeError with the output of what failed."""
        if self.started:
            return
        self.started = True
        sweep()
        if ENGINE == "postgresql":
            self._start_redis()
            self._start_postgresql()
        migrate_template()

    def stop(self) -> None:
        for process, ending in self.processes:
            process.send_signal(ending)
        for process, _ending in self.processes:
            try:
                process.wait(10)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()
        self.processes.clear()
        shutil.rmtree(RUN_DIR, ignore_errors=True)

    def _run(self, command: list[str], log: str, ending: signal.Signals) -> None:
        with (RUN_DIR / log).open("wb") as output:
            # A session of their own: Ctrl-C is for pytest, which still needs them to finish.
            process = subprocess.Popen(command, stdout=output, stderr=subprocess.STDOUT, start_new_session=True)
        self.processes.append((process, ending))

    def _start_redis(self) -> None:
        command = [_program("redis-server"), "--port", "0", "--unixsocket", str(RUN_DIR / "redis.sock")]
        command += ["--save", "", "--appendonly", "no", "--databases", "64", "--dir", str(RUN_DIR)]
        self._run(ends_with_us(command), "redis.log", signal.SIGTERM)
        client = redis.Redis(unix_socket_path=str(RUN_DIR / "redis.sock"))
        _wait(client.ping, redis.ConnectionError, "redis.log")
        client.close()

    def _start_postgresql(self) -> None:
        folder = RUN_DIR / "postgresql"
        folder.mkdir()
        as_somebody: list[str] = []
        if os.geteuid() == 0:  # PostgreSQL refuses root
            as_somebody = ["setpriv", "--reuid=nobody", "--regid=nogroup", "--clear-groups", "--pdeathsig", "QUIT"]
            shutil.chown(folder, "nobody", "nogroup")
            RUN_DIR.chmod(0o711)
        elif shutil.which("setpriv"):
            as_somebody = ["setpriv", "--pdeathsig", "QUIT"]
        data = str(folder / "data")
        initdb = [_program("initdb"), "--no-sync", "-A", "trust", "-U", "postgres", "-E", "UTF8", "--locale=C.UTF-8"]
        done = subprocess.run([*as_somebody, *initdb, "-D", data], capture_output=True, text=True, cwd=folder)
        if done.returncode:
            raise RuntimeError(f"initdb failed:\n{done.stdout}{done.stderr}")
        options = [part for option in FASTER for part in ("-c", option)]
        server = [_program("postgres"), "-D", data, "-k", str(folder), "-p", "5432", *options]
        # SIGQUIT ends PostgreSQL at once; what it would still write is thrown away anyway.
        self._run([*as_somebody, *server], "postgresql.log", signal.SIGQUIT)
        _wait(lambda: superuser("SELECT 1"), psycopg2.OperationalError, "postgresql.log")
        superuser("CREATE ROLE pv_owner LOGIN")
        superuser("CREATE ROLE pv_app LOGIN")


def superuser(statement: str) -> None:
    connection = psycopg2.connect(dbname="postgres", user="postgres", host=str(RUN_DIR / "postgresql"), port=5432)
    connection.autocommit = True  # CREATE DATABASE refuses a transaction
    try:
        connection.cursor().execute(statement)
    finally:
        connection.close()


def migrate_template() -> None:
    """The one database that is migrated, by its owner as in production. Raises RuntimeError with migrate's output.

    A run that is about its processes alone says TEST_WITHOUT_TABLES.
    """
    if ENGINE == "postgresql":
        superuser(f"CREATE DATABASE {TEMPLATE} OWNER pv_owner")
    if "TEST_WITHOUT_TABLES" in os.environ:
        return
    done = subprocess.run(
        [sys.executable, "manage.py", "migrate", "--verbosity=0"],
        env=os.environ | {"DATABASE_URL": database_url(TEMPLATE, "pv_owner"), "PV_VAR": str(RUN_DIR / "template")},
        cwd=Path(__file__).parent.parent,
        capture_output=True,
        text=True,
    )
    if done.returncode:
        raise RuntimeError(f"manage.py migrate failed on the template database:\n{done.stdout}{done.stderr}")


def clone(name: str, template: str = TEMPLATE) -> None:
    """A database of that name with what the template holds, to which nobody may be connected.

    60 ms on PostgreSQL, 1 ms on SQLite.
    """
    if ENGINE == "postgresql":
        superuser(f"CREATE DATABASE {name} OWNER pv_owner TEMPLATE {template}")
    else:
        shutil.copyfile(RUN_DIR / f"{template}.sqlite3", RUN_DIR / f"{name}.sqlite3")


def drop(name: str) -> None:
    """Gone, with whoever is still connected to it."""
    if ENGINE == "postgresql":
        superuser(f"DROP DATABASE IF EXISTS {name} WITH (FORCE)")
    else:
        for suffix in ("", "-wal", "-shm"):
            (RUN_DIR / f"{name}.sqlite3{suffix}").unlink(missing_ok=True)


def sweep() -> None:
    """Removes the folders of runs that were killed before they could do it themselves."""
    for folder in glob.glob("/tmp/pv-tests-*-*"):
        pid = folder.split("-")[2]
        if pid.isdigit() and not Path(f"/proc/{pid}").exists() and Path("/proc/self").exists():
            shutil.rmtree(folder, ignore_errors=True)


def _program(name: str) -> str:
    """The path of a server's program; Debian keeps those of PostgreSQL out of the PATH."""
    found = shutil.which(name) or max(glob.glob(f"/usr/lib/postgresql/*/bin/{name}"), default=None)
    if found is None:
        raise RuntimeError(f"{name} is not installed. `make test` sees to it, or says what to install.")
    return found


def _wait(answers: Callable[[], Any], refusal: type[Exception], log: str, seconds: float = 20) -> None:
    deadline = time.monotonic() + seconds
    while True:
        try:
            answers()
            return
        except refusal as error:
            if time.monotonic() > deadline:
                raise RuntimeError(f"no answer after {seconds} s: {error}\n{(RUN_DIR / log).read_text()}") from error
            time.sleep(0.02)
