"""One click signs in as somebody of the demonstration: on this machine, outside production, and nobody real."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from django.test import Client

from accounts.demonstration import GUIDES
from tests.accounts.test_sessions import is_signed_in
from tests.factories import CustomerFactory, MembershipFactory, StakeholderFactory, SupplierFactory, UserFactory

pytestmark = pytest.mark.django_db
SIGN_IN, ONE_CLICK = "/sign-in/", "/dev/sign-in/"
JANA, INES, MARTA = (
    "jana.riedel@nordwerk.example",
    "ines.okafor@halden.example",
    "marta.lindqvist@ostvik.example",
)


@pytest.fixture(autouse=True)
def demonstration(settings: Any) -> None:
    """A demonstration with three of its people."""
    settings.DEMO_SIGN_IN = True
    supplier = SupplierFactory(is_demonstration=True)
    MembershipFactory(supplier=supplier, user=UserFactory(email=JANA))
    for email in (INES, MARTA):
        customer = CustomerFactory(supplier=supplier)
        StakeholderFactory(customer=customer, supplier=supplier, user=UserFactory(email=email))


def test_demo_sign_in_offers_who_is_there(client: Client) -> None:
    page = client.get(SIGN_IN).content.decode()
    assert [guide.email for guide in GUIDES if guide.email in page] == [JANA, INES, MARTA]


def test_demo_sign_in_leads_each_side_to_its_page(client: Client) -> None:
    assert client.post(ONE_CLICK, {"email": INES}, follow=True).redirect_chain[-1][0] == "/portal/"
    client.post("/sign-out/")
    client.post(ONE_CLICK, {"email": JANA})
    assert client.get("/portal/").status_code == 404 and is_signed_in(client)


def test_demo_sign_in_speaks_her_language(client: Client) -> None:
    assert '<html lang="de"' in client.post(ONE_CLICK, {"email": MARTA}, follow=True).content.decode()


@pytest.mark.parametrize(
    ("asked", "spoken"), [("de-AT,de;q=0.9,en;q=0.5", "de"), ("nl,en;q=0.5", "en"), ("*", "en"), ("", "en")]
)
def test_demo_sign_in_as_who_reads_english_speaks_the_browsers_language(
    client: Client, asked: str, spoken: str
) -> None:
    client.post(ONE_CLICK, {"email": MARTA})  # her language does not stay behind
    client.post("/sign-out/")
    page = client.post(ONE_CLICK, {"email": JANA}, follow=True, headers={"Accept-Language": asked}).content.decode()
    assert f'<html lang="{spoken}"' in page


@pytest.mark.parametrize(
    "closed",
    [
        {"DEMO_SIGN_IN": False},
        {"PRODUCTION": True},
        {"REMOTE_ADDR": "203.0.113.7"},
        {"HTTP_X_FORWARDED_FOR": "203.0.113.7"},
    ],
    ids=str,
)
def test_demo_sign_in_is_closed(client: Client, settings: Any, closed: dict[str, Any]) -> None:
    asked = {}
    for name, value in closed.items():
        if name in {"DEMO_SIGN_IN", "PRODUCTION"}:
            setattr(settings, name, value)
        else:
            asked[name] = value
    assert client.post(ONE_CLICK, {"email": JANA}, **asked).status_code == 404
    assert JANA not in client.get(SIGN_IN, **asked).content.decode()
    assert not is_signed_in(client)


def test_demo_sign_in_opens_nobody_with_a_real_place(client: Client) -> None:
    MembershipFactory(supplier=SupplierFactory(), user=UserFactory._meta.model.objects.get(email=JANA))
    StakeholderFactory(user=UserFactory._meta.model.objects.get(email=INES))
    for email in (JANA, INES):
        assert client.post(ONE_CLICK, {"email": email}).status_code == 404
    assert not is_signed_in(client)


def test_demo_sign_in_opens_nobody_who_is_not_listed(client: Client) -> None:
    supplier = SupplierFactory(is_demonstration=True)
    MembershipFactory(supplier=supplier, user=UserFactory(email="boss@nordwerk.example"))
    for email in ("boss@nordwerk.example", "", "nobody@nordwerk.example"):
        assert client.post(ONE_CLICK, {"email": email}).status_code == 404


def test_demo_sign_in_needs_the_token_of_the_page() -> None:
    assert Client(enforce_csrf_checks=True).post(ONE_CLICK, {"email": JANA}).status_code == 403


def test_demo_sign_in_by_get_does_nothing(client: Client) -> None:
    assert client.get(ONE_CLICK, {"email": JANA}).status_code == 405


def test_demo_sign_in_does_not_exist_in_production() -> None:
    code = "import django; django.setup(); from django.urls import reverse; print(reverse('demo_sign_in'))"
    environment = os.environ | {
        "PV_MODE": "production",
        "SECRET_KEY": "k" * 60,
        "ALLOWED_HOSTS": "pv.example",
        "BASE_URL": "https://pv.example",
        "DATABASE_URL": "sqlite://:memory:",
        "CELERY_BROKER_URL": "filesystem://",
        "CACHE_URL": "rediscache://127.0.0.1:6379/1",
        "EMAIL_URL": "consolemail://",
        "DEFAULT_FROM_EMAIL": "pv@pv.example",
        "DJANGO_SETTINGS_MODULE": "config.settings",
    }
    root = Path(__file__).parent.parent.parent
    done = subprocess.run([sys.executable, "-c", code], env=environment, cwd=root, capture_output=True, text=True)
    assert "NoReverseMatch" in done.stderr
