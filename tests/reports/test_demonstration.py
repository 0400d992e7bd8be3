"""The demonstration is a believable firm on any day: nothing is empty, nothing lies ahead, and the ledger holds."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from typing import Any

import pytest
import time_machine
from django.db import models, transaction
from django.utils import timezone

from accounts.models import (
    Change,
    Contract,
    Customer,
    Disposition,
    Membership,
    Objection,
    Stakeholder,
    Supplier,
    Tender,
)
from accounts.refusal import Refused
from engagements.models import CommitmentResult, Problem, ProblemAnswer, ProblemNotice, Resolution
from engagements.problems import Stands
from engagements.queries.problems.register import problems_of
from engagements.queries.problems.told import Told
from outcomes.models import (
    CustomerTotal,
    Decision,
    DisputeAnswer,
    Evidence,
    Measurement,
    SpendEntry,
    Terms,
    ValueDimension,
    ValueEvent,
)
from outcomes.queries.periods import missing_periods, unclaimed_periods
from outcomes.recount import differences
from outcomes.services import loading
from outcomes.verify import Verification
from reports import demonstration
from reports.demonstration.days import Days, works
from reports.demonstration.firm import JANA, MILENA, TOMAS
from scorecards.models import (
    Action,
    ActionUpdate,
    PerformanceReading,
    ReadingAnswer,
    ReadingReply,
    Recommendation,
    Round,
    ScopeChange,
    WorkVolume,
)
from scorecards.queries.standing import standings
from scorecards.standing import Stage, Standing
from tests.cast import Cast, dimension_of
from tests.settings import ENGINE

pytestmark = pytest.mark.django_db
State = ValueEvent.State


class RolledBack(Exception):
    pass


def loaded(day: date, **options: Any) -> Supplier:
    """Loaded early in the morning of that day."""
    supplier = Supplier(time_zone="Europe/Berlin")
    with time_machine.travel(datetime.combine(day, time(0, 20), supplier.zone), tick=False):
        return demonstration.load(**options)


# Of the embedded database, which the demonstration lives in. Within one open transaction PostgreSQL has no statistics of these
# rows, and takes minutes where SQLite takes seconds.
@pytest.mark.both
@pytest.mark.skipif(ENGINE == "postgresql", reason="the demonstration lives in the embedded database")
@pytest.mark.timeout(900)
@pytest.mark.parametrize("day", [date(2026, 2, 28), date(2026, 12, 31), date(2028, 2, 29)], ids=str)
def test_the_firm_is_whole_on_any_day(day: date) -> None:
    """One load for all of it: it takes its seconds."""
    supplier = loaded(day)
    with time_machine.travel(datetime.combine(day, time(9), supplier.zone), tick=False):
        wrong = [*_missing_kinds(), *_ahead(day), *_at_odd_hours(supplier), *_empty_lists(day), *_broken()]
    assert not wrong, "\n".join(wrong)


def _values(rows: models.QuerySet[Any], name: str) -> set[Any]:
    return set(rows.order_by().values_list(name, flat=True))


def _missing_kinds() -> Iterator[str]:
    """Every stage, tier, state and kind of entry is there."""
    customers = Customer.objects.all()
    if customers.count() != 40:
        yield f"{customers.count()} customers"
    for name, wanted, found in (
        ("stages", set(Customer.Stage.values), _values(customers, "stage")),
        ("tiers", set(Customer.Tier.values), _values(customers, "tier")),
        ("currencies", {"EUR", "CHF", "GBP"}, _values(customers, "currency")),
        ("locales", {"en", "de"}, _values(customers, "locale")),
        ("roles", set(Membership.Role.values), _values(Membership.objects.all(), "role")),
        ("dispositions", set(Disposition.Kind.values), _values(Disposition.objects.all(), "kind")),
        ("terms", {"agreed", "proposed", "declined"}, _values(Terms.objects.all(), "state")),
        ("directions", set(Terms.Direction.values), _values(Terms.objects.all(), "direction")),
        ("kinds of event", set(ValueEvent.Kind.values), _values(ValueEvent.objects.all(), "kind")),
        ("states", set(State.values), _values(ValueEvent.objects.all(), "state")),
        ("kinds of entry", set(Decision.Kind.values), _values(Decision.objects.all(), "kind")),
        ("origins", {"demonstration", "product", "paper"}, _values(Decision.objects.all(), "origin")),
        ("kinds of spend", set(SpendEntry.Kind.values), _values(SpendEntry.objects.all(), "kind")),
        ("rounds", {"planned", "open", "closed", "released", "too_few"}, _values(Round.objects.all(), "state")),
        ("tenders", {"heard_of", "issued"}, _values(Tender.objects.open(), "kind")),
        ("answers", set(ReadingAnswer.Kind.values), _values(ReadingAnswer.objects.all(), "kind")),
        ("changes of scope", {"proposed", "agreed"}, _values(ScopeChange.objects.all(), "state")),
        ("actions", {"open", "done"}, _values(Action.objects.all(), "state")),
        ("stages", {*Stage} - {Stage.HIDDEN}, {one.stage for one in _standings()}),
        ("problems", {*Stands} - {Stands.REOPENED}, {one.stands for one in _problems()}),
        ("commitments kept", {True, False}, _values(CommitmentResult.objects.all(), "kept")),
        ("evidence", {"text/csv", "application/pdf"}, _values(Evidence.objects.all(), "content_type")),
    ):
        if wanted != found:
            yield f"{name}: {wanted ^ found}"
    if not any(one.next_on is not None and one.next_on < timezone.localdate() for one in _problems()):
        yield "no promised word is overdue"
    if not any(one.weight == Problem.Weight.STOPS and one.stands == Stands.WORKING for one in _problems()):
        yield "no problem stops the work"
    if len(set(_values(Change.objects.all(), "by"))) < 3:
        yield "nobody changed anything"
    names = "".join(_values(Stakeholder.objects.all(), "name"))
    for script, letter in (("Greek", "λ"), ("Arabic", "ل"), ("German", "ü")):
        if letter not in names:
            yield f"no {script} name"
    if max(map(len, _values(customers, "name"))) < 100:
        yield "no long name"
    if not any(total.value < 0 for total in CustomerTotal.objects.all()):
        yield "nobody is worse off"
    events = customers.annotate(number=models.Count("events")).values_list("number", flat=True)
    if max(events) < 100 or min(events) > 0:
        yield f"events by customer: {sorted(events)}"
    if not Measurement.objects.exclude(supersedes=None).exists() or not any(
        missing_periods(one, timezone.localdate()) for one in ValueDimension.objects.all()
    ):
        yield "no reading corrected, or none missing"
    for what, rows in (
        ("dispute answered", DisputeAnswer.objects.all()),
        ("challenge answered in words", ReadingReply.objects.all()),
        ("challenged reading corrected", PerformanceReading.objects.filter(supersedes__answers__kind="challenged")),
    ):
        if not rows.exists():
            yield f"no {what}"


def _standings() -> Iterator[Standing]:
    return iter(standings(list(Customer.objects.values_list("pk", flat=True)), timezone.localdate()).values())


def _problems() -> Iterator[Told]:
    for customer in Customer.objects.select_related("supplier"):
        yield from problems_of(None, customer)


def _ahead(day: date) -> Iterator[str]:
    """Nothing has happened on the day itself, or after it."""
    for model, names in (
        (Customer, ["created_at"]),
        (Decision, ["said_on", "recorded_at"]),
        (Disposition, ["since"]),
        (Evidence, ["recorded_at"]),
        (Measurement, ["period_end", "recorded_at"]),
        (Objection, ["since", "answered_on"]),
        (SpendEntry, ["on", "recorded_at"]),
        (Terms, ["agreed_on", "proposed_at", "baseline_end"]),
        (ValueDimension, ["created_at"]),
        (ValueEvent, ["period_end", "created_at", "stated_at", "decided_at"]),
        (PerformanceReading, ["period_end", "recorded_at"]),
        (ReadingAnswer, ["said_at"]),
        (ReadingReply, ["said_at"]),
        (DisputeAnswer, ["said_on", "recorded_at"]),
        (WorkVolume, ["period_end", "recorded_at"]),
        (ScopeChange, ["proposed_at", "decided_at"]),
        (Round, ["planned_at", "released_on"]),
        (Recommendation, ["replied_on"]),
        (Action, ["created_at"]),
        (ActionUpdate, ["at"]),
        (Tender, ["on", "recorded_at"]),
        (Problem, ["since", "said_on", "recorded_at"]),
        (ProblemNotice, ["said_on", "recorded_at"]),
        (ProblemAnswer, ["said_on", "said_at"]),
        (CommitmentResult, ["on", "recorded_at"]),
        (Resolution, ["recorded_at"]),
        (Change, ["at"]),
    ):
        for name in names:
            last = model._default_manager.aggregate(last=models.Max(name))["last"]  # type: ignore[attr-defined]
            if isinstance(last, datetime):
                last = timezone.localtime(last, Supplier(time_zone="Europe/Berlin").zone).date()
            if last is not None and last >= day:
                yield f"{model.__name__}.{name} is {last}"


def _at_odd_hours(supplier: Supplier) -> Iterator[str]:
    for decision in Decision.objects.all():
        local = decision.recorded_at.astimezone(supplier.zone)
        if not works(local.date()) or not 7 <= local.hour < 18:
            yield f"entry {decision.pk} at {local}"


def _empty_lists(day: date) -> Iterator[str]:
    """What Today, the portfolio and the champion's page list is there for each account manager."""
    for name in (JANA, TOMAS, MILENA):
        customers = Customer.objects.filter(accountable__user__name=name)
        for what, count in _lists(customers, day).items():
            if not count:
                yield f"{name}: no {what}"
    for champion, waiting in (("ines.okafor@halden.example", 3), ("marta.lindqvist@ostvik.example", 1)):
        asked = ValueEvent.objects.filter(asked__user__email=champion, state=State.STATED).count()
        if asked < waiting:
            yield f"{asked} claims wait for {champion}"


