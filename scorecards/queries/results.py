"""The results of a released round as pages print them: both sides, the gap, and where it was before.

They are read from what was frozen at the release; nothing here reads a single answer.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from fractions import Fraction
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from accounts import notation
from accounts.models import Customer
from scorecards.four_fields import FourFields, four_fields
from scorecards.models import Action, Round
from scorecards.perception import NOTABLE, Ends, Quadrant, is_red, mean_of, one_decimal, quadrant
from scorecards.queries.questions import in_language
from scorecards.results import How, ends_of, fraction_of, range_of

MOST_NAMED = 3
QUADRANT_WORDS = {
    Quadrant.AGREED_STRENGTH: gettext_lazy("Agreed strength"),
    Quadrant.AGREED_WEAKNESS: gettext_lazy("Agreed weakness"),
    Quadrant.BLIND_SPOT: gettext_lazy("Blind spot"),
    Quadrant.UNDERVALUED: gettext_lazy("Undervalued strength"),
    Quadrant.UNKNOWN: gettext_lazy("Not known"),
}


def figure(value: Fraction | None, *, about: bool = False) -> str:
    """A mean as it is printed: "6.8", or "about 6.8" where it is told in a step; "" where there is none."""
    if value is None:
        return ""
    printed = notation.exact(one_decimal(value), least_digits=1)
    return _("about %(figure)s") % {"figure": printed} if about else printed


@dataclass
class Asked:
    """One question as it was answered; None where it is not shown.

    `range`: from where to where a mean may be that is told in a step.
    """

    words: str
    how: str
    customer: Fraction | None
    range: Ends | None
    spread: str
    answers: int | None
    cannot_say: int | None
    ours: Fraction | None
    predicted: Fraction | None
    comments: Sequence[Mapping[str, str]]

    @property
    def shown(self) -> dict[str, str]:
        return {
            "customer": figure(self.customer, about=self.range is not None),
            "ours": figure(self.ours),
            "predicted": figure(self.predicted),
        }

    @property
    def why_words(self) -> str:
        """Why the mean is not told exactly; "" where it is."""
        if self.how == How.FEW:
            return _("Fewer than three answers: not shown.")
        if self.how == How.CHANGE:
            return _("Not shown: one or two people joined or left, and the mean would tell what they answered.")
        if self.range is not None:
            said = {"low": figure(self.range[0]), "high": figure(self.range[1])}
            return (
                _(
                    "Between %(low)s and %(high)s; not exact, because one or two people joined or left since an earlier round."
                )
                % said
            )
        return ""

    @property
    def counts_words(self) -> str:
        """ "7 answers, spread 1 to 2; one cannot say"; "" where they are too few."""
        if self.answers is None:
            return ""
        said = ngettext("one answer", "%(n)s answers", self.answers) % {"n": self.answers}
        if self.spread:
            said = _("%(answers)s, %(spread)s") % {"answers": said, "spread": self.spread}
        if not self.cannot_say:
            return said
        left_out = ngettext("one cannot say", "%(n)s cannot say", self.cannot_say) % {"n": self.cannot_say}
        return f"{said}; {left_out}"


@dataclass
class Dimension:
    """One dimension: both sides, the gap, where it was before, and the actions that touched it."""

    number: int
    key: str
    name: str
    customer: Fraction | None
    ours: Fraction | None
    predicted: Fraction | None
    range: Ends | None = None
    before: Fraction | None = None
    # From where to where the difference to the round before may be, of the questions that both show.
    changes: Ends | None = None
    before_is_exact: bool = True
    questions: list[Asked] = field(default_factory=list)
    touched_by: list[Action] = field(default_factory=list)

    @property
    def quadrant(self) -> Quadrant:
        return quadrant(customer=self.customer, ours=self.ours)

    @property
    def quadrant_words(self) -> str:
        return str(QUADRANT_WORDS[self.quadrant])

    @property
    def gap(self) -> Fraction | None:
        return None if self.customer is None or self.ours is None else self.ours - self.customer

    @property
    def is_low(self) -> bool:
        return is_red(self.customer)

    @property
    def change(self) -> Fraction | None:
        return None if self.changes is None else (self.changes[0] + self.changes[1]) / 2

    @property
    def shown(self) -> dict[str, str]:
        about, known = self.range is not None, self.changes
        return {
            "customer": figure(self.customer, about=about),
            "ours": figure(self.ours),
            "predicted": figure(self.predicted),
            "gap": figure(self.gap, about=about),
            "before": figure(self.before, about=not self.before_is_exact),
            "change": figure(self.change, about=known is not None and known[0] != known[1]),
        }

    @property
    def change_words(self) -> str:
        """Only what is so wherever in its step a figure lies."""
        if self.changes is None:
            return _("nothing to compare")
        low, high = self.changes
        if low >= NOTABLE:
            return _("better")
        if high <= -NOTABLE:
            return _("worse")
        return _("about the same") if low > -NOTABLE and high < NOTABLE else _("not exact enough to say")


@dataclass
class Results:
    asked: int
    answered: int
    dimensions: list[Dimension]

    @property
    def customer(self) -> Fraction | None:
        return mean_of([(one.customer, 1) for one in self.dimensions])

    @property
    def ours(self) -> Fraction | None:
        return mean_of([(one.ours, 1) for one in self.dimensions])

    @property
    def is_exact(self) -> bool:
        return all(one.range is None for one in self.dimensions)

    @property
    def hides(self) -> bool:
        """Whether anything is told in steps, or not at all, because of one or two people who joined or left."""
        return any(one.how in {How.STEP, How.CHANGE} for found in self.dimensions for one in found.questions)

    @property
    def low(self) -> list[Dimension]:
        return [one for one in self.dimensions if one.is_low]


def results_of(round: Round, before: Round | None = None, touched_by: Sequence[Action] = ()) -> Results:
    """What is frozen in a released round, read for a page."""
    frozen: Mapping[str, Any] = round.results or {}
    earlier = {one["id"]: one for one in ((before.results or {}) if before else {}).get("questions", [])}
    dimensions = []
    for number, one in enumerate(frozen.get("dimensions", []), start=1):
        mine = [asked for asked in frozen["questions"] if asked["dimension"] == one["key"]]
        both = [asked for asked in mine if asked["customer"] and earlier.get(asked["id"], {}).get("customer")]
        then = _mean_and_range([earlier[asked["id"]] for asked in both])
        now = _mean_and_range(both)
        dimensions.append(
            Dimension(
                number=number,
                key=one["key"],
                name=in_language(one["name"]),
                customer=fraction_of(one["customer"]),
                ours=fraction_of(one["ours"]),
                predicted=fraction_of(one["predicted"]),
                range=ends_of(one.get("range")),
                before=then[0] if then else None,
                changes=(now[1][0] - then[1][1], now[1][1] - then[1][0]) if now and then else None,
                before_is_exact=then is None or then[1][0] == then[1][1],
                questions=[_asked(asked) for asked in mine],
                touched_by=[action for action in touched_by if action.dimension == one["key"]],
            )
        )
    return Results(asked=frozen.get("asked", 0), answered=frozen.get("answered", 0), dimensions=dimensions)


def _mean_and_range(rows: Sequence[dict[str, Any]]) -> tuple[Fraction, Ends] | None:
    """The mean of what these questions tell, and from where to where it may be."""
    mean = mean_of([(fraction_of(one["customer"]), 1) for one in rows])
    return None if mean is None else (mean, ends_of(range_of(rows)) or (mean, mean))


def _asked(one: Mapping[str, Any]) -> Asked:
    return Asked(
        words=in_language(one["words"]),
        # Rounds of before said it by the figure alone.
        how=one.get("how") or (How.FEW if one["customer"] is None else How.EXACT),
        customer=fraction_of(one["customer"]),
        range=ends_of(one.get("range")),
        spread=_spread_words(one["spread"]),
        answers=one["answers"],
        cannot_say=one["cannot_say"],
        ours=fraction_of(one["ours"]),
        predicted=fraction_of(one["predicted"]),
        comments=one["comments"],
    )


def _spread_words(told: Any) -> str:
    """ "spread 1 to 2"; "" where it is not told. Rounds of before told it to one decimal."""
    if not told:
        return ""
    if isinstance(told, str):
        return _("spread %(spread)s") % {"spread": notation.exact(Decimal(told), least_digits=1)}
    low, high = told
    if high is None:
        return _("spread %(low)s or more") % {"low": low}
    return (
        _("spread %(low)s to %(high)s") % {"low": low, "high": high}
        if low
        else _("spread below %(high)s") % {"high": high}
    )


def sentence(customer: Customer, found: Results, *, theirs: bool = False) -> str:
    """The answer in one sentence: what the customer gives, what the supplier gave itself, and where it is low.

    `theirs`: the customer reads it, as "We give"; else the supplier does, as "we gave ourselves".
    """
    if found.customer is None:
        return _("Nothing can be shown of this round without showing who said it.")
    named = {
        "customer": customer.name,
        "supplier": customer.supplier.name,
        "theirs": figure(found.customer, about=not found.is_exact),
        "ours": figure(found.ours),
    }
    if theirs and found.ours is None:
        said = _("We give %(supplier)s %(theirs)s of 10.") % named
    elif theirs:
        said = _("We give %(supplier)s %(theirs)s of 10; %(supplier)s gave itself %(ours)s.") % named
    elif found.ours is None:
        said = _("%(customer)s gives %(theirs)s of 10.") % named
    else:
        said = _("%(customer)s gives %(theirs)s of 10; we gave ourselves %(ours)s.") % named
    low = found.low
    if not low:
        return f"{said} " + _("No dimension is below 7.")
    if len(low) > MOST_NAMED:  # the table below names them
        count = {"n": len(low), "all": len(found.dimensions)}
        below = _("All dimensions are below 7.") if count["n"] == count["all"] else _("Below 7: %(n)s of %(all)s.")
        return f"{said} " + below % count
    names = ", ".join(one.name for one in low)
    return f"{said} " + _("Below 7: %(names)s.") % {"names": names}


@dataclass(frozen=True)
class Group:
    name: str
    people: int
    figures: list[str]


def groups(rows: Iterable[Mapping[str, Any]], kinds: Any, found: Results) -> list[Group]:
    """By seniority or disposition: one column a group, the figures in the order of the dimensions."""
    known = dict(kinds.choices)
    return [
        Group(
            name=", ".join(str(known.get(name, name)) for name in row["groups"]),
            people=row["people"],
            figures=[figure(fraction_of(row["dimensions"].get(one.key))) for one in found.dimensions],
        )
        for row in rows
        if any(row["dimensions"].values())  # else nothing of it can be shown
    ]


def picture(dimensions: Sequence[Dimension]) -> FourFields | None:
    """Where each dimension stands that both sides scored; None where there is none."""
    scored = [
        (one.number, one.name, one.customer, one.ours)
        for one in dimensions
        if one.customer is not None and one.ours is not None
    ]
    return four_fields(scored, {quadrant: str(words) for quadrant, words in QUADRANT_WORDS.items()})


def dimension_choices(round: Round | None) -> list[tuple[str, str]]:
    return [] if round is None else [(one.key, one.name) for one in results_of(round).dimensions]
