"""How long a session holds, who ends it, and that its key never outlives a change of who one is."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.contrib.sessions.models import Session
from django.test import Client
from django.utils import timezone

from accounts.models import AccessEvent, User, UserSession
from accounts.sessions import family_of, forget_old
from tests.accounts.test_members import signed_in
from tests.cast import Cast
from tests.factories import PASSWORD, UserSessionFactory

pytestmark = [pytest.mark.django_db, pytest.mark.both]
FIREFOX = "Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:143.0) Gecko/20100101 Firefox/143.0"


def enter(client: Client, email: str, password: str = PASSWORD, **headers: Any) -> Any:
    return client.post("/sign-in/", {"login": email, "password": password}, **headers)


def is_signed_in(client: Client) -> bool:
    return "_auth_user_id" in client.session


def is_in(client: Client) -> bool:
    return client.get("/account/").status_code == 200


def test_a_session_is_listed_with_its_family_and_this_one_first(cast: Cast) -> None:
    phone, desk = Client(), Client()
    enter(phone, cast.account_manager.user.email, HTTP_USER_AGENT="Mozilla/5.0 (iPhone) Version/19 Safari/604.1")
    enter(desk, cast.account_manager.user.email, HTTP_USER_AGENT=FIREFOX)
    shown = desk.get("/account/").context["sessions"]
    assert [(one.family, one.is_this) for one in shown] == [("Firefox, Windows", True), ("Safari, iPhone", False)]


def test_one_session_is_ended_and_the_others_stay(cast: Cast) -> None:
    phone, desk = signed_in(cast.account_manager), signed_in(cast.account_manager)
    other = UserSession.objects.get(key=phone.session.session_key)
    desk.post(f"/account/sessions/{other.pk}/end/")
    assert not is_in(phone) and is_in(desk)


def test_all_others_are_ended(cast: Cast) -> None:
    clients = [signed_in(cast.champion) for _time in range(3)]
    clients[0].post("/account/sessions/end/")
    assert [is_in(one) for one in clients] == [True, False, False]
    assert AccessEvent.objects.filter(kind="sessions_ended", user=cast.champion.user).count() == 1


def test_nobody_ends_the_session_of_somebody_else(cast: Cast) -> None:
    hers = signed_in(cast.account_manager)
    row = UserSession.objects.get(key=hers.session.session_key)
    assert signed_in(cast.administrator).post(f"/account/sessions/{row.pk}/end/").status_code == 404
    assert is_in(hers)


@pytest.mark.parametrize(("hours", "holds"), [(3.9, True), (4.1, False)])
def test_a_session_ends_after_hours_of_disuse(cast: Cast, hours: float, holds: bool) -> None:
    client = signed_in(cast.account_manager)
    with time_machine.travel(timezone.now() + timedelta(hours=hours)):
        assert is_in(client) is holds


def test_a_session_ends_twelve_hours_after_it_began_however_much_it_is_used(cast: Cast) -> None:
    client, began = signed_in(cast.account_manager), timezone.now()
    for hours in (3, 6, 9, 11.9):
        with time_machine.travel(began + timedelta(hours=hours)):
            assert is_in(client)
    with time_machine.travel(began + timedelta(hours=12, minutes=1)):
        assert not is_in(client)
    assert not UserSession.objects.filter(user=cast.account_manager.user).exists()


def test_use_is_written_down_every_few_minutes_only(cast: Cast, django_assert_num_queries: Any) -> None:
    client = signed_in(cast.account_manager)
    client.get("/account/")
    seen = UserSession.objects.get(user=cast.account_manager.user).seen_at
    client.get("/account/")
    assert UserSession.objects.get(user=cast.account_manager.user).seen_at == seen
    with time_machine.travel(timezone.now() + timedelta(minutes=6)):
        client.get("/account/")
    assert UserSession.objects.get(user=cast.account_manager.user).seen_at > seen


def test_a_changed_password_ends_every_other_session(cast: Cast) -> None:
    here, there = signed_in(cast.account_manager), signed_in(cast.account_manager)
    enter(here, cast.account_manager.user.email)
    new = "Another long passphrase"
    here.post("/account/password/", {"oldpassword": PASSWORD, "password1": new, "password2": new})
    cast.account_manager.user.refresh_from_db()
    assert cast.account_manager.user.check_password(new)
    assert is_in(here) and not is_in(there)
    assert list(UserSession.objects.values_list("key", flat=True)) == [here.session.session_key]


def test_a_person_who_is_switched_off_is_out_with_the_next_request(cast: Cast) -> None:
    client = signed_in(cast.account_manager)
    User.objects.filter(pk=cast.account_manager.user.pk).update(is_active=False)
    assert client.get("/customers/").headers["Location"].startswith("/sign-in/")


def test_the_key_is_new_after_signing_in(client: Client, cast: Cast) -> None:
    planted = client.session
    planted["kept"] = "by somebody who gave her this session"
    planted.save()
    before = client.session.session_key
    enter(client, cast.account_manager.user.email)
    assert client.session.session_key != before
    assert not Session.objects.filter(session_key=before).exists()


def test_the_key_is_new_after_acting_as_somebody_else(cast: Cast) -> None:
    client = signed_in(cast.of_two)
    client.get("/customers/")
    before = client.session.session_key
    client.post("/acting-as/", {"actor": f"m{cast.of_two_elsewhere.pk}"})
    assert client.session.session_key != before
    row = UserSession.objects.get(user=cast.of_two.user)
    assert row.key == client.session.session_key
    other = signed_in(cast.of_two)
    other.post(f"/account/sessions/{row.pk}/end/")
    assert not is_in(client)


def test_old_sessions_are_forgotten_and_others_kept(cast: Cast) -> None:
    UserSessionFactory(user=cast.leader.user, started_at=timezone.now() - timedelta(hours=13))
    kept = UserSessionFactory(user=cast.leader.user)
    assert forget_old() == 1
    assert list(UserSession.objects.all()) == [kept]


def test_what_sessions_held_is_removed_when_they_are_over() -> None:
    over = Session.objects.create(
        session_key="a" * 32, session_data="x", expire_date=timezone.now() - timedelta(hours=1)
    )
    holds = Session.objects.create(
        session_key="b" * 32, session_data="x", expire_date=timezone.now() + timedelta(hours=1)
    )
    forget_old()
    assert list(Session.objects.filter(pk__in=[over.pk, holds.pk])) == [holds]


def test_signing_out_removes_the_session(cast: Cast) -> None:
    client = signed_in(cast.account_manager)
    client.post("/sign-out/")
    assert not UserSession.objects.filter(user=cast.account_manager.user).exists()


def test_an_account_is_changed_with_history(cast: Cast) -> None:
    client = signed_in(cast.account_manager)
    response = client.post("/account/", {"name": "Mara Vogt-Lind", "position": "Partner", "phone": "1", "locale": "de"})
    assert response.cookies["django_language"].value == "de"
    cast.account_manager.refresh_from_db()
    assert (str(cast.account_manager), cast.account_manager.position) == ("Mara Vogt-Lind", "Partner")
    fresh = signed_in(cast.account_manager)
    assert fresh.get("/account/").headers["Content-Language"] == "de"


def test_a_champion_changes_her_language_alone(cast: Cast) -> None:
    client = signed_in(cast.champion)
    page = client.get("/account/").content.decode()
    assert "Second factor" not in page and "Sessions" in page
    client.post("/account/", {"locale": "de", "name": "Somebody Else"})
    cast.champion.refresh_from_db()
    assert cast.champion.name == "Clara Meier"
    assert User.objects.get(pk=cast.champion.user_id).locale == "de"


@pytest.mark.parametrize(
    ("agent", "family"),
    [
        (FIREFOX, "Firefox, Windows"),
        ("Mozilla/5.0 (Macintosh; Intel Mac OS X) Chrome/140.0 Safari/537.36 Edg/140.0", "Edge, macOS"),
        ("Mozilla/5.0 (Linux; Android 16) Chrome/140.0 Mobile Safari/537.36", "Chrome, Android"),
        ("curl/8.1", ""),
    ],
)
def test_the_family_of_a_browser_says_no_version(agent: str, family: str) -> None:
    assert family_of(agent) == family
