"""The firm as a whole: fields with history, the logo, currency, mail domains, rates."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from io import BytesIO
from typing import Any

import pytest
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from PIL import Image

from accounts.domains import free_mail_domains
from accounts.models import Change, ExchangeRate
from accounts.refusal import Refused
from accounts.services import set_mail_domains
from accounts.supplier_services import add_rate, change_supplier, redrawn
from outcomes.rates import rate_on
from tests.accounts.pictures import drawn, png
from tests.accounts.test_members import signed_in
from tests.cast import Cast, actor
from tests.factories import CustomerFactory, SpendEntryFactory

pytestmark = [pytest.mark.django_db, pytest.mark.both]
FIRM = {
    "name": "Nordwerk", "colour": "#1d45c4", "base_currency": "EUR", "locale": "en", "time_zone": "Europe/Berlin",
    "fiscal_year_month": "1", "discount_rate": "10", "mail_domains": "nordwerk.example",
}  # fmt: skip


def change(cast: Cast, **fields: Any) -> None:
    change_supplier(supplier=cast.nordwerk, actor=actor(cast.administrator), **fields)
    cast.nordwerk.refresh_from_db()


def test_the_firm_is_changed_with_history(cast: Cast) -> None:
    client = signed_in(cast.administrator)
    client.post("/set-up/firm/", FIRM | {"discount_rate": "8.5", "fiscal_year_month": "4"})
    cast.nordwerk.refresh_from_db()
    assert (cast.nordwerk.discount_rate, cast.nordwerk.fiscal_year_month) == (Decimal("0.085"), 4)
    assert Change.objects.get(object_kind="accounts.supplier").fields == {
        "discount_rate": ["0.1", "0.085"],
        "fiscal_year_month": ["1", "4"],
    }
    assert "0.085" in client.get("/set-up/firm/").content.decode()


def test_a_figure_that_was_sent_as_it_stands_is_no_change(cast: Cast) -> None:
    client = signed_in(cast.administrator)
    for rate in ("10", "10.00"):
        client.post("/set-up/firm/", FIRM | {"discount_rate": rate, "colour": "#0a5f38"})
    assert [one.fields for one in Change.objects.filter(object_kind="accounts.supplier")] == [
        {"colour": ["#1d45c4", "#0a5f38"]}
    ]


def test_the_base_currency_changes_until_amounts_exist(cast: Cast) -> None:
    change(cast, base_currency="CHF")
    assert cast.nordwerk.base_currency == "CHF"
    change(cast, base_currency="EUR")
    SpendEntryFactory(customer=cast.halden, by=cast.account_manager)
    with pytest.raises(Refused) as refused:
        change(cast, base_currency="CHF")
    assert refused.value.code == "has_amounts"
    response = signed_in(cast.administrator).post("/set-up/firm/", FIRM | {"base_currency": "CHF"})
    assert response.status_code == 422 and "The base currency stays." in response.content.decode()


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("colour", "red"),
        ("base_currency", "XYZ"),
        ("time_zone", "Mars/North"),
        ("discount_rate", "100"),
        ("locale", "xx"),
    ],
)
def test_a_wrong_value_comes_back_at_its_field(cast: Cast, field: str, value: str) -> None:
    response = signed_in(cast.administrator).post("/set-up/firm/", FIRM | {field: value})
    assert response.status_code == 422
    assert list(response.context["form"].errors) == [field]
    assert f'value="{value}"' in response.content.decode() or field == "locale"


# --- Mail domains -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("domain", "code"),
    [
        ("gmail.com", "free_mail"),
        ("mail.gmx.de", "free_mail"),
        ("nordwerk.example", "own_domain"),
        ("mail.nordwerk.example", "own_domain"),
        ("no domain", "not_a_domain"),
    ],
)
def test_a_customer_cannot_declare(cast: Cast, domain: str, code: str) -> None:
    with pytest.raises(Refused) as refused:
        set_mail_domains(customer=cast.halden, domains=["halden.example", domain])
    assert refused.value.code == code


@pytest.mark.parametrize(("domain", "code"), [("web.de", "free_mail"), ("halden.example", "customer_domain")])
def test_the_firm_cannot_call_its_own(cast: Cast, domain: str, code: str) -> None:
    with pytest.raises(Refused) as refused:
        change(cast, mail_domains=[domain])
    assert refused.value.code == code


def test_the_list_of_free_mail_domains_is_tidy() -> None:
    domains = free_mail_domains()
    assert len(domains) > 90
    assert all(one == one.strip().lower() and "." in one for one in domains)


# --- Logo -------------------------------------------------------------------------------------------------------------


def upload(client: Client, content: bytes, name: str = "logo.png") -> Any:
    return client.post("/set-up/firm/logo/", {"logo": SimpleUploadedFile(name, content)})


def test_the_logo_is_stored_by_digest_and_leads_the_customers_pages(cast: Cast) -> None:
    upload(signed_in(cast.administrator), png(), name="../../evil.png")
    cast.nordwerk.refresh_from_db()
    path = cast.nordwerk.logo.name
    assert path.startswith(f"logos/{cast.nordwerk.pk}/") and "evil" not in path
    assert default_storage.exists(path)
    portal = signed_in(cast.champion)
    address = f"/logo/{path.rpartition('/')[2][:16]}/"
    assert f'src="{address}"' in portal.get("/portal/").content.decode()
    response = portal.get(address)
    assert (response["Content-Type"], response["X-Content-Type-Options"]) == ("image/png", "nosniff")
    assert response["Content-Disposition"].startswith("attachment")
    assert signed_in(cast.foreign_champion).get(address).status_code == 404


def test_nothing_but_pixels_stays_of_a_logo() -> None:
    exif = Image.Exif()
    exif[0x010E] = "taken at home"
    content, ending = redrawn(drawn("JPEG", exif=exif))
    assert ending == "jpg" and b"taken at home" not in content
    hidden = png() + b"<script>alert(1)</script>"
    assert b"script" not in redrawn(hidden)[0]


def test_a_large_logo_is_made_smaller() -> None:
    content, _ending = redrawn(png((2000, 1000)))
    assert Image.open(BytesIO(content)).size == (800, 400)


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b'<svg xmlns="http://www.w3.org/2000/svg"><script/></svg>', "Only PNG and JPEG are taken."),
        (b"GIF89a" + b"0" * 40, "Only PNG and JPEG are taken."),
        (b"\x89PNG\r\n\x1a\n" + b"0" * 40, "The picture cannot be read."),
        (png() + b"0" * 1024 * 1024, "The file is larger than 1 MB."),
        (png((4000, 1001)), "The picture has too many pixels"),
    ],
    ids=["svg", "gif", "broken", "large", "pixels"],
)
def test_a_logo_that_is_no_picture_is_refused_in_words(cast: Cast, content: bytes, said: str) -> None:
    response = upload(signed_in(cast.administrator), content)
    assert response.status_code == 422
    assert said in response.content.decode()
    cast.nordwerk.refresh_from_db()
    assert not cast.nordwerk.logo


# --- Rates ------------------------------------------------------------------------------------------------------------


def rate(cast: Cast, value: str, on: date = date(2025, 1, 31)) -> ExchangeRate:
    return add_rate(
        actor=actor(cast.administrator), currency="GBP", on=on, rate=Decimal(value), source="European Central Bank"
    )


def test_a_rate_of_the_same_day_supersedes_and_edits_nothing(cast: Cast) -> None:
    first = rate(cast, "1.19")
    second = rate(cast, "1.21")
    first.refresh_from_db()
    assert (first.rate, first.superseded_at is None) == (Decimal("1.19"), False)
    assert second.superseded_at is None
    found = rate_on(supplier=cast.nordwerk, currency="GBP", base="EUR", day=date(2025, 2, 1))
    assert found is not None and found.rate == Decimal("1.21")
    page = signed_in(cast.administrator).get("/set-up/rates/").content.decode()
    assert "1.19" in page and "superseded" in page


@pytest.mark.parametrize(
    ("currency", "days", "value", "code"),
    [("EUR", 0, "1", "base"), ("GBP", 2, "1", "future"), ("GBP", 0, "0", "not_positive")],
)
def test_a_rate_that_cannot_be_is_refused(cast: Cast, currency: str, days: int, value: str, code: str) -> None:
    with pytest.raises(Refused) as refused:
        add_rate(
            actor=actor(cast.administrator),
            currency=currency,
            on=cast.nordwerk.today() + timedelta(days=days),
            rate=Decimal(value),
            source="x",
        )
    assert refused.value.code == code


def test_missing_rates_stand_first(cast: Cast) -> None:
    CustomerFactory(supplier=cast.nordwerk, accountable=cast.account_manager, currency="JPY")
    client = signed_in(cast.administrator)
    assert [(one.currency, one.customers) for one in client.get("/set-up/rates/").context["missing"]] == [("JPY", 1)]
    assert "missing: JPY" in client.get("/set-up/").content.decode()
    data = {"currency": "jpy", "base": "EUR", "on": "2025-01-31", "rate": "0.0061", "source": "European Central Bank"}
    client.post("/set-up/rates/new/", data)
    assert client.get("/set-up/rates/").context["missing"] == []


def test_a_customer_who_pays_in_another_currency_too_gets_a_rate_to_its_own(cast: Cast) -> None:
    """The refusal of such spend says to add a rate: it can be added."""
    payer = CustomerFactory(supplier=cast.nordwerk, accountable=cast.account_manager, currency="GBP")
    client = signed_in(cast.administrator)
    assert [one for one, _words in client.get("/set-up/rates/new/").context["form"].fields["base"].choices] == [
        "EUR",
        "GBP",
    ]
    data = {"currency": "EUR", "base": "GBP", "on": "2025-01-31", "rate": "0.84", "source": "Bank of England"}
    client.post("/set-up/rates/new/", data)
    found = rate_on(supplier=cast.nordwerk, currency="EUR", base=payer.currency, day=date(2025, 2, 1))
    assert found is not None and found.rate == Decimal("0.84")
    assert client.post("/set-up/rates/new/", data | {"currency": "GBP"}).status_code == 422


def test_age_is_counted_in_days_of_the_suppliers_calendar(cast: Cast) -> None:
    """What was said yesterday evening is one day old this morning, on every page and in every document."""
    evening = datetime(2026, 11, 24, 22, 30, tzinfo=UTC)  # 23:30 in Berlin
    morning = datetime(2026, 11, 25, 6, 0, tzinfo=UTC)
    assert cast.nordwerk.days_since(evening, morning) == 1
    assert cast.nordwerk.days_since(evening, evening) == 0
    assert cast.nordwerk.days_since(morning, evening) == 0
