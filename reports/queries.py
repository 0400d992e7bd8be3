"""The figures of the supplier's pages that show several rooms: the list of customers and a customer's page.

At most ten queries a page, session and actor included, however many rows there are.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from django.core.paginator import Paginator
from django.db.models import Count, Exists, F, Max, Min, OuterRef, Q, QuerySet, Subquery, Sum
from django.db.models.functions import Coalesce
from django.urls import reverse
from django.utils import timezone
from django.utils.safestring import mark_safe
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts import notation
from accounts.access import ActorRequest
from accounts.actors import Actor
from accounts.codes import random_code
from accounts.models import Accountability, Contract, Customer, Disposition, Stakeholder
from accounts.requests import one_of, search_words
from outcomes.counting import OPEN, Standing, buckets
from outcomes.finance import PaybackState, payback_date
from outcomes.flows import in_units
from outcomes.models import (
    CustomerMonth,
    CustomerTotal,
    Decision,
    Measurement,
    Outcome,
    Signature,
    SpendEntry,
    ValueEvent,
)
from outcomes.page_queries import decisions_for, may_edit, timeline_rows, track
from outcomes.value import years_after
from reports.document.charts import Palette, spend_against_value
from reports.queries_documents import report_lines

State = ValueEvent.State
Kind = Decision.Kind
DECIDED = (State.CONFIRMED, State.ADJUSTED)
LIVE = (State.STATED, State.DISPUTED, *DECIDED)
CUSTOMERS_A_PAGE = 25
TIMELINE_SHOWN = 10
WAITING_SHOWN = 8
PEOPLE_SHOWN = 12
NOTICE_FLAGGED_DAYS = 30
# The stylesheet's colours: one picture serves light and dark.
PAGE_COLOURS = Palette(
    ink="var(--ink)", second="var(--ink-2)", hairline="var(--line)", value="var(--confirmed)",
    shortfall="var(--shortfall)", spend="var(--spend)", paper="var(--surface)", font="inherit",
)  # fmt: skip


# --- The list of customers --------------------------------------------------------------------------------------------
SORTS: Mapping[str, Any] = {
    "name": F("name"),
    "spend": Coalesce(F("total__spend_base"), 0),
    "gains": Coalesce(F("total__confirmed_base"), 0),
    "shortfalls": Coalesce(F("total__shortfall_base"), 0),
    "value": Coalesce(F("total__confirmed_base") - F("total__shortfall_base"), 0),
    "undecided": Coalesce(F("total__undecided_base"), 0),
    "accountable": F("accountable__user__name"),
    "stage": F("stage"),
}
"""Amounts are sorted in the supplier's base currency: customers have different ones."""


def customer_list_page(request: ActorRequest) -> dict[str, Any]:
    """The context of reports/customer_list.html; two queries beside the actor's."""
    search = search_words(request)
    stage = one_of(request, "stage", Customer.Stage.values)
    tier = one_of(request, "tier", Customer.Tier.values)
    sort = one_of(request, "sort", [*SORTS, *(f"-{name}" for name in SORTS)], "name")
    found = Customer.objects.visible_to(request.actor).filter(archived_at=None)
    for word in search.split()[:6]:
        found = found.filter(
            Q(name__icontains=word) | Q(industry__icontains=word) | Q(accountable__user__name__icontains=word)
        )
    found = found.filter(**({"stage": stage} if stage else {}), **({"tier": tier} if tier else {}))
    sums = found.order_by().aggregate(
        count=Count("pk"),
        spend=Sum("total__spend_base"),
        gains=Sum("total__confirmed_base"),
        shortfalls=Sum("total__shortfall_base"),
    )
    order = SORTS[sort.removeprefix("-")]
    rows = found.select_related("accountable__user", "total").order_by(
        order.desc() if sort.startswith("-") else order.asc(), "name", "pk"
    )
    live = ValueEvent.objects.visible_to(request.actor).filter(customer=OuterRef("pk"), state__in=LIVE)
    rows = rows.annotate(stated=Exists(live), monetised=Exists(live.filter(claimed_minor__isnull=False)))
    paginator = Paginator(rows, CUSTOMERS_A_PAGE)
    paginator.count = sums["count"]
    page = paginator.get_page(request.GET.get("page"))
    shown = [_list_row(customer) for customer in page.object_list]
    return {
        "page": page,
        "rows": shown,
        "whole": {name: _all_whole(shown, name) for name in ("spend", "gains", "shortfalls", "value", "undecided")},
        "count": sums["count"],
        "sums": _list_answer(request.actor, sums),
        "q": search,
        "stage": stage,
        "tier": tier,
        "sort": sort,
        "narrowed": bool(search or stage or tier),
        "stages": Customer.Stage.choices,
        "tiers": Customer.Tier.choices,
        "can_add": may_edit(request.actor),
    }


