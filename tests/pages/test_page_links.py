"""Links to one document: who makes them, what they open, when they end, and what a stranger learns of them."""

from __future__ import annotations

import logging
from datetime import UTC, date, datetime, timedelta
from html import unescape
from typing import Any

import pytest
import time_machine
from django.core.cache import cache
from django.db import IntegrityError, transaction
from django.test import Client
from django.utils import timezone

from accounts import mail as outbox
from accounts.edits import end_stakeholder
from accounts.imports.stakeholders import import_stakeholders
from accounts.member_services import come_back, leave
from accounts.models import MailMessage, Stakeholder
from accounts.notation import date_long
from config.logs import formatter
from reports.dispatcher import do_chores
from reports.links import MOST_OPEN, link_of, make_link, revoke_link
from reports.models import Report, ReportAccess, ReportLink
from tests.access.world import PDF, finish_report
from tests.cast import Cast, actor, agreed, dimension_of, refused
from tests.factories import ReportFactory, ReportLinkFactory
from tests.pages.conftest import ClientOf, errors_of
from tests.reading import seen

CODE = "7" * 26
FORM = {"for_name": "Karl Thoma, CFO", "email": "", "locale": "en", "days": "30"}
ENDED = "This link opens no document"


@pytest.fixture(autouse=True)
def no_limits_yet() -> None:
    cache.clear()


@pytest.fixture
def report(cast: Cast) -> Report:
    made: Report = ReportFactory(snapshot__customer=cast.halden)
    finish_report(made)
    return made


def made_by(person: Any, report: Report, **fields: Any) -> tuple[ReportLink, str]:
    return make_link(report=report, actor=actor(person), **{"for_name": "Karl Thoma", "locale": "en"} | fields)


def words_of(response: Any) -> str:
    return " ".join(unescape(response.content.decode()).split())


# --- Made -------------------------------------------------------------------------------------------------------------
def test_a_link_keeps_no_code_and_works_for_the_days_chosen(cast: Cast, report: Report) -> None:
    link, code = made_by(cast.champion, report, days=7)
    assert len(code) == 26 and code not in str(ReportLink.objects.values().get(pk=link.pk))
    assert link.last_day == cast.nordwerk.today() + timedelta(days=7)
    assert (link.stakeholder, link.membership, link.customer) == (cast.champion, None, cast.halden)
    found = link_of(code.lower())
    assert found is not None and found.pk == link.pk
    assert not MailMessage.objects.exists()
    refused("days", made_by, person=cast.champion, report=report, days=365)


def test_the_same_request_makes_one_link(cast: Cast, report: Report) -> None:
    first, code = made_by(cast.champion, report, request_key="k")
    again, nothing = made_by(cast.champion, report, request_key="k")
    assert again == first and code and nothing == ""
    refused("key_reused", made_by, person=cast.champion, report=report, request_key="k", for_name="Wanda Wolf")


def test_only_a_document_that_is_made_has_links_and_not_too_many(cast: Cast, report: Report) -> None:
    refused("not_ready", made_by, person=cast.champion, report=ReportFactory(snapshot__customer=cast.halden))
    for number in range(MOST_OPEN):
        ReportLinkFactory(report=report, code=str(number))
    refused("too_many", made_by, person=cast.champion, report=report)
    ReportLink.objects.filter(report=report).update(made_at=datetime(2020, 1, 1, tzinfo=UTC), expires_at=timezone.now())
    assert made_by(cast.champion, report)[1]


def test_the_supplier_mails_to_the_customer_alone_and_the_customer_to_anybody(cast: Cast, report: Report) -> None:
    refused("foreign_domain", made_by, person=cast.account_manager, report=report, email="karl@elsewhere.example")
    made_by(cast.account_manager, report, email="Karl@Halden.example")
    made_by(cast.champion, report, email="board@elsewhere.example", locale="de")
    assert sorted(MailMessage.objects.values_list("to", flat=True)) == [
        "board@elsewhere.example",
        "karl@halden.example",
    ]


