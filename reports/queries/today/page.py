"""Today: what waits for a person of the supplier, what was decided this week, and what comes."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django.core.paginator import Paginator
from django.http import QueryDict
from django.urls import reverse
from django.utils import timezone
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts import notation, stamps
from accounts.access import ActorRequest
from accounts.actors import Actor
from accounts.codes import random_code
from accounts.requests import one_of
from outcomes.models import CustomerTotal, Decision
from outcomes.queries.claims import short_words, signed
from outcomes.queries.marks import DECISION_MARKS, LIVE, Kind
from reports.queries.today.exposure import LOOKING_AHEAD_DAYS, PROOF_LASTS_DAYS, next_dates
from reports.queries.today.facts import TodayFacts, decided_lately, today_facts, total_of
from reports.queries.today.line import Line
from reports.queries.today.lines import MAKERS, lines_of
from reports.queries.today.promise import ending_terms
from reports.queries.today.words import counted

LINES_SHOWN = 25
LINES_BESIDE = 12  # of the first list where the second has lines: whom one waits for is not four screens below
LINES_A_PAGE = 40
COMING_SHOWN = 6
KINDS_NEAR = 4
SECTIONS = ("ours", "theirs")


def today_page(request: ActorRequest) -> dict[str, Any]:
    """The context of reports/today.html; seven queries beside the actor's."""
    actor, now, stamp = request.actor, timezone.now(), stamps.stamp_of(request.actor.supplier.pk)
    facts = today_facts(actor, now)
    lines = lines_of(facts)
    count = len(_chosen(lines, default_view(actor), ""))
    stamps.keep(_count_name(actor), stamp, count)
    view = one_of(request, "show", ("overdue", "all"), default_view(actor))
    kind = one_of(request, "kind", MAKERS)
    section = one_of(request, "section", SECTIONS)
    chosen = _chosen(lines, view, kind)
    coming = coming_up(facts)
    decided = [_decided_row(one) for one in decided_lately(actor, now)]
    return {
        "today": facts.today,
        "count": len(chosen),
        "headline": headline(facts, chosen, overdue=view == "overdue" and leads(actor)),
        "next_words": _next_words(coming),
        "sections": _sections(request, chosen, section),
        "one_section": section,
        "views": _views(request, lines, view) if leads(actor) else [],
        "kinds": _kinds(request, lines if view == "all" else [one for one in lines if one.is_overdue], kind),
        "kind": kind,
        "hidden_count": len(lines) - len(chosen),
        "show_all_url": "?show=all",
        "decided": decided,
        "decided_whole": notation.are_whole((one["minor"], one["currency"]) for one in decided),
        "coming": [one for one in coming if one["days"] <= LOOKING_AHEAD_DAYS][:COMING_SHOWN],
        "looking_ahead": LOOKING_AHEAD_DAYS,
        "edits": facts.edits,
        "has_customers": bool(facts.customers),
        "named": leads(actor),
        "request_key": random_code(),
        "today_count": count,
    }


def today_count(actor: Actor) -> int:
    """How many lines the page shows when it is opened: the same lines, counted. Six queries beside the actor's.

    Every page of the supplier's asks for it, so that it is kept until something of the supplier may have changed.
    """
    stamp = stamps.stamp_of(actor.supplier.pk)
    count = stamps.kept(_count_name(actor), stamp)
    if count is None:
        count = len(_chosen(lines_of(today_facts(actor, timezone.now())), default_view(actor), ""))
        stamps.keep(_count_name(actor), stamp, count)
    return count


def _count_name(actor: Actor) -> str:
    return f"today-count:{actor.key}"


def leads(actor: Actor) -> bool:
    """Whether she looks at others' customers: then Today opens with what is overdue, and names who answers."""
    assert actor.membership is not None
    role = actor.membership.Role
    return actor.membership.role in {role.LEADER, role.ADMINISTRATOR}


def default_view(actor: Actor) -> str:
    return "overdue" if leads(actor) else "all"


def _chosen(lines: Sequence[Line], view: str, kind: str) -> list[Line]:
    return [one for one in lines if (view == "all" or one.is_overdue) and (not kind or one.kind == kind)]


def _sections(request: ActorRequest, lines: Sequence[Line], section: str) -> list[dict[str, Any]]:
    """The two lists, or the one that was asked for. The first is cut shorter where the second has lines."""
    beside = not section and not all(one.ours for one in lines)
    most = {"ours": LINES_BESIDE if beside else LINES_SHOWN}
    return [_section(request, name, lines, most.get(name, LINES_SHOWN)) for name in SECTIONS if section in {"", name}]


