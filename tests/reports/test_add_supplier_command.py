"""`manage.py add_supplier`: from nothing to an administrator who signed in."""

from __future__ import annotations

import re
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.test import Client

from accounts.member_invitations import accept_invitation
from accounts.models import MailMessage, MemberInvitation, Membership, Supplier
from tests.factories import PASSWORD

pytestmark = [pytest.mark.django_db, pytest.mark.both]
ADA = "Ada Berg <Ada@Suedwerk.example>"


def run(name: str = "Südwerk", *more: str, administrator: str = ADA) -> str:
    out = StringIO()
    call_command("add_supplier", name, "--administrator", administrator, *more, stdout=out)
    return out.getvalue().strip()


def test_administrator_joins_by_the_mail_and_finds_the_set_up() -> None:
    said = run("  Südwerk  GmbH ", "--currency", "CHF", "--zone", "Europe/Zurich", "--locale", "de")
    assert said.startswith("Südwerk GmbH: ada@suedwerk.example gets an invitation that holds until")
    supplier = Supplier.objects.get(name="Südwerk GmbH")
    assert (supplier.base_currency, supplier.time_zone, supplier.locale) == ("CHF", "Europe/Zurich", "de")
    mail = MailMessage.objects.get(to="ada@suedwerk.example")
    path = re.search(r"/join/\w+/", mail.body)
    assert path is not None
    client = Client()
    assert "Ada Berg" in client.get(path[0]).content.decode()
    client.post(path[0], {"username": mail.to, "password1": PASSWORD, "password2": PASSWORD})
    member = Membership.objects.get(supplier=supplier)
    assert (member.user.name, member.role) == ("Ada Berg", "administrator")
    assert client.get("/set-up/").status_code == 200


def test_a_name_that_is_there_is_refused_and_changes_nothing() -> None:
    run()
    with pytest.raises(CommandError, match=r"There is a supplier named südwerk already\. Nothing was changed\."):
        run("südwerk", administrator="other@suedwerk.example")
    assert Supplier.objects.count() == MemberInvitation.objects.count() == 1


@pytest.mark.parametrize("more", [("--currency", "Euro"), ("--zone", "Mars/Olympus")])
def test_values_that_are_none_add_nothing(more: tuple[str, ...]) -> None:
    with pytest.raises(CommandError):
        run("Südwerk", *more)
    assert not Supplier.objects.exists()


def test_an_address_that_is_none_adds_nothing() -> None:
    with pytest.raises(CommandError, match="valid email"):
        run(administrator="ada")
    assert not Supplier.objects.exists()


def test_sent_again_only_the_newest_opens_until_somebody_joined() -> None:
    run()
    run("Südwerk", "--send-again", administrator="eva.kurz@suedwerk.example")
    old, new = MemberInvitation.objects.order_by("pk")
    assert (old.is_open, new.is_open, new.name) == (False, True, "Eva Kurz")
    accept_invitation(invitation=new, password=PASSWORD)
    with pytest.raises(CommandError, match="has people already"):
        run("Südwerk", "--send-again")
    with pytest.raises(CommandError, match="no supplier named"):
        run("Westwerk", "--send-again")
