"""The O'Hare scenario, loaded through the product, against the calculation that shares nothing with it."""

from __future__ import annotations

import json
from datetime import date
from decimal import Decimal
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command, get_commands
from django.utils import timezone

from accounts.models import Customer, MailMessage, Membership, Supplier, User
from accounts.notation import from_minor, month
from outcomes.models import CustomerTotal, Decision, Measurement, SpendEntry, Terms, ValueEvent
from reports.freeze.answer import answer_of
from reports.freeze.facts import read
from reports.queries.customer import customer_page
from reports.queries.customer_facts import customer_for
from reports.scenarios import ord
from scorecards import performance
from scorecards.models import PerformanceReading, WorkVolume
from scorecards.performance import Counted, Explanation, Period
from scorecards.queries.performance import scorecard
from tests import ord_independent
from tests.cast import actor

DATA = Path(__file__).parent.parent / "data" / "ord"
AMOUNTS = ("spend", "confirmed", "shortfall", "value", "undecided", "disputed", "net", "ratio", "npv")
PAYBACK = ("payback_state", "payback_date", "payback_lost_on")

pytestmark = pytest.mark.both


def run(*arguments: str) -> str:
    out = StringIO()
    call_command(*arguments, stdout=out)
    return out.getvalue()


@pytest.fixture(scope="module")
def loaded(django_db_setup: None, django_db_blocker: Any) -> Any:
    """Loaded once for the module, and rolled back after it."""
    from django.db import transaction

    with django_db_blocker.unblock(), transaction.atomic():
        run("load_scenario", "ord", "--data", str(DATA))
        yield
        transaction.set_rollback(True)


@pytest.fixture(autouse=True)
def in_the_loaded_database(loaded: None, django_db_blocker: Any) -> Any:
    from django.db import transaction

    with django_db_blocker.unblock(), transaction.atomic():
        yield
        transaction.set_rollback(True)


def test_portfolio_equals_the_independent_calculation() -> None:
    lines = {line["customer"]: line for line in json.loads(run("portfolio", "--format", "json"))}
    expected = ord_independent.portfolio(DATA)
    assert set(lines) == set(expected)
    for name, line in expected.items():
        for figure in ("currency", *AMOUNTS, *PAYBACK):
            assert lines[name][figure] == getattr(line, figure), (name, figure)
        assert (lines[name]["discount_rate"], lines[name]["discounting_from"]) == ("0.1", "2017-01-01")


def test_totals_equal_the_independent_calculation() -> None:
    for name, line in ord_independent.portfolio(DATA).items():
        total = CustomerTotal.objects.get(customer__name=name)
        for figure in ("spend", "confirmed", "shortfall", "value", "undecided", "disputed", "net"):
            assert format(from_minor(getattr(total, figure), "USD"), "f") == getattr(line, figure), (name, figure)


def test_baselines_and_events_equal_the_independent_calculation() -> None:
    for name, line in ord_independent.portfolio(DATA).items():
        terms = Terms.objects.filter(customer__name=name).first()
        assert (format(terms.baseline, "f") if terms else None) == (line.baseline and line.baseline.rstrip("0"))
        assert ValueEvent.objects.filter(customer__name=name, state="confirmed").count() == line.events


@pytest.mark.parametrize("command", ["verify_ledger", "check_totals"])
def test_checks_pass(command: str) -> None:
    if command not in get_commands():
        pytest.skip(f"{command} does not exist yet")
    assert run(command)


def test_the_firm_says_that_it_is_a_demonstration() -> None:
    supplier = Supplier.objects.get(name=ord.SUPPLIER)
    assert supplier.is_demonstration
    assert (supplier.base_currency, supplier.time_zone, supplier.discount_rate) == (
        "USD",
        "America/Chicago",
        Decimal("0.1"),
    )
    assert sorted(supplier.memberships.values_list("role", flat=True)) == ["account_manager", "administrator", "leader"]


def test_every_word_is_marked_as_loaded() -> None:
    assert set(Decision.objects.values_list("origin", flat=True)) == {"demonstration"}
    agreement = Decision.objects.filter(kind="terms_agreed").first()
    assert agreement is not None
    assert agreement.said_on == date(2016, 12, 31)
    assert agreement.recorded_at.year > 2019
    assert not ValueEvent.objects.filter(after_the_fact=True).exists()


def test_customer_without_a_baseline_has_readings_and_spend_alone() -> None:
    customer = Customer.objects.get(name="Carrier MQ")
    assert not Terms.objects.filter(customer=customer).exists()
    assert not ValueEvent.objects.filter(customer=customer).exists()
    assert Measurement.objects.filter(customer=customer).exists()
    assert SpendEntry.objects.filter(customer=customer).exists()


def test_customer_that_left_has_a_contract_that_ended() -> None:
    assert Customer.objects.get(name="Carrier EV").contracts.get().ends_on == date(2019, 3, 31)
    assert Customer.objects.get(name="Carrier AA").contracts.get().ends_on is None


