"""Random codes for whatever a stranger may see: 128 bits, easy to read aloud and to type."""

from __future__ import annotations

import secrets

# Crockford's base 32: no I, L, O or U, so that a printed code is typed back without doubt.
ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
LENGTH = 26


def random_code() -> str:
    """26 characters of base 32: 130 random bits."""
    return "".join(secrets.choice(ALPHABET) for _ in range(LENGTH))
