"""The list of documents, and ordering a new one from there."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date, timedelta
from types import SimpleNamespace
from typing import Any

import pytest
import time_machine
from django.test import Client
from django.utils import timezone

from accounts.models import Customer
from reports.models import Report
from reports.queries.documents import headline
from reports.services import request_report
from tests.cast import Cast, agreed, dimension_of
from tests.factories import ReportAccessFactory, ReportFactory, SpendEntryFactory
from tests.pages.conftest import ClientOf

pytestmark = pytest.mark.django_db
QueriesOf = Callable[[Client, str], int]


def report(customer: Customer, **fields: object) -> Report:
    done = {"file_digest": "0" * 64, "file": "x"} if fields.get("state") == Report.State.DONE else {}
    made: Report = ReportFactory(snapshot__customer=customer, **done | fields)
    return made


def numbers(client: Client, query: str = "") -> list[int]:
    return [row["number"] for row in client.get(f"/reports/?{query}").context["rows"]]


def test_list_shows_documents_of_visible_customers_alone(cast: Cast, manager: Client, client_of: ClientOf) -> None:
    report(cast.halden, number=1)
    report(cast.orlik, number=2)
    assert numbers(manager) == [1]
    assert sorted(numbers(client_of(cast.administrator))) == [1, 2]


def test_each_line_says_state_who_ordered_and_how_often_it_was_taken_away(cast: Cast, manager: Client) -> None:
    ready = report(cast.halden, number=7, state=Report.State.DONE, requested_by=cast.champion.user)
    ReportAccessFactory.create_batch(2, report=ready)
    report(cast.halden, number=8, state=Report.State.FAILED, last_error="no font has 𓀀")
    page = manager.get("/reports/").content.decode()
    for words in (
        "Past Value Delivered, edition\N{NO-BREAK SPACE}7",
        "ready",
        "2 times",
        cast.champion.user.name,
        "not made: no font has 𓀀",
    ):
        assert words in page
    assert f'href="/reports/{ready.code}/download/"' in page
    assert "Make it again" in page


def test_a_later_decision_overtakes(cast: Cast, manager: Client) -> None:
    report(cast.halden, number=1, state=Report.State.DONE)
    assert numbers(manager, "state=done") == [1]
    agreed(dimension_of(cast.halden), by=cast.champion)
    report(cast.halden, number=2, state=Report.State.DONE, snapshot__ledger_seq=1)
    assert (numbers(manager, "state=done"), numbers(manager, "state=overtaken")) == ([2], [1])
    assert "overtaken by a later decision" in manager.get("/reports/").content.decode()


def test_list_searches_filters_sorts_and_pages_by_its_address(cast: Cast, client_of: ClientOf) -> None:
    client = client_of(cast.administrator)
    first = report(cast.halden, number=11, requested_by=cast.champion.user, snapshot__as_at=date(2026, 1, 1))
    report(cast.orlik, number=12, state=Report.State.RUNNING, snapshot__as_at=date(2025, 1, 1))
    assert numbers(client) == [12, 11]
    assert numbers(client, "sort=as-at") == [12, 11]
    assert numbers(client, "sort=customer") == [11, 12]
    assert numbers(client, "q=halden") == numbers(client, f"q={first.code.lower()}") == numbers(client, "q=11") == [11]
    assert numbers(client, "state=running") == [12]
    assert numbers(client, "state=%00&sort=x&page=99999999999999999999") == [12, 11]


def test_an_empty_list_says_what_to_do(cast: Cast, manager: Client, client_of: ClientOf) -> None:
    assert "No report yet" in (page := manager.get("/reports/").content.decode()) and 'href="/reports/new/"' in page
    assert "No report fits" in manager.get("/reports/?q=nothing").content.decode()
    assert "you see none yet" in client_of(cast.of_two).get("/reports/").content.decode()


def test_a_line_that_is_being_made_asks_again_for_itself(cast: Cast, manager: Client) -> None:
    waiting = report(cast.halden)
    asks = f'hx-get="/reports/{waiting.code}/" hx-trigger="every 2s"'
    assert asks in manager.get("/reports/").content.decode()
    htmx = {"HX-Request": "true", "HX-Target": f"row-{waiting.code}"}
    line = manager.get(f"/reports/{waiting.code}/", headers=htmx).content.decode().strip()
    assert line.startswith(f'<tr id="row-{waiting.code}"') and asks in line
    Report.objects.filter(pk=waiting.pk).update(state=Report.State.DONE, file_digest="0" * 64)
    done = manager.get(f"/reports/{waiting.code}/", headers=htmx).content.decode()
    assert "every 2s" not in done and "/download/" in done


def test_a_new_one_is_ordered_from_the_list(cast: Cast, manager: Client) -> None:
    page = manager.get("/reports/new/?q=halden")
    row = page.context["rows"][0]
    assert "No report yet" in page.content.decode()
    answer = manager.post(row["order_url"], {"request_key": row["request_key"]})
    made = Report.objects.get()
    assert answer.headers["Location"] == f"/reports/{made.code}/"
    assert (made.customer, made.requested_by) == (cast.halden, cast.account_manager.user)
    assert "Nothing was decided since." in manager.get("/reports/new/").content.decode()


def test_lists_cost_the_same_with_more_rows(cast: Cast, manager: Client, queries_of: QueriesOf) -> None:
    for _time in range(3):
        report(cast.halden)
        assert (queries_of(manager, "/reports/"), queries_of(manager, "/reports/new/")) == (5, 5)


def finished(customer: Customer, **changes: object) -> Report:
    """A PVD report of the customer as it stands, whose file is there."""
    made = request_report(customer=customer, requested_by=None, locale="en")
    Report.objects.filter(pk=made.pk).update(state=Report.State.DONE, file="x", file_digest="0" * 64, **changes)
    made.refresh_from_db()
    return made


def test_a_report_is_not_made_again_while_nothing_has_changed(cast: Cast, client_of: ClientOf) -> None:
    agreed(dimension_of(cast.halden), by=cast.champion)
    first = finished(cast.halden)
    order = f"/customers/{cast.halden.pk}/reports/new/"
    with time_machine.travel(timezone.now() + timedelta(hours=30), tick=False):
        manager = client_of(cast.account_manager)
        answer = manager.post(order, {"request_key": "a"})
        assert answer.headers["Location"] == f"/reports/{first.code}/?unchanged=1"
        page = manager.get(answer.headers["Location"]).content.decode()
        assert "Nothing changed since this edition" in page and 'name="anyway"' in page
        assert Report.objects.count() == 1

        again = f"/reports/{first.code}/again/"
        twice = [manager.post(again, {"anyway": "1", "request_key": "b"}).headers["Location"] for _time in range(2)]
        assert twice[0] == twice[1] and Report.objects.count() == 2


def test_a_report_is_made_again_after_a_decision_or_in_another_language(cast: Cast, manager: Client) -> None:
    first = finished(cast.halden)
    other = request_report(customer=cast.halden, requested_by=None, locale="de", unless_unchanged=True)
    agreed(dimension_of(cast.halden), by=cast.champion)
    later = request_report(customer=cast.halden, requested_by=None, locale="en", unless_unchanged=True)
    assert len({first.pk, other.pk, later.pk}) == 3


def test_the_page_of_a_report_says_what_is_being_done_then_what_it_found(cast: Cast, manager: Client) -> None:
    agreed(dimension_of(cast.halden), by=cast.champion)
    SpendEntryFactory(customer=cast.halden, on=date(2025, 1, 10), amount_minor=2_000_000)
    made = request_report(customer=cast.halden, requested_by=None, locale="en")
    page = manager.get(f"/reports/{made.code}/").content.decode()
    assert (
        page.count("Past Value Delivered, edition\N{NO-BREAK SPACE}1") == 2
    )  # in the title of the window, and as the heading
    assert "about 10 seconds" in page and "every 2s" in page

    Report.objects.filter(pk=made.pk).update(state=Report.State.DONE, file="x", file_digest="0" * 64, file_size=412_000)
    htmx = {"HX-Request": "true", "HX-Target": f"state-{made.code}"}
    done = manager.get(f"/reports/{made.code}/", headers=htmx).content.decode()
    assert done.strip().startswith(f'<div id="state-{made.code}"') and "every 2s" not in done
    assert "How to check it" in done and "0" * 64 in done
    for words in ("20,000", "Value after shortfalls", "Net", "Download the PDF"):
        assert words in done


def test_a_page_that_swaps_itself_is_the_page_that_is_loaded(cast: Cast, client_of: ClientOf) -> None:
    """Whatever becomes of the document while she looks: nothing is there only after she loads the page again."""
    made = request_report(customer=cast.halden, requested_by=None, locale="en")
    ready = {"state": Report.State.DONE, "file": "x", "file_digest": "0" * 64, "file_size": 412_000}
    htmx = {"HX-Request": "true", "HX-Target": f"state-{made.code}"}
    drawn = re.compile(r'(name="(?:csrfmiddlewaretoken|request_key)" value=")[^"]+')  # anew for each page
    for person in (cast.account_manager, cast.contributor, cast.champion):
        client = client_of(person)
        for fields in ({"state": Report.State.RUNNING}, {"state": Report.State.FAILED, "last_error": "No."}, ready):
            Report.objects.filter(pk=made.pk).update(**fields)
            swapped = drawn.sub(r"\1", client.get(f"/reports/{made.code}/", headers=htmx).content.decode()).strip()
            loaded = drawn.sub(r"\1", client.get(f"/reports/{made.code}/").content.decode())
            assert swapped in loaded
            about = loaded.replace(swapped, "")
            assert "</h1>" in about and "<h2" not in about.partition("<main")[2].partition("</main>")[0]
        assert 'id="links"' in swapped and ("/links/new/" in swapped) is (person is not cast.contributor)


def test_a_report_is_saved_under_a_name_that_says_what_it_is(cast: Cast) -> None:
    made = ReportFactory(snapshot__customer=cast.halden, snapshot__as_at=date(2026, 11, 25), locale="de")
    assert made.filename == "Past Value Delivered, Halden Bank, 25. November 2026.pdf"


def test_what_is_not_in_money_leads_with_its_victory() -> None:
    """Cost alone, without the win, is no answer."""
    figures = {
        "customer": {"currency": "EUR"},
        "spend": {"rows": [1]},
        "outcomes": [{"dimensions": [{"key": "7", "unit": "days"}]}],
        "answer": {
            "spent": 100,
            "state": "not_monetised",
            "victory": {"dimension": "7", "label": "Days to close", "value": "1", "baseline": "30"},
        },
    }
    report: Any = SimpleNamespace(
        edition=Report.Edition.PVD, state=Report.State.DONE, snapshot=SimpleNamespace(frozen=lambda: figures)
    )

    spent, won = headline(report)

    assert spent["minor"] == 100
    assert (won["label"], won["words"].replace("\N{NO-BREAK SPACE}", " ")) == ("Days to close", "1, was 30 days")


def test_a_document_speaks_its_readers_language(cast: Cast, manager: Client, client_of: ClientOf) -> None:
    """What the supplier orders is the customer's to read; a person of the customer orders it in her own language."""
    Customer.objects.filter(pk=cast.halden.pk).update(locale="de")
    order = f"/customers/{cast.halden.pk}/reports/new/"
    manager.post(order, {"request_key": "once"}, headers={"accept-language": "en"})
    manager.post(order, {"request_key": "once", "locale": "en"}, headers={"accept-language": "en"})
    manager.post(order, {"request_key": "twice", "locale": "xx"}, headers={"accept-language": "en"})
    client_of(cast.champion).post(order, headers={"accept-language": "en"})
    made = list(Report.objects.order_by("pk").values_list("locale", flat=True))
    assert made == ["de", "en", "de", "en"]


def test_a_document_in_another_language_says_so_and_is_had_in_this_one(cast: Cast, manager: Client) -> None:
    made = request_report(customer=cast.halden, requested_by=None, locale="de")
    Report.objects.filter(pk=made.pk).update(state=Report.State.DONE, file="x", file_digest="0" * 64)
    page = manager.get(f"/reports/{made.code}/").content.decode()
    assert "edition\N{NO-BREAK SPACE}1, in German" in page
    assert "Make it in English" in page
    manager.cookies["django_language"] = "de"
    assert ">Auf Englisch erstellen<" in manager.get(f"/reports/{made.code}/").content.decode()
    del manager.cookies["django_language"]
    manager.post(f"/reports/{made.code}/again/", {"locale": "en"})
    manager.post(f"/reports/{made.code}/again/", {"anyway": "1"})
    assert sorted(Report.objects.exclude(pk=made.pk).values_list("locale", flat=True)) == ["de", "en"]
