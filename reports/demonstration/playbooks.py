"""What customers of an industry want, in their language (texts/playbooks.txt): outcomes, and how they are measured."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal

from reports.demonstration.texts import lines_of


@dataclass(frozen=True)
class Criterion:
    """A dimension as it is usually agreed. `volume` is that of a month; `rate` in the customer's currency, None: no money."""

    name: str
    unit: str
    baseline: Decimal
    target: Decimal
    rate: Decimal | None
    volume: int | None
    volume_unit: str
    share: Decimal
    grain: str
    source: str
    rate_source: str

    @property
    def digits(self) -> int:
        return max(0, -min(_exponent(self.baseline), _exponent(self.target)))


@dataclass(frozen=True)
class Goal:
    title: str
    goal: str
    criteria: tuple[Criterion, ...]


def _exponent(value: Decimal) -> int:
    exponent = value.as_tuple().exponent
    assert isinstance(exponent, int)
    return exponent


def _criterion(text: str) -> Criterion:
    name, unit, numbers, volume, grain, source, rate_source = (part.strip() for part in text.split("|"))
    baseline, target, rate, share = numbers.split()
    count, _space, volume_unit = volume.partition(" ")
    return Criterion(
        name, unit, Decimal(baseline), Decimal(target), None if rate == "-" else Decimal(rate),
        int(count) if count.isdigit() else None, volume_unit, Decimal(share), grain, source, rate_source,
    )  # fmt: skip


def _read(lines: Iterable[str]) -> dict[str, tuple[Goal, ...]]:
    """Books by name: `[book]`, then `= title | goal`, then a line a criterion: name, unit, numbers (baseline, target, rate,
    share), monthly volume with its unit, grain, source, source of the rate."""
    books: dict[str, list[tuple[str, str, list[Criterion]]]] = {}
    goals: list[tuple[str, str, list[Criterion]]] = []
    for line in lines:
        if line.startswith("["):
            goals = books.setdefault(line.strip("[]"), [])
        elif line.startswith("="):
            title, _bar, goal = line[1:].partition("|")
            goals.append((title.strip(), goal.strip(), []))
        else:
            goals[-1][2].append(_criterion(line))
    return {name: tuple(Goal(title, goal, tuple(ones)) for title, goal, ones in found) for name, found in books.items()}


PLAYBOOKS = _read(lines_of("playbooks.txt"))
