from __future__ import annotations

import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from argparse import ArgumentParser
from datetime import date
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from django.conf import settings
from django.core.files.storage import FileSystemStorage, default_storage
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError
from django.db import connection
from django.utils import timezone, translation

from accounts.demonstration import GUIDES
from accounts.models import Customer, Supplier
from reports import background
from reports.demonstration import PASSWORD, REPORT_FOR, desk, is_of_today, load
from reports.management.commands.report import write_document
from reports.services import request_report


class Command(BaseCommand):
    help = "Demonstration data, and the whole site on this machine: web, worker, dispatcher. With --once: one document."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--once", action="store_true", help="make one PVD report from an empty database, then end")
        parser.add_argument("--out", type=Path, help="folder for the document of --once")
        parser.add_argument(
            "--today", type=date.fromisoformat, help="the day that the data is made for (default: today)"
        )
        parser.add_argument("--port", type=int, default=8000)
        parser.add_argument(
            "--fresh", action="store_true", help="throw the demonstration on this machine away and load it anew"
        )

    def handle(self, *_args: Any, **options: Any) -> None:
        if settings.PRODUCTION:
            raise CommandError("Demonstration data does not belong into production.")
        if options["today"] and options["today"] > timezone.localdate(timezone=ZoneInfo("Europe/Berlin")):
            raise CommandError("That day lies in the future: nothing has happened there yet.")
        if options["once"]:
            if options["out"] is None:
                raise CommandError("Say where the document goes: --out DIR")
            if "DATABASE_URL" not in os.environ:
                return self._once_elsewhere(options)
            return self._once(options["out"], options["today"])
        return self._site(options["port"], options["today"], fresh=options["fresh"])

    def _once_elsewhere(self, options: dict[str, Any]) -> None:
        """Run the same command on an empty database of its own, so that nothing that is here is touched."""
        with tempfile.TemporaryDirectory(prefix="proven-value-") as folder:
            environment = os.environ | {
                "PV_VAR": folder,
                "PV_MEDIA": f"{folder}/media",
                "PV_BROKER_FOLDER": f"{folder}/broker",
                "DATABASE_URL": f"sqlite:///{folder}/proven-value.sqlite3",
                "CELERY_BROKER_URL": "filesystem://",
            }
            command = [sys.executable, "manage.py", "demo", "--once", "--out", str(options["out"].resolve())]
            if options["today"]:
                command += ["--today", options["today"].isoformat()]
            code = subprocess.run(command, cwd=settings.BASE_DIR, env=environment, check=False).returncode
        if code:
            sys.exit(code)

    def _once(self, out: Path, today: date | None) -> None:
        call_command("migrate", verbosity=0)
        if Supplier.objects.exists():
            raise CommandError("The database is not empty. Unset DATABASE_URL, or name an empty one.")
        load(today=today)
        customer = Customer.objects.get(name=REPORT_FOR)
        report = request_report(customer=customer, requested_by=None, locale=customer.locale)
        try:
            background.wait_for(report, seconds=120)
        except (TimeoutError, RuntimeError) as error:
            raise CommandError(str(error)) from error
        self.stdout.write(str(write_document(report, out)))

    def _site(self, port: int, today: date | None, *, fresh: bool) -> None:
        with socket.socket() as asked:
            if asked.connect_ex(("127.0.0.1", port)) == 0:
                raise CommandError(f"Something answers on port {port} already. Choose another one: --port {port + 1}")
        os.environ.setdefault("BASE_URL", f"http://127.0.0.1:{port}")  # what its mails and documents point to
        call_command("migrate", verbosity=0)
        if fresh:
            self._start_over()
        self._load(today)
        # Without reloading, and as many threads as a person with a phone and a screen needs.
        web = [sys.executable, "-m", "gunicorn", "config.wsgi", "--bind", f"127.0.0.1:{port}", "--threads", "8"]
        children = [
            background.start_worker(),
            background.start_dispatcher(),
            subprocess.Popen([*web, "--log-level", "warning"], cwd=settings.BASE_DIR),
        ]
        _wait_for(port, children[-1])
        self._say_whom_to_be(port)
        self.stdout.flush()
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, _interrupt)
        try:
            while all(child.poll() is None for child in children):
                time.sleep(0.5)
            raise CommandError("One of its processes has ended; see above.")
        except KeyboardInterrupt:
            self.stdout.write("Ending.")
        finally:
            for child in children:
                background.stop(child)

    def _load(self, today: date | None) -> None:
        """Load where nothing is; what is there stays, and says so where it is of another day."""
        suppliers = list(Supplier.objects.all())
        if not suppliers:
            self.stdout.write("Loading forty customers over three years: half a minute to two, by the machine ...")
            self.stdout.flush()
            desk.lay(load(today=today))
        elif not any(is_of_today(one) for one in suppliers):
            self.stdout.write(
                "\nThe demonstration here was loaded on an earlier day, so its lists have grown old. "
                "Load it anew with: make demo FRESH=1"
            )

    def _start_over(self) -> None:
        """Remove database and files of a demonstration. Never of anybody else, and only where they lie on this machine."""
        name = str(connection.settings_dict["NAME"])
        if connection.vendor != "sqlite" or not isinstance(default_storage, FileSystemStorage):
            raise CommandError(
                "--fresh is for data that lies in files on this machine. Name an empty database instead."
            )
        if Supplier.objects.filter(is_demonstration=False).exists():
            raise CommandError("There is a supplier that is no demonstration. Nothing was removed.")
        connection.close()
        for suffix in ("", "-wal", "-shm"):
            Path(name + suffix).unlink(missing_ok=True)
        media = Path(default_storage.path(""))
        for folder in (media / "evidence", media / "reports", settings.BROKER_FOLDER):
            shutil.rmtree(folder, ignore_errors=True)
        call_command("migrate", verbosity=0)

    def _say_whom_to_be(self, port: int) -> None:
        """Whom to sign in as, and what each is good for looking at."""
        address = f"http://127.0.0.1:{port}"
        lines = [f"\nProven Value runs on {address}", "Open it and choose a person: one click signs in.\n"]
        with translation.override("en"):
            for champions in (False, True):
                how = f"by a code; read it at {address}/dev/mail/" if champions else f"password: {PASSWORD}"
                lines.append(f"  {'The customers' if champions else 'The supplier'}, {how}")
                lines += [
                    f"    {guide.email:34}{guide.place}: {guide.shows}"
                    for guide in GUIDES
                    if guide.is_champion == champions
                ]
        self.stdout.write("\n".join([*lines, "\nCtrl-C ends it.\n"]))


def _wait_for(port: int, web: subprocess.Popen[bytes]) -> None:
    """Until the site answers: whom to be is said once it can be opened. A site that ended is told of by who looks after it."""
    while web.poll() is None:
        with socket.socket() as asked:
            if asked.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.1)


def _interrupt(*_args: Any) -> None:
    raise KeyboardInterrupt
