"""The longer texts of the demonstration, line by line."""

from __future__ import annotations

from pathlib import Path


def lines_of(name: str) -> list[str]:
    """The lines of a file beside this one, without empty ones and remarks (#)."""
    lines = (line.strip() for line in (Path(__file__).parent / name).read_text(encoding="utf-8").splitlines())
    return [line for line in lines if line and not line.startswith("#")]
