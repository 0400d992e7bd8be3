"""Every transition of a claim, every refusal with its words, and what counts meanwhile."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

import pytest

from accounts.models import Customer
from accounts.refusal import Refused
from outcomes.models import ClaimLine, CustomerTotal, Decision, Measurement, ValueDimension, ValueEvent
from outcomes.services import ledger
from outcomes.services.records import record_measurement, record_spend
from outcomes.services.voice import Voice, of_actor, of_product
from tests.cast import Cast, actor, agreed, dimension_of, reading, stated, voice
from tests.factories import StakeholderFactory, TermsFactory, ValueEventFactory
from tests.outcomes.ledger_cases import assert_sound

pytestmark = [pytest.mark.both, pytest.mark.django_db]

JANUARY = date(2025, 1, 1)
GAIN, SHORTFALL = 2_784_000, -96_000  # 30 days less 1, and less 31, x 1,200.00 x 80 %


def sums(customer: Customer) -> dict[str, int]:
    """The sums that are not zero."""
    total = CustomerTotal.objects.get(customer=customer)
    names = ("confirmed", "shortfall", "shortfall_open", "undecided", "disputed", "after_the_fact", "on_paper")
    return {name: getattr(total, name) for name in names if getattr(total, name)}


def refused(code: str, act: Callable[..., Any], **arguments: Any) -> str:
    """The words of the refusal; nothing was written."""
    before = Decision.objects.count(), ValueEvent.objects.count(), ClaimLine.objects.count()
    with pytest.raises(Refused) as said:
        act(**arguments)
    assert said.value.code == code
    assert (Decision.objects.count(), ValueEvent.objects.count(), ClaimLine.objects.count()) == before
    return str(said.value.messages[0])


def correct(cast: Cast, event: ValueEvent, value: str) -> Measurement:
    """The claim's reading, recorded again."""
    old = Measurement.objects.current().get(dimension=event.dimension, period_start=event.period_start)
    return record_measurement(
        dimension=event.dimension,  # type: ignore[arg-type]
        period_start=old.period_start,
        period_end=old.period_end,
        value=Decimal(value),
        source="Audit",
        by=cast.account_manager,
        supersedes=old,
        reason="miscounted",
    )


# --- Who decides ------------------------------------------------------------------------------------------------------
def test_only_the_customer_decides(cast: Cast, gain: ValueEvent) -> None:
    for member in (cast.account_manager, cast.leader, cast.administrator, cast.foreign_administrator):
        for act in (ledger.confirm, ledger.dispute, ledger.adjust):
            more: dict[str, Any] = {} if act is ledger.confirm else {"reason": "because"}
            more |= {"amount_minor": 1} if act is ledger.adjust else {}
            words = refused("only_the_customer", act, event=gain, voice=voice(member), **more)
            assert words == "Only the customer decides this, in a session of their own."


def test_a_token_does_not_decide_for_her(cast: Cast) -> None:
    with pytest.raises(Refused, match="in a session of their own"):
        of_actor(actor(cast.champion, in_person=False))


@pytest.mark.parametrize("origin", ["supplier", "product", "paper"])
def test_no_other_way_makes_her_words(origin: str, cast: Cast, gain: ValueEvent) -> None:
    refused(
        "only_the_customer", ledger.confirm, event=gain, voice=Voice(cast.nordwerk, origin, stakeholder=cast.champion)
    )


def test_a_demonstration_decides_only_in_a_demonstration(cast: Cast, gain: ValueEvent) -> None:
    loaded = Voice(cast.nordwerk, "demonstration", stakeholder=cast.champion)
    refused("not_a_demonstration", ledger.confirm, event=gain, voice=loaded)


def test_other_customers_do_not_decide(cast: Cast, gain: ValueEvent) -> None:
    refused("only_the_customer", ledger.confirm, event=gain, voice=voice(cast.other_champion))
    refused("only_the_customer", ledger.confirm, event=gain, voice=voice(cast.foreign_champion))


