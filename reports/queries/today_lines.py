"""The lines of Today: what waits, why, what it comes to, and the one act that moves it on. Pure: facts in, lines out.

Each maker yields the lines of one kind. They know nothing of the page: whoever has facts of one customer gets its lines.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from itertools import pairwise
from typing import Any

from django.urls import reverse
from django.utils.formats import date_format
from django.utils.text import Truncator, capfirst
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, npgettext, pgettext

from accounts import notation
from accounts.models import Customer, Disposition
from outcomes.models import Terms
from outcomes.queries.marks import State
from outcomes.queries.periods import UnclaimedPeriod
from outcomes.services.reminders import next_possible
from outcomes.value import grain_period
from reports.queries.today_facts import Dimension, Event, Person, TodayFacts, base_rate

PROOF_LASTS_DAYS = 90
LOOKING_AHEAD_DAYS = 120
# Readings come in some days after their period.
READING_GRACE_DAYS = 14
# So many dimensions of a customer have lines of their own; more of them are claimed on one page, in one line.
DIMENSIONS_APART = 2
WORDS_SHOWN = 160
RIGHTS = ("may_decide", "may_agree", "may_sign_finance")


@dataclass(frozen=True)
class Act:
    """The next step: a link, or with `post` something that is done at once."""

    label: str
    url: str
    post: bool = False
    about: str = ""  # read out after the label, so that buttons of one name can be told apart


@dataclass(frozen=True)
class Line:
    """One thing that waits. `ours`: for us to move, otherwise for the customer. `minor` in the customer's currency."""

    kind: str
    key: str
    mark: str
    what: str
    why: str
    customer: Any
    age: str
    days: int
    act: Act | None
    ours: bool = True
    minor: int | None = None
    amount_words: str = ""
    is_overdue: bool = False

    @property
    def currency(self) -> str:
        return str(self.customer.currency)

    @property
    def weight(self) -> tuple[int, Decimal, int, str]:
        """Sorts by what costs most to leave: the kind first, then the money, then the age."""
        money = abs(self.minor or 0) * base_rate(self.customer)
        scaled = Decimal(money).scaleb(-notation.minor_digits(self.currency))
        return (list(MAKERS).index(self.kind), -scaled, -self.days, self.key)


def lines_of(facts: TodayFacts) -> list[Line]:
    """Every line of these facts that the actor can do something about, in order."""
    makers = MAKERS if facts.edits else {"reading": MAKERS["reading"]}
    return sorted((line for maker in makers.values() for line in maker(facts)), key=lambda one: one.weight)


# --- Claims: disputed, worse, drafted, measured -----------------------------------------------------------------------
def _disputes(facts: TodayFacts) -> Iterator[Line]:
    for event in facts.events:
        if event.state != State.DISPUTED:
            continue
        days = facts.days_since(event.said_at)
        who = event.said_by or _asked_name(facts, event) or _("The customer")
        yield Line(
            kind="dispute",
            key=f"dispute-{event.pk}",
            mark="disputed",
            what=_("%(person)s disputes: %(title)s") % {"person": who, "title": _titled(event)},
            why=notation.quoted(_excerpt(event.said)) if event.said else "",
            customer=facts.customers[event.customer],
            age=ngettext("disputed %(days)s day ago", "disputed %(days)s days ago", days) % {"days": days}
            if days
            else _("disputed today"),
            days=days,
            minor=event.minor,
            amount_words=_("not in money"),
            act=Act(_("Answer"), reverse("outcomes:event_detail", args=[event.pk]), about=_titled(event)),
            is_overdue=days > 7,
        )


def _shortfalls(facts: TodayFacts) -> Iterator[Line]:
    """Periods that got worse, and that nobody has stated: they count anyway."""
    for dimension in facts.dimensions:
        worse = [one for one in claimable(facts, dimension) if (one.amount_minor or 0) < 0]
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
            why=_("%(period)s. It counts whether or not anybody states it.") % {"period": _span(worse)},
            customer=facts.customers[dimension.customer],
            age=ngettext("read %(days)s day ago", "read %(days)s days ago", read) % {"days": read}
            if read
            else _("read today"),
            days=read,
            minor=sum(one.amount_minor or 0 for one in worse),
            act=_log_act(dimension, worse, one=_("State it"), many=_("State all %(count)s")),
            is_overdue=read > 7,
        )


