"""Figures as text: amounts, exact figures, readings with their unit, shares and rates."""

import re
from collections.abc import Iterable
from decimal import Decimal
from functools import cache, lru_cache

from babel.numbers import (
    get_currency_name,
    get_currency_precision,
    list_currencies,
)
from babel.units import format_unit

from accounts.notation.locales import Marks, babel_of, gettext, marks_of, ngettext, words_in

MINUS = "\N{MINUS SIGN}"
NO_BREAK = "\N{NO-BREAK SPACE}"
NARROW = "\N{NARROW NO-BREAK SPACE}"

MOST_DIGITS = 30
"""A figure with more digits than this is a mistake or an attack, not a business figure."""


def _finite(value: Decimal) -> Decimal:
    if not isinstance(value, Decimal):
        raise TypeError(f"a Decimal is needed, not {type(value).__name__}")
    if not value.is_finite():
        raise ValueError(f"not a finite number: {value}")
    return value


def _scaled(value: Decimal, places: int) -> int:
    """`value` x 10^places as an integer, rounded half up (away from zero) once, with integers only."""
    sign, digits, exponent = _finite(value).as_tuple()
    coefficient = int("".join(map(str, digits)))
    shift = int(exponent) + places
    if coefficient and value.adjusted() > MOST_DIGITS:
        raise ValueError(f"too large: more than {MOST_DIGITS} digits")
    if shift >= 0 or not coefficient:
        scaled = coefficient * 10 ** max(shift, 0) if coefficient else 0
    elif -shift > len(digits):
        scaled = 0
    else:
        whole, rest = divmod(coefficient, 10**-shift)
        scaled = whole + (2 * rest >= 10**-shift)
    return -scaled if sign else scaled


def _grouped(digits: str, marks: Marks) -> str:
    """Integer digits with the locale's group marks: "1234567" -> "1,234,567" (Indian English: "12,34,567")."""
    head, tail = digits[: -marks.last_group], digits[-marks.last_group :]
    groups = [tail]
    while head:
        groups.append(head[-marks.other_groups :])
        head = head[: -marks.other_groups]
    return marks.group.join(reversed(groups))


def parts_of(scaled: int, places: int, locale: str | None) -> tuple[str, str]:
    """(signed grouped integer part, decimal mark and decimals or nothing) of scaled / 10^places."""
    marks = marks_of(babel_of(locale))
    digits = str(abs(scaled)).rjust(places + 1, "0")
    whole, decimals = (digits[:-places], digits[-places:]) if places else (digits, "")
    sign = MINUS if scaled < 0 else ""
    return sign + _grouped(whole, marks), marks.decimal + decimals if decimals else ""


@lru_cache(maxsize=512)
def minor_digits(currency: str) -> int:
    """Decimals of the currency's minor unit: EUR 2, JPY 0, KWD 3. Raises ValueError for what is no currency code.

    The figures are those of CLDR, as Babel carries them.
    """
    if currency not in list_currencies():
        raise ValueError(f"not a currency code: {currency!r}")
    return int(get_currency_precision(currency))


def to_minor(amount: Decimal, currency: str) -> int:
    """The amount in minor units, rounded half up once; a half moves away from zero, so that −x is the mirror of x.

    Raises TypeError for anything but a Decimal, ValueError for NaN, infinity and more than 30 digits.
    """
    return _scaled(amount, minor_digits(currency))


def from_minor(minor: int, currency: str) -> Decimal:
    """The exact amount, with the currency's decimals: 2784000 EUR -> Decimal("27840.00")."""
    sign, digits, _ = Decimal(_whole(minor)).as_tuple()
    return Decimal((sign, digits, -minor_digits(currency)))


def _whole(minor: int) -> int:
    if not isinstance(minor, int) or isinstance(minor, bool):
        raise TypeError(f"minor units are an int, not {type(minor).__name__}")
    return minor