def test_the_mail_leads_to_the_document_and_is_not_kept(cast: Cast, report: Report, settings: Any) -> None:
    settings.DEV_MAIL = False
    _link, code = made_by(cast.champion, report, email="board@elsewhere.example")
    mail = MailMessage.objects.get()
    assert f"/document/{code}/" in mail.body and "Clara Meier" in mail.subject
    assert outbox.send(mail.pk)
    mail.refresh_from_db()
    assert mail.body == ""


def test_the_database_takes_a_link_of_one_person_that_expires_later(cast: Cast, report: Report) -> None:
    for fields in (
        {"stakeholder": cast.champion},
        {"membership": None},
        {"expires_at": datetime(2000, 1, 1, tzinfo=UTC)},
        {"revoked_by_stakeholder": cast.champion},
        {"revoked_at": timezone.now()},
        {"ending": "left"},
    ):
        with pytest.raises(IntegrityError), transaction.atomic():
            ReportLinkFactory(report=report, **fields)


# --- Opened -----------------------------------------------------------------------------------------------------------
def test_the_page_says_who_gives_what_and_fetches_nothing(cast: Cast, report: Report) -> None:
    _link, code = made_by(cast.champion, report)
    for method in ("get", "head"):
        response = getattr(Client(), method)(f"/document/{code}/")
        assert response.status_code == 200 and not response.cookies
        assert "no-store" in response["Cache-Control"] and response["Referrer-Policy"] == "no-referrer"
        assert "noindex" in response["X-Robots-Tag"]
    words = words_of(Client().get(f"/document/{code}/"))
    assert "A document for Karl Thoma" in words
    assert "Clara Meier of Halden Bank gives you one document: what Halden Bank spent with Nordwerk" in words
    assert "csrf" not in words.lower() and report.code not in words
    assert not ReportAccess.objects.exists()


def test_the_button_opens_the_file_and_writes_it_down(cast: Cast, report: Report) -> None:
    link, code = made_by(cast.champion, report)
    response = Client(enforce_csrf_checks=True).post(f"/document/{code}/")
    assert b"".join(response.streaming_content) == PDF  # type: ignore[attr-defined]
    assert response["Content-Disposition"].startswith("attachment") and response["Content-Type"] == "application/pdf"
    assert "no-store" in response["Cache-Control"] and not response.cookies
    opening = ReportAccess.objects.get()
    assert (opening.report, opening.link, opening.by) == (report, link, None)


def test_the_page_speaks_the_language_chosen_for_the_reader(cast: Cast, report: Report) -> None:
    _link, code = made_by(cast.champion, report, locale="de")
    assert '<html lang="de"' in Client().get(f"/document/{code}/").content.decode()


def test_an_overtaken_document_says_so_and_still_opens(cast: Cast, report: Report) -> None:
    agreed(dimension_of(cast.halden), by=cast.champion)
    _link, code = made_by(cast.champion, report)
    assert "Something was decided since." in words_of(Client().get(f"/document/{code}/"))
    assert "ask Clara Meier for the current one" in words_of(Client().get(f"/document/{code}/"))
    assert Client().post(f"/document/{code}/").status_code == 200


def test_a_link_opens_its_own_document_alone(cast: Cast, report: Report) -> None:
    other = ReportFactory(snapshot__customer=cast.halden, number=77)
    finish_report(other)
    _link, code = made_by(cast.champion, report)
    Client().post(f"/document/{code}/")
    assert set(ReportAccess.objects.values_list("report", flat=True)) == {report.pk}
    for one in (report, other):
        assert Client().get(f"/reports/{one.code}/download/").status_code == 302
        assert Client().get(f"/document/{one.code}/").status_code == 404


def test_a_link_asked_too_often_waits_known_or_not(cast: Cast, report: Report, settings: Any) -> None:
    settings.ACCOUNT_RATE_LIMITS = {"shared_document": "1/m/key"}
    _link, code = made_by(cast.champion, report)
    pages = []
    for one in (code, "0" * 26):
        assert Client().post(f"/document/{one}/").status_code in {200, 404}
        response = Client().post(f"/document/{one}/")
        assert response.status_code == 429 and not response.cookies
        pages.append(response.content)
    assert pages[0] == pages[1] and ReportAccess.objects.count() == 1
    assert Client().get(f"/document/{code}/").status_code == 200


