"""Nothing that a person reads is bare English: pages, their errors, refusals, mails, documents with their charts."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings as project
from django.db import connection
from django.urls import reverse
from django.utils import translation

from accounts.models import Customer, Invitation, MailMessage, Supplier
from outcomes.models import Evidence
from reports import document
from reports.imports import KINDS
from reports.models import Report
from reports.pack import pdf, pptx
from reports.services import request_report
from tests.access.matrix import ROWS, Row
from tests.access.pptx_text import texts_of_pptx
from tests.access.walk import ask, client_of, undone
from tests.access.world import World
from tests.reports import pack_figures
from tests.walls.pseudo import accented, bare_english, make_catalogue, shown_texts

pytestmark = pytest.mark.timeout(240)
# In files columns have names, not words: the same in every language.
COLUMNS_OF_FILES = {name for kind in KINDS.values() for name in kind.columns.all}


@pytest.fixture(scope="module")
def catalogue(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return make_catalogue(tmp_path_factory.mktemp("pseudo"))


@pytest.fixture
def spoken(catalogue: Path, settings: Any, world: World) -> Iterator[World]:
    """The world, in which everybody reads the pseudo-locale."""
    settings.LOCALE_PATHS = [str(catalogue)]
    with undone(), translation.override("de"):
        Supplier.objects.update(locale="de")
        Customer.objects.update(locale="de")
        yield world


def data_of(world: World) -> list[str]:
    """What stands in the rows and what tests type, so that it is no text of ours."""
    codes = [
        str(code) for model in (Report, Invitation, Evidence) for code in model.objects.values_list("code", flat=True)
    ]
    grouped = ["-".join(code[start : start + 4] for start in range(0, len(code), 4)) for code in codes]
    typed = [
        str(value)
        for row in ROWS
        for data in (row.data, row.wrong or {})
        for value in row.payload(world.halden, data).values()
        # Not the keys of choices: shown bare they would be a fault.
        if isinstance(value, str) and len(value) > 3 and (value[:1].isupper() or " " in value)
    ]
    return [*grouped, *codes, *typed, connection.settings_dict["NAME"]]


def said_to(key: str, world: World, rows: list[Row]) -> Iterator[tuple[str, list[str]]]:
    """(what was asked, what the answer says) for every page, with the mails that it wrote."""
    person = world.people[key]
    for row in rows:
        url = reverse(row.name, kwargs={name: world.halden.value(path) for name, path in row.of.items()})
        requests = [("GET", None)] if row.get else []
        requests += [("POST", row.payload(world.halden))] if row.post else []
        requests += [("POST", row.payload(world.halden, row.wrong))] if row.wrong is not None else []
        for method, data in requests:
            client = client_of(person)
            client.cookies[project.LANGUAGE_COOKIE_NAME] = "de"
            with undone():
                before = MailMessage.objects.order_by("-pk").values_list("pk", flat=True).first() or 0
                answer = ask(client, method, url, data)
                mails = [f"{one.subject}\n{one.body}" for one in MailMessage.objects.filter(pk__gt=before)]
                if answer.status in {301, 302} and method == "POST" and not row.anyone:
                    # What is said above the page that follows.
                    answer = ask(client, "GET", answer.headers["Location"])
            if answer.is_html and answer.status < 500:
                yield f"{method} {url} as {key} ({answer.status})", shown_texts(answer.text)
            elif answer.content_type == "text/csv":
                heads = answer.text.partition("\n")[0].strip("\ufeff\r").split(",")
                yield f"{method} {url} as {key}", [head for head in heads if head not in COLUMNS_OF_FILES]
            for mail in mails:
                yield f"a mail of {method} {url}", mail.splitlines()


def bare_on_pages(key: str, world: World, rows: list[Row]) -> list[str]:
    """One line for each text, with the first page that says it."""
    data = data_of(world)
    heard: set[str] = set()
    found = []
    for asked, texts in said_to(key, world, rows):
        new = [one for one in texts if one not in heard]
        heard.update(new)
        found += [f"{asked}: {one}" for one in bare_english(new, data)]
    return found


CRAWLED = [row for row in ROWS if not row.not_crawled and row.name != "set_language"]


@pytest.mark.parametrize("key", ["anonymous", "administrator", "account_manager", "contributor", "champion", "clerk"])
def test_no_page_and_no_mail_speaks_bare_english(key: str, spoken: World) -> None:
    found = bare_on_pages(key, spoken, CRAWLED)
    if found:
        pytest.fail("\n".join(["Mark for translation:", *found[:25]]), pytrace=False)


def test_no_document_speaks_bare_english(spoken: World) -> None:
    place = spoken.halden
    customer = Customer.objects.select_related("supplier").get(pk=place.customer.pk)
    report = request_report(customer=customer, requested_by=None, locale="de", prepared_for=place.champion)
    figures = report.snapshot.frozen()
    # An address may break before its @: its parts are texts of their own.
    names = [one["email"].partition("@")[0] for one in figures["contacts"] if one["email"]]
    found = bare_english(shown_texts(document.html(figures, locale="de")), [*data_of(spoken), *names])
    if found:
        pytest.fail("\n".join(["Mark for translation:", *found[:25]]), pytrace=False)


def test_no_review_pack_speaks_bare_english(spoken: World) -> None:
    """With everything in it, and with nothing: as PDF and as PPTX with its charts and notes."""
    place = spoken.halden
    customer = Customer.objects.select_related("supplier").get(pk=place.customer.pk)
    asked = {"since": "2024-01-01", "until": "2026-12-31", "with_scope": True}
    report = request_report(customer=customer, requested_by=None, locale="de", edition=Report.Edition.PACK, asked=asked)
    texts = []
    for figures in (report.snapshot.frozen(), pack_figures.rich(scope=True), pack_figures.nothing()):
        texts += shown_texts(pdf.html(figures, "de")) + texts_of_pptx(pptx.render(figures, locale="de"))
    typed = [text for text in texts_in(pack_figures.rich(scope=True)) if text]
    found = bare_english(texts, [*data_of(spoken), *typed])
    if found:
        pytest.fail("\n".join(["Mark for translation:", *found[:25]]), pytrace=False)


def texts_in(value: Any) -> list[str]:
    """Every text in frozen figures that is long enough to be words."""
    if isinstance(value, dict):
        return [text for one in value.values() for text in texts_in(one)]
    if isinstance(value, list):
        return [text for one in value for text in texts_in(one)]
    return [value, value.partition("://")[2]] if isinstance(value, str) and len(value) > 3 else []


def test_frozen_figures_hold_no_words_of_ours(spoken: World) -> None:
    """A snapshot is printed in any language: what is said about a figure is chosen when it is printed."""
    text = json.dumps(spoken.halden.report.snapshot.frozen(), ensure_ascii=False)
    assert accented("confirmed") not in text


def test_templates_leave_quotation_marks_to_the_language() -> None:
    """Around what somebody wrote they are the filter's, or stand in a text that is translated."""
    translated = re.compile(r"\{% blocktranslate.*?\{% endblocktranslate %\}", re.DOTALL)
    found = {
        path.relative_to(project.BASE_DIR).as_posix(): re.findall(
            r"“\s*\{\{.*?\}\}", translated.sub("", path.read_text())
        )
        for path in (Path(project.BASE_DIR) / "templates").rglob("*.*")
    }
    assert len(found) > 200
    assert {name: marks for name, marks in found.items() if marks} == {}


# --- Would it be heard? -----------------------------------------------------------------------------------------------


def test_a_bare_word_is_heard() -> None:
    page = f'<main><p>{accented("Value after shortfalls")}</p><p>Bare words</p><img alt="a chart">'
    assert bare_english(shown_texts(page)) == ["Bare words: “Bare words”", "chart: “a chart”"]
    assert bare_english(["Nordwerk 12,5 %"], ["Nordwerk"]) == []


def test_placeholders_and_tags_stay() -> None:
    assert (
        accented("%(count)s of {name} <b>now</b> &amp; 5 %%")
        == f"%(count)s {accented('of')} {{name}} <b>{accented('now')}</b> &amp; 5 %%"
    )


def test_a_text_that_nobody_marked_is_heard(spoken: World, monkeypatch: pytest.MonkeyPatch) -> None:
    rows = [row for row in ROWS if row.name == "outcomes:claim_list"]
    assert not bare_on_pages("champion", spoken, rows)
    monkeypatch.setattr("accounts.context.place_of", lambda actor: "Somebody somewhere")
    assert "Somebody somewhere" in bare_on_pages("champion", spoken, rows)[0]
