"""Returns on dated flows, against figures worked out by hand and against their own definitions."""

import ast
import inspect
from datetime import UTC, date, datetime, timedelta
from decimal import ROUND_UP, Decimal, getcontext, localcontext
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from outcomes import finance
from outcomes.finance import Flow, Payback, PaybackState, irr, npv, payback_date, present_value, roi

START = date(2024, 4, 1)
TEN = Decimal("0.10")

days = st.dates(min_value=START, max_value=date(2034, 12, 31))
amounts = st.integers(min_value=-(10**9), max_value=10**9).map(lambda minor: Decimal(minor).scaleb(-2))
flow_lists = st.lists(st.tuples(days, amounts), max_size=12)
rates = st.integers(min_value=0, max_value=5000).map(lambda points: Decimal(points).scaleb(-4))


def flows(*pairs: tuple[str, str]) -> list[Flow]:
    return [(date.fromisoformat(day), Decimal(amount)) for day, amount in pairs]


def cents(value: Decimal) -> Decimal:
    return value.quantize(Decimal("0.01"))


# A study as it is published: 100,000 at the start, 60,000 at the end of each of three years, 10 %.
COSTS = flows(("2024-04-01", "100000"))
BENEFITS = flows(("2025-04-01", "60000"), ("2026-04-01", "60000"), ("2027-04-01", "60000"))


# --- Discounting -----------------------------------------------------------------------------------------------------


def test_present_value_of_nothing() -> None:
    assert present_value([], start=START, rate=TEN) == 0


@pytest.mark.parametrize(
    ("day", "divisor"),
    [
        ("2024-04-01", "1"),
        ("2024-04-02", "1.1"),
        ("2025-04-01", "1.1"),
        ("2025-04-02", "1.21"),
        ("2026-04-01", "1.21"),
        ("2027-03-31", "1.331"),
        ("2034-04-01", "2.5937424601"),
    ],
)
def test_present_value_discounts_by_full_years(day: str, divisor: str) -> None:
    value = present_value(flows((day, "1000")), start=START, rate=TEN)
    assert abs(value * Decimal(divisor) - 1000) < Decimal("1e-40")


@pytest.mark.parametrize(
    ("day", "years"),
    [
        ("2024-02-29", 0),
        ("2024-03-01", 1),
        ("2025-02-28", 1),
        ("2025-03-01", 2),
        ("2028-02-28", 4),
        ("2028-02-29", 4),
        ("2028-03-01", 5),
    ],
)
def test_present_value_from_a_leap_day(day: str, years: int) -> None:
    value = present_value(flows((day, "1024")), start=date(2024, 2, 29), rate=Decimal(1))
    assert value == Decimal(1024) / 2**years


def test_present_value_at_the_end_of_the_calendar() -> None:
    assert present_value(flows(("9999-12-31", "16")), start=date(9998, 6, 1), rate=Decimal(1)) == 4


def test_present_value_worked_by_hand() -> None:
    # 60,000 / 1.1 + 60,000 / 1.21 + 60,000 / 1.331 = 54,545.4545 + 49,586.7769 + 45,078.8881
    assert cents(present_value(BENEFITS, start=START, rate=TEN)) == Decimal("149211.12")


def test_present_value_without_interest_is_the_sum() -> None:
    assert present_value(BENEFITS, start=START, rate=Decimal(0)) == 180000


def test_present_value_refuses_what_lies_before_the_start() -> None:
    with pytest.raises(ValueError, match="before the start"):
        present_value(flows(("2024-03-31", "1")), start=START, rate=TEN)


@pytest.mark.parametrize("rate", ["-1", "-1.5"])
def test_present_value_refuses_rates_without_meaning(rate: str) -> None:
    with pytest.raises(ValueError, match="100 %"):
        present_value(COSTS, start=START, rate=Decimal(rate))


@given(flow_lists, flow_lists, rates)
def test_present_value_is_additive(some: list[Flow], others: list[Flow], rate: Decimal) -> None:
    apart = present_value(some, start=START, rate=rate) + present_value(others, start=START, rate=rate)
    together = present_value(some + others, start=START, rate=rate)
    assert abs(apart - together) < Decimal("1e-12")


@given(flow_lists, rates)
def test_present_value_equals_exact_fractions(some: list[Flow], rate: Decimal) -> None:
    expected = Fraction(0)
    for day, amount in some:
        years = 0
        while day > START.replace(year=START.year + years):
            years += 1
        expected += Fraction(amount) / (1 + Fraction(rate)) ** years
    value = present_value(some, start=START, rate=rate)
    assert abs(Fraction(value) - expected) < Fraction(1, 10**30)


