"""Nobody meets a text that is not for her: in pages, answers to what she sends, files, documents or mails."""

from __future__ import annotations

import io
import json
import re
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import timedelta
from html import unescape
from typing import Any
from urllib.parse import parse_qs, quote, urlencode, urljoin, urlsplit

import pypdf
import pytest
from django.apps import apps
from django.urls import resolve, reverse
from django.urls.exceptions import Resolver404

from accounts.models import MailMessage, Stakeholder
from accounts.querysets import CustomerQuerySet
from engagements.querysets import OfProblemQuerySet
from outcomes.services.erasure import erase_person
from reports import document
from reports.models import Snapshot
from reports.pack import pdf, pptx
from tests.access.canary import PASSED, Canary, our_models, text_fields
from tests.access.entitled import is_internal, may_meet
from tests.access.matrix import ROWS, Row
from tests.access.pptx_text import texts_of_pptx
from tests.access.walk import Answer, ask, client_of, undone
from tests.access.world import Person, Place, World

pytestmark = pytest.mark.timeout(180)
SIDES = {
    "supplier": [
        "administrator", "leader", "account_manager", "contributor", "other_leader", "second_account_manager",
        "of_two_elsewhere", "foreign_administrator",
    ],
    "customer": ["anonymous", "champion", "cfo", "clerk", "other_champion", "foreign_champion"],
}  # fmt: skip
SENDERS = {"anonymous", "account_manager", "champion", "clerk", "foreign_administrator"}
PEOPLE = [key for side in SIDES.values() for key in side]
# Parameters of lists that show, order or group the same rows.
ARRANGES = {"sort", "view", "by", "page", "person"}
LINK = re.compile(r'(?:href|action|hx-get|hx-post|src|data-url)="([^"#]+)')


# --- Is there a canary everywhere? ------------------------------------------------------------------------------------


def test_every_text_field_of_every_customer_has_a_canary(world: World) -> None:
    """A new text field joins by itself; a new model has to be furnished in tests/access/world.py."""
    there = {canary.field for canary in world.aviary.canaries.values()}
    expected = {name for model in our_models() for name in text_fields(model)} | PASSED
    missing = sorted(expected - there)
    assert not missing, (
        f"Make such a row in furnish() of tests/access/world.py, or say in canary.NOT_WORDS why not: {missing}"
    )


def test_a_field_without_a_canary_would_be_named(world: World) -> None:
    kept = world.aviary.canaries
    world.aviary.canaries = {word: one for word, one in kept.items() if one.field != "outcomes.Outcome.goal"}
    try:
        with pytest.raises(AssertionError, match=r"outcomes\.Outcome\.goal"):
            test_every_text_field_of_every_customer_has_a_canary(world)
    finally:
        world.aviary.canaries = kept


# --- The crawl --------------------------------------------------------------------------------------------------------


def leaks_in(text: str, person: Person, world: World, *, page: str = "") -> list[Canary]:
    return leaks_among(world.aviary.found_in(text), person, world, page=page)


def leaks_among(met: set[Canary], person: Person, world: World, *, page: str = "") -> list[Canary]:
    return sorted(
        (one for one in met if not may_meet(person, one, world, page=page)),
        key=lambda one: one.word,
    )


def everything_of(answer: Answer) -> str:
    """All text that came along: headers too, and what stands in a PDF."""
    parts = [f"{name}: {value}" for name, value in answer.headers.items()]
    if answer.content_type == "application/pdf" or answer.body.startswith(b"%PDF"):
        parts.append(text_of_pdf(answer.body))
    return unescape("\n".join([*parts, answer.text]))


def text_of_pdf(content: bytes) -> str:
    try:
        reader = pypdf.PdfReader(io.BytesIO(content))
        parts = [page.extract_text() for page in reader.pages]
        parts += [str(reader.metadata), *(str(one) for files in reader.attachments.values() for one in files)]
    except (pypdf.errors.PdfReadError, KeyError, AttributeError):
        return ""  # the file that stands for a document in this world
    return "\n".join(parts)


def crawl(
    person: Person, world: World, rows: list[Row] | None = None, *, follow: bool = True
) -> Iterator[tuple[str, str, Answer]]:
    """(name, what was asked, answer) for every address of every customer, then for every link that was met."""
    client = client_of(person)
    seen: set[str] = set()
    met: list[str] = []
    for row in rows or ROWS:
        if row.not_crawled:
            continue
        for place in world.places.values():
            for method, url, data in _requests(row, place, person, world):
                if method == "GET" and url in seen:  # names nothing of a customer: the same everywhere
                    continue
                seen.add(url)
                answer = _asked(client, person, method, url, data)
                if answer.is_html and answer.status == 200:
                    met += _links(answer, url)
                yield row.name, f"{method} {url}", answer
    while follow and met:
        url = met.pop()
        if url in seen or _is_rearranged(url) or (name := _page_of(url)) is None:
            continue
        seen.add(url)
        answer = _asked(client, person, "GET", url, None)
        if answer.is_html and answer.status == 200:
            met += _links(answer, url)
        yield name, f"GET {url}", answer


