"""Figures that people type: one number beyond doubt, or a refusal that says what to write instead."""

import re
import unicodedata
from decimal import Decimal
from functools import lru_cache

from accounts.notation.figures import MINUS, MOST_DIGITS, parts_of
from accounts.notation.locales import Marks, babel_of, gettext, marks_of


class UnreadableNumber(ValueError):
    """Text that is not one number beyond doubt. `code` says why; the message says what to write instead."""

    def __init__(self, code: str, message: str) -> None:
        super().__init__(message)
        self.code = code


def _plain(text: str) -> str:
    """ASCII digits for every decimal digit, compatible forms (NFKC) for the rest, "-" for the true minus.

    "10²" must not become 102: what is a digit only by compatibility is left as it stands, and so refused.
    """
    if text.isascii():  # nothing to change; imports ask this a hundred thousand times
        return text.strip()
    characters = []
    for character in text:
        if character.isdecimal():
            characters.append(str(unicodedata.decimal(character)))
            continue
        compatible = unicodedata.normalize("NFKC", character)
        characters.append(character if any(c.isdigit() for c in compatible) else compatible)
    return "".join(characters).replace(MINUS, "-").replace("\N{RIGHT SINGLE QUOTATION MARK}", "'").strip()


def parse_decimal(text: str, locale: str | None = None, *, digits: int | None = None) -> Decimal:
    """The number that a person wrote in the notation of `locale`: "1.200,50" in German, "1,200.50" in English.

    Group marks have to stand where the locale puts them; groups parted by spaces are read everywhere. A lone group mark
    with three digits behind it ("1,200" in English, "1.200" in German) means something else one language further and is
    refused as ambiguous, unless `digits`, the most decimals that the figure can have, is below three and so leaves one
    reading. More than `digits` decimals are refused. Minus signs are "-" and "−"; −0 is 0; decimals stay as written.

    Raises UnreadableNumber (a ValueError) with the code "empty", "not a number", "ambiguous", "too long" or
    "too many decimals".
    """
    marks = marks_of(babel_of(locale))
    if len(text) > 100:
        raise UnreadableNumber("too long", gettext("A number has at most 30 digits."))
    plain = _plain(text)
    if not plain:
        raise UnreadableNumber("empty", gettext("Write a number."))
    decimal_mark = _plain(marks.decimal)
    # A space that is a group mark loses itself in strip(): no-break spaces become plain ones.
    group_mark = _plain(marks.group) or " "
    match = None
    for group in dict.fromkeys((group_mark, " ")):
        match = match or re.fullmatch(_number_pattern(decimal_mark, group, marks), plain, re.ASCII)
    if match is None:
        raise UnreadableNumber("not a number", _how_to_write(gettext("This is not a number."), locale))
    whole, decimals = match["whole"] or "", match["decimals"] or ""
    lone_group = re.fullmatch(r"[0-9]{1,3}([,.'])[0-9]{3}", whole)
    if lone_group and lone_group[1] in ",." and not decimals and (digits is None or digits > 2):
        raise UnreadableNumber("ambiguous", _how_to_write(gettext("This can be read in two ways."), locale))
    if digits is not None and len(decimals) > digits:
        raise UnreadableNumber(
            "too many decimals",
            gettext("At most %(digits)s decimals.") % {"digits": digits},
        )
    number = re.sub(r"[^0-9]", "", whole) or "0"
    if len(number) + len(decimals) > MOST_DIGITS:
        raise UnreadableNumber("too long", gettext("A number has at most 30 digits."))
    value = Decimal(f"{number}.{decimals}" if decimals else number)
    return value.copy_negate() if match["sign"] and value else value


@lru_cache(maxsize=256)
def _number_pattern(decimal_mark: str, group: str, marks: Marks) -> str:
    mark, last, other = re.escape(group), marks.last_group, marks.other_groups
    grouped = rf"[1-9][0-9]{{0,{other - 1}}}(?:{mark}[0-9]{{{other}}})*{mark}[0-9]{{{last}}}"
    return (
        rf"(?P<sign>-)?(?=[0-9]|{re.escape(decimal_mark)}[0-9])"
        rf"(?P<whole>{grouped}|[0-9]*)(?:{re.escape(decimal_mark)}(?P<decimals>[0-9]+))?"
    )


def _how_to_write(problem: str, locale: str | None) -> str:
    sample = parts_of(120050, 2, locale)
    plain = "1200" + sample[1]
    return f"{problem} " + gettext("Write %(plain)s or %(grouped)s.") % {
        "plain": plain,
        "grouped": "".join(sample),
    }
