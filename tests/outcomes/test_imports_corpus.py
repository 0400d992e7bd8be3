"""Every file of tests/data/imports/, with the answer that its README calls sensible."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from accounts.actors import Actor
from accounts.imports.customers import import_customers
from accounts.imports.stakeholders import import_stakeholders
from accounts.models import Change, Customer, Membership, Stakeholder
from accounts.tables import How, Result
from outcomes.imports.measurements import import_measurements
from outcomes.imports.spend import import_spend
from outcomes.models import CustomerTotal, Measurement, SpendEntry, Terms
from tests.factories import (
    MembershipFactory,
    OutcomeFactory,
    SupplierFactory,
    TermsFactory,
    UserFactory,
    ValueDimensionFactory,
)

FOLDER = Path(__file__).parent.parent / "data" / "imports"
DIMENSION = "Days to reconcile month-end"

pytestmark = [pytest.mark.django_db, pytest.mark.both]


@dataclass(frozen=True)
class Counts:
    created: int = 0
    superseded: int = 0
    unchanged: int = 0
    changed: int = 0


# What is refused, word for word; or what is written.
ANSWERS: dict[str, list[str] | Counts] = {
    "good-customers.csv": Counts(created=3),
    "good-stakeholders.csv": Counts(created=3),
    "good-spend.csv": Counts(created=3),
    "good-measurements.csv": Counts(created=3),
    "good-measurements-changed.csv": Counts(created=3),
    "customers-no-such-currency.csv": ["Line 3, currency: EUX is no currency. Write three letters, such as EUR."],
    "customers-name-of-10000-characters.csv": ["Line 3, name: At most 200 characters; this has 10000."],
    "customers-duplicated-row.csv": ["Line 4: This is the same as line 2. Take one of them out."],
    "customers-same-external-id-other-name.csv": [
        "Line 3, external_id: C-1 stands in line 2 already, with another name."
    ],
    "customers-same-name-other-case.csv": ["Line 3, name: HALDEN  BANK stands in line 2 already."],
    "customers-unknown-accountable-person.csv": ["Line 3, accountable: Nobody of your firm has this address."],
    "customers-without-name.csv": ["Line 3, name: Missing."],
    "customers-cp1252.csv": Counts(created=2),
    "customers-utf-16.csv": Counts(created=1),
    "customers-bom.csv": Counts(created=2),
    "customers-crlf-and-blank-lines.csv": Counts(created=2),
    "customers-semicolons.csv": Counts(created=2),
    "customers-empty.csv": ["The file is empty."],
    "customers-heading-only.csv": ["There are no rows under the heading."],
    "customers-nul-bytes.csv": ["Line 3: There is a NUL byte here: this is not a text file."],
    "customers-control-characters.csv": ["Line 3, name: There are characters in it that cannot be seen. Type it anew."],
    "customers-formula-cells.csv": Counts(created=3),
    "customers-markup.csv": Counts(created=1),
    "customers-unclosed-quote.csv": [
        "Line 2: A quotation mark is not closed, or stands inside a cell. Double it there."
    ],
    "customers-heading-twice.csv": ["Line 1: The heading “name” stands there twice."],
    "customers-binary.csv": ["This is not a text file but image/png. Save it as CSV."],
    "stakeholders-unknown-customer.csv": ["Line 3, customer: You have no customer of this name."],
    "stakeholders-missing-column.csv": Counts(created=1),
    "stakeholders-missing-customer-column.csv": [
        "Line 1: The column “customer” is missing. These were found: "
        "external_id, name, position, email, seniority, influence, since."
    ],
    "stakeholders-influence-out-of-range.csv": [
        "Line 2, influence: A whole number from 1 to 5.",
        "Line 3, influence: A whole number from 1 to 5.",
    ],
    "stakeholders-no-address.csv": ["Line 2, email: This is not an e-mail address."],
    "stakeholders-too-many-cells.csv": ["Line 3: 9 cells under 8 headings."],
    "stakeholders-too-few-cells.csv": ["Line 3: 3 cells under 8 headings."],
    "spend-broken-row-in-the-middle.csv": ["Line 3, amount: This is not a number. Write 1200.50 or 1,200.50."],
    "spend-three-broken-rows.csv": [
        "Line 2, on: 31.01.2026: say which comes first, the day or the month, or write dates as 2026-01-31.",
        "Line 3, kind: Write one of: licence, service, internal, credit.",
        "Line 4, amount: Missing. Leave the row out where there is no figure.",
    ],
    "spend-no-such-date.csv": ["Line 3, on: There is no such day: 2026-02-30."],
    "spend-decimal-comma.csv": ["Line 3, amount: This is not a number. Write 1200.50 or 1,200.50."],
    "spend-ambiguous-amount.csv": Counts(created=2),
    "spend-too-many-decimals.csv": ["Line 3, amount: EUR has 2 decimals."],
    "spend-yen-with-decimals.csv": ["Line 2, amount: JPY has no decimals."],
    "spend-amount-out-of-range.csv": ["Line 2, amount: This amount is too large."],
    "spend-no-number.csv": [
        f"Line {line}, amount: This is not a number. Write 1200.50 or 1,200.50." for line in range(2, 7)
    ],
    "spend-currency-without-rate.csv": [
        "Line 3, currency: There is no rate from CHF to EUR on or before 31 Mar 2026. Add one first."
    ],
    "spend-credit-with-positive-amount.csv": [
        "Line 3, amount: A credit is written with a minus; it reduces what was spent."
    ],
    "spend-negative-invoice.csv": ["Line 3, kind: A negative amount is a credit. Choose the kind “credit”."],
    "spend-credit-note.csv": Counts(created=2),
    "spend-credit-note-true-minus.csv": Counts(created=2),
    "spend-in-the-future.csv": ["Line 3, on: The day lies in the future."],
    "spend-same-invoice-twice.csv": ["Line 4, external_id: INV-2 stands in line 3 already."],
    "spend-same-invoice-other-amount.csv": [
        "Line 4, external_id: INV-2 stands in line 3 already, with another amount."
    ],
    "spend-without-source.csv": ["Line 3, source: Missing."],
    "spend-zero.csv": ["Line 2, amount: Zero is no spend. Leave the row out."],
    "measurements-missing-column.csv": [
        "Line 1: The column “value” is missing. These were found: "
        "customer, dimension, period_start, period_end, volume, source."
    ],
    "measurements-unknown-dimension.csv": ["Line 3, dimension: Halden Bank has no value dimension of this name."],
    "measurements-zero-volume.csv": Counts(created=2),
    "measurements-missing-volume.csv": ["Line 3, volume: Missing: the terms count by the period's volume."],
    "measurements-missing-value.csv": ["Line 3, value: Missing. Leave the row out where there is no figure."],
    "measurements-negative-volume.csv": ["Line 3, volume: A volume is zero or more."],
    "measurements-in-the-future.csv": ["Line 3, period_end: The period lies in the future: nothing was measured yet."],
    "measurements-period-backwards.csv": ["Line 3, period_end: The period ends before it begins."],
    "measurements-overlapping-periods.csv": ["Line 3, period_start: Overlaps 1 Jan 2026 – 28 Feb 2026 in line 2."],
    "measurements-same-period-two-values.csv": [
        "Line 3, period_start: January 2026 stands in line 2 already, with another value."
    ],
    "measurements-ambiguous-value.csv": ["Line 3, value: This can be read in two ways. Write 1200.50 or 1,200.50."],
    "measurements-31-digits.csv": ["Line 2, value: A number has at most 30 digits."],
    "measurements-no-such-date.csv": ["Line 3, period_end: There is no such day: 2026-02-30."],
    "measurements-american-dates.csv": [
        "Line 2, period_start: 01/02/2026: say which comes first, the day or the month, or write dates as 2026-01-31.",
        "Line 2, period_end: 01/31/2026: say which comes first, the day or the month, or write dates as 2026-01-31.",
    ],
}
IMPORTS: dict[str, Callable[..., Result]] = {
    "customers": import_customers,
    "stakeholders": import_stakeholders,
    "spend": import_spend,
    "measurements": import_measurements,
}


def send(name: str, actor: Actor, **options: Any) -> Result:
    kind = next(kind for kind in IMPORTS if kind in name)
    return IMPORTS[kind](data=(FOLDER / name).read_bytes(), actor=actor, **options)


def written() -> tuple[int, ...]:
    return tuple(
        model.objects.count() for model in (Customer, Stakeholder, SpendEntry, Measurement, Change, CustomerTotal)
    )


@pytest.fixture
def jana(db: None) -> Actor:
    user = UserFactory(name="Jana Riedel", email="jana.riedel@nordwerk.example")
    supplier = SupplierFactory(name="Nordwerk", base_currency="EUR", time_zone="Europe/Berlin")
    member = MembershipFactory(user=user, supplier=supplier, role=Membership.Role.ADMINISTRATOR)
    return Actor(user, membership=member)


@pytest.fixture
def prepared(jana: Actor) -> Actor:
    """The customers and stakeholders of the good files, and Halden's dimension, which counts by volume."""
    assert send("good-customers.csv", jana).written
    assert send("good-stakeholders.csv", jana).written
    halden = Customer.objects.get(name="Halden Bank")
    dimension = ValueDimensionFactory(outcome=OutcomeFactory(customer=halden), name=DIMENSION)
    TermsFactory(dimension=dimension, volume_basis=Terms.VolumeBasis.ACTUAL)
    return jana