def _section(request: ActorRequest, name: str, lines: Sequence[Line], most: int) -> dict[str, Any]:
    """One of the two lists: the first `most` lines, or, where it stands alone, a page of them."""
    mine = [one for one in lines if one.ours == (name == "ours")]
    alone = request.GET.get("section") == name
    page = Paginator(mine, LINES_A_PAGE if alone else most).get_page(request.GET.get("page") if alone else 1)
    return {
        "name": name,
        "heading": _("Waiting for you") if name == "ours" else _("Waiting for customers"),
        "aside": _("sorted by what costs most to leave")
        if name == "ours"
        else _("reminders go out at most once a week"),
        "count": len(mine),
        "lines": list(page.object_list),
        "whole": notation.are_whole((one.minor, one.currency) for one in page.object_list),
        "page": page if alone else None,
        "more_url": "" if alone or len(mine) <= most else _with(request, section=name),
        "empty": _("Nothing waits for you.") if name == "ours" else _("Nothing waits for customers."),
    }


def _with(request: ActorRequest, **changes: str) -> str:
    """This address with parameters changed; a changed filter begins at the first page."""
    query = QueryDict(mutable=True)
    for name in ("show", "kind", "section"):
        value = changes.get(name, request.GET.get(name, ""))
        if value:
            query[name] = value
    return f"?{query.urlencode()}"


def _views(request: ActorRequest, lines: Sequence[Line], view: str) -> list[dict[str, Any]]:
    overdue = sum(one.is_overdue for one in lines)
    return [
        {"label": _("Overdue"), "url": "?show=overdue", "count": overdue, "chosen": view == "overdue"},
        {"label": _("Overdue or not"), "url": "?show=all", "count": len(lines), "chosen": view == "all"},
    ]


def _kinds(request: ActorRequest, lines: Sequence[Line], kind: str) -> list[dict[str, Any]]:
    """The kinds that there are, with their counts; only where so much waits that one looks for something.

    `near`: the four that cost most to leave, and whatever is chosen, stand in one row; the others are behind "More kinds".
    """
    if len(lines) <= LINES_SHOWN and not kind:
        return []
    counts = {name: sum(one.kind == name for one in lines) for name in MAKERS}
    shown = [name for name, count in counts.items() if count or name == kind]
    near = {*shown[:KINDS_NEAR], kind}
    found = [
        {
            "label": kind_words(name),
            "url": _with(request, kind=name),
            "count": counts[name],
            "chosen": name == kind,
            "near": name in near,
        }
        for name in shown
    ]
    every = {"label": _("Every kind"), "url": _with(request, kind=""), "count": len(lines), "chosen": not kind}
    return [every | {"near": True}, *found]


def kind_words(kind: str) -> str:
    return {
        "kept_but_red": _("Kept, perception red, no action yet"),
        "tender": _("Tenders"),
        "problem": _("Problems"),
        "problem_commitment": _("Promised while solving"),
        "explanation": _("Problems to explain"),
        "problem_unanswered": _("Problems they have to call solved"),
        "dispute": _("Disputed claims"),
        "challenge": _("Challenged readings"),
        "shortfall": _("Shortfalls to state"),
        "draft": _("Drafts to finish"),
        "measured": _("Measured, not claimed"),
        "renewal": _("Renewals without a report"),
        "round_due": _("Benchmarks to plan"),
        "red": _("Perception red, no action yet"),
        "round": _("Benchmark rounds to move on"),
        "left": _("People who left"),
        "champion": _("Champions without proof"),
        "recommendation": _("Recommendations to answer"),
        "action": _("Overdue actions"),
        "risk": _("Overdue risks"),
        "again": _("Benchmarks to repeat"),
        "direction": _("Customers with a new direction"),
        "declined": _("Terms declined"),
        "baseline": _("No baseline yet"),
        "ending": _("Terms that end"),
        "objection": _("Objections to answer"),
        "reading": _("Readings missing"),
        "scope": _("Scope changes to propose"),
        "challenge_answered": _("Challenges they have to look at again"),
        "undecided": _("Claims they have to decide"),
        "answered": _("Disputes that were answered"),
        "proposed": _("Terms they have to agree"),
        "scope_proposed": _("Scope changes they have to agree"),
    }[kind]