def _lists(customers: models.QuerySet[Customer], day: date) -> dict[str, int]:
    events, people = (
        ValueEvent.objects.filter(customer__in=customers),
        Stakeholder.objects.filter(customer__in=customers),
    )
    dimensions = ValueDimension.objects.filter(customer__in=customers)
    agreed = Terms.objects.filter(customer__in=customers, state=Terms.State.AGREED)
    decided = Decision.objects.filter(customer__in=customers, by_stakeholder__isnull=False)
    proven = events.filter(decided_at__gte=timezone.now() - timedelta(days=90)).values("customer")
    champions = people.filter(dispositions__kind="champion", until=None)
    worked = customers.filter(stage__in=["delivery", "renewal"])
    unclaimed = [one for dimension in dimensions for one in unclaimed_periods(dimension, day)]
    return {
        "draft": events.filter(state=State.DRAFT).count(),
        "dispute": events.filter(state=State.DISPUTED).count(),
        "undecided claim of last month": events.filter(
            state=State.STATED, stated_at__gte=timezone.now() - timedelta(days=45)
        ).count(),
        "old undecided claim": events.filter(
            state=State.STATED, stated_at__lt=timezone.now() - timedelta(days=15)
        ).count(),
        "period measured and not claimed": len(unclaimed),
        "dimension without terms": dimensions.filter(terms=None).count(),
        "terms that expire": agreed.filter(claimable_until__range=(day, day + timedelta(days=120))).count(),
        "proposal that waits": Terms.objects.filter(customer__in=customers, state=Terms.State.PROPOSED).count(),
        "champion without proof": worked.filter(stakeholders__in=champions).exclude(pk__in=proven).count(),
        "open objection": Objection.objects.filter(customer__in=customers, answer="").count(),
        "renewal in 120 days": Contract.objects.filter(
            customer__in=customers, ends_on__range=(day, day + timedelta(days=120))
        ).count(),
        "person who left": people.filter(until__lt=day).count(),
        "decision this week": decided.filter(said_on__gt=day - timedelta(days=8)).count(),
        **_asked_for(customers, day),
        "net below zero": sum(one.net < 0 for one in CustomerTotal.objects.filter(customer__in=customers)),
        "net above zero": sum(one.net > 0 for one in CustomerTotal.objects.filter(customer__in=customers)),
    }


