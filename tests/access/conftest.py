from __future__ import annotations

import logging
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.db import connections, transaction
from django.test import override_settings

from tests.access.furnished import Furnished, furnish_once, stored_in
from tests.access.walk import client_of
from tests.access.world import World
from tests.conftest import point_django_at
from tests.settings import DATABASE, ENGINE


@pytest.fixture(autouse=True)
def quiet() -> Iterator[None]:
    """Thousands of refusals are meant here: their log would hide the one that is not."""
    logging.disable(logging.CRITICAL)
    yield
    logging.disable(logging.NOTSET)


@pytest.fixture(scope="session")
def furnished(django_db_setup: None, django_db_blocker: Any) -> Furnished:
    with django_db_blocker.unblock():
        return furnish_once()


@pytest.fixture(scope="module")
def world(furnished: Furnished, django_db_blocker: Any, tmp_path_factory: pytest.TempPathFactory) -> Iterator[World]:
    """The world for all tests of a module, rolled back after them. What a test writes it rolls back itself (`undone`)."""
    files = shutil.copytree(furnished.media, tmp_path_factory.mktemp("world") / "files")
    # Collected files are there in production; without the folder every client warns.
    Path(settings.STATIC_ROOT).mkdir(parents=True, exist_ok=True)
    # Sessions are looked at for longer than minutes: noting their use would cost each answer, for it is rolled back too.
    own = override_settings(STORAGES=stored_in(files), SESSION_SEEN_SECONDS=settings.SESSION_IDLE_SECONDS)
    with django_db_blocker.unblock(), own:
        point_django_at(furnished.template)
        if ENGINE == "postgresql":  # a document may take a slow machine a minute, in which nothing is asked
            connections["default"].cursor().execute("SET idle_in_transaction_session_timeout = 0")
        try:
            with transaction.atomic():
                made = furnished.world()
                for person in made.people.values():
                    client_of(person)  # signs in here, where no test rolls it back
                yield made
                transaction.set_rollback(True)
        finally:
            connections.close_all()
            point_django_at(DATABASE)
