"""A customer whose name is written from right to left: on pages and fragments, in files, in mails."""

import pytest
from django.core import mail
from django.test import Client

from accounts.mail import queue_mail, send
from tests.cast import Cast
from tests.pages.conftest import ClientOf

NAME = "بنك القاهرة"
ISOLATED = f"\u2068{NAME}\u2069"


@pytest.fixture
def manager(cast: Cast, client_of: ClientOf) -> Client:
    cast.halden.name = NAME
    cast.halden.save()
    return client_of(cast.account_manager)


def test_name_is_isolated_on_pages_and_fragments(cast: Cast, manager: Client) -> None:
    page = manager.get(f"/customers/{cast.halden.pk}/")
    assert f"<title>{ISOLATED}" in page.content.decode()
    assert page.content.decode().count(NAME) == page.content.decode().count(ISOLATED)
    assert "Content-Length" not in page or int(page["Content-Length"]) == len(page.content)
    rows = manager.get("/customers/", headers={"HX-Request": "true", "HX-Target": "customers"}).content.decode()
    assert ISOLATED in rows and "<html" not in rows


def test_what_is_typed_and_what_is_taken_away_stay_as_they_are(cast: Cast, manager: Client) -> None:
    form = manager.get(f"/customers/{cast.halden.pk}/edit/").content.decode()
    assert f'value="{NAME}"' in form
    exported = manager.get("/portfolio/export.csv")
    text = b"".join(exported.streaming_content) if exported.streaming else exported.content
    assert NAME.encode() in text and "\u2068".encode() not in text


def test_mail_has_it_in_subject_and_text(db: None) -> None:
    send(queue_mail(to="mara@example.com", subject=f"{NAME}: 3 claims", body=f"{NAME}: 412,300 EUR\n").pk)
    assert (mail.outbox[0].subject, mail.outbox[0].body) == (f"{ISOLATED}: 3 claims", f"{ISOLATED}: 412,300 EUR\n")
