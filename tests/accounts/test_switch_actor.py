"""A person of two firms acts as exactly one at a time, of her own choice."""

from __future__ import annotations

import pytest
from django.test import Client

from tests.cast import Cast

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
