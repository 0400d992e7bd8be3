"""A customer's page. At most ten queries, session and actor included, however many rows there are."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from django.urls import reverse
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts import notation
from accounts.access import may_edit
from accounts.actors import Actor
from accounts.codes import random_code
from outcomes.models import CustomerTotal
from outcomes.queries.dimensions import track
from outcomes.queries.first_year import STARTS, is_too_early
from outcomes.queries.marks import LIVE
from outcomes.queries.timeline import decisions_for, timeline_rows
from reports.queries.customer_answer import answer, answer_chart, answer_words, terse
from reports.queries.customer_beside import (
    agreed_elsewhere,
    first_steps,
    people_sheet,
    problem_line,
    renewal,
    spend_lines,
    tender_line,
)
from reports.queries.customer_facts import Claim, Facts, claims_of, flows_told, promises_of
from reports.queries.customer_unstated import unstated_rows
from reports.queries.documents import report_lines

TIMELINE_SHOWN = 6


def customer_page(actor: Actor, customer: Any) -> dict[str, Any]:
    """The context of reports/customer_detail.html; six queries beside the customer's own."""
    claims = claims_of(actor, customer)
    promises = promises_of(actor, customer)
    dated = flows_told(customer, claims)
    begun = getattr(getattr(customer, "ledger_head", None), "seq", 0) > 0
    decisions = list(decisions_for(actor, customer=customer)[:TIMELINE_SHOWN]) if begun else []
    total = getattr(customer, "total", None) or CustomerTotal()
    goals = _goals(promises, claims)
    live = [one for one in claims if one.state in LIVE]
    facts = Facts(
        customer=customer,
        total=total,
        stated=bool(live),
        monetised=any(one.claimed is not None for one in live),
        too_early=is_too_early(customer.supplier.today(), (getattr(customer, name) for name in STARTS)),
        claims=claims,
        edits=may_edit(actor),
    )
    agreed = any(row["terms_state"] == "agreed" for goal in goals for row in goal["rows"])
    return {
        "customer": customer,
        "currency": customer.currency,
        "facts": _fact_words(facts),
        "acts": _acts(facts),
        "can_edit": facts.edits,
        "report_key": random_code(),
        "report_url": reverse("reports:report_create", args=[customer.pk]),
        "answer": answer(facts, goals) | {"unstated": unstated_rows(actor, customer, promises, claims)},
        "answer_words": answer_words(facts, agreed=agreed),
        "chart": answer_chart(facts, dated),
        "terse": terse(facts, dated),
        "goals": goals,
        "sums": (sums := _goal_sums(total, stated=bool(live) and facts.monetised)),
        "whole": whole_columns(customer.currency, goals, sums),
        "outcome_url": reverse("outcomes:outcome_create", args=[customer.pk]) if facts.edits else None,
        "dimensions_missing": _no_outcomes(facts),
        "steps": None if live else first_steps(facts, promises, agreed=agreed),
        # The query that the timeline did not need.
        "elsewhere": [] if begun or live or not facts.edits else agreed_elsewhere(actor, customer, promises),
        "timeline": timeline_rows(decisions),
        "timeline_url": reverse("outcomes:decision_list", args=[customer.pk]),
        "waiting_url": reverse("reports:customer_waiting", args=[customer.pk]),
        "renewal": renewal(facts),
        "tender": tender_line(facts),
        "problems": problem_line(facts),
        "archived": customer.archived_at is not None,
        "person_url": reverse("stakeholder_create", args=[customer.pk]) if facts.edits else None,
        "spend": spend_lines(facts),
        "reports": report_lines(customer),
    } | people_sheet(actor, facts)


def _goals(promises: Iterable[Mapping[str, Any]], claims: Sequence[Claim]) -> list[dict[str, Any]]:
    """The table of outcomes: a row for each dimension, with its track and what it brought."""
    by_dimension: dict[int | None, list[Claim]] = {}
    for claim in claims:
        by_dimension.setdefault(claim.dimension, []).append(claim)
    goals = [
        {
            "goal": outcome["title"],
            "url": reverse("reports:outcome_detail", args=[outcome["pk"]]),
            "add_url": reverse("outcomes:dimension_create", args=[outcome["pk"]]),
            "rows": [goal_row(one, by_dimension.get(one["pk"], [])) for one in outcome["dimensions"]],
        }
        for outcome in promises
    ]
    if others := by_dimension.get(None):
        row = sums_of(others) | {
            "name": _("Stated without a dimension"),
            "url": "",
            "note": "",
            "words": "",
            "track": None,
        }
        goals.append({"goal": _("Costs and shortfalls that the customer stated"), "rows": [row | {"terms_state": ""}]})
    return goals


def sums_of(claims: Sequence[Claim]) -> dict[str, Any]:
    sums = {
        name: sum(one.sums.get(name, 0) for one in claims)
        for name in ("confirmed", "shortfall", "undecided", "disputed")
    }
    waiting = [("undecided", sums["undecided"]), ("disputed", sums["disputed"])]
    return {
        "gains_minor": sums["confirmed"],
        "shortfalls_minor": sums["shortfall"],
        "open": [{"mark": mark, "minor": minor} for mark, minor in waiting if minor],
    }


