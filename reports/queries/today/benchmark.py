"""What the relationship benchmark asks for: red dimensions, rounds, recommendations, actions. Pure: facts in, lines out."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date
from typing import Any
from urllib.parse import urlencode

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts import notation
from reports.queries.today.facts import TodayFacts
from reports.queries.today.line import PRESSES_WITHIN_DAYS, Act, Line
from reports.queries.today.words import alive, excerpt
from scorecards.queries.questions import in_language
from scorecards.standing import Round, Standing

# The results of a round say what to do for about so long before they are asked about.
RESULTS_OVERDUE_DAYS = 14
ROUND_OVERDUE_DAYS = 90


def kept_but_red(facts: TodayFacts) -> Iterator[Line]:
    """The case that matters most: everything promised is kept, and the customer is not content."""
    for customer, found in _standings(facts):
        if found.kept_but_red and found.red_without_action:
            words = ngettext(
                "Everything promised is kept, and one dimension is red: %(names)s",
                "Everything promised is kept, and %(count)s dimensions are red: %(names)s",
                len(found.red),
            )
            yield _red_line(facts, "kept_but_red", customer, found, words)


def red(facts: TodayFacts) -> Iterator[Line]:
    """Red dimensions where the contract is not kept either, or nothing is read of it."""
    for customer, found in _standings(facts):
        if not found.contract_green and found.red_without_action:
            words = ngettext(
                "One dimension is red: %(names)s", "%(count)s dimensions are red: %(names)s", len(found.red)
            )
            yield _red_line(facts, "red", customer, found, words)


def _red_line(facts: TodayFacts, kind: str, customer: Any, found: Standing, words: str) -> Line:
    """It leaves once there is an action for each red dimension."""
    last = found.released
    assert last is not None
    days = facts.days_since(last.released_on)
    open_ones = found.red_without_action
    query = urlencode({"round": last.pk, "dimension": open_ones[0]})
    return Line(
        kind=kind,
        key=f"{kind.replace('_', '-')}-{last.pk}",
        mark="flag",
        what=words % {"count": len(found.red), "names": _names(last, found.red)},
        why=_("Nothing is in the plan yet for %(names)s.") % {"names": _names(last, open_ones)},
        customer=customer,
        age=ngettext("released %(days)s day ago", "released %(days)s days ago", days) % {"days": days}
        if days
        else _("released today"),
        days=days,
        act=Act(
            _("Plan an action"),
            f"{reverse('scorecards:action_create', args=[customer.pk])}?{query}",
            about=_names(last, open_ones[:1]),
        ),
        is_overdue=days > RESULTS_OVERDUE_DAYS,
    )


def rounds_due(facts: TodayFacts) -> Iterator[Line]:
    """Contracts that end within reach while no round is planned or finished; it leaves once a round is planned."""
    for customer, found in _standings(facts):
        due = found.due(facts.today)
        if due is None:
            continue
        left = (due.finish_by - facts.today).days
        said = {"contract": due.contract.name, "end": notation.date_long(due.end)}
        finish = {"day": notation.date_long(due.finish_by)}
        yield Line(
            kind="round_due",
            key=f"round-due-{due.contract.pk}",
            mark="flag",
            what=_("No round is planned before “%(contract)s” ends on %(end)s") % said,
            why=_("It has to be finished by %(day)s, twelve months before the end.") % finish
            if left >= 0
            else _("It should have been finished by %(day)s, twelve months before the end.") % finish,
            customer=customer,
            age=_in_days(left),
            days=ROUND_OVERDUE_DAYS - left,
            act=Act(
                _("Plan a round"), reverse("scorecards:round_plan", args=[customer.pk]), about=str(due.contract.name)
            ),
            is_overdue=left <= ROUND_OVERDUE_DAYS,
        )


def again(facts: TodayFacts) -> Iterator[Line]:
    """About six months after the results the same questions are due again: proposed here, never sent by itself."""
    for customer, found in _standings(facts):
        day, last = found.again_on(), found.released
        if day is None or last is None or day > facts.today or found.due(facts.today) is not None:
            continue
        mine = [one for one in found.actions if one.round == last.pk]
        done = sum(not one.is_open for one in mine)
        yield Line(
            kind="again",
            key=f"again-{last.pk}",
            mark="flag",
            what=_("Ask the same questions again"),
            why=ngettext(
                "%(done)s of %(count)s action is done since the last round; what has changed?",
                "%(done)s of %(count)s actions are done since the last round; what has changed?",
                len(mine),
            )
            % {"done": done, "count": len(mine)}
            if mine
            else _("Half a year has passed since the last round."),
            customer=customer,
            age=_in_days((day - facts.today).days),
            days=facts.days_since(day),
            act=Act(_("Plan the round"), reverse("scorecards:round_plan", args=[customer.pk]), about=customer.name),
            is_overdue=facts.days_since(day) > ROUND_OVERDUE_DAYS,
        )


def rounds(facts: TodayFacts) -> Iterator[Line]:
    """Rounds that wait for us: to be opened, reminded of, closed, released."""
    for customer, found in _standings(facts):
        one = found.current
        step = _step(one, facts.today) if one is not None else None
        if one is None or step is None:
            continue
        what, why, label, day = step
        left = (one.closes_on - facts.today).days
        posts = one.state == "open" and one.closes_on >= facts.today
        name = "scorecards:round_remind" if posts else "scorecards:round_show"
        yield Line(
            kind="round",
            key=f"round-{one.pk}",
            mark="undecided" if one.state == "open" else "draft",
            what=what,
            why=why,
            customer=customer,
            age=_in_days((day - facts.today).days),
            days=facts.days_since(day),
            act=Act(label, reverse(name, args=[one.pk]), posts, customer.name),
            is_overdue=facts.days_since(day) > RESULTS_OVERDUE_DAYS,
            presses=one.state == "open" and 0 <= left <= PRESSES_WITHIN_DAYS,
            days_left=left,
        )


def _step(one: Round, today: date) -> tuple[str, str, str, date] | None:
    """What a round waits for: what, why, the label of the act, and the day that it is about."""
    said = {"day": notation.date_long(one.closes_on)}
    if one.state == "planned":
        if one.opens_on > today:
            return None
        return _("A round can be opened"), _("Nobody is invited before you open it."), _("Open the round"), one.opens_on
    if one.state == "closed":
        return (
            _("A round is closed, and its results are not released"),
            _("Score yourselves first: after the release it is too late."),
            _("Release it"),
            one.closes_on,
        )
    if one.closes_on < today:
        return (
            _("The last day of a round is over"),
            _("Close it, score yourselves, release it."),
            _("Close it"),
            one.closes_on,
        )
    if one.remindable:
        words = _("It closes on %(day)s. Two reminders at most, and four days between them.") % said
        return _("Whoever has not answered the round can be reminded"), words, _("Remind"), one.closes_on
    return None


def recommendations(facts: TodayFacts) -> Iterator[Line]:
    """Each recommendation gets an answer; one line a customer."""
    for customer, found in _standings(facts):
        if not found.recommendations:
            continue
        oldest, count = found.recommendations[0], len(found.recommendations)
        days = facts.days_since(oldest.since)
        yield Line(
            kind="recommendation",
            key=f"recommendation-{oldest.pk}",
            mark="flag",
            what=ngettext("A recommendation has no answer", "%(count)s recommendations have no answer", count)
            % {"count": count},
            why=notation.quoted(excerpt(oldest.words)),
            customer=customer,
            age=ngettext("since %(days)s day", "since %(days)s days", days) % {"days": days} if days else _("today"),
            days=days,
            act=Act(_("Answer"), reverse("scorecards:recommendation_reply", args=[oldest.pk]), about=customer.name),
            is_overdue=days > RESULTS_OVERDUE_DAYS,
        )


def actions(facts: TodayFacts) -> Iterator[Line]:
    """Actions that are overdue; one line a customer. It leaves once the action moved, or has a new day with its reason."""
    for customer, found in _standings(facts):
        late = [one for one in found.actions if one.is_open and one.due_on < facts.today]
        if not late:
            continue
        days = facts.days_since(late[0].due_on)
        said = {"count": len(late), "words": late[0].words}
        yield Line(
            kind="action",
            key=f"action-{late[0].pk}",
            mark="flag",
            what=ngettext(
                "An action is overdue: %(words)s", "%(count)s actions are overdue, the first: %(words)s", len(late)
            )
            % said,
            why=_("The customer sees the plan, and that it does not move."),
            customer=customer,
            age=ngettext("due %(days)s day ago", "due %(days)s days ago", days) % {"days": days},
            days=days,
            act=Act(_("Say how it moves"), reverse("scorecards:action_move", args=[late[0].pk]), about=late[0].words),
            is_overdue=True,
        )


def _standings(facts: TodayFacts) -> Iterator[tuple[Any, Standing]]:
    return ((one, facts.standings[one.pk]) for one in alive(facts))


def _names(one: Round, keys: Sequence[str]) -> str:
    return ", ".join(in_language(one.names[key]) for key in keys)


def _in_days(left: int) -> str:
    if left > 0:
        return ngettext("in %(days)s day", "in %(days)s days", left) % {"days": left}
    return ngettext("%(days)s day ago", "%(days)s days ago", -left) % {"days": -left} if left else _("today")
