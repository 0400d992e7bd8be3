"""What waits of claims: disputed, worse, drafted, measured and not claimed. Pure: facts in, lines out."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import timedelta
from itertools import pairwise
from typing import Any

from django.urls import reverse
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, npgettext

from accounts import notation
from outcomes.queries.marks import State
from outcomes.queries.periods import UnclaimedPeriod, product_states_on
from reports.queries.today.facts import Dimension, Event, TodayFacts
from reports.queries.today.line import Act, Line
from reports.queries.today.words import asked_name, counted, excerpt, span, titled


def disputes(facts: TodayFacts) -> Iterator[Line]:
    """Until they are answered; then they wait for the customer (`asked.answered`)."""
    for event in facts.events:
        if event.state != State.DISPUTED or event.answered_at is not None:
            continue
        days = facts.days_since(event.said_at)
        who = event.said_by or asked_name(facts, event) or _("The customer")
        yield Line(
            kind="dispute",
            key=f"dispute-{event.pk}",
            mark="disputed",
            what=_("%(person)s disputes: %(title)s") % {"person": who, "title": titled(event)},
            why=notation.quoted(excerpt(event.said)) if event.said else "",
            customer=facts.customers[event.customer],
            age=ngettext("disputed %(days)s day ago", "disputed %(days)s days ago", days) % {"days": days}
            if days
            else _("disputed today"),
            days=days,
            minor=event.minor,
            amount_words=_("not in money"),
            act=Act(_("Answer"), reverse("outcomes:event_answer", args=[event.pk]), about=titled(event)),
            is_overdue=days > 7,
        )


def shortfalls(facts: TodayFacts) -> Iterator[Line]:
    """Periods that got worse, and that nobody has stated: they count once somebody does, at last the product itself."""
    for dimension in facts.dimensions:
        worse = [one for one in claimable(facts, dimension) if one.is_worse and not one.is_taken_back]
        if not worse:
            continue
        read = facts.days_since(max(one.recorded_at for period in worse for one in period.readings))
        last = worse[-1]
        said = {
            "count": len(worse),
            "dimension": dimension.name,
            "reading": notation.quantity(last.readings[-1].value, dimension.unit),
            "baseline": notation.quantity(last.terms.baseline, dimension.unit),
        }
        yield Line(
            kind="shortfall",
            key=f"shortfall-{dimension.pk}",
            mark="shortfall",
            what=ngettext(
                "State the shortfall: %(dimension)s, %(reading)s, was %(baseline)s",
                "State %(count)s shortfalls: %(dimension)s, last %(reading)s, was %(baseline)s",
                len(worse),
            )
            % said,
            why=_unstated_words(facts, facts.customers[dimension.customer], worse),
            customer=facts.customers[dimension.customer],
            age=ngettext("read %(days)s day ago", "read %(days)s days ago", read) % {"days": read}
            if read
            else _("read today"),
            days=read,
            minor=sum(one.amount_minor for one in worse if one.amount_minor is not None) or None,
            amount_words=_("not in money"),
            act=_log_act(dimension, worse, one=_("State it"), many=_("State all %(count)s")),
            is_overdue=read > 7,
        )


def _unstated_words(facts: TodayFacts, customer: Any, worse: Sequence[UnclaimedPeriod]) -> str:
    """Whose silence ends when: a shortfall is in no total before somebody has stated it."""
    if (held := _without_rate(customer, worse)) is not None:
        return _(
            "%(period)s. In no total, and nobody can state it: "
            "there is no rate from %(currency)s to %(base)s on or before %(day)s."
        ) % {
            "period": span(worse),
            "currency": customer.currency,
            "base": customer.supplier.base_currency,
            "day": notation.date_long(held.end),
        }
    days = [day for one in worse if (day := product_states_on(one, facts.actor.supplier)) is not None]
    said = {"period": span(worse), "count": len(days)}
    if not days:
        return _("%(period)s. It is in no total until somebody states it.") % said
    if (first := min(days)) <= facts.today:
        return _("%(period)s. In no total yet: the product states it tonight unless you do.") % said
    said["day"] = notation.date_long(first)
    return (
        ngettext(
            "%(period)s. In no total yet: the product states it on %(day)s unless you do.",
            "%(period)s. In no total yet: the product states them from %(day)s on unless you do.",
            len(worse),
        )
        % said
    )


def _without_rate(customer: Any, periods: Sequence[UnclaimedPeriod]) -> UnclaimedPeriod | None:
    """The first of them whose amount the ledger would refuse, as no rate to the base currency is known of its time."""
    if customer.currency == customer.supplier.base_currency:
        return None
    first = customer.first_rate_on
    return next((one for one in periods if one.amount_minor is not None and (first is None or one.end < first)), None)


def drafts(facts: TodayFacts) -> Iterator[Line]:
    agreed = {one.pk for one in facts.dimensions if one.agreed}
    for event in facts.events:
        if event.state != State.DRAFT:
            continue
        days = facts.days_since(event.created_at)
        own = event.drafted_by in {"", str(facts.actor.user)}
        said = {"title": titled(event), "person": event.drafted_by}
        covered = [
            one
            for one in facts.unclaimed.get(event.dimension or 0, ())
            if (one.start, one.end) == (event.start, event.end)
        ]
        minor = sum(one.amount_minor or 0 for one in covered) if covered else event.minor
        yield Line(
            kind="draft",
            key=f"draft-{event.pk}",
            mark="draft",
            what=_("Finish your draft: %(title)s") % said
            if own
            else _("Finish the draft of %(person)s: %(title)s") % said,
            why=_draft_lacks(event, covered)
            if event.dimension in agreed or not event.is_measured
            else _("No terms are agreed for it yet: it counts as no money."),
            customer=facts.customers[event.customer],
            age=ngettext("draft, %(days)s day old", "draft, %(days)s days old", days) % {"days": days}
            if days
            else _("draft of today"),
            days=days,
            minor=minor or None,
            amount_words=_("not worked out"),
            act=Act(_("Finish"), reverse("outcomes:event_edit", args=[event.pk]), about=titled(event)),
            is_overdue=days > 14,
        )


def _draft_lacks(event: Event, covered: Sequence[UnclaimedPeriod]) -> str:
    if event.start is None:
        return _("The period is missing.")
    if event.is_measured and not covered:
        return _("It needs another look: its period has no free reading.")
    if not event.has_evidence:
        return _("The reading is there, evidence is not.")
    return _("Reading and evidence are there; it only has to be sent.")


def measured(facts: TodayFacts) -> Iterator[Line]:
    """Measured and not claimed: one line a customer, which names its dimension where it is one.

    Were few dimensions lines of their own, claiming one of many would make the list longer.
    """
    by_customer: dict[int, list[tuple[Dimension, list[UnclaimedPeriod]]]] = {}
    for dimension in facts.dimensions:
        found = [one for one in claimable(facts, dimension) if not one.is_worse]
        if found:
            by_customer.setdefault(dimension.customer, []).append((dimension, found))
    for customer, parts in by_customer.items():
        if len(parts) > 1:
            yield _measured_together(facts, customer, parts)
        else:
            yield from (_measured_line(facts, dimension, found) for dimension, found in parts)


def _measured_line(facts: TodayFacts, dimension: Dimension, found: list[UnclaimedPeriod]) -> Line:
    last = found[-1]
    days = facts.days_since(found[0].end)
    said = {
        "count": len(found),
        "dimension": dimension.name,
        "now": notation.quantity(last.readings[-1].value, dimension.unit),
        "was": notation.quantity(last.terms.baseline, dimension.unit),
    }
    amounts = [one.amount_minor for one in found if one.amount_minor is not None]
    readings = sum(len(one.readings) for one in found)
    return Line(
        kind="measured",
        key=f"measured-{dimension.pk}",
        mark="missing",
        what=_measured_words(found),
        why=ngettext(
            "%(dimension)s: %(now)s, was %(was)s.",
            "%(dimension)s: %(now)s, was %(was)s. %(count)s periods in one go.",
            len(found),
        )
        % said,
        customer=facts.customers[dimension.customer],
        age=npgettext("that wait", "%(count)s reading", "%(count)s readings", readings) % {"count": readings},
        days=days,
        minor=sum(amounts) if amounts else None,
        amount_words=_("not in money"),
        act=_log_act(dimension, found, one=_("Log it"), many=_("Log all %(count)s")),
        is_overdue=days > 45,
    )


def _measured_words(found: Sequence[UnclaimedPeriod]) -> str:
    if all(one.end + timedelta(days=1) == other.start for one, other in pairwise(found)):
        return _("%(period)s measured, not claimed") % {"period": span(found)}
    said = {"number": counted(len(found)), "period": span(found)}
    return _("%(number)s periods within %(period)s measured, not claimed") % said


def _measured_together(
    facts: TodayFacts, customer: int, parts: Sequence[tuple[Dimension, list[UnclaimedPeriod]]]
) -> Line:
    periods = [one for _dimension, found in parts for one in found]
    amounts = [one.amount_minor for one in periods if one.amount_minor is not None]
    days = facts.days_since(min(one.end for one in periods))
    said = {"count": len(periods), "dimensions": len(parts), "customer": facts.customers[customer].name}
    return Line(
        kind="measured",
        key=f"measured-of-{customer}",
        mark="missing",
        what=_("%(count)s periods of %(dimensions)s dimensions measured, not claimed") % said,
        why=_("%(names)s: all of it in one go.")
        % {"names": ", ".join(dimension.name for dimension, _found in parts[:3])}
        if len(parts) <= 3
        else _("%(names)s and others: all of it in one go.")
        % {"names": ", ".join(dimension.name for dimension, _found in parts[:3])},
        customer=facts.customers[customer],
        age=capfirst(notation.period(min(one.start for one in periods), max(one.end for one in periods))),
        days=days,
        minor=sum(amounts) if amounts else None,
        amount_words=_("not in money"),
        act=Act(
            _("Log all %(count)s") % said,
            reverse("outcomes:customer_log", args=[customer]),
            about=facts.customers[customer].name,
        ),
        is_overdue=days > 45,
    )


def claimable(facts: TodayFacts, dimension: Dimension) -> list[UnclaimedPeriod]:
    """What can be stated as it stands, and is in no draft yet."""
    drafted = [
        one
        for one in facts.events
        if one.dimension == dimension.pk and one.state == State.DRAFT and one.start is not None and one.end is not None
    ]
    return [
        one
        for one in facts.unclaimed.get(dimension.pk, ())
        if one.is_claimable and not any(draft.start <= one.end and draft.end >= one.start for draft in drafted)  # type: ignore[operator]
    ]


def _log_act(dimension: Dimension, found: Sequence[UnclaimedPeriod], *, one: str, many: str) -> Act:
    about = dimension.name
    if len(found) > 1:
        return Act(many % {"count": len(found)}, reverse("outcomes:dimension_log", args=[dimension.pk]), about=about)
    period = f"{found[0].start.isoformat()}/{found[0].end.isoformat()}"
    return Act(one, f"{reverse('outcomes:event_create')}?dimension={dimension.pk}&period={period}", about=about)
