"""Pages that nobody means to see: an old form, what is tried too often, what others may change, a file of a wrong kind."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client, RequestFactory

from accounts.uploads import content_type_of
from tests.cast import Cast


def test_old_form_is_answered_by_a_page_of_ours(cast: Cast) -> None:
    client = Client(enforce_csrf_checks=True)
    client.force_login(cast.account_manager.user, backend="allauth.account.auth_backends.AuthenticationBackend")

    answer = client.post(f"/customers/{cast.halden.pk}/edit/", {"name": "x"})

    page = answer.content.decode()
    assert answer.status_code == 403 and "css/app" in page
    assert "Nothing was stored." in page and "CSRF verification" not in page


def test_what_is_tried_too_often_is_answered_by_a_page_of_ours(db: None, rf: RequestFactory) -> None:
    from allauth.core.internal.ratelimit import respond_429

    answer = respond_429(rf.get("/"))
    assert answer.status_code == 429 and "css/app" in answer.content.decode()
    assert "Wait some minutes" in answer.content.decode()


def test_others_pages_do_not_say_that_she_may_read_them(cast: Cast, manager: Client) -> None:
    answer = manager.get("/set-up/people/")
    assert answer.status_code == 403 and "an administrator of your firm" in answer.content.decode()


def test_refused_file_is_named() -> None:
    file = SimpleUploadedFile("C:\\tools\\x.exe", b"MZ" + b"\0" * 300)
    with pytest.raises(Exception, match=r"“x\.exe” is of a kind that is not taken"):
        content_type_of(file.read(), "C:\\tools\\x.exe")
    with pytest.raises(Exception, match=r"“empty\.pdf” is empty"):
        content_type_of(b"", "empty.pdf")


def test_wrong_passwords_in_a_row_say_how_long_to_wait(cast: Cast) -> None:
    client, given = Client(), {"login": cast.account_manager.user.email, "password": "wrong wrong"}
    for _try in range(6):
        answer = client.post("/sign-in/", given)
    assert "Too many attempts. Wait five minutes, or get a code by e-mail." in answer.content.decode()