# --- NPV and ROI -----------------------------------------------------------------------------------------------------


def test_npv_worked_by_hand() -> None:
    assert cents(npv(COSTS, BENEFITS, start=START, rate=TEN)) == Decimal("49211.12")


def test_npv_credits_and_shortfalls_change_sides() -> None:
    costs = flows(("2024-04-01", "1000"), ("2025-04-01", "-110"))
    benefits = flows(("2025-04-01", "1100"), ("2026-04-01", "-242"))
    # -1,000 + 110/1.1 + 1,100/1.1 - 242/1.21 = -1,000 + 100 + 1,000 - 200
    assert cents(npv(costs, benefits, start=START, rate=TEN)) == -100


def test_roi_worked_by_hand() -> None:
    fraction = roi(COSTS, BENEFITS, start=START, rate=TEN)
    assert fraction is not None
    assert fraction.quantize(Decimal("0.0001")) == Decimal("0.4921")


def test_roi_can_be_a_loss() -> None:
    assert roi(COSTS, flows(("2024-04-01", "-50000")), start=START, rate=TEN) == Decimal("-1.5")


@pytest.mark.parametrize(
    "costs",
    [
        [],
        flows(("2024-04-01", "0")),
        flows(("2024-04-01", "100"), ("2024-04-01", "-100")),
        flows(("2024-04-01", "-1")),
    ],
)
def test_roi_needs_an_investment(costs: list[Flow]) -> None:
    assert roi(costs, BENEFITS, start=START, rate=TEN) is None


@given(flow_lists, flow_lists, rates)
def test_npv_and_roi_agree(costs: list[Flow], benefits: list[Flow], rate: Decimal) -> None:
    fraction = roi(costs, benefits, start=START, rate=rate)
    invested = present_value(costs, start=START, rate=rate)
    if fraction is None:
        assert invested <= 0
    else:
        assert abs(fraction * invested - npv(costs, benefits, start=START, rate=rate)) < Decimal("1e-9")


# --- IRR -------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("costs", "benefits", "rate"),
    [
        (flows(("2024-04-01", "100")), flows(("2025-04-01", "110")), "0.10"),
        (flows(("2024-04-01", "100")), flows(("2026-04-01", "121")), "0.10"),
        (flows(("2024-04-01", "100")), flows(("2025-04-01", "100")), "0"),
        (flows(("2024-04-01", "100")), flows(("2025-04-01", "50")), "-0.5"),
        (flows(("2025-04-01", "100")), flows(("2026-04-01", "300")), "2"),
        (flows(("2024-04-01", "0.01")), flows(("2025-04-01", "1000000000000")), "99999999999999"),
        # x = 1/(1+r) solves x + x^2 = 1: the golden section.
        (flows(("2024-04-01", "1")), flows(("2025-04-01", "1"), ("2026-04-01", "1")), "0.61803398874989484820"),
    ],
)
def test_irr_worked_by_hand(costs: list[Flow], benefits: list[Flow], rate: str) -> None:
    assert irr(costs, benefits, start=START) == Decimal(rate)


@pytest.mark.parametrize(
    ("costs", "benefits"),
    [
        ([], []),
        (COSTS, []),
        ([], BENEFITS),
        (COSTS, flows(("2024-12-01", "-5"))),
        (flows(("2025-04-01", "100")), flows(("2024-04-01", "100"))),
        (flows(("2024-04-01", "1"), ("2026-04-01", "6")), flows(("2025-04-01", "5"))),
        (flows(("2024-04-01", "100")), flows(("2024-04-01", "100"))),
    ],
    ids=["nothing", "only costs", "only benefits", "only losses", "borrowing", "two changes", "cancels out"],
)
def test_irr_where_it_is_not_defined(costs: list[Flow], benefits: list[Flow]) -> None:
    assert irr(costs, benefits, start=START) is None


def test_irr_sums_by_year_before_it_looks_at_signs() -> None:
    # Within the second year the sign goes up and down; its sum is +110, so there is one change.
    benefits = flows(("2024-05-01", "200"), ("2024-06-01", "-150"), ("2024-07-01", "60"))
    assert irr(flows(("2024-04-01", "100")), benefits, start=START) == TEN


