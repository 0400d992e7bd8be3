"""A round of the relationship benchmark, from its plan until it is closed. Each function owns one change of state.

What people answer stands in answers.py, and how a round ends in releases.py: nothing here meets a single answer.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date, timedelta
from typing import Any

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext as _

from accounts.actors import Actor
from accounts.domains import domain_of, is_at
from accounts.mail import queue_template
from accounts.models import Customer, Disposition, Membership, Stakeholder, Supplier
from accounts.notation import date_long
from accounts.refusal import Refused
from scorecards.models import BenchmarkTemplate, Question, Respondent, Round
from scorecards.services.questions import length_of

MOST_REMINDERS = 2
BETWEEN_REMINDERS = timedelta(days=4)


@transaction.atomic
def plan_round(
    *,
    customer: Customer,
    template: BenchmarkTemplate,
    actor: Actor,
    opens_on: date,
    closes_on: date,
    people: Iterable[Stakeholder],
    follows: Round | None = None,
) -> Round:
    """Plan a round with these people. Refused where another one is under way, or somebody cannot be asked."""
    Customer.objects.select_for_update().get(pk=customer.pk)
    assert actor.membership is not None
    if opens_on < customer.supplier.today():
        raise Refused(_("This day is over."), code="past", field="opens_on")
    if closes_on <= opens_on:
        raise Refused(_("It closes before it opens."), code="order", field="closes_on")
    if Round.objects.filter(customer=customer, state__in=["planned", "open", "closed"]).exists():
        raise Refused(_("Another round is under way. Release or cancel it first."), code="under_way")
    if follows is not None and follows.template_id != template.pk:
        raise Refused(_("To be compared, the same questions are asked again."), code="other_questions")
    planned = Round.objects.create(
        supplier_id=customer.supplier_id,
        customer=customer,
        template=template,
        follows=follows,
        opens_on=opens_on,
        closes_on=closes_on,
        planned_by=actor.membership,
    )
    choose_people(round=planned, people=people)
    return planned


@transaction.atomic
def choose_people(*, round: Round, people: Iterable[Stakeholder]) -> None:
    """Whom the planned round will ask: exactly these."""
    locked_in(round, Round.State.PLANNED, _("People are chosen before the round opens."))
    chosen = {person.pk: person for person in people}
    today = round.supplier.today()
    for person in chosen.values():
        if person.customer_id != round.customer_id or not person.is_there(today) or not person.email:
            raise Refused(
                _("%(name)s cannot be asked: no longer there, or without an address.") % {"name": person.name},
                code="cannot_be_asked",
                field="people",
            )
    if not chosen:
        raise Refused(_("Choose at least one person."), code="nobody", field="people")
    _check_addresses(round.supplier, list(chosen.values()))
    Respondent.objects.filter(round=round).exclude(stakeholder__in=chosen).delete()
    there = set(Respondent.objects.filter(round=round).values_list("stakeholder", flat=True))
    Respondent.objects.bulk_create(
        Respondent(customer_id=round.customer_id, round=round, stakeholder=person, seniority=person.seniority)
        for person in chosen.values()
        if person.pk not in there
    )


def _check_addresses(supplier: Supplier, people: Sequence[Stakeholder]) -> None:
    """Refused where one person would answer for several, or one of ours: she could take her own off what is shown."""
    seen: set[str] = set()
    members = Membership.objects.filter(supplier=supplier).values_list("user__email", flat=True)
    ours = {address.lower() for address in members}
    for person in people:
        address = person.email.strip().lower()
        if address in ours or is_at(domain_of(address), set(supplier.mail_domains)):
            raise Refused(
                _("%(name)s has an address of your own firm. Only the customer's people are asked.")
                % {"name": person.name},
                code="own_address",
                field="people",
            )
        if address in seen:
            raise Refused(
                _("%(name)s has the same address as somebody else who is asked: one person would answer twice.")
                % {"name": person.name},
                code="same_address",
                field="people",
            )
        seen.add(address)


@transaction.atomic
def open_round(*, round: Round) -> int:
    """Open a planned round and invite its people by mail. How many were invited."""
    locked_in(round, Round.State.PLANNED, _("This round is open already, or over."))
    if round.closes_on < round.supplier.today():
        raise Refused(_("Its last day is over. Plan a new round."), code="past")
    _move(round, Round.State.OPEN)
    asked = list(Respondent.objects.filter(round=round).select_related("stakeholder"))
    standing = _dispositions(round.customer)
    how_long = length_of(Question.objects.filter(template=round.template_id).count())
    _check_addresses(round.supplier, [one.stakeholder for one in asked])
    for one in asked:
        one.seniority = one.stakeholder.seniority
        one.address = one.stakeholder.email
        one.disposition = standing.get(one.stakeholder_id, "")
        one.last_mail_on = round.supplier.today()
        mail_respondent(one, round, "benchmark_invitation", **how_long)
    Respondent.objects.bulk_update(asked, ["seniority", "disposition", "address", "last_mail_on"])
    return len(asked)


@transaction.atomic
def remind(*, round: Round) -> int:
    """Remind who has not answered: twice at most, and not within four days. How many; Refused where nobody is due."""
    locked_in(round, Round.State.OPEN, _("This round is not open."))
    today = round.supplier.today()
    waiting = list(
        Respondent.objects.filter(round=round, is_done=False, reminders__lt=MOST_REMINDERS).select_related(
            "stakeholder"
        )
    )
    waiting = [one for one in waiting if _can_be_reached(one, today)]
    due = [one for one in waiting if one.last_mail_on is None or one.last_mail_on + BETWEEN_REMINDERS <= today]
    if not due:
        raise Refused(_("Nobody can be reminded today: twice at most, and not within four days."), code="nobody_due")
    for one in due:
        one.reminders += 1
        one.last_mail_on = today
        mail_respondent(one, round, "benchmark_reminder")
    Respondent.objects.bulk_update(due, ["reminders", "last_mail_on"])
    return len(due)


def locked_in(round: Round, state: str, words: str) -> None:
    """Lock the round's row and read its state again; Refused with these words where it is another one."""
    now = Round.objects.select_for_update().only("state").get(pk=round.pk).state
    if now != state:
        raise Refused(words, code="state")


def _move(round: Round, state: str) -> None:
    round.state = state
    round.save(update_fields=["state"])


def _dispositions(customer: Customer) -> dict[int, str]:
    """Where each of the customer's people stands today."""
    rows = Disposition.objects.filter(customer=customer, since__lte=customer.supplier.today()).order_by("since", "pk")
    return dict(rows.values_list("stakeholder", "kind"))


def _can_be_reached(one: Respondent, today: date) -> bool:
    """Whether she is still there: the link of somebody who left opens nothing, and who was erased has no address."""
    return bool(one.address) and one.stakeholder.is_there(today)


def mail_respondent(one: Respondent, round: Round, template: str, **more: Any) -> None:
    """A mail with her link, where she can still be reached."""
    customer = round.customer
    if not _can_be_reached(one, round.supplier.today()):
        return
    queue_template(
        template,
        to=one.address,
        locale=customer.locale,
        context={
            "name": one.stakeholder.name,
            "customer": customer,
            "supplier": customer.supplier.name,
            "url": f"{settings.BASE_URL}/benchmark/{one.code}/",
            "last_day": date_long(round.closes_on, locale=customer.locale),
            **more,
        },
    )
