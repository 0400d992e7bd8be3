"""The other customers, a line each in texts/roster.txt: who they are, how it goes, what is odd about them (generated.py tells
them)."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from reports.demonstration.firm import CONSUMER, ERIK, FINANCE, INDUSTRY, JANA, MILENA, TOMAS
from reports.demonstration.texts import lines_of


@dataclass(frozen=True)
class Entry:
    """`since`: months since the contract began. `ends_in`: days until it ends. `ratio`: value per spend, about.

    `shapes`: how the dimensions go (strong, steady, slow, worse, dip), in turn.
    """

    name: str
    domain: str
    industry: str
    book: str
    by: str
    team: str
    currency: str
    tier: str
    stage: str
    since: int
    ends_in: int
    ratio: Decimal
    shapes: tuple[str, ...]
    oddities: frozenset[str]

    @property
    def locale(self) -> str:
        german = {"bank-de", "versicherung", "klinik", "versorger", "maschinenbau", "handel"}
        return "de" if self.book in german else "en"


PEOPLE = {"J": JANA, "T": TOMAS, "M": MILENA, "E": ERIK}
TEAMS = {"F": FINANCE, "I": INDUSTRY, "C": CONSUMER}
TIERS = {"S": "strategic", "P": "preferred", "T": "transactional"}


def entries() -> list[Entry]:
    found = []
    for line in lines_of("roster.txt"):
        name, domain, industry, book, facts, shapes, oddities = (part.strip() for part in line.split("|"))
        by, team, currency, tier, stage, since, ends_in, ratio = facts.split()
        found.append(
            Entry(
                name, domain, industry, book, PEOPLE[by], TEAMS[team], currency, TIERS[tier], stage, int(since),
                int(ends_in), Decimal(ratio), tuple(shapes.split()), frozenset(oddities.split()),
            )
        )  # fmt: skip
    return found
