"""Workings as a person reads them: a CFO who computes what is printed comes to the amount beside it."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from accounts.models import Customer, Supplier
from outcomes.models import ClaimLine, Terms, ValueDimension, ValueEvent
from outcomes.queries.terms import terms_rows
from outcomes.queries.timeline import formula
from outcomes.queries.workings import in_one_line, working

JANUARY, FEBRUARY = (date(2026, 1, 1), date(2026, 1, 31)), (date(2026, 2, 1), date(2026, 2, 28))


def claim(unit: str) -> tuple[ValueEvent, ClaimLine]:
    """From 99.90 to 99.95 at 120,000 EUR for one unit: 6,000 EUR; nothing of it is stored."""
    customer = Customer(name="Halden", currency="EUR", supplier=Supplier(name="Nordwerk"))
    dimension = ValueDimension(customer=customer, name="Availability", unit=unit)
    terms = Terms(
        customer=customer, dimension=dimension, baseline=Decimal("99.90"), baseline_start=JANUARY[0],
        baseline_end=JANUARY[1], target=Decimal(100), target_on=date(2026, 12, 31), direction="increase",
        rate=Decimal(120_000), share=Decimal(1), claimable_until=date(2028, 12, 31),
    )  # fmt: skip
    event = ValueEvent(customer=customer, dimension=dimension, terms=terms, claimed_minor=600_000)
    line = ClaimLine(
        period_start=FEBRUARY[0], period_end=FEBRUARY[1], baseline=Decimal("99.90"), actual=Decimal("99.95"),
        difference=Decimal("0.05"), rate=Decimal(120_000), share=Decimal(1), amount=Decimal(6000),
    )  # fmt: skip
    return event, line


def plain(text: str) -> str:
    return text.replace("\N{NO-BREAK SPACE}", " ").replace("\N{NARROW NO-BREAK SPACE}", " ")


def test_working_of_percentages_multiplies_points_with_a_rate_for_a_point() -> None:
    event, line = claim("%")

    steps = [plain(one["figure"]) for one in working(event, [line])["lines"]]  # type: ignore[index]

    assert steps == ["99.95 %", "99.9 %", "0.05 percentage points", "120,000 EUR per point", "100 %"]
    assert "0.05 percentage points × 120,000 EUR per point × 100 %" in plain(in_one_line(event, line))
    lines = [{"baseline": "99.90", "actual": "99.95", "difference": "0.05", "rate": "120000"}]
    said = {"event": {"lines": lines, "claimed": {"minor": 600_000, "currency": "EUR"}}}
    told = "99.9 → 99.95 %: 0.05 percentage points × 120,000 EUR per point = 6,000 EUR"
    assert plain(formula(said, event)) == told
    assert event.terms is not None and rate_of(event.terms) == "120,000 EUR for each percentage point"


def test_working_in_another_unit_keeps_it() -> None:
    event, line = claim("days")

    steps = [plain(one["figure"]) for one in working(event, [line])["lines"]]  # type: ignore[index]

    assert steps[2:4] == ["0.05 days", "120,000 EUR"]


def test_working_of_amounts_in_the_currency_itself_names_no_rate_of_one() -> None:
    """1 EUR for each EUR says nothing, and euros times euros is no money."""
    event, line = claim("EUR")
    assert event.terms is not None
    event.terms.rate = line.rate = Decimal(1)

    steps = [plain(one["figure"]) for one in working(event, [line])["lines"]]  # type: ignore[index]

    assert steps == ["99.95 EUR", "99.9 EUR", "0.05 EUR", "100 %"]
    assert plain(in_one_line(event, line, dated=False)).startswith("99.95 − 99.9 = 0.05 EUR × 100 %")
    lines = [{"baseline": "99.90", "actual": "99.95", "difference": "0.05", "rate": "1"}]
    said = {"event": {"lines": lines, "claimed": {"minor": 5, "currency": "EUR"}}}
    assert plain(formula(said, event)) == "99.9 → 99.95 EUR: 0.05 EUR = 0.05 EUR"
    assert rate_of(event.terms) == "none needed: it is measured in EUR"
    event.terms.volume_basis, event.terms.volume_unit = Terms.VolumeBasis.ACTUAL, "cases"
    assert rate_of(event.terms) == "none needed: it is measured in EUR for each of “cases”"


def test_working_of_amounts_in_the_currency_itself_multiplies_by_a_factor() -> None:
    event, line = claim("EUR")
    assert event.terms is not None
    event.terms.rate = line.rate = Decimal("0.5")

    steps = [plain(one["figure"]) for one in working(event, [line])["lines"]]  # type: ignore[index]

    assert steps[2:4] == ["0.05 EUR", "0.5"]
    assert rate_of(event.terms) == "0.50 EUR for each of “EUR”"


def rate_of(terms: Terms) -> str:
    return next(plain(one["words"]) for one in terms_rows(terms) if one["label"] == "Rate")
