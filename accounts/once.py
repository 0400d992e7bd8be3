"""A form that was sent twice makes one thing: each sending is named by a key that the page carries."""

from __future__ import annotations

from typing import Any, TypeVar

from django.db import models
from django.utils.translation import gettext as _

from accounts.limits import check_texts
from accounts.models import Customer
from accounts.refusal import Refused

M = TypeVar("M", bound=models.Model)


def made_before(
    model: type[M], *, customer: Customer, request_key: str | None, is_locked: bool = False, **said: Any
) -> M | None:
    """What this request has made of the customer before; None where it is new, or has no key.

    Run in a transaction: the customer's row is the lock, so that the same request at the same time waits here;
    `is_locked` where the caller holds the customer's ledger. Refused where it made something else than what is `said`.
    """
    if not request_key:
        return None
    check_texts(model, request_key=request_key)
    if not is_locked:
        Customer.objects.select_for_update(no_key=True).get(pk=customer.pk)
    made = model._default_manager.filter(customer=customer, request_key=request_key).first()
    if made is not None and any(getattr(made, name) != value for name, value in said.items()):
        raise Refused(_("This request was already used for something else. Open the page again."), code="key_reused")
    return made
