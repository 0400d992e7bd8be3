"""What a supplier sheet says, section by section in its fixed order: the same for the PDF, the workbook and the page.

A value keeps what it is beside how it reads, so that a workbook gets numbers as numbers. What nobody knows is a word.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any, cast

from django.utils.translation import gettext as _
from django.utils.translation import ngettext, npgettext, pgettext

from accounts import notation
from engagements.models import Problem as Reported
from engagements.problems import Stands
from engagements.queries.problems.notices import kept_words
from engagements.queries.problems.told import stands_words
from reports.document.figures import Figures
from reports.document.wording import Wording, day
from scorecards.queries.said import EPOCH, Kind, Step, step_sentence

from .figures import Problem, Register, SheetFigures

NO_LIMIT = 10**6
LONGEST_WORDS = 120


@dataclass(frozen=True)
class Value:
    """A cell: `plain` is an exact Decimal, an int, a date, or None where `text` is all that there is."""

    text: str
    plain: Decimal | int | date | None = None
    kind: str = "text"
    """money, count, score, date or text."""
    none: bool = False
    """A word in the place of a figure."""


@dataclass(frozen=True)
class Row:
    label: str
    values: Sequence[Value]
    note: str = ""
    strong: bool = False
    apart: bool = False
    """Under the thick line: in no total."""


@dataclass(frozen=True)
class Section:
    key: str
    title: str
    heads: Sequence[str]
    rows: Sequence[Row] = field(default_factory=list)
    lead: str = ""
    """What stands above the table."""
    source: str = ""
    """Where the lead comes from."""
    note: str = ""
    foot: str = ""
    """What stands below the table."""
    empty: str = ""
    """Where there is no row."""
    said: Sequence[str] = ()
    """Kinds of the columns beside the label."""


@dataclass(frozen=True)
class Limits:
    """How many rows of a kind are shown; the others are one row."""

    commitments: int = NO_LIMIT
    criteria: int = NO_LIMIT
    risks: int = NO_LIMIT
    problems: int = NO_LIMIT
    plans: bool = True


def sections(figures: SheetFigures | dict[str, Any], locale: str, limits: Limits | None = None) -> list[Section]:
    """Spend, value, commitments, suitability, risks, open problems: in this order and no other."""
    made = _Made(cast(SheetFigures, figures), locale, limits or Limits())
    return [made.spend(), made.value(), made.commitments(), made.suitability(), made.risks(), made.problems()]


class _Made:
    def __init__(self, figures: SheetFigures, locale: str, limits: Limits) -> None:
        self.figures, self.limits = figures, limits
        self.say = Wording(cast(Figures, figures), locale)
        self.them = figures["customer"]["short_name"]
        self.us = figures["supplier"]["short_name"]

    # --- Cells --------------------------------------------------------------------------------------------------------
    def money(self, minor: int | None, word: str = "") -> Value:
        if minor is None:
            return _word(word or _("not stated"))
        return Value(self.say.money(minor), Decimal(minor).scaleb(-self.say.digits), "money")

    def count(self, number: int) -> Value:
        return Value(self.say.exact(Decimal(number)), number, "count")

    def score(self, value: str | None, word: str) -> Value:
        return _word(word) if value is None else Value(self.say.exact(value, 1), Decimal(value), "score")

    def day(self, text: str) -> Value:
        return Value(self.say.date(text), day(text), "date")

    # --- Sections -----------------------------------------------------------------------------------------------------
    def spend(self) -> Section:
        spend = self.figures["spend"]
        confirmed = (
            _("last confirmed by {customer} on {date}").format(
                customer=self.them, date=self.say.date(spend["confirmed_on"])
            )
            if spend["confirmed_on"]
            else _("not confirmed by {customer}").format(customer=self.them)
        )
        rows = [
            Row(_("Spent"), [self.money(spend["spent"])], confirmed if spend["spent"] is not None else "", strong=True),
            Row(_("in it: the customer’s own cost"), [self.money(spend["internal"])]),
            Row(_("in it: credits"), [self.money(spend["credits"], pgettext("credits", "none"))]),
        ]
        return Section("spend", _("Spend"), self._money_heads(), rows, said=["money"])

    def value(self) -> Section:
        value = self.figures["value"]
        word = {
            "counted": "",
            "nothing_counted": _("nothing in money yet"),
            "not_monetised": _("not monetised"),
            "no_baseline": _("no baseline agreed"),
        }[value["state"]]
        open_part = value["shortfalls_not_agreed"]
        note = _("of it not yet agreed: {amount}").format(amount=self.say.money(-open_part)) if open_part else ""
        shortfalls = value["shortfalls"]
        rows = [
            Row(_("Net: value less spend"), [self.money(value["net"], word)], strong=True),
            Row(_("Value: gains less shortfalls"), [self.money(value["value"], word)]),
            Row(_("Gains, confirmed by the customer"), [self.money(value["gains"], word)]),
            Row(
                _("Shortfalls, agreed or not"),
                [self.money(None if shortfalls is None else -shortfalls, word)],
                note,
            ),
            Row(_("Not counted: undecided gains"), [self._apart(value["undecided"])], apart=True),
            Row(_("Not counted: disputed gains"), [self._apart(value["disputed"])], apart=True),
        ]
        return Section("value", _("Value"), self._money_heads(), rows, said=["money"])

    def _apart(self, minor: int) -> Value:
        return self.money(minor or None, pgettext("gains", "none"))

    def _money_heads(self) -> list[str]:
        return ["", self.say.currency]

    def commitments(self) -> Section:
        found = self.figures["commitments"]
        period = found["period"]
        whole = Row(
            _("All commitments"),
            [self.count(found[name]) for name in ("met", "missed", "no_data")],
            self.say.period(period) if period else "",
            strong=True,
        )
        # Of more than fit, those that were missed most; in the contract's order.
        most = sorted(found["rows"], key=lambda one: -one["missed"])[: self.limits.commitments]
        shown = [one for one in found["rows"] if any(one is other for other in most)]
        rest = [one for one in found["rows"] if not any(one is other for other in shown)]
        rows = [
            Row(
                one["name"],
                [self.count(one["met"]), self.count(one["missed"]), self.count(one["no_data"])],
                _promise(one),
            )
            for one in shown
        ]
        if rest:
            sums = [sum(cast(Any, one)[name] for one in rest) for name in ("met", "missed", "no_data")]
            words = npgettext("commitments", "{count} other", "{count} others", len(rest)).format(count=len(rest))
            rows.append(Row(words, [self.count(one) for one in sums]))
        return Section(
            "commitments",
            _("Commitments"),
            [_("Periods"), _("Met"), _("Missed"), _("No reading")],
            [whole, *rows] if found["rows"] else [],
            note=_("A period without a reading is neither met nor missed.") if found["rows"] else "",
            empty=_("no commitment recorded"),
            said=["count", "count", "count"],
        )

    def suitability(self) -> Section:
        found = self.figures["suitability"]
        direction, agreed = found["direction"], found["agreed"]
        missing = _("not scored")
        heaviest = sorted(found["rows"], key=lambda one: -one["weight"])[: self.limits.criteria]
        shown = [one for one in found["rows"] if any(one is other for other in heaviest)]
        rows = []
        if found["rows"]:
            partly = _("not all scored")
            rows = [
                Row(
                    _("All criteria, weighted"),
                    [
                        Value(""),
                        self.score(found["theirs"], partly),
                        self.score(found["ours"], partly),
                        self.score(found["gap"], "–"),
                    ],
                    strong=True,
                ),
                *(
                    Row(
                        one["name"],
                        [
                            self.count(one["weight"]),
                            self.score(one["theirs"], missing),
                            self.score(one["ours"], missing),
                            self.score(one["gap"], "–"),
                        ],
                    )
                    for one in shown
                ),
            ]
            if len(found["rows"]) > len(shown):
                words = _others(len(found["rows"]) - len(shown))
                rows.append(Row(words, [Value(""), Value(""), Value(""), Value("")]))
        notes = []
        if agreed is not None:
            by = f"{agreed['by']}, {agreed['position']}".strip(", ")
            notes.append(_("Criteria agreed by {name} on {date}.").format(name=by, date=self.say.date(agreed["on"])))
        if found["changed"]:
            notes.append(_("The direction changed since: they ask for re-agreement."))
        return Section(
            "suitability",
            _("Suitability"),
            [_("Criterion"), _("Weight"), _("Customer"), _("Supplier"), _("Gap")],
            rows,
            lead=direction["words"] if direction else _("The customer’s direction: not stated"),
            source=f"{direction['said_by']}, {self.say.date(direction['said_on'])}. {direction['source']}"
            if direction
            else "",
            note=_("Scores 0 to 10; a gap above zero: the supplier thinks better of itself.") if rows else "",
            foot=" ".join(notes),
            empty=_("no criteria agreed"),
            said=["count", "score", "score", "score"],
        )

    def risks(self) -> Section:
        risks = self.figures["risks"]
        shown = risks[: self.limits.risks]
        rows = [
            Row(
                one["words"],
                [Value(one["owner"]), self.day(one["due_on"]), Value(_risk_state(one["state"]))],
                one["plan"] if self.limits.plans else "",
            )
            for one in shown
        ]
        if len(risks) > len(shown):
            rows.append(Row(_others(len(risks) - len(shown)), [Value(""), Value(""), Value("")]))
        return Section(
            "risks",
            _("Risks to delivery"),
            [_("Risk, and what is done"), pgettext("of a risk", "Owner"), pgettext("of a risk", "Due"), _("Stands")],
            rows,
            note=_("Those that the supplier shares."),
            empty=_("no risk is shared"),
            said=["text", "date", "text"],
        )

    def problems(self) -> Section:
        problems, register = self.figures["problems"], self.figures.get("register")
        reported = register["rows"] if register is not None else []
        shown_first = reported[: self.limits.problems]
        shown = problems[: self.limits.problems - len(shown_first)]
        rows = self._register(register, alone=not problems) if register is not None else []
        rows += [
            Row(
                one["title"],
                [
                    Value(stands_words(Stands(one["state"]))),
                    Value(self._since(one["since"])),
                    _word(_("not in money")),
                ],
                str(Reported.Weight(one["weight"]).label),
            )
            for one in shown_first
        ]
        rows += [
            Row(
                one["words"],
                [
                    Value(_problem_kind(one)),
                    Value(self.say.period(one["period"])),
                    self.money(one["amount"], _("not in money")),
                ],
                self._challenge(one) if self.limits.plans else "",
            )
            for one in shown
        ]
        others = len(reported) + len(problems) - len(shown_first) - len(shown)
        if others:
            rows.append(Row(_others(others), [Value(""), Value(""), Value("")]))
        return Section(
            "problems",
            _("Open problems"),
            [_("What is recorded and open"), _("Kind"), _("Period"), self.say.currency],
            rows,
            note=_(
                "Disputed claims, shortfalls not yet agreed, promises not kept and challenged readings; "
                "no other problems are recorded here."
            )
            if register is None
            else _(
                "Reported problems, disputed claims, shortfalls not yet agreed, promises not kept and challenged readings, "
                "as they are recorded here."
            ),
            empty=_("none recorded here"),
            said=["text", "text", "money"],
        )

    def _register(self, register: Register, *, alone: bool) -> list[Row]:
        """How many reported problems are open, since when, and how many words came by their day."""
        count = len(register["rows"])
        # Where there is room for no row, there is none for this either: it stands in the workbook.
        kept = kept_words(register["due"], register["kept"]) if self.limits.problems else ""
        empty = [Value(""), Value("")]
        if count and register["since"]:
            label = ngettext("{count} reported problem is open", "{count} reported problems are open", count)
            since = Value(self._since(register["since"]))
            return [Row(label.format(count=count), [Value(""), since, Value("")], kept, strong=True)]
        if register["recorded"]:
            return [Row(_("Reported problems"), [_word(_("none is open")), *empty], kept, strong=True)]
        return [] if alone else [Row(_("Reported problems"), [_word(_("none recorded")), *empty], strong=True)]

    def _challenge(self, problem: Problem) -> str:
        """What the customer said against a reading, and the last correction; empty for any other problem."""
        found = problem.get("challenge")
        if found is None:
            return ""
        said = [f"{_excerpt(found['who'])}: {notation.quoted(_excerpt(found['words']))}"]
        if (last := found["correction"]) is not None:
            before, after = (None if text is None else Decimal(text) for text in (last["before"], last["after"]))
            kind, words = Kind.WITHDRAWN if after is None else Kind.CORRECTED, _excerpt(last["words"])
            step = Step(kind, last["who"], "", EPOCH, words, before, after)
            said.append(step_sentence(step, last["unit"], self.say.date(last["on"])))
        return "; ".join(said)

    def _since(self, day: str) -> str:
        return _("since {date}").format(date=self.say.date(day))


def _word(text: str) -> Value:
    return Value(text, none=True)


def _others(count: int) -> str:
    return ngettext("{count} other, in the workbook", "{count} others, in the workbook", count).format(count=count)


def _promise(one: Any) -> str:
    target = notation.quantity(Decimal(one["target"]), one["unit"])
    words: dict[tuple[str, str], Callable[[], str]] = {
        ("at_least", "month"): lambda: _("at least %(target)s a month"),
        ("at_least", "quarter"): lambda: _("at least %(target)s a quarter"),
        ("at_least", "year"): lambda: _("at least %(target)s a year"),
        ("at_most", "month"): lambda: _("at most %(target)s a month"),
        ("at_most", "quarter"): lambda: _("at most %(target)s a quarter"),
        ("at_most", "year"): lambda: _("at most %(target)s a year"),
    }
    return words[one["direction"], one["rhythm"]]() % {"target": target}


def _risk_state(state: str) -> str:
    return {
        "open": pgettext("state of a risk", "open"),
        "over": pgettext("state of a risk", "over"),
        "happened": pgettext("state of a risk", "happened"),
    }[state]


def _problem_kind(problem: Problem) -> str:
    if problem.get("challenge", {}).get("answered"):
        return _("reading challenged, answered since")
    return {
        "disputed": _("disputed claim"),
        "shortfall": _("shortfall, not agreed"),
        "promise": _("promise not kept"),
        "reading": _("reading challenged"),
    }[problem["kind"]]


def _excerpt(text: str) -> str:
    """As much of somebody's words as a row of the one page bears; the scorecard has all of them."""
    return text if len(text) <= LONGEST_WORDS else text[:LONGEST_WORDS].rsplit(" ", 1)[0] + " …"
