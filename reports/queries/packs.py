"""The page from which a review pack is ordered, and the check before the meeting: what is missing, and where it is mended."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Any

from django.db.models import Count, Exists, IntegerField, Max, Min, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce
from django.http import Http404
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts import notation
from accounts.access import may_edit
from accounts.actors import Actor
from accounts.models import Contract, Customer
from outcomes.models import ValueEvent
from reports.freeze import whole_contract
from reports.models import Report
from reports.queries.documents import about, report_line
from reports.queries.pack_line import Missing
from reports.queries.pack_problems import problems_beside, problems_missing
from scorecards.models import Action, ActionUpdate
from scorecards.performance import Kept
from scorecards.queries.performance import Facts, facts_of, planned_of

PACKS_SHOWN = 12
PERIODS_NAMED = 4


def contracts_of(actor: Actor, customer: Customer) -> list[tuple[date, date | None]]:
    return list(
        Contract.objects.visible_to(actor).filter(customer=customer).order_by().values_list("starts_on", "ends_on")
    )


def packs_of(actor: Actor, customer: Customer) -> list[dict[str, Any]]:
    """The newest packs, as lines of components/report_line.html; one query."""
    packs = Report.objects.visible_to(actor).filter(customer=customer, edition=Report.Edition.PACK)
    newest = packs.select_related("snapshot", "customer__ledger_head").defer("snapshot__figures").order_by("-pk")
    return [report_line(one) | {"about": about(one)} for one in newest[:PACKS_SHOWN]]


def packs_title(packs: list[dict[str, Any]], customer: Customer) -> str:
    """Which review pack is the newest that is ready, and as at when."""
    ready = next((one for one in packs if one["state"] == "ready"), None)
    if ready is None:
        return _("No review pack for %(customer)s is ready yet") % {"customer": customer.name}
    return _("The newest review pack for %(customer)s: %(title)s, %(as_of)s") % {
        "customer": customer.name,
        "title": ready["about"],
        "as_of": ready["as_of"],
    }


# --- The check --------------------------------------------------------------------------------------------------------
def customer_checked(actor: Actor, pk: int, span: tuple[date, date] | None) -> Any:
    """The customer, where the actor sees it, with its whole contract (`span` where none is given) and counts; one query."""
    until = span[1] if span is not None else actor.supplier.today()
    contracts = Contract.objects.visible_to(actor).filter(customer=OuterRef("pk")).order_by().values("customer")
    events = ValueEvent.objects.visible_to(actor).filter(customer=OuterRef("pk"))
    stated = Q(stated_at__date__lte=until)
    actions = Action.objects.visible_to(actor).filter(customer=OuterRef("pk"))
    is_open = actions.filter(state=Action.State.OPEN)
    moved = ActionUpdate.objects.visible_to(actor).filter(action=OuterRef("pk"))
    found: Any = (
        Customer.objects.visible_to(actor)
        .filter(pk=pk)
        .select_related("supplier")
        .annotate(
            first_day=Subquery(contracts.annotate(day=Min("starts_on")).values("day")),
            last_day=Subquery(contracts.annotate(day=Max("ends_on")).values("day")),
            is_endless=Exists(contracts.filter(ends_on=None)),
            undecided=_count(events.filter(stated, state=ValueEvent.State.STATED)),
            disputed=_count(events.filter(stated, state=ValueEvent.State.DISPUTED)),
            unremedied=_count(events.live().filter(stated, claimed_minor__lt=0).filter(Q(cause="") | Q(remedy=""))),
            actions_open=_count(is_open),
            actions_overdue=_count(is_open.filter(due_on__lt=actor.supplier.today())),
            actions_silent=_count(is_open.filter(~Exists(moved))),
            **problems_beside(actor),
        )
        .first()
    )
    if found is None:
        raise Http404
    contract = [(found.first_day, None if found.is_endless else found.last_day)] if found.first_day else []
    found.span = span or whole_contract(contract, until)
    return found


def _count(rows: QuerySet[Any]) -> Any:
    counted = rows.order_by().values("customer").annotate(n=Count("pk")).values("n")
    return Coalesce(Subquery(counted, output_field=IntegerField()), 0)


def missing_of(actor: Actor, customer: Any, *, with_scope: bool) -> list[Missing]:
    """Everything that the pack of `customer.span` would lack, in the order of the pack; six queries."""
    since, until = customer.span
    facts = facts_of(actor, customer)
    can_edit = may_edit(actor)
    found = [
        *_work(facts, customer, since, until),
        *_commitments(facts, customer, since, until, can_edit=can_edit),
        *_claims(customer),
        *problems_missing(customer, since, until, actor.supplier.today()),
        *_actions(customer, can_edit=can_edit),
    ]
    if with_scope:
        found += _scope(facts, customer, since, until)
    return found


def _work(facts: Facts, customer: Any, since: date, until: date) -> Iterator[Missing]:
    volumes = [one for one in facts.volumes if since <= one.period_start and one.period_end <= until]
    every = reverse("scorecards:work_list", args=[customer.pk])
    if not volumes:
        url = reverse("scorecards:work_create", args=[customer.pk])
        yield Missing(_("No work is recorded"), _("The pack opens with what was done."), url, _("Record work"))
        return
    unplanned = sum(1 for one in volumes if planned_of(one, facts.changes) is None)
    if unplanned:
        words = ngettext("%(n)s volume has no plan", "%(n)s volumes have no plan", unplanned) % {"n": unplanned}
        yield Missing(words, _("No explanation can be tested on them."), every, _("See the work"))
    unstated = sum(1 for one in volumes if one.effort_hours is None)
    if unstated:
        words = ngettext("%(n)s volume has no effort", "%(n)s volumes have no effort", unstated) % {"n": unstated}
        yield Missing(words, _("The pack says “not stated”."), every, _("See the work"))


def _commitments(facts: Facts, customer: Any, since: date, until: date, *, can_edit: bool) -> Iterator[Missing]:
    if not facts.commitments:
        url = reverse("scorecards:commitment_create", args=[customer.pk]) if can_edit else ""
        why = _("What was promised cannot be compared with what was done.")
        yield Missing(_("No commitment is recorded"), why, url, _("Add a commitment"))
        return
    card = facts.of(since, until)
    for one in card.cards:
        lacking = [row.period for row in one.rows if row.kept == Kept.NO_DATA]
        if lacking:
            named = [notation.period(period.start, period.end) for period in lacking[:PERIODS_NAMED]]
            if len(lacking) > PERIODS_NAMED:
                named.append("…")
            words = ngettext(
                "%(name)s: %(n)s period has no reading", "%(name)s: %(n)s periods have no reading", len(lacking)
            )
            yield Missing(
                words % {"name": one.commitment.name, "n": len(lacking)},
                ", ".join(named),
                reverse("scorecards:reading_create", args=[one.commitment.pk]),
                _("Add a reading"),
            )
    scorecard = f"{reverse('scorecards:scorecard', args=[customer.pk])}?year={until.year}"
    if card.unanswered:
        words = ngettext(
            "%(n)s reading is not answered by the customer",
            "%(n)s readings are not answered by the customer",
            card.unanswered,
        )
        why = _("Ask for it before the meeting: acknowledged figures are not argued about.")
        yield Missing(words % {"n": card.unanswered}, why, scorecard, _("See the readings"), "undecided")
    challenged = sum(1 for one in card.cards for row in one.rows if row.answer == "challenged")
    if challenged:
        words = ngettext("%(n)s challenged reading stands", "%(n)s challenged readings stand", challenged)
        why = _("Correct it, or be ready to say why not.")
        yield Missing(words % {"n": challenged}, why, scorecard, _("See the readings"), "disputed")


def _claims(customer: Any) -> Iterator[Missing]:
    waiting = reverse("reports:customer_waiting", args=[customer.pk])
    if customer.undecided:
        words = ngettext("%(n)s claim is undecided", "%(n)s claims are undecided", customer.undecided)
        why = _("They stand in no sum. Silence confirms nothing.")
        yield Missing(words % {"n": customer.undecided}, why, waiting, _("See what waits"), "undecided")
    if customer.disputed:
        words = ngettext("%(n)s claim is disputed", "%(n)s claims are disputed", customer.disputed)
        yield Missing(
            words % {"n": customer.disputed},
            _("The pack prints the dispute."),
            waiting,
            _("See what waits"),
            "disputed",
        )
    if customer.unremedied:
        words = ngettext(
            "%(n)s shortfall has no cause or no remedy",
            "%(n)s shortfalls have no cause or no remedy",
            customer.unremedied,
        )
        why = _("The pack says “not stated”: the first thing that a customer asks.")
        history = reverse("outcomes:decision_list", args=[customer.pk])
        yield Missing(words % {"n": customer.unremedied}, why, history, _("See the history"), "shortfall")


def _actions(customer: Any, *, can_edit: bool) -> Iterator[Missing]:
    plan = reverse("scorecards:benchmark", args=[customer.pk])
    if not customer.actions_open:
        url = reverse("scorecards:action_create", args=[customer.pk]) if can_edit else ""
        yield Missing(_("No action is open"), _("What should follow from this review?"), url, _("Add an action"))
    if customer.actions_overdue:
        words = ngettext("%(n)s action is overdue", "%(n)s actions are overdue", customer.actions_overdue)
        why = _("Say how it moves, or agree a new day.")
        yield Missing(words % {"n": customer.actions_overdue}, why, plan, _("See the actions"), "flag")
    if customer.actions_silent:
        words = ngettext("%(n)s action has no progress", "%(n)s actions have no progress", customer.actions_silent)
        why = _("A status that never changes is not believed.")
        yield Missing(words % {"n": customer.actions_silent}, why, plan, _("See the actions"), "flag")


def _scope(facts: Facts, customer: Any, since: date, until: date) -> Iterator[Missing]:
    outside = [
        one for one in facts.volumes if since <= one.period_start and one.period_end <= until and one.out_of_scope > 0
    ]
    priced = {(line.function, line.unit) for line in facts.lines if line.unit_price is not None}
    unpriced = sum(1 for one in outside if (one.function, one.unit) not in priced)
    if unpriced:
        words = ngettext(
            "%(n)s volume outside the scope has no price", "%(n)s volumes outside the scope have no price", unpriced
        )
        url = reverse("scorecards:scope", args=[customer.pk])
        yield Missing(words % {"n": unpriced}, _("The pack then states no amount for it."), url, _("See the scope"))
