"""Where people of a customer stand, who bears on whom, and what they hold against the supplier. All of it stays inside.

Each act is atomic and leaves who, when, before and after: on the person for dispositions and links, on the objection itself.
"""

from __future__ import annotations

from datetime import date
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.actors import Actor
from accounts.history import record_change, values_of
from accounts.limits import check_texts
from accounts.models import Disposition, Membership, Objection, Stakeholder, StakeholderLink
from accounts.refusal import Refused


@transaction.atomic
def record_disposition(
    *, stakeholder: Stakeholder, actor: Actor, kind: str, since: date, note: str = ""
) -> Disposition | None:
    """Where she stood from that day on. None where it says nothing new: she stood there that day already, and no note.

    Refused for a day in the future.
    """
    check_texts(Disposition, note=note)
    if since > stakeholder.supplier.today():
        raise Refused(_("This day has not come yet."), code="future", field="since")
    stood = Disposition.objects.filter(stakeholder=stakeholder, since__lte=since).order_by("-since", "-pk").first()
    if stood is not None and stood.kind == kind and not note:
        return None
    made = Disposition.objects.create(
        customer_id=stakeholder.customer_id, stakeholder=stakeholder, kind=kind, since=since, note=note
    )
    before, after = stood.kind if stood is not None else "", kind
    record_change(
        actor=actor,
        obj=stakeholder,
        customer=stakeholder.customer,
        before={"disposition": before, "disposition_since": "", "disposition_note": ""},
        after={"disposition": after, "disposition_since": since.isoformat(), "disposition_note": note},
    )
    return made


@transaction.atomic
def add_link(*, source: Stakeholder, target: Stakeholder, kind: str, actor: Actor) -> StakeholderLink:
    """How one person bears on another of the same customer.

    Refused for herself, for somebody else's people, and for what is said already (a conflict has no direction; nobody
    reports to her own report).
    """
    if source.pk == target.pk or source.customer_id != target.customer_id:
        raise Refused(_("Choose another person of this customer."), code="same_person", field="target")
    links = StakeholderLink.objects.filter(kind=kind)
    forth, back = links.filter(source=source, target=target), links.filter(source=target, target=source)
    if forth.exists() or (kind == StakeholderLink.Kind.CONFLICTS_WITH and back.exists()):
        raise Refused(_("This link is there already."), code="link_there", field="target")
    if kind == StakeholderLink.Kind.REPORTS_TO and back.exists():
        said = {"name": target.name, "other": source.name}
        raise Refused(_("%(name)s reports to %(other)s already.") % said, code="circle", field="target")
    link = StakeholderLink.objects.create(customer_id=source.customer_id, source=source, target=target, kind=kind)
    record_change(actor=actor, obj=source, customer=source.customer, before={}, after={kind: target.name})
    return link


@transaction.atomic
def remove_link(*, link: StakeholderLink, actor: Actor) -> None:
    """It is no longer so; the person's history keeps that it was."""
    source, name, kind = link.source, link.target.name, link.kind
    link.delete()
    record_change(actor=actor, obj=source, customer=source.customer, before={kind: name}, after={kind: ""})


OBJECTION_FIELDS = ("words", "since", "owner")
ANSWER_FIELDS = ("answer", "answered_on", "answered_by")


@transaction.atomic
def state_objection(*, stakeholder: Stakeholder, actor: Actor, words: str, since: date, owner: Membership) -> Objection:
    """What she holds against the supplier, in her words, and who of the supplier owes her the answer."""
    check_texts(Objection, words=words)
    _not_in_the_future(stakeholder, since, "since")
    objection = Objection.objects.create(
        customer_id=stakeholder.customer_id, stakeholder=stakeholder, words=words, since=since, owner=owner
    )
    _record(objection, actor, {}, OBJECTION_FIELDS)
    return objection


@transaction.atomic
def change_objection(*, objection: Objection, actor: Actor, **fields: Any) -> Objection:
    check_texts(Objection, **fields)
    _not_in_the_future(objection.stakeholder, fields.get("since", objection.since), "since")
    if objection.answered_on is not None and fields.get("since", objection.since) > objection.answered_on:
        raise Refused(_("It was answered before this day."), code="order", field="since")
    before = values_of(objection, OBJECTION_FIELDS)
    for name, value in fields.items():
        setattr(objection, name, value)
    objection.save(update_fields=list(fields))
    _record(objection, actor, before, OBJECTION_FIELDS)
    return objection


@transaction.atomic
def answer_objection(*, objection: Objection, actor: Actor, answer: str, answered_on: date) -> Objection:
    """What she was told, when, and by whom: the person who records it."""
    check_texts(Objection, answer=answer)
    _not_in_the_future(objection.stakeholder, answered_on, "answered_on")
    if answered_on < objection.since:
        raise Refused(_("It cannot be answered before it was said."), code="order", field="answered_on")
    before = values_of(objection, ANSWER_FIELDS)
    objection.answer, objection.answered_on, objection.answered_by = answer, answered_on, actor.membership
    objection.save(update_fields=list(ANSWER_FIELDS))
    _record(objection, actor, before, ANSWER_FIELDS)
    return objection


@transaction.atomic
def reopen_objection(*, objection: Objection, actor: Actor) -> None:
    """The answer did not hold. What was said stays in view; nothing happens where it is open already."""
    before = values_of(objection, ANSWER_FIELDS)
    objection.answered_on = objection.answered_by = None
    objection.save(update_fields=["answered_on", "answered_by"])
    _record(objection, actor, before, ANSWER_FIELDS)


def _not_in_the_future(stakeholder: Stakeholder, day: date, field: str) -> None:
    if day > stakeholder.supplier.today():
        raise Refused(_("This day has not come yet."), code="future", field=field)


def _record(objection: Objection, actor: Actor, before: dict[str, str], names: tuple[str, ...]) -> None:
    customer = objection.stakeholder.customer
    record_change(actor=actor, obj=objection, customer=customer, before=before, after=values_of(objection, names))
