"""The canonical form of a ledger entry and its digest. Imports nothing of Django: a stranger can run this file alone.

Version 1: JSON with sorted keys, no white space, text in NFC, amounts as {"minor": integer, "currency": code}, decimals as
strings, dates as YYYY-MM-DD, instants as YYYY-MM-DDThh:mm:ss.ffffffZ, no floats.
digest = SHA-256(previous + "\\n" + payload), in UTF-8; the first entry's previous is 64 zeros.
"""

from __future__ import annotations

import hashlib
import json
import unicodedata
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

VERSION = 1


def plain(value: Any) -> Any:
    """The value in the types of the canonical form.

    TypeError for a float or anything unknown; ValueError for an instant without a zone and for what is not finite.
    """
    if value is None or isinstance(value, bool | int):
        return value
    if isinstance(value, str):
        return unicodedata.normalize("NFC", value)
    if isinstance(value, Decimal):
        if not value.is_finite():
            raise ValueError(f"{value} has no canonical form.")
        text = format(value, "f")
        text = text.rstrip("0").rstrip(".") if "." in text else text
        return "0" if text in {"-0", ""} else text
    if isinstance(value, datetime):
        if value.tzinfo is None:
            raise ValueError("An instant without a zone has no canonical form.")
        return value.astimezone(UTC).isoformat(timespec="microseconds").replace("+00:00", "Z")
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, dict):
        return {plain(str(key)): plain(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [plain(item) for item in value]
    raise TypeError(f"{type(value).__name__} has no canonical form.")


def canonical(content: dict[str, Any]) -> str:
    """The one text of this content."""
    return json.dumps(plain(content), sort_keys=True, separators=(",", ":"), ensure_ascii=False, allow_nan=False)


def entry_digest(previous: str, payload: str) -> str:
    """SHA-256 over the previous digest, a line feed and the payload; 64 hexadecimal digits."""
    return hashlib.sha256(f"{previous}\n{payload}".encode()).hexdigest()


def content_digest(content: dict[str, Any]) -> str:
    """SHA-256 of a canonical text that stands alone (terms)."""
    return hashlib.sha256(canonical(content).encode()).hexdigest()


def person_digest(*, salt: str, name: str, position: str) -> str:
    """SHA-256 of salt, name and position: what the ledger keeps of a person's words about herself."""
    return content_digest({"salt": salt, "name": name, "position": position})
