"""A page that is sent twice makes one thing: what it made before, or a word that it was sent already."""

from __future__ import annotations

from typing import Any

import pytest
from django.db.models import Model
from django.test import Client

from accounts.models import Contract, Stakeholder
from outcomes.models import CustomerTotal, SpendEntry
from tests.cast import Cast

pytestmark = pytest.mark.django_db

SPEND = {
    "on": "2025-03-01", "kind": "licence", "currency": "EUR", "amount": "1,000.00", "basis": "invoice", "source": "7",
}  # fmt: skip
PERSON = {"name": "Nora Winter", "seniority": "manager", "influence": "3", "disposition": "champion"}
CONTRACT = {"name": "Reconciliation", "starts_on": "2025-01-01", "value_minor": "1,000.00"}


@pytest.mark.parametrize(
    ("model", "path", "typed", "other"),
    [
        (SpendEntry, "spend/new/", SPEND, {"amount": "2,000.00"}),
        (Stakeholder, "people/new/", PERSON, {"name": "Otto Winter"}),
        (Contract, "contracts/new/", CONTRACT, {"name": "Settlement"}),
    ],
)
def test_a_form_that_is_sent_twice_makes_one(
    model: type[Model], path: str, typed: dict[str, str], other: dict[str, str], cast: Cast, manager: Client
) -> None:
    address, before = f"/customers/{cast.halden.pk}/{path}", made(model)
    typed = typed | {"request_key": manager.get(address).context["form"]["request_key"].value()}

    first, again = manager.post(address, typed), manager.post(address, typed)

    assert first.status_code == again.status_code == 302 and first.url == again.url
    assert len(made(model) - before) == 1
    assert manager.post(address, typed | other).status_code == 422
    assert len(made(model) - before) == 1
    if model is SpendEntry:
        assert CustomerTotal.objects.get(customer=cast.halden).spend == 100_000


def made(model: type[Any]) -> set[Any]:
    return set(model._default_manager.all())
