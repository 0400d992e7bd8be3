"""What pages read about a customer's people: the map and its table, one person, one objection. Supplier's side only."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.core.paginator import Paginator
from django.db.models import OuterRef, Q, Subquery
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts import notation, stakeholder_map
from accounts.access import may_edit
from accounts.actors import Actor
from accounts.models import Customer, Disposition, Objection, Stakeholder, StakeholderLink
from accounts.queries import changes_of, stakeholder_page
from accounts.stakeholder_map import Face, Words
from accounts.templatetags.words import initials
from accounts.worries import Bond, Stand, worries

MOST_WORRIES = 3
PEOPLE_A_PAGE = 30


# --- All of them ------------------------------------------------------------------------------------------------------


@dataclass
class Row:
    """A person of the table, and of the map."""

    person: Stakeholder
    number: int
    url: str
    disposition: str
    disposition_words: str
    first_stood: date | None
    has_left: bool
    links: list[str] = field(default_factory=list)
    objections: list[dict[str, Any]] = field(default_factory=list)

    @property
    def open_since(self) -> date | None:
        days: list[date] = [one["since"] for one in self.objections if one["open"]]
        return min(days, default=None)


def people_page(actor: Actor, customer: Customer, as_of: date | None, page: str | None = None) -> dict[str, Any]:
    """The context of accounts/people_map.html: everybody as they stood on that day, None for today; three queries.

    Map and table show the people of one page; the sentences above are about everybody.
    """
    today = customer.supplier.today()
    on = min(as_of, today) if as_of is not None else today
    rows = _rows(actor, customer, on)
    bonds, known = _bonds(actor, customer), {one.person.pk: one for one in rows}
    _say_links(rows, bonds)
    for objection in _objections(actor, customer, on):
        known[objection.stakeholder_id].objections.append(_objection_words(objection, on))
    there = [one for one in rows if not one.has_left]
    for number, row in enumerate(there, start=1):
        row.number = number
    left = [one for one in rows if one.has_left]
    shown = Paginator([*there, *left], PEOPLE_A_PAGE).get_page(page)
    faces = [_face(row) for row in shown.object_list if not row.has_left]
    said = worries([_stand(row) for row in rows], bonds, today=today) if on == today else []
    return {
        "customer": customer,
        "on": on,
        "is_past": on < today,
        "earlier": _months_before(on, 6) if _was_known_before(on, rows) else None,
        "today": today,
        "worry": said[0] if said else "",
        "more_worries": said[1:MOST_WORRIES],
        "page": shown,
        "anybody": bool(there),
        "there": [one for one in shown.object_list if not one.has_left],
        "left": [one for one in shown.object_list if one.has_left],
        "named": stakeholder_map.is_named(faces),
        "map": stakeholder_map.draw(faces, bonds, _map_words(on, len(faces))) if faces else "",
        "kinds": {one.kind for one in bonds},
        "flagged": any(one.flagged for one in faces),
        "can_edit": may_edit(actor),
        "person_url": reverse("stakeholder_create", args=[customer.pk]) if may_edit(actor) else None,
    }


def _rows(actor: Actor, customer: Customer, on: date) -> list[Row]:
    """Those who had come by that day, the most influential first."""
    stood = Disposition.objects.visible_to(actor).filter(stakeholder=OuterRef("pk"), since__lte=on)
    people: Iterable[Any] = (
        Stakeholder.objects.visible_to(actor)
        .filter(Q(since=None) | Q(since__lte=on), customer=customer)
        .annotate(
            stood=Subquery(stood.order_by("-since", "-pk").values("kind")[:1]),
            first_stood=Subquery(stood.order_by("since").values("since")[:1]),
        )
        .order_by("-influence", "name", "pk")
    )
    words = dict(Disposition.Kind.choices)
    return [
        Row(
            person=one,
            number=0,
            url=reverse("stakeholder_edit", args=[one.pk]) if may_edit(actor) else "",
            disposition=one.stood or "",
            disposition_words=str(words.get(one.stood, "")),
            first_stood=one.first_stood,
            has_left=not one.is_there(on),
        )
        for one in people
    ]


def _was_known_before(on: date, rows: Iterable[Row]) -> bool:
    """Whether an earlier day shows a disposition or an objection: before the first of them there is nothing to go back to."""
    known = [one.first_stood for one in rows] + [said["since"] for one in rows for said in one.objections]
    return any(day is not None and day < on for day in known)


def _bonds(actor: Actor, customer: Customer) -> list[Bond]:
    links = StakeholderLink.objects.visible_to(actor).filter(customer=customer).order_by("kind", "pk")
    return [Bond(*one) for one in links.values_list("source", "target", "kind")]


def _objections(actor: Actor, customer: Customer, on: date) -> Iterable[Objection]:
    people = Stakeholder.objects.visible_to(actor).filter(Q(since=None) | Q(since__lte=on), customer=customer)
    found = Objection.objects.visible_to(actor).filter(customer=customer, since__lte=on, stakeholder__in=people)
    return found.order_by("-since", "-pk")


def _say_links(rows: Sequence[Row], bonds: Iterable[Bond]) -> None:
    by_pk = {one.person.pk: one for one in rows}
    said: dict[tuple[int, str], list[str]] = {}
    for bond in bonds:
        source, target = by_pk.get(bond.source), by_pk.get(bond.target)
        if source is None or target is None:
            continue
        said.setdefault((bond.source, bond.kind), []).append(target.person.name)
        if bond.kind != StakeholderLink.Kind.REPORTS_TO:
            back = "influenced_by" if bond.kind == StakeholderLink.Kind.INFLUENCES else bond.kind
            said.setdefault((bond.target, back), []).append(source.person.name)
    texts = {
        "influenced_by": _("influenced by %(names)s"),
        "influences": _("influences %(names)s"),
        "conflicts_with": _("conflicts with %(names)s"),
        "reports_to": _("reports to %(names)s"),
    }
    for row in rows:
        names = {kind: said.get((row.person.pk, kind)) for kind in texts}
        row.links = [texts[kind] % {"names": ", ".join(found)} for kind, found in names.items() if found]


def _objection_words(objection: Objection, on: date) -> dict[str, Any]:
    is_open = objection.answered_on is None or objection.answered_on > on
    return {
        "pk": objection.pk,
        "open": is_open,
        "since": objection.since,
        "words": objection.words,
        "answered_on": objection.answered_on,
    }


def _stand(row: Row) -> Stand:
    person = row.person
    return Stand(person.pk, person.name, row.disposition, person.influence, row.open_since, row.has_left)


def _face(row: Row) -> Face:
    person = row.person
    said = [
        f"{person.name}, {person.position}" if person.position else person.name,
        row.disposition_words or _("disposition not stated"),
        _("influence %(level)s of 5") % {"level": person.influence},
    ]
    if row.open_since is not None:
        said.append(_("open objection"))
    return Face(
        pk=person.pk,
        number=row.number,
        name=person.name,
        position=person.position,
        initials=initials(person.name),
        disposition=row.disposition,
        influence=person.influence,
        flagged=row.open_since is not None,
        words="; ".join(said),
        url=row.url,
    )


def _map_words(on: date, count: int) -> Words:
    title = ngettext(
        "Influence by disposition on %(day)s: %(count)s person. The table says the same.",
        "Influence by disposition on %(day)s: %(count)s people. The table says the same.",
        count,
    ) % {"day": notation.date_long(on), "count": count}
    names = dict(Disposition.Kind.choices)
    columns = (*(str(names[Disposition.Kind(kind)]) for kind in stakeholder_map.COLUMNS), _("not stated"))
    return Words(title=title, columns=columns, high=_("High"), some=_("Some"), low=_("Low"))


def _months_before(day: date, months: int) -> date:
    number = day.year * 12 + day.month - 1 - months
    return date(number // 12, number % 12 + 1, 1)


# --- One of them ------------------------------------------------------------------------------------------------------


def person_page(actor: Actor, person: Stakeholder, labels: Mapping[str, Any]) -> dict[str, Any]:
    """What her page shows beside the form; five queries: access, dispositions, links, objections, changes."""
    links = StakeholderLink.objects.visible_to(actor).filter(Q(source=person) | Q(target=person))
    objections = Objection.objects.visible_to(actor).filter(stakeholder=person)
    return stakeholder_page(person, labels) | {
        "links": [_link_words(one, person) for one in links.select_related("source", "target").order_by("kind", "pk")],
        "objections": list(
            objections.select_related("owner__user", "answered_by__user").order_by("answered_on", "-since", "-pk")
        ),
    }


def _link_words(link: StakeholderLink, person: Stakeholder) -> dict[str, Any]:
    other = link.target if link.source_id == person.pk else link.source
    forth = {
        StakeholderLink.Kind.REPORTS_TO: _("reports to"),
        StakeholderLink.Kind.INFLUENCES: _("influences"),
        StakeholderLink.Kind.CONFLICTS_WITH: _("conflicts with"),
    }
    back = {
        StakeholderLink.Kind.REPORTS_TO: _("has a report:"),
        StakeholderLink.Kind.INFLUENCES: _("is influenced by"),
        StakeholderLink.Kind.CONFLICTS_WITH: _("conflicts with"),
    }
    kind = StakeholderLink.Kind(link.kind)
    return {"pk": link.pk, "words": (forth if link.source_id == person.pk else back)[kind], "other": other}


def objection_page(objection: Objection, labels: Mapping[str, Any]) -> dict[str, Any]:
    return {
        "objection": objection,
        "person": objection.stakeholder,
        "customer": objection.customer,
        "changes": changes_of(objection, labels),
    }
