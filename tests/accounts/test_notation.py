"""Figures become text in one place: exact, by locale, without floats; and typed text becomes a figure or a refusal."""

import ast
import inspect
from datetime import UTC, date, datetime, timedelta, timezone
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from accounts import notation
from accounts.notation import (
    UnreadableNumber,
    amount,
    days,
    exact,
    figures,
    from_minor,
    locales,
    money,
    parse_decimal,
    to_minor,
    typed,
)

CURRENCIES = st.sampled_from(["EUR", "USD", "JPY", "KWD", "CLF"])
LOCALES = st.sampled_from(["en", "de", "fr", "de-ch", "sv", "es", "en-in", "ja", "ar"])
MINOR = st.integers(min_value=-(10**27), max_value=10**27)
DECIMALS = st.decimals(
    allow_nan=False,
    allow_infinity=False,
    min_value=-(10**15),
    max_value=10**15,
    places=9,
)


def read_back(text: str, locale: str) -> Decimal:
    """What a printed amount says, by the locale's marks alone."""
    marks = locales.marks_of(locales.babel_of(locale))
    return Decimal(text.replace(marks.group, "").replace(marks.decimal, ".").replace("\u2212", "-"))


# --- Amounts ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("currency", "digits"), [("EUR", 2), ("JPY", 0), ("KWD", 3), ("CLF", 4)])
def test_minor_digits(currency: str, digits: int) -> None:
    assert notation.minor_digits(currency) == digits


@pytest.mark.parametrize("code", ["", "EURO", "eur", "ZZZ", "€"])
def test_minor_digits_no_currency(code: str) -> None:
    with pytest.raises(ValueError, match="not a currency code"):
        notation.minor_digits(code)


@pytest.mark.parametrize(
    ("value", "currency", "minor"),
    [
        ("27840", "EUR", 2784000),
        ("0.005", "EUR", 1),
        ("-0.005", "EUR", -1),
        ("0.00499999999999999999999999999999999999", "EUR", 0),
        ("2.675", "EUR", 268),
        ("0.5", "JPY", 1),
        ("1.2345", "KWD", 1235),
        ("-0", "EUR", 0),
        ("1E-400", "EUR", 0),
        ("1E+3", "EUR", 100000),
        ("1234567890123456789012345678.905", "EUR", 123456789012345678901234567891),
    ],
)
def test_to_minor_rounds_half_up_once(value: str, currency: str, minor: int) -> None:
    assert to_minor(Decimal(value), currency) == minor


@pytest.mark.parametrize("value", ["NaN", "Infinity", "-Infinity", "1E+40"])
def test_to_minor_refuses_what_is_no_amount(value: str) -> None:
    with pytest.raises(ValueError, match=r"finite|too large"):
        to_minor(Decimal(value), "EUR")


@pytest.mark.parametrize("value", [1.5, 2, "3", None, True])
def test_to_minor_refuses_other_types(value: object) -> None:
    with pytest.raises(TypeError):
        to_minor(value, "EUR")  # type: ignore[arg-type]


@pytest.mark.parametrize("minor", [1.0, Decimal(1), True, "1"])
def test_amount_refuses_other_types(minor: object) -> None:
    with pytest.raises(TypeError):
        amount(minor, "EUR")  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("minor", "currency", "locale", "text"),
    [
        (2784000, "EUR", "en", "27,840.00"),
        (2784000, "EUR", "de", "27.840,00"),
        (2784000, "EUR", "fr", "27\u202f840,00"),
        (2784000, "EUR", "de-ch", "27’840.00"),
        (1234567890, "INR", "en-in", "1,23,45,678.90"),
        (2784000, "EUR", "xx-unknown", "27,840.00"),
        (-120450, "EUR", "en", "\u22121,204.50"),
        (27840, "JPY", "en", "27,840"),
        (-5, "KWD", "en", "\u22120.005"),
        (0, "EUR", "en", "0.00"),
        (-0, "JPY", "en", "0"),
    ],
)
def test_amount(minor: int, currency: str, locale: str, text: str) -> None:
    assert amount(minor, currency, locale=locale) == text


def test_amount_whole_keeps_minor_units_that_are_not_zero() -> None:
    assert amount(2784000, "EUR", locale="en", whole=True) == "27,840"
    assert amount(2784001, "EUR", locale="en", whole=True) == "27,840.01"
    assert amount(-120450, "EUR", locale="de", whole=True) == "\u22121.204,50"


