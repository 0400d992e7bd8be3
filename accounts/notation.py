"""The one place that turns figures into text, and typed text into figures.

Amounts come in as integer minor units with a currency code, everything else as `Decimal`, `date` or an aware
`datetime`; no float is accepted anywhere. A locale changes notation, never currency. Digits are always 0 to 9.

Locales are named as Django and Babel name them ("en", "de", "de-ch", "fr_CA"). "en" means British English; a locale
that Babel does not know falls back to it. Without a locale Django's active language counts, outside Django English.
Three kinds of space are used: no-break (before a unit or a currency), narrow no-break (before "%" and "k"), plain.
"""

import re
import unicodedata
from collections.abc import Iterable
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta, tzinfo
from decimal import Decimal
from functools import lru_cache
from zoneinfo import ZoneInfo

from babel import Locale, UnknownLocaleError
from babel.dates import format_date, format_skeleton, get_timezone_name
from babel.numbers import (
    get_currency_name,
    get_currency_precision,
    get_decimal_symbol,
    get_group_symbol,
    list_currencies,
)
from django.core.exceptions import ImproperlyConfigured
from django.utils import translation

MINUS = "\N{MINUS SIGN}"
NO_BREAK = "\N{NO-BREAK SPACE}"
NARROW = "\N{NARROW NO-BREAK SPACE}"
EN_DASH = "\N{EN DASH}"

MOST_DIGITS = 30
"""A figure with more digits than this is a mistake or an attack, not a business figure."""

BRITISH = "en_GB"
ABBREVIATED_DATES = {"yMMMd": "d MMM y", "MMMd": "d MMM"}
HALF_YEARS = {(1, 1, 6, 30), (7, 1, 12, 31)}


class UnreadableNumber(ValueError):
    """Text that is not one number beyond doubt. `code` says why; the message says what to write instead."""

    def __init__(self, code: str, message: str) -> None:
        super().__init__(message)
        self.code = code


@dataclass(frozen=True, slots=True)
class _Notation:
    """How a locale writes numbers: its marks, and the sizes of the last group and of those before it."""

    decimal: str
    group: str
    last_group: int
    other_groups: int


# --- Locales and words -----------------------------------------------------------------------------------------------


def gettext(message: str) -> str:
    """The message in Django's active language; as it stands where Django has no settings (scripts, plain tests)."""
    try:
        return translation.gettext(message)
    except ImproperlyConfigured:
        return message


def ngettext(one: str, many: str, count: int) -> str:
    """As `gettext`, for what is counted."""
    try:
        return translation.ngettext(one, many, count)
    except ImproperlyConfigured:
        return one if count == 1 else many


def _words_in(locale: str | None) -> AbstractContextManager[None]:
    """Within the block `gettext` speaks the language of `locale`; None leaves the active language."""
    try:
        translation.get_language()
    except ImproperlyConfigured:
        return nullcontext()
    if locale is None:
        return nullcontext()
    return translation.override(str(_babel(locale)).replace("_", "-").lower())


def _babel(locale: str | None) -> Locale:
    if locale is None:
        try:
            locale = translation.get_language()
        except ImproperlyConfigured:
            locale = None
    return _parsed(locale or "en")


@lru_cache(maxsize=256)
def _parsed(code: str) -> Locale:
    name = code.strip().replace("-", "_")
    if name.lower() == "en":
        name = BRITISH
    try:
        return Locale.parse(name)
    except (UnknownLocaleError, ValueError):
        return Locale.parse(BRITISH)


@lru_cache(maxsize=256)
def _notation(locale: Locale) -> _Notation:
    last_group, other_groups = locale.decimal_formats[None].grouping
    return _Notation(
        decimal=get_decimal_symbol(locale, numbering_system="latn"),
        group=get_group_symbol(locale, numbering_system="latn"),
        last_group=last_group,
        other_groups=other_groups,
    )


# --- Numbers ---------------------------------------------------------------------------------------------------------


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


def _grouped(digits: str, notation: _Notation) -> str:
    """Integer digits with the locale's group marks: "1234567" -> "1,234,567" (Indian English: "12,34,567")."""
    head, tail = digits[: -notation.last_group], digits[-notation.last_group :]
    groups = [tail]
    while head:
        groups.append(head[-notation.other_groups :])
        head = head[: -notation.other_groups]
    return notation.group.join(reversed(groups))


def _split(scaled: int, places: int, locale: str | None) -> tuple[str, str]:
    """(signed grouped integer part, decimal mark and decimals or nothing) of scaled / 10^places."""
    notation = _notation(_babel(locale))
    digits = str(abs(scaled)).rjust(places + 1, "0")
    whole, decimals = (digits[:-places], digits[-places:]) if places else (digits, "")
    sign = MINUS if scaled < 0 else ""
    return sign + _grouped(whole, notation), notation.decimal + decimals if decimals else ""


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
    return _split(_whole(minor), minor_digits(currency), locale)


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
    return _split(_scaled(from_minor(minor, currency), 0), 0, locale)[0]


