"""Search over everything that an actor of the supplier sees: seven queries at most, one a kind."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Case, Q, QuerySet, When
from django.urls import reverse
from django.utils.translation import gettext as _

from accounts import notation
from accounts.access import ActorRequest, may_edit
from accounts.actors import Actor
from accounts.codes import grouped
from accounts.models import Contract, Customer, Stakeholder
from accounts.requests import search_words
from outcomes.models import Outcome, ValueDimension, ValueEvent
from reports.models import Report
from reports.services import state_words

HITS_A_KIND = 8
WORDS_READ = 6
SHORTEST = 2


@dataclass(frozen=True)
class Hit:
    label: str
    note: str
    url: str


@dataclass(frozen=True)
class Group:
    """The hits of one kind; `more` where there are others that are not shown."""

    heading: str
    hits: Sequence[Hit]
    more: bool


def search_page(request: ActorRequest) -> dict[str, Any]:
    """The context of reports/search.html."""
    asked = search_words(request)
    words = [word for word in asked.split() if word][:WORDS_READ]
    long_enough = any(len(word) >= SHORTEST for word in words)
    groups = list(_groups(request.actor, words)) if long_enough else []
    return {
        "q": asked,
        "search_text": asked,
        "words": words,
        "too_short": bool(words) and not long_enough,
        "groups": groups,
        "count": sum(len(group.hits) for group in groups),
        "more": any(group.more for group in groups),
    }


def _groups(actor: Actor, words: Sequence[str]) -> Iterator[Group]:
    found: list[tuple[str, QuerySet[Any], Callable[[Any], Hit]]] = [
        (_("Customers"), _found(Customer.objects.visible_to(actor), words, "name", "industry"), _customer),
        (
            _("People"),
            _found(Stakeholder.objects.visible_to(actor), words, "name", "position", "email", related="customer"),
            _person(may_edit(actor)),
        ),
        (
            _("Outcomes"),
            _found(Outcome.objects.visible_to(actor), words, "title", "goal", related="customer"),
            _outcome,
        ),
        (
            _("Value dimensions"),
            _found(ValueDimension.objects.visible_to(actor), words, "name", related="customer"),
            _dimension,
        ),
        (_("Claims"), _found(ValueEvent.objects.visible_to(actor), words, "title", "note", related="customer"), _event),
        (_("Reports"), _reports(actor, words), _report),
        (_("Contracts"), _found(Contract.objects.visible_to(actor), words, "name", related="customer"), _contract),
    ]
    for heading, rows, shown in found:
        hits = [shown(row) for row in rows[: HITS_A_KIND + 1]]
        if hits:
            yield Group(heading, hits[:HITS_A_KIND], len(hits) > HITS_A_KIND)


def _found(rows: QuerySet[Any], words: Sequence[str], name: str, *others: str, related: str = "") -> QuerySet[Any]:
    """Rows that have every word in one of the fields, or in the customer's name; those that begin so first."""
    for word in words:
        here = Q(**{f"{name}__icontains": word})
        for other in others:
            here |= Q(**{f"{other}__icontains": word})
        if related:
            here |= Q(**{f"{related}__name__icontains": word})
        rows = rows.filter(here)
    first = Case(
        When(**{f"{name}__istartswith": words[0]}, then=0), When(**{f"{name}__icontains": words[0]}, then=1), default=2
    )
    rows = rows.select_related(related) if related else rows
    return rows.order_by(first, name, "-pk")


def _reports(actor: Actor, words: Sequence[str]) -> QuerySet[Report]:
    """By the document's number, with or without its hyphens; by its edition; by the customer."""
    rows = Report.objects.visible_to(actor).select_related("customer", "snapshot")
    for word in words:
        plain = word.replace("-", "").lower()
        here = Q(customer__name__icontains=word)
        if len(plain) >= 4:
            here |= Q(code__istartswith=plain)
        if plain.isascii() and plain.isdecimal() and len(plain) < 9:
            here |= Q(number=int(plain))
        rows = rows.filter(here)
    return rows.order_by("-pk")


def _customer(row: Customer) -> Hit:
    return Hit(row.name, row.industry, reverse("reports:customer_detail", args=[row.pk]))


def _person(edits: bool) -> Callable[[Stakeholder], Hit]:
    """Her page is one on which things are changed: who only reads comes to the customer's."""

    def hit(row: Stakeholder) -> Hit:
        url = (
            reverse("stakeholder_edit", args=[row.pk])
            if edits
            else reverse("reports:customer_detail", args=[row.customer_id])
        )
        return Hit(row.name, ", ".join(filter(None, [row.position, row.customer.name])), url)

    return hit


def _outcome(row: Outcome) -> Hit:
    return Hit(row.title, row.customer.name, f"{reverse('reports:customer_detail', args=[row.customer_id])}#outcomes")


def _dimension(row: ValueDimension) -> Hit:
    return Hit(row.name, row.customer.name, reverse("outcomes:dimension_detail", args=[row.pk]))


def _event(row: ValueEvent) -> Hit:
    parts = [row.customer.name, row.get_state_display()]
    if row.period_start is not None and row.period_end is not None:
        parts.insert(1, notation.period(row.period_start, row.period_end))
    return Hit(row.title, ", ".join(parts), reverse("outcomes:event_detail", args=[row.pk]))


def _report(row: Report) -> Hit:
    label = _("%(edition)s of %(customer)s, edition %(number)s") % {
        "edition": row.get_edition_display(),
        "customer": row.customer.name,
        "number": row.number,
    }
    return Hit(label, f"{grouped(row.code)}, {state_words(row)}", reverse("reports:report_detail", args=[row.code]))


def _contract(row: Contract) -> Hit:
    days = notation.date_medium(row.starts_on)
    if row.ends_on is not None:
        days = _("%(start)s to %(end)s") % {"start": days, "end": notation.date_medium(row.ends_on)}
    return Hit(row.name, f"{row.customer.name}, {days}", reverse("reports:customer_detail", args=[row.customer_id]))
