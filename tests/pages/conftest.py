"""Who clicks: clients that are signed in as people of the cast, and a count of queries."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.core.cache import cache
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from accounts.models import Membership, Stakeholder
from tests.cast import Cast, cast

__all__ = ["cast"]

ClientOf = Callable[[Membership | Stakeholder], Client]


@pytest.fixture
def client_of() -> ClientOf:
    """client_of(person): a browser in which that person is signed in."""

    def signed_in(person: Membership | Stakeholder) -> Client:
        client = Client()
        assert person.user is not None
        client.force_login(person.user, backend="allauth.account.auth_backends.AuthenticationBackend")
        return client

    return signed_in


@pytest.fixture(autouse=True)
def _nothing_kept() -> None:
    """What is kept in the cache, such as the count of Today, outlives a test."""
    cache.clear()


@pytest.fixture
def manager(cast: Cast, client_of: ClientOf) -> Client:
    return client_of(cast.account_manager)


@pytest.fixture
def leader(cast: Cast, client_of: ClientOf) -> Client:
    return client_of(cast.administrator)


@pytest.fixture
def queries_of() -> Callable[[Client, str], int]:
    """queries_of(client, path): how many queries the page costs once the session knows the actor."""

    def count(client: Client, path: str) -> int:
        assert client.get(path).status_code == 200
        with CaptureQueriesContext(
            connection,
        ) as captured:
            assert client.get(path).status_code == 200
        return len([one for one in captured.captured_queries if "SAVEPOINT" not in one["sql"]])

    return count


def errors_of(response: Any) -> dict[str, list[str]]:
    """The form's errors by field."""
    return {name: list(errors) for name, errors in response.context["form"].errors.items()}