def _drafts(facts: TodayFacts) -> Iterator[Line]:
    agreed = {one.pk for one in facts.dimensions if one.agreed}
    for event in facts.events:
        if event.state != State.DRAFT:
            continue
        days = facts.days_since(event.created_at)
        own = event.drafted_by in {"", str(facts.actor.user)}
        said = {"title": _titled(event), "person": event.drafted_by}
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
            act=Act(_("Finish"), reverse("outcomes:event_edit", args=[event.pk]), about=_titled(event)),
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


def _measured(facts: TodayFacts) -> Iterator[Line]:
    """Measured and not claimed: a line a dimension, or one for the customer where there are many."""
    by_customer: dict[int, list[tuple[Dimension, list[UnclaimedPeriod]]]] = {}
    for dimension in facts.dimensions:
        found = [one for one in claimable(facts, dimension) if (one.amount_minor or 0) >= 0]
        if found:
            by_customer.setdefault(dimension.customer, []).append((dimension, found))
    for customer, parts in by_customer.items():
        if len(parts) > DIMENSIONS_APART:
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
        return _("%(period)s measured, not claimed") % {"period": _span(found)}
    said = {"number": counted(len(found)), "period": _span(found)}
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


# --- Exposure: renewals, people, champions, objections ----------------------------------------------------------------
def next_dates(customer: Any) -> list[tuple[str, date]]:
    """The next days of its contracts: ("renewal" or "notice", day), the nearest first."""
    renewal = customer.next_renewal or customer.next_end
    found = [("renewal", renewal), ("notice", customer.next_notice)]
    return sorted(((kind, day) for kind, day in found if day is not None), key=lambda one: one[1])


def _renewals(facts: TodayFacts) -> Iterator[Line]:
    """Contracts that end, renew or can be given notice soon, where no report was made since the last decision."""
    for customer in _alive(facts):
        near = [one for one in next_dates(customer) if (one[1] - facts.today).days <= LOOKING_AHEAD_DAYS]
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
            what=_("Renewal on %(day)s, and no report") % said
            if kind == "renewal"
            else _("Notice is possible until %(day)s, and no report") % said,
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
        )


def _left(facts: TodayFacts) -> Iterator[Line]:
    """People whose right, or whose place as champion, nobody has taken over since they left."""
    for customer in _alive(facts):
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


def _champions(facts: TodayFacts) -> Iterator[Line]:
    """Champions who had no proof for 90 days, and for whom nothing is on its way either."""
    waiting = {one.customer for one in facts.events if one.state == State.STATED}
    for customer in _alive(facts):
        champions = [
            one
            for one in facts.people_of(customer.pk)
            if one.is_there(facts.today) and one.disposition == Disposition.Kind.CHAMPION
        ]
        if not champions or customer.pk in waiting or customer.stage == Customer.Stage.SALE:
            continue
        since = customer.last_proof or customer.first_contract or champions[0].disposition_since
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


def _objections(facts: TodayFacts) -> Iterator[Line]:
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
            why=notation.quoted(_excerpt(one.words)),
            customer=customer,
            age=ngettext("open for %(days)s day", "open for %(days)s days", days) % {"days": days},
            days=days,
            act=Act(_("Answer"), reverse("objection_answer", args=[one.pk]), about=one.person.name),
            is_overdue=days > 30,
        )


# --- Promise: terms and readings --------------------------------------------------------------------------------------
def _declined(facts: TodayFacts) -> Iterator[Line]:
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
            why=notation.quoted(_excerpt(newest.declined_reason)) if newest.declined_reason else "",
            customer=customer,
            age=ngettext("proposed %(days)s day ago", "proposed %(days)s days ago", days) % {"days": days},
            days=days,
            amount_words=_("terms"),
            act=Act(_("Propose again"), reverse("outcomes:terms_create", args=[dimension.pk]), about=dimension.name),
            is_overdue=days > 14,
        )


def _no_terms(facts: TodayFacts) -> Iterator[Line]:
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


def _ending(facts: TodayFacts) -> Iterator[Line]:
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
        )


def _readings(facts: TodayFacts) -> Iterator[Line]:
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


