"""Words about people, internal notes and drafts never reach the customer's side (domain.md, rule 16)."""

from __future__ import annotations

import re
from datetime import date

import pytest
from django.test import Client

from accounts.models import Disposition, MailMessage
from outcomes.services.ledger import confirm
from tests.cast import dimension_of, voice
from tests.factories import (
    DispositionFactory,
    EvidenceFactory,
    ObjectionFactory,
    StakeholderFactory,
    StakeholderLinkFactory,
    TermsFactory,
    ValueEventFactory,
)
from tests.portal.conftest import Halden
from tests.reading import seen

CANARY = "Zyxwvu"


def crawl(client: Client, start: str = "/portal/") -> dict[str, str]:
    """Every page of the site that links lead to, from this one, with its HTML."""
    seen: dict[str, str] = {}
    waiting = [start]
    while waiting:
        url = waiting.pop()
        if url in seen:
            continue
        response = client.get(url)
        seen[url] = response.content.decode(errors="replace") if not response.streaming else ""
        links = re.findall(r'(?:href|action|hx-get|hx-post)="(/[^"#?]*)', seen[url])
        waiting += [link for link in links if link.startswith("/portal/")]
    return seen


@pytest.fixture
def planted(halden: Halden) -> Halden:
    """A unique word in everything that the customer's side must not read."""
    cast = halden.cast
    cast.halden.internal_note = f"{CANARY} customer note"
    cast.halden.save()
    for person in (cast.champion, cast.cfo, cast.clerk):
        person.internal_note = f"{CANARY} note on a person"
        person.function = f"{CANARY} function"
        person.save()
    DispositionFactory(
        stakeholder=cast.champion, kind=Disposition.Kind.DETRACTOR, note=f"{CANARY} disposition", since=date(2025, 1, 1)
    )
    ObjectionFactory(
        stakeholder=cast.cfo, words=f"{CANARY} objection", answer=f"{CANARY} answer", owner=cast.account_manager
    )
    StakeholderLinkFactory(source=cast.champion, target=cast.cfo, kind="conflicts_with")
    StakeholderFactory(customer=cast.halden, name=f"{CANARY} person without access", position=f"{CANARY} position")
    ValueEventFactory(dimension=halden.dimension, title=f"{CANARY} draft", note=f"{CANARY} draft note")
    hidden = dimension_of(cast.halden, name=f"{CANARY} dimension", outcome__title=f"{CANARY} outcome")
    TermsFactory(dimension=hidden, state="draft", method=f"{CANARY} draft terms")
    EvidenceFactory(customer=cast.halden, name=f"{CANARY}.pdf")
    confirm(event=halden.claim(1, "1"), voice=voice(cast.champion))
    halden.claim(2, "31")
    halden.claim(3, "2")
    proposed = dimension_of(cast.halden, name="Corrections")
    TermsFactory(dimension=proposed, asked=cast.champion, proposed_by=cast.account_manager)
    return halden


def test_private_words_are_on_no_page_of_the_portal(champion: Client, planted: Halden) -> None:
    pages = crawl(champion)

    assert len(pages) >= 14
    for url, html in pages.items():
        assert CANARY not in html, url
        for word in ("etractor", "ispositi", "nfluence", "bjection", "conflicts with"):
            assert word not in html, (url, word)


def test_private_words_crawl_would_find_one(champion: Client, planted: Halden) -> None:
    """The alarm: the same word in a place that she may read is found."""
    planted.cast.halden.name = f"{CANARY} Bank"
    planted.cast.halden.save()

    assert any(CANARY in html for html in crawl(champion).values())


def test_private_words_are_in_no_mail(champion: Client, planted: Halden) -> None:
    pk = planted.cast.halden.dimensions.get(name="Corrections").terms.get().pk
    champion.post(f"/portal/terms/{pk}/agree/", seen(f"terms-{pk}"))

    assert MailMessage.objects.exists()
    assert not any(CANARY in mail.body + mail.subject for mail in MailMessage.objects.all())


def test_portal_pages_show_nothing_of_another_customer(champion: Client, planted: Halden) -> None:
    other = dimension_of(planted.cast.orlik, name=f"{CANARY} elsewhere")
    TermsFactory(dimension=other, asked=planted.cast.other_champion)

    assert not any(CANARY in html or "Orlik" in html for html in crawl(champion).values())
