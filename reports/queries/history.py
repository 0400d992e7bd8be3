"""What happened in a supplier: every change of a row, every sign-in and failure, every file taken away."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

from django.apps import apps
from django.core.paginator import Paginator
from django.db.models import CharField, Q, QuerySet, Value
from django.utils.dateparse import parse_date
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts import forms as people_forms
from accounts import set_up_forms
from accounts.access import ActorRequest
from accounts.actors import Actor
from accounts.change_words import LABELS
from accounts.changed import CHANGED
from accounts.models import AccessEvent, Change
from accounts.requests import key_in, one_of, search_words
from outcomes.forms import promise as promise_forms
from outcomes.models import Decision

A_PAGE = 50
CHUNK = 500
TAKEN: dict[str, str | Promise] = {
    "logo": gettext_lazy("logo"),
    "outcomes:decision_export": gettext_lazy("decisions of a customer as CSV"),
    "outcomes:evidence_download": gettext_lazy("evidence"),
    "reports:history_export": gettext_lazy("this history as CSV"),
    "reports:import_template": gettext_lazy("template of an import"),
    "reports:portfolio_export_csv": gettext_lazy("portfolio as CSV"),
    "reports:portfolio_export_xlsx": gettext_lazy("portfolio as XLSX"),
    "reports:report_download": gettext_lazy("document"),
}
"""What was taken away, by the name of its address."""
UNNUMBERED = {"accounts.supplier", "accounts.customer"}  # there is one, or its name stands beside it
FORMS = (
    set_up_forms.SupplierForm, set_up_forms.MemberForm, set_up_forms.MemberInvitationForm, set_up_forms.TeamForm,
    set_up_forms.RateForm, people_forms.StakeholderForm, people_forms.CustomerForm, promise_forms.OutcomeForm,
)  # fmt: skip
FIELDS: dict[str, str | Promise] = {
    "left_on": gettext_lazy("Left"),
    "until": gettext_lazy("Last day"),
    "logo": gettext_lazy("Logo"),
    "owner": gettext_lazy("Owner"),
    "owner_ours": gettext_lazy("Owner on our side"),
    "drafted_by": gettext_lazy("Drafted by"),
    "day": gettext_lazy("Day"),
    "title": gettext_lazy("Title"),
    "imported": gettext_lazy("Imported from the file"),
}


@dataclass(frozen=True)
class Entry:
    """One thing that happened. `at` is in the supplier's zone; `fields` are (label, before, after)."""

    at: datetime
    who: str
    kind: str
    what: str
    number: int | None
    customer: Any
    fields: list[tuple[str, str, str]]


def field_labels() -> dict[str, Any]:
    """The words of the forms, by field."""
    found: dict[str, Any] = dict(LABELS)
    for form in FORMS:
        found |= {name: one.label for name, one in form.base_fields.items()}
    return found | FIELDS


@dataclass(frozen=True)
class Filters:
    q: str
    kind: str
    thing: str
    since: date | None
    until: date | None

    @property
    def narrowed(self) -> bool:
        return bool(self.q or self.kind or self.thing or self.since or self.until)


def filters_of(request: ActorRequest) -> Filters:
    return Filters(
        q=search_words(request),
        kind=one_of(request, "kind", ["change", *AccessEvent.Kind.values]),
        thing=one_of(request, "object", CHANGED),
        since=_day(request.GET.get("since", "")),
        until=_day(request.GET.get("until", "")),
    )


def _day(text: str) -> date | None:
    try:
        return parse_date(text)
    except ValueError:
        return None


def _found(actor: Actor, filters: Filters) -> QuerySet[Any, Any]:
    """(at, pk, source) of everything that fits, newest first; sources "c" for changes, "e" for events."""
    changes, events = Change.objects.visible_to(actor), AccessEvent.objects.visible_to(actor)
    changes, events = changes.filter(_between(actor, filters)), events.filter(_between(actor, filters))
    for word in filters.q.split()[:6]:
        number = key_in(word)
        of_number = Q(object_id=number) if number is not None else Q()
        changes = changes.filter(Q(by__icontains=word) | Q(customer__name__icontains=word) | of_number)
        events = events.filter(
            Q(user__name__icontains=word)
            | Q(user__email__icontains=word)
            | Q(customer__name__icontains=word)
            | of_number
        )
    if filters.kind == "change" or filters.thing:
        events = events.none()
    elif filters.kind:
        changes, events = changes.none(), events.filter(kind=filters.kind)
    if filters.thing:
        changes = changes.filter(object_kind=filters.thing)
    source = lambda name: Value(name, output_field=CharField())  # noqa: E731
    return (
        changes.order_by()
        .annotate(source=source("c"))
        .values_list("at", "pk", "source")
        .union(events.order_by().annotate(source=source("e")).values_list("at", "pk", "source"), all=True)
        .order_by("-at", "-pk")
    )