# --- The sentence -----------------------------------------------------------------------------------------------------
def headline(facts: TodayFacts, lines: Sequence[Line], *, overdue: bool) -> dict[str, Any]:
    """What waits, in words, and what is stated and not decided: gains and shortfalls beside each other.

    In the customers' currency where they share one, else in the base currency: `converted` says whether an amount that is in
    it was in another currency. Amounts in minor units.
    """
    totals: list[CustomerTotal] = [total_of(one) for one in facts.customers.values()]
    currencies = {one.currency for one in facts.customers.values()}
    shared, base = len(currencies) == 1, facts.actor.supplier.base_currency
    suffix = "" if shared else "_base"
    gains = sum(getattr(one, f"undecided{suffix}") + getattr(one, f"disputed{suffix}") for one in totals)
    return {
        "words": _count_words(len(lines), overdue=overdue),
        "gains": gains,
        "shortfalls": sum(getattr(one, f"shortfall_open{suffix}") for one in totals),
        "currency": base if not shared else currencies.pop(),
        "converted": not shared
        and any(
            one.undecided or one.disputed or one.shortfall_open
            for customer in facts.customers.values()
            if customer.currency != base and (one := total_of(customer))
        ),
    }


def _count_words(count: int, *, overdue: bool) -> str:
    number = counted(count)
    if overdue:
        return ngettext("%(number)s thing is overdue.", "%(number)s things are overdue.", count) % {"number": number}
    return ngettext("%(number)s thing to move on.", "%(number)s things to move on.", count) % {"number": number}


def _next_words(coming: Sequence[Mapping[str, Any]]) -> str:
    if not coming:
        return ""
    first = coming[0]
    said = {"what": first["words"], "days": first["days"]}
    if not first["days"]:
        return _("Next: %(what)s, today.") % said
    return ngettext("Next: %(what)s, in %(days)s day.", "Next: %(what)s, in %(days)s days.", first["days"]) % said


# --- Beside it --------------------------------------------------------------------------------------------------------
def coming_up(facts: TodayFacts) -> list[dict[str, Any]]:
    """Renewals, notice dates and ends of terms, the nearest first."""
    found: list[dict[str, Any]] = []
    for customer in facts.customers.values():
        for kind, day in next_dates(facts, customer):
            words = _("renewal of %(customer)s") if kind == "renewal" else _("last day for notice of %(customer)s")
            found.append(_coming(facts, customer, day, words % {"customer": customer.name}))
    for dimension, terms in ending_terms(facts):
        if terms.claimable_until >= facts.today:
            words = _("end of the terms of “%(dimension)s”") % {"dimension": dimension.name}
            customer = facts.customers[dimension.customer]
            found.append(_coming(facts, customer, terms.claimable_until, words, note=customer.name))
    return sorted(found, key=lambda one: (one["day"], one["words"]))


def _coming(facts: TodayFacts, customer: Any, day: Any, words: str, *, note: str = "") -> dict[str, Any]:
    total, proof = total_of(customer), customer.last_proof
    proof_days = facts.days_since(proof)
    if proof is None:
        proof_words = _("no proof so far")
    elif proof_days >= PROOF_LASTS_DAYS:
        proof_words = _("no proof for %(days)s days") % {"days": proof_days}
    else:
        proof_words = (
            ngettext("last proof %(days)s day ago", "last proof %(days)s days ago", proof_days) % {"days": proof_days}
            if proof_days
            else _("last proof today")
        )
    return {
        "words": words,
        "heading": capfirst(words),
        "day": day,
        "days": (day - facts.today).days,
        "url": reverse("reports:customer_detail", args=[customer.pk]),
        "flag": not note and (total.net < 0 or proof is None or proof_days >= PROOF_LASTS_DAYS),
        "net": total.net if total.spend or total.value else None,
        "currency": customer.currency,
        "proof": proof_words,
        "note": note,
    }


def _decided_row(decision: Decision) -> dict[str, Any]:
    event = decision.event
    assert event is not None
    who = signed(decision) or _("the customer")
    words = {
        Kind.CONFIRMED: _("Confirmed by %(person)s"),
        Kind.ADJUSTED: _("Adjusted by %(person)s"),
        Kind.DISPUTED: _("Disputed by %(person)s"),
    }[Kind(decision.kind)] % {"person": who}
    about = f"{event.customer.name}, {short_words(event)}"
    if decision.kind == Kind.ADJUSTED and event.claimed_minor is not None and decision.amount_minor is not None:
        amounts, currency = (event.claimed_minor, decision.amount_minor), event.customer.currency
        whole = notation.are_whole((one, currency) for one in amounts)
        before, after = (notation.amount(one, currency, whole=whole) for one in amounts)
        about = _("%(about)s, from %(before)s to %(after)s") % {"about": about, "before": before, "after": after}
    minor = event.claimed_minor if decision.kind == Kind.DISPUTED else decision.amount_minor
    worse = (event.claimed_minor or 0) < 0 and event.state in LIVE
    return {
        "mark": "shortfall" if worse and decision.kind != Kind.DISPUTED else DECISION_MARKS[decision.kind],
        "words": words,
        "about": about,
        "minor": minor,
        "currency": event.customer.currency,
        "url": reverse("outcomes:event_detail", args=[event.pk]),
    }
