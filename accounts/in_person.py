"""What only the customer says: a person of hers, in her own session, with the right to it today."""

from __future__ import annotations

from django.utils.translation import gettext as _

from accounts.actors import Actor
from accounts.models import Stakeholder
from accounts.refusal import Refused


def in_person(actor: Actor, right: str) -> Stakeholder:
    """The stakeholder who acts in her own session; Refused where she may not, or is not there any more.

    `right` is may_agree, may_decide or may_sign_finance. She is read again: both may have ended since the page was open.
    """
    if actor.stakeholder is None or not actor.in_person:
        raise Refused(_("Only the customer decides this, in a session of their own."), code="only_the_customer")
    person = Stakeholder.objects.select_related("supplier").get(pk=actor.stakeholder.pk)
    if not person.is_there(actor.supplier.today()) or not getattr(person, right):
        raise Refused(_("You may read this, but not decide it."), code="no_right")
    return person