def _is_rearranged(url: str) -> bool:
    """Whether it combines ways to arrange a list: the same rows in some hundred orders. One at a time is followed."""
    parts = urlsplit(url)
    arranged = sum(name in ARRANGES for name in parse_qs(parts.query))
    return arranged > 1 or (arranged > 0 and "export" in parts.path)


def _requests(row: Row, place: Place, person: Person, world: World) -> Iterator[tuple[str, str, Any]]:
    """GET everywhere. What she sends is asked of one person a kind, at her own firm: elsewhere the matrix sees a 404."""
    url = reverse(row.name, kwargs={name: place.value(path) for name, path in row.of.items()})
    if row.get:
        yield "GET", url, None
    own = person.actor is None or place is world.places[person.customers[0]]
    if row.post and own and person.key in SENDERS:
        yield "POST", url, row.payload(place)
        if row.wrong is not None:
            yield "POST", url, row.payload(place, row.wrong)


def _asked(client: Any, person: Person, method: str, url: str, data: Any) -> Answer:
    """The answer, with the texts of the mails that it wrote; nothing of it stays."""
    client.cookies.clear()
    client.cookies.update(client_of(person).cookies)
    if method == "GET":
        with undone():
            return ask(client, method, url)
    with undone():
        before = MailMessage.objects.order_by("-pk").values_list("pk", flat=True).first() or 0
        answer = ask(client, method, url, data)
        _mails.extend(MailMessage.objects.filter(pk__gt=before))
    return answer


_mails: list[MailMessage] = []


def _links(answer: Answer, base: str) -> list[str]:
    found = []
    for link in LINK.findall(unescape(answer.text)):
        target = urlsplit(urljoin(base, link))
        if not target.netloc and target.path.startswith("/"):
            found.append(target.path + (f"?{target.query}" if target.query else ""))
    return found


def _page_of(url: str) -> str | None:
    """The name of what it leads to; None for files, and for what is no page."""
    try:
        name = resolve(urlsplit(url).path).view_name
    except Resolver404:
        return None
    known = {row.name: row for row in ROWS}
    return name if name in known and not known[name].not_crawled and known[name].get else None


@dataclass
class Crawled:
    """What a crawl found: a line for each leak, the names of the addresses that answered, the fields whose text was met."""

    leaks: list[str] = field(default_factory=list)
    names: set[str] = field(default_factory=set)
    fields: set[str] = field(default_factory=set)


def crawled(person: Person, world: World, **options: Any) -> Crawled:
    """Everything that this person can reach, searched for what is not for her."""
    found = Crawled()
    hers: dict[str, set[Canary]] = defaultdict(set)  # by page: what was met there and is for her
    _mails.clear()
    for name, asked, answer in crawl(person, world, **options):
        met = world.aviary.found_in(everything_of(answer))
        found.names.add(name)
        found.fields |= {one.field for one in met}
        if answer.status == 500:
            found.leaks.append(f"{asked} as {person.key}: {answer.text}")
        leaks = leaks_among(met - hers[name], person, world, page=name)
        hers[name] |= met.difference(leaks)
        found.leaks += [f"{asked} as {person.key} shows {one}" for one in leaks]
    for mail in _mails:
        found.leaks += leaks_of_mail(mail, world)
    return found


def leaks_of(person: Person, world: World, **options: Any) -> list[str]:
    """One line for each page on which this person meets what is not for her."""
    return crawled(person, world, **options).leaks


def leaks_of_mail(mail: MailMessage, world: World) -> list[str]:
    """What a mail tells its reader that she may not know; she may be several people to us."""
    readers = [
        one
        for one in world.people.values()
        if one.actor is not None and mail.to in {one.actor.user.email, _address(one)}
    ]
    text = f"{mail.subject}\n{mail.body}"
    if "/join/" in mail.body:  # somebody who is invited to the firm: what the page of the link says
        stranger = world.people["anonymous"]
        found = leaks_in(text.replace(mail.to, ""), stranger, world, page="member_invitation")
        return [f"the mail “{mail.subject}” to {mail.to} shows {one}" for one in found]
    if not readers:  # somebody who is invited just now: as the champion of her firm
        readers = [
            one for one in world.people.values() if one.is_customer and _domain(one) == mail.to.rpartition("@")[2]
        ]
        text = text.replace(mail.to, "")
    leaks = [set(leaks_in(text, reader, world)) for reader in readers]
    common = set.intersection(*leaks) if leaks else world.aviary.found_in(text)
    return [f"the mail “{mail.subject}” to {mail.to} shows {one}" for one in common]