def test_money_never_breaks_from_its_currency() -> None:
    assert money(2784000, "EUR", locale="en") == "27,840.00\u00a0EUR"
    assert money(2784000, "EUR", locale="de", whole=True) == "27.840\u00a0EUR"


def test_amount_parts() -> None:
    assert notation.amount_parts(65067100, "EUR", locale="en") == ("650,671", ".00")
    assert notation.amount_parts(-65067100, "EUR", locale="de") == (
        "\u2212650.671",
        ",00",
    )
    assert notation.amount_parts(650671, "JPY", locale="en") == ("650,671", "")


@given(MINOR, CURRENCIES)
def test_amounts_round_trip(minor: int, currency: str) -> None:
    assert to_minor(from_minor(minor, currency), currency) == minor


@given(MINOR, CURRENCIES, LOCALES)
def test_printed_amounts_say_what_they_stand_for(minor: int, currency: str, locale: str) -> None:
    text = amount(minor, currency, locale=locale)
    assert read_back(text, locale) == from_minor(minor, currency)
    assert "-" not in text


@given(
    st.lists(st.integers(min_value=-(10**12), max_value=10**12), max_size=20),
    CURRENCIES,
    LOCALES,
)
def test_lines_add_up_as_printed(lines: list[int], currency: str, locale: str) -> None:
    printed = [read_back(amount(line, currency, locale=locale), locale) for line in lines]
    assert sum(printed, Decimal(0)) == read_back(amount(sum(lines), currency, locale=locale), locale)


@given(DECIMALS, CURRENCIES)
def test_to_minor_is_symmetric_and_within_half_a_unit(value: Decimal, currency: str) -> None:
    minor = to_minor(value, currency)
    assert to_minor(-value, currency) == -minor
    assert abs(from_minor(minor, currency) - value) * 10 ** notation.minor_digits(currency) * 2 <= 1


# --- Other figures ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("value", "text"),
    [
        ("2.7635", "2.7635"),
        ("1200.00", "1,200"),
        ("1E+3", "1,000"),
        ("1E-7", "0.0000001"),
        ("-0.00", "0"),
        ("0E+9", "0"),
        ("-1.50", "\u22121.5"),
        (
            "123456789012345678901234567890.123456789",
            "123,456,789,012,345,678,901,234,567,890.123456789",
        ),
    ],
)
def test_exact(value: str, text: str) -> None:
    assert exact(Decimal(value), locale="en") == text


def test_exact_least_digits() -> None:
    assert exact(Decimal(74), locale="de", least_digits=2) == "74,00"
    assert exact(Decimal("74.12500"), locale="de", least_digits=2) == "74,125"


@given(DECIMALS, LOCALES, st.integers(min_value=0, max_value=12))
def test_exact_loses_nothing(value: Decimal, locale: str, least_digits: int) -> None:
    assert read_back(exact(value, locale=locale, least_digits=least_digits), locale) == value


def test_quantity() -> None:
    assert notation.quantity(Decimal("2.7635"), "minutes", locale="de") == "2,7635\u00a0minutes"
    assert notation.quantity(Decimal("99.81"), "%", locale="en") == "99.81\u202f%"
    assert notation.quantity(Decimal(29), "", locale="en") == "29"


@pytest.mark.parametrize(
    ("fraction", "digits", "locale", "text"),
    [
        ("0.8", 1, "en", "80.0\u202f%"),
        ("0.8", 0, "de", "80\u202f%"),
        ("0.54349", 1, "de", "54,3\u202f%"),
        ("0.5435", 1, "en", "54.4\u202f%"),
        ("-0.00049", 1, "en", "0.0\u202f%"),
        ("-0.0005", 1, "en", "\u22120.1\u202f%"),
        ("12.5", 1, "en", "1,250.0\u202f%"),
    ],
)
def test_percent(fraction: str, digits: int, locale: str, text: str) -> None:
    assert notation.percent(Decimal(fraction), digits=digits, locale=locale) == text


def test_ratio() -> None:
    assert notation.ratio(Decimal("1.495"), locale="en") == "1.50"
    assert notation.ratio(Decimal("-0.0049"), locale="en") == "0.00"
    assert notation.ratio(Decimal("-0.2") / 3, locale="de") == "\u22120,07"


def test_axis_thousands() -> None:
    assert notation.axis_thousands(60000000, "EUR", locale="en") == "600\u202fk"
    assert notation.axis_thousands(-150000, "EUR", locale="de") == "\u22121,5\u202fk"
    assert notation.axis_thousands(0, "EUR", locale="en") == "0"
    assert notation.axis_thousands(80000000, "EUR", locale="en", mark=False) == "800"


