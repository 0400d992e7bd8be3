"""What a person changes about herself."""

from __future__ import annotations

from django.db import transaction

from accounts.actors import Actor
from accounts.history import record_at_firm, values_of
from accounts.limits import check_texts
from accounts.models import Membership, User


@transaction.atomic
def change_account(
    *, actor: Actor, locale: str, name: str | None = None, position: str | None = None, phone: str | None = None
) -> None:
    """Her language; for the supplier's people also name, position and telephone, with history at the firm."""
    user, member = actor.user, actor.membership
    user.locale = locale
    if member is None or name is None:
        user.save(update_fields=["locale"])
        return
    check_texts(User, name=name)
    check_texts(Membership, position=position, phone=phone)
    before = {"name": user.name} | values_of(member, ["position", "phone"])
    user.name = name
    user.save(update_fields=["locale", "name"])
    member.position, member.phone = position or "", phone or ""
    member.save(update_fields=["position", "phone"])
    after = {"name": user.name} | values_of(member, ["position", "phone"])
    record_at_firm(actor, member, before, after)
