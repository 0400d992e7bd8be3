"""The one place that turns figures into text, and typed text into figures.

Amounts come in as integer minor units with a currency code, everything else as `Decimal`, `date` or an aware
`datetime`; no float is accepted anywhere. A locale changes notation, never currency. Digits are always 0 to 9.
Three kinds of space are used: no-break (before a unit or a currency), narrow no-break (before "%" and "k"), plain.

locales.py says how a locale writes, figures.py and days.py write, typed.py reads what people type. What is named here
is for everybody; the rest is the package's own.
"""

from accounts.notation.days import (
    EN_DASH,
    date_long,
    date_medium,
    date_short,
    duration,
    instant,
    is_half_year,
    month,
    period,
)
from accounts.notation.figures import (
    MINUS,
    NARROW,
    NO_BREAK,
    amount,
    amount_parts,
    are_whole,
    axis_thousands,
    exact,
    from_minor,
    grouped_digest,
    is_sign,
    keep_together,
    measured,
    minor_digits,
    money,
    most_decimals,
    percent,
    quantity,
    quoted,
    rate,
    rate_decimals,
    ratio,
    spoken_money,
    to_minor,
    whole_units,
)
from accounts.notation.typed import UnreadableNumber, parse_decimal

__all__ = [
    "EN_DASH",
    "MINUS",
    "NARROW",
    "NO_BREAK",
    "UnreadableNumber",
    "amount",
    "amount_parts",
    "are_whole",
    "axis_thousands",
    "date_long",
    "date_medium",
    "date_short",
    "duration",
    "exact",
    "from_minor",
    "grouped_digest",
    "instant",
    "is_half_year",
    "is_sign",
    "keep_together",
    "measured",
    "minor_digits",
    "money",
    "most_decimals",
    "month",
    "parse_decimal",
    "percent",
    "period",
    "quantity",
    "quoted",
    "rate",
    "rate_decimals",
    "ratio",
    "spoken_money",
    "to_minor",
    "whole_units",
]