def _asked_for(customers: models.QuerySet[Customer], day: date) -> dict[str, int]:
    """What scorecards and rounds ask of somebody."""
    found = list(standings(list(customers.values_list("pk", flat=True)), day).values())
    return {
        "contract kept and perception red": sum(one.kept_but_red and bool(one.red_without_action) for one in found),
        "contract without a round": sum(one.due(day) is not None for one in found),
        "round asked for again": sum(
            (again := one.again_on()) is not None and again <= day and one.due(day) is None for one in found
        ),
        "round under way": sum(one.current is not None for one in found),
        "overdue action": sum(any(act.is_open and act.due_on < day for act in one.actions) for one in found),
        "recommendation without an answer": sum(bool(one.recommendations) for one in found),
        "challenged reading": sum(bool(one.challenges) for one in found),
        "tender": sum(bool(one.tenders) for one in found),
    }


def _broken() -> Iterator[str]:
    for customer in Customer.objects.select_related("supplier"):
        yield from map(str, Verification(customer).findings())
        yield from map(str, differences(customer))


# --- The same again ---------------------------------------------------------------------------------------------------
def _figures() -> list[Any]:
    """All that a reader sees of it, without numbers of rows and salts."""
    decisions = Decision.objects.order_by("customer__name", "seq")
    return [
        *Customer.objects.values_list("name", "stage", "accountable__user__name", "created_at"),
        *decisions.values_list("kind", "amount_minor", "said_on", "recorded_at", "reason", "by_stakeholder__name"),
        *Measurement.objects.order_by("dimension__name", "pk").values_list("period_start", "value", "recorded_at"),
        *SpendEntry.objects.order_by("customer__name", "pk").values_list("on", "amount_minor", "words"),
        *ProblemNotice.objects.order_by("pk").values_list("words", "said_on", "next_on", "recorded_at"),
    ]