def _list_row(customer: Any) -> dict[str, Any]:
    total: CustomerTotal = getattr(customer, "total", None) or CustomerTotal()
    money = customer.stated and customer.monetised
    return {
        "customer": customer,
        "url": reverse("reports:customer_detail", args=[customer.pk]),
        "currency": customer.currency,
        "spend": total.spend or None,
        "gains": total.confirmed if money else None,
        "shortfalls": -total.shortfall if money else None,
        "value": total.value if money else None,
        "undecided": (total.undecided or None) if money else None,
        "no_value": "" if money else (_("not monetised") if customer.stated else _("not stated")),
        "worse": money and total.value < 0,
    }


def _all_whole(rows: Iterable[Mapping[str, Any]], name: str) -> bool:
    """Whether the column can leave out minor units: a column has one precision."""
    return not any((row[name] or 0) % 10 ** notation.minor_digits(row["currency"]) for row in rows)


def _list_answer(actor: Actor, sums: Mapping[str, Any]) -> dict[str, Any] | None:
    """All of them together, in the base currency."""
    if not sums["count"]:
        return None
    spend, gains, shortfalls = (sums[name] or 0 for name in ("spend", "gains", "shortfalls"))
    return {
        "count": sums["count"],
        "spend": spend,
        "gains": gains,
        "shortfalls": shortfalls,
        "value": gains - shortfalls,
        "worse": max(shortfalls - gains, 0),
        "currency": actor.supplier.base_currency,
    }


# --- A customer's page ------------------------------------------------------------------------------------------------
def customer_for(actor: Actor, pk: int) -> Any:
    """The customer with its sums and everything that is counted rather than listed, where the actor sees it; one query."""
    spend = SpendEntry.objects.visible_to(actor).current().filter(customer=OuterRef("pk")).order_by()
    decisions = Decision.objects.visible_to(actor).filter(customer=OuterRef("pk")).order_by()
    decided = decisions.filter(kind__in=[Kind.CONFIRMED, Kind.ADJUSTED], event__state__in=DECIDED)
    confirmed_spend = decisions.filter(kind=Kind.SPEND_CONFIRMED).order_by("-seq")
    contracts = Contract.objects.visible_to(actor).filter(customer=OuterRef("pk"), ends_on__gte=actor.supplier.today())
    next_end = contracts.order_by("ends_on")
    answers_since = Accountability.objects.visible_to(actor).filter(customer=OuterRef("pk"), until=None)
    people = Stakeholder.objects.visible_to(actor).filter(customer=OuterRef("pk")).order_by()

    def one(rows: QuerySet, **aggregate: Any) -> Subquery:
        return Subquery(rows.values("customer").annotate(**aggregate).values(next(iter(aggregate))))

    kinds = {f"spend_{kind.value}": one(spend.filter(kind=kind), x=Sum("amount_minor")) for kind in SpendEntry.Kind}
    return (
        Customer.objects.visible_to(actor)
        .filter(pk=pk)
        .select_related("supplier", "accountable__user", "total", "ledger_head")
        .annotate(
            **kinds,
            spend_count=Coalesce(one(spend, n=Count("pk")), 0),
            first_spend=one(spend, day=Min("on")),
            spend_by=Subquery(confirmed_spend.values("signature__name")[:1]),
            deciders=Coalesce(one(decided, n=Count("by_stakeholder", distinct=True)), 0),
            last_proof=one(decided, day=Max("said_on")),
            people_count=Coalesce(one(people.filter(_still_there(actor)), n=Count("pk")), 0),
            may_agree_count=Coalesce(one(people.filter(_still_there(actor), may_agree=True), n=Count("pk")), 0),
            contract_ends=Subquery(next_end.values("ends_on")[:1]),
            contract_notice=Subquery(next_end.values("notice_on")[:1]),
            answers_since=Subquery(answers_since.values("since")[:1]),
        )
        .first()
    )


