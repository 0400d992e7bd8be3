"""A line of the check before the meeting."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Missing:
    """Something that the pack would show as missing, open or overdue; `url` is where it is mended ("" where she may not)."""

    what: str
    why: str
    url: str
    act: str
    mark: str = "missing"
