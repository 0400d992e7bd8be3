"""Erasing a person: her name goes from the ledger's signatures and from her record; the chain still verifies."""

from __future__ import annotations

from django.db import transaction
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from accounts.actors import Actor
from accounts.history import record_change
from accounts.limits import check_texts
from accounts.models import Change, Disposition, Invitation, Membership, Stakeholder
from accounts.refusal import Refused
from outcomes.models import Signature


@transaction.atomic
def erase_person(*, stakeholder: Stakeholder, actor: Actor, reason: str) -> int:
    """Empty the signatures of a stakeholder who has left, and all that her record says of her. Return how many signatures.

    Entries keep the id and the digest of what was there: nobody can tell from them who it was, and nothing else changes.
    Documents that were issued stay as they are. Refused while she is still there, and for anybody but an administrator.
    """
    if actor.membership is None or actor.membership.role != Membership.Role.ADMINISTRATOR:
        raise Refused(_("Only an administrator erases a person."), code="only_the_administrator")
    person = Stakeholder.objects.select_for_update().select_related("customer__supplier").get(pk=stakeholder.pk)
    if person.until is None or person.until >= person.customer.supplier.today():
        raise Refused(_("She is still there. Say first that she left."), code="still_there", field="person")
    if not reason.strip():
        raise Refused(_("Say why, and who asked for it."), code="no_reason", field="reason")
    check_texts(Stakeholder, internal_note=reason)
    now = timezone.now()
    signatures = Signature.objects.filter(decision__by_stakeholder=person, erased_at=None)
    count = signatures.update(name="", position="", salt="", erased_at=now)
    Invitation.objects.filter(stakeholder=person).update(email="")
    Disposition.objects.filter(stakeholder=person).update(note="")
    # What the history of her record says of her, before and after, goes too; that something was changed stays.
    for change in Change.objects.filter(object_kind=person._meta.label_lower, object_id=person.pk):
        change.fields = dict.fromkeys(change.fields, ["", ""])
        change.save(update_fields=["fields"])
    _empty(person)
    record_change(
        actor=actor,
        obj=person,
        customer=person.customer,
        before={"erased": ""},
        after={"erased": reason},
    )
    return count


def _empty(person: Stakeholder) -> None:
    """Her record without a word about her; where it was her only place, her user as well."""
    user = person.user
    with translation.override(person.customer.locale):
        person.name = _("Erased person %(number)s") % {"number": person.pk}
    for field in ("position", "function", "email", "phone", "internal_note", "external_id"):
        setattr(person, field, "")
    person.user = None
    person.may_agree = person.may_decide = person.may_sign_finance = False
    person.save()
    if user is None or user.stakeholders.exists() or user.memberships.exists():
        return
    user.name, user.email, user.is_active = "", f"erased-{user.pk}@erased.invalid", False
    user.set_unusable_password()
    user.save()