def amount_parts(minor: int, currency: str, *, locale: str | None = None) -> tuple[str, str]:
    """An amount for large figures whose decimals are smaller: ("27,840", ".00"); yen ("27,840", "")."""
    return parts_of(_whole(minor), minor_digits(currency), locale)


def amount(minor: int, currency: str, *, locale: str | None = None, whole: bool = False) -> str:
    """The number alone: "27,840.00", "−1.204,50". `whole` drops the minor units where they are zero."""
    integer, decimals = amount_parts(minor, currency, locale=locale)
    if whole and minor % 10 ** minor_digits(currency) == 0:
        return integer
    return integer + decimals


def are_whole(amounts: Iterable[tuple[int | None, str]]) -> bool:
    """Whether each of these amounts, (minor units, currency), is whole, so that a column may leave minor units out."""
    return all(minor is None or minor % 10 ** minor_digits(currency) == 0 for minor, currency in amounts)


def rounded_units(minor: int, currency: str) -> int:
    """The figure of `whole_units`: 2784050 EUR -> 27841."""
    return int(_scaled(from_minor(minor, currency), 0))


def whole_units(minor: int, currency: str, *, locale: str | None = None) -> str:
    """The number rounded half up to whole units, for tables that say so: 2784050 EUR -> "27,841"."""
    return parts_of(_scaled(from_minor(minor, currency), 0), 0, locale)[0]


def money(minor: int, currency: str, *, locale: str | None = None, whole: bool = False) -> str:
    """Number, no-break space, currency code: "27,840.00 EUR"."""
    return f"{amount(minor, currency, locale=locale, whole=whole)}{NO_BREAK}{currency}"


def keep_together(words: str, figure: str) -> str:
    """The words with their last `figure` kept on the line of the word before it: "target 10", "edition 2"."""
    return f"{NO_BREAK}{figure}".join(words.rsplit(f" {figure}", 1))


def spoken_money(minor: int, currency: str, *, locale: str | None = None) -> str:
    """Number and the currency by name, as one says it: "412,300 euros", "412.300 Euro"; zero minor units are left out."""
    name = get_currency_name(currency, count=from_minor(minor, currency), locale=babel_of(locale))
    return f"{amount(minor, currency, locale=locale, whole=True)}{NO_BREAK}{name}"


def exact(value: Decimal, *, locale: str | None = None, least_digits: int = 0) -> str:
    """Every significant digit, grouped, without exponent: "2.7635", "1,200". Nothing is rounded.

    Zeros at the end go, down to `least_digits` decimals; fewer decimals are filled up to them.
    """
    _, digits, exponent = _finite(value).as_tuple()
    if value and (abs(int(exponent)) > 1000 or value.adjusted() > 1000):
        raise ValueError("too many digits to write out")
    last_nonzero = len(digits) - next((place for place, digit in enumerate(reversed(digits)) if digit), len(digits))
    decimals = -(int(exponent) + len(digits) - last_nonzero) if value else 0
    places = max(decimals, least_digits, 0)
    coefficient = int("".join(map(str, digits))) if value else 0
    shift = places + int(exponent)
    scaled = coefficient * 10**shift if shift >= 0 else coefficient // 10**-shift
    integer, fraction = parts_of(-scaled if value < 0 else scaled, places, locale)
    return integer + fraction


def quoted(words: str) -> str:
    """What somebody wrote, in the quotation marks of the active language."""
    return gettext("“%(words)s”") % {"words": words}


def is_sign(unit: str) -> bool:
    """Whether a unit is a sign that stands behind every number without a plural: "h", "min", "%"."""
    return len(unit) <= 3 or unit.startswith("%")


FREQUENCIES = ("a ", "an ", "per ", "each ", "every ", "je ", "pro ", "im ", "in der ", "/")
"""How a unit begins that says in which time or of what something is counted: "a month", "je Quartal"."""