def goal_row(dimension: Mapping[str, Any], claims: Sequence[Claim]) -> dict[str, Any]:
    agreed, proposed = dimension["agreed"], dimension["proposed"]
    shown = None
    if agreed is not None:
        shown = track(
            baseline=agreed["baseline"], target=agreed["target"], now=dimension["last"],
            direction=agreed["direction"], unit=dimension["unit"],
        )  # fmt: skip
    words = shown["words"] if shown is not None else ""
    if shown is None and dimension["last"] is not None:
        words = _("%(now)s, no baseline agreed") % {"now": notation.quantity(dimension["last"], dimension["unit"])}
    units = ""
    if agreed is not None and agreed["rate"] is None and dimension["victory"] is not None:
        now, was = notation.now_and_was(dimension["victory"], dimension["victory_was"], dimension["unit"])
        units = _("%(now)s, was %(baseline)s") % {"now": now, "baseline": was}
    return sums_of(claims) | {
        "name": dimension["name"],
        "url": reverse("outcomes:dimension_detail", args=[dimension["pk"]]),
        "note": _terms_note(agreed, proposed),
        "words": words,
        "track": shown,
        "units": units,
        "terms_state": "agreed" if agreed is not None else ("proposed" if proposed is not None else ""),
        "unit": dimension["unit"],
    }


def _terms_note(agreed: Mapping[str, Any] | None, proposed: Mapping[str, Any] | None) -> str:
    """Whether terms are agreed, by whom; what is proposed."""
    parts = []
    if agreed is not None:
        who = {"who": agreed["agreed_by"] or _("the customer"), "version": agreed["version"]}
        # On paper the one who signs the entry is the supplier's: she recorded it, and agreed nothing.
        words = _("on paper, recorded by %(who)s, version %(version)s")
        parts.append((words if agreed["on_paper"] else _("agreed by %(who)s, version %(version)s")) % who)
        if agreed["rate"] is None:
            parts.append(_("not monetised"))
    if proposed is not None:
        asked = {"who": proposed["asked__name"] or _("the customer"), "version": proposed["version"]}
        parts.append(_("version %(version)s proposed to %(who)s") % asked)
    return "; ".join(parts) or _("no terms are agreed: nothing can be claimed in money")


def whole_columns(currency: str, goals: Iterable[Mapping[str, Any]], sums: Mapping[str, int | None]) -> dict[str, bool]:
    """Whether each column of the table of outcomes holds whole amounts only: a column has one precision."""
    unit = 10 ** notation.minor_digits(currency)
    rows = [row for goal in goals for row in goal["rows"]]
    columns = {
        name: [row[f"{name}_minor"] for row in rows] + [sums[f"{name}_minor"]] for name in ("gains", "shortfalls")
    }
    columns["open"] = [one["minor"] for row in rows for one in row["open"]] + [sums["open_minor"]]
    return {name: not any((minor or 0) % unit for minor in amounts) for name, amounts in columns.items()}


def _goal_sums(total: CustomerTotal, *, stated: bool) -> dict[str, int | None]:
    """Sums of the table in minor units; None while nothing was ever stated in money, which is not zero."""
    if not stated:
        return dict.fromkeys(("gains_minor", "shortfalls_minor", "open_minor"))
    return {
        "gains_minor": total.confirmed,
        "shortfalls_minor": total.shortfall,
        "open_minor": total.undecided + total.disputed,
    }


def _fact_words(facts: Facts) -> list[str]:
    customer = facts.customer
    words = [capfirst(customer.get_tier_display())]
    since = customer.answers_since
    words.append(
        _("%(person)s answers for this customer since %(month)s")
        % {"person": customer.accountable, "month": notation.month(since.astimezone(customer.supplier.zone).date())}
        if since is not None
        else _("%(person)s answers for this customer") % {"person": customer.accountable}
    )
    if customer.first_spend is not None:
        span = {"start": customer.first_spend, "end": customer.supplier.today()}
        words.append(_("%(start)s to %(end)s") % {name: notation.date_long(day) for name, day in span.items()})
    head = getattr(customer, "ledger_head", None)
    if head is not None and head.seq:
        count = ngettext("%(count)s entry", "%(count)s entries", head.seq) % {"count": head.seq}
        words.append(_("as the ledger stands, %(entries)s") % {"entries": count})
    return words


def _acts(facts: Facts) -> list[dict[str, str]]:
    if not facts.edits:
        return []
    pk = facts.customer.pk
    return [
        {"label": _("Add spend"), "url": reverse("outcomes:spend_create", args=[pk])},
        {"label": _("Log value"), "url": reverse("outcomes:event_create") + f"?customer={pk}"},
    ]


def _no_outcomes(facts: Facts) -> dict[str, Any]:
    act = {"label": _("Add an outcome"), "url": reverse("outcomes:outcome_create", args=[facts.customer.pk])}
    return {
        "heading": _("No outcome is agreed yet"),
        "words": _("What hurt them most, in their own words. A value dimension of it says how one will see it."),
        "act": act if facts.edits else None,
    }
