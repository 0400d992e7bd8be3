"""Under which entry of the navigation a page stands."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

import pytest
from django.test import Client
from django.urls import get_resolver

from accounts.context import section_of
from tests.accounts.test_members import signed_in
from tests.cast import Cast, cast
from tests.factories import TenderFactory

__all__ = ["cast"]
# Pages of the supplier that are about no single customer.
APART = {
    "account", "links", "log", "portfolio", "questions", "reports", "search", "set-up", "today",
}  # fmt: skip


def routes(patterns: Sequence[Any], before: str = "") -> Iterator[str]:
    """The address of everything that the supplier's people reach."""
    for one in patterns:
        route = before + str(one.pattern)
        if hasattr(one, "url_patterns"):
            yield from routes(one.url_patterns, route)
        elif getattr(one.callback, "audience", "") == "supplier":
            yield f"/{route}"


def test_every_page_about_a_customer_stands_under_customers() -> None:
    found = {route.split("/")[1] for route in routes(get_resolver().url_patterns) if section_of(route) != "customers"}
    assert found == APART


@pytest.mark.django_db
def test_a_page_of_a_customer_marks_its_entry_and_an_unknown_one_none(cast: Cast) -> None:
    client, tender = signed_in(cast.account_manager), TenderFactory(customer=cast.halden)
    assert 'data-key="customers" aria-current="page"' in _nav(client, f"/tenders/{tender.pk}/")
    assert "aria-current" not in _nav(client, "/nothing/here/")


def _nav(client: Client, path: str) -> str:
    return client.get(path).content.decode().partition("<nav")[2].partition("</nav>")[0]