def test_without_the_right_nobody_decides(cast: Cast, gain: ValueEvent) -> None:
    words = refused("no_right", ledger.confirm, event=gain, voice=voice(cast.clerk))
    assert words == "You have no right to decide claims. Ask the person who answers for your account."


def test_a_right_that_was_taken_meanwhile_is_gone(cast: Cast, gain: ValueEvent) -> None:
    her = voice(cast.champion)
    type(cast.champion).objects.filter(pk=cast.champion.pk).update(may_decide=False)
    refused("no_right", ledger.confirm, event=gain, voice=her)
    type(cast.champion).objects.filter(pk=cast.champion.pk).update(may_decide=True, until=date(2025, 1, 1))
    refused("no_right", ledger.confirm, event=gain, voice=her)


def test_nobody_dates_an_entry_back(cast: Cast, gain: ValueEvent) -> None:
    her = voice(cast.champion)
    earlier = Voice(her.supplier, her.origin, stakeholder=her.stakeholder, said_on=date(2025, 2, 1))
    assert "needs its document" in refused("said_earlier", ledger.confirm, event=gain, voice=earlier)

    recorded = Voice(
        her.supplier, her.origin, stakeholder=her.stakeholder, recorded_at=datetime(2025, 2, 1, tzinfo=UTC)
    )
    refused("recorded_later", ledger.confirm, event=gain, voice=recorded)


# --- Gains ------------------------------------------------------------------------------------------------------------
def test_a_gain_counts_from_its_confirmation(cast: Cast, gain: ValueEvent) -> None:
    assert sums(cast.halden) == {"undecided": GAIN}
    ledger.confirm(event=gain, voice=voice(cast.champion))
    assert sums(cast.halden) == {"confirmed": GAIN}
    assert_sound(cast.halden)


def test_a_disputed_gain_stands_apart_and_can_still_be_decided(cast: Cast, gain: ValueEvent) -> None:
    ledger.dispute(event=gain, voice=voice(cast.champion), reason="another project did that")
    assert sums(cast.halden) == {"disputed": GAIN}
    refused("already_disputed", ledger.dispute, event=gain, voice=voice(cast.champion), reason="again")
    ledger.adjust(event=gain, voice=voice(cast.champion), amount_minor=1_000_000, reason="a third of it")
    assert sums(cast.halden) == {"confirmed": 1_000_000}
    assert_sound(cast.halden)


def test_a_gain_is_adjusted_downwards_only(cast: Cast, gain: ValueEvent) -> None:
    her = voice(cast.champion)
    words = refused("gain_upwards", ledger.adjust, event=gain, voice=her, amount_minor=GAIN + 1, reason="more")
    assert "27,840\N{NO-BREAK SPACE}EUR" in words
    assert "can only be made smaller" in words
    refused("sign", ledger.adjust, event=gain, voice=her, amount_minor=-1, reason="worse")
    refused("no_reason", ledger.adjust, event=gain, voice=her, amount_minor=1, reason=" ")
    ledger.adjust(event=gain, voice=her, amount_minor=0, reason="nothing of it was yours")
    assert sums(cast.halden) == {}


def test_a_withdrawn_gain_counts_nowhere_and_frees_its_period(cast: Cast, gain: ValueEvent) -> None:
    refused("no_reason", ledger.withdraw, event=gain, voice=voice(cast.account_manager), reason="")
    refused("not_yours", ledger.withdraw, event=gain, voice=voice(cast.champion), reason="I do not like it")
    refused("only_the_supplier", ledger.withdraw, event=gain, voice=voice(cast.foreign_administrator), reason="why not")
    ledger.withdraw(event=gain, voice=voice(cast.account_manager), reason="wrong month")
    assert sums(cast.halden) == {}
    again = ValueEventFactory(dimension=gain.dimension)
    ledger.state_value(event=again, voice=voice(cast.account_manager))
    assert sums(cast.halden) == {"undecided": GAIN}
    assert_sound(cast.halden)