@pytest.mark.parametrize("room", ["benchmark", "document", "invitation", "join"])
def test_no_log_keeps_a_code(room: str) -> None:
    line = logging.LogRecord("x", logging.INFO, "", 0, f"GET /{room}/{CODE}/ 200", (), None)
    said = formatter().format(line)
    assert f"/{room}/" in said and CODE not in said


# --- Ended ------------------------------------------------------------------------------------------------------------
def test_a_link_works_through_its_last_day(cast: Cast, report: Report) -> None:
    with time_machine.travel(datetime(2026, 5, 1, 12, tzinfo=UTC), tick=False):
        _link, code = made_by(cast.champion, report)
    for moment, status in (
        (datetime(2026, 5, 31, 23, 59, tzinfo=cast.nordwerk.zone), 200),
        (datetime(2026, 6, 1, 0, 0, tzinfo=cast.nordwerk.zone), 404),
    ):
        with time_machine.travel(moment, tick=False):
            assert Client().get(f"/document/{code}/").status_code == status
            assert Client().post(f"/document/{code}/").status_code == status


def test_every_link_that_opens_nothing_answers_the_same(cast: Cast, report: Report) -> None:
    revoked, by_customer = made_by(cast.account_manager, report)
    revoke_link(revoked, actor=actor(cast.champion))
    expired, too_old = made_by(cast.champion, report)
    ReportLink.objects.filter(pk=expired.pk).update(made_at=datetime(2020, 1, 1, tzinfo=UTC), expires_at=timezone.now())
    pages = [
        getattr(Client(), method)(f"/document/{code}/")
        for code in (by_customer, too_old, "0" * 26, "nothing")
        for method in ("get", "post")
    ]
    assert {(one.status_code, one.content.decode()) for one in pages} == {(404, pages[0].content.decode())}
    assert ENDED in words_of(pages[0]) and "Nordwerk" not in words_of(pages[0])
    assert not ReportAccess.objects.exists()


def test_links_of_a_member_who_leaves_end_at_once_and_for_good(cast: Cast, report: Report) -> None:
    _link, hers = made_by(cast.account_manager, report)
    _other, champions = made_by(cast.champion, report)
    leave(member=cast.account_manager, actor=actor(cast.administrator), successor=cast.second_account_manager)
    assert link_of(hers) is None and link_of(champions) is not None
    cast.account_manager.refresh_from_db()
    come_back(member=cast.account_manager, actor=actor(cast.administrator))
    assert link_of(hers) is None


def test_links_of_a_champion_who_left_end_for_good(cast: Cast, report: Report, manager: Client) -> None:
    """By the day that passes, and by one that is said afterwards; no later word brings them back."""
    days = {"was": cast.nordwerk.today() - timedelta(days=1), "is": cast.nordwerk.today()}

    def last_day(day: date) -> None:
        end_stakeholder(stakeholder=cast.champion, actor=actor(cast.account_manager), until=day)

    link, passing = made_by(cast.champion, report)
    last_day(days["is"])
    assert link_of(passing) is not None
    with time_machine.travel(timezone.now() + timedelta(days=2), tick=False):
        assert link_of(passing) is None
        last_day(cast.nordwerk.today() + timedelta(days=30))
        assert link_of(passing) is None
        link.refresh_from_db()
        assert (link.ending, cast.nordwerk.today(link.revoked_at)) == ("left", days["is"])
        _other, backdated = made_by(cast.champion, report)
        last_day(days["was"])
        last_day(cast.nordwerk.today())
        assert link_of(backdated) is None
    words = words_of(manager.get(f"/reports/{report.code}/"))
    for day in (days["is"], days["is"] + timedelta(days=2)):
        assert f"ended on {date_long(day)}, when Clara Meier left" in words


