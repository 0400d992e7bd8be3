"""What did we spend, what did we get: sentence, table, key figures and chart of a customer's page."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from django.urls import reverse
from django.utils.safestring import mark_safe
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, npgettext

from accounts import notation
from accounts.models import Supplier
from outcomes.counting import OPEN
from outcomes.finance import Payback, PaybackState
from outcomes.flows import Dated, Flows
from outcomes.models import CustomerTotal
from outcomes.queries.marks import LIVE, State
from reports.document.charts import Palette, spend_against_value
from reports.queries.customer_facts import Claim, Facts

# The stylesheet's colours: one picture serves light and dark.
PAGE_COLOURS = Palette(
    ink="var(--ink)", second="var(--ink-2)", hairline="var(--line)", value="var(--confirmed)",
    shortfall="var(--shortfall)", spend="var(--spend)", paper="var(--surface)", font="inherit",
)  # fmt: skip


def answer(facts: Facts, goals: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
    """The context of the answer's sentence and table."""
    total, customer = facts.total, facts.customer
    answer: dict[str, Any] = {
        "customer": customer.name,
        "currency": facts.currency,
        "spend_minor": total.spend or None,
        "stated": facts.stated,
        "monetised": facts.monetised,
        "gains_minor": total.confirmed,
        "shortfalls_minor": total.shortfall,
        "undecided_minor": total.undecided,
        "disputed_minor": total.disputed,
        "notes": _notes(facts),
    }
    if facts.stated and not facts.monetised:
        answer["victories"] = _victories(facts, goals)
    return answer


