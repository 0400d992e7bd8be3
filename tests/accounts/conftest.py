from __future__ import annotations

from collections.abc import Iterator

import pytest
from django.core.cache import cache

from tests.cast import cast

__all__ = ["cast"]


@pytest.fixture
def counted_anew() -> Iterator[None]:
    """What is counted against guessing begins at zero."""
    cache.clear()
    yield
    cache.clear()
