"""People at a customer: adding, changing, inviting, leaving."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import pytest
from django.test import Client

from accounts.models import Change, Disposition, Invitation, MailMessage, Stakeholder
from tests.cast import Cast
from tests.factories import DispositionFactory, StakeholderFactory
from tests.pages.conftest import ClientOf, errors_of

pytestmark = pytest.mark.django_db


def fields(**changes: str) -> dict[str, str]:
    given = {
        "name": "Ines Okafor",
        "position": "Head of Payments Operations",
        "function": "",
        "email": "ines.okafor@halden.example",
        "phone": "",
        "seniority": "executive",
        "may_agree": "on",
        "influence": "4",
        "disposition": "champion",
        "internal_note": "",
    }
    return given | changes


def test_person_is_added_with_rights_and_disposition(cast: Cast, manager: Client) -> None:
    answer = manager.post(f"/customers/{cast.halden.pk}/people/new/", fields())

    person = Stakeholder.objects.get(name="Ines Okafor")
    assert answer["Location"] == f"/people/{person.pk}/"
    assert (person.may_agree, person.may_decide, person.influence) == (True, False, 4)
    assert Disposition.objects.get(stakeholder=person).kind == "champion"


@pytest.mark.parametrize(
    ("field", "value"),
    [("name", "x" * 10_000), ("email", "nobody"), ("influence", "9"), ("seniority", "king"), ("disposition", "fan")],
)
def test_person_is_refused_at_the_field(cast: Cast, manager: Client, field: str, value: str) -> None:
    answer = manager.post(f"/customers/{cast.halden.pk}/people/new/", fields(**{field: value}))

    assert answer.status_code == 422
    assert field in errors_of(answer)


def test_changing_a_person_leaves_before_and_after_and_where_she_stood(cast: Cast, manager: Client) -> None:
    DispositionFactory(stakeholder=cast.clerk, kind="neutral")

    manager.post(f"/people/{cast.clerk.pk}/", fields(name="Nora Klein", email=cast.clerk.email, position="Clerk II"))

    assert Change.objects.filter(object_id=cast.clerk.pk, object_kind="accounts.stakeholder").exists()
    kinds = [one.kind for one in Disposition.objects.filter(stakeholder=cast.clerk)]
    assert kinds == ["champion", "neutral"]


def test_address_of_somebody_with_access_stays(cast: Cast, manager: Client) -> None:
    answer = manager.post(f"/people/{cast.clerk.pk}/", fields(email="somebody.else@halden.example"))

    assert answer.status_code == 422
    assert "email" in errors_of(answer)


def test_invitation_goes_to_a_declared_domain(cast: Cast, manager: Client) -> None:
    person = StakeholderFactory(customer=cast.halden, name="Ines Okafor", email="ines@halden.example")

    manager.post(f"/people/{person.pk}/invite/")

    invitation = Invitation.objects.get(stakeholder=person)
    mail = MailMessage.objects.get(to="ines@halden.example")
    assert f"/invitation/{invitation.code}/" in mail.body
    assert mail.subject == "What Halden Bank got from Nordwerk: your access"


def test_invitation_elsewhere_is_refused_in_words(cast: Cast, manager: Client) -> None:
    person = StakeholderFactory(customer=cast.halden, email="ines@elsewhere.example")

    answer = manager.post(f"/people/{person.pk}/invite/")

    assert answer.status_code == 422
    assert "elsewhere.example is not a mail domain that Halden Bank declared" in answer.content.decode()
    assert not Invitation.objects.exists()


def test_person_leaves_and_reaches_nothing_afterwards(cast: Cast, manager: Client, client_of: ClientOf) -> None:
    hers = client_of(cast.champion)
    assert hers.get("/portal/").status_code == 200

    manager.post(f"/people/{cast.champion.pk}/leave/", {"until": "2025-01-31"})

    assert hers.get("/portal/").status_code == 302
    assert Stakeholder.objects.get(pk=cast.champion.pk).until == date(2025, 1, 31)


def test_people_are_not_for_contributors_nor_for_their_customer(cast: Cast, client_of: ClientOf) -> None:
    assert client_of(cast.contributor).get(f"/people/{cast.clerk.pk}/").status_code == 403
    assert client_of(cast.champion).get(f"/people/{cast.champion.pk}/").status_code == 404


def test_person_page_costs_the_same_with_more_history(
    cast: Cast, manager: Client, queries_of: Callable[[Client, str], int]
) -> None:
    DispositionFactory(stakeholder=cast.clerk)
    with_one = queries_of(manager, f"/people/{cast.clerk.pk}/")
    DispositionFactory.create_batch(2, stakeholder=cast.clerk)

    assert with_one == queries_of(manager, f"/people/{cast.clerk.pk}/") <= 10


def test_person_page_shows_her_invitation_and_changes(cast: Cast, manager: Client) -> None:
    manager.post(f"/people/{cast.champion.pk}/invite/")
    manager.post(f"/people/{cast.champion.pk}/", fields(name="Clara Meier-Roth", email=cast.champion.email))

    page = manager.get(f"/people/{cast.champion.pk}/").content.decode()

    assert "at clara.meier@halden.example. They sign in with a code by mail." in page
    assert "Clara Meier → Clara Meier-Roth" in page


def test_an_administrator_erases_from_the_page_of_who_has_left(cast: Cast, client_of: ClientOf) -> None:
    administrator, path = client_of(cast.administrator), f"/customers/{cast.halden.pk}/erase/?person={cast.clerk.pk}"
    assert path not in administrator.get(f"/people/{cast.clerk.pk}/").content.decode()
    administrator.post(f"/people/{cast.clerk.pk}/leave/", {"until": "2025-01-31"})

    assert path in administrator.get(f"/people/{cast.clerk.pk}/").content.decode()
    assert path not in client_of(cast.account_manager).get(f"/people/{cast.clerk.pk}/").content.decode()
    assert f'<option value="{cast.clerk.pk}" selected>' in administrator.get(path).content.decode()
