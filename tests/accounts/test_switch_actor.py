"""A person of two firms acts as exactly one at a time, of her own choice."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from django.test import Client

from accounts.models import Stakeholder
from outcomes.models import Decision
from tests.cast import Cast
from tests.factories import StakeholderFactory

pytestmark = [pytest.mark.django_db, pytest.mark.both]


def test_switcher_offers_both_places_and_marks_the_current(client: Client, cast: Cast) -> None:
    client.force_login(cast.of_two.user)
    client.get("/customers/")
    offered = client.get("/customers/").context["actors"]
    assert [one["sub"] for one in offered] == ["Account manager, Nordwerk", "Account manager, Ostwerk"]
    assert [one["current"] for one in offered] == [True, False]


def test_switching_changes_what_is_seen(client: Client, cast: Cast) -> None:
    client.force_login(cast.of_two.user)
    assert cast.foreign_customer.name not in client.get("/customers/").content.decode()
    client.post("/acting-as/", {"actor": f"m{cast.of_two_elsewhere.pk}"})
    assert cast.foreign_customer.name in client.get("/customers/").content.decode()


def test_foreign_place_is_not_there(client: Client, cast: Cast) -> None:
    client.force_login(cast.of_two.user)
    assert client.post("/acting-as/", {"actor": f"m{cast.administrator.pk}"}).status_code == 404
    assert client.post("/acting-as/", {"actor": f"s{cast.champion.pk}"}).status_code == 404


def test_who_was_deactivated_acts_elsewhere_or_nowhere(client: Client, cast: Cast) -> None:
    client.force_login(cast.account_manager.user)
    assert client.get("/customers/").status_code == 200
    cast.account_manager.deactivated_at = cast.halden.created_at
    cast.account_manager.save()
    assert client.get("/customers/").headers["Location"] == "/no-place/"
    assert client.get("/no-place/").status_code == 200


def test_one_place_needs_no_switcher(client: Client, cast: Cast) -> None:
    client.force_login(cast.account_manager.user)
    client.get("/customers/")
    assert client.get("/customers/").context["actors"] == []


COST = {"title": "Overtime", "amount": "10", "period_start": "2025-01-01", "period_end": "2025-01-01"}


@pytest.fixture
def elsewhere(cast: Cast) -> Stakeholder:
    """The champion of Halden Bank decides for Orlik Foods too."""
    made: Stakeholder = StakeholderFactory(customer=cast.orlik, user=cast.champion.user, may_decide=True)
    return made


def token_of(client: Client, address: str) -> str:
    found = re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', client.get(address).content.decode())
    assert found is not None
    return found[1]


def test_form_in_another_window_says_nothing_for_another_firm(cast: Cast, elsewhere: Stakeholder) -> None:
    client = Client(enforce_csrf_checks=True)
    client.force_login(cast.champion.user)
    opened = token_of(client, "/portal/cost/new/")
    client.post("/acting-as/", {"actor": f"s{elsewhere.pk}", "csrfmiddlewaretoken": opened})

    assert client.post("/portal/cost/new/", COST | {"csrfmiddlewaretoken": opened}).status_code == 403
    assert not Decision.objects.exists()
    client.post("/portal/cost/new/", COST | {"csrfmiddlewaretoken": token_of(client, "/portal/cost/new/")})
    assert Decision.objects.get().customer == cast.orlik


def test_form_of_a_place_that_has_ended_says_nothing_for_another_firm(
    client: Client, cast: Cast, elsewhere: Stakeholder
) -> None:
    client.force_login(cast.champion.user)
    client.get("/portal/cost/new/")
    cast.champion.until = cast.nordwerk.today() - timedelta(days=1)
    cast.champion.save()

    assert client.post("/portal/cost/new/", COST)["Location"] == "/"
    assert not Decision.objects.exists()
    client.post("/portal/cost/new/", COST)
    assert Decision.objects.get().customer == elsewhere.customer