@pytest.mark.timeout(300)
def test_two_loads_for_one_day_are_the_same() -> None:
    made = []
    for _time in range(2):
        with contextlib.suppress(RolledBack), transaction.atomic():
            loaded(date(2026, 3, 2), only_by_hand=True)
            made.append(_figures())
            raise RolledBack
    assert made[0] == made[1] and len(made[0]) > 300


def test_a_load_of_an_earlier_day_is_known_as_old() -> None:
    supplier = loaded(date(2026, 3, 2), only_by_hand=True)
    for day, fresh in ((date(2026, 3, 2), True), (date(2026, 3, 3), False)):
        with time_machine.travel(datetime.combine(day, time(9), supplier.zone), tick=False):
            assert demonstration.is_of_today(supplier) is fresh


def test_a_story_may_end_on_an_earlier_day_than_today() -> None:
    loaded(date(2026, 3, 20), today=date(2026, 1, 5), only_by_hand=True)
    assert Decision.objects.aggregate(last=models.Max("said_on"))["last"] <= date(2026, 1, 2)


def test_people_work_on_working_days() -> None:
    days = Days(date(2026, 1, 2), Supplier(time_zone="Europe/Berlin").zone)
    assert (days.last, days.ago(2)) == (date(2025, 12, 30), date(2025, 12, 29))


# --- Loading in bulk keeps the rules ----------------------------------------------------------------------------------
def test_only_a_demonstration_is_loaded_in_bulk(cast: Cast) -> None:
    dimension = dimension_of(cast.halden)
    with pytest.raises(Refused) as refusal:
        loading.load_measurements(
            dimension=dimension, readings=[], source="s", source_kind="customer", by=cast.account_manager
        )
    assert refusal.value.code == "not_a_demonstration"
