"""Whether anything of a supplier may have changed: what is dear to work out and asked often is kept until something has.

A stamp is a random word for each supplier, in the cache that all web processes share. Every request that may write changes it,
of either side, once it has written. A figure is kept under the stamp that was read before it was worked out: a change meanwhile
makes it old at once. What changes without such a request (workers, questionnaires by link, the clock) is seen after `SECONDS`.
Without the cache nothing is kept, and nothing fails.
"""

from __future__ import annotations

import logging

from django.core.cache import cache
from redis.exceptions import RedisError

from accounts.codes import random_code

SECONDS = 30
logger = logging.getLogger(__name__)


def changed(supplier_id: int) -> None:
    """Something of this supplier may have changed: no figure that was kept holds any more."""
    try:
        cache.set(_key(supplier_id), random_code(), None)
    except RedisError:
        logger.warning("stamp_not_changed", exc_info=True)


def stamp_of(supplier_id: int) -> str:
    """The stamp of now, to be read before a figure is worked out; "" without the cache."""
    try:
        return str(cache.get_or_set(_key(supplier_id), random_code, None))
    except RedisError:
        return ""


def kept(name: str, stamp: str) -> int | None:
    """The figure that was kept under this name, if nothing may have changed since."""
    try:
        under, figure = cache.get(name) or ("", None)
    except RedisError:
        return None
    return figure if stamp and under == stamp else None


def keep(name: str, stamp: str, figure: int) -> None:
    """Keep what was worked out since this stamp was read."""
    try:
        cache.set(name, (stamp, figure), SECONDS)
    except RedisError:
        logger.warning("figure_not_kept", exc_info=True)


def _key(supplier_id: int) -> str:
    return f"stamp:{supplier_id}"