def test_corpus_is_covered() -> None:
    assert {path.name for path in FOLDER.glob("*.csv")} == set(ANSWERS)


@pytest.mark.parametrize("name", ANSWERS)
def test_corpus(name: str, jana: Actor, request: pytest.FixtureRequest) -> None:
    if "customers" not in name and name != "good-stakeholders.csv":
        request.getfixturevalue("prepared")
    elif name == "good-stakeholders.csv":
        send("good-customers.csv", jana)
    expected, before = ANSWERS[name], written()
    result = send(name, jana)
    if isinstance(expected, Counts):
        if name.startswith("stakeholders"):  # S-1 stands there already, without these changes
            expected = Counts(unchanged=expected.created)
        assert [str(problem) for problem in result.problems] == []
        assert result.written
        got = Counts(result.created, result.superseded, result.unchanged, result.changed)
        assert got == expected
    else:
        assert [str(problem) for problem in result.problems] == expected
        assert not result.written
        assert written() == before


@pytest.mark.parametrize("name", [name for name, answer in ANSWERS.items() if isinstance(answer, Counts)])
def test_good_file_twice(name: str, prepared: Actor) -> None:
    assert send(name, prepared).written
    before = written()
    again = send(name, prepared)
    assert (again.created, again.changed, again.superseded) == (0, 0, 0)
    assert again.unchanged > 0
    assert written() == before