# --- Waiting for customers --------------------------------------------------------------------------------------------
def _undecided(facts: TodayFacts) -> Iterator[Line]:
    """Claims that wait, by the person who is asked."""
    groups: dict[tuple[int, int | None], list[Event]] = {}
    for event in facts.events:
        if event.state == State.STATED:
            groups.setdefault((event.customer, event.asked), []).append(event)
    for (pk, asked), events in groups.items():
        customer, person = facts.customers[pk], facts.people.get(asked or 0)
        # Nobody was asked when it was stated, because nobody could decide it: whoever can today may be reminded of it.
        ready = person or next(
            (one for one in facts.people_of(pk) if one.may_decide and one.is_there(facts.today)), None
        )
        ages = [facts.days_since(one.stated_at) for one in events]
        gains = sum(one.minor for one in events if one.minor is not None and one.minor >= 0)
        worse = sum(one.minor for one in events if one.minor is not None and one.minor < 0)
        in_money = any(one.minor is not None for one in events)
        said = {"number": counted(len(events)), "person": person.name if person else customer.name}
        act, state = _ask(facts, customer, ready)
        parts = [state or (_("Oldest: %(title)s") if len(events) > 1 else "%(title)s") % {"title": _titled(events[0])}]
        if gains and worse:
            owed = notation.money(-worse, customer.currency, whole=True)
            parts.append(_("Shortfalls of %(amount)s among them count already.") % {"amount": owed})
        yield Line(
            kind="undecided",
            key=f"undecided-{pk}-{asked or 0}",
            mark="undecided",
            ours=False,
            what=ngettext("One claim waits for %(person)s", "%(number)s claims wait for %(person)s", len(events))
            % said,
            why=" ".join(
                part if part.endswith((".", "”", "!", "?")) or len(parts) == 1 else f"{part}." for part in parts
            ),
            customer=customer,
            age=_ages(ages),
            days=max(ages),
            minor=(gains or worse) if in_money else None,
            amount_words=_("not in money"),
            act=act,
            is_overdue=max(ages) > 14,
        )


def _proposed(facts: TodayFacts) -> Iterator[Line]:
    for dimension in facts.dimensions:
        newest, customer = dimension.newest, facts.customers[dimension.customer]
        if newest is None or newest.state != Terms.State.PROPOSED:
            continue
        person = facts.people.get(newest.asked_id or 0)
        days = facts.days_since(newest.proposed_at)
        act, state = _ask(facts, customer, person, right="may_agree")
        yield Line(
            kind="proposed",
            key=f"proposed-{newest.pk}",
            mark="undecided",
            ours=False,
            what=_("Terms of “%(dimension)s” wait for %(person)s")
            % {"dimension": dimension.name, "person": person.name if person else customer.name},
            why=state or _("Proposed, version %(version)s") % {"version": newest.version},
            customer=customer,
            age=ngettext("%(days)s day", "%(days)s days", days) % {"days": days} if days else _("today"),
            days=days,
            amount_words=_("terms"),
            act=act,
            is_overdue=days > 14,
        )


def _ask(
    facts: TodayFacts, customer: Any, person: Person | None, *, right: str = "may_decide"
) -> tuple[Act | None, str]:
    """How to get on with the person who is asked, and what stands in the way of asking her."""
    successor = Act(_("Name a successor"), reverse("stakeholder_create", args=[customer.pk]), about=customer.name)
    if person is None:
        return successor, _("Nobody there is asked.")
    if not person.is_there(facts.today):
        return successor, _("%(person)s has left.") % {"person": person.name}
    if not getattr(person, right):
        edit = Act(_("Give the right"), reverse("stakeholder_edit", args=[person.pk]), about=person.name)
        return edit, _("%(person)s has no right to decide it.") % {"person": person.name}
    if person.user is None:
        if not person.email:
            edit = Act(_("Add the address"), reverse("stakeholder_edit", args=[person.pk]), about=person.name)
            return edit, _("No mail address is known, so nobody was told.")
        invite = Act(_("Invite"), reverse("stakeholder_invite", args=[person.pk]), True, person.name)
        return invite, _("No portal access yet.")
    if person.reminded_at is not None:
        possible = next_possible(person.reminded_at, facts.actor.supplier)
        if possible > facts.today:
            call = Act(_("Call"), f"tel:{_dialled(person.phone)}", about=person.name) if person.phone else None
            return call, reminded_words(facts, person, possible)
    return Act(_("Remind"), reverse("reports:reminder_send", args=[person.pk]), True, person.name), ""