@pytest.mark.parametrize("end", ["confirm", "adjust", "withdraw"])
def test_what_is_decided_stays_decided(end: str, cast: Cast, gain: ValueEvent) -> None:
    us, her = voice(cast.account_manager), voice(cast.champion)
    acts: dict[str, Callable[[], Any]] = {
        "confirm": lambda: ledger.confirm(event=gain, voice=her),
        "adjust": lambda: ledger.adjust(event=gain, voice=her, amount_minor=5, reason="so"),
        "withdraw": lambda: ledger.withdraw(event=gain, voice=us, reason="so"),
    }
    acts[end]()
    for act in (*acts.values(), lambda: ledger.dispute(event=gain, voice=her, reason="no")):
        words = refused("already_decided", act)
        who = "Mara Vogt" if end == "withdraw" else "Clara Meier"
        assert words.startswith(f"It is already {end.removesuffix('adjust')}") or "adjusted" in words
        assert who in words
    refused("already_decided", ledger.state_value, event=gain, voice=us)


def test_a_draft_is_not_decided(cast: Cast, dimension: ValueDimension) -> None:
    draft = ValueEventFactory(dimension=dimension)
    words = refused("still_a_draft", ledger.confirm, event=draft, voice=voice(cast.champion))
    assert words == "It is still a draft."


# --- Shortfalls -------------------------------------------------------------------------------------------------------
def test_a_shortfall_counts_from_the_day_it_is_stated(cast: Cast, shortfall: ValueEvent) -> None:
    assert sums(cast.halden) == {"shortfall": -SHORTFALL, "shortfall_open": -SHORTFALL}
    ledger.dispute(event=shortfall, voice=voice(cast.champion), reason="it is larger")
    assert sums(cast.halden) == {"shortfall": -SHORTFALL, "shortfall_open": -SHORTFALL}
    refused("no_reason", ledger.confirm, event=shortfall, voice=voice(cast.champion))
    ledger.confirm(event=shortfall, voice=voice(cast.champion), reason="it is not larger")
    assert sums(cast.halden) == {"shortfall": -SHORTFALL}
    assert_sound(cast.halden)


def test_a_shortfall_may_be_made_larger_and_smaller_with_a_reason_but_no_gain(
    cast: Cast, shortfall: ValueEvent
) -> None:
    her = voice(cast.champion)
    refused("sign", ledger.adjust, event=shortfall, voice=her, amount_minor=1, reason="it was good")
    refused("no_reason", ledger.adjust, event=shortfall, voice=her, amount_minor=-1, reason="")
    ledger.adjust(event=shortfall, voice=her, amount_minor=SHORTFALL * 2, reason="overtime too")
    assert sums(cast.halden) == {"shortfall": -SHORTFALL * 2}


def test_where_finance_is_asked_only_finance_makes_a_shortfall_smaller(cast: Cast, shortfall: ValueEvent) -> None:
    Customer.objects.filter(pk=cast.halden.pk).update(finance_signs_smaller_shortfalls=True)
    her, finance = voice(cast.champion), voice(cast.cfo)
    words = refused("no_right", ledger.adjust, event=shortfall, voice=her, amount_minor=-1, reason="not yours")
    assert words == "This needs somebody who may sign for finance at your firm."
    refused("no_right", ledger.withdraw, event=shortfall, voice=her, reason="forget it")
    ledger.adjust(event=shortfall, voice=finance, amount_minor=-1, reason="not yours")
    assert sums(cast.halden) == {"shortfall": 1}


def test_where_finance_is_asked_a_larger_shortfall_is_hers_alone(cast: Cast, shortfall: ValueEvent) -> None:
    Customer.objects.filter(pk=cast.halden.pk).update(finance_signs_smaller_shortfalls=True)
    ledger.adjust(event=shortfall, voice=voice(cast.champion), amount_minor=SHORTFALL - 1, reason="more")
    assert sums(cast.halden) == {"shortfall": -SHORTFALL + 1}


