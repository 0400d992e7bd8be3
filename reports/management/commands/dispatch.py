from __future__ import annotations

import signal
import threading
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from reports.dispatcher import DEAD_AFTER, beat, dispatch_once, is_alive, run


class Command(BaseCommand):
    help = "Publishes work that is due and takes back what a lost worker held. One is enough; more do no harm."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--once", action="store_true", help="one round, then end")
        parser.add_argument("--alive", action="store_true", help="exit 0 where one was seen alive of late, else 1")

    def handle(self, *_args: Any, once: bool, alive: bool, **_options: Any) -> None:
        if alive:
            if not is_alive(DEAD_AFTER):
                raise CommandError("no live dispatcher")
            return
        if once:
            beat()
            self.stdout.write(f"{dispatch_once()} published")
            return
        ended = threading.Event()
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, lambda *_: ended.set())
        run(stopped=ended.is_set)
