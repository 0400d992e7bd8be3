"""The customer's people change their mind: a new entry with its reason, which names the one it replaces."""

from __future__ import annotations

import json
from typing import Any

import pytest

from outcomes.models import CustomerTotal, Decision, ValueEvent
from outcomes.services import ledger
from outcomes.services.ledger.moving import change
from outcomes.services.voice import of_actor
from tests.cast import Cast, actor, voice
from tests.outcomes.ledger_cases import assert_sound, findings
from tests.outcomes.test_ledger_decide import GAIN, JANUARY, SHORTFALL, correct, refused, sums

pytestmark = [pytest.mark.both, pytest.mark.django_db]


def again(cast: Cast, event: ValueEvent, **more: Any) -> dict[str, Any]:
    """What the champion says when she changes her mind about how the event stands now."""
    last = Decision.objects.filter(event=event).latest("seq")
    return {"event": event, "voice": voice(cast.champion), "reason": "I looked again", "replaces": last.seq} | more


def test_a_confirmed_gain_is_adjusted_by_a_new_entry(cast: Cast, gain: ValueEvent) -> None:
    first = ledger.confirm(event=gain, voice=voice(cast.champion))

    second = ledger.adjust(**again(cast, gain, amount_minor=5))

    assert sums(cast.halden) == {"confirmed": 5}
    assert json.loads(second.payload)["replaces"] == first.seq and second.reason == "I looked again"
    assert Decision.objects.filter(event=gain).count() == 3
    gain.refresh_from_db()
    assert (gain.state, gain.decided_minor, gain.decided_at) == ("adjusted", 5, second.recorded_at)
    assert_sound(cast.halden)


def test_an_adjusted_gain_is_confirmed_and_disputed_after_all(cast: Cast, gain: ValueEvent) -> None:
    ledger.adjust(event=gain, voice=voice(cast.champion), amount_minor=5, reason="half")
    ledger.confirm(**again(cast, gain))
    assert sums(cast.halden) == {"confirmed": GAIN}

    ledger.dispute(**again(cast, gain))

    assert sums(cast.halden) == {"disputed": GAIN}
    ledger.confirm(event=gain, voice=voice(cast.champion), reason="as ever")  # and a disputed one is open as ever
    assert_sound(cast.halden)


def test_a_decided_shortfall_is_adjusted_and_taken_back(cast: Cast, shortfall: ValueEvent) -> None:
    ledger.confirm(event=shortfall, voice=voice(cast.champion))
    ledger.adjust(**again(cast, shortfall, amount_minor=2 * SHORTFALL))
    assert sums(cast.halden) == {"shortfall": -2 * SHORTFALL}

    ledger.withdraw(**again(cast, shortfall))

    assert sums(cast.halden) == {}
    assert_sound(cast.halden)


def test_a_decided_shortfall_gets_smaller_by_finance_alone_where_the_customer_asks(
    cast: Cast, shortfall: ValueEvent
) -> None:
    cast.halden.finance_signs_smaller_shortfalls = True
    cast.halden.save()
    ledger.confirm(event=shortfall, voice=voice(cast.champion))

    refused("no_right", ledger.adjust, **again(cast, shortfall, amount_minor=-5))
    refused("no_right", ledger.withdraw, **again(cast, shortfall))

    ledger.adjust(**again(cast, shortfall, amount_minor=-5, voice=voice(cast.cfo)))
    assert sums(cast.halden) == {"shortfall": 5}


def test_it_needs_a_reason(cast: Cast, gain: ValueEvent) -> None:
    ledger.adjust(event=gain, voice=voice(cast.champion), amount_minor=5, reason="half")
    refused("no_reason", ledger.confirm, **again(cast, gain, reason=" "))


def test_a_gain_grows_no_larger_than_it_was_claimed(cast: Cast, gain: ValueEvent) -> None:
    ledger.confirm(event=gain, voice=voice(cast.champion))
    refused("gain_upwards", ledger.adjust, **again(cast, gain, amount_minor=GAIN + 1))


def test_the_same_again_is_no_change_of_mind(cast: Cast, gain: ValueEvent) -> None:
    ledger.confirm(event=gain, voice=voice(cast.champion))
    refused("same", ledger.confirm, **again(cast, gain))
    refused("same", ledger.adjust, **again(cast, gain, amount_minor=GAIN))


