"""Beside the answer: first steps, the renewal, people and spend."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from django.db.models import Count, OuterRef, Subquery
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts import notation
from accounts.actors import Actor
from accounts.contract_rows import read_contracts
from accounts.models import Disposition, Objection, Stakeholder
from accounts.renewals import Outlook, outlook
from accounts.tenders import tender_words
from engagements.queries.problems.list import open_words
from outcomes.models import SpendEntry, Terms, ValueDimension
from reports.queries.customer_facts import Facts, still_there
from scorecards.amendments import paid
from scorecards.queries.scope import amended_words, paid_words, read_changes

PEOPLE_SHOWN = 8
OBJECTIONS_SHOWN = 3
ELSEWHERE_SHOWN = 4
NOTICE_FLAGGED_DAYS = 30


def first_steps(facts: Facts, promises: Sequence[Mapping[str, Any]], *, agreed: bool) -> list[dict[str, Any]]:
    """From here to the first victory: three steps, the next one with the filled button."""
    customer = facts.customer
    dimensions = [one for outcome in promises for one in outcome["dimensions"]]
    measured = [one for one in dimensions if one["last"] is not None]
    done = [customer.may_agree_count > 0, agreed, False]
    if not promises:
        second = (_("Draft one"), reverse("outcomes:outcome_create", args=[customer.pk]))
    elif not dimensions:
        second = (_("Add a value dimension"), reverse("outcomes:dimension_create", args=[promises[0]["pk"]]))
    else:
        second = (_("Propose terms"), reverse("outcomes:terms_create", args=[dimensions[0]["pk"]]))
    if measured and agreed:
        third = (_("Log value"), reverse("outcomes:event_create") + f"?customer={customer.pk}")
    elif dimensions:
        third = (_("Add a reading"), reverse("outcomes:measurement_create", args=[dimensions[0]["pk"]]))
    else:
        third = None
    texts = [
        (
            _("Name a champion"),
            _("Somebody at %(customer)s who may agree terms and decide. Nobody has that right yet.")
            % {"customer": customer.name}
            if not done[0]
            else _("Somebody at %(customer)s may agree terms.") % {"customer": customer.name},
            (_("Add a person"), reverse("stakeholder_create", args=[customer.pk])),
        ),
        (
            _("Agree one value dimension"),
            _(
                "What hurt them most, in their own unit. A baseline with source and date, a target, a rate if it can be money."
            ),
            second,
        ),
        (_("Measure, and log the first victory"), _("“1 day, was 30” is enough. It needs no year of figures."), third),
    ]
    next_one = done.index(False)
    return [
        {
            "heading": heading,
            "words": words,
            "act": {"label": act[0], "url": act[1]} if act is not None and facts.edits and not done[number] else None,
            "state": "done" if done[number] else ("now" if number == next_one else "next"),
        }
        for number, (heading, words, act) in enumerate(texts)
    ]


def agreed_elsewhere(actor: Actor, customer: Any, promises: Sequence[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """What customers of the same industry agreed, of those that the actor sees: where to begin; one query."""
    if not customer.industry:
        return []
    found = (
        ValueDimension.objects.visible_to(actor)
        .filter(customer__industry__iexact=customer.industry, terms__state=Terms.State.AGREED)
        .exclude(customer=customer.pk)
        .order_by()
        .values("name", "unit")
        .annotate(count=Count("customer", distinct=True))
        .order_by("-count", "name", "unit")[:ELSEWHERE_SHOWN]
    )
    if promises:
        begin = reverse("outcomes:dimension_create", args=[promises[0]["pk"]])
    else:
        begin = reverse("outcomes:outcome_create", args=[customer.pk])
    return [
        {
            "name": one["name"],
            "words": ngettext("%(count)s customer", "%(count)s customers", one["count"]) % {"count": one["count"]},
            "url": f"{begin}?{urlencode({'name': one['name'], 'unit': one['unit']})}",
        }
        for one in found
    ]


def renewal(facts: Facts) -> dict[str, Any]:
    """The contract that counts: when it ends, notice by when, a flag where that is near, and how it was amended."""
    customer, today = facts.customer, facts.customer.supplier.today()
    known = outlook(read_contracts(customer.contract_rows), today)
    changes = read_changes(customer.change_rows)
    days = (known.day - today).days if known.day is not None else None
    return {
        "days": ngettext("%(days)s day", "%(days)s days", days) % {"days": days} if days is not None else "",
        "words": _contract_words(known),
        "flag_words": _notice_words(known.notice, today),
        "amended_words": amended_words(known.contract.pk, changes, customer.currency) if known.contract else "",
        "paid_words": paid_words(paid(changes, today=today), customer.currency),
        "url": reverse("contract_edit", args=[known.contract.pk]) if known.contract and facts.edits else "",
        "add_url": reverse("contract_create", args=[customer.pk]) if facts.edits else "",
    }


def tender_line(facts: Facts) -> dict[str, Any]:
    """The open tender that was heard of last, and where all of them are; without words where none is open."""
    customer = facts.customer
    line = {"words": "", "url": "", "list_url": reverse("tender_list", args=[customer.pk])}
    if customer.tender is None:
        return line
    words = tender_words(customer.tender_kind, customer.tender_name)
    said = {"words": words, "day": notation.date_long(customer.tender_on), "others": customer.tender_count - 1}
    line["words"] = (
        ngettext(
            "%(words)s, %(day)s; %(others)s other is open.",
            "%(words)s, %(day)s; %(others)s others are open.",
            customer.tender_count - 1,
        )
        if customer.tender_count > 1
        else _("%(words)s, %(day)s.")
    ) % said
    return line | {"url": reverse("tender_show", args=[customer.tender]) if facts.edits else ""}


def problem_line(facts: Facts) -> dict[str, Any]:
    """How many problems are open, and since when; where all of them are, and where the next one is recorded."""
    customer = facts.customer
    if customer.problems_open:
        words = open_words(customer.problems_open, customer.problem_since)
    else:
        words = _("No problem is open") if customer.problem_count else _("No problem is recorded")
    return {
        "words": words,
        "is_open": customer.problems_open > 0,
        "url": reverse("engagements:problem_list", args=[customer.pk]),
        "add_url": reverse("engagements:problem_open", args=[customer.pk]),
    }


def _contract_words(known: Outlook) -> str:
    contract = known.contract
    if contract is None:
        return _("No contract is recorded: nobody is told when notice is due.")
    if known.ended is not None:
        return _("The last contract ended %(day)s.") % {"day": notation.date_long(known.ended)}
    if known.day is None:
        return _("Renewed, without an end.") if known.is_renewed else _("The contract has no end.")
    said = {"day": notation.date_long(known.day)}
    if known.is_renewed:
        words = _("Renewed until %(day)s") % said
    else:
        words = (_("Contract renews %(day)s") if known.renews else _("Contract ends %(day)s")) % said
    if contract.notice_on is None:
        return words
    return _("%(words)s, notice by %(day)s") % {"words": words, "day": notation.date_long(contract.notice_on)}


def _notice_words(notice: date | None, today: date) -> str:
    left = (notice - today).days if notice is not None else -1
    if left == 0:
        return _("Notice date is today")
    if not 0 < left <= NOTICE_FLAGGED_DAYS:
        return ""
    return ngettext("Notice date in %(days)s day", "Notice date in %(days)s days", left) % {"days": left}


def people_sheet(actor: Actor, facts: Facts) -> dict[str, Any]:
    """The most influential of those who are there, and their open objections, the oldest first; one query."""
    customer = facts.customer
    latest = Disposition.objects.visible_to(actor).filter(stakeholder=OuterRef("pk")).order_by("-since", "-pk")
    unanswered = Objection.objects.visible_to(actor).filter(stakeholder=OuterRef("pk"), answered_on=None)
    oldest = unanswered.order_by("since", "pk")
    people: list[Any] = list(
        Stakeholder.objects.visible_to(actor)
        .filter(still_there(actor), customer=customer)
        .annotate(
            stands=Subquery(latest.values("kind")[:1]),
            objection=Subquery(oldest.values("pk")[:1]),
            objection_words=Subquery(oldest.values("words")[:1]),
            objection_since=Subquery(oldest.values("since")[:1]),
        )
        .order_by("-influence", "name", "pk")
    )
    open_ones = sorted((one for one in people if one.objection is not None), key=lambda one: one.objection_since)
    return {
        "people": [_person_line(one, opens=facts.edits) for one in people[:PEOPLE_SHOWN]],
        "people_count": len(people),
        "people_url": reverse("people_map", args=[customer.pk]),
        "objections": [_objection_line(one, opens=facts.edits) for one in open_ones[:OBJECTIONS_SHOWN]],
        "objections_count": len(open_ones),
    }


def _person_line(person: Any, *, opens: bool) -> dict[str, Any]:
    words = dict(Disposition.Kind.choices)
    return {
        "name": person.name,
        "url": reverse("stakeholder_edit", args=[person.pk]) if opens else "",
        "position": person.position,
        "disposition": person.stands,
        "disposition_words": words.get(person.stands, ""),
        "influence": person.influence,
    }


def _objection_line(person: Any, *, opens: bool) -> dict[str, Any]:
    return {
        "words": person.objection_words,
        "who": _("%(name)s, since %(day)s, no answer yet.")
        % {"name": person.name, "day": notation.date_long(person.objection_since)},
        "url": reverse("objection_answer", args=[person.objection]) if opens else "",
    }


def spend_lines(facts: Facts) -> dict[str, Any]:
    """Spend by kind; what the customer's own people cost is "not stated" where nobody said so."""
    customer = facts.customer
    lines = []
    for kind in SpendEntry.Kind:
        minor = getattr(customer, f"spend_{kind.value}")
        if minor is not None or kind == SpendEntry.Kind.INTERNAL:
            lines.append({"label": capfirst(kind.label), "minor": minor, "note": ""})
    return {
        "lines": lines,
        "sum_minor": facts.total.spend if customer.spend_count else None,
        "url": reverse("outcomes:spend_list", args=[customer.pk]),
    }