def test_the_supplier_does_not_withdraw_a_shortfall(cast: Cast, shortfall: ValueEvent) -> None:
    words = refused("shortfall_stays", ledger.withdraw, event=shortfall, voice=voice(cast.administrator), reason="oops")
    assert words == "A shortfall cannot be withdrawn by the supplier. The customer decides it."
    refused("shortfall_stays", ledger.withdraw, event=shortfall, voice=of_product(cast.nordwerk), reason="oops")
    ledger.withdraw(event=shortfall, voice=voice(cast.champion), reason="our own mistake")
    assert sums(cast.halden) == {}
    assert_sound(cast.halden)


def test_nor_one_that_is_not_in_money(cast: Cast) -> None:
    plain = dimension_of(cast.halden)
    agreed(plain, by=cast.champion, rate=None)
    event = stated(reading(plain, JANUARY, "31"), by=cast.account_manager)
    assert event.claimed_minor is None
    refused("shortfall_stays", ledger.withdraw, event=event, voice=voice(cast.account_manager), reason="oops")


def test_the_customer_speaks_first(cast: Cast) -> None:
    def cost(**change: Any) -> Any:
        words = {"title": "Overtime", "amount_minor": 12_345, "period_start": JANUARY, "period_end": date(2025, 1, 31)}
        return ledger.state_cost(
            customer=cast.halden, voice=change.pop("voice", voice(cast.champion)), **words | change
        )

    refused("only_the_customer", cost, voice=voice(cast.account_manager))
    refused("no_right", cost, voice=voice(cast.clerk))
    refused("not_a_cost", cost, amount_minor=0)
    refused("not_a_cost", cost, amount_minor=-5)
    refused("order", cost, period_start=date(2025, 2, 1))
    refused("future", cost, period_end=date(2999, 1, 31))
    refused("no_words", cost, title=" ")
    refused("too_large", cost, amount_minor=10**30)
    assert "At most 300 characters" in refused("too_long", cost, title="x" * 10_000)
    refused("no_character", cost, title="\x00")
    cost()
    assert sums(cast.halden) == {"shortfall": 12_345, "shortfall_open": 12_345}
    assert_sound(cast.halden)


def test_a_cost_of_a_draft_is_never_a_gain(cast: Cast) -> None:
    draft = ValueEventFactory(customer=cast.halden, dimension=None, kind="cost", supplier=cast.nordwerk)
    refused("not_a_cost", ledger.state_value, event=draft, voice=voice(cast.account_manager))
    ValueEvent.objects.filter(pk=draft.pk).update(claimed_minor=-700)
    ledger.state_value(event=draft, voice=voice(cast.account_manager))
    assert sums(cast.halden) == {"shortfall": 700, "shortfall_open": 700}
    assert_sound(cast.halden)


# --- Restating --------------------------------------------------------------------------------------------------------
def test_until_a_restatement_is_decided_the_lower_figure_counts(cast: Cast, gain: ValueEvent) -> None:
    us, her = voice(cast.account_manager), voice(cast.champion)
    ledger.confirm(event=gain, voice=her)
    correct(cast, gain, "11")  # 18,240.00
    restated = ledger.restate(event=gain, voice=us, reason="miscounted").event
    assert sums(cast.halden) == {"confirmed": 1_824_000}
    assert_sound(cast.halden)
    assert restated is not None
    ledger.dispute(event=restated, voice=her, reason="let me see")
    assert sums(cast.halden) == {"confirmed": 1_824_000}
    ledger.confirm(event=restated, voice=her, reason="seen")
    gain.refresh_from_db()
    assert (gain.state, sums(cast.halden)) == ("restated", {"confirmed": 1_824_000})
    assert_sound(cast.halden)


