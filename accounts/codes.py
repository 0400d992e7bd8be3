"""Random codes for whatever a stranger may see: 128 bits, easy to read aloud and to type."""

from __future__ import annotations

import secrets

# Crockford's base 32: no I, L, O or U, so that a printed code is typed back without doubt.
ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
LENGTH = 26
# Letters that the alphabet does not have, and what people mean by them.
MISREAD = str.maketrans("ILOU", "110V")


def random_code() -> str:
    """26 characters of base 32: 130 random bits."""
    return "".join(secrets.choice(ALPHABET) for _ in range(LENGTH))


def grouped(code: str) -> str:
    """The code in groups of four, for print and for reading aloud: "7QK4-M2ZP-..."."""
    return "-".join(code[start : start + 4] for start in range(0, len(code), 4))


def normalised(typed: str) -> str:
    """The code as it is stored, from what a person typed: any case, with or without groups, I L O U for what they mean."""
    return "".join(letter for letter in typed.upper() if letter.isalnum()).translate(MISREAD)
