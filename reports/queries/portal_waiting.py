"""What waits for her and her colleagues on the champion's page: lines, the band to the first, with whom the rest lies."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

from django.db.models import BigIntegerField, CharField, F, Value
from django.db.models.functions import Concat
from django.urls import reverse
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, npgettext

from accounts import notation
from accounts.actors import Actor
from engagements.models import ProblemNotice
from engagements.queries.problems.register import unanswered
from outcomes.models import CustomerTotal, Terms, ValueEvent
from outcomes.queries.claims import age_words, asked_of, short_words
from outcomes.queries.marks import EVENT_MARKS, State
from reports.queries.portal_facts import WAITING_SHOWN, CustomerNow, NamedClaim, TermsNow
from reports.queries.today.words import excerpt
from scorecards.models import Criteria, ScopeChange


def waiting_lines(
    actor: Actor, customer: CustomerNow, events: Sequence[NamedClaim], terms: Sequence[TermsNow]
) -> list[dict[str, Any]]:
    """Lines of what waits: terms first, because nothing can be claimed before them; claims, oldest first; then what was
    proposed, and readings of her supplier's performance, all in one line.

    `hers`: she was asked, and may answer. The others say who was; `noun` is what the counts call it.
    """
    assert actor.stakeholder is not None
    lines: list[dict[str, Any]] = []
    for one in terms:
        if one.state != Terms.State.PROPOSED:
            continue
        asked = asked_of(actor, one.asked, "may_agree")
        lines.append(
            {
                "noun": "terms",
                "hers": actor.stakeholder.may_agree and not asked,
                "mark": "undecided",
                "what": _("Terms of “%(name)s”") % {"name": one.dimension.name},
                "why": _asked_words(age_words(actor, one.proposed_at), asked),
                "act": {
                    "label": _("Read") if not actor.stakeholder.may_agree else _("Agree or not"),
                    "url": reverse("outcomes:portal_terms", args=[one.pk]),
                },
            }
        )
    own = ValueEvent.Kind.COST
    claims = [one for one in events if one.waits and not (one.kind == own and one.asked_id == actor.stakeholder.pk)]
    for event in claims:
        asked = asked_of(actor, event.asked)
        lines.append(
            {
                "noun": "claim",
                "hers": actor.stakeholder.may_decide and not asked,
                "mark": "shortfall" if event.went_badly else EVENT_MARKS[event.state],
                "what": short_words(event),
                "why": _correction_words(event)
                + _with_answer(_asked_words(age_words(actor, event.answered_at or event.stated_at), asked), event),
                "minor": event.claimed_minor,
                "currency": ""
                if event.claimed_minor is None or event.supersedes_id is not None
                else event.customer.currency,
                "act": {
                    "label": _("Decide") if actor.stakeholder.may_decide else _("Read"),
                    "url": reverse("outcomes:claim_show", args=[event.pk]),
                },
            }
        )
    lines += [_proposal_line(actor, *one) for one in _proposals(actor)]
    return lines + _reading_lines(actor, customer)


def _reading_lines(actor: Actor, customer: CustomerNow) -> list[dict[str, Any]]:
    """One line for all readings that wait; it opens the oldest. None where there is none."""
    assert actor.stakeholder is not None
    first, count = customer.reading_waiting, customer.readings_waiting
    if not first or not count:
        return []
    start, end = (date.fromisoformat(first[name][:10]) for name in ("start", "end"))
    said = {"count": count, "name": first["name"], "period": notation.period(start, end)}
    url = f"{reverse('scorecards:portal_scorecard')}?year={start.year}&commitment={first['commitment']}"
    return [
        {
            "noun": "reading",
            "hers": actor.stakeholder.may_decide,
            "mark": "undecided",
            "what": ngettext(
                "One reading waits for your word: %(name)s, %(period)s",
                "%(count)s readings wait for your word, the first: %(name)s, %(period)s",
                count,
            )
            % said
            if actor.stakeholder.may_decide
            else ngettext(
                "One reading waits for a word: %(name)s, %(period)s",
                "%(count)s readings wait for a word, the first: %(name)s, %(period)s",
                count,
            )
            % said,
            "why": _("Say whether it is right, month by month."),
            "act": {
                "label": _("Answer") if actor.stakeholder.may_decide else _("Read"),
                "url": f"{url}#reading-{first['pk']}",
            },
        }
    ]


def _with_answer(why: str, event: NamedClaim) -> str:
    """Of a claim that waits again: "You disputed it; Jana Riedel answered: “...”"."""
    if event.answered_at is None:
        return why
    said = {"name": event.answered_by, "words": notation.quoted(excerpt(event.answer)), "why": capfirst(why)}
    if not event.answer:
        return _("It is disputed; %(name)s answered with evidence. %(why)s") % said
    return _("It is disputed; %(name)s answered: %(words)s %(why)s") % said


def _correction_words(event: ValueEvent) -> str:
    """What a restatement would make of what was decided; until then the lower of both counts."""
    corrected = event.supersedes
    if corrected is None:
        return ""
    if event.claimed_minor is None or corrected.decided_minor is None:
        return _("a correction; ")
    said = {
        "old": notation.money(corrected.decided_minor, event.customer.currency, whole=True),
        "new": notation.money(event.claimed_minor, event.customer.currency, whole=True),
    }
    return _("a correction, %(new)s instead of %(old)s, of which the lower counts; ") % said


def _asked_words(age: str, name: str) -> str:
    return _("%(name)s was asked, %(age)s") % {"name": name, "age": age} if name else age


Proposal = tuple[str, int, str, datetime, int, str]


def _proposals(actor: Actor) -> list[Proposal]:
    """What is said to be solved, criteria that were put to her firm, then changes of scope; one query.

    (noun, key, what it is about, when, whom, her name); of a problem the code stands before its title.
    """
    columns = ("noun", "pk", "about", "proposed_at", "asked", "asked__name")
    criteria = Criteria.objects.visible_to(actor).filter(state=Criteria.State.PROPOSED)
    scope = ScopeChange.objects.visible_to(actor).filter(state=ScopeChange.State.PROPOSED)
    solved = (
        unanswered(ProblemNotice.objects.visible_to(actor))
        .order_by()
        .annotate(
            noun=Value("answer", output_field=CharField()),
            about=Concat("problem__code", Value(" "), "problem__title", output_field=CharField()),
            nobody=Value(0, output_field=BigIntegerField()),
            unnamed=Value("", output_field=CharField()),
        )
        .values_list("noun", "pk", "about", "recorded_at", "nobody", "unnamed")
    )
    first, second = (
        found.order_by().annotate(noun=Value(noun, output_field=CharField()), about=about).values_list(*columns)
        for noun, found, about in (
            ("criteria", criteria, Value("", output_field=CharField())),
            ("scope", scope, F("function")),
        )
    )
    return list(first.union(second, solved, all=True).order_by("noun", "proposed_at", "pk")[:WAITING_SHOWN])


def _proposal_line(
    actor: Actor, noun: str, key: int, function: str, at: datetime, asked: int, name: str
) -> dict[str, Any]:
    """One person was asked by name: for everybody else it is something to read. Of problems whoever may decide is asked."""
    assert actor.stakeholder is not None
    if noun == "answer":
        code, _space, title = function.partition(" ")
        return {
            "mark": "undecided",
            "what": _("Said to be solved: %(title)s") % {"title": title},
            "why": age_words(actor, at),
            "noun": noun,
            "hers": actor.stakeholder.may_decide,
            "act": {
                "label": _("Solved or not") if actor.stakeholder.may_decide else _("Read"),
                "url": reverse("engagements:portal_problem", args=[code]),
            },
        }
    hers = asked == actor.stakeholder.pk
    url = "scorecards:portal_criteria" if noun == "criteria" else "scorecards:portal_scope_change"
    return {
        "noun": noun,
        "hers": hers and actor.stakeholder.may_agree,
        "mark": "undecided",
        "what": _("Criteria of suitability")
        if noun == "criteria"
        else _("Change of scope: %(function)s") % {"function": function},
        "why": _asked_words(age_words(actor, at), "" if hers else name),
        "act": {
            "label": _("Agree or not") if hers and actor.stakeholder.may_agree else _("Read"),
            "url": reverse(url, args=[key]),
        },
    }


def waits_band(customer: CustomerNow, waiting: Sequence[dict[str, Any]]) -> dict[str, Any] | None:
    """The band that leads to the first thing that waits for her. The list below it counts in the same words."""
    if not waiting:
        return None
    nouns = [one["noun"] for one in waiting]
    claims, terms = customer.for_her_count, nouns.count("terms")
    criteria, scope, solved = nouns.count("criteria"), nouns.count("scope"), nouns.count("answer")
    readings = customer.readings_waiting if "reading" in nouns else 0
    parts = [
        ngettext("one proposal of terms", "%(count)s proposals of terms", terms) % {"count": terms} if terms else "",
        ngettext("one claim", "%(count)s claims", claims) % {"count": claims} if claims else "",
        _("criteria of suitability") if criteria else "",
        ngettext("a change of scope", "%(count)s changes of scope", scope) % {"count": scope} if scope else "",
        ngettext("a problem said to be solved", "%(count)s problems said to be solved", solved) % {"count": solved}
        if solved
        else "",
        npgettext("that waits", "one reading", "%(count)s readings", readings) % {"count": readings}
        if readings
        else "",
    ]
    what = _joined([one for one in parts if one])
    count = terms + claims + criteria + scope + solved + readings
    return {
        "url": waiting[0]["act"]["url"],
        "what_words": what,
        "count_words": ngettext("%(what)s waits for you", "%(what)s wait for you", count) % {"what": capfirst(what)},
        "minor": customer.for_her_minor or None,
        "note": ngettext("about one minute", "about %(count)s minutes", count) % {"count": count},
    }


def rest_words(actor: Actor, customer: CustomerNow, totals: CustomerTotal, events: Sequence[NamedClaim]) -> str:
    """With whom the undecided rest lies that does not wait for her; "" where all of it, or none of it, does."""
    assert actor.stakeholder is not None
    # What she disputed waits again once it is answered, but stands in a sum of its own.
    disputed = sum(
        max(one.claimed_minor or 0, 0)
        for one in events
        if one.state == State.DISPUTED and one.waits and not asked_of(actor, one.asked)
    )
    hers = customer.for_her_minor - disputed if actor.stakeholder.may_decide else 0
    rest = totals.undecided - hers
    names = sorted({asked_of(actor, one.asked) for one in events if one.state == State.STATED} - {""})
    if not hers or rest <= 0 or not names:
        return ""
    return _("%(hers)s of the undecided with you, %(rest)s with %(names)s.") % {
        "hers": notation.money(hers, customer.currency, whole=True),
        "rest": notation.money(rest, customer.currency, whole=True),
        "names": _joined(names),
    }


def _joined(parts: Sequence[str]) -> str:
    """ "5 claims and a change of scope"."""
    if len(parts) < 2:
        return "".join(parts)
    return _("%(first)s and %(last)s") % {"first": ", ".join(parts[:-1]), "last": parts[-1]}