def reminded_words(facts: TodayFacts, person: Person, possible: date) -> str:
    """ "Reminded on Monday. Next reminder possible on 23 November. Telephone: +49 40 1234"."""
    assert person.reminded_at is not None
    day = facts.actor.supplier.today(person.reminded_at)
    words = [
        _("Reminded today.")
        if day == facts.today
        else _("Reminded on %(weekday)s.") % {"weekday": date_format(day, "l")},
        _("Next reminder possible on %(day)s.") % {"day": notation.date_short(possible)},
    ]
    if person.phone:
        words.append(_("Telephone: %(number)s") % {"number": person.phone})
    return " ".join(words)


def _dialled(phone: str) -> str:
    return "".join(character for character in phone if character.isdigit() or character == "+")


# --- Words ------------------------------------------------------------------------------------------------------------
def counted(count: int) -> str:
    """How many things, at the beginning of a sentence: a word up to twelve, a figure above."""
    words = [
        pgettext("of things", "One"), pgettext("of things", "Two"), pgettext("of things", "Three"),
        pgettext("of things", "Four"), pgettext("of things", "Five"), pgettext("of things", "Six"),
        pgettext("of things", "Seven"), pgettext("of things", "Eight"), pgettext("of things", "Nine"),
        pgettext("of things", "Ten"), pgettext("of things", "Eleven"), pgettext("of things", "Twelve"),
    ]  # fmt: skip
    return words[count - 1] if 1 <= count <= len(words) else str(count)


def _alive(facts: TodayFacts) -> Iterator[Any]:
    return (one for one in facts.customers.values() if one.stage != Customer.Stage.LOST)


def _asked_name(facts: TodayFacts, event: Event) -> str:
    person = facts.people.get(event.asked or 0)
    return person.name if person is not None else ""


def _titled(event: Event) -> str:
    if event.start is None or event.end is None:
        return event.title
    return f"{event.title}, {notation.period(event.start, event.end)}"


def _span(periods: Sequence[UnclaimedPeriod]) -> str:
    """The days of all of them: "August to October 2026" where they are months, else from day to day."""
    start, end = periods[0].start, periods[-1].end
    whole = start.day == 1 and (end + timedelta(days=1)).day == 1
    if not whole or grain_period("month", start) == (start, end) or len(periods) == 1:
        return capfirst(notation.period(start, end))
    first = date_format(start, "F") if start.year == end.year else notation.month(start)
    return _("%(first)s to %(last)s") % {"first": first, "last": notation.month(end)}


def _excerpt(words: str) -> str:
    return Truncator(" ".join(words.split())).chars(WORDS_SHOWN)


def _ages(days: Sequence[int]) -> str:
    """ "19, 12 and 4 days"; of more than three claims the oldest and the newest."""
    old = sorted(days, reverse=True)
    if len(old) == 1 or old[0] == old[-1]:
        return ngettext("%(days)s day", "%(days)s days", old[0]) % {"days": old[0]} if old[0] else _("today")
    if len(old) > 3:
        return _("%(newest)s to %(oldest)s days") % {"newest": old[-1], "oldest": old[0]}
    first = ", ".join(str(one) for one in old[:-1])
    return _("%(first)s and %(last)s days") % {"first": first, "last": old[-1]}


MAKERS: dict[str, Callable[[TodayFacts], Iterator[Line]]] = {
    "dispute": _disputes,
    "shortfall": _shortfalls,
    "draft": _drafts,
    "measured": _measured,
    "renewal": _renewals,
    "left": _left,
    "champion": _champions,
    "declined": _declined,
    "baseline": _no_terms,
    "ending": _ending,
    "objection": _objections,
    "reading": _readings,
    "undecided": _undecided,
    "proposed": _proposed,
}
"""By kind, in the order of what costs most to leave: what is contested or counts against us, then money that nobody has
stated, then who and what is exposed, then what the promise lacks; at the end what waits for the customer."""