def test_a_higher_restatement_waits_below_the_line(cast: Cast, dimension: ValueDimension) -> None:
    us, her = voice(cast.account_manager), voice(cast.champion)
    event = stated(reading(dimension, JANUARY, "11"), by=cast.account_manager)
    ledger.confirm(event=event, voice=her)
    correct(cast, event, "1")
    restated = ledger.restate(event=event, voice=us, reason="miscounted").event
    assert sums(cast.halden) == {"confirmed": 1_824_000, "undecided": GAIN - 1_824_000}
    assert_sound(cast.halden)
    assert restated is not None
    ledger.withdraw(event=restated, voice=us, reason="it was right before")
    assert sums(cast.halden) == {"confirmed": 1_824_000}
    assert_sound(cast.halden)


def test_a_lower_restatement_is_not_the_suppliers_to_withdraw(cast: Cast, gain: ValueEvent) -> None:
    us, her = voice(cast.account_manager), voice(cast.champion)
    ledger.confirm(event=gain, voice=her)
    correct(cast, gain, "11")
    restated = ledger.restate(event=gain, voice=us, reason="miscounted").event
    refused("shortfall_stays", ledger.withdraw, event=restated, voice=us, reason="no")
    ledger.withdraw(event=restated, voice=her, reason="the first was right")  # type: ignore[arg-type]
    assert sums(cast.halden) == {"confirmed": GAIN}
    assert_sound(cast.halden)


def test_a_gain_that_turns_into_a_shortfall_counts_at_once(cast: Cast, gain: ValueEvent) -> None:
    ledger.confirm(event=gain, voice=voice(cast.champion))
    correct(cast, gain, "31")
    ledger.restate(event=gain, voice=voice(cast.account_manager), reason="miscounted")
    assert sums(cast.halden) == {"shortfall": -SHORTFALL, "shortfall_open": -SHORTFALL}
    assert_sound(cast.halden)


def test_of_a_shortfall_that_grows_only_the_growth_is_open(cast: Cast, shortfall: ValueEvent) -> None:
    ledger.confirm(event=shortfall, voice=voice(cast.champion))
    correct(cast, shortfall, "33")
    ledger.restate(event=shortfall, voice=voice(cast.account_manager), reason="miscounted")
    assert sums(cast.halden) == {"shortfall": 288_000, "shortfall_open": 192_000}
    assert_sound(cast.halden)


def test_a_shortfall_restated_smaller_needs_finance_where_it_is_asked(cast: Cast, shortfall: ValueEvent) -> None:
    Customer.objects.filter(pk=cast.halden.pk).update(finance_signs_smaller_shortfalls=True)
    ledger.confirm(event=shortfall, voice=voice(cast.champion))
    correct(cast, shortfall, "1")
    restated = ledger.restate(event=shortfall, voice=voice(cast.account_manager), reason="miscounted").event
    refused("no_right", ledger.confirm, event=restated, voice=voice(cast.champion))
    assert restated is not None
    ledger.confirm(event=restated, voice=voice(cast.cfo))
    assert sums(cast.halden) == {"confirmed": GAIN}
    assert_sound(cast.halden)


def test_restating_has_its_refusals(cast: Cast, gain: ValueEvent) -> None:
    us, her = voice(cast.account_manager), voice(cast.champion)
    words = refused("already_decided", ledger.restate, event=gain, voice=us, reason="because")
    assert words.startswith("It is already stated, by Mara Vogt on ")
    ledger.adjust(event=gain, voice=her, amount_minor=5, reason="so")
    refused("only_the_supplier", ledger.restate, event=gain, voice=her, reason="because")
    refused("no_reason", ledger.restate, event=gain, voice=us, reason="")
    words = refused("same", ledger.restate, event=gain, voice=us, reason="once more, please")
    assert "Record the corrected reading first" in words
    correct(cast, gain, "2")
    ledger.restate(event=gain, voice=us, reason="because")
    refused("already_restated", ledger.restate, event=gain, voice=us, reason="because")


