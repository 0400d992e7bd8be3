"""What is read from an address, made harmless: whatever somebody typed there is an answer, never an error."""

from __future__ import annotations

from collections.abc import Container
from datetime import date

from django.http import HttpRequest

LARGEST_KEY = 2**63 - 1


def search_words(request: HttpRequest, name: str = "q") -> str:
    """What is searched for, without control characters, 200 characters at most."""
    text = request.GET.get(name, "")[:200]
    return "".join(character for character in text if character.isprintable()).strip()


def request_key_of(request: HttpRequest) -> str | None:
    """What names the sending of this form, so that sending it twice is once; None where it has no such name."""
    text = request.POST.get("request_key", "")[:64]
    return text if text and text.isprintable() else None


def key_in(text: str | None) -> int | None:
    """A primary key; None for anything else."""
    if not text or not text.isascii() or not text.isdecimal() or len(text) > 19:
        return None
    key = int(text)
    return key if key <= LARGEST_KEY else None


def day_in(text: str | None) -> date | None:
    """A day written as 2026-05-01; None for anything else."""
    try:
        day = date.fromisoformat(text or "")
    except ValueError:
        return None
    return day if 1900 <= day.year <= 2200 else None


def one_of(request: HttpRequest, name: str, allowed: Container[str], default: str = "") -> str:
    """A parameter where it is one of the allowed values, else the default."""
    value = request.GET.get(name, "")
    return value if value in allowed else default
