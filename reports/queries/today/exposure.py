"""What is exposed: renewals, tenders, people who left, champions without proof, objections. Pure: facts in, lines out."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts import notation
from accounts.models import Customer, Disposition
from accounts.renewals import outlook
from accounts.tenders import tender_words
from outcomes.queries.marks import State
from reports.queries.today.facts import Person, TodayFacts
from reports.queries.today.line import PRESSES_WITHIN_DAYS, Act, Line
from reports.queries.today.words import alive, excerpt

PROOF_LASTS_DAYS = 90
LOOKING_AHEAD_DAYS = 120
TENDER_QUIET_DAYS = 14
TENDER_OVERDUE_DAYS = 7
RIGHTS = ("may_decide", "may_agree", "may_sign_finance")


def next_dates(facts: TodayFacts, customer: Any) -> list[tuple[str, date]]:
    """The next days of its contracts: ("renewal" or "notice", day), the nearest first."""
    known = outlook(facts.standings[customer.pk].contracts, facts.today)
    found = [("renewal", known.day), ("notice", known.notice)]
    return sorted(((kind, day) for kind, day in found if day is not None), key=lambda one: one[1])


def renewals(facts: TodayFacts) -> Iterator[Line]:
    """Contracts that end, renew or can be given notice soon, where no report was made since the last decision."""
    for customer in alive(facts):
        near = [one for one in next_dates(facts, customer) if (one[1] - facts.today).days <= LOOKING_AHEAD_DAYS]
        seq: int = getattr(getattr(customer, "ledger_head", None), "seq", 0)
        decided = seq > 0
        if not near or (decided and (customer.reported_seq or 0) >= seq):
            continue
        kind, day = near[0]
        left = (day - facts.today).days
        said = {"customer": customer.name, "day": notation.date_long(day)}
        yield Line(
            kind="renewal",
            key=f"renewal-{customer.pk}",
            mark="flag",
            what=_unreported_words(kind, again=customer.reported_seq is not None) % said,
            why=_("Nothing was written down since the last decision.")
            if decided
            else _("Nothing is decided yet either."),
            customer=customer,
            age=ngettext("in %(days)s day", "in %(days)s days", left) % {"days": left} if left else _("today"),
            days=LOOKING_AHEAD_DAYS - left,
            act=Act(_("Make the report"), reverse("reports:report_create", args=[customer.pk]), True, customer.name)
            if decided
            else Act(_("Log value"), f"{reverse('outcomes:event_create')}?customer={customer.pk}", about=customer.name),
            is_overdue=left <= 60,
            presses=left <= PRESSES_WITHIN_DAYS,
            days_left=left,
        )


def _unreported_words(kind: str, *, again: bool) -> str:
    """`again`: there is a report, made before the last decision."""
    if again:
        return (
            _("Renewal on %(day)s, and no report since the last decision")
            if kind == "renewal"
            else _("Notice is possible until %(day)s, and no report since the last decision")
        )
    return (
        _("Renewal on %(day)s, and no report")
        if kind == "renewal"
        else _("Notice is possible until %(day)s, and no report")
    )


def left(facts: TodayFacts) -> Iterator[Line]:
    """People whose right, or whose place as champion, nobody has taken over since they left."""
    for customer in alive(facts):
        people = facts.people_of(customer.pk)
        there = [one for one in people if one.is_there(facts.today)]
        gone = sorted(
            (one for one in people if not one.is_there(facts.today)), key=lambda one: one.until or facts.today
        )
        missed: dict[int, list[str]] = {}
        for role in (*RIGHTS, "champion"):
            last = next((one for one in reversed(gone) if _has(one, role)), None)
            if last is not None and not any(_has(one, role) for one in there):
                missed.setdefault(last.pk, []).append(role)
        for pk, roles in missed.items():
            person = facts.people[pk]
            days = facts.days_since(person.until)
            yield Line(
                kind="left",
                key=f"left-{pk}",
                mark="flag",
                what=_("%(person)s has left, and nobody has followed") % {"person": person.name},
                why=" ".join(_missed_words(role) for role in roles),
                customer=customer,
                age=ngettext("left %(days)s day ago", "left %(days)s days ago", days) % {"days": days},
                days=days,
                act=Act(_("Name a successor"), reverse("stakeholder_create", args=[customer.pk]), about=person.name),
                is_overdue=days > 14,
            )


def _has(person: Person, role: str) -> bool:
    if role == "champion":
        return person.disposition == Disposition.Kind.CHAMPION
    return bool(getattr(person, role))


def _missed_words(role: str) -> str:
    return {
        "may_decide": _("Nobody may decide claims."),
        "may_agree": _("Nobody may agree terms."),
        "may_sign_finance": _("Nobody may sign for finance."),
        "champion": _("There is no champion."),
    }[role]


def champions(facts: TodayFacts) -> Iterator[Line]:
    """Champions who had no proof for 90 days, and for whom nothing is on its way either."""
    waiting = {one.customer for one in facts.events if one.state == State.STATED}
    for customer in alive(facts):
        champions = [
            one
            for one in facts.people_of(customer.pk)
            if one.is_there(facts.today) and one.disposition == Disposition.Kind.CHAMPION
        ]
        if not champions or customer.pk in waiting or customer.stage == Customer.Stage.SALE:
            continue
        begun = min((one.starts_on for one in facts.standings[customer.pk].contracts), default=None)
        since = customer.last_proof or begun or champions[0].disposition_since
        days = facts.days_since(since)
        if days < PROOF_LASTS_DAYS:
            continue
        said = {"person": champions[0].name, "days": days, "others": len(champions) - 1}
        yield Line(
            kind="champion",
            key=f"champion-{customer.pk}",
            mark="flag",
            what=_("No proof for %(person)s for %(days)s days") % said
            if customer.last_proof
            else _("No proof for %(person)s so far") % said,
            why=_("Nothing was confirmed since, and nothing waits for a decision."),
            customer=customer,
            age=ngettext("for %(days)s day", "for %(days)s days", days) % {"days": days},
            days=days,
            act=Act(_("Log value"), f"{reverse('outcomes:event_create')}?customer={customer.pk}", about=customer.name),
            is_overdue=True,
        )


def tenders(facts: TodayFacts) -> Iterator[Line]:
    """Open tenders: at once, and again where nobody has said for two weeks where they stand. Said how it ended, it leaves."""
    for customer in alive(facts):
        for one in facts.standings[customer.pk].tenders:
            days = facts.days_since(one.since)
            if one.followed and days < TENDER_QUIET_DAYS:
                continue
            yield Line(
                kind="tender",
                key=f"tender-{one.pk}",
                mark="flag",
                what=tender_words(one.kind, one.name),
                why=notation.quoted(excerpt(one.words)) if one.words else _("Nobody has said what you do about it."),
                customer=customer,
                age=ngettext("said %(days)s day ago", "said %(days)s days ago", days) % {"days": days}
                if days
                else _("said today"),
                days=days,
                act=Act(_("Say where it stands"), reverse("tender_show", args=[one.pk]), about=one.name),
                is_overdue=one.followed or days > TENDER_OVERDUE_DAYS,
            )


def objections(facts: TodayFacts) -> Iterator[Line]:
    for one in facts.objections:
        days = facts.days_since(one.since)
        customer = facts.customers.get(one.person.customer)
        if customer is None or not one.person.is_there(facts.today):
            continue
        yield Line(
            kind="objection",
            key=f"objection-{one.pk}",
            mark="flag",
            what=_("Answer the objection of %(person)s") % {"person": one.person.name},
            why=notation.quoted(excerpt(one.words)),
            customer=customer,
            age=ngettext("open for %(days)s day", "open for %(days)s days", days) % {"days": days},
            days=days,
            act=Act(_("Answer"), reverse("objection_answer", args=[one.pk]), about=one.person.name),
            is_overdue=days > 30,
        )