def test_only_what_was_measured_is_worked_out_again(cast: Cast) -> None:
    made = ledger.state_cost(
        customer=cast.halden, voice=voice(cast.champion), title="Overtime", amount_minor=5,
        period_start=JANUARY, period_end=JANUARY,
    )  # fmt: skip
    ledger.confirm(event=made.event, voice=voice(cast.champion))  # type: ignore[arg-type]
    refused("not_measured", ledger.restate, event=made.event, voice=voice(cast.account_manager), reason="because")


# --- The same request twice -------------------------------------------------------------------------------------------
def test_a_double_click_decides_once_and_answers_the_same(cast: Cast, gain: ValueEvent) -> None:
    her = voice(cast.champion)
    once = ledger.confirm(event=gain, voice=her, request_key="k1")
    twice = ledger.confirm(event=gain, voice=her, request_key="k1")
    assert once == twice
    assert Decision.objects.filter(kind="confirmed").count() == 1


@pytest.mark.parametrize("act", ["restate", "state_cost", "confirm_spend", "withdraw", "agree"])
def test_every_act_can_be_repeated(act: str, cast: Cast, gain: ValueEvent) -> None:
    from outcomes.services.records import record_spend

    us, her = voice(cast.account_manager), voice(cast.champion)
    record_spend(customer=cast.halden, on=JANUARY, kind="service", amount_minor=5, source="R", by=None)
    if act == "restate":
        ledger.confirm(event=gain, voice=her)
        correct(cast, gain, "2")
    terms = TermsFactory(dimension=gain.dimension, version=2)
    acts: dict[str, Callable[[], Decision]] = {
        "restate": lambda: ledger.restate(event=gain, voice=us, reason="r", request_key="k"),
        "withdraw": lambda: ledger.withdraw(event=gain, voice=us, reason="r", request_key="k"),
        "agree": lambda: ledger.agree_terms(terms=terms, voice=her, request_key="k"),
        "confirm_spend": lambda: ledger.confirm_spend(
            customer=cast.halden, voice=her, until=date(2025, 2, 1), request_key="k"
        ),
        "state_cost": lambda: ledger.state_cost(
            customer=cast.halden, voice=her, title="t", amount_minor=5, period_start=JANUARY, period_end=JANUARY,
            request_key="k",
        ),
    }  # fmt: skip
    assert acts[act]() == acts[act]()
    assert_sound(cast.halden)


def test_a_key_is_not_used_for_something_else(cast: Cast, gain: ValueEvent, dimension: ValueDimension) -> None:
    her = voice(cast.champion)
    other = stated(reading(dimension, date(2025, 2, 1), "2"), by=cast.account_manager)
    ledger.confirm(event=gain, voice=her, request_key="k1")
    refused("key_reused", ledger.confirm, event=other, voice=her, request_key="k1")
    refused("key_reused", ledger.dispute, event=gain, voice=her, reason="no", request_key="k1")
    refused("too_long", ledger.confirm, event=other, voice=her, request_key="k" * 65)


