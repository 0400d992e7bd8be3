"""What to worry about among a customer's people: rules in order of weight, each with its sentence.

Pure: it is given how everybody stands and who bears on whom, and asks nothing. Words about people: supplier's side only.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

MUCH = 4
"""Influence from which somebody's opinion decides things: "much" and "decides" of five steps."""


@dataclass(frozen=True)
class Stand:
    """How one stakeholder stands. `disposition` is "" where nobody said; `unanswered` the day of her oldest open objection."""

    pk: int
    name: str
    disposition: str
    influence: int
    unanswered: date | None = None
    has_left: bool = False


@dataclass(frozen=True)
class Bond:
    """Who bears on whom: `kind` is reports_to, influences or conflicts_with, of the one person on the other."""

    source: int
    target: int
    kind: str


def worries(everybody: Iterable[Stand], bonds: Iterable[Bond], *, today: date) -> list[str]:
    """The sentences that apply, the heaviest first; none where nothing is wrong."""
    everybody, bonds = list(everybody), list(bonds)
    there = [one for one in everybody if not one.has_left]
    if not there:
        return []
    said: list[str] = []
    for rule in RULES:
        sentence = rule(there, bonds)
        if sentence:
            said.append(sentence)
    champions = [one for one in there if one.disposition == "champion"]
    if not champions:
        said.insert(_rank_of_missing_champion(said, there, bonds), _no_champion(everybody))
    open_ones = [one.unanswered for one in there if one.unanswered is not None]
    if open_ones and not _ear(there, bonds, "detractor", open_only=True):
        said.append(_unanswered(open_ones, today))
    return said


def _rank_of_missing_champion(said: Sequence[str], there: Sequence[Stand], bonds: Sequence[Bond]) -> int:
    """Nobody who vouches weighs more than everything but a detractor at work among those who decide."""
    return min(len(said), 1 if _ear(there, bonds, "detractor") else 0)


def _ear(
    there: Sequence[Stand], bonds: Sequence[Bond], disposition: str, *, open_only: bool = False
) -> tuple[list[Stand], list[Stand]] | None:
    """Those of this disposition who influence somebody of much influence who is not against us too, and whom."""
    by_pk = {one.pk: one for one in there}
    speakers: dict[int, Stand] = {}
    hearers: dict[int, Stand] = {}
    for bond in bonds:
        speaker, hearer = by_pk.get(bond.source), by_pk.get(bond.target)
        if bond.kind != "influences" or speaker is None or hearer is None:
            continue
        if speaker.disposition != disposition or hearer.influence < MUCH or hearer.disposition == "detractor":
            continue
        if open_only and speaker.unanswered is None:
            continue
        speakers[speaker.pk], hearers[hearer.pk] = speaker, hearer
    return (list(speakers.values()), list(hearers.values())) if speakers else None


def _names(people: Iterable[Stand]) -> str:
    names = [one.name for one in people]
    if len(names) == 1:
        return names[0]
    return _("%(some)s and %(last)s") % {"some": ", ".join(names[:-1]), "last": names[-1]}


def _detractor_unanswered(there: Sequence[Stand], bonds: Sequence[Bond]) -> str:
    found = _ear(there, bonds, "detractor", open_only=True)
    if found is None:
        return ""
    return ngettext(
        "One detractor has the ear of %(who)s, and nobody has answered them.",
        "%(count)s detractors have the ear of %(who)s, and nobody has answered them.",
        len(found[0]),
    ) % {"count": len(found[0]), "who": _names(found[1])}


def _detractor_heard(there: Sequence[Stand], bonds: Sequence[Bond]) -> str:
    found = _ear(there, bonds, "detractor")
    if found is None or _ear(there, bonds, "detractor", open_only=True):
        return ""
    return ngettext(
        "One detractor has the ear of %(who)s.", "%(count)s detractors have the ear of %(who)s.", len(found[0])
    ) % {"count": len(found[0]), "who": _names(found[1])}


def _detractor_decides(there: Sequence[Stand], bonds: Sequence[Bond]) -> str:
    strong = [one for one in there if one.disposition == "detractor" and one.influence >= MUCH]
    if not strong or _ear(there, bonds, "detractor"):
        return ""
    return ngettext(
        "%(who)s works against you, and has much influence.",
        "%(who)s work against you, and have much influence.",
        len(strong),
    ) % {"who": _names(strong)}


def _sceptic_unanswered(there: Sequence[Stand], bonds: Sequence[Bond]) -> str:
    found = _ear(there, bonds, "sceptic", open_only=True)
    if found is None:
        return ""
    return ngettext(
        "One sceptic has the ear of %(who)s, and nobody has answered them.",
        "%(count)s sceptics have the ear of %(who)s, and nobody has answered them.",
        len(found[0]),
    ) % {"count": len(found[0]), "who": _names(found[1])}


def _champion_in_conflict(there: Sequence[Stand], bonds: Sequence[Bond]) -> str:
    by_pk = {one.pk: one for one in there}
    for bond in bonds:
        pair = [by_pk.get(bond.source), by_pk.get(bond.target)]
        if bond.kind != "conflicts_with" or None in pair:
            continue
        for champion, other in (pair, pair[::-1]):
            assert champion is not None and other is not None
            if champion.disposition == "champion" and other.influence >= MUCH:
                said = {"champion": champion.name, "other": other.name}
                return _("%(champion)s vouches for you, and is in conflict with %(other)s.") % said
    return ""


def _single_champion(there: Sequence[Stand], bonds: Sequence[Bond]) -> str:
    champions = [one for one in there if one.disposition == "champion"]
    if len(champions) != 1:
        return ""
    if any(one.disposition == "supporter" and one.influence >= MUCH for one in there):
        return ""
    return _("Everything rests on one champion, %(name)s.") % {"name": champions[0].name}


def _no_champion(everybody: Sequence[Stand]) -> str:
    gone = [one for one in everybody if one.has_left and one.disposition == "champion"]
    if gone:
        return ngettext(
            "The champion has left: %(who)s. Nobody has taken that place.",
            "The champions have left: %(who)s. Nobody has taken their place.",
            len(gone),
        ) % {"who": _names(gone)}
    return _("Nobody here vouches for you: there is no champion.")


def _unanswered(days: Sequence[date], today: date) -> str:
    age = (today - min(days)).days
    if len(days) > 1:
        return _("%(count)s people wait for an answer to an objection, the first for %(days)s days.") % {
            "count": len(days),
            "days": age,
        }
    return ngettext(
        "One objection is not answered, for %(days)s day.", "One objection is not answered, for %(days)s days.", age
    ) % {"days": age}


RULES: tuple[Callable[[Sequence[Stand], Sequence[Bond]], str], ...] = (
    _detractor_unanswered,
    _detractor_heard,
    _detractor_decides,
    _sceptic_unanswered,
    _champion_in_conflict,
    _single_champion,
)
