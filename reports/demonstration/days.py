"""The calendar of a story: days relative to the one on which it ends, and instants at which people work."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from random import Random
from zoneinfo import ZoneInfo

from outcomes.value import grain_period

Period = tuple[date, date]
DAY = timedelta(days=1)
HOLIDAYS = {(1, 1), (5, 1), (12, 24), (12, 25), (12, 26), (12, 31)}


@dataclass(frozen=True)
class Days:
    """`today` is the day on which the data is looked at. Everything that happened, happened before it."""

    today: date
    zone: ZoneInfo

    @property
    def last(self) -> date:
        """The last working day before today: nothing is later, at whatever hour the data is loaded."""
        return self.ago(1)

    def ago(self, count: int) -> date:
        """The working day so many working days before today."""
        day = self.today
        while count:
            day -= DAY
            count -= works(day)
        return day

    def month(self, ago: int) -> date:
        """First day of the month so many months ago."""
        number = self.today.year * 12 + self.today.month - 1 - ago
        return date(number // 12, number % 12 + 1, 1)

    def months(self, count: int) -> list[Period]:
        """The last complete calendar months, oldest first."""
        return [grain_period("month", self.month(back)) for back in range(count, 0, -1)]

    def quarters(self, count: int) -> list[Period]:
        """The last complete calendar quarters, oldest first."""
        found: list[Period] = []
        start, _end = grain_period("quarter", self.today)
        while len(found) < count:
            start, end = grain_period("quarter", start - DAY)
            found.insert(0, (start, end))
        return found

    def periods(self, grain: str, since: date, until: date | None = None) -> list[Period]:
        """The complete calendar months or quarters from a day to today, or to an earlier day."""
        found, (start, end) = [], grain_period(grain, since)
        last = min(until or self.today, self.today - DAY)
        while end <= last:
            if start >= since:
                found.append((start, end))
            start, end = grain_period(grain, end + DAY)
        return found

    def instant(self, day: date, hour: int, random: Random) -> datetime:
        """A minute of that hour of the day, by the supplier's clocks, in UTC."""
        local = datetime.combine(day, time(hour, random.randrange(60), random.randrange(60)), tzinfo=self.zone)
        return local.astimezone(UTC)


def works(day: date) -> bool:
    return day.weekday() < 5 and (day.month, day.day) not in HOLIDAYS


def working(day: date) -> date:
    """The day itself, or the next one on which people work."""
    while not works(day):
        day += DAY
    return day


def after(day: date, count: int) -> date:
    """The working day so many working days after the day."""
    for _number in range(count):
        day = working(day + DAY)
    return working(day)


def spans(period: Period) -> list[Period]:
    """The calendar months of a period."""
    found, start = [], period[0]
    while start <= period[1]:
        one = grain_period("month", start)
        found.append(one)
        start = one[1] + DAY
    return found
