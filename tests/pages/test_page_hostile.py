"""What somebody sends who wants to break something: addresses, hidden fields, orders without end."""

import pytest
from django.test import Client
from django.urls import reverse

from reports.models import Report
from reports.services import MOST_WAITING
from tests.cast import Cast
from tests.pages.conftest import ClientOf

NUL = "\x00"


@pytest.mark.parametrize(
    "address",
    ["/check/?code=../../x", "/check/?code=%00/", "/check/%00/", "/portal/problems/%00/", "/reports/%00/wall/",
     "/benchmark/%00/", "/join/%00/", "/invitation/%00/", "/evidence/%00/", "/imports/new/%00/"],
)  # fmt: skip
def test_address_of_nothing_is_not_found(cast: Cast, client_of: ClientOf, address: str) -> None:
    for client in (Client(), client_of(cast.champion), client_of(cast.account_manager)):
        assert client.get(address, follow=True).status_code in {404, 410}, address


def test_name_of_a_sending_that_cannot_be_stored_is_none(cast: Cast, client_of: ClientOf) -> None:
    manager = client_of(cast.account_manager)
    for address in ("reports/new/", "sheet/pdf/", "sheet/xlsx/"):
        sent = manager.post(f"/customers/{cast.halden.pk}/{address}", {"request_key": f"a{NUL}b"})
        assert sent.status_code == 302
    assert Report.objects.filter(request_key=None).count() == 3


def test_who_orders_without_end_waits_and_others_do_not(cast: Cast, client_of: ClientOf) -> None:
    hers, manager = client_of(cast.clerk), client_of(cast.account_manager)
    address = f"/customers/{cast.halden.pk}/reports/new/"
    assert [hers.post(address).status_code for _time in range(MOST_WAITING)] == [302] * MOST_WAITING
    first = Report.objects.get(number=1)
    assert hers.post(address).status_code == hers.post(f"/reports/{first.code}/again/").status_code == 429
    assert manager.post(address).status_code == 302
    Report.objects.filter(pk=first.pk).update(state="failed")
    assert hers.post(address).status_code == 302
    assert Report.objects.count() == MOST_WAITING + 2


def test_form_that_comes_without_any_field_is_shown_again(cast: Cast, client_of: ClientOf) -> None:
    address = reverse("member_customers", args=[cast.account_manager.pk])
    assert client_of(cast.administrator).post(address).status_code == 422
