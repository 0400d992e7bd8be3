from __future__ import annotations

import os
import pickle
import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings as project
from django.db import connections
from django.test import override_settings

from tests import servers
from tests.access.conftest import quiet, world
from tests.access.world import World, finish_report, make_world
from tests.conftest import point_django_at
from tests.settings import DATABASE

__all__ = ["quiet", "world"]


@dataclass(frozen=True)
class Furnished:
    """A world that was made once for this process: the database to clone, the folder of its files, and its objects."""

    template: str
    media: Path
    pickled: bytes

    def world(self) -> World:
        """Objects of this test alone."""
        made: World = pickle.loads(self.pickled)
        return made


def _stored_in(folder: Path) -> dict[str, Any]:
    return project.STORAGES | {"default": project.STORAGES["default"] | {"OPTIONS": {"location": str(folder)}}}


@pytest.fixture(scope="session")
def furnished(django_db_setup: None, django_db_blocker: Any) -> Iterator[Furnished]:
    """One world for all tests that commit: each clones its database, its files and its objects, and leaves this as it is."""
    name, media = f"{DATABASE}_world", Path(os.environ["PV_VAR"]) / "world"
    servers.clone(name)
    with django_db_blocker.unblock(), override_settings(STORAGES=_stored_in(media)):
        point_django_at(name)
        try:
            made = make_world()
            finish_report(made.halden.waiting_report)
        finally:
            connections.close_all()
            point_django_at(DATABASE)
    yield Furnished(name, media, pickle.dumps(made))
    servers.drop(name)


@pytest.fixture
def committed_world(furnished: Furnished, committed_db: object, settings: Any, tmp_path: Path) -> World:
    """That world in a database of the test's own. The module says `template` is furnished.template."""
    folder = shutil.copytree(furnished.media, tmp_path / "world")
    settings.STORAGES = _stored_in(folder)
    return furnished.world()