def test_spend_is_summed_once(prepared: Actor) -> None:
    for _time in range(2):
        send("good-spend.csv", prepared)
        assert CustomerTotal.objects.get(customer__name="Halden Bank").spend == 2_010_050


@pytest.mark.parametrize("name", ["spend-credit-note.csv", "spend-credit-note-true-minus.csv"])
def test_credit_lowers_spend(name: str, prepared: Actor) -> None:
    send(name, prepared)
    total = CustomerTotal.objects.get(customer__name="Halden Bank")
    assert (total.spend, total.confirmed, total.shortfall) == (1_150_000, 0, 0)


def test_amount_with_group_mark_is_not_a_fraction(prepared: Actor) -> None:
    send("spend-ambiguous-amount.csv", prepared)
    assert SpendEntry.objects.get(external_id="INV-2").amount_minor == 400_000


@pytest.mark.parametrize(
    ("name", "problem"),
    [
        ("spend-ambiguous-amount.csv", "Line 3, amount: EUR has 2 decimals."),
        ("spend-decimal-comma.csv", "Line 2, amount: This is not a number. Write 1200,50 or 1.200,50."),
    ],
)
def test_spend_read_as_german(name: str, problem: str, prepared: Actor) -> None:
    result = send(name, prepared, how=How(locale="de"))
    assert problem in [str(one) for one in result.problems]
    assert not SpendEntry.objects.exists()


def test_changed_measurement_supersedes(prepared: Actor) -> None:
    send("good-measurements.csv", prepared)
    result = send("good-measurements-changed.csv", prepared, reason="The calendar was corrected")
    assert (result.created, result.superseded, result.unchanged) == (0, 1, 2)
    changed = Measurement.objects.exclude(supersedes=None).get()
    assert changed.supersedes is not None
    assert (changed.supersedes.value, changed.value) == (Decimal("9.5"), Decimal(9))
    assert (changed.period_start, changed.reason) == (date(2026, 2, 1), "The calendar was corrected")


def test_files_in_other_notations_say_so(jana: Actor) -> None:
    semicolons = send("customers-semicolons.csv", jana)
    assert semicolons.notes == ["The cells are parted by semicolons."]
    windows = send("customers-cp1252.csv", jana)
    assert windows.notes[0].startswith("Read as Windows-1252, because it is not UTF-8. See whether line 3 reads well: ")
    assert "Müller & Söhne – Mühlen" in windows.notes[0]


def test_text_stays_text(jana: Actor) -> None:
    send("customers-formula-cells.csv", jana)
    assert Customer.objects.filter(name='=HYPERLINK("http://example.invalid","Halden")').exists()