def money(minor: int, currency: str, *, locale: str | None = None, whole: bool = False) -> str:
    """Number, no-break space, currency code: "27,840.00 EUR"."""
    return f"{amount(minor, currency, locale=locale, whole=whole)}{NO_BREAK}{currency}"


def keep_together(words: str, figure: str) -> str:
    """The words with their last `figure` kept on the line of the word before it: "target 10", "edition 2"."""
    return f"{NO_BREAK}{figure}".join(words.rsplit(f" {figure}", 1))


def spoken_money(minor: int, currency: str, *, locale: str | None = None) -> str:
    """Number and the currency by name, as one says it: "412,300 euros", "412.300 Euro"; zero minor units are left out."""
    name = get_currency_name(currency, count=from_minor(minor, currency), locale=_babel(locale))
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
    integer, fraction = _split(-scaled if value < 0 else scaled, places, locale)
    return integer + fraction


def quoted(words: str) -> str:
    """What somebody wrote, in the quotation marks of the active language."""
    return gettext("“%(words)s”") % {"words": words}


def is_sign(unit: str) -> bool:
    """Whether a unit is a sign that stands behind every number without a plural: "h", "min", "%"."""
    return len(unit) <= 3 or unit.startswith("%")


def quantity(value: Decimal, unit: str, *, locale: str | None = None) -> str:
    """A reading with its unit: "2.7635 minutes per flight", "99.81 %". An empty unit leaves the number.

    A unit that begins with a figure is kept apart from it by words: "51 units of 10,000 payments".
    """
    number = exact(value, locale=locale)
    if not unit:
        return number
    if unit[0].isdecimal():
        with _words_in(locale):
            words = ngettext("%(number)s unit of %(unit)s", "%(number)s units of %(unit)s", 1 if value == 1 else 2)
        return (words % {"number": number, "unit": unit}).replace(" ", NO_BREAK, 1)
    return f"{number}{NARROW if unit.startswith('%') else NO_BREAK}{unit}"


def measured(value: Decimal, unit: str, *, locale: str | None = None) -> str:
    """A figure of a block that names its unit elsewhere: "30 days", but "1". A unit is what somebody typed, most often in the
    plural, and has no singular that we know; "%" and short signs (h, kg) stay.
    """
    alone = abs(value) == 1 and len(unit) > 2 and not unit.startswith("%")
    return quantity(value, "" if alone else unit, locale=locale)


def percent(fraction: Decimal, *, digits: int = 1, locale: str | None = None) -> str:
    """A fraction as a percentage, rounded half up: Decimal("0.8") -> "80.0 %", with a narrow no-break space."""
    integer, decimals = _split(_scaled(fraction, digits + 2), digits, locale)
    return f"{integer}{decimals}{NARROW}%"


def ratio(value: Decimal, *, locale: str | None = None) -> str:
    """Value / spend with two decimals, rounded half up: "1.50". Where there is none, the caller has a word for it."""
    integer, decimals = _split(_scaled(value, 2), 2, locale)
    return integer + decimals


def rate(value: Decimal, currency: str, *, locale: str | None = None) -> str:
    """What one unit is worth, as exact as it was agreed, with the currency: "1,200 EUR", "7.60 EUR", "0.0325 EUR"."""
    whole = value == value.to_integral_value()
    number = exact(value, locale=locale, least_digits=0 if whole else minor_digits(currency))
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


# --- Reading what people type ----------------------------------------------------------------------------------------


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
    notation = _notation(_babel(locale))
    if len(text) > 100:
        raise UnreadableNumber("too long", gettext("A number has at most 30 digits."))
    plain = _plain(text)
    if not plain:
        raise UnreadableNumber("empty", gettext("Write a number."))
    decimal_mark = _plain(notation.decimal)
    # A space that is a group mark loses itself in strip(): no-break spaces become plain ones.
    group_mark = _plain(notation.group) or " "
    match = None
    for group in dict.fromkeys((group_mark, " ")):
        match = match or re.fullmatch(_number_pattern(decimal_mark, group, notation), plain, re.ASCII)
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
def _number_pattern(decimal_mark: str, group: str, notation: _Notation) -> str:
    mark, last, other = re.escape(group), notation.last_group, notation.other_groups
    grouped = rf"[1-9][0-9]{{0,{other - 1}}}(?:{mark}[0-9]{{{other}}})*{mark}[0-9]{{{last}}}"
    return (
        rf"(?P<sign>-)?(?=[0-9]|{re.escape(decimal_mark)}[0-9])"
        rf"(?P<whole>{grouped}|[0-9]*)(?:{re.escape(decimal_mark)}(?P<decimals>[0-9]+))?"
    )


def _how_to_write(problem: str, locale: str | None) -> str:
    sample = _split(120050, 2, locale)
    plain = "1200" + sample[1]
    return f"{problem} " + gettext("Write %(plain)s or %(grouped)s.") % {
        "plain": plain,
        "grouped": "".join(sample),
    }


# --- Dates and times -------------------------------------------------------------------------------------------------


