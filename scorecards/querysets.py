"""What of the scorecards each side sees."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Self

from django.apps import apps
from django.db.models import BigIntegerField, OuterRef, Subquery, Sum
from django.db.models.functions import Coalesce

from accounts.querysets import CustomerOwnedQuerySet, ScopedQuerySet

if TYPE_CHECKING:
    from django.db import models

    from accounts.actors import Actor


def as_seen(model: type[models.Model], actor: Actor | None) -> Any:
    """What the actor sees of a model. None: what a service freezes into a document for a customer whom it was given."""
    manager: Any = model._default_manager
    return manager.all() if actor is None else manager.visible_to(actor)


class SupersededQuerySet(CustomerOwnedQuerySet):
    def current(self) -> Self:
        """Those that no later one of the same period has superseded."""
        return self.filter(superseded_by=None)


class CommitmentQuerySet(CustomerOwnedQuerySet):
    """One that was withdrawn, which nobody read or answered, is seen by nobody; its changes tell of it."""

    def visible_to(self, actor: Actor) -> Self:
        return super().visible_to(actor).held()

    def editable_by(self, actor: Actor) -> Self:
        return super().editable_by(actor).held()

    def measurable_by(self, actor: Actor) -> Self:
        return super().measurable_by(actor).held()

    def held(self) -> Self:
        return self.filter(withdrawn_at=None)


class ReadingQuerySet(SupersededQuerySet):
    def current(self) -> Self:
        """Those that stand: neither corrected nor withdrawn."""
        return super().current().filter(withdrawn=False)

    def newest(self) -> Self:
        """The newest word of each period, be it that there is no reading."""
        return self.filter(superseded_by=None)


def words_of_hers() -> Any:
    """What the customer said to a reading, or to an earlier one of its period that it corrects; the newest first.

    Within a query of readings. The first of them stands, but for an acknowledgement of an earlier reading: that was of another
    figure. A challenge goes on standing over corrections, until she answers anew.
    """
    of_the_period = {f"reading__{name}": OuterRef(name) for name in ("commitment", "period_start", "period_end")}
    answers = apps.get_model("scorecards", "ReadingAnswer")._default_manager.filter(**of_the_period)
    return answers.order_by("-reading_id", "-said_at", "-pk")


class ProposalQuerySet(CustomerOwnedQuerySet):
    def visible_to(self, actor: Actor) -> Self:
        """The customer's side sees what was proposed to it, and what came of it."""
        seen = super().visible_to(actor)
        return seen.exclude(state="draft") if actor.stakeholder is not None else seen

    def agreed(self) -> Self:
        return self.filter(state="agreed")


class ScopeChangeQuerySet(ProposalQuerySet):
    def with_invoiced(self) -> Self:
        """Each with what was invoiced for it: spend that stands and names its amendment, credits taken off; minor units."""
        return self.annotate(invoiced_minor=invoiced())


def invoiced() -> Any:
    """What was invoiced for a change of scope, within a query of changes."""
    spend = apps.get_model("outcomes", "SpendEntry")._default_manager.filter(amendment__of__change=OuterRef("pk"))
    sums = spend.current().order_by().values("amendment").annotate(sum=Sum("amount_minor")).values("sum")
    return Coalesce(Subquery(sums), 0, output_field=BigIntegerField())


class CriterionQuerySet(CustomerOwnedQuerySet):
    def visible_to(self, actor: Actor) -> Self:
        """As its criteria."""
        seen = super().visible_to(actor)
        return seen.exclude(criteria__state="draft") if actor.stakeholder is not None else seen


class RiskQuerySet(CustomerOwnedQuerySet):
    def visible_to(self, actor: Actor) -> Self:
        """The customer's side sees those that are shared with it."""
        seen = super().visible_to(actor)
        return seen.filter(shared=True) if actor.stakeholder is not None else seen


class RiskUpdateQuerySet(CustomerOwnedQuerySet):
    def visible_to(self, actor: Actor) -> Self:
        """The customer's side sees what was written while the risk was shared with it, as long as it still is."""
        seen = super().visible_to(actor)
        return seen.filter(shared=True, risk__shared=True) if actor.stakeholder is not None else seen


class ActionQuerySet(CustomerOwnedQuerySet):
    def movable_by(self, actor: Actor) -> Self:
        """Ours: who may edit the customer. The customer's: the owner on her side, her own ones."""
        if actor.stakeholder is not None:
            return self.visible_to(actor).filter(owner_theirs=actor.stakeholder)
        return self.editable_by(actor)


class RoundQuerySet(CustomerOwnedQuerySet):
    def visible_to(self, actor: Actor) -> Self:
        """The customer's side sees what was released."""
        seen = super().visible_to(actor)
        return seen.filter(state="released") if actor.stakeholder is not None else seen


class NobodysQuerySet(ScopedQuerySet):
    """Of what no actor ever sees: it is reached by its owner's link alone."""

    def visible_to(self, actor: Actor) -> Self:
        return self.none()

    def editable_by(self, actor: Actor) -> Self:
        return self.none()