def _address(person: Person) -> str:
    return person.actor.stakeholder.email if person.actor and person.actor.stakeholder else ""


def _domain(person: Person) -> str:
    return _address(person).rpartition("@")[2]


@pytest.mark.parametrize("key", PEOPLE)
def test_nobody_meets_what_is_not_for_her(key: str, world: World) -> None:
    found = crawled(world.people[key], world, follow=key in SENDERS)
    if found.leaks:
        pytest.fail("\n".join(found.leaks[:15]), pytrace=False)
    if key == "account_manager":
        assert_the_crawl_went_everywhere(found)


def assert_the_crawl_went_everywhere(found: Crawled) -> None:
    """It would find nothing if it saw nothing: who is entitled meets her own texts, and pages lead to pages."""
    assert {row.name for row in ROWS if "account_manager" in row.get and not row.not_crawled} <= found.names
    assert {
        "accounts.Customer.internal_note", "accounts.Stakeholder.internal_note", "outcomes.ValueEvent.note",
    } <= found.fields  # fmt: skip


# --- Documents --------------------------------------------------------------------------------------------------------


def document_leaks(world: World) -> list[Canary]:
    """Canaries in the frozen figures of the champion's document, in its text and in its attachments."""
    place, champion = world.halden, world.people["champion"]
    figures = place.report.snapshot.frozen()
    text = json.dumps(figures, ensure_ascii=False, default=str)
    made = document.render(figures, locale="en")
    reader = pypdf.PdfReader(io.BytesIO(made))
    attached = [str(content) for contents in reader.attachments.values() for content in contents]
    return leaks_in("\n".join([text, text_of_pdf(made), *attached]), champion, world, page="document")


def pack_leaks(world: World) -> list[Canary]:
    """The same of a review pack with scope, as PDF, as PPTX and on the wall."""
    champion = world.people["champion"]
    figures = world.halden.pack.snapshot.frozen()
    text = json.dumps(figures, ensure_ascii=False, default=str)
    said = [text, text_of_pdf(pdf.render(figures, locale="en")), *texts_of_pptx(pptx.render(figures, locale="en"))]
    return leaks_in("\n".join(said), champion, world, page="document")


def test_a_document_holds_nothing_that_is_not_for_the_customer(world: World) -> None:
    assert [str(one) for one in document_leaks(world)] == []
    assert [str(one) for one in pack_leaks(world)] == []


def test_a_pack_holds_what_is(world: World) -> None:
    said = "\n".join(texts_of_pptx(pptx.render(world.halden.pack.snapshot.frozen(), locale="en")))
    met = {one.field for one in world.aviary.found_in(said)}
    assert {"accounts.Customer.name", "scorecards.Commitment.name", "scorecards.Action.words"} <= met


def test_a_document_holds_what_is(world: World) -> None:
    text = text_of_pdf(document.render(world.halden.report.snapshot.frozen(), locale="en"))
    met = {one.field for one in world.aviary.found_in(text.replace("\n", ""))}
    assert {"accounts.Customer.name", "outcomes.ValueDimension.name", "outcomes.Decision.reason"} <= met


# --- Searching --------------------------------------------------------------------------------------------------------
SEARCHED = re.compile(r'<input[^>]*\bname="q"')
NOWHERE = "qz99999x"


def searched(person: Person, world: World, *, field: str = "") -> tuple[list[str], list[str]]:
    """The pages that she can search; and what of her own firm is not for her, but changes what she finds there.

    So she would guess it, letter by letter.
    """
    client, place = client_of(person), world.places[person.customers[0]]
    inside = [one for one in world.aviary.canaries.values() if one.field.startswith(field) and place.customer.pk in
              {getattr(one.row, "customer_id", None), getattr(one.row, "pk", None)}]  # fmt: skip
    hidden = [one for one in inside if not may_meet(person, one, world)]
    pages, told = [], []

    def found(url: str, word: str) -> str:
        main = ask(client, "GET", f"{url}?{urlencode({'q': word})}").text.partition("<main")[2]
        return unescape(main).replace(word, "").replace(quote(word), "")

    for row in ROWS:
        if person.key not in row.get or row.not_crawled:
            continue
        url = reverse(row.name, kwargs={name: place.value(path) for name, path in row.of.items()})
        if not SEARCHED.search(_asked(client, person, "GET", url, None).text):
            continue
        pages.append(row.name)
        nothing = found(url, NOWHERE)
        assert nothing, url
        told += [f"{url} as {person.key} finds {one}" for one in hidden if found(url, one.word) != nothing]
    return pages, told