def test_grouped_digest() -> None:
    assert notation.grouped_digest("CA978112ca1bbdcafac231b39a23dc4d") == "ca978112 ca1bbdca fac231b3 9a23dc4d"
    with pytest.raises(ValueError, match="hexadecimal"):
        notation.grouped_digest("not a digest")


# --- Reading ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "locale", "value"),
    [
        ("1.200,50", "de", "1200.50"),
        ("1,200.50", "en", "1200.50"),
        ("1200", "en", "1200"),
        ("1,200,000", "en", "1200000"),
        ("1 200,5", "fr", "1200.5"),
        ("1\u202f200", "fr", "1200"),
        ("1 200 300.5", "en", "1200300.5"),
        ("1’200.5", "de-ch", "1200.5"),
        ("1'200.5", "de-ch", "1200.5"),
        ("12,34,567", "en-in", "1234567"),
        ("2.763", "en", "2.763"),
        ("0,500", "de", "0.500"),
        (".5", "en", "0.5"),
        ("\uff11\uff12\uff0e\uff15", "en", "12.5"),
        ("\u0661\u0662", "en", "12"),
        ("\u22125", "en", "-5"),
        ("-5", "de", "-5"),
        ("\uff0d5", "en", "-5"),
        (" \u00a042\n", "en", "42"),
        ("123456789012345678901234567890", "en", "123456789012345678901234567890"),
    ],
)
def test_parse_decimal(text: str, locale: str, value: str) -> None:
    assert str(parse_decimal(text, locale)) == value


@pytest.mark.parametrize(("text", "locale"), [("1,200", "en"), ("1.200", "de"), ("\u2212999,999", "en")])
def test_parse_decimal_refuses_the_ambiguous(text: str, locale: str) -> None:
    with pytest.raises(UnreadableNumber, match="two ways") as refusal:
        parse_decimal(text, locale)
    assert refusal.value.code == "ambiguous"


def test_parse_decimal_few_decimals_leave_one_reading() -> None:
    assert parse_decimal("27,840", "en", digits=2) == 27840
    assert parse_decimal("27.840", "de", digits=0) == 27840
    with pytest.raises(UnreadableNumber, match="At most 2 decimals"):
        parse_decimal("27.840", "en", digits=2)
    with pytest.raises(UnreadableNumber, match="two ways"):
        parse_decimal("27,840", "en", digits=3)


@pytest.mark.parametrize(
    "text",
    [
        "1,20", "74,00", "1,2,3", "0,500", "1.200,50", "1.2.3", "12,34.5", ",5", "1,200,", "5.", ".", "-", "--5", "- 5",
        "+5", "5-", "1e5", "1E5", "NaN", "Infinity", "-inf", "0x10", "1_000", "10²", "½", "⒈", "Ⅻ", "五", "=1+1",
        "1 20", "1  200", "12\x003", "5 EUR", "5%", "1,200 300", "\u20135",
    ],
)  # fmt: skip
def test_parse_decimal_refuses_what_is_no_number(text: str) -> None:
    with pytest.raises(UnreadableNumber, match="not a number") as refusal:
        parse_decimal(text, "en")
    assert refusal.value.code == "not a number"


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("", "empty"),
        (" \u00a0 ", "empty"),
        ("1" * 31, "too long"),
        ("0." + "1" * 30, "too long"),
        ("9" * 200, "too long"),
    ],
)
def test_parse_decimal_refuses_by_length(text: str, code: str) -> None:
    with pytest.raises(UnreadableNumber) as refusal:
        parse_decimal(text, "en")
    assert refusal.value.code == code


def test_parse_decimal_has_no_negative_zero() -> None:
    assert str(parse_decimal("-0", "en")) == "0"
    assert str(parse_decimal("\u22120,00", "de")) == "0.00"


@given(MINOR, st.sampled_from(["EUR", "JPY"]), LOCALES)
def test_what_is_printed_can_be_typed(minor: int, currency: str, locale: str) -> None:
    digits = notation.minor_digits(currency)
    assert parse_decimal(amount(minor, currency, locale=locale), locale, digits=digits) == from_minor(minor, currency)


@given(st.text(max_size=120), LOCALES)
def test_parse_decimal_answers_or_refuses(text: str, locale: str) -> None:
    try:
        value = parse_decimal(text, locale)
    except UnreadableNumber:
        return
    assert value.is_finite()
    assert len(value.as_tuple().digits) <= 31


# --- Dates -----------------------------------------------------------------------------------------------------------

DAY = date(2026, 11, 17)


