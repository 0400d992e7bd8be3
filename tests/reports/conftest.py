from __future__ import annotations

import subprocess
from collections.abc import Callable

import pytest

from tests.cast import cast
from tests.settings import ENGINE

__all__ = ["cast"]


@pytest.fixture
def start_worker(start_process: Callable[..., subprocess.Popen[bytes]]) -> Callable[[], subprocess.Popen[bytes]]:
    pool = ["--concurrency", "1"] if ENGINE == "postgresql" else ["--pool", "solo"]
    return lambda: start_process(
        "celery", "--app", "config", "worker", "--queues", "mail,reports", "--loglevel", "ERROR", *pool
    )
