from __future__ import annotations

import shutil
from pathlib import Path
from typing import Any

import pytest

from tests.access.conftest import furnished, quiet, world
from tests.access.furnished import Furnished, stored_in
from tests.access.world import World, finish_report

__all__ = ["furnished", "quiet", "world"]


@pytest.fixture
def committed_world(furnished: Furnished, committed_db: object, settings: Any, tmp_path: Path) -> World:
    """The world in a database of the test's own, with its document ready. The module says `template` is furnished.template."""
    settings.STORAGES = stored_in(shutil.copytree(furnished.media, tmp_path / "world"))
    made = furnished.world()
    finish_report(made.halden.waiting_report)
    return made