@pytest.mark.parametrize(
    ("locale", "long", "medium", "short", "month"),
    [
        ("en", "17 November 2026", "17 Nov 2026", "17 Nov", "November 2026"),
        ("de", "17. November 2026", "17. Nov. 2026", "17. Nov.", "November 2026"),
        ("en-us", "November 17, 2026", "Nov 17, 2026", "Nov 17", "November 2026"),
        ("xx", "17 November 2026", "17 Nov 2026", "17 Nov", "November 2026"),
    ],
)
def test_dates(locale: str, long: str, medium: str, short: str, month: str) -> None:
    assert notation.date_long(DAY, locale=locale) == long
    assert notation.date_medium(DAY, locale=locale) == medium
    assert notation.date_short(DAY, locale=locale) == short
    assert notation.month(DAY, locale=locale) == month


def test_september_has_three_letters_in_english() -> None:
    assert notation.date_medium(date(2026, 9, 30), locale="en") == "30 Sep 2026"


@pytest.mark.parametrize(
    ("start", "end", "locale", "text"),
    [
        ("2026-07-01", "2026-09-30", "en", "Q3 2026"),
        ("2026-07-01", "2026-09-30", "fr", "T3 2026"),
        ("2026-10-01", "2026-10-31", "de", "Oktober 2026"),
        ("2024-02-01", "2024-02-29", "en", "February 2024"),
        ("2024-02-01", "2024-02-28", "en", "1 Feb 2024 – 28 Feb 2024"),
        ("2026-01-01", "2026-12-31", "en", "2026"),
        ("2026-01-01", "2026-06-30", "en", "first half of 2026"),
        ("2026-07-01", "2026-12-31", "en", "second half of 2026"),
        ("2026-07-01", "2027-06-30", "en", "1 Jul 2026 – 30 Jun 2027"),
        ("2026-11-17", "2026-11-17", "en", "17 November 2026"),
        ("2024-04-01", "2026-09-30", "en", "1 Apr 2024 – 30 Sep 2026"),
        ("2026-02-01", "2026-04-30", "en", "1 Feb 2026 – 30 Apr 2026"),
        ("2025-12-01", "2026-12-31", "en", "1 Dec 2025 – 31 Dec 2026"),
        ("9999-12-01", "9999-12-31", "en", "December 9999"),
    ],
)
def test_period(start: str, end: str, locale: str, text: str) -> None:
    assert notation.period(date.fromisoformat(start), date.fromisoformat(end), locale) == text


def test_period_refuses_an_end_before_its_start() -> None:
    with pytest.raises(ValueError, match="before it starts"):
        notation.period(date(2026, 2, 1), date(2026, 1, 31))


def test_dates_refuse_instants() -> None:
    with pytest.raises(TypeError):
        notation.date_long(datetime(2026, 11, 17, tzinfo=UTC))


@pytest.mark.parametrize(
    ("zone", "locale", "text"),
    [
        ("Europe/Berlin", "en", "14 October 2026, 09:12 CEST"),
        ("Europe/Berlin", "de", "14. Oktober 2026, 09:12 MESZ"),
        ("Pacific/Auckland", "en", "14 October 2026, 20:12 NZDT"),
        ("Pacific/Honolulu", "en", "13 October 2026, 21:12 HST"),
        ("America/Chicago", "en", "14 October 2026, 02:12 CDT"),
        ("America/Sao_Paulo", "en", "14 October 2026, 04:12 UTC\u221203:00"),
        ("UTC", "de", "14. Oktober 2026, 07:12 UTC"),
        (UTC, "en", "14 October 2026, 07:12 UTC"),
        (
            timezone(timedelta(hours=5, minutes=30)),
            "en",
            "14 October 2026, 12:42 UTC+05:30",
        ),
    ],
)
def test_instant(zone: str, locale: str, text: str) -> None:
    assert notation.instant(datetime(2026, 10, 14, 7, 12, 59, tzinfo=UTC), zone, locale=locale) == text


def test_instant_refuses_a_naive_datetime() -> None:
    with pytest.raises(ValueError, match="time zone"):
        notation.instant(datetime(2026, 10, 14, 7, 12, tzinfo=UTC).replace(tzinfo=None), "UTC")


@pytest.mark.parametrize(
    ("length", "text"),
    [
        (timedelta(days=2, hours=4, minutes=59), "2 d 4 h"),
        (timedelta(days=2, minutes=59), "2 d"),
        (timedelta(hours=3, minutes=20), "3 h 20 min"),
        (timedelta(hours=3), "3 h"),
        (timedelta(minutes=45, seconds=59), "45 min"),
        (timedelta(seconds=59), "at once"),
        (timedelta(), "at once"),
    ],
)
def test_duration(length: timedelta, text: str) -> None:
    assert notation.duration(length, locale="en") == text


