"""Days, periods, instants and lengths of time as text."""

import re
from datetime import UTC, date, datetime, timedelta, tzinfo
from zoneinfo import ZoneInfo

from babel.dates import format_date, format_skeleton, get_timezone_name

from accounts.notation.figures import MINUS
from accounts.notation.locales import BRITISH, babel_of, gettext, words_in

EN_DASH = "\N{EN DASH}"
ABBREVIATED_DATES = {"yMMMd": "d MMM y", "MMMd": "d MMM"}
HALF_YEARS = {(1, 1, 6, 30), (7, 1, 12, 31)}


def _day(day: date) -> date:
    if isinstance(day, datetime) or not isinstance(day, date):
        raise TypeError(f"a date is needed, not {type(day).__name__}")
    return day


def _by_skeleton(day: date, skeleton: str, locale: str | None) -> str:
    parsed = babel_of(locale)
    if str(parsed) == BRITISH and skeleton in ABBREVIATED_DATES:
        # CLDR abbreviates September to "Sept" in British English alone: columns of dates want three letters.
        return format_date(_day(day), ABBREVIATED_DATES[skeleton], locale="en")
    return format_skeleton(skeleton, _day(day), locale=parsed)


def date_long(day: date, *, locale: str | None = None) -> str:
    """ "17 November 2026", "17. November 2026"."""
    return format_date(_day(day), "long", locale=babel_of(locale))


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
            with words_in(locale):
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
        name = get_timezone_name(local, width="short", locale=babel_of(locale))
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
    with words_in(locale):
        if not (days or hours or minutes):
            return gettext("at once")
        parts = [
            gettext("%(days)s d") % {"days": days} if days else "",
            gettext("%(hours)s h") % {"hours": hours} if hours else "",
            gettext("%(minutes)s min") % {"minutes": minutes} if minutes and not days else "",
        ]
    return " ".join(part for part in parts if part)
