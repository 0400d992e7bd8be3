"""What the pages of the relationship benchmark read: rounds and what is due, one round, and what is told of it.

Results are read from what was frozen at the release; nothing here reads a single answer.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any

from django.db.models import Count, Q
from django.utils.translation import gettext as _

from accounts import notation
from accounts.actors import Actor
from accounts.models import Contract, Customer, Disposition, Stakeholder
from scorecards.anonymity import FEWEST
from scorecards.models import Action, OwnScore, Recommendation, Respondent, Round, RoundInsight
from scorecards.queries.actions import actions_of, with_updates
from scorecards.queries.candidates import Candidate, coverage
from scorecards.queries.results import groups, picture, results_of, sentence
from scorecards.services.releases import ask_again_on, has_too_few
from scorecards.services.rounds import BETWEEN_REMINDERS, MOST_REMINDERS
from scorecards.standing import UNDER_WAY, Due, rounds_due


# --- What is due ------------------------------------------------------------------------------------------------------
def warnings(contracts: Iterable[Contract], rounds: Sequence[Round], today: date) -> list[str]:
    """One sentence for each contract that asks for a round while none is under way, and none was released since."""
    return [due_words(one, today) for one in rounds_due(contracts, rounds, today)]


def due_words(due: Due, today: date) -> str:
    """ "“Platform” ends on 30 June 2028: a round has to be finished by 30 June 2027."."""
    named = {
        "contract": due.contract.name,
        "end": notation.date_long(due.end),
        "day": notation.date_long(due.finish_by),
    }
    if due.finish_by >= today:
        return _("“%(contract)s” ends on %(end)s: a round has to be finished by %(day)s.") % named
    return _("“%(contract)s” ends on %(end)s: a round should have been finished by %(day)s.") % named


def benchmark_page(actor: Actor, customer: Customer) -> dict[str, Any]:
    """The context of scorecards/benchmark.html; the newest round first."""
    counted = Round.objects.visible_to(actor).filter(customer=customer).select_related("template", "supplier")
    rounds = list(
        counted.annotate(asked=Count("respondents"), answered=Count("respondents", filter=Q(respondents__is_done=True)))
    )
    today = customer.supplier.today()
    last = last_released(rounds)
    followed = {one.follows_id for one in rounds}
    contracts = Contract.objects.visible_to(actor).filter(customer=customer).order_by("ends_on", "pk")
    return {
        "customer": customer,
        "rounds": sorted(rounds, key=lambda one: (one.opens_on, one.pk), reverse=True),
        "current": next((one for one in rounds if one.state in UNDER_WAY), None),
        "again_on": ask_again_on(last) if last is not None and last.pk not in followed else None,
        "last": last,
        "sentence": sentence(customer, results_of(last)) if last is not None else "",
        "warnings": warnings(contracts, rounds, today),
        "actions": actions_of(actor, customer),
        "today": today,
    }


def last_released(rounds: Iterable[Round]) -> Round | None:
    released = [one for one in rounds if one.state == Round.State.RELEASED]
    return max(released, key=lambda one: (one.released_on, one.pk), default=None)


# --- One round --------------------------------------------------------------------------------------------------------
def round_page(actor: Actor, round: Round) -> dict[str, Any]:
    """The context of scorecards/round.html: whom it asks, how far it is, and once it is released its results."""
    asked = list(Respondent.objects.visible_to(actor).filter(round=round).select_related("stakeholder"))
    standing = [Candidate(one.stakeholder, one.disposition, True) for one in asked]
    context: dict[str, Any] = {
        "customer": round.customer,
        "round": round,
        "people": sorted((one.stakeholder for one in asked), key=lambda one: (one.name, one.pk)),
        "asked": len(asked),
        "answered": sum(one.is_done for one in asked),
        "coverage": coverage(standing) if round.state != Round.State.PLANNED else None,
    }
    if round.state != Round.State.RELEASED:
        own = OwnScore.objects.visible_to(actor).filter(round=round)
        context["own_count"] = own.values("membership").distinct().count()
        context["too_few"] = round.state == Round.State.CLOSED and has_too_few(round)
        context |= closing(round, context["answered"])
        context |= _reminding(round, asked)
    else:
        insight = RoundInsight.objects.visible_to(actor).filter(round=round).first()
        context |= released_page(actor, round)
        context["by_disposition"] = (
            groups(insight.by_disposition, Disposition.Kind, context["found"]) if insight else []
        )
    return context


def _reminding(round: Round, asked: Sequence[Respondent]) -> dict[str, Any]:
    """Whether an open round can be reminded of today, and from when on; None where it cannot any more, or all are done.

    Of all who have not answered, who were last written to on one day: nothing of it depends on who they are.
    """
    today = round.supplier.today()
    waiting = [one for one in asked if not one.is_done]
    days = [
        one.last_mail_on + BETWEEN_REMINDERS if one.last_mail_on else today
        for one in waiting
        if one.reminders < MOST_REMINDERS
    ]
    first = min(days, default=None)
    return {
        "waits": bool(waiting) and today <= round.closes_on,
        "can_remind": first is not None and first <= today <= round.closes_on,
        "remind_from": first,
    }


def closing(round: Round, answered: int) -> dict[str, Any]:
    """What closing an open round would do: its days left, whether it asks first, and whether it may end without results.

    Of who answered nothing but how many sent their answers: as the round's own page tells it.
    """
    left = (round.closes_on - round.supplier.today()).days
    few = answered < FEWEST
    return {"days_left": left, "few_sent": few, "asks_first": left >= 0 or few}


def closing_page(actor: Actor, round: Round) -> dict[str, Any]:
    """The context of scorecards/round_close.html."""
    asked = Respondent.objects.visible_to(actor).filter(round=round)
    done = list(asked.values_list("is_done", flat=True))
    context = {"customer": round.customer, "round": round, "asked": len(done), "answered": sum(done)}
    return context | closing(round, sum(done))


def released_page(actor: Actor, round: Round) -> dict[str, Any]:
    """The results of a released round, with its recommendations and actions, as this actor may see them."""
    return _released(actor, round, actions_of(actor, round.customer, rounds=_of_rounds(round)), theirs=False)


def _released(actor: Actor, round: Round, actions: Sequence[Action], *, theirs: bool) -> dict[str, Any]:
    recommended = Recommendation.objects.visible_to(actor).filter(round=round).select_related("replied_by__user")
    return _told(round, list(recommended), actions, theirs=theirs)


def told_to(respondent: Respondent) -> dict[str, Any]:
    """The same for somebody who answered, by her link."""
    round = respondent.round
    actions = Action.objects.filter(customer=round.customer_id, round__in=_of_rounds(round))
    recommended = Recommendation.objects.filter(round=round).select_related("replied_by__user")
    return _told(round, list(recommended), with_updates(actions, round.customer), theirs=True)


def _before(round: Round) -> Round | None:
    """The round that this one is compared with, where it has results."""
    return round.follows if round.follows_id and round.follows and round.follows.results else None


def _of_rounds(round: Round) -> list[int]:
    before = _before(round)
    return [round.pk] if before is None else [round.pk, before.pk]


def _told(
    round: Round, recommended: Sequence[Recommendation], actions_of_both: Sequence[Action], *, theirs: bool
) -> dict[str, Any]:
    before = _before(round)
    found = results_of(round, before, [one for one in actions_of_both if one.round_id != round.pk])
    actions = [one for one in actions_of_both if one.round_id == round.pk]
    names = {one.key: one.name for one in found.dimensions}
    for one in recommended:
        one.dimension_words = names.get(one.dimension, "")  # type: ignore[attr-defined]
    for action in actions:
        action.dimension_words = names.get(action.dimension, "")  # type: ignore[attr-defined]
    return {
        "found": found,
        "sentence": sentence(round.customer, found, theirs=theirs),
        "before": before,
        "by_seniority": groups((round.results or {}).get("by_seniority", []), Stakeholder.Seniority, found),
        "recommendations": recommended,
        "actions": actions,
        "picture": picture(found.dimensions),
    }


# --- The customer's side ----------------------------------------------------------------------------------------------
def portal_benchmark(actor: Actor, customer: Customer, pk: int | None) -> dict[str, Any]:
    """The context of scorecards/portal_benchmark.html: a released round, the newest unless another is asked for."""
    rounds = list(
        Round.objects.visible_to(actor).filter(customer=customer).select_related("follows", "customer", "supplier")
    )
    round = next((one for one in rounds if one.pk == pk), None) if pk is not None else last_released(rounds)
    context: dict[str, Any] = {
        "customer": customer,
        "rounds": rounds,
        "round": round,
        "today": customer.supplier.today(),
    }
    every = actions_of(actor, customer)
    if round is None:
        return context | {"actions": every}
    round.customer = customer
    context |= _released(actor, round, [one for one in every if one.round_id in _of_rounds(round)], theirs=True)
    context["actions"] += [one for one in every if one.round_id != round.pk and _is_open_and_hers(one, actor)]
    return context


def _is_open_and_hers(action: Action, actor: Actor) -> bool:
    """Whether it waits for this person of the customer: it stands on her page whatever round it follows from."""
    return action.state == Action.State.OPEN and action.owner_theirs == actor.stakeholder


# --- What forms are given ----------------------------------------------------------------------------------------------
def follows_on(actor: Actor, customer: Customer) -> Round | None:
    """The released round that a new one would be compared with: the newest, where none follows it."""
    released = Round.objects.visible_to(actor).filter(customer=customer, state=Round.State.RELEASED, followed_by=None)
    newest = last_released(Round.objects.visible_to(actor).filter(customer=customer))
    return newest if newest is not None and newest in set(released) else None
