"""The world as every process of a run makes it once: whoever looks at it gets a database, files and objects of its own."""

from __future__ import annotations

import os
import pickle
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from django.conf import settings as project
from django.db import connections
from django.test import override_settings

from tests import servers
from tests.access.world import World, make_world
from tests.conftest import point_django_at
from tests.settings import DATABASE


@dataclass(frozen=True)
class Furnished:
    """The database of that name holds the world, the folder its files."""

    template: str
    media: Path
    pickled: bytes

    def world(self) -> World:
        """Objects of the caller's own."""
        made: World = pickle.loads(self.pickled)
        return made


def stored_in(folder: Path) -> dict[str, Any]:
    """STORAGES with the files in that folder."""
    return project.STORAGES | {"default": project.STORAGES["default"] | {"OPTIONS": {"location": str(folder)}}}


@cache
def furnish_once() -> Furnished:
    """The template has to be there, and access to databases allowed."""
    name, media = f"{DATABASE}_world", Path(os.environ["PV_VAR"]) / "world"
    servers.clone(name)
    with override_settings(STORAGES=stored_in(media)):
        point_django_at(name)
        try:
            made = make_world()
        finally:
            connections.close_all()
            point_django_at(DATABASE)
    return Furnished(name, media, pickle.dumps(made))