def _day(day: date) -> date:
    if isinstance(day, datetime) or not isinstance(day, date):
        raise TypeError(f"a date is needed, not {type(day).__name__}")
    return day


def _by_skeleton(day: date, skeleton: str, locale: str | None) -> str:
    parsed = _babel(locale)
    if str(parsed) == BRITISH and skeleton in ABBREVIATED_DATES:
        # CLDR abbreviates September to "Sept" in British English alone: columns of dates want three letters.
        return format_date(_day(day), ABBREVIATED_DATES[skeleton], locale="en")
    return format_skeleton(skeleton, _day(day), locale=parsed)


def date_long(day: date, *, locale: str | None = None) -> str:
    """ "17 November 2026", "17. November 2026"."""
    return format_date(_day(day), "long", locale=_babel(locale))


def date_medium(day: date, *, locale: str | None = None) -> str:
    """ "17 Nov 2026", "17. Nov. 2026"."""
    return _by_skeleton(day, "yMMMd", locale)


def date_short(day: date, *, locale: str | None = None) -> str:
    """ "17 Nov", "17. Nov."."""
    return _by_skeleton(day, "MMMd", locale)


def month(day: date, *, locale: str | None = None) -> str:
    """The month in which the day lies: "November 2026"."""
    return _by_skeleton(day, "yMMMM", locale)


def period(start: date, end: date, locale: str | None = None) -> str:
    """From `start` to `end`, both included, by its shortest exact name.

    "17 November 2026" for one day, "October 2026", "Q3 2026", "first half of 2026", "2026" for a calendar month, quarter,
    half-year, year, else "1 Apr 2024 – 30 Sep 2026". Raises ValueError where the end lies before the start.
    """
    if _day(end) < _day(start):
        raise ValueError("a period cannot end before it starts")
    if start == end:
        return date_long(start, locale=locale)
    ends_month = end == date.max or (end + timedelta(days=1)).day == 1
    if start.day == 1 and ends_month and start.year == end.year:
        first, last = start.month, end.month
        if first == last:
            return month(start, locale=locale)
        if (first, last) == (1, 12):
            return _by_skeleton(start, "y", locale)
        if last - first == 2 and first % 3 == 1:
            return _by_skeleton(start, "yQQQ", locale)
        if is_half_year(start, end):
            with _words_in(locale):
                words = gettext("first half of %(year)s") if first == 1 else gettext("second half of %(year)s")
            return words % {"year": _by_skeleton(start, "y", locale)}
    return f"{date_medium(start, locale=locale)} {EN_DASH} {date_medium(end, locale=locale)}"


def is_half_year(start: date, end: date) -> bool:
    """Whether these days are January to June, or July to December, of one year."""
    return (start.month, start.day, end.month, end.day) in HALF_YEARS and start.year == end.year


def instant(moment: datetime, zone: str | tzinfo, *, locale: str | None = None) -> str:
    """An instant on the clocks of `zone` (a name or tzinfo), with the zone: "14 October 2026, 09:12 CEST".

    Raises ValueError for a naive datetime.
    """
    if moment.tzinfo is None or moment.utcoffset() is None:
        raise ValueError("an instant needs its time zone")
    local = moment.astimezone(ZoneInfo(zone) if isinstance(zone, str) else zone)
    return f"{date_long(local.date(), locale=locale)}, {local:%H:%M} {_zone_name(local, locale)}"


def _zone_name(local: datetime, locale: str | None) -> str:
    """The zone's abbreviation in the locale, else the one of the time zone database, else "UTC+05:30"."""
    if isinstance(local.tzinfo, ZoneInfo):
        name = get_timezone_name(local, width="short", locale=_babel(locale))
        if re.fullmatch(r"[^\W\d]{2,6}", name):
            return name
    name = local.tzname() or ""
    if re.fullmatch(r"[A-Za-z]{2,6}", name):
        return name
    offset = local.utcoffset() or timedelta()
    minutes = abs(offset) // timedelta(minutes=1)
    if local.tzinfo is UTC or not minutes:
        return "UTC"
    return f"UTC{MINUS if offset < timedelta() else '+'}{minutes // 60:02}:{minutes % 60:02}"


def duration(length: timedelta, *, locale: str | None = None) -> str:
    """How long something took, in its two largest units, cut off: "2 d 4 h", "3 h 20 min", "45 min".

    Under a minute "at once". Raises ValueError for a negative length.
    """
    if length < timedelta():
        raise ValueError("a duration cannot be negative")
    days, rest = divmod(length, timedelta(days=1))
    hours, minutes = divmod(rest // timedelta(minutes=1), 60)
    with _words_in(locale):
        if not (days or hours or minutes):
            return gettext("at once")
        parts = [
            gettext("%(days)s d") % {"days": days} if days else "",
            gettext("%(hours)s h") % {"hours": hours} if hours else "",
            gettext("%(minutes)s min") % {"minutes": minutes} if minutes and not days else "",
        ]
    return " ".join(part for part in parts if part)