def _victories(facts: Facts, goals: Sequence[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """What was got, in its own units: confirmed ones first, else what waits."""
    named = [
        {"label": row["name"], "words": row["units"], "mark": "confirmed"}
        for goal in goals
        for row in goal["rows"]
        if row.get("units")
    ]
    if named:
        return named[:4]
    last = next(one for one in reversed(facts.claims) if one.state in LIVE)
    mark = {"stated": "undecided"}.get(last.state, last.state)
    words = _("not decided yet") if last.state in OPEN else _("not in money")
    return [{"label": last.words, "words": words, "mark": mark}]


def _notes(facts: Facts) -> dict[str, dict[str, str]]:
    """What stands beside each row of the answer: how many, who, how old."""
    customer, total = facts.customer, facts.total
    notes: dict[str, dict[str, str]] = {}
    history = reverse("outcomes:decision_list", args=[customer.pk])
    count = customer.spend_count
    if count:
        confirmed = _spend_confirmed(facts)
        link = npgettext("spend", "%(count)s entry", "%(count)s entries", count) % {"count": count}
        notes["spend"] = {"url": reverse("outcomes:spend_list", args=[customer.pk]), "link": link, "text": confirmed}
    gains = [one for one in facts.claims if one.sums.get("confirmed")]
    if gains:
        link = ngettext("%(count)s decision", "%(count)s decisions", len(gains)) % {"count": len(gains)}
        by = ngettext("by %(count)s person", "by %(count)s people", customer.deciders) % {"count": customer.deciders}
        notes["gains"] = {"url": history, "link": link, "text": by}
    bad = [one for one in facts.claims if one.sums.get("shortfall")]
    if bad:
        still = [one for one in bad if one.sums.get("shortfall_open")]
        link = ngettext("%(count)s shortfall", "%(count)s shortfalls", len(bad)) % {"count": len(bad)}
        text = (
            ngettext(", %(count)s not yet agreed", ", %(count)s not yet agreed", len(still)) % {"count": len(still)}
            if still
            else ""
        )
        notes["shortfalls"] = {"url": history, "link": link, "text": text}
    for kind, state in (("undecided", State.STATED), ("disputed", State.DISPUTED)):
        waits = [one for one in facts.claims if one.state == state and (one.sums.get(kind) or not facts.monetised)]
        if waits:
            link = ngettext("%(count)s claim", "%(count)s claims", len(waits)) % {"count": len(waits)}
            notes[kind] = {"url": "#waiting", "link": link, "text": _age(waits, state, customer.supplier)}
    _apart(notes, total, facts.currency)
    return notes


def _spend_confirmed(facts: Facts) -> str:
    """Who confirmed the spend, and how much of it up to which day where that is not all."""
    customer = facts.customer
    if not customer.spend_by:
        return _(", not yet confirmed by them")
    if customer.spend_confirmed == facts.total.spend:
        return _(", confirmed by %(who)s") % {"who": customer.spend_by}
    return _(", %(amount)s of it confirmed by %(who)s, to %(day)s") % {
        "amount": notation.money(customer.spend_confirmed, facts.currency, whole=True),
        "who": customer.spend_by,
        "day": notation.date_long(date.fromisoformat(json.loads(customer.spend_confirmed_payload)["until"])),
    }


def _age(waits: Sequence[Claim], state: State, supplier: Supplier) -> str:
    """How long the oldest waits: for a decision since it was stated, for an answer since it was disputed."""
    disputed = state == State.DISPUTED
    since = min(one.disputed_at if disputed and one.disputed_at else one.stated_at for one in waits)
    days = (supplier.today() - supplier.today(since)).days
    if not days:
        return ""
    if not disputed:
        return ngettext(", oldest %(days)s day", ", oldest %(days)s days", days) % {"days": days}
    words = (
        ngettext(", disputed %(days)s day ago", ", disputed %(days)s days ago", days)
        if len(waits) == 1
        else ngettext(", the first disputed %(days)s day ago", ", the first disputed %(days)s days ago", days)
    )
    return words % {"days": days}


def _apart(notes: dict[str, dict[str, str]], total: CustomerTotal, currency: str) -> None:
    """Gains that stand apart are named beside the value, in words: they are in no sum."""
    apart = []
    if total.after_the_fact:
        amount = notation.money(total.after_the_fact, currency, whole=True)
        apart.append(_("%(amount)s agreed after the fact stands apart") % {"amount": amount})
    if total.on_paper:
        amount = notation.money(total.on_paper, currency, whole=True)
        apart.append(_("%(amount)s on paper stands apart") % {"amount": amount})
    if apart:
        notes["value"] = {"text": "; ".join(apart)}


def answer_words(facts: Facts, *, agreed: bool) -> str:
    if facts.stated:
        return ""
    if not agreed:
        return _(
            "No baseline is agreed, so nothing can be claimed, and nothing that was measured before an agreement ever "
            "will be. Each month without one is lost for good."
        )
    return _("Terms are agreed. What was measured since has not been stated yet; that is not the same as zero.")


def terse(facts: Facts, flows: Flows) -> list[dict[str, Any]]:
    """Net, ratio, paid back, last proof; words where there is no such figure."""
    customer, total = facts.customer, facts.total
    if not facts.stated:
        return []
    terse: list[dict[str, Any]] = []
    if facts.monetised:
        terse.append({"label": _("Net"), "minor": total.net, "currency": facts.currency})
    terse += [
        {"label": _("Ratio"), "words": _ratio_words(facts)},
        {"label": _("Paid back"), "words": _payback_words(facts, flows)},
        {
            "label": _("Last proof"),
            "words": notation.date_medium(customer.last_proof) if customer.last_proof else _("none yet"),
        },
    ]
    return terse


def _no_ratio(facts: Facts) -> str:
    if not facts.monetised:
        return _("not monetised")
    if facts.total.spend <= 0:
        return _("no spend recorded")
    return _("too early") if facts.too_early else ""


def _ratio_words(facts: Facts) -> str:
    return _no_ratio(facts) or notation.ratio(Decimal(facts.total.value) / Decimal(facts.total.spend))


def _payback_words(facts: Facts, flows: Flows) -> str:
    """To the month; the report says the day."""
    if word := _no_ratio(facts):
        return word
    paid = flows.payback(facts.currency)
    if paid.state == PaybackState.REACHED and paid.date is not None:
        return notation.month(paid.date)
    if paid.state == PaybackState.LOST and paid.lost_on is not None:
        return _("reached, then lost in %(month)s") % {"month": notation.month(paid.lost_on)}
    return _("not reached")


def answer_chart(facts: Facts, flows: Flows) -> dict[str, Any] | None:
    """Spend and value cumulated, each at its date; its figures by month. None where there are too few points."""
    months = _months(flows)
    if not facts.money or len(months) < 3 or not flows.spend or not flows.value:
        return None
    currency, digits = facts.currency, notation.minor_digits(facts.currency)
    power = 3 if max(abs(facts.total.spend), abs(facts.total.value)) >= 10 ** (digits + 4) else 0
    paid: Payback | None = None if _no_ratio(facts) else flows.payback(currency)
    ring = None
    if paid is not None and paid.state == PaybackState.REACHED and paid.date is not None:
        ring = (paid.date, _("Paid back"), notation.month(paid.date))

    def words(minor: int) -> str:
        return notation.money(minor, currency, whole=True)

    sentence = _("Spend ends at %(spend)s, value at %(value)s.") % {
        "spend": words(facts.total.spend),
        "value": words(facts.total.value),
    }
    svg = spend_against_value(
        _by_day(flows.spend),
        _by_day(flows.value),
        start=months[0][0],
        end=_month_end(months[-1][0]),
        title=sentence,
        names=(_("Spend"), _("Value")),
        totals=(
            notation.amount(facts.total.spend, currency, whole=True),
            notation.amount(facts.total.value, currency, whole=True),
        ),
        axis=lambda tick: notation.exact(tick.scaleb(-digits - power)),
        month=notation.month,
        payback=ring,
        palette=PAGE_COLOURS,
        width=350.0,
        height=196.0,
        # As large as app.css shows it, whose face is a little wider than the document's.
        caption=12.4,
    )
    unit = _("in thousands of %(currency)s") if power else _("in %(currency)s")
    return {
        "title": _("How it came about, cumulated, %(unit)s") % {"unit": unit % {"currency": currency}},
        "svg": mark_safe(svg),  # drawn by our own code, every text escaped there
        "columns": [_("Month"), _("Spend"), _("Value"), _("Spend, cumulated"), _("Value, cumulated")],
        "rows": _month_rows(months, currency),
    }


def _month_end(month: date) -> date:
    return (month.replace(day=28) + timedelta(days=4)).replace(day=1) - timedelta(days=1)


def _by_day(dated: Iterable[Dated]) -> list[Dated]:
    """In order of date, the amounts of one day together."""
    sums: dict[date, int] = {}
    for day, minor in dated:
        sums[day] = sums.get(day, 0) + minor
    return sorted(sums.items())


def _months(flows: Flows) -> list[tuple[date, int, int]]:
    """(first day, spend, value) of each month that has either."""
    sums: dict[date, list[int]] = {}
    for index, dated in enumerate((flows.spend, flows.value)):
        for day, minor in dated:
            sums.setdefault(day.replace(day=1), [0, 0])[index] += minor
    return [(month, spend, value) for month, (spend, value) in sorted(sums.items())]


def _month_rows(months: Sequence[tuple[date, int, int]], currency: str) -> list[list[str]]:
    rows, spent, got = [], 0, 0
    for month, spend, value in months:
        spent, got = spent + spend, got + value
        figures = [notation.amount(minor, currency) for minor in (spend, value, spent, got)]
        rows.append([notation.month(month), *figures])
    return rows
