"""What the promise lacks: terms declined, missing or ending, and readings. Pure: facts in, lines out."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts import notation
from accounts.models import Customer
from outcomes.models import Terms
from reports.queries.today.exposure import LOOKING_AHEAD_DAYS
from reports.queries.today.facts import Dimension, TodayFacts
from reports.queries.today.line import PRESSES_WITHIN_DAYS, Act, Line
from reports.queries.today.words import excerpt

# Readings come in some days after their period.
READING_GRACE_DAYS = 14


def declined(facts: TodayFacts) -> Iterator[Line]:
    for dimension in facts.dimensions:
        newest, customer = dimension.newest, facts.customers[dimension.customer]
        if newest is None or newest.state != Terms.State.DECLINED:
            continue
        days = facts.days_since(newest.proposed_at)
        if dimension.agreed and days > LOOKING_AHEAD_DAYS:
            continue  # the older version holds, and nobody came back to the proposal
        person = facts.people.get(newest.asked_id or 0)
        said = {"person": person.name if person else _("The customer"), "dimension": dimension.name}
        yield Line(
            kind="declined",
            key=f"declined-{newest.pk}",
            mark="disputed",
            what=_("%(person)s declined the terms of “%(dimension)s”") % said,
            why=notation.quoted(excerpt(newest.declined_reason)) if newest.declined_reason else "",
            customer=customer,
            age=ngettext("proposed %(days)s day ago", "proposed %(days)s days ago", days) % {"days": days},
            days=days,
            amount_words=_("terms"),
            act=Act(_("Propose again"), reverse("outcomes:terms_create", args=[dimension.pk]), about=dimension.name),
            is_overdue=days > 14,
        )


def no_terms(facts: TodayFacts) -> Iterator[Line]:
    for dimension in facts.dimensions:
        customer = facts.customers[dimension.customer]
        if dimension.newest is not None or customer.stage == Customer.Stage.LOST:
            continue
        days = facts.days_since(dimension.created_at)
        yield Line(
            kind="baseline",
            key=f"baseline-{dimension.pk}",
            mark="missing",
            what=_("No baseline for “%(dimension)s”") % {"dimension": dimension.name},
            why=_("Nothing can be claimed until %(person)s agrees one.") % {"person": dimension.owner_theirs}
            if dimension.owner_theirs
            else _("Nothing can be claimed until the customer agrees one."),
            customer=customer,
            age=ngettext("added %(days)s day ago", "added %(days)s days ago", days) % {"days": days}
            if days
            else _("added today"),
            days=days,
            amount_words=_("not yet money"),
            act=Act(_("Propose one"), reverse("outcomes:terms_create", args=[dimension.pk]), about=dimension.name),
            is_overdue=days > 30,
        )


def ending_terms(facts: TodayFacts) -> list[tuple[Dimension, Terms]]:
    """Agreed terms that end within 120 days or ended within a year, and that nobody has proposed to renew."""
    found = []
    for dimension in facts.dimensions:
        agreed, newest = dimension.agreed, dimension.newest
        if not agreed or newest is None or newest.state != Terms.State.AGREED:
            continue
        if dimension.is_claimed and agreed[-1].recurrence == Terms.Recurrence.ONE_OFF:
            continue
        left = (agreed[-1].claimable_until - facts.today).days
        if -365 <= left <= LOOKING_AHEAD_DAYS and facts.customers[dimension.customer].stage != Customer.Stage.LOST:
            found.append((dimension, agreed[-1]))
    return found


def ending(facts: TodayFacts) -> Iterator[Line]:
    for dimension, terms in ending_terms(facts):
        left = (terms.claimable_until - facts.today).days
        said = {"dimension": dimension.name, "day": notation.date_long(terms.claimable_until)}
        yield Line(
            kind="ending",
            key=f"ending-{terms.pk}",
            mark="flag",
            what=_("Terms of “%(dimension)s” end on %(day)s") % said
            if left >= 0
            else _("Terms of “%(dimension)s” ended on %(day)s") % said,
            why=_("After that nothing can be claimed against the baseline."),
            customer=facts.customers[dimension.customer],
            age=ngettext("in %(days)s day", "in %(days)s days", left) % {"days": left}
            if left > 0
            else (ngettext("%(days)s day ago", "%(days)s days ago", -left) % {"days": -left} if left else _("today")),
            days=LOOKING_AHEAD_DAYS - left,
            amount_words=_("terms"),
            act=Act(_("Renew terms"), reverse("outcomes:terms_create", args=[dimension.pk]), about=dimension.name),
            is_overdue=left <= 30,
            presses=0 <= left <= PRESSES_WITHIN_DAYS,
            days_left=left,
        )


def readings(facts: TodayFacts) -> Iterator[Line]:
    """Dimensions whose next reading is late: missing is not zero."""
    for dimension in facts.dimensions:
        agreed, customer = dimension.agreed, facts.customers[dimension.customer]
        if not agreed or customer.stage == Customer.Stage.LOST or agreed[-1].claimable_until < facts.today:
            continue
        if dimension.is_claimed and agreed[-1].recurrence == Terms.Recurrence.ONE_OFF:
            continue
        due = _next_reading_due(dimension)
        days = (facts.today - due).days if due is not None else 0
        if due is None or days <= READING_GRACE_DAYS:
            continue
        yield Line(
            kind="reading",
            key=f"reading-{dimension.pk}",
            mark="missing",
            what=_("A reading is missing: %(dimension)s") % {"dimension": dimension.name},
            why=_("The last one is of %(period)s.")
            % {"period": notation.period(dimension.last_start, dimension.last_end)}
            if dimension.last_start is not None and dimension.last_end is not None
            else _("There is none since the terms were agreed."),
            customer=customer,
            age=ngettext("due %(days)s day ago", "due %(days)s days ago", days) % {"days": days},
            days=days,
            amount_words=_("not measured"),
            act=Act(
                _("Add the reading"), reverse("outcomes:measurement_create", args=[dimension.pk]), about=dimension.name
            ),
            is_overdue=True,
        )


def _next_reading_due(dimension: Dimension) -> date | None:
    """When the period after the last reading is over, by the length of that reading; a quarter after the agreement."""
    if dimension.last_start is not None and dimension.last_end is not None:
        return dimension.last_end + (dimension.last_end - dimension.last_start) + timedelta(days=1)
    agreed_on = dimension.agreed[-1].agreed_on
    return agreed_on + timedelta(days=92) if agreed_on is not None else None