def test_duration_refuses_negative_lengths() -> None:
    with pytest.raises(ValueError, match="negative"):
        notation.duration(timedelta(seconds=-1))


# --- The rule --------------------------------------------------------------------------------------------------------


def test_no_float_anywhere() -> None:
    sources = [inspect.getsource(module) for module in (notation, locales, figures, days, typed)]
    for node in (node for source in sources for node in ast.walk(ast.parse(source))):
        assert not (isinstance(node, ast.Constant) and isinstance(node.value, float))
        assert not (isinstance(node, ast.Name) and node.id in {"float", "round"})
        assert not (isinstance(node, ast.BinOp) and isinstance(node.op, ast.Div))


@pytest.mark.parametrize(
    ("value", "unit", "text"),
    [
        ("30", "days", "30 days"),
        ("1", "days", "1 day"),
        ("-1", "Tage", "-1 Tag"),
        ("1", "hours a month", "1 hour a month"),
        ("1", "corrections", "1"),
        ("1", "%", "1 %"),
        ("1", "h", "1 h"),
        ("0", "days", "0 days"),
    ],
)
def test_a_single_one_has_the_singular_or_no_unit(value: str, unit: str, text: str) -> None:
    plain = notation.measured(Decimal(value), unit, locale="en").replace("\N{NO-BREAK SPACE}", " ")
    assert plain.replace("\N{NARROW NO-BREAK SPACE}", " ").replace("\N{MINUS SIGN}", "-") == text


@pytest.mark.parametrize(
    ("value", "unit", "locale", "text"),
    [
        ("0.05", "%", "en", "0.05 percentage points x 120,000 EUR per point"),
        ("1", "%", "en", "1 percentage point x 120,000 EUR per point"),
        ("-0.05", "% of calls", "en", "-0.05 percentage points of calls x 120,000 EUR per point"),
        ("29", "days", "en", "29 days x 120,000 EUR"),
    ],
)
def test_difference_of_percentages_is_in_points_and_so_is_its_rate(
    value: str, unit: str, locale: str, text: str
) -> None:
    """0.05 % of 120,000 EUR is 60 EUR; what was agreed is a rate for a percentage point, 6,000 EUR."""
    rate = notation.per_unit(notation.rate(Decimal(120_000), "EUR", locale=locale), unit, locale=locale)
    said = f"{notation.difference(Decimal(value), unit, locale=locale)} x {rate}"
    assert said.replace("\N{NO-BREAK SPACE}", " ").replace("\N{MINUS SIGN}", "-") == text


def test_unit_that_begins_with_a_figure_is_kept_apart_from_it() -> None:
    assert notation.quantity(Decimal(51), "10,000 payments", locale="en") == "51\u00a0units of 10,000 payments"
    assert notation.quantity(Decimal(1), "10,000 payments", locale="en") == "1\u00a0unit of 10,000 payments"


def test_rate_has_the_decimals_of_its_currency_or_more() -> None:
    rates = [(Decimal("7.6"), "EUR"), (Decimal(1200), "EUR"), (Decimal("0.0325"), "EUR"), (Decimal("7.6"), "KWD")]
    assert [notation.rate(*one, locale="en").replace("\u00a0", " ") for one in rates] == [
        "7.60 EUR", "1,200 EUR", "0.0325 EUR", "7.600 KWD",
    ]  # fmt: skip


def test_keep_together_holds_the_last_figure_to_the_word_before_it() -> None:
    assert notation.keep_together("10 → 14, target 10", "10") == "10 → 14, target\N{NO-BREAK SPACE}10"
    assert notation.keep_together("no reading yet", "10") == "no reading yet"


def test_a_column_has_the_decimals_of_its_most_exact_figure() -> None:
    assert notation.most_decimals([]) == notation.most_decimals([None, Decimal("380"), Decimal("1E+3")]) == 0
    assert notation.most_decimals([Decimal("380"), None, Decimal("46.50"), Decimal("2.7635")]) == 4
    columns = ([Decimal("46.5"), Decimal(380)], [Decimal(380)], [Decimal("0.0325")])
    assert [notation.rate_decimals(one, "EUR") for one in columns] == [2, 0, 4]
    assert notation.rate_decimals([Decimal("0.5")], "JPY") == 1
