"""Section 5: problems and what was done."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from decimal import Decimal

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from engagements.models import Problem
from engagements.problems import Stands
from engagements.queries.problems.told import stands_words
from scorecards.queries.said import EPOCH, Kind, Step, step_sentence

from .. import figures as shapes
from ..parts import Cell, Column, Slide, Table
from ..told import Say, isolated, plainly, quoted
from .value import state_words


def decided_words(event: shapes.Event, say: Say) -> str:
    """ "confirmed by Jens Hellwig, Plant Director, 14 Jan 2025"."""
    said = {"state": state_words(event), "who": isolated(event["who"]), "day": say.date(event["on"])}
    if event["state"] == "stated":
        words = _("{state}; stated by {who}, {day}") if event["who"] else _("{state}; stated {day}")
    else:
        words = _("{state} by {who}, {day}") if event["who"] else _("{state}, {day}")
    return words.format(**said)


def problems(figures: shapes.Figures, say: Say, title: str) -> Iterator[Slide]:
    found = figures["problems"]
    tables = [
        table
        for table in (
            _reported(found.get("reported", []), say),
            _shortfalls(found["shortfalls"], say),
            _promises(found["promises"], say),
            _challenges(found["challenges"], say),
            _disputes(found["disputes"], say),
        )
        if table is not None
    ]
    if not tables:
        yield Slide(
            5,
            title,
            _("No problem is recorded here for this period. That does not say that there were none."),
            words=[
                _(
                    "Recorded would be: reported problems with their notices, shortfalls, promises not kept, challenged "
                    "readings and disputed claims."
                )
                if "reported" in found
                else _("Recorded would be: shortfalls, promises not kept, challenged readings and disputed claims.")
            ],
        )
        return
    yield Slide(5, title, _problems_lead(found), tables=tables)


def _problems_lead(found: shapes.Problems) -> str:
    """Every kind with its number: of what there is none, it says that none is recorded.

    Figures that were frozen before there was a register of problems say nothing of it.
    """
    known = "reported" in found
    reported = len(found.get("reported", []))
    shortfalls, promises = len(found["shortfalls"]), len(found["promises"])
    challenges, disputes = len(found["challenges"]), len(found["disputes"])
    first = (
        reported,
        ngettext("{count} reported problem", "{count} reported problems", reported),
        _("no reported problem"),
    )
    counts = (
        *([first] if known else []),
        (shortfalls, ngettext("{count} shortfall", "{count} shortfalls", shortfalls), _("no shortfall")),
        (
            promises,
            ngettext("{count} promise not kept", "{count} promises not kept", promises),
            _("no promise not kept"),
        ),
        (
            challenges,
            ngettext("{count} challenged reading", "{count} challenged readings", challenges),
            _("no challenged reading"),
        ),
        (disputes, ngettext("{count} disputed claim", "{count} disputed claims", disputes), _("no disputed claim")),
    )
    said = ", ".join(words.format(count=count) if count else none for count, words, none in counts)
    return _("Recorded here: {what}.").format(what=said)


def _reported(rows: Sequence[shapes.Reported], say: Say) -> Table | None:
    if not rows:
        return None
    return Table(
        _("Reported problems, as they stand at the as-at date"),
        (
            Column(_("Since"), 1.7),
            Column(_("What went wrong"), 3),
            Column(_("What was done"), 3.6),
            Column(_("Kept"), 2),
        ),
        [
            (
                Cell(say.date(one["since"]), str(Problem.Weight(one["weight"]).label)),
                Cell(isolated(one["title"]), isolated(one["effect"])),
                Cell(_stands(one, say), _done(one, say)),
                Cell(_words_kept(one), _promised(one)),
            )
            for one in rows
        ],
    )


def _stands(one: shapes.Reported, say: Say) -> str:
    """Where it stands, and who says so."""
    words = stands_words(Stands(one["state"]))
    if one["answered_on"] is None:
        return words
    return _("{state}: {who}, {day}").format(state=words, who=isolated(one["who"]), day=say.date(one["answered_on"]))


def _done(one: shapes.Reported, say: Say) -> str:
    """Her words where she says that it is not solved; what happened and what changes, else the newest notice."""
    parts = [quoted(one["answer"])]
    if one["resolution"] is not None:
        parts += [isolated(one["resolution"][name]) for name in ("happened", "sorry", "prevention")]
    elif one["said_on"] is not None:
        parts.append(_("{words} ({day})").format(words=isolated(one["words"]), day=say.date(one["said_on"])))
    else:
        parts.append(_("nothing was said yet"))
    return " ".join(part for part in parts if part)


def _words_kept(one: shapes.Reported) -> str:
    if not one["due"]:
        return _("no notice was due")
    return ngettext("{kept} of {count} notice on time", "{kept} of {count} notices on time", one["due"]).format(
        kept=one["kept"], count=one["due"]
    )


def _promised(one: shapes.Reported) -> str:
    if not one["promised"]:
        return ""
    return ngettext("{kept} of {count} promise", "{kept} of {count} promises", one["promised"]).format(
        kept=one["promises_kept"], count=one["promised"]
    )


def _shortfalls(rows: Sequence[shapes.Event], say: Say) -> Table | None:
    if not rows:
        return None
    return Table(
        _("Shortfalls"),
        (
            Column(_("Period"), 1.5),
            Column(_("What"), 3.4),
            Column(_("What was done"), 3.2),
            Column(_("Counts, {currency}").format(currency=say.currency), 1.7, number=True),
        ),
        [
            (
                Cell(say.period(one["period"]), state_words(one)),
                Cell(
                    isolated(one["title"]) or _("not named"),
                    isolated(one["cause"]) if one["cause"] else _("Cause: not stated."),
                ),
                Cell(isolated(one["remedy"]) if one["remedy"] else _("not stated")),
                Cell(say.extent(one), strong=True),
            )
            for one in rows
        ],
    )


def _promises(rows: Sequence[shapes.Event], say: Say) -> Table | None:
    if not rows:
        return None
    return Table(
        _("Promises not kept"),
        (Column(_("Period"), 1.5), Column(_("What"), 4.2), Column(_("What was done"), 3.2), Column(_("Stated"), 2.6)),
        [
            (
                Cell(say.period(one["period"])),
                Cell(isolated(one["title"]) or _("not named"), isolated(one["cause"])),
                Cell(isolated(one["remedy"]) if one["remedy"] else _("not stated")),
                Cell(decided_words(one, say)),
            )
            for one in rows
        ],
    )


def _challenges(rows: Sequence[shapes.Challenge], say: Say) -> Table | None:
    if not rows:
        return None
    outcomes = {
        "open": lambda one: _("The reading stands; it is not answered yet."),
        "answered": lambda one: _("answered in words, {day}").format(day=say.date(one["answered_on"])),
        "corrected": lambda one: _("corrected to {value}, {day}").format(
            value=plainly(one["corrected_to"], one["unit"], say), day=say.date(one["answered_on"])
        ),
        "withdrawn": lambda one: _("withdrawn, {day}").format(day=say.date(one["answered_on"])),
        "acknowledged": lambda one: _("acknowledged later, {day}").format(day=say.date(one["answered_on"])),
    }
    return Table(
        _("Challenged readings"),
        (Column(_("Reading"), 3), Column(_("What the customer said"), 3.6), Column(_("What was done"), 3.2)),
        [
            (
                Cell(
                    f"{isolated(one['commitment'])}: {plainly(one['value'], one['unit'], say)}",
                    say.period(one["period"]),
                ),
                Cell(quoted(one["reason"]), f"{isolated(one['who'])}, {say.date(one['on'])}"),
                Cell(_came_of(one, outcomes[one["outcome"]](one)), _told(one, say)),
            )
            for one in rows
        ],
    )


def _came_of(challenge: shapes.Challenge, outcome: str) -> str:
    """What was done; with the customer's word still to come, that it stands."""
    if challenge.get("waits"):
        return _("{outcome}; the challenge stands until the customer answers anew").format(outcome=outcome)
    return outcome


