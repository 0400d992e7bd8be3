from __future__ import annotations

import signal
import threading
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand

from reports.dispatcher import beat, dispatch_once, run


class Command(BaseCommand):
    help = "Publishes work that is due and takes back what a lost worker held. One is enough; more do no harm."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--once", action="store_true", help="one round, then end")

    def handle(self, *_args: Any, once: bool, **_options: Any) -> None:
        if once:
            beat()
            self.stdout.write(f"{dispatch_once()} published")
            return
        ended = threading.Event()
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, lambda *_: ended.set())
        run(stopped=ended.is_set)
