"""Names of the files that we hand out, and the header that carries them.

A name is made of our own words and recorded names, never of the name of a file that somebody sent.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from urllib.parse import quote

MOST_BYTES = 110
"""Of one part: three of them and an ending stay below the 255 bytes that file systems take."""

# What some system takes for a path, a drive, a wildcard or a pipe.
REFUSED = re.compile(r'[\\/:*?"<>|]+')


def file_name(parts: Sequence[str], ending: str) -> str:
    """ "Past Value Delivered, Halden Bank AG, 25 November 2026.pdf"; a part of which nothing is left falls out."""
    return f"{', '.join(filter(None, map(_clean, parts))) or 'document'}.{ending}"


def attachment(name: str) -> str:
    """The value of Content-Disposition: every name in ASCII, and, for those that read it (RFC 6266), as it is."""
    stem, _dot, ending = name.rpartition(".")
    spelt = stem.replace("ß", "ss").replace("æ", "ae").replace("Æ", "Ae").replace("ø", "o").replace("Ø", "O")
    plain = unicodedata.normalize("NFKD", spelt).encode("ascii", "ignore").decode()
    fallback = file_name(plain.split(", "), ending)
    header = f'attachment; filename="{fallback}"'
    return header if fallback == name else f"{header}; filename*=UTF-8''{quote(name, safe='')}"


def _clean(part: str) -> str:
    """One line of printable text without what a path is made of, within `MOST_BYTES`."""
    shown = "".join(
        one if unicodedata.category(one)[0] not in "CZ" else " " for one in unicodedata.normalize("NFC", part)
    )
    words = " ".join(REFUSED.sub(" ", shown).split())
    return words.encode()[:MOST_BYTES].decode(errors="ignore").strip(" ,.")
