"""Not collected by itself: test_house.py runs it, and ends it before its time."""

import os
import time
from pathlib import Path
from typing import Any

from tests.settings import RUN_DIR


def test_endless(site: Any, page: Any, start_process: Any) -> None:
    page.set_content("<p>a browser</p>")
    start_process("celery", "-A", "config", "worker", "--concurrency", "1", "--loglevel", "WARNING")
    Path(os.environ["TEST_ENDLESS"]).write_text(str(RUN_DIR))
    time.sleep(600)