def _still_there(actor: Actor) -> Q:
    return Q(until=None) | Q(until__gte=actor.supplier.today())


@dataclass
class _Claim:
    """One event as a customer's page counts it."""

    pk: int
    dimension: int | None
    kind: str
    state: str
    title: str
    start: date | None
    end: date | None
    claimed: int | None
    asked: str
    stated_at: Any
    sums: dict[str, int] = field(default_factory=dict)

    @property
    def words(self) -> str:
        if self.start is None or self.end is None:
            return self.title
        return f"{self.title}, {notation.period(self.start, self.end)}"


def customer_page(actor: Actor, customer: Any) -> dict[str, Any]:
    """The context of reports/customer_detail.html; six queries beside the customer's own."""
    claims = _claims(actor, customer)
    promises = _promises(actor, customer)
    months = list(CustomerMonth.objects.visible_to(actor).filter(customer=customer).order_by("month"))
    decisions = list(decisions_for(actor, customer=customer)[:TIMELINE_SHOWN])
    total = getattr(customer, "total", None) or CustomerTotal()
    goals = _goals(promises, claims)
    live = [one for one in claims if one.state in LIVE]
    facts = _Facts(
        customer=customer,
        total=total,
        stated=bool(live),
        monetised=any(one.claimed is not None for one in live),
        too_early=customer.first_spend is not None and customer.supplier.today() < years_after(customer.first_spend, 1),
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
        "answer": _answer(facts, goals),
        "answer_words": _answer_words(facts, agreed=agreed),
        "chart": _chart(facts, months),
        "terse": _terse(facts, months),
        "goals": goals,
        "sums": _goal_sums(total),
        "outcome_url": reverse("outcomes:outcome_create", args=[customer.pk]) if facts.edits else None,
        "dimensions_missing": _no_outcomes(facts),
        "steps": None if live else _steps(facts, promises, agreed=agreed),
        "timeline": timeline_rows(decisions),
        "timeline_url": reverse("outcomes:decision_list", args=[customer.pk]),
        "waiting": (waiting := _waiting(facts, promises))[:WAITING_SHOWN],
        "waiting_count": len(waiting),
        "renewal": _renewal(customer),
        "people": _people(actor, customer),
        "people_count": customer.people_count,
        "person_url": reverse("stakeholder_create", args=[customer.pk]) if facts.edits else None,
        "spend": _spend(facts),
        "reports": report_lines(customer),
    }


@dataclass
class _Facts:
    customer: Any
    total: CustomerTotal
    stated: bool
    monetised: bool
    too_early: bool
    claims: Sequence[_Claim]
    edits: bool

    @property
    def money(self) -> bool:
        return self.stated and self.monetised

    @property
    def currency(self) -> str:
        return str(self.customer.currency)


