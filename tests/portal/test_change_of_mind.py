"""Deciding anew on the customer's side: the pages of one answer with ?again=ENTRY, and /portal/claims/<pk>/confirm/again/."""

from __future__ import annotations

from collections.abc import Callable

from django.test import Client

from accounts.models import MailMessage
from outcomes.models import CustomerTotal, Decision, ValueEvent
from outcomes.services.ledger import adjust, confirm, restate
from tests.access.walk import ask
from tests.cast import voice
from tests.outcomes.test_ledger_decide import correct
from tests.portal.conftest import Halden, words_of


def decided(halden: Halden, value: str = "1") -> tuple[ValueEvent, int]:
    """A confirmed claim and the number of the entry that confirmed it."""
    event = halden.claim(1, value)
    return event, confirm(event=event, voice=voice(halden.cast.champion)).seq


def url(event: ValueEvent, act: str, again: int | None = None) -> str:
    return f"/portal/claims/{event.pk}/{act}/" + (f"?again={again}" if again else "")


def test_change_of_mind_is_offered_on_the_claim_with_what_is_possible(champion: Client, halden: Halden) -> None:
    event, seq = decided(halden)

    page = champion.get(f"/portal/claims/{event.pk}/").content.decode()

    assert "Changed your mind?" in page
    assert url(event, "adjust", seq) in page and url(event, "dispute", seq) in page
    assert "confirm/again" not in page and url(event, "withdraw") not in page


def test_change_of_mind_is_not_offered_to_who_may_only_read(halden: Halden, sign_in: Callable[..., Client]) -> None:
    event, seq = decided(halden)
    clerk = sign_in(halden.cast.clerk)

    assert "Changed your mind?" not in clerk.get(f"/portal/claims/{event.pk}/").content.decode()
    assert clerk.get(url(event, "adjust", seq)).status_code == 403


def test_change_of_mind_waits_while_a_correction_does(champion: Client, halden: Halden) -> None:
    event, _seq = decided(halden)
    correct(halden.cast, event, "10")
    restate(event=event, voice=voice(halden.cast.account_manager), reason="miscounted")

    assert "Changed your mind?" not in champion.get(f"/portal/claims/{event.pk}/").content.decode()


def test_change_of_mind_shows_what_stands_and_adds_the_new_decision(champion: Client, halden: Halden) -> None:
    event, seq = decided(halden)
    page = champion.get(url(event, "adjust", seq))
    assert "What stands" in words_of(page) and f'name="replaces" value="{seq}"' in page.content.decode()

    answer = champion.post(url(event, "adjust"), {"amount": "23000", "reason": "The calendar helped", "replaces": seq})

    assert answer.headers["Location"] == f"/portal/claims/{event.pk}/"  # back to the claim, where both stand
    assert CustomerTotal.objects.get(customer=halden.cast.halden).confirmed == 2_300_000
    kinds = Decision.objects.filter(event=event).order_by("seq").values_list("kind", flat=True)
    assert list(kinds) == ["stated", "confirmed", "adjusted"]
    assert MailMessage.objects.filter(body__contains="The calendar helped").count() == 1


def test_change_of_mind_confirms_after_all_with_a_reason(champion: Client, halden: Halden) -> None:
    event = halden.claim(1, "1")
    seq = adjust(event=event, voice=voice(halden.cast.champion), amount_minor=5, reason="less").seq
    page = url(event, "confirm/again")
    assert champion.get(f"{page}?again={seq}").status_code == 200

    refused = champion.post(page, {"reason": "", "replaces": seq})
    assert refused.status_code == 422 and "Not confirmed." in words_of(refused)

    assert champion.post(page, {"reason": "It was right", "replaces": seq}).status_code == 302
    assert CustomerTotal.objects.get(customer=halden.cast.halden).confirmed == 2_784_000


def test_change_of_mind_about_what_was_decided_meanwhile_shows_it_and_keeps_the_words(
    champion: Client, halden: Halden
) -> None:
    event, seq = decided(halden)
    adjust(event=event, voice=voice(halden.cast.cfo), amount_minor=5, reason="less", replaces=seq)

    answer = champion.post(url(event, "dispute"), {"reason": "My long explanation", "replaces": seq})

    assert answer.status_code == 422
    text = words_of(answer)
    assert "It is decided meanwhile" in text and "by Felix Anders, CFO" in text and "My long explanation" in text


def test_change_of_mind_by_an_old_link_leads_to_the_claim(champion: Client, halden: Halden) -> None:
    event, _seq = decided(halden)

    for act in ("adjust", "dispute", "confirm/again"):
        assert champion.get(url(event, act, 1)).headers["Location"] == f"/portal/claims/{event.pk}/"


def test_change_of_mind_costs_at_most_20_queries(champion: Client, halden: Halden) -> None:
    event, seq = decided(halden)
    data = {"amount": "23000", "reason": "less", "replaces": seq}

    answer = ask(champion, "POST", url(event, "adjust"), data)

    assert answer.status == 302 and len(answer.queries) <= 20


def test_whoever_confirms_twice_is_counted_once_on_the_page(champion: Client, halden: Halden) -> None:
    event, seq = decided(halden)
    adjust(event=event, voice=voice(halden.cast.cfo), amount_minor=100_000, reason="less", replaces=seq)
    confirm(event=halden.claim(2, "1"), voice=voice(halden.cast.champion))

    assert "you 97 %, Felix Anders 3 %" in words_of(champion.get("/portal/"))
