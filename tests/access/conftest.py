from __future__ import annotations

import logging
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.db import transaction

from tests.access.walk import client_of
from tests.access.world import World, make_world


@pytest.fixture(autouse=True)
def quiet() -> Iterator[None]:
    """Thousands of refusals are meant here: their log would hide the one that is not."""
    logging.disable(logging.CRITICAL)
    yield
    logging.disable(logging.NOTSET)


@pytest.fixture(scope="module")
def world(django_db_setup: None, django_db_blocker: Any) -> Iterator[World]:
    """One world for all tests of a module, rolled back after them. What a test writes it rolls back itself (`undone`)."""
    with django_db_blocker.unblock(), transaction.atomic():
        # Collected files are there in production; without the folder every client warns.
        Path(settings.STATIC_ROOT).mkdir(parents=True, exist_ok=True)
        made = make_world()
        for person in made.people.values():
            client_of(person)  # signs in here, where no test rolls it back
        yield made
        transaction.set_rollback(True)