def follows(unit: str) -> bool:
    """Whether a unit stands behind every number and needs no plural there: a sign, or a frequency ("9 a month")."""
    return is_sign(unit) or unit.lower().startswith(FREQUENCIES)


TIMES = ("second", "minute", "hour", "day", "week", "month", "quarter", "year")
LANGUAGES_OF_UNITS = ("en", "de", "fr", "es")
"""In which units are looked up: a customer types hers in her own language, whatever language the page is in."""


@cache
def _singulars() -> dict[str, str]:
    """Plural to singular of the units of time, as Unicode's locale data has them."""
    found = {}
    for code in LANGUAGES_OF_UNITS:
        for name in TIMES:
            many, one = (format_unit(count, f"duration-{name}", locale=babel_of(code)) for count in (2, 1))
            found[many.removeprefix("2").strip()] = one.removeprefix("1").strip()
    return found


def singular(unit: str) -> str | None:
    """ "day" of "days", "hour a month" of "hours a month", "Minute" of "Minuten"; None for a unit of which nobody knows it.

    A unit is what somebody typed, most often in the plural: of words other than those of time there is no singular.
    """
    first, space, rest = unit.partition(" ")
    known = _singulars()
    one = known.get(first) or (first if first in known.values() else None)
    return f"{one}{space}{rest}" if one is not None else None


def stands_behind(value: Decimal, unit: str) -> bool:
    """Whether the unit can be said behind this figure: every one but "1 corrections"."""
    return abs(value) != 1 or follows(unit) or unit[0].isdecimal() or singular(unit) is not None


def now_and_was(now: Decimal, was: Decimal, unit: str, *, locale: str | None = None) -> tuple[str, str]:
    """("1 day", "30"); where the unit cannot be said of one it stands with the older figure: ("1", "42 corrections")."""
    if stands_behind(now, unit):
        return quantity(now, unit, locale=locale), exact(was, locale=locale)
    return exact(now, locale=locale), quantity(was, unit, locale=locale)


def quantity(value: Decimal, unit: str, *, locale: str | None = None) -> str:
    """A reading with its unit: "2.7635 minutes per flight", "99.81 %", "1 day", "1 (corrections)". An empty unit leaves it.

    A unit that begins with a figure is kept apart from it by words: "51 units of 10,000 payments".
    """
    number = exact(value, locale=locale)
    if not unit:
        return number
    if unit[0].isdecimal():
        with words_in(locale):
            words = ngettext("%(number)s unit of %(unit)s", "%(number)s units of %(unit)s", 1 if value == 1 else 2)
        return (words % {"number": number, "unit": unit}).replace(" ", NO_BREAK, 1)
    if not stands_behind(value, unit):
        return f"{number}{NO_BREAK}({unit})"
    said = singular(unit) or unit if abs(value) == 1 else unit
    return f"{number}{NARROW if unit.startswith('%') else NO_BREAK}{said}"


def measured(value: Decimal, unit: str, *, locale: str | None = None) -> str:
    """A figure of a block that names its unit elsewhere: "30 days", "1 day", but "1" where the unit cannot be said of one."""
    return quantity(value, unit if unit and stands_behind(value, unit) else "", locale=locale)


def is_percentage(unit: str) -> bool:
    """Whether readings are percentages: their differences are percentage points, and a rate is one for a point."""
    return unit.startswith("%")


def difference(value: Decimal, unit: str, *, locale: str | None = None) -> str:
    """What lies between two readings, as a working says it: "29 days", but of percentages "0.05 percentage points".

    "0.05 % x 120,000 EUR" is 60 EUR to whoever reads it; the rate of such a dimension is one for a percentage point.
    """
    if not is_percentage(unit):
        return measured(value, unit, locale=locale)
    with words_in(locale):
        words = ngettext("%(number)s percentage point", "%(number)s percentage points", 1 if abs(value) == 1 else 2)
    said = (words % {"number": exact(value, locale=locale)}).replace(" ", NO_BREAK, 1)
    return said + unit[1:]


