"""Several at the same moment, each on a connection of its own."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from contextlib import AbstractContextManager
from typing import Any

from django.db import connections


def at_once(held: AbstractContextManager[Any], *acts: Callable[[], Any]) -> list[Any]:
    """What each of them returns or is refused with. What they all want is held until each of them waits for it."""
    results: list[Any] = [None] * len(acts)
    ready = threading.Barrier(len(acts) + 1)

    def run(number: int) -> None:
        try:
            ready.wait(10)
            results[number] = acts[number]()
        except Exception as error:
            results[number] = error
        finally:
            connections.close_all()

    threads = [threading.Thread(target=run, args=(number,)) for number in range(len(acts))]
    for thread in threads:
        thread.start()
    with held:
        ready.wait(10)
        time.sleep(0.3)
        assert results == [None] * len(acts), "somebody did not wait"
    for thread in threads:
        thread.join(30)
    return results