def test_the_customer_finds_nothing_by_words_that_are_not_for_her(world: World) -> None:
    pages, told = searched(world.people["champion"], world)
    assert "engagements:portal_problem_list" in pages
    if told:
        pytest.fail("\n".join(told[:15]), pytrace=False)


def test_a_search_in_what_stays_inside_is_seen(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(OfProblemQuerySet, "visible_to", lambda queryset, actor: queryset)
    told = "\n".join(searched(world.people["champion"], world, field="engagements.")[1])
    assert "/portal/problems/ as champion finds" in told and "engagements.ProblemNotice.words" in told


# --- Erasing ----------------------------------------------------------------------------------------------------------
def texts_of_every_table() -> dict[str, str]:
    """By model, all that stands in its rows; without figures that were frozen for a document."""
    return {model._meta.label: str(list(model._base_manager.values_list())).casefold()
            for model in apps.get_models() if model is not Snapshot}  # fmt: skip


def test_who_did_everything_that_she_can_and_is_erased_is_nowhere(world: World) -> None:
    champion, place = world.people["champion"], world.halden
    her = Stakeholder.objects.select_related("user", "supplier").get(pk=place.champion.pk)
    sent = [row for row in ROWS if "champion" in row.post and ":" in row.name]
    with undone():
        client, done = client_of(champion), []
        for row in sent:
            url = reverse(row.name, kwargs={name: place.value(path) for name, path in row.of.items()})
            done.append(ask(client, "POST", url, row.payload(place)).status)
        assert done.count(302) > len(sent) / 2 > 10, list(zip([row.name for row in sent], done, strict=True))
        said = {name for name, text in texts_of_every_table().items() if her.name.casefold() in text}
        assert {"scorecards.ActionUpdate", "engagements.Problem", "outcomes.Signature"} <= said
        MailMessage.objects.update(state="done")  # what waits for her goes out first
        Stakeholder.objects.filter(pk=her.pk).update(until=her.supplier.today() - timedelta(days=1))
        erase_person(stakeholder=her, actor=world.people["administrator"].actor, reason="on request")
        assert her.user is not None
        gone = [her.name, her.email, her.position]
        tables = texts_of_every_table().items()
    assert [(name, word) for name, text in tables for word in gone if word.casefold() in text] == []


# --- Would the canaries sing? -----------------------------------------------------------------------------------------


def rows_named(*names: str) -> list[Row]:
    return [row for row in ROWS if row.name in names]


def test_a_foreign_tenant_on_a_page_is_seen(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    rows = rows_named("reports:customer_list")
    person = world.people["foreign_administrator"]
    assert not leaks_of(person, world, rows=rows, follow=False)
    monkeypatch.setattr(CustomerQuerySet, "visible_to", lambda queryset, actor: queryset)
    found = "\n".join(leaks_of(person, world, rows=rows, follow=False))
    assert "GET /customers/ as foreign_administrator shows" in found and "accounts.Customer.name" in found


def test_a_word_about_a_person_on_her_own_page_is_seen(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    rows = rows_named("outcomes:claim_list")
    monkeypatch.setattr("accounts.context.place_of", lambda actor: actor.stakeholder.internal_note)
    found = "\n".join(leaks_of(world.people["champion"], world, rows=rows, follow=False))
    assert "GET /portal/claims/ as champion shows" in found and "accounts.Stakeholder.internal_note" in found


def test_words_about_people_are_internal(world: World) -> None:
    champion, manager = world.people["champion"], world.people["account_manager"]
    spoken_of = [one for one in world.aviary.canaries.values() if is_internal(one)]
    assert {"accounts.Disposition.note", "accounts.Objection.words", "accounts.Stakeholder.internal_note"} <= {
        one.field for one in spoken_of
    }
    for one in spoken_of:
        assert leaks_in(f"<p>{one.word.upper()}</p>", champion, world) == [one]
    assert not [one for one in spoken_of if one.row in {world.halden.customer} and leaks_in(one.word, manager, world)]


def test_a_word_about_a_person_in_a_document_is_seen(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    note = world.halden.champion.internal_note
    plain = Snapshot.frozen

    def talkative(snapshot: Any) -> Any:
        figures = plain(snapshot)
        figures["customer"]["name"] = f"{figures['customer']['name']} {note}"
        return figures

    monkeypatch.setattr(Snapshot, "frozen", talkative)
    assert note in {one.word for one in document_leaks(world)}


def test_a_leak_in_a_mail_is_seen(world: World) -> None:
    foreign = world.places["pelikan"].customer.name
    mail = MailMessage(to=world.halden.champion.email, subject="News", body=f"Of {foreign}.")
    assert "accounts.Customer.name" in "\n".join(leaks_of_mail(mail, world))