def test_irr_refuses_what_lies_before_the_start() -> None:
    with pytest.raises(ValueError, match="before the start"):
        irr(flows(("2024-03-31", "1")), BENEFITS, start=START)


@given(
    st.integers(min_value=1, max_value=10**9),
    st.lists(st.integers(min_value=1, max_value=10**9), min_size=1, max_size=8),
)
def test_irr_brings_npv_to_nothing(cost: int, gains: list[int]) -> None:
    costs = [(START, Decimal(cost))]
    benefits = [(START.replace(year=START.year + year), Decimal(gain)) for year, gain in enumerate(gains, 1)]
    rate = irr(costs, benefits, start=START)
    assert rate is not None
    step = Decimal("1e-19")
    # The net present value falls as the rate rises: it has to change its sign within the last digits of the answer.
    assert npv(costs, benefits, start=START, rate=rate - step) > 0 > npv(costs, benefits, start=START, rate=rate + step)


# --- Payback ---------------------------------------------------------------------------------------------------------


def test_payback_reached() -> None:
    costs = flows(("2024-04-12", "100"), ("2025-01-01", "50"))
    benefits = flows(("2024-12-31", "40"), ("2025-06-30", "110"), ("2025-12-31", "1"))
    assert payback_date(costs, benefits) == Payback(PaybackState.REACHED, date(2025, 6, 30))


def test_payback_is_the_last_crossing() -> None:
    costs = flows(("2024-01-01", "100"), ("2025-01-01", "100"))
    benefits = flows(("2024-06-30", "150"), ("2025-06-30", "60"))
    assert payback_date(costs, benefits) == Payback(PaybackState.REACHED, date(2025, 6, 30))


def test_payback_not_reached() -> None:
    assert payback_date(COSTS, flows(("2025-04-01", "99999.99"))) == Payback(PaybackState.NOT_REACHED)


def test_payback_reached_then_lost() -> None:
    costs = flows(("2024-01-01", "100"))
    benefits = flows(("2024-06-30", "120"), ("2024-09-30", "-30"), ("2024-12-31", "5"))
    assert payback_date(costs, benefits) == Payback(PaybackState.LOST, date(2024, 6, 30), date(2024, 9, 30))


def test_payback_lost_twice_names_the_last_time() -> None:
    costs = flows(("2024-01-01", "100"), ("2024-03-01", "100"), ("2024-05-01", "100"))
    benefits = flows(("2024-02-01", "100"), ("2024-04-01", "100"))
    assert payback_date(costs, benefits) == Payback(PaybackState.LOST, date(2024, 4, 1), date(2024, 5, 1))


def test_payback_by_a_shortfall_alone_is_lost() -> None:
    costs = flows(("2024-01-01", "10"))
    benefits = flows(("2024-01-01", "10"), ("2024-02-01", "-0.01"))
    assert payback_date(costs, benefits) == Payback(PaybackState.LOST, date(2024, 1, 1), date(2024, 2, 1))


def test_payback_takes_one_date_together() -> None:
    costs = flows(("2024-06-30", "60"), ("2024-06-30", "40"), ("2024-09-30", "100"))
    benefits = flows(("2024-09-30", "250"), ("2024-09-30", "-50"), ("2024-06-30", "100"))
    assert payback_date(costs, benefits) == Payback(PaybackState.REACHED, date(2024, 6, 30))


def test_payback_value_first_counts_from_the_first_cost() -> None:
    benefits = flows(("2024-01-01", "100"))
    assert payback_date(flows(("2024-05-01", "60")), benefits) == Payback(PaybackState.REACHED, date(2024, 5, 1))
    assert payback_date(flows(("2024-05-01", "160")), benefits) == Payback(PaybackState.NOT_REACHED)


def test_payback_by_a_credit() -> None:
    costs = flows(("2024-01-01", "100"), ("2024-08-01", "-30"))
    benefits = flows(("2024-06-30", "70"))
    assert payback_date(costs, benefits) == Payback(PaybackState.REACHED, date(2024, 8, 1))


@pytest.mark.parametrize("costs", [[], flows(("2024-01-01", "0")), flows(("2024-01-01", "-5"))])
def test_payback_of_no_spend_is_not_reached(costs: list[Flow]) -> None:
    assert payback_date(costs, BENEFITS) == Payback(PaybackState.NOT_REACHED)


def test_payback_states_are_words() -> None:
    assert [str(state) for state in PaybackState] == ["reached", "not reached", "reached, then lost"]


