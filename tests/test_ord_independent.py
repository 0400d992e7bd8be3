"""The independent calculation, checked against figures derived by hand from the rows of measurements.csv."""

import ast
import sys
from datetime import date
from fractions import Fraction
from pathlib import Path

import pytest

from tests import ord_independent
from tests.ord_independent import DATA, Line, baseline_of, payback, portfolio, read, rounded, table, written


@pytest.fixture(scope="module")
def lines() -> dict[str, Line]:
    return portfolio(DATA)


def test_ord_imports_nothing_of_the_project() -> None:
    tree = ast.parse(Path(ord_independent.__file__).read_text(encoding="utf-8"))
    modules = {alias.name for node in ast.walk(tree) if isinstance(node, ast.Import) for alias in node.names}
    modules |= {node.module or "" for node in ast.walk(tree) if isinstance(node, ast.ImportFrom)}
    assert modules == {"csv", "sys", "dataclasses", "datetime", "fractions", "pathlib"}


def test_ord_reads_every_row() -> None:
    months = read(DATA)
    assert len(months) == 10
    assert sum(map(len, months.values())) == 440


def test_ord_baseline_by_hand() -> None:
    # Carrier AS in 2016: 2,905.9959 minutes on 2,024 flights are 1.43576...; Carrier MQ has no month of 2016.
    months = read(DATA)
    assert baseline_of(months["Carrier AS"]) == Fraction("1.4358")
    assert baseline_of(months["Carrier MQ"]) is None


def test_ord_event_by_hand(tmp_path: Path) -> None:
    # Carrier AS, first quarter of 2017, against 1.4358 minutes at 74 x 50 % = 37 USD:
    #   January   (1.4358 - 1.1975) x 162 =   38.6046
    #   February  (1.4358 - 6.0172) x 116 = -531.4424
    #   March     (1.4358 - 2.2667) x 165 = -137.0985
    #   together -629.9363 minutes x 37 = -23,307.6431; spend 443 flights x 41 = 18,163
    head, *rows = (DATA / "measurements.csv").read_text(encoding="utf-8").splitlines()
    wanted = [
        row for row in rows if row.startswith("Carrier AS") and (",2016-" in row or row.split(",")[2] <= "2017-03-01")
    ]
    (tmp_path / "measurements.csv").write_text("\n".join([head, *wanted]) + "\n", encoding="utf-8")
    line = portfolio(tmp_path)["Carrier AS"]
    assert (line.events, line.confirmed, line.shortfall) == (1, "0.00", "23307.64")
    assert (line.spend, line.value, line.net) == ("18163.00", "-23307.64", "-41470.64")
    # -41,470.64 / 1.1 = -37,700.5818; -23,307.64 / 18,163 = -1.28324...
    assert (line.npv, line.ratio) == ("-37700.58", "-1.2832")


def test_ord_customer_without_a_baseline_has_only_spend(lines: dict[str, Line]) -> None:
    # 27,616 flights in 2018 and 69,225 in 2019: 1,132,256 / 1.21 + 2,838,225 / 1.331 = 3,068,149.2111
    line = lines["Carrier MQ"]
    assert (line.baseline, line.events, line.spend, line.value) == (None, 0, "3970481.00", "0.00")
    assert (line.npv, line.payback_state) == ("-3068149.21", "not reached")


def test_ord_customer_that_stops_reporting(lines: dict[str, Line]) -> None:
    # 37,352 flights from January 2017 to March 2019.
    assert (lines["Carrier EV"].events, lines["Carrier EV"].spend) == (9, "1531432.00")


def test_ord_gains_smaller_than_shortfalls(lines: dict[str, Line]) -> None:
    line = lines["Carrier UA"]
    assert (line.confirmed, line.shortfall, line.value) == ("2097780.03", "2414474.45", "-316694.42")


@pytest.mark.parametrize("customer", sorted(read(DATA)))
def test_ord_lines_add_up(lines: dict[str, Line], customer: str) -> None:
    line = lines[customer]
    assert Fraction(line.confirmed) - Fraction(line.shortfall) == Fraction(line.value)
    assert Fraction(line.value) - Fraction(line.spend) == Fraction(line.net)
    assert line.ratio is not None
    assert abs(Fraction(line.value) / Fraction(line.spend) - Fraction(line.ratio)) <= Fraction(1, 20000)


def test_ord_rounding_and_writing() -> None:
    assert rounded(Fraction("0.125"), 2) == Fraction("0.13")
    assert rounded(Fraction("-0.125"), 2) == Fraction("-0.13")
    assert written(Fraction(-5, 100)) == "-0.05"
    with pytest.raises(ValueError, match="more than 2 decimals"):
        written(Fraction(1, 3))


def test_ord_payback_answers() -> None:
    first, second, third = date(2017, 3, 31), date(2017, 6, 30), date(2017, 9, 30)
    cost = {first: Fraction(10)}
    assert payback(cost, {second: Fraction(10)}) == ("reached", "2017-06-30", None)
    assert payback(cost, {second: Fraction(9)}) == ("not reached", None, None)
    lost = payback(cost, {second: Fraction(12), third: Fraction(-3)})
    assert lost == ("reached, then lost", "2017-06-30", "2017-09-30")


def test_ord_table_shows_every_customer(lines: dict[str, Line]) -> None:
    text = table(lines)
    sys.stdout.write(f"\n{text}\n")
    assert [row.split("  ")[0].strip() for row in text.splitlines()[1:]] == sorted(lines)