def _claims(actor: Actor, customer: Customer) -> list[_Claim]:
    """Every event with what it adds to the sums, by the rule that the ledger counts by; one query."""
    rows = list(
        ValueEvent.objects.visible_to(actor)
        .filter(customer=customer)
        .order_by("stated_at", "pk")
        .values_list(
            "pk", "dimension", "kind", "state", "title", "period_start", "period_end", "claimed_minor",
            "asked__name", "stated_at", "decided_minor", "after_the_fact", "on_paper", "terms__on_paper", "supersedes",
        )
    )  # fmt: skip
    # A restatement that waits is no event of its own yet: it holds down the one that it corrects.
    pending = {row[14]: Standing(row[3], row[7], *row[10:14]) for row in rows if row[14] is not None and row[3] in OPEN}
    claims = []
    for row in rows:
        told: tuple[Any, ...] = (*row[:8], row[8] or "", row[9])
        claim = _Claim(*told)
        if row[14] is None or row[3] not in OPEN:
            claim.sums = buckets(Standing(row[3], row[7], *row[10:14]), pending.get(row[0]))
        claims.append(claim)
    return claims


def _promises(actor: Actor, customer: Customer) -> list[dict[str, Any]]:
    """Outcomes, their dimensions and the newest agreed and proposed terms of each, in the customer's order; one query."""
    readings = (
        Measurement.objects.visible_to(actor).filter(dimension=OuterRef("dimensions")).current().order_by("-period_end")
    )
    agreed_by = Signature.objects.filter(
        decision__terms=OuterRef("dimensions__terms"), decision__kind=Kind.TERMS_AGREED
    )
    rows = (
        Outcome.objects.visible_to(actor)
        .filter(customer=customer)
        .order_by("position", "pk", "dimensions__position", "dimensions__pk", "dimensions__terms__version")
        .values(
            "pk", "title", "goal", "dimensions__pk", "dimensions__name", "dimensions__unit", "dimensions__terms__pk",
            "dimensions__terms__version", "dimensions__terms__state", "dimensions__terms__baseline",
            "dimensions__terms__target", "dimensions__terms__direction", "dimensions__terms__rate",
            "dimensions__terms__proposed_at", "dimensions__terms__asked__name",
            last_value=Subquery(readings.values("value")[:1]),
            last_end=Subquery(readings.values("period_end")[:1]),
            agreed_by=Subquery(agreed_by.values("name")[:1]),
        )
    )  # fmt: skip
    outcomes: dict[int, dict[str, Any]] = {}
    found: Iterable[Mapping[str, Any]] = rows
    for row in found:
        outcome = outcomes.setdefault(row["pk"], {"pk": row["pk"], "title": row["title"], "dimensions": {}})
        if row["dimensions__pk"] is None:
            continue
        dimension = outcome["dimensions"].setdefault(
            row["dimensions__pk"],
            {
                "pk": row["dimensions__pk"],
                "name": row["dimensions__name"],
                "unit": row["dimensions__unit"],
                "last": row["last_value"],
                "agreed": None,
                "proposed": None,
            },
        )
        if row["dimensions__terms__state"] in {"agreed", "proposed"}:
            terms = {name.removeprefix("dimensions__terms__"): value for name, value in row.items()}
            dimension[row["dimensions__terms__state"]] = terms
    return [one | {"dimensions": list(one["dimensions"].values())} for one in outcomes.values()]


def _goals(promises: Iterable[Mapping[str, Any]], claims: Sequence[_Claim]) -> list[dict[str, Any]]:
    """The table of outcomes: a row for each dimension, with its track and what it brought."""
    by_dimension: dict[int | None, list[_Claim]] = {}
    for claim in claims:
        by_dimension.setdefault(claim.dimension, []).append(claim)
    goals = [
        {
            "goal": outcome["title"],
            "url": reverse("outcomes:outcome_edit", args=[outcome["pk"]]),
            "add_url": reverse("outcomes:dimension_create", args=[outcome["pk"]]),
            "rows": [_goal_row(one, by_dimension.get(one["pk"], [])) for one in outcome["dimensions"]],
        }
        for outcome in promises
    ]
    if others := by_dimension.get(None):
        row = _sums_of(others) | {
            "name": _("Stated without a dimension"),
            "url": "",
            "note": "",
            "words": "",
            "track": None,
        }
        goals.append({"goal": _("Costs and shortfalls that the customer stated"), "rows": [row | {"terms_state": ""}]})
    return goals