def _told(challenge: shapes.Challenge, say: Say) -> str:
    """Every step but the challenge that stands beside it; of earlier figures, which know the last one alone, that."""
    steps = challenge.get("told")
    if steps is None:
        return isolated(challenge["answer"])
    sentences = []
    for one in steps:
        if (one["kind"], one["on"], one["words"]) == ("challenged", challenge["on"], challenge["reason"]):
            continue
        before, after = (None if text is None else Decimal(text) for text in (one["before"], one["after"]))
        step = Step(
            Kind(one["kind"]), isolated(one["who"]), one["position"], EPOCH, isolated(one["words"]), before, after
        )
        sentences.append(step_sentence(step, challenge["unit"], say.date(one["on"])))
    return "; ".join(sentences)


def _disputes(rows: Sequence[shapes.Dispute], say: Say) -> Table | None:
    if not rows:
        return None
    return Table(
        _("Disputed claims"),
        (Column(_("Claim"), 3), Column(_("What the customer said"), 3.6), Column(_("What came of it"), 3.2)),
        [
            (
                Cell(
                    isolated(one["title"]) or _("not named"),
                    f"{say.period(one['period'])}, {say.amount(one['claimed'])}"
                    if one["claimed"] is not None
                    else say.period(one["period"]),
                ),
                Cell(quoted(one["reason"]) or _("no reason given"), f"{isolated(one['who'])}, {say.date(one['on'])}"),
                Cell(_dispute_outcome(one, say), _resolved_by(one, say)),
            )
            for one in rows
        ],
    )


def _dispute_outcome(one: shapes.Dispute, say: Say) -> str:
    words = {
        "disputed": _("still disputed"),
        "stated": _("stated again, undecided"),
        "confirmed": _("confirmed in full"),
        "adjusted": _("adjusted"),
        "withdrawn": _("withdrawn: it counts nothing"),
        "restated": _("replaced by another claim"),
    }[one["outcome"]]
    if one["outcome"] == "adjusted" and one["counts"] is not None:
        return _("adjusted: {amount} counts").format(amount=say.amount(one["counts"]))
    return words


def _resolved_by(one: shapes.Dispute, say: Say) -> str:
    if one["resolved_on"] is None:
        return ""
    return ", ".join(part for part in (isolated(one["resolved_by"]), say.date(one["resolved_on"])) if part)
