"""Who may answer for a customer, whichever way she is named; and who is invited."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from accounts.member_services import leave
from accounts.models import Accountability, Customer, MailMessage, Membership
from accounts.refusal import Refused
from accounts.services import create_customer, hand_over, invite
from outcomes.services.erasure import erase_person
from tests.cast import Cast, actor, cast

__all__ = ["cast"]
pytestmark = pytest.mark.django_db


def stale(person: Membership) -> Membership:
    """As a form read her, a moment ago."""
    return Membership.objects.get(pk=person.pk)


def test_nobody_who_left_meanwhile_is_handed_a_customer(cast: Cast) -> None:
    """The form read her while she was there."""
    to, by = stale(cast.of_two), actor(cast.administrator)
    leave(member=cast.of_two, actor=by, successor=cast.leader)
    with pytest.raises(Refused, match="cannot answer"):
        hand_over(customer=cast.halden, to=to, actor=by)
    assert Customer.objects.get(pk=cast.halden.pk).accountable == cast.account_manager
    assert Accountability.objects.filter(customer=cast.halden, until=None).get().membership == cast.account_manager


def test_no_contributor_and_nobody_of_another_firm_answers_for_a_customer(cast: Cast) -> None:
    by, fields = actor(cast.administrator), {"name": "Kestrel", "currency": "EUR"}
    for person, code in ((cast.contributor, "contributor"), (cast.foreign_administrator, "not_ours")):
        with pytest.raises(Refused) as refused:
            hand_over(customer=cast.halden, to=person, actor=by)
        assert refused.value.code == code
        with pytest.raises(Refused) as refused:
            create_customer(actor=by, accountable=person, domains=[], **fields)
        assert refused.value.code == code


def test_leaving_locks_the_person_and_not_her_firm(cast: Cast) -> None:
    """A lock on the firm's row would hold up whatever is written there, and could meet another one crosswise."""
    with CaptureQueriesContext(connection) as queries:
        leave(member=cast.account_manager, actor=actor(cast.administrator), successor=cast.second_account_manager)
    first = next(one["sql"] for one in queries if "FOR " in one["sql"] and "accounts_membership" in one["sql"])
    assert 'FOR NO KEY UPDATE OF "accounts_membership"' in first
    assert 'JOIN "accounts_supplier"' in first, "read with her, not locked"


def test_erasing_locks_the_person_and_neither_her_customer_nor_the_firm(cast: Cast) -> None:
    cast.clerk.until = cast.nordwerk.today() - timedelta(days=1)
    cast.clerk.save()
    with CaptureQueriesContext(connection) as queries:
        erase_person(stakeholder=cast.clerk, actor=actor(cast.administrator), reason="She asked for it.")
    assert any('FOR UPDATE OF "accounts_stakeholder"' in one["sql"] for one in queries)


def test_who_has_left_is_not_invited(cast: Cast) -> None:
    cast.clerk.until = cast.nordwerk.today() - timedelta(days=1)
    cast.clerk.save()
    mails = MailMessage.objects.count()
    with pytest.raises(Refused, match="has left"):
        invite(stakeholder=cast.clerk, actor=actor(cast.account_manager))
    assert MailMessage.objects.count() == mails