def test_a_last_day_that_passes_is_written_down_and_an_import_brings_nobody_s_links_back(
    cast: Cast, report: Report
) -> None:
    link, code = made_by(cast.champion, report)
    Stakeholder.objects.filter(pk=cast.champion.pk).update(until=cast.nordwerk.today() - timedelta(days=1))
    do_chores()
    link.refresh_from_db()
    assert (link.ending, link.revoked_by_stakeholder) == ("left", None)
    ReportLink.objects.filter(pk=link.pk).update(revoked_at=None, ending="")
    again = f"customer,name,until\nHalden Bank,Clara Meier,{cast.nordwerk.today():%Y-%m-%d}\n"
    import_stakeholders(data=again.encode(), actor=actor(cast.administrator))
    assert Stakeholder.objects.get(pk=cast.champion.pk).until == cast.nordwerk.today()
    assert link_of(code) is None


# --- The pages of both sides ------------------------------------------------------------------------------------------
def test_she_makes_a_link_and_sees_it_once(cast: Cast, report: Report, client_of: ClientOf) -> None:
    clara = client_of(cast.champion)
    assert f"/reports/{report.code}/links/new/" in clara.get("/portal/").content.decode()
    response = clara.post(f"/reports/{report.code}/links/new/", FORM | {"request_key": "once"}, follow=True)
    link = ReportLink.objects.get()
    address = response.context["address"]
    assert Client().get(address.removeprefix("http://testserver")).status_code == 200
    assert address in words_of(response) and "Link for Karl Thoma, CFO" in words_of(response)
    again = clara.get(f"/links/{link.pk}/")
    assert again.status_code == 200 and "/document/" not in again.content.decode()
    assert client_of(cast.account_manager).get(f"/links/{link.pk}/").context["address"] == ""


def test_a_form_that_is_wrong_keeps_what_was_typed(cast: Cast, report: Report, manager: Client) -> None:
    wrong = FORM | {"email": "karl@elsewhere.example"}
    response = manager.post(f"/reports/{report.code}/links/new/", wrong)
    assert response.status_code == 422 and list(errors_of(response)) == ["email"]
    assert "karl@elsewhere.example" in response.content.decode() and "Karl Thoma, CFO" in words_of(response)


def test_both_sides_see_who_has_a_link_and_how_often_it_was_opened(
    cast: Cast, report: Report, manager: Client, client_of: ClientOf
) -> None:
    _link, code = made_by(cast.champion, report, email="board@elsewhere.example")
    made_by(cast.account_manager, report, for_name="Wanda Wolf")
    for _time in range(2):
        Client().post(f"/document/{code}/")
    for client in (manager, client_of(cast.champion)):
        words = words_of(client.get(f"/reports/{report.code}/"))
        for said in (
            "Karl Thoma",
            "board@elsewhere.example",
            "made by Clara Meier, Halden Bank",
            "opened 2 times, last on",
        ):
            assert said in words
        assert "Wanda Wolf" in words and "made by Mara Vogt, Nordwerk" in words and "not opened" in words


def test_the_customer_revokes_any_link_and_the_supplier_its_own(
    cast: Cast, report: Report, manager: Client, client_of: ClientOf
) -> None:
    hers, _code = made_by(cast.champion, report)
    ours, code = made_by(cast.account_manager, report)
    assert manager.post(f"/links/{hers.pk}/revoke/").status_code == 403
    assert client_of(cast.contributor).post(f"/links/{ours.pk}/revoke/").status_code == 403
    assert client_of(cast.contributor).get(f"/reports/{report.code}/links/new/").status_code == 403
    clara = client_of(cast.champion)
    assert "Mara Vogt of Nordwerk made it." in words_of(clara.get(f"/links/{ours.pk}/revoke/"))
    assert link_of(code) is not None
    clara.post(f"/links/{ours.pk}/revoke/", seen(f"link-{ours.pk}"))
    assert link_of(code) is None
    manager.post(f"/links/{ours.pk}/revoke/", seen(f"link-{ours.pk}"))
    ours.refresh_from_db()
    assert (ours.revoked_by_stakeholder, ours.revoked_by_membership) == (cast.champion, None)
    assert "by Clara Meier" in words_of(manager.get(f"/reports/{report.code}/"))
