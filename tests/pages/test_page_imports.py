"""Importing in the browser: sent, mapped, looked at, confirmed; what is refused, what is repeated, who sees it."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone, translation
from openpyxl import load_workbook

from accounts.models import Contract, Customer
from accounts.table_reading import guess_columns
from outcomes.models import Measurement, SpendEntry
from outcomes.services.records import record_spend
from reports import imports
from reports.import_columns import other_words
from reports.imports import KINDS
from reports.models import FileImport, ImportJob
from tests.cast import Cast, dimension_of
from tests.pages.conftest import ClientOf, errors_of

pytestmark = pytest.mark.django_db
ORD = Path(__file__).parent.parent / "data" / "ord" / "arrivals.csv"
SPEND = "external_id,customer,on,kind,amount,source"
AS_THEY_STAND = {f"column_{name}": name for name in SPEND.split(",")} | {"locale": "en", "dates": "iso"}


def spend(*amounts: str) -> bytes:
    rows = [f"INV-{number},Halden Bank,2025-01-31,service,{amount},Invoice" for number, amount in enumerate(amounts)]
    return "\n".join([SPEND, *rows]).encode()


def send(client: Client, data: bytes, kind: str = "spend", name: str = "march.csv") -> FileImport:
    response = client.post(f"/imports/new/{kind}/", {"file": SimpleUploadedFile(name, data)})
    assert response.status_code == 302, errors_of(response)
    return FileImport.objects.first()  # type: ignore[return-value]


def checked(client: Client, data: bytes, **choices: str) -> FileImport:
    sent = send(client, data)
    response = client.post(f"/imports/{sent.pk}/columns/", AS_THEY_STAND | choices)
    assert response.status_code == 302, errors_of(response)
    sent.refresh_from_db()
    return sent


def confirmed(client: Client, data: bytes) -> FileImport:
    sent = checked(client, data)
    assert client.post(f"/imports/{sent.pk}/confirm/", {"plan": sent.plan}).status_code == 302
    sent.refresh_from_db()
    return sent


def text_of(client: Client, path: str) -> str:
    return " ".join(client.get(path).content.decode().split())


def test_nothing_is_written_before_it_is_confirmed(manager: Client) -> None:
    sent = checked(manager, spend("4000", "-3"))
    assert (sent.stage, sent.created, sent.refused) == ("checked", 1, 1)
    sent = checked(manager, spend("4000.50"))
    assert not SpendEntry.objects.exists()
    assert "This would write 1 new row" in text_of(manager, f"/imports/{sent.pk}/")
    manager.post(f"/imports/{sent.pk}/confirm/", {"plan": sent.plan})
    assert SpendEntry.objects.get().amount_minor == 400_050
    assert "Written: 1 new row" in text_of(manager, f"/imports/{sent.pk}/")


def test_refused_rows_stand_with_their_reasons_and_nothing_can_be_written(manager: Client) -> None:
    sent = checked(manager, spend("4000", "much", "-5"))
    page = text_of(manager, f"/imports/{sent.pk}/")
    assert "2 of 3 rows are refused: nothing can be written" in page
    assert "Amount: This is not a number. Write 1200.50 or 1,200.50." in page
    assert "Write these rows" not in page
    assert manager.post(f"/imports/{sent.pk}/confirm/", {"plan": sent.plan}).status_code == 422
    assert not SpendEntry.objects.exists()


def test_refused_rows_can_be_taken_away_and_start_no_formula(manager: Client) -> None:
    data = spend("much").replace(b"Invoice", b"=HYPERLINK(1)")
    sent = checked(manager, data)
    response = manager.get(f"/imports/{sent.pk}/refused.csv")
    body = b"".join(response.streaming_content).decode("utf-8-sig")  # type: ignore[attr-defined]
    heads, row = csv.reader(io.StringIO(body))
    assert heads == ["line", "reasons", *SPEND.split(",")]
    assert row[0] == "2" and row[1].startswith("Amount: This is not a number.") and row[-1] == "'=HYPERLINK(1)"


def test_same_file_again_changes_nothing_and_says_so(manager: Client) -> None:
    confirmed(manager, spend("4000"))
    again = checked(manager, spend("4000"))
    assert "This file changes nothing: everything in it is there already" in text_of(manager, f"/imports/{again.pk}/")
    assert manager.post(f"/imports/{again.pk}/confirm/", {"plan": again.plan}).status_code == 422
    assert SpendEntry.objects.count() == 1


def test_confirmed_twice_is_written_once(manager: Client) -> None:
    sent = confirmed(manager, spend("4000"))
    assert manager.post(f"/imports/{sent.pk}/confirm/", {"plan": sent.plan}).status_code == 302
    assert (SpendEntry.objects.count(), ImportJob.objects.filter(act="write").count()) == (1, 1)


def test_other_plan_than_the_one_looked_at_is_refused(manager: Client) -> None:
    sent = checked(manager, spend("4000"))
    manager.post(f"/imports/{sent.pk}/columns/", AS_THEY_STAND | {"column_kind": "", "same_kind": "internal"})
    response = manager.post(f"/imports/{sent.pk}/confirm/", {"plan": "0" * 64})
    assert response.status_code == 422
    assert "This is not what was checked last." in response.content.decode()
    assert not SpendEntry.objects.exists()


def test_data_that_changed_meanwhile_is_looked_at_again(cast: Cast, manager: Client) -> None:
    sent = checked(manager, spend("4000"))
    record_spend(
        customer=cast.halden,
        on=date(2025, 1, 31),
        kind="service",
        amount_minor=100,
        source="Invoice",
        by=cast.account_manager,
        external_id="INV-0",
    )
    manager.post(f"/imports/{sent.pk}/confirm/", {"plan": sent.plan})
    page = text_of(manager, f"/imports/{sent.pk}/")
    assert "Something was changed since you looked at it, so nothing was written." in page
    assert "1.00 EUR → 4,000.00 EUR" in page.replace("\N{NO-BREAK SPACE}", " ")
    assert SpendEntry.objects.count() == 1
    sent.refresh_from_db()
    manager.post(f"/imports/{sent.pk}/confirm/", {"plan": sent.plan})
    assert SpendEntry.objects.count() == 2


def test_unrelated_change_meanwhile_does_not_matter(cast: Cast, manager: Client) -> None:
    sent = checked(manager, spend("4000"))
    Customer.objects.filter(pk=cast.halden.pk).update(industry="Banking")
    manager.post(f"/imports/{sent.pk}/confirm/", {"plan": sent.plan})
    assert SpendEntry.objects.count() == 1


def test_pasted_cells_are_a_file(manager: Client) -> None:
    pasted = spend("4000").decode().replace(",", "\t")
    assert manager.post("/imports/new/spend/", {"pasted": pasted}).status_code == 302
    assert FileImport.objects.get().filename == "pasted cells"


@pytest.mark.parametrize(
    ("data", "words"),
    [
        ({}, "Choose a file, or paste cells."),
        ({"file": SimpleUploadedFile("empty.csv", b"")}, "The file is empty."),
        (
            {"file": SimpleUploadedFile("x.csv", b"\x89PNG\r\n\x1a\n" + b"\0" * 20)},
            "This is not a text file but image/png.",
        ),
        ({"file": SimpleUploadedFile("x.xlsx", b"PK\x03\x04" + b"?" * 60)}, "This workbook cannot be read."),
    ],
)
def test_what_cannot_be_read_is_said_at_the_field(data: Any, words: str, manager: Client) -> None:
    response = manager.post("/imports/new/spend/", data)
    assert response.status_code == 422
    assert words in errors_of(response)["file"][0]
    assert not FileImport.objects.exists()


def test_file_over_the_limit_is_dropped_and_said(manager: Client, settings: Any) -> None:
    settings.EVIDENCE_LIMIT = 1024 * 1024
    response = manager.post("/imports/new/spend/", {"file": SimpleUploadedFile("big.csv", b"x" * (1024 * 1024 + 1))})
    assert errors_of(response)["file"] == ["The file is larger than 1 MB. Send it in several files."]


def test_missing_column_is_said_before_anything_is_checked(manager: Client) -> None:
    sent = send(manager, b"customer,on,amount\nHalden Bank,2025-01-31,4000\n")
    response = manager.post(
        f"/imports/{sent.pk}/columns/",
        {"column_customer": "customer", "column_on": "on", "column_amount": "amount", "locale": "en", "dates": "iso"},
    )
    assert response.status_code == 422
    assert set(errors_of(response)) == {"column_external_id", "column_kind", "column_source"}
    assert not ImportJob.objects.exists()


def test_one_heading_for_two_columns_is_refused(manager: Client) -> None:
    sent = send(manager, spend("4000"))
    response = manager.post(f"/imports/{sent.pk}/columns/", AS_THEY_STAND | {"column_source": "kind"})
    assert errors_of(response)["column_source"] == ["“kind” is chosen for “Kind” already."]


@pytest.mark.parametrize(("language", "heading"), [("en", "Number"), ("de", "Nummer")])
def test_a_heading_that_is_called_as_the_page_calls_the_column_is_found(language: str, heading: str) -> None:
    with translation.override(language):
        found = guess_columns([heading], KINDS["spend"].columns, other_words=other_words("spend"))
    assert found == {"external_id": heading}


def test_headings_are_remembered_for_the_firm(cast: Cast, manager: Client, client_of: ClientOf) -> None:
    odd = spend("4000").replace(b"external_id,customer", b"Vorgang,Haus")
    sent = send(manager, odd)
    choices = AS_THEY_STAND | {"column_external_id": "Vorgang", "column_customer": "Haus"}
    manager.post(f"/imports/{sent.pk}/columns/", choices)
    sent.refresh_from_db()
    manager.post(f"/imports/{sent.pk}/confirm/", {"plan": sent.plan})
    colleague = client_of(cast.administrator)
    other = send(colleague, odd.replace(b"4000", b"5000"))
    initial = colleague.get(f"/imports/{other.pk}/columns/").context["form"].initial
    assert (initial["column_external_id"], initial["column_customer"]) == ("Vorgang", "Haus")


def test_columns_of_another_file_are_mapped_into_measurements(cast: Cast, manager: Client) -> None:
    """The published file has a carrier, a year, a month, and no word of ours but those."""
    Customer.objects.filter(pk=cast.halden.pk).update(external_id="AA")
    dimension_of(cast.halden, name="Delay minutes")
    head, *rows = ORD.read_text().splitlines()
    sent = send(manager, "\n".join([head, *(row for row in rows if ",AA," in row)]).encode(), "measurements")
    choices = {
        "column_customer": "carrier",
        "same_dimension": "Delay minutes",
        "column_month": "month",
        "column_year": "year",
        "column_value": "carrier_delay",
        "column_volume": "arr_flights",
        "same_source": "US Bureau of Transportation Statistics",
        "locale": "en",
        "dates": "iso",
    }
    manager.post(f"/imports/{sent.pk}/columns/", choices)
    sent.refresh_from_db()
    manager.post(f"/imports/{sent.pk}/confirm/", {"plan": sent.plan})
    assert Measurement.objects.count() == 48
    first = Measurement.objects.order_by("period_start").first()
    assert first is not None
    assert (first.period_end, str(first.value), str(first.volume)) == (date(2016, 1, 31), "12889", "4664")


@pytest.mark.parametrize("kind", imports.KINDS)
def test_templates_can_be_imported(kind: str, manager: Client) -> None:
    for ending in ("csv", "xlsx"):
        content = manager.get(f"/imports/new/{kind}/template.{ending}").content
        found = imports.look(kind, content)
        assert set(imports.KINDS[kind].columns.needed) <= set(found.headings)
        if ending == "xlsx":
            assert len(load_workbook(io.BytesIO(content)).sheetnames) == 2


def test_contributor_imports_readings_alone(cast: Cast, client_of: ClientOf) -> None:
    contributor = client_of(cast.contributor)
    assert contributor.get("/imports/new/measurements/").status_code == 200
    assert contributor.get("/imports/new/spend/").status_code == 403
    assert [one["kind"] for one in contributor.get("/imports/").context["kinds"]] == list(imports.READINGS)


def test_file_of_a_colleague_is_seen_by_administrators_alone(cast: Cast, manager: Client, client_of: ClientOf) -> None:
    sent = checked(manager, spend("4000"))
    assert client_of(cast.second_account_manager).get(f"/imports/{sent.pk}/").status_code == 404
    assert client_of(cast.leader).get(f"/imports/{sent.pk}/").status_code == 404
    administrator = client_of(cast.administrator)
    assert administrator.get(f"/imports/{sent.pk}/").status_code == 200
    assert administrator.post(f"/imports/{sent.pk}/confirm/", {"plan": sent.plan}).status_code == 403


def test_rights_are_those_of_the_moment_of_writing(cast: Cast, manager: Client) -> None:
    sent = checked(manager, spend("4000"))
    Customer.objects.filter(pk=cast.halden.pk).update(accountable=cast.second_account_manager)
    manager.post(f"/imports/{sent.pk}/confirm/", {"plan": sent.plan})
    assert not SpendEntry.objects.exists()
    assert "You have no customer of this name." in text_of(manager, f"/imports/{sent.pk}/")


def test_cancelled_import_writes_nothing(manager: Client) -> None:
    sent = checked(manager, spend("4000"))
    manager.post(f"/imports/{sent.pk}/cancel/")
    assert manager.post(f"/imports/{sent.pk}/confirm/", {"plan": sent.plan}).status_code == 422
    assert not SpendEntry.objects.exists()
    assert "Cancelled: nothing was written" in text_of(manager, f"/imports/{sent.pk}/")


def test_written_import_cannot_be_cancelled(manager: Client) -> None:
    sent = confirmed(manager, spend("4000"))
    manager.post(f"/imports/{sent.pk}/cancel/")
    sent.refresh_from_db()
    assert sent.stage == "written"


def test_history_can_be_searched(manager: Client) -> None:
    confirmed(manager, spend("4000"))
    assert "march.csv" in text_of(manager, "/imports/?q=march")
    assert "No import fits" in text_of(manager, "/imports/?q=april")
    assert "No import fits" in text_of(manager, "/imports/?kind=contracts")


def test_name_of_the_file_is_text(manager: Client) -> None:
    sent = send(manager, spend("1"), name="<b>..\x07\u202ex.csv")
    assert "<b>" not in text_of(manager, f"/imports/{sent.pk}/").partition("<main")[2].partition("Rows")[0]
    assert sent.filename == "<b>..x.csv"
    assert sent.digest in sent.file and "<" not in sent.file


def test_old_files_are_removed_and_the_record_stays(manager: Client, settings: Any) -> None:
    sent = confirmed(manager, spend("4000"))
    other = send(manager, spend("5000"))
    FileImport.objects.update(sent_at=timezone.now() - timedelta(days=settings.IMPORT_FILE_DAYS + 1))
    paths = [sent.file, other.file]
    assert imports.remove_old_files() == 2
    assert not any(default_storage.exists(path) for path in paths)
    sent.refresh_from_db()
    other.refresh_from_db()
    assert (sent.stage, sent.created, other.stage) == ("written", 1, "cancelled")
    assert "The rows are no longer kept." in text_of(manager, f"/imports/{sent.pk}/")
    assert manager.get(f"/imports/{other.pk}/columns/").status_code == 302


def test_300_refused_rows_are_paged(manager: Client) -> None:
    sent = checked(manager, spend(*["much"] * 300))
    assert "1 to 50 of 300" in text_of(manager, f"/imports/{sent.pk}/")
    assert "Line 302" not in text_of(manager, f"/imports/{sent.pk}/?page=5")
    assert "Line 301" in text_of(manager, f"/imports/{sent.pk}/?page=6")
    assert len(manager.get(f"/imports/{sent.pk}/").content) < 60_000


def test_large_file_waits_for_a_worker(
    manager: Client, settings: Any, queries_of: Callable[[Client, str], int]
) -> None:
    settings.IMPORT_AT_ONCE_BYTES = 10
    sent = checked(manager, spend("4000"))
    assert sent.stage == "checking"
    assert "The file waits to be read." in text_of(manager, f"/imports/{sent.pk}/")
    assert queries_of(manager, f"/imports/{sent.pk}/") <= 10
    assert imports.run(sent.jobs.get().pk)
    assert "This would write 1 new row" in text_of(manager, f"/imports/{sent.pk}/")


def test_contracts_in_the_browser(manager: Client) -> None:
    sent = send(manager, b"customer,name,starts_on\nHalden Bank,Licence,2025-01-01\n", "contracts")
    choices = {f"column_{name}": name for name in ("customer", "name", "starts_on")} | {"locale": "en", "dates": "iso"}
    manager.post(f"/imports/{sent.pk}/columns/", choices)
    sent.refresh_from_db()
    manager.post(f"/imports/{sent.pk}/confirm/", {"plan": sent.plan})
    assert Contract.objects.get().name == "Licence"


def test_imported_customers_are_linked_and_their_history_says_so(manager: Client) -> None:
    sent = send(manager, b"name,currency,industry\nNeu Werk,EUR,Steel\nHalden Bank,EUR,\n", "customers", "firms.csv")
    columns = {f"column_{name}": name for name in ("name", "currency", "industry")}
    assert manager.post(f"/imports/{sent.pk}/columns/", columns | {"locale": "en"}).status_code == 302
    sent.refresh_from_db()
    manager.post(f"/imports/{sent.pk}/confirm/", {"plan": sent.plan})
    customer = Customer.objects.get(name="Neu Werk")

    page = text_of(manager, f"/imports/{sent.pk}/")

    assert f'To the customers: <a href="/customers/{customer.pk}/">Neu Werk</a></p>' in page
    assert "Imported from the file</strong>: nothing → firms.csv" in text_of(
        manager, f"/customers/{customer.pk}/changes/"
    )
    assert not Customer.objects.get(name="Halden Bank").changes.exists(), "nothing of it was written"


def test_what_an_import_changes_is_said_under_the_names_of_its_columns(manager: Client) -> None:
    sent = send(manager, b"name,currency,industry,stage\nHalden Bank,EUR,Steel,lost\n", "customers", "firms.csv")
    columns = {f"column_{name}": name for name in ("name", "currency", "industry", "stage")}
    manager.post(f"/imports/{sent.pk}/columns/", columns | {"locale": "en", "dates": "iso"})
    page = text_of(manager, f"/imports/{sent.pk}/?show=rows")
    assert "→ Steel; Stage: delivery → lost" in page and "Industry: " in page and "stage: " not in page