def _sums_of(claims: Sequence[_Claim]) -> dict[str, Any]:
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


def _goal_row(dimension: Mapping[str, Any], claims: Sequence[_Claim]) -> dict[str, Any]:
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
    if agreed is not None and agreed["rate"] is None and dimension["last"] is not None:
        confirmed = any(one.state in DECIDED for one in claims)
        units = (
            _("%(now)s, was %(baseline)s")
            % {"now": notation.exact(dimension["last"]), "baseline": notation.exact(agreed["baseline"])}
            if confirmed
            else ""
        )
    return _sums_of(claims) | {
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
        parts.append(_("agreed by %(who)s, version %(version)s") % who)
        if agreed["rate"] is None:
            parts.append(_("not monetised"))
    if proposed is not None:
        asked = {"who": proposed["asked__name"] or _("the customer"), "version": proposed["version"]}
        parts.append(_("version %(version)s proposed to %(who)s") % asked)
    return "; ".join(parts) or _("no terms are agreed: nothing can be claimed in money")


def _goal_sums(total: CustomerTotal) -> dict[str, int]:
    return {
        "gains_minor": total.confirmed,
        "shortfalls_minor": total.shortfall,
        "open_minor": total.undecided + total.disputed,
    }


# --- The answer -------------------------------------------------------------------------------------------------------
def _answer(facts: _Facts, goals: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
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


def _victories(facts: _Facts, goals: Sequence[Mapping[str, Any]]) -> list[dict[str, Any]]:
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


def _notes(facts: _Facts) -> dict[str, dict[str, str]]:
    """What stands beside each row of the answer: how many, who, how old."""
    customer, total, now = facts.customer, facts.total, timezone.now()
    notes: dict[str, dict[str, str]] = {}
    history = reverse("outcomes:decision_list", args=[customer.pk])
    count = customer.spend_count
    if count:
        confirmed = (
            _(", confirmed by %(who)s") % {"who": customer.spend_by}
            if customer.spend_by
            else _(", not yet confirmed by them")
        )
        link = ngettext("%(count)s entry", "%(count)s entries", count) % {"count": count}
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
        waits = [one for one in facts.claims if one.state == state and one.sums.get(kind)]
        if waits:
            days = max((now - one.stated_at).days for one in waits if one.stated_at is not None)
            link = ngettext("%(count)s claim", "%(count)s claims", len(waits)) % {"count": len(waits)}
            age = ngettext(", oldest %(days)s day", ", oldest %(days)s days", days) % {"days": days} if days else ""
            notes[kind] = {"url": "#waiting", "link": link, "text": age}
    _apart(notes, total, facts.currency)
    return notes


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


def _answer_words(facts: _Facts, *, agreed: bool) -> str:
    if facts.stated:
        return ""
    if not agreed:
        return _(
            "No baseline is agreed, so nothing can be claimed, and nothing that was measured before an agreement ever "
            "will be. Each month without one is lost for good."
        )
    return _("Terms are agreed. What was measured since has not been stated yet; that is not the same as zero.")


def _terse(facts: _Facts, months: Sequence[CustomerMonth]) -> list[dict[str, Any]]:
    """Net, ratio, paid back, last proof; words where there is no such figure."""
    customer, total = facts.customer, facts.total
    if not facts.stated:
        return []
    terse: list[dict[str, Any]] = []
    if facts.monetised:
        terse.append({"label": _("Net"), "minor": total.net, "currency": facts.currency})
    terse += [
        {"label": _("Ratio"), "words": _ratio_words(facts)},
        {"label": _("Paid back"), "words": _payback_words(facts, months)},
        {
            "label": _("Last proof"),
            "words": notation.date_medium(customer.last_proof) if customer.last_proof else _("none yet"),
        },
    ]
    return terse


def _no_ratio(facts: _Facts) -> str:
    if not facts.monetised:
        return _("not monetised")
    if facts.total.spend <= 0:
        return _("no spend recorded")
    return _("too early") if facts.too_early else ""


def _ratio_words(facts: _Facts) -> str:
    return _no_ratio(facts) or notation.ratio(Decimal(facts.total.value) / Decimal(facts.total.spend))


def _payback_words(facts: _Facts, months: Sequence[CustomerMonth]) -> str:
    """To the month, from the running totals; the report says the day."""
    if word := _no_ratio(facts):
        return word
    paid = _payback(facts, months)
    if paid.state == PaybackState.REACHED and paid.date is not None:
        return notation.month(paid.date)
    if paid.state == PaybackState.LOST and paid.lost_on is not None:
        return _("reached, then lost in %(month)s") % {"month": notation.month(paid.lost_on)}
    return _("not reached")


def _payback(facts: _Facts, months: Sequence[CustomerMonth]) -> Any:
    return payback_date(
        in_units([(one.month, one.spend) for one in months], facts.currency),
        in_units([(one.month, one.value) for one in months], facts.currency),
    )


def _month_end(month: date) -> date:
    return (month.replace(day=28) + timedelta(days=4)).replace(day=1) - timedelta(days=1)


def _chart(facts: _Facts, months: Sequence[CustomerMonth]) -> dict[str, Any] | None:
    """Spend and value cumulated by month: picture and figures. None where there are too few points."""
    if not facts.money or len(months) < 3:
        return None
    currency, digits = facts.currency, notation.minor_digits(facts.currency)
    spend = [(_month_end(one.month), one.spend) for one in months if one.spend]
    value = [(_month_end(one.month), one.value) for one in months if one.value]
    if not spend or not value:
        return None
    power = 3 if max(abs(facts.total.spend), abs(facts.total.value)) >= 10 ** (digits + 4) else 0
    paid = None if _no_ratio(facts) else _payback(facts, months)
    ring = None
    if paid is not None and paid.state == PaybackState.REACHED and paid.date is not None:
        ring = (_month_end(paid.date), _("Paid back"), notation.month(paid.date))

    def words(minor: int) -> str:
        return notation.money(minor, currency, whole=True)

    sentence = _("Spend ends at %(spend)s, value at %(value)s.") % {
        "spend": words(facts.total.spend),
        "value": words(facts.total.value),
    }
    svg = spend_against_value(
        spend,
        value,
        start=months[0].month,
        end=_month_end(months[-1].month),
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
        height=170.0,
    )
    unit = _("in thousands of %(currency)s") if power else _("in %(currency)s")
    return {
        "title": _("How it came about, cumulated, %(unit)s") % {"unit": unit % {"currency": currency}},
        "svg": mark_safe(svg),  # drawn by our own code, every text escaped there
        "columns": [_("Month"), _("Spend"), _("Value"), _("Spend, cumulated"), _("Value, cumulated")],
        "rows": _month_rows(months, currency),
    }


def _month_rows(months: Sequence[CustomerMonth], currency: str) -> list[list[str]]:
    rows, spent, got = [], 0, 0
    for one in months:
        spent, got = spent + one.spend, got + one.value
        figures = [notation.amount(minor, currency) for minor in (one.spend, one.value, spent, got)]
        rows.append([notation.month(one.month), *figures])
    return rows


# --- Beside it --------------------------------------------------------------------------------------------------------
def _fact_words(facts: _Facts) -> list[str]:
    customer = facts.customer
    words = [capfirst(customer.get_tier_display())]
    since = customer.answers_since
    words.append(
        _("%(person)s answers for this customer since %(month)s")
        % {"person": customer.accountable, "month": notation.month(since.astimezone(customer.supplier.zone).date())}
        if since is not None
        else _("%(person)s answers for this customer") % {"person": customer.accountable}
    )
    head = getattr(customer, "ledger_head", None)
    if head is not None and head.seq:
        count = ngettext("%(count)s entry", "%(count)s entries", head.seq) % {"count": head.seq}
        words.append(_("as the ledger stands, %(entries)s") % {"entries": count})
    return words


def _acts(facts: _Facts) -> list[dict[str, str]]:
    if not facts.edits:
        return []
    pk = facts.customer.pk
    return [
        {"label": _("Edit"), "url": reverse("customer_edit", args=[pk])},
        {"label": _("Add spend"), "url": reverse("outcomes:spend_create", args=[pk])},
        {"label": _("Log value"), "url": reverse("outcomes:event_create") + f"?customer={pk}"},
    ]


def _no_outcomes(facts: _Facts) -> dict[str, Any]:
    act = {"label": _("Add an outcome"), "url": reverse("outcomes:outcome_create", args=[facts.customer.pk])}
    return {
        "heading": _("No outcome is agreed yet"),
        "words": _("What hurt them most, in their own words. A value dimension of it says how one will see it."),
        "act": act if facts.edits else None,
    }


def _steps(facts: _Facts, promises: Sequence[Mapping[str, Any]], *, agreed: bool) -> list[dict[str, Any]]:
    """From here to the first victory: three steps, the next one with the filled button."""
    customer = facts.customer
    dimensions = [one for outcome in promises for one in outcome["dimensions"]]
    measured = [one for one in dimensions if one["last"] is not None]
    done = [customer.may_agree_count > 0, agreed, False]
    if not promises:
        second = (_("Draft one"), reverse("outcomes:outcome_create", args=[customer.pk]))
    elif not dimensions:
        second = (_("Add a value dimension"), reverse("outcomes:dimension_create", args=[promises[0]["pk"]]))
    else:
        second = (_("Propose terms"), reverse("outcomes:terms_create", args=[dimensions[0]["pk"]]))
    if measured and agreed:
        third = (_("Log value"), reverse("outcomes:event_create") + f"?customer={customer.pk}")
    elif dimensions:
        third = (_("Add a reading"), reverse("outcomes:measurement_create", args=[dimensions[0]["pk"]]))
    else:
        third = None
    texts = [
        (
            _("Name a champion"),
            _("Somebody at %(customer)s who may agree terms and decide. Nobody has that right yet.")
            % {"customer": customer.name}
            if not done[0]
            else _("Somebody at %(customer)s may agree terms.") % {"customer": customer.name},
            (_("Add a person"), reverse("stakeholder_create", args=[customer.pk])),
        ),
        (
            _("Agree one value dimension"),
            _(
                "What hurt them most, in their own unit. A baseline with source and date, a target, a rate if it can be money."
            ),
            second,
        ),
        (_("Measure, and log the first victory"), _("“1 day, was 30” is enough. It needs no year of figures."), third),
    ]
    next_one = done.index(False)
    return [
        {
            "heading": heading,
            "words": words,
            "act": {"label": act[0], "url": act[1]} if act is not None and facts.edits and not done[number] else None,
            "state": "done" if done[number] else ("now" if number == next_one else "next"),
        }
        for number, (heading, words, act) in enumerate(texts)
    ]


def _waiting(facts: _Facts, promises: Sequence[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """What waits: disputes for us first, then drafts, then what the customer is asked."""
    lines: list[dict[str, Any]] = []
    for claim in facts.claims:
        if claim.state == State.DISPUTED:
            lines.append(
                _waiting_line(facts, "disputed", _("Answer the dispute"), claim.words, claim, _("Open"), own=True)
            )
    for claim in facts.claims:
        if claim.state == State.DRAFT and facts.edits:
            lines.append(_waiting_line(facts, "draft", _("A draft of ours"), claim.words, claim, _("Go on")))
    lines += [
        {
            "mark": "undecided",
            "what": _("Terms with %(who)s") % {"who": one["proposed"]["asked__name"] or _("the customer")},
            "why": _("%(dimension)s, version %(version)s")
            % {"dimension": one["name"], "version": one["proposed"]["version"]},
            "act": {"label": _("Open"), "url": reverse("outcomes:dimension_detail", args=[one["pk"]])},
        }
        for outcome in promises
        for one in outcome["dimensions"]
        if one["proposed"] is not None
    ]
    lines += [
        _waiting_line(
            facts,
            "shortfall" if (claim.claimed or 0) < 0 else "undecided",
            _("With %(who)s to decide") % {"who": claim.asked or _("the customer")},
            claim.words,
            claim,
            _("Open"),
        )
        for claim in facts.claims
        if claim.state == State.STATED
    ]
    return lines


def _waiting_line(
    facts: _Facts, mark: str, what: str, why: str, claim: _Claim, label: str, *, own: bool = False
) -> dict[str, Any]:
    amount = f", {notation.money(claim.claimed, facts.currency, whole=True)}" if claim.claimed is not None else ""
    days = (timezone.now() - claim.stated_at).days if claim.stated_at is not None else 0
    age = ngettext(", for %(days)s day", ", for %(days)s days", days) % {"days": days} if days else ""
    name = "outcomes:event_edit" if mark == "draft" else "outcomes:event_detail"
    return {
        "mark": mark,
        "what": what,
        "why": f"{why}{amount}{age}",
        "act": {"label": label, "url": reverse(name, args=[claim.pk])},
        "own": own,
    }


def _renewal(customer: Any) -> dict[str, str] | None:
    if customer.contract_ends is None:
        return None
    today = customer.supplier.today()
    days = (customer.contract_ends - today).days
    words = _("Contract ends %(day)s") % {"day": notation.date_long(customer.contract_ends)}
    flag = ""
    if customer.contract_notice is not None:
        words = _("%(words)s, notice by %(day)s") % {
            "words": words,
            "day": notation.date_long(customer.contract_notice),
        }
        left = (customer.contract_notice - today).days
        if 0 <= left <= NOTICE_FLAGGED_DAYS:
            flag = ngettext("Notice date in %(days)s day", "Notice date in %(days)s days", left) % {"days": left}
    return {
        "days": ngettext("%(days)s day", "%(days)s days", days) % {"days": days},
        "words": words,
        "flag_words": flag,
    }


def _people(actor: Actor, customer: Customer) -> list[dict[str, Any]]:
    """Those who are there, the most influential first; one query."""
    latest = Disposition.objects.visible_to(actor).filter(stakeholder=OuterRef("pk")).order_by("-since", "-pk")
    people = (
        Stakeholder.objects.visible_to(actor)
        .filter(_still_there(actor), customer=customer)
        .annotate(stands=Subquery(latest.values("kind")[:1]))
        .order_by("-influence", "name", "pk")[:PEOPLE_SHOWN]
    )
    words = dict(Disposition.Kind.choices)
    return [
        {
            "name": one.name,
            "url": reverse("stakeholder_edit", args=[one.pk]),
            "position": one.position,
            "disposition": one.stands,
            "disposition_words": words.get(one.stands, ""),
            "influence": one.influence,
        }
        for one in people
    ]


def _spend(facts: _Facts) -> dict[str, Any]:
    """Spend by kind; what the customer's own people cost is "not stated" where nobody said so."""
    customer = facts.customer
    lines = []
    for kind in SpendEntry.Kind:
        minor = getattr(customer, f"spend_{kind.value}")
        if minor is not None or kind == SpendEntry.Kind.INTERNAL:
            lines.append({"label": capfirst(kind.label), "minor": minor, "note": ""})
    return {
        "lines": lines,
        "sum_minor": facts.total.spend if customer.spend_count else None,
        "url": reverse("outcomes:spend_list", args=[customer.pk]),
    }
