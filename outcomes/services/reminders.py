"""Reminding a person of the customer of what she has not decided: politely, by mail, at most once a week, by hand only."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, timedelta

from django.db import transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from accounts.actors import Actor
from accounts.mail import queue_template, take_back
from accounts.models import Stakeholder, Supplier
from accounts.notation import date_long
from accounts.refusal import Refused
from outcomes.models import Reminder, Terms, ValueEvent

EVERY = timedelta(days=7)
# The toast offers to take it back for 8 seconds; until a little later nobody can send it.
HELD_BACK = timedelta(seconds=10)


def next_possible(last: datetime, supplier: Supplier) -> date:
    """The business date from which a person who was reminded at that instant may be reminded again."""
    return supplier.today(last) + EVERY


def what_waits_for(stakeholder: Stakeholder) -> tuple[list[ValueEvent], list[Terms]]:
    """Claims and terms that wait for this person: hers, and claims that nobody in particular was asked. Oldest first."""
    claims: list[ValueEvent] = []
    if stakeholder.may_decide:
        hers = Q(asked=stakeholder) | Q(asked=None)
        waiting = ValueEvent.objects.filter(hers, customer=stakeholder.customer_id).waiting()
        claims = list(waiting.select_related("customer").order_by("stated_at", "pk"))
    terms: list[Terms] = []
    if stakeholder.may_agree:
        proposed = Terms.objects.filter(asked=stakeholder, state=Terms.State.PROPOSED)
        terms = list(proposed.select_related("dimension").order_by("proposed_at", "pk"))
    return claims, terms


@transaction.atomic
def remind(*, actor: Actor, stakeholder: Stakeholder) -> Reminder:
    """One mail to her with what waits, in the customer's language. It can be taken back for some seconds.

    Refused where nothing waits, where she cannot decide it in the portal, or where she was reminded within a week.
    """
    assert actor.membership is not None
    # Her row is the lock: two people who press the button at the same time send one mail.
    person = (
        Stakeholder.objects.select_related("customer", "supplier", "user")
        .select_for_update(of=("self",))
        .get(pk=stakeholder.pk)
    )
    today = person.supplier.today()
    if person.user is None or (person.until is not None and person.until < today):
        raise Refused(_("%(person)s has no access to the portal.") % {"person": person.name}, code="no_access")
    last = Reminder.objects.filter(stakeholder=person).order_by("-at").first()
    if last is not None and next_possible(last.at, person.supplier) > today:
        raise Refused(already_reminded(last.at, person.supplier), code="too_soon")
    claims, terms = what_waits_for(person)
    if not claims and not terms:
        raise Refused(_("Nothing waits for %(person)s.") % {"person": person.name}, code="nothing_waits")
    now = timezone.now()
    mail = queue_template(
        "reminder",
        to=person.email or person.user.email,
        locale=person.customer.locale,
        context=_mail_context(actor, person, claims, terms),
        not_before=now + HELD_BACK,
    )
    return Reminder.objects.create(
        supplier_id=person.supplier_id,
        customer_id=person.customer_id,
        stakeholder=person,
        by=actor.membership,
        at=now,
        mail=mail,
    )


@transaction.atomic
def take_back_reminder(*, reminder: Reminder) -> None:
    """Nothing is sent, and nobody was reminded. Refused once the mail may be on its way."""
    if not take_back(reminder.mail_id):
        raise Refused(_("The mail is on its way already."), code="sent")
    Reminder.objects.filter(pk=reminder.pk).delete()


def already_reminded(last: datetime, supplier: Supplier) -> str:
    """ "Reminded on Monday. Next reminder possible on 23 November 2026." """
    day, today = supplier.today(last), supplier.today()
    when = _("Reminded today.") if day == today else _("Reminded on %(weekday)s.") % {"weekday": date_format(day, "l")}
    following = _("Next reminder possible on %(day)s.") % {"day": date_long(next_possible(last, supplier))}
    return f"{when} {following}"


def _mail_context(
    actor: Actor, person: Stakeholder, claims: Sequence[ValueEvent], terms: Sequence[Terms]
) -> dict[str, object]:
    return {
        "stakeholder": person,
        "customer": person.customer,
        "supplier": person.supplier,
        "by": actor,
        "claims": claims,
        "terms": terms,
        "count": len(claims) + len(terms),
    }