def _between(actor: Actor, filters: Filters) -> Q:
    """Days are those of the supplier's zone."""
    zone = actor.supplier.zone
    found = Q()
    if filters.since is not None:
        found &= Q(at__gte=datetime.combine(filters.since, time(), zone))
    if filters.until is not None and filters.until < date.max:
        found &= Q(at__lt=datetime.combine(filters.until + timedelta(days=1), time(), zone))
    return found


def history_page(request: ActorRequest) -> dict[str, Any]:
    """The context of reports/history.html: five queries beside the actor's, however much happened."""
    filters = filters_of(request)
    page = Paginator(_found(request.actor, filters), A_PAGE).get_page(request.GET.get("page"))
    return {
        "page": page,
        "entries": _entries(request.actor, page.object_list),
        "filters": filters,
        "kinds": [("change", _("changed")), *AccessEvent.Kind.choices],
        "objects": [(kind, changed.word) for kind, changed in CHANGED.items()],
        "decisions": Decision.objects.visible_to(request.actor).count(),
    }


def history_rows(actor: Actor, filters: Filters) -> Iterator[list[Any]]:
    """The rows of the export, one a field that changed: the same as on the page, all of it."""
    found = _found(actor, filters).iterator(chunk_size=CHUNK)
    for chunk in _chunks(found):
        for one in _entries(actor, chunk):
            for label, before, after in one.fields or [("", "", "")]:
                yield [
                    one.at.isoformat(), one.who, one.kind, one.what, one.number or "",
                    one.customer.name if one.customer else "", label, before, after,
                ]  # fmt: skip


def _chunks(rows: Iterable[Any]) -> Iterator[list[Any]]:
    chunk: list[Any] = []
    for row in rows:
        chunk.append(row)
        if len(chunk) == CHUNK:
            yield chunk
            chunk = []
    if chunk:
        yield chunk


def _entries(actor: Actor, found: Iterable[Any]) -> list[Entry]:
    found = list(found)
    keys = {source: [pk for _at, pk, kind in found if kind == source] for source in ("c", "e")}
    changes = Change.objects.visible_to(actor).select_related("customer").in_bulk(keys["c"])
    events = AccessEvent.objects.visible_to(actor).select_related("customer", "user").in_bulk(keys["e"])
    labels, zone = field_labels(), actor.supplier.zone
    names = _names(actor, changes.values())
    return [
        _change(changes[pk], labels, names, zone) if source == "c" else _event(events[pk], zone)
        for _at, pk, source in found
    ]


def _names(actor: Actor, changes: Iterable[Change]) -> dict[tuple[str, int], str]:
    """Who or what was changed, where it has a name that a person knows; one query."""
    keys: dict[str, set[int]] = {}
    for one in changes:
        if one.object_kind not in UNNUMBERED and one.object_kind in CHANGED and CHANGED[one.object_kind].name:
            keys.setdefault(one.object_kind, set()).add(one.object_id)
    found = [
        apps.get_model(kind)
        ._default_manager.visible_to(actor)
        .filter(pk__in=pks)
        .order_by()
        .annotate(kind=Value(kind, output_field=CharField()))
        .values_list("kind", "pk", CHANGED[kind].name)
        for kind, pks in keys.items()
    ]
    if not found:
        return {}
    rows = found[0].union(*found[1:], all=True) if len(found) > 1 else found[0]
    return {(kind, pk): name for kind, pk, name in rows}


def _what(kind: str, pk: int | None, names: dict[tuple[str, int], str]) -> str:
    """ "the firm", "invitation: Tom Weber"; "claim 12" where it has no name of its own."""
    word = str(CHANGED[kind].word) if kind in CHANGED else kind
    if pk is None or kind in UNNUMBERED:
        return word
    name = names.get((kind, pk))
    return _("%(what)s: %(name)s") % {"what": word, "name": name} if name else f"{word} {pk}"


def _change(one: Change, labels: dict[str, Any], names: dict[tuple[str, int], str], zone: Any) -> Entry:
    fields = one.fields.items()
    own = CHANGED[one.object_kind].labels if one.object_kind in CHANGED else {}
    return Entry(
        at=one.at.astimezone(zone),
        who=one.by,
        kind=_("changed"),
        what=_what(one.object_kind, one.object_id, names),
        number=one.object_id,
        customer=one.customer,
        fields=[(str(own.get(name) or labels.get(name, name)), before, after) for name, (before, after) in fields],
    )


def _event(one: AccessEvent, zone: Any) -> Entry:
    return Entry(
        at=one.at.astimezone(zone),
        who=str(one.user or ""),
        kind=str(one.get_kind_display()),
        what=str(TAKEN.get(one.object_kind, one.object_kind)),
        number=one.object_id,
        customer=one.customer,
        fields=[],
    )
