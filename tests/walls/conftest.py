from tests.access.conftest import quiet, world

__all__ = ["quiet", "world"]
