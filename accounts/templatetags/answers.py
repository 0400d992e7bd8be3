"""What was spent, what was got: the sentence that opens a page, and chart and table in one."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django import template
from django.utils.functional import Promise
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext, gettext_lazy

from accounts import notation
from accounts.templatetags.amounts import amount_html
from accounts.templatetags.bars import Scale, bar
from accounts.templatetags.marks import MARK_WORDS

register = template.Library()


@register.inclusion_tag("components/answer_table.html")
def answer_table(answer: Mapping[str, Any], side: str = "they", rows: str = "all") -> dict[str, Any]:
    """The chart and table in one. `answer`: see components/answer_table.html.

    rows="first" leaves out what is not counted.
    """
    spend, currency = answer.get("spend_minor"), answer["currency"]
    stated, monetised = answer.get("stated", True), answer.get("monetised", True)
    gains, shortfalls = answer.get("gains_minor") or 0, answer.get("shortfalls_minor") or 0
    value = gains - shortfalls
    undecided, disputed = answer.get("undecided_minor") or 0, answer.get("disputed_minor") or 0
    notes: Mapping[str, Any] = answer.get("notes") or {}
    money = stated and monetised
    drawn = [spend or 0, *([gains, value, gains - shortfalls, undecided, disputed] if money else [])]
    scale = Scale(drawn)
    zero = scale.at(0)
    zero_at = zero if scale.low < 0 else None
    spend_at = scale.at(spend) if spend and money else None
    apart = [one["minor"] for one in answer.get("unstated", ()) if one["minor"] is not None]
    unit = 10 ** notation.minor_digits(currency)
    whole = not any(figure % unit for figure in [spend or 0, gains, shortfalls, undecided, disputed, *apart])

    def row(kind: str, label: str | Promise, minor: int | None, bar: SafeString, **extra: Any) -> dict[str, Any]:
        none = extra.pop("none", "–")
        return {
            "kind": kind,
            "label": label,
            "amount": extra.pop("amount", None) or amount_html(minor, currency, whole=whole, none=none),
            "bar": bar,
            "note": notes.get(kind),
            **extra,
        }

    counted = [
        row(
            "spend",
            gettext_lazy("Spent"),
            spend,
            bar("spend", zero, scale.at(spend or 0), zero_at=zero_at),
            mark="spend",
            none=gettext_lazy("no spend recorded"),
        )
    ]
    below: list[dict[str, Any]] = []
    if not stated:
        got = row(
            "got", gettext_lazy("Got"), None, bar("missing", 0, 100), mark="missing", none=gettext_lazy("not stated")
        )
        counted.append(got | {"css": "at-missing", "note": got["note"] or {"text": gettext("not the same as zero")}})
    elif not monetised:
        for victory in answer.get("victories", []):
            counted.append(
                row(
                    "victory",
                    victory["label"],
                    None,
                    SafeString(""),
                    amount=victory["words"],
                    mark=victory.get("mark", "confirmed"),
                )
                | {"note": victory.get("note")}
            )
    else:
        counted += [
            row(
                "gains",
                gettext_lazy("Gains, confirmed"),
                gains,
                bar("confirmed", zero, scale.at(gains), spend_at=spend_at, zero_at=zero_at),
                mark="confirmed",
            ),
            row(
                "shortfalls",
                gettext_lazy("Shortfalls"),
                -shortfalls,
                bar("shortfall", scale.at(gains), scale.at(value), spend_at=spend_at, zero_at=zero_at),
                mark="shortfall",
            ),
            row(
                "value",
                gettext_lazy("Value"),
                value,
                bar("value", zero, scale.at(value), spend_at=spend_at, zero_at=zero_at),
                css="at-result",
            ),
        ]
        if not counted[-1]["note"] and spend is not None:
            counted[-1]["note"] = {"text": _against_spend(value - spend, currency)}
    if stated and rows == "all":
        # Without money there is no zero: what waits is counted beside it, and what does not wait has no row.
        below = [
            row(
                kind,
                label,
                minor if money else None,
                bar(kind, zero, scale.at(minor)) if money else SafeString(""),
                mark=kind,
                css="at-open",
                none=gettext("not in money"),
            )
            for kind, label, minor in (
                ("undecided", MARK_WORDS["undecided"], undecided),
                ("disputed", MARK_WORDS["disputed"], disputed),
            )
            if money or kind in notes
        ]
    unstated = [
        row(
            "unstated",
            one["label"],
            one["minor"],
            SafeString(""),
            mark="shortfall",
            css="at-open",
            none=gettext("in its own unit"),
        )
        | {"note": one["note"]}
        for one in answer.get("unstated", ())
    ]
    return {"rows": counted, "below": below, "unstated": unstated, "caption": answer.get("caption"), "side": side}


def _against_spend(net: int, currency: str) -> str:
    figure = notation.amount(abs(net), currency, whole=True)
    if net > 0:
        return gettext("%(amount)s beyond spend") % {"amount": figure}
    if net < 0:
        return gettext("%(amount)s less than was spent") % {"amount": figure}
    return gettext("exactly what was spent")


@register.simple_tag
def answer_sentence(answer: Mapping[str, Any], side: str = "they") -> SafeString:
    """The sentence that opens a page. `answer` as for the answer table; side "we" speaks as the customer.

    Gains and shortfalls stand in it, in its size, wherever there is money.
    """
    currency = answer["currency"]

    def figure(minor: int | None) -> SafeString:
        return amount_html(minor, currency)

    spend = answer.get("spend_minor")
    we = side == "we"
    parts: dict[str, Any] = {"customer": answer.get("customer", ""), "spend": figure(spend)}
    if not spend:
        spent = gettext("No spend of ours is recorded.") if we else gettext("No spend of {customer} is recorded.")
    else:
        spent = gettext("We spent {spend}.") if we else gettext("{customer} spent {spend}.")
    if not answer.get("stated", True):
        got = gettext("What we got is not stated.") if we else gettext("What they got is not stated.")
        return format_html(spent + " " + got, **parts)
    if not answer.get("monetised", True):
        victory = answer["victories"][0]
        parts |= {"label": victory["label"], "words": victory["words"]}
        got = gettext("What we got: {label}, {words}.") if we else gettext("What they got: {label}, {words}.")
        return format_html(spent + " " + got, **parts)
    gains, shortfalls = answer.get("gains_minor") or 0, answer.get("shortfalls_minor") or 0
    value = gains - shortfalls
    parts |= {"value": figure(value), "gains": figure(gains), "shortfalls": figure(shortfalls)}
    made_of = gettext("gains of {gains} less shortfalls of {shortfalls}.")
    if not spend:
        opening = spent + " " + (gettext("We got {value}:") if we else gettext("They got {value}:"))
        return _in_two_parts(opening, made_of, parts)
    if value < 0:
        parts["worse"] = figure(-value)
        opening = (
            gettext("We spent {spend} and are {worse} worse off:")
            if we
            else gettext("{customer} spent {spend} and is {worse} worse off:")
        )
        return _in_two_parts(opening, made_of, parts)
    if value < spend:
        parts["less"] = figure(spend - value)
        opening = (
            gettext("We spent {spend} and got {value}, {less} less than we paid:")
            if we
            else gettext("{customer} spent {spend} and got {value}, {less} less than it paid:")
        )
        return _in_two_parts(opening, made_of, parts)
    opening = (
        gettext("We spent {spend} and got {value}:") if we else gettext("{customer} spent {spend} and got {value}:")
    )
    return _in_two_parts(opening, made_of, parts)


def _in_two_parts(opening: str, made_of: str, parts: Mapping[str, Any]) -> SafeString:
    return format_html('<span class="part">' + opening + '</span> <span class="part">' + made_of + "</span>", **parts)
