"""Inviting, changing, handing over, leaving, coming back: what holds whatever page asks for it."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from accounts.codes import grouped
from accounts.member_invitations import accept_invitation, invite_member
from accounts.member_services import change_member, come_back, leave
from accounts.models import (
    Accountability,
    Change,
    Customer,
    MailMessage,
    MemberInvitation,
    Membership,
    Stakeholder,
    User,
)
from accounts.refusal import Refused
from accounts.teams import delete_team
from outcomes.models import Signature, ValueDimension, ValueEvent
from tests.cast import Cast, actor, agreed, dimension_of, reading, stated
from tests.factories import PASSWORD, CustomerFactory, ObjectionFactory, ValueEventFactory

pytestmark = [pytest.mark.django_db, pytest.mark.both]
Role = Membership.Role


def signed_in(person: Membership | Stakeholder) -> Client:
    client = Client()
    assert person.user is not None
    client.force_login(person.user, backend="allauth.account.auth_backends.AuthenticationBackend")
    return client


# --- Leaving ----------------------------------------------------------------------------------------------------------


def test_leaving_hands_over_every_customer_and_leaves_one_accountable_person(cast: Cast) -> None:
    second = CustomerFactory(supplier=cast.nordwerk, accountable=cast.account_manager)
    leave(member=cast.account_manager, actor=actor(cast.administrator), successor=cast.second_account_manager)
    for customer in (cast.halden, second):
        customer.refresh_from_db()
        assert customer.accountable == cast.second_account_manager
        ended, begun = Accountability.objects.filter(customer=customer).order_by("since", "pk")
        assert (ended.membership, ended.until) == (cast.account_manager, begun.since)
        assert (begun.membership, begun.until) == (cast.second_account_manager, None)


def test_leaving_passes_on_objections_dimensions_and_drafts(cast: Cast) -> None:
    objection = ObjectionFactory(stakeholder=cast.champion, owner=cast.account_manager)
    dimension = dimension_of(cast.halden, owner_ours=cast.account_manager)
    draft = ValueEventFactory(dimension=dimension, drafted_by=cast.account_manager)
    leave(member=cast.account_manager, actor=actor(cast.administrator), successor=cast.second_account_manager)
    objection.refresh_from_db()
    assert objection.owner == cast.second_account_manager
    assert ValueDimension.objects.get(pk=dimension.pk).owner_ours == cast.second_account_manager
    assert ValueEvent.objects.get(pk=draft.pk).drafted_by == cast.second_account_manager
    passed_on = Change.objects.get(object_kind="outcomes.valuedimension", object_id=dimension.pk)
    assert passed_on.fields == {"owner_ours": ["Mara Vogt", "Tom Brandt"]}


def test_leaving_keeps_the_name_on_what_was_stated(cast: Cast) -> None:
    dimension = dimension_of(cast.halden)
    agreed(dimension, by=cast.champion)
    event = stated(reading(dimension, date(2025, 1, 1), "1"), by=cast.account_manager, asked=cast.champion)
    leave(member=cast.account_manager, actor=actor(cast.administrator), successor=cast.second_account_manager)
    names = Signature.objects.filter(decision__event=event).values_list("name", "position")
    assert list(names) == [("Mara Vogt", "Account Manager")]
    event.refresh_from_db()
    assert event.drafted_by == cast.account_manager


def test_leaving_ends_her_sessions_with_the_next_request(cast: Cast) -> None:
    client = signed_in(cast.account_manager)
    assert client.get("/customers/").status_code == 200
    leave(member=cast.account_manager, actor=actor(cast.administrator), successor=cast.second_account_manager)
    assert client.get("/customers/").headers["Location"].startswith("/sign-in/")


def test_leaving_withdraws_the_invitations_that_she_sent(cast: Cast) -> None:
    another = cast.leader
    change_member(member=another, actor=actor(cast.administrator), teams=[], role=Role.ADMINISTRATOR)
    invitation = invite_member(actor=actor(another), email="n@nordwerk.example", name="N", role=Role.CONTRIBUTOR)
    leave(member=another, actor=actor(cast.administrator), successor=None)
    invitation.refresh_from_db()
    assert not invitation.is_open


def test_leaving_with_customers_needs_a_successor(cast: Cast) -> None:
    for successor in (None, cast.account_manager):
        with pytest.raises(Refused) as refused:
            leave(member=cast.account_manager, actor=actor(cast.administrator), successor=successor)
        assert refused.value.code == "no_successor"
    cast.account_manager.refresh_from_db()
    assert cast.account_manager.deactivated_at is None


def test_the_page_of_who_has_left_offers_no_save_and_takes_nothing(cast: Cast) -> None:
    leave(member=cast.account_manager, actor=actor(cast.administrator), successor=cast.second_account_manager)
    client, path = signed_in(cast.administrator), f"/set-up/people/{cast.account_manager.pk}/"
    answer = client.post(path, {"role": "leader", "position": "Head", "phone": ""})
    assert (answer.status_code, "This person has left. Bring them back first." in answer.content.decode()) == (
        422,
        True,
    )
    assert "data-send-button" not in client.get(path).content.decode()
    cast.account_manager.refresh_from_db()
    assert (cast.account_manager.role, cast.account_manager.position) == (Role.ACCOUNT_MANAGER, "Account Manager")


def test_a_contributor_cannot_be_the_successor(cast: Cast) -> None:
    with pytest.raises(Refused) as refused:
        leave(member=cast.account_manager, actor=actor(cast.administrator), successor=cast.contributor)
    assert refused.value.code == "contributor"


def test_the_last_administrator_cannot_leave_or_lose_the_role(cast: Cast) -> None:
    with pytest.raises(Refused) as refused:
        leave(member=cast.administrator, actor=actor(cast.administrator), successor=None)
    assert refused.value.code == "last_administrator"
    with pytest.raises(Refused):
        change_member(member=cast.administrator, actor=actor(cast.administrator), teams=[], role=Role.LEADER)
    change_member(member=cast.leader, actor=actor(cast.administrator), teams=[], role=Role.ADMINISTRATOR)
    leave(member=cast.administrator, actor=actor(cast.leader), successor=None)
    cast.administrator.refresh_from_db()
    assert cast.administrator.deactivated_at is not None


def test_who_answers_for_customers_cannot_become_a_contributor(cast: Cast) -> None:
    with pytest.raises(Refused) as refused:
        change_member(member=cast.account_manager, actor=actor(cast.administrator), teams=[], role=Role.CONTRIBUTOR)
    assert refused.value.code == "accountable"


def test_she_can_come_back_without_customers(cast: Cast) -> None:
    administrator = actor(cast.administrator)
    leave(member=cast.account_manager, actor=administrator, successor=cast.second_account_manager)
    cast.account_manager.refresh_from_db()
    come_back(member=cast.account_manager, actor=administrator)
    assert signed_in(cast.account_manager).get("/customers/").status_code == 200
    assert not Customer.objects.filter(accountable=cast.account_manager).exists()
    changes = Change.objects.filter(object_kind="accounts.membership", object_id=cast.account_manager.pk)
    assert [set(one.fields) for one in changes.order_by("pk")] == [{"left_on", "teams"}, {"left_on"}]


def test_the_page_of_leaving_does_all_of_it(cast: Cast) -> None:
    client = signed_in(cast.administrator)
    page = f"/set-up/people/{cast.account_manager.pk}/leave/"
    assert "This person answers for 1 customer." in client.get(page).content.decode()
    assert client.post(page, {"successor": ""}).status_code == 422
    client.post(page, {"successor": cast.second_account_manager.pk})
    cast.halden.refresh_from_db()
    assert cast.halden.accountable == cast.second_account_manager
    assert "Mara Vogt" in client.get("/set-up/people/?state=left").content.decode()


def test_some_customers_are_handed_over_and_the_others_stay(cast: Cast) -> None:
    other = CustomerFactory(supplier=cast.nordwerk, accountable=cast.account_manager, name="Stays")
    client = signed_in(cast.administrator)
    page = f"/set-up/people/{cast.account_manager.pk}/customers/"
    assert client.post(page, {"successor": cast.second_account_manager.pk}).status_code == 422
    client.post(page, {"successor": cast.second_account_manager.pk, "customers": [cast.halden.pk, cast.orlik.pk]})
    cast.halden.refresh_from_db()
    other.refresh_from_db()
    assert (cast.halden.accountable, other.accountable) == (cast.second_account_manager, cast.account_manager)


# --- Inviting ---------------------------------------------------------------------------------------------------------


def invited(cast: Cast, email: str = "new.hire@nordwerk.example", **fields: Any) -> MemberInvitation:
    return invite_member(
        actor=actor(cast.administrator),
        email=email,
        **{"name": "New Hire", "role": Role.ACCOUNT_MANAGER, "position": "", "phone": ""} | fields,
    )


def test_an_invitation_is_answered_the_same_whether_the_address_is_known(cast: Cast) -> None:
    client = signed_in(cast.administrator)
    answers = []
    for email in ("nobody@nowhere.example", cast.foreign_administrator.user.email):
        data = {"email": email, "name": "Somebody", "role": "account_manager"}
        response = client.post("/set-up/people/invite/", data, follow=True)
        answers.append(response.content.decode().count("Somebody"))
        assert f"The invitation is on its way to {email}." in response.content.decode()
        assert MailMessage.objects.filter(to=email).count() == 1
    assert not Membership.objects.filter(supplier=cast.nordwerk, user=cast.foreign_administrator.user).exists()
    assert User.objects.filter(email="nobody@nowhere.example").count() == 0


def test_the_link_alone_does_nothing_and_the_button_sets_the_password(client: Client, cast: Cast) -> None:
    invitation = invited(cast)
    page = f"/join/{invitation.code}/"
    assert "Nordwerk invites you" in client.get(page).content.decode()
    typed = grouped(invitation.code).lower().replace("1", "l")
    assert client.get(f"/join/{typed}/").status_code == 200, "as it was read aloud"
    assert not User.objects.filter(email=invitation.email).exists()

    response = client.post(page, {"password1": PASSWORD, "password2": PASSWORD}, follow=True)

    assert response.redirect_chain[-1][0] == "/today/"
    member = Membership.objects.get(user__email=invitation.email)
    assert (member.role, str(member)) == (Role.ACCOUNT_MANAGER, "New Hire")
    assert member.user.check_password(PASSWORD)


@pytest.mark.parametrize("kind", ["unknown", "expired", "withdrawn", "accepted"])
def test_an_invitation_that_does_not_hold_answers_the_same(client: Client, cast: Cast, kind: str) -> None:
    invitation = invited(cast)
    now, code = timezone.now(), invitation.code
    if kind == "unknown":
        code = "0" * 26
    field = {"expired": "expires_at", "withdrawn": "withdrawn_at", "accepted": "accepted_at"}.get(kind)
    if field:
        MemberInvitation.objects.filter(pk=invitation.pk).update(**{field: now - timedelta(seconds=1)})
    for response in (client.get(f"/join/{code}/"), client.post(f"/join/{code}/", {"password1": PASSWORD})):
        assert response.status_code == 404
        assert "This invitation does not hold" in response.content.decode()
        assert "Nordwerk" not in response.content.decode()


def test_an_invitation_holds_seven_days(cast: Cast) -> None:
    length = invited(cast).expires_at - timezone.now()
    assert timedelta(days=6, hours=23) < length <= timedelta(days=7)


def test_who_has_a_password_signs_in_first_and_accepts_then(client: Client, cast: Cast) -> None:
    invitation = invited(cast, cast.foreign_administrator.user.email)
    page = f"/join/{invitation.code}/"
    assert "You have a password here already." in client.get(page).content.decode()
    client.post(page, {"password1": "Another long passphrase", "password2": "Another long passphrase"})
    cast.foreign_administrator.user.refresh_from_db()
    assert cast.foreign_administrator.user.check_password(PASSWORD)

    hers = signed_in(cast.foreign_administrator)
    hers.post(page)

    assert Membership.objects.filter(supplier=cast.nordwerk, user=cast.foreign_administrator.user).exists()


def test_an_invitation_is_not_for_who_else_is_signed_in(cast: Cast) -> None:
    invitation = invited(cast)
    response = signed_in(cast.contributor).post(f"/join/{invitation.code}/")
    assert "Sign out, then open the invitation again." in response.content.decode()
    assert MemberInvitation.objects.get(pk=invitation.pk).is_open


@pytest.mark.parametrize(
    ("email", "code"),
    [
        ("mara.vogt@nordwerk.example", "is_member"),
        ("clara.meier@halden.example", "is_customer"),
        ("anybody@mail.halden.example", "customer_domain"),
    ],
)
def test_nobody_is_invited_who_is_there_or_on_the_other_side(cast: Cast, email: str, code: str) -> None:
    with pytest.raises(Refused) as refused:
        invited(cast, email)
    assert refused.value.code == code


def test_who_became_a_person_of_a_customer_meanwhile_cannot_accept(client: Client, cast: Cast) -> None:
    invitation = invited(cast)
    cast.clerk.email = invitation.email
    cast.clerk.save()
    response = client.post(f"/join/{invitation.code}/", {"password1": PASSWORD, "password2": PASSWORD})
    assert response.status_code == 422 and "Nobody can be on both sides." in response.content.decode()
    assert not Membership.objects.filter(user__email=invitation.email).exists()


def test_a_second_invitation_replaces_the_first(cast: Cast) -> None:
    first, second = invited(cast), invited(cast)
    first.refresh_from_db()
    assert not first.is_open and second.is_open
    with pytest.raises(Refused):
        accept_invitation(invitation=first, password=PASSWORD)


def test_a_weak_password_is_said_at_its_field(client: Client, cast: Cast) -> None:
    response = client.post(f"/join/{invited(cast).code}/", {"password1": "12345678", "password2": "other"})
    assert response.status_code == 422
    assert set(response.context["form"].errors) >= {"password1"}


# --- Teams ------------------------------------------------------------------------------------------------------------


def test_a_team_with_customers_cannot_vanish(cast: Cast) -> None:
    with pytest.raises(Refused) as refused:
        delete_team(team=cast.north, actor=actor(cast.administrator))
    assert refused.value.code == "has_customers"
    response = signed_in(cast.administrator).post(f"/set-up/teams/{cast.north.pk}/remove/")
    assert response.status_code == 422 and "1 customer belongs to this team." in response.content.decode()


def test_a_team_is_renamed_led_and_emptied(cast: Cast) -> None:
    client = signed_in(cast.administrator)
    page = f"/set-up/teams/{cast.north.pk}/"
    client.post(page, {"name": "Far north", "leaders": [cast.other_leader.pk], "members": []})
    cast.north.refresh_from_db()
    assert (cast.north.name, list(cast.north.leaders.all())) == ("Far north", [cast.other_leader])
    assert signed_in(cast.contributor).get(f"/customers/{cast.halden.pk}/").status_code == 404
    client.post(f"/set-up/teams/{cast.south.pk}/customers/", {"customers": [cast.halden.pk]})
    client.post(f"/set-up/teams/{cast.north.pk}/remove/")
    assert client.get(page).status_code == 404


def test_people_are_found_by_name_role_and_team(cast: Cast) -> None:
    client = signed_in(cast.administrator)

    def names(query: str) -> list[str]:
        return [str(one) for one in client.get(f"/set-up/people/?{query}").context["page"].object_list]

    assert names("q=mara") == ["Mara Vogt"]
    assert names("role=leader") == ["Lena Kruse", "Oskar Lind"]
    assert names(f"team={cast.north.pk}") == ["Ines Roth", "Lena Kruse", "Mara Vogt"]
    assert names("role=leader&sort=-name") == ["Oskar Lind", "Lena Kruse"]
    assert names("q=nobody-of-that-name") == []