def test_nobody_overturns_what_she_has_not_seen(cast: Cast, gain: ValueEvent) -> None:
    ledger.confirm(event=gain, voice=voice(cast.champion))
    hers = again(cast, gain, amount_minor=5)
    ledger.adjust(**again(cast, gain, amount_minor=7, voice=voice(cast.cfo)))

    words = refused("already_decided", ledger.adjust, **hers)

    assert words.startswith("It is already adjusted, by Felix Anders")
    ledger.dispute(**again(cast, gain, voice=voice(cast.cfo)))
    refused("already_decided", ledger.adjust, **hers)


def test_what_is_still_open_is_no_change_of_mind(cast: Cast, gain: ValueEvent) -> None:
    refused("already_decided", ledger.confirm, **again(cast, gain))


@pytest.mark.parametrize("act", [ledger.confirm, ledger.dispute, ledger.withdraw])
def test_nobody_else_changes_her_mind(cast: Cast, shortfall: ValueEvent, act: Any) -> None:
    ledger.adjust(event=shortfall, voice=voice(cast.champion), amount_minor=-5, reason="less")
    refused("only_the_customer", act, **again(cast, shortfall, voice=voice(cast.account_manager)))
    refused("no_right", act, **again(cast, shortfall, voice=voice(cast.clerk)))
    refused("only_the_customer", act, **again(cast, shortfall, voice=voice(cast.other_champion)))


def test_a_correction_that_waits_is_decided_first(cast: Cast, gain: ValueEvent) -> None:
    ledger.confirm(event=gain, voice=voice(cast.champion))
    correct(cast, gain, "10")
    ledger.restate(event=gain, voice=voice(cast.account_manager), reason="miscounted")

    refused("restatement_waits", ledger.adjust, **again(cast, gain, amount_minor=5))


def test_a_decided_correction_is_adjusted_and_confirmed_and_no_more(cast: Cast, gain: ValueEvent) -> None:
    ledger.confirm(event=gain, voice=voice(cast.champion))
    correct(cast, gain, "10")
    correction = ledger.restate(event=gain, voice=voice(cast.account_manager), reason="miscounted").event
    assert correction is not None
    ledger.confirm(event=correction, voice=voice(cast.champion))

    refused("corrects", ledger.dispute, **again(cast, correction))
    ledger.adjust(**again(cast, correction, amount_minor=5))

    assert sums(cast.halden) == {"confirmed": 5}
    assert Decision.objects.filter(event=gain, kind="restated").count() == 1
    assert_sound(cast.halden)


def test_the_same_request_twice_is_one_entry(cast: Cast, gain: ValueEvent) -> None:
    ledger.confirm(event=gain, voice=voice(cast.champion))
    hers = again(cast, gain, amount_minor=5, request_key="one")

    first, second = ledger.adjust(**hers), ledger.adjust(**hers)

    assert first == second and second.is_repeated


def test_an_entry_that_replaces_another_one_than_stood_is_named(cast: Cast, gain: ValueEvent) -> None:
    ledger.confirm(event=gain, voice=voice(cast.champion))
    with ledger.locked(cast.halden) as book:
        gain.refresh_from_db()
        change(
            book, gain, Decision.Kind.ADJUSTED, ValueEvent.State.ADJUSTED, 5,
            voice=voice(cast.champion), reason="why", request_key=None, content={"replaces": 1},
        )  # fmt: skip
    assert any("replaces: 1, after entry 3" in one for one in findings(cast.halden))


# --- What went badly, without an amount -----------------------------------------------------------------------------
def test_a_promise_that_was_not_kept_is_stated_without_an_amount(cast: Cast) -> None:
    decision = promise(cast)

    event = decision.event
    assert event is not None and event.went_badly and not event.is_shortfall
    assert (decision.kind, decision.amount_minor, event.claimed_minor) == ("stated", None, None)
    assert not CustomerTotal.objects.filter(customer=cast.halden).exists()
    assert_sound(cast.halden)


def test_the_supplier_takes_no_missed_promise_out(cast: Cast) -> None:
    event = promise(cast).event
    assert event is not None

    refused("shortfall_stays", ledger.withdraw, event=event, voice=voice(cast.account_manager), reason="no")

    ledger.confirm(event=event, voice=voice(cast.cfo))
    refused("not_monetised", ledger.adjust, **again(cast, event, amount_minor=-5))
    ledger.withdraw(**again(cast, event))
    assert_sound(cast.halden)


def promise(cast: Cast) -> Decision:
    return ledger.state_cost(
        customer=cast.halden,
        voice=of_actor(actor(cast.champion)),
        title="Missed promise: answers within a day",
        amount_minor=None,
        period_start=JANUARY,
        period_end=JANUARY,
    )
