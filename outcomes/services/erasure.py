"""Erasing a person: her name goes from the ledger's signatures, from what she said elsewhere, and from her record.

The chain still verifies.
"""

from __future__ import annotations

from django.apps import apps
from django.db import connection, transaction
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from accounts.actors import Actor
from accounts.belongings import FORGETTING, Erased
from accounts.history import record_change
from accounts.limits import check_texts
from accounts.mail import forget_person, says_name
from accounts.models import Change, Disposition, Invitation, Membership, Stakeholder
from accounts.refusal import Refused
from outcomes.models import Signature
from outcomes.triggers import NAMED


@transaction.atomic
def erase_person(*, stakeholder: Stakeholder, actor: Actor, reason: str) -> int:
    """Empty the signatures of a stakeholder who has left, and all that her record says of her. Return how many signatures.

    Entries keep the id and the digest of what was there: nobody can tell from them who it was, and nothing else changes.
    Beside her answers and her words about other things stands from now on that she was erased; the words stay.
    What was mailed to her leaves the outbox, and her name the mails to others about this customer. Documents that were issued
    stay as they are. Refused while she is still there, and for anybody but an administrator.
    """
    if actor.membership is None or actor.membership.role != Membership.Role.ADMINISTRATOR:
        raise Refused(_("Only an administrator erases a person."), code="only_the_administrator")
    rows = Stakeholder.objects.select_for_update(of=("self",)).select_related("customer__supplier")
    person = rows.get(pk=stakeholder.pk)
    if person.until is None or person.until >= person.customer.supplier.today():
        raise Refused(_("This person is still there. Enter the last day first."), code="still_there", field="person")
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
    was, position = Erased(person.name, _addresses_of(person)), person.position
    _empty(person)
    _forget_name(person, was.name)
    for forget in FORGETTING:
        forget(person, was)
    forget_person(
        addresses=was.addresses, name=was.name, position=position, instead=person.name, readers=_readers(person)
    )
    record_change(
        actor=actor,
        obj=person,
        customer=person.customer,
        before={"erased": ""},
        after={"erased": reason},
    )
    return count


def _forget_name(person: Stakeholder, name: str) -> None:
    """Beside what she said stands from now on what her own row says; the database lets nothing else by."""
    quote = connection.ops.quote_name
    with connection.cursor() as cursor:
        for table, named in NAMED.items():
            gone = f", {quote(named.position)} = ''" if named.position else ""
            said = quote(named.name)
            cursor.execute(
                f"UPDATE {quote(table)} SET {said} = %s{gone} WHERE {quote(named.person)} = %s AND {said} <> ''",
                [person.name, person.pk],
            )
    # What was typed by hand has no person: her name is looked for in it.
    typed = apps.get_model("scorecards.Direction")._default_manager.filter(
        customer=person.customer_id, stakeholder=None
    )
    found = [pk for pk, said in typed.values_list("pk", "said_by") if says_name(said, name)]
    typed.filter(pk__in=found).update(said_by=person.name)
    recommended = apps.get_model("scorecards.Recommendation")._default_manager
    recommended.filter(customer=person.customer_id, name=name).update(name=person.name)
    apps.get_model("scorecards.Respondent")._default_manager.filter(stakeholder=person.pk).update(address="")
    # Where the history of something else names her: an owner, a link.
    for change in Change.objects.filter(customer=person.customer_id):
        told = {key: [person.name if one == name else one for one in pair] for key, pair in change.fields.items()}
        if told != change.fields:
            change.fields = told
            change.save(update_fields=["fields"])


def _addresses_of(person: Stakeholder) -> frozenset[str]:
    user = person.user.email if person.user is not None else ""
    return frozenset(one.casefold() for one in (person.email, user) if one)


def _readers(person: Stakeholder) -> set[str]:
    """To whom mails about this customer go, in lower case: its people, and those of the supplier."""
    customers = Stakeholder.objects.filter(customer=person.customer_id).values_list("email", flat=True)
    suppliers = Membership.objects.filter(supplier=person.supplier_id).values_list("user__email", flat=True)
    return {one.casefold() for one in (*customers, *suppliers) if one}


def _empty(person: Stakeholder) -> None:
    """Her record without a word about her; where it was her only place, her user as well."""
    user = person.user
    with translation.override(person.customer.locale):
        person.name = _("Erased person %(number)s") % {"number": person.pk}
    for field in ("position", "function", "email", "phone", "internal_note", "external_id"):
        setattr(person, field, "")
    person.user, person.erased_at = None, timezone.now()
    person.may_agree = person.may_decide = person.may_sign_finance = False
    person.save()
    if user is None or user.stakeholders.exists() or user.memberships.exists():
        return
    user.name, user.email, user.is_active = "", f"erased-{user.pk}@erased.invalid", False
    user.set_unusable_password()
    user.save()
    # What the sign-in library wrote down beside it: her address again, and what she called her passkeys.
    for model in ("account.EmailAddress", "mfa.Authenticator"):
        apps.get_model(model)._default_manager.filter(user=user).delete()