@given(flow_lists, flow_lists)
def test_payback_keeps_its_definition(costs: list[Flow], benefits: list[Flow]) -> None:
    answer = payback_date(costs, benefits)
    dates = sorted({day for day, _ in costs + benefits})
    cost = {day: sum((amount for on, amount in costs if on <= day), Decimal(0)) for day in dates}
    value = {day: sum((amount for on, amount in benefits if on <= day), Decimal(0)) for day in dates}
    spent = [day for day in dates if any(cost[earlier] > 0 for earlier in dates if earlier <= day)]
    covered = {day: value[day] >= cost[day] for day in spent}
    if answer.state == PaybackState.NOT_REACHED:
        assert not any(covered.values())
        assert (answer.date, answer.lost_on) == (None, None)
        return
    assert answer.date is not None
    end = answer.lost_on or date.max
    before = [day for day in spent if day < answer.date]
    assert all(covered[day] for day in spent if answer.date <= day < end)
    assert not any(covered[day] for day in spent if day >= end)
    assert not before or not covered[before[-1]]
    assert (answer.state == PaybackState.LOST) == (answer.lost_on is not None)


@given(flow_lists, flow_lists, st.randoms())
def test_order_of_flows_changes_nothing(costs: list[Flow], benefits: list[Flow], random: object) -> None:
    shuffled = list(benefits)
    random.shuffle(shuffled)  # type: ignore[attr-defined]
    assert payback_date(costs, shuffled) == payback_date(costs, benefits)
    assert npv(costs, shuffled, start=START, rate=TEN) == npv(costs, benefits, start=START, rate=TEN)


# --- What is refused, and what the caller's context cannot change -----------------------------------------------------


@pytest.mark.parametrize("value", [1.5, 1, "1", None, True, Fraction(1, 2)])
def test_amounts_are_decimals(value: object) -> None:
    bad = [(START, value)]
    with pytest.raises(TypeError):
        present_value(bad, start=START, rate=TEN)  # type: ignore[arg-type]
    with pytest.raises(TypeError):
        irr(COSTS, bad, start=START)  # type: ignore[arg-type]
    with pytest.raises(TypeError):
        payback_date(COSTS, bad)  # type: ignore[arg-type]


@pytest.mark.parametrize("rate", [0.1, 1, "0.1", None])
def test_rates_are_decimals(rate: object) -> None:
    with pytest.raises(TypeError):
        npv(COSTS, BENEFITS, start=START, rate=rate)  # type: ignore[arg-type]


@pytest.mark.parametrize("value", ["NaN", "sNaN", "Infinity"])
def test_amounts_are_finite(value: str) -> None:
    with pytest.raises(ValueError, match="finite"):
        payback_date(COSTS, [(START, Decimal(value))])


def test_dates_are_dates() -> None:
    moment = datetime(2024, 4, 1, tzinfo=UTC)
    with pytest.raises(TypeError):
        present_value([(moment, TEN)], start=START, rate=TEN)
    with pytest.raises(TypeError):
        payback_date([(moment, TEN)], [])
    with pytest.raises(TypeError):
        present_value(COSTS, start=moment, rate=TEN)


def test_the_context_of_the_caller_changes_nothing() -> None:
    expected = (
        npv(COSTS, BENEFITS, start=START, rate=TEN),
        roi(COSTS, BENEFITS, start=START, rate=TEN),
        irr(COSTS, BENEFITS, start=START),
    )
    with localcontext() as context:
        context.prec, context.rounding = 3, ROUND_UP
        found = (
            npv(COSTS, BENEFITS, start=START, rate=TEN),
            roi(COSTS, BENEFITS, start=START, rate=TEN),
            irr(COSTS, BENEFITS, start=START),
        )
        assert getcontext().prec == 3
    assert found == expected


def test_flows_may_come_from_generators() -> None:
    end = START + timedelta(days=365)
    assert npv(iter(COSTS), (flow for flow in [(end, Decimal(110000))]), start=START, rate=TEN) == 0


def test_finance_knows_no_float_and_no_framework() -> None:
    tree = ast.parse(inspect.getsource(finance))
    for node in ast.walk(tree):
        assert not (isinstance(node, ast.Constant) and isinstance(node.value, float))
        assert not (isinstance(node, ast.Name) and node.id == "float")
        if isinstance(node, ast.ImportFrom):
            assert (node.module or "").split(".")[0] in {
                "collections", "contextlib", "dataclasses", "datetime", "decimal", "enum",
            }  # fmt: skip