def test_who_goes_back_and_says_something_else_does_not_repeat_herself(cast: Cast, gain: ValueEvent) -> None:
    her, finance = voice(cast.champion), voice(cast.cfo)
    adjusted: dict[str, Any] = {"event": gain, "voice": her, "amount_minor": 500, "reason": "half", "request_key": "a"}
    cost: dict[str, Any] = {
        "customer": cast.halden, "voice": her, "title": "Overtime", "amount_minor": 5, "period_start": JANUARY,
        "period_end": JANUARY, "request_key": "c",
    }  # fmt: skip
    days: dict[str, Any] = {"customer": cast.halden, "voice": her, "until": date(2025, 2, 1), "request_key": "s"}
    signed: dict[str, Any] = {
        "customer": cast.halden, "voice": finance, "start": JANUARY, "end": date(2025, 1, 31), "request_key": "p"
    }  # fmt: skip
    record_spend(customer=cast.halden, on=JANUARY, kind="licence", amount_minor=1, source="R-1", by=None)
    for act, said, other in (
        (ledger.adjust, adjusted, {"amount_minor": 400}),
        (ledger.adjust, adjusted, {"reason": "a third"}),
        (ledger.state_cost, cost, {"title": "A penalty"}),
        (ledger.state_cost, cost, {"amount_minor": 6}),
        (ledger.state_cost, cost, {"period_end": date(2025, 1, 2)}),
        (ledger.confirm_spend, days, {"until": date(2025, 3, 1)}),
        (ledger.sign_off_period, signed, {"end": date(2025, 2, 28)}),
    ):
        act(**said)
        assert act(**said).is_repeated
        refused("key_reused", act, **said | other)


# --- Words ------------------------------------------------------------------------------------------------------------
def test_a_reason_of_ten_thousand_words_is_refused_in_words(cast: Cast, gain: ValueEvent) -> None:
    words = refused("too_long", ledger.dispute, event=gain, voice=voice(cast.champion), reason="no " * 10_000)
    assert words == "At most 10000 characters; these are 30000."


def test_an_event_in_words_counts_as_no_money(cast: Cast) -> None:
    draft = ValueEventFactory(customer=cast.halden, dimension=None, supplier=cast.nordwerk, kind="words", title="")
    refused("no_words", ledger.state_value, event=draft, voice=voice(cast.account_manager))
    terms = agreed(dimension_of(cast.halden), by=cast.champion)
    ValueEvent.objects.filter(pk=draft.pk).update(title="First settlement in a day", terms=terms, after_the_fact=True)
    ledger.state_value(event=draft, voice=voice(cast.account_manager))
    refused("not_monetised", ledger.adjust, event=draft, voice=voice(cast.champion), amount_minor=1, reason="r")
    ledger.confirm(event=draft, voice=voice(cast.champion))
    draft.refresh_from_db()
    assert (draft.state, draft.claimed_minor, draft.decided_minor) == ("confirmed", None, None)
    assert (draft.terms, draft.after_the_fact) == (None, False)
    assert not CustomerTotal.objects.filter(customer=cast.halden).exists()
    assert_sound(cast.halden)


def test_evidence_of_another_customer_proves_nothing_here(cast: Cast, dimension: ValueDimension) -> None:
    from tests.factories import EvidenceFactory

    reading(dimension, JANUARY, "1")
    draft = ValueEventFactory(dimension=dimension)
    draft.evidence.add(EvidenceFactory(customer=cast.orlik))
    refused("foreign_evidence", ledger.state_value, event=draft, voice=voice(cast.account_manager))


# --- Ties, and the right of a person who is new ------------------------------------------------------------------------
def test_the_entry_keeps_position_and_ties_as_they_were(cast: Cast, gain: ValueEvent) -> None:
    import json

    decision = ledger.confirm(event=gain, voice=voice(cast.champion))
    type(cast.champion).objects.filter(pk=cast.champion.pk).update(position="COO", chose_supplier=False)
    decision = Decision.objects.get(pk=decision.pk)
    assert decision.signature.position == "Head of Settlement"
    assert json.loads(decision.payload)["by"]["ties"]["chose_supplier"] is True
    assert "Clara Meier" not in decision.payload


def test_anybody_with_the_right_decides(cast: Cast, gain: ValueEvent) -> None:
    new = StakeholderFactory(
        customer=cast.halden, user=cast.clerk.user.__class__.objects.create_user("n@halden.example")
    )
    refused("no_right", ledger.confirm, event=gain, voice=voice(new))
    type(new).objects.filter(pk=new.pk).update(may_decide=True)
    assert ledger.confirm(event=gain, voice=voice(new)).by_stakeholder == new