def test_champions_have_portal_access_and_got_no_mail() -> None:
    assert User.objects.filter(stakeholders__may_decide=True, stakeholders__may_agree=True).count() == 10
    assert not MailMessage.objects.exists()


def test_performance_and_what_explains_it_over_all_customers() -> None:
    leader = actor(Supplier.objects.get(name=ord.SUPPLIER).memberships.select_related("user").get(role="leader"))
    periods: list[Period] = []
    for customer in Customer.objects.filter(supplier__name=ord.SUPPLIER):
        found = scorecard(leader, customer, since=date(2017, 1, 1), until=date(2019, 12, 31))
        periods += [row.period for card in found.cards for row in card.rows]
    counted = performance.count(periods)
    assert (counted.read, counted.missed) == (332, 206)
    assert performance.explain(periods) == Explanation(missed_above=106, missed=198, met_above=71, met=122)


def test_months_without_data_are_missing_and_none_comes_after_the_end() -> None:
    leader = actor(Supplier.objects.get(name=ord.SUPPLIER).memberships.select_related("user").get(role="leader"))
    assert scorecard(leader, Customer.objects.get(name="Carrier EV")).counted == Counted(met=10, missed=17, no_data=0)
    assert scorecard(leader, Customer.objects.get(name="Carrier MQ")).counted.no_data == 19


def test_second_run_does_nothing_and_says_so() -> None:
    before = Decision.objects.count()
    assert "is there already; nothing was loaded" in run("load_scenario", "ord", "--data", str(DATA))
    assert (Decision.objects.count(), Supplier.objects.filter(name=ord.SUPPLIER).count()) == (before, 1)


@pytest.mark.parametrize(
    ("kind", "model", "rows"), [("performance", PerformanceReading, 440), ("volumes", WorkVolume, 320)]
)
def test_performance_and_volumes_imported_again_are_unchanged(kind: str, model: Any, rows: int) -> None:
    arguments = ["--supplier", ord.SUPPLIER, "--as", f"account.manager@{ord.DOMAIN}"]
    out = run("import", kind, str(DATA / f"{kind}.csv"), *arguments)
    assert out.strip() == f"0 created, 0 changed, 0 superseded, {rows} unchanged"
    assert model.objects.count() == rows


def test_measurements_imported_again_are_unchanged() -> None:
    arguments = ["--supplier", ord.SUPPLIER, "--as", f"account.manager@{ord.DOMAIN}"]
    out = run("import", "measurements", str(DATA / "measurements.csv"), *arguments)
    assert out.strip() == "0 created, 0 changed, 0 superseded, 440 unchanged"


def test_import_command_names_every_row_and_writes_nothing(tmp_path: Path) -> None:
    path = tmp_path / "measurements.csv"
    rows = (DATA / "measurements.csv").read_text(encoding="utf-8").splitlines()
    rows[3] = rows[3].replace("3.0704", "three")
    path.write_text("\n".join(rows), encoding="utf-8")
    errors = StringIO()
    before = Measurement.objects.count()
    with pytest.raises(CommandError, match="Nothing was written"):
        call_command(
            "import",
            "measurements",
            str(path),
            "--supplier",
            ord.SUPPLIER,
            "--as",
            f"account.manager@{ord.DOMAIN}",
            stderr=errors,
        )
    assert errors.getvalue().strip() == "Line 4, value: This is not a number. Write 1200.50 or 1,200.50."
    assert Measurement.objects.count() == before


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["measurements", "none.csv", "--supplier", ord.SUPPLIER, "--as", "x@y.example"], "Nobody at"),
        (
            ["measurements", "none.csv", "--supplier", ord.SUPPLIER, "--as", f"leader@{ord.DOMAIN}"],
            "none.csv: No such file",
        ),
    ],
)
def test_import_command_says_what_is_wrong(arguments: list[str], words: str) -> None:
    with pytest.raises(CommandError, match=words):
        call_command("import", *arguments)


def test_load_without_data(tmp_path: Path) -> None:
    with pytest.raises(CommandError, match="No such file"):
        call_command("load_scenario", "ord", "--data", str(tmp_path))


def test_page_document_and_command_say_one_day_of_payback() -> None:
    lines = {line["customer"]: line for line in json.loads(run("portfolio", "--format", "json"))}
    member = Membership.objects.filter(role=Membership.Role.ADMINISTRATOR).first()
    assert member is not None
    said = set()
    for customer in Customer.objects.filter(supplier=member.supplier_id):
        answer = answer_of(read(customer, now=timezone.now()))["payback"]
        page = customer_page(actor(member), customer_for(actor(member), customer.pk))
        words = next((one["words"] for one in page["terse"] if one["label"] == "Paid back"), "")
        said.add(answer["state"])
        if answer["state"] == "reached":
            assert answer["on"] == lines[customer.name]["payback_date"]
            assert words == month(date.fromisoformat(answer["on"]))
        elif answer["state"] in ("not_reached", "lost"):
            state = {"not_reached": "not reached", "lost": "reached, then lost"}[answer["state"]]
            assert lines[customer.name]["payback_state"] == state
            assert words.startswith(state)
    assert said & {"reached", "not_reached", "lost"}