def per_unit(rate_words: str, unit: str, *, locale: str | None = None) -> str:
    """A rate beside the difference that it prices: "1,200 EUR", but of percentages "120,000 EUR per point"."""
    if not is_percentage(unit):
        return rate_words
    with words_in(locale):
        return gettext("%(rate)s per point") % {"rate": rate_words}


def in_currency(unit: str, currency: str) -> bool:
    """Whether readings are amounts of the currency already: there a rate is a factor."""
    return unit.strip().upper() == currency


def says_nothing(value: Decimal, unit: str, currency: str) -> bool:
    """Whether a rate is one of 1 for amounts of the currency itself: "1 EUR for each EUR"."""
    return value == 1 and in_currency(unit, currency)


def unit_rate(value: Decimal, unit: str, currency: str, *, locale: str | None = None) -> str:
    """A rate as a factor of a working: "1,200 EUR", of percentages "120,000 EUR per point".

    Of amounts of the currency itself "0.5": euros times euros would be none. "" where that is 1 and changes nothing.
    """
    if says_nothing(value, unit, currency):
        return ""
    if in_currency(unit, currency):
        return exact(value, locale=locale)
    return per_unit(rate(value, currency, locale=locale), unit, locale=locale)


def percent(fraction: Decimal, *, digits: int = 1, locale: str | None = None) -> str:
    """A fraction as a percentage, rounded half up: Decimal("0.8") -> "80.0 %", with a narrow no-break space."""
    integer, decimals = parts_of(_scaled(fraction, digits + 2), digits, locale)
    return f"{integer}{decimals}{NARROW}%"


def ratio(value: Decimal, *, locale: str | None = None) -> str:
    """Value / spend with two decimals, rounded half up: "1.50". Where there is none, the caller has a word for it."""
    integer, decimals = parts_of(_scaled(value, 2), 2, locale)
    return integer + decimals


def most_decimals(values: Iterable[Decimal | None]) -> int:
    """How many decimals the most exact of them has, without zeros at its end: the precision of a column. Without any, 0."""
    return max((0, *(-int(value.normalize().as_tuple().exponent) for value in values if value is not None)))


def rate_decimals(values: Iterable[Decimal | None], currency: str) -> int:
    """The decimals of a column of rates: none where all are whole, else at least those of the currency."""
    most = most_decimals(values)
    return max(most, minor_digits(currency)) if most > 0 else 0


def rate(value: Decimal, currency: str, *, locale: str | None = None, least_digits: int = 0) -> str:
    """What one unit is worth, as exact as it was agreed, with the currency: "1,200 EUR", "7.60 EUR", "0.0325 EUR".

    `least_digits`: the decimals of the column in which it stands (`rate_decimals`).
    """
    number = exact(value, locale=locale, least_digits=max(least_digits, rate_decimals([value], currency)))
    return f"{number}{NO_BREAK}{currency}"


def axis_thousands(minor: int, currency: str, *, locale: str | None = None, mark: bool = True) -> str:
    """The short form for chart axes, and for nothing else: "600 k", "1.5 k", "0"; without `mark` "600".

    Exact: an axis has round steps, and a figure that is not round shows all of its digits.
    """
    sign, digits, exponent = from_minor(minor, currency).as_tuple()
    number = exact(Decimal((sign, digits, int(exponent) - 3)), locale=locale)
    return f"{number}{NARROW}k" if mark and minor else number


def grouped_digest(digest: str) -> str:
    """A hexadecimal digest in groups of eight that may break between groups. Raises ValueError for anything else."""
    if not re.fullmatch(r"[0-9a-fA-F]+", digest):
        raise ValueError("not a hexadecimal digest")
    lower = digest.lower()
    return " ".join(lower[start : start + 8] for start in range(0, len(lower), 8))
