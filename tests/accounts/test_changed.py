"""Whatever leaves a change is called by name wherever changes are told."""

from __future__ import annotations

from datetime import date

import pytest
from django.apps import apps
from django.test import Client
from django.urls import reverse

from accounts.belongings import BELONGINGS
from accounts.changed import CHANGED, kind_of
from accounts.edits import change_fields
from accounts.history import record_change
from accounts.models import AccessEvent, Change, Membership
from accounts.queries import changes_page
from tests.accounts.test_members import signed_in
from tests.cast import Cast, actor, cast
from tests.factories import (
    AccessEventFactory,
    CommitmentFactory,
    ContractFactory,
    DeliveryRiskFactory,
    ProblemFactory,
    ScopeLineFactory,
)

__all__ = ["cast"]
pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("kind", CHANGED)
def test_every_kind_has_its_words_and_where_it_has_a_name_finds_it(kind: str, cast: Cast) -> None:
    changed = CHANGED[kind]
    assert str(changed.title)
    assert str(changed.word)
    if changed.name:
        manager = apps.get_model(kind)._default_manager
        list(manager.visible_to(actor(cast.administrator)).values_list(changed.name)[:1])  # type: ignore[attr-defined]
    if changed.page:
        assert changed.name, "a page is linked by its name"
        assert reverse(changed.page, args=[1])


def test_what_passes_to_somebody_else_is_known_by_name() -> None:
    held = {one.rows(Membership(pk=1)).model._meta.label_lower for one in BELONGINGS}
    assert held <= {kind for kind, changed in CHANGED.items() if changed.name}


def test_what_no_room_has_named_leaves_no_change(cast: Cast) -> None:
    """The author of a new model hears of it from her first test."""
    event: AccessEvent = AccessEventFactory(supplier=cast.nordwerk)
    with pytest.raises(LookupError, match="accounts.accessevent"):
        record_change(actor=actor(cast.leader), obj=event, customer=None, before={"a": "1"}, after={"a": "2"})
    assert kind_of(cast.halden) == "accounts.customer"


def test_changes_of_commitments_scope_problems_and_risks_name_them_on_both_pages(cast: Cast) -> None:
    contract = ContractFactory(customer=cast.halden)
    made = [
        (CommitmentFactory(customer=cast.halden, name="Answer within a day"), {"ends_on": date(2030, 1, 1)}),
        (
            ScopeLineFactory(customer=cast.halden, contract=contract, function="Payroll"),
            {"words": "Twelve runs a year"},
        ),
        (ProblemFactory(customer=cast.halden, title="Letters were late", shared=False), {"shared": True}),
        (DeliveryRiskFactory(customer=cast.halden, words="Two people leave"), {"due_on": date(2030, 1, 1)}),
    ]
    for obj, fields in made:
        change_fields(obj=obj, customer=cast.halden, actor=actor(cast.account_manager), **fields)
    page = changes_page(actor(cast.account_manager), cast.halden, None)
    rows = page["rows"]
    assert page["page"].paginator.count == len(made)
    assert [(one["kind"], one["name"], bool(one["url"])) for one in reversed(rows)] == [
        ("Commitment", "Answer within a day", True),
        ("Line of the scope", "Payroll", True),
        ("Problem", "Letters were late", True),
        ("Delivery risk", "Two people leave", True),
    ]
    assert [one["fields"][0]["label"] for one in reversed(rows)][1:3] == [
        "What is included",
        "Shared with the customer",
    ]
    client: Client = signed_in(cast.administrator)
    said = [one.what for one in client.get("/set-up/history/", {"kind": "change"}).context["entries"]]
    assert said == [
        "delivery risk: Two people leave",
        "problem: Letters were late",
        "line of the scope: Payroll",
        "commitment: Answer within a day",
    ]
    assert Change.objects.count() == len(made)
