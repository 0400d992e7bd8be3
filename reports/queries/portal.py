"""Everything on the champion's one page. Nothing that is said about people inside the supplier is read here."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from typing import Any

from django.db.models import Count, Exists, F, Max, OuterRef, Q, QuerySet, Subquery, Sum
from django.db.models.functions import Coalesce
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts import notation
from accounts.actors import Actor
from accounts.models import Customer
from outcomes.finance import PaybackState, payback_date
from outcomes.flows import in_units
from outcomes.models import (
    ClaimLine,
    CustomerMonth,
    CustomerTotal,
    Decision,
    Measurement,
    SpendEntry,
    Terms,
    ValueEvent,
)
from outcomes.queries.claims import age_words, claim_rows, waiting_claims
from outcomes.queries.marks import DECIDED, LIVE, State
from outcomes.value import years_after
from reports.queries.documents import report_lines
from reports.say_aloud import BAD_NAMED, Story, Victory, sentences

WAITING_SHOWN = 10
# Rows with figures that their query adds, which the type checker cannot know.
CustomerNow = Any
NamedClaim = Any
TermsNow = Any
DECIDED_SHOWN = 5


def portal_home(actor: Actor) -> dict[str, Any]:
    """The context of reports/portal_home.html."""
    customer = _customer(actor)
    events = _events(actor)
    terms = _terms(actor)
    months = list(CustomerMonth.objects.visible_to(actor).order_by("month"))
    people = _people(actor)
    assert actor.stakeholder is not None
    tracks = [_track(one) for one in terms if one.state == Terms.State.AGREED]
    victory = _victory(events, customer)
    totals = getattr(customer, "total", None) or CustomerTotal()
    too_early = customer.first_spend is not None and customer.supplier.today() < years_after(customer.first_spend, 1)
    story = _story(customer, totals, events, victory, tracks)
    waiting = _waiting(actor, events, terms)
    return {
        "currency": customer.currency,
        "answer": _answer(story, totals, victory),
        "lead": _lead(victory) if victory is not None and (too_early or not story.monetised) else "",
        "net_minor": totals.net if story.spend is not None and story.stated and story.monetised else None,
        "answer_notes": [
            *_ratio_words(story, totals, months, too_early=too_early),
            *_confirmed_words(people, totals, actor),
            *_apart_words(totals, customer.currency),
            *_open_words(totals, customer.currency),
            *_spend_words(customer),
        ],
        "working_url": reverse("outcomes:claim_list"),
        "spend_url": reverse("outcomes:portal_spend"),
        "say": sentences(story),
        "waits": _waits(customer, waiting),
        "waiting": waiting,
        "waiting_more": max(0, customer.waiting_count - WAITING_SHOWN),
        "undecided_minor": totals.undecided,
        "disputed_minor": totals.disputed,
        "reports": report_lines(customer),
        "make_report_url": reverse("reports:report_create", args=[customer.pk]),
        "tracks": tracks,
        "decided": claim_rows(_newest_decided(events)),
        "may_decide": actor.stakeholder.may_decide,
        "deciders": [one["name"] for one in people if one["decides"]],
        "speak": {"shortfall_url": reverse("outcomes:shortfall_state"), "cost_url": reverse("outcomes:cost_state")}
        if actor.stakeholder.may_decide
        else None,
        "contact": _contact(customer),
    }


# --- What is read -----------------------------------------------------------------------------------------------------
def _customer(actor: Actor) -> CustomerNow:
    """Her firm with its totals, the person who answers for it, and how much there is of what; one query."""
    live = ValueEvent.objects.visible_to(actor).filter(state__in=LIVE)
    spend = SpendEntry.objects.visible_to(actor).current()
    confirmations = Decision.objects.visible_to(actor).filter(kind=Decision.Kind.SPEND_CONFIRMED).order_by("-seq")
    found = (
        Customer.objects.visible_to(actor)
        .select_related("supplier", "accountable__user", "total", "ledger_head")
        .annotate(
            waiting_count=_count(waiting_claims(actor)),
            bad_count=_count(_bad(live)),
            disputed_count=_count(live.filter(state=State.DISPUTED)),
            stated=Exists(live),
            monetised=Exists(live.filter(claimed_minor__isnull=False)),
            first_spend=Subquery(spend.order_by("on").values("on")[:1]),
            internal_stated=Exists(spend.filter(kind=SpendEntry.Kind.INTERNAL)),
            spend_confirmed_on=Subquery(confirmations.values("said_on")[:1]),
        )
    )
    return found.get()


def _count(rows: QuerySet) -> Coalesce:
    """How many of these rows of the same customer, as part of a larger query."""
    counted = rows.filter(customer=OuterRef("pk")).order_by().values("customer").annotate(n=Count("pk")).values("n")
    return Coalesce(Subquery(counted), 0)


def _bad(live: QuerySet) -> QuerySet:
    """Shortfalls that stand: as decided, else as claimed."""
    return live.annotate(stands=Coalesce("decided_minor", "claimed_minor")).filter(stands__lt=0)


def _events(actor: Actor) -> list[NamedClaim]:
    """The claims that the page names: those that wait, the best victory, the worst shortfalls, the last decided; one
    query, with the last reading of each beside its baseline."""
    live = ValueEvent.objects.visible_to(actor).filter(state__in=LIVE)
    decided = live.filter(state__in=DECIDED)
    # In money the largest; without any money the latest.
    best = decided.filter(Q(decided_minor__gt=0) | Q(decided_minor=None)).order_by(
        F("decided_minor").desc(nulls_last=True), "-decided_at", "-pk"
    )
    chosen = [
        waiting_claims(actor).values("pk")[:WAITING_SHOWN],
        best.values("pk")[:1],
        _bad(live).order_by("stands", "pk").values("pk")[:BAD_NAMED],
        decided.order_by("-decided_at", "-pk").values("pk")[:DECIDED_SHOWN],
    ]
    named = Q()
    for rows in chosen:
        named |= Q(pk__in=rows)
    last = ClaimLine.objects.filter(event=OuterRef("pk")).order_by("-position")
    return list(
        ValueEvent.objects.visible_to(actor)
        .filter(named)
        .select_related("customer__supplier", "dimension", "supersedes")
        .annotate(
            last_baseline=Subquery(last.values("baseline")[:1]),
            last_actual=Subquery(last.values("actual")[:1]),
            last_difference=Subquery(last.values("difference")[:1]),
        )
        .order_by("stated_at", "pk")
    )


def _terms(actor: Actor) -> list[TermsNow]:
    """Per dimension what is agreed now, with its last reading, and what is proposed; one query."""
    readings = (
        Measurement.objects.visible_to(actor).filter(dimension=OuterRef("dimension")).current().order_by("-period_end")
    )
    rows = (
        Terms.objects.visible_to(actor)
        .filter(state__in=[Terms.State.AGREED, Terms.State.PROPOSED])
        .select_related("dimension__outcome", "asked", "customer")
        .annotate(
            last_value=Subquery(readings.values("value")[:1]),
            last_start=Subquery(readings.values("period_start")[:1]),
            last_end=Subquery(readings.values("period_end")[:1]),
        )
        .order_by("dimension__outcome__position", "dimension__outcome", "dimension__position", "dimension", "version")
    )
    newest = {(one.dimension_id, one.state): one for one in rows}
    return list(newest.values())


def _people(actor: Actor) -> list[dict[str, Any]]:
    """Those of her own firm who may decide today or have confirmed something, with the sum: names and nothing else."""
    assert actor.stakeholder is not None
    counted = Q(
        stakeholders__decisions__kind__in=[Decision.Kind.CONFIRMED, Decision.Kind.ADJUSTED],
        stakeholders__decisions__event__state__in=DECIDED,
        stakeholders__decisions__event__after_the_fact=False,
        stakeholders__decisions__event__on_paper=False,
        stakeholders__decisions__amount_minor__gt=0,
    )
    rows = (
        Customer.objects.visible_to(actor)
        .filter(stakeholders__user__isnull=False)
        .order_by()
        .values(
            "stakeholders__pk",
            "stakeholders__name",
            "stakeholders__may_decide",
            "stakeholders__until",
        )
        .annotate(confirmed=Sum("stakeholders__decisions__amount_minor", filter=counted), last=Max("stakeholders__pk"))
        .order_by("stakeholders__name", "stakeholders__pk")
    )
    today = actor.supplier.today()
    return [
        {
            "pk": row["stakeholders__pk"],
            "name": row["stakeholders__name"],
            "confirmed": row["confirmed"] or 0,
            "decides": row["stakeholders__may_decide"]
            and (row["stakeholders__until"] is None or row["stakeholders__until"] >= today),
        }
        for row in rows
    ]


# --- What follows from it ---------------------------------------------------------------------------------------------
def _victory(events: Sequence[NamedClaim], customer: CustomerNow) -> NamedClaim | None:
    """The best that was confirmed and is no shortfall."""
    good = [
        one
        for one in events
        if one.state in DECIDED
        and ((one.decided_minor or 0) > 0 or (one.decided_minor is None and (one.last_difference or 0) >= 0))
    ]
    return max(good, key=lambda one: (one.decided_minor or 0, one.decided_at, one.pk), default=None)


def _lead(victory: NamedClaim) -> str:
    """The victory in its own units, where that is the answer: "1 day, was 30"."""
    if victory.dimension is None or victory.last_actual is None or victory.last_baseline is None:
        return victory.title
    # The unit stands with the larger, older figure: "1, was 30 days" needs no plural of what somebody typed.
    return _("%(name)s: %(now)s, was %(baseline)s.") % {
        "name": victory.dimension.name,
        "now": notation.exact(victory.last_actual),
        "baseline": notation.quantity(victory.last_baseline, victory.dimension.unit),
    }


def _story(
    customer: CustomerNow,
    totals: CustomerTotal,
    events: Sequence[NamedClaim],
    victory: NamedClaim | None,
    tracks: Sequence[dict[str, Any]],
) -> Story:
    worst = sorted((one for one in events if _stands(one) < 0), key=lambda one: (_stands(one), one.pk))
    claimed_worse = {one.dimension_id for one in worst}
    # Readings below the agreed baseline count as bad too, whether or not anybody has claimed them.
    unclaimed = [one for one in tracks if one["worse"] and one["dimension"] not in claimed_worse]
    names = [one.title for one in worst[:BAD_NAMED]] + [one["worse_words"] for one in unclaimed]
    said = None
    if victory is not None:
        dimension = victory.dimension
        said = (
            Victory(dimension.name, dimension.unit, victory.last_baseline, victory.last_actual)
            if dimension is not None and victory.last_baseline is not None
            else Victory(victory.title)
        )
    return Story(
        currency=customer.currency,
        spend=totals.spend or None,
        stated=customer.stated,
        monetised=customer.monetised,
        gains=totals.confirmed,
        shortfalls=totals.shortfall,
        victory=said,
        bad=names,
        bad_count=customer.bad_count + len(unclaimed),
        disputed_count=customer.disputed_count,
        waiting_count=customer.waiting_count,
    )


def _stands(event: ValueEvent) -> int:
    """What the claim counts as where it is a shortfall, else something from zero up."""
    amount = event.decided_minor if event.decided_minor is not None else event.claimed_minor
    return amount or 0


def _answer(story: Story, totals: CustomerTotal, victory: NamedClaim | None) -> dict[str, Any]:
    """The context of components/answer_table.html."""
    answer: dict[str, Any] = {
        "currency": story.currency,
        "spend_minor": story.spend,
        "stated": story.stated,
        "monetised": story.monetised,
        "gains_minor": totals.confirmed,
        "shortfalls_minor": totals.shortfall,
        "undecided_minor": totals.undecided,
        "disputed_minor": totals.disputed,
        "caption": _("What we spent and what we got"),
    }
    if not story.monetised:
        words = _("nothing confirmed yet")
        label = _("In its own units")
        if victory is not None and victory.dimension is not None and victory.last_actual is not None:
            label = victory.dimension.name
            words = notation.quantity(victory.last_actual, victory.dimension.unit)
            if victory.last_baseline is not None:
                words = _("%(now)s, was %(baseline)s") % {
                    "now": notation.exact(victory.last_actual),
                    "baseline": notation.quantity(victory.last_baseline, victory.dimension.unit),
                }
        elif victory is not None:
            label, words = victory.title, _("not in money")
        answer["victories"] = [{"label": label, "words": words, "mark": "confirmed" if victory else "undecided"}]
    return answer


def _ratio_words(story: Story, totals: CustomerTotal, months: Sequence[CustomerMonth], *, too_early: bool) -> list[str]:
    """Ratio and payback, or the word for why there is none."""
    if not story.stated:
        return []
    if not story.monetised:
        return [_("Ratio and payback: not monetised.")]
    if story.spend is None or story.spend <= 0:
        return [_("Ratio and payback: no spend recorded.")]
    if too_early:
        return [_("Ratio and payback: too early, the first year is not over.")]
    ratio = notation.ratio(Decimal(totals.value) / Decimal(story.spend))
    return [
        _("%(ratio)s %(currency)s for each %(currency)s spent.") % {"ratio": ratio, "currency": story.currency},
        _payback_words(months, story.currency),
    ]


def _payback_words(months: Sequence[CustomerMonth], currency: str) -> str:
    """To the month, from the running totals; the report says the day."""
    costs = in_units([(one.month, one.spend) for one in months], currency)
    benefits = in_units([(one.month, one.value) for one in months], currency)
    paid = payback_date(costs, benefits)
    if paid.state == PaybackState.REACHED and paid.date is not None:
        return _("Paid back in %(month)s.") % {"month": notation.month(paid.date)}
    if paid.state == PaybackState.LOST and paid.date is not None and paid.lost_on is not None:
        return _("Paid back in %(month)s, then lost in %(lost)s.") % {
            "month": notation.month(paid.date),
            "lost": notation.month(paid.lost_on),
        }
    return _("Not paid back yet.")


def _confirmed_words(people: Sequence[dict[str, Any]], totals: CustomerTotal, actor: Actor) -> list[str]:
    """Who confirmed how much of the gains: "You confirmed 75 %, Karl Thoma 25 %."."""
    shares = sorted((one for one in people if one["confirmed"]), key=lambda one: -one["confirmed"])
    total = sum(one["confirmed"] for one in shares)
    if not total:
        return [_("No gain is confirmed yet.")] if totals.undecided or totals.disputed else []
    assert actor.stakeholder is not None
    said = []
    for one in shares:
        share = notation.percent(Decimal(one["confirmed"]) / Decimal(total), digits=0)
        if one["pk"] == actor.stakeholder.pk:
            said.append(_("you %(share)s") % {"share": share})
        else:
            said.append(f"{one['name']} {share}")
    return [_("Of the gains confirmed: %(people)s.") % {"people": ", ".join(said)}]


def _open_words(totals: CustomerTotal, currency: str) -> list[str]:
    """How much of the shortfalls counts without having been agreed."""
    if not totals.shortfall_open:
        return []
    amount = notation.money(totals.shortfall_open, currency, whole=True)
    return [_("Of the shortfalls, %(amount)s count without being agreed yet.") % {"amount": amount}]


def _apart_words(totals: CustomerTotal, currency: str) -> list[str]:
    """Gains that are confirmed, but stand apart."""
    words = []
    if totals.after_the_fact:
        amount = notation.money(totals.after_the_fact, currency, whole=True)
        words.append(_("Apart, agreed after the fact: %(amount)s.") % {"amount": amount})
    if totals.on_paper:
        amount = notation.money(totals.on_paper, currency, whole=True)
        words.append(_("Apart, on paper only: %(amount)s.") % {"amount": amount})
    return words


def _spend_words(customer: CustomerNow) -> list[str]:
    words = []
    if customer.first_spend is not None:
        if customer.spend_confirmed_on is None:
            words.append(_("Nobody of your firm has confirmed the spend yet."))
        else:
            day = notation.date_long(customer.spend_confirmed_on)
            words.append(_("The spend was last confirmed on %(day)s.") % {"day": day})
    if not customer.internal_stated:
        words.append(_("Internal cost: not stated."))
    return words


def _waiting(actor: Actor, events: Sequence[NamedClaim], terms: Sequence[TermsNow]) -> list[dict[str, Any]]:
    """Lines of what waits: terms first, because nothing can be claimed before them; then claims, oldest first."""
    assert actor.stakeholder is not None
    lines: list[dict[str, Any]] = []
    for one in terms:
        if one.state != Terms.State.PROPOSED:
            continue
        words = age_words(one.proposed_at)
        if one.asked is not None and one.asked_id != actor.stakeholder.pk:
            words = _("%(age)s, asked: %(name)s") % {"age": words, "name": one.asked.name}
        lines.append(
            {
                "mark": "draft",
                "what": _("Terms of “%(name)s”") % {"name": one.dimension.name},
                "why": words,
                "act": {
                    "label": _("Read") if not actor.stakeholder.may_agree else _("Agree or not"),
                    "url": reverse("outcomes:portal_terms", args=[one.pk]),
                },
            }
        )
    own = ValueEvent.Kind.COST
    claims = [
        one
        for one in events
        if one.state == State.STATED and not (one.kind == own and one.asked_id == actor.stakeholder.pk)
    ]
    for event in claims[:WAITING_SHOWN]:
        lines.append(
            {
                "mark": "shortfall" if event.is_shortfall else "undecided",
                "what": event.title,
                "why": age_words(event.stated_at) + ("," if event.claimed_minor is not None else ""),
                "minor": event.claimed_minor,
                "currency": event.customer.currency if event.claimed_minor is not None else "",
                "act": {
                    "label": _("Decide") if actor.stakeholder.may_decide else _("Read"),
                    "url": reverse("outcomes:claim_show", args=[event.pk]),
                },
            }
        )
    return lines


def _waits(customer: CustomerNow, waiting: Sequence[dict[str, Any]]) -> dict[str, Any] | None:
    """The band that leads to the first thing that waits."""
    if not waiting:
        return None
    terms = sum(1 for one in waiting if "minor" not in one)
    claims = customer.waiting_count
    proposed = ngettext("One proposal waits for you", "%(count)s proposals wait for you", terms) % {"count": terms}
    claimed = ngettext("One claim waits for you", "%(count)s claims wait for you", claims) % {"count": claims}
    words = claimed if not terms else proposed
    if terms and claims:
        words = _("%(count)s decisions wait for you") % {"count": terms + claims}
    return {
        "url": waiting[0]["act"]["url"],
        "count_words": words,
        "note": ngettext("about one minute", "about %(count)s minutes", terms + claims) % {"count": terms + claims},
    }


def _newest_decided(events: Sequence[NamedClaim]) -> list[NamedClaim]:
    decided = [one for one in events if one.state in DECIDED]
    return sorted(decided, key=lambda one: (one.decided_at, one.pk), reverse=True)[:DECIDED_SHOWN]


def _track(terms: TermsNow) -> dict[str, Any]:
    """One dimension's way from its baseline to now; `worse` where the last reading lies behind the baseline."""
    unit = terms.dimension.unit
    said = {"baseline": notation.exact(terms.baseline), "target": notation.exact(terms.target), "unit": unit}
    now: Decimal | None = terms.last_value
    worse = False
    if now is None:
        words = _("No reading yet; baseline %(baseline)s, target %(target)s %(unit)s") % said
    else:
        down = terms.direction == Terms.Direction.DECREASE
        worse = now > terms.baseline if down else now < terms.baseline
        said["now"] = notation.quantity(now, unit)
        words = _("%(baseline)s → %(now)s, target %(target)s") % said
    return {
        "dimension": terms.dimension_id,
        "name": terms.dimension.name,
        "outcome": terms.dimension.outcome.title,
        "words": words,
        "worse": worse,
        "worse_words": _worse_words(terms, terms.last_start, terms.last_end) if worse else "",
        "url": reverse("outcomes:portal_terms", args=[terms.pk]),
        "track": {
            "baseline": terms.baseline,
            "now": now,
            "target": terms.target,
            "better": not worse,
            "low": None,
            "high": None,
        },
    }


def _worse_words(terms: TermsNow, start: date, end: date) -> str:
    return _("%(name)s, %(period)s (worse than agreed)") % {
        "name": terms.dimension.name,
        "period": notation.period(start, end),
    }


def _contact(customer: CustomerNow) -> dict[str, str]:
    """Who answers for her at the supplier."""
    member = customer.accountable
    return {"name": str(member.user), "email": member.user.email, "phone": member.phone, "position": member.position}
