"""What of promise and proof the customer's side may see: nothing that is still being drafted."""

from __future__ import annotations

from typing import TYPE_CHECKING, Self

from django.db.models import F, Q

from accounts.querysets import CustomerOwnedQuerySet

if TYPE_CHECKING:
    from accounts.actors import Actor


class TermsQuerySet(CustomerOwnedQuerySet):
    def visible_to(self, actor: Actor) -> Self:
        seen = super().visible_to(actor)
        return seen.exclude(state="draft") if actor.stakeholder is not None else seen

    def agreed(self) -> Self:
        return self.filter(state="agreed")


class MeasurementQuerySet(CustomerOwnedQuerySet):
    def current(self) -> Self:
        """Those that no later reading of the same period has superseded."""
        return self.filter(superseded_by=None)


class SpendQuerySet(CustomerOwnedQuerySet):
    def current(self) -> Self:
        return self.filter(superseded_by=None, is_void=False)


class ValueEventQuerySet(CustomerOwnedQuerySet):
    def visible_to(self, actor: Actor) -> Self:
        seen = super().visible_to(actor)
        return seen.exclude(state="draft") if actor.stakeholder is not None else seen

    def waiting(self) -> Self:
        """Stated and not decided, or disputed and answered since; until it is answered, a dispute waits for the supplier."""
        return self.filter(Q(state="stated") | Q(state="disputed", answered_at__isnull=False))

    def live(self) -> Self:
        """Those that stand in the way of another claim on the same period."""
        return self.filter(state__in=["stated", "confirmed", "adjusted", "disputed"])


class DecisionQuerySet(CustomerOwnedQuerySet):
    def standing(self) -> Self:
        """What a claim that is decided stands on: where somebody changed her mind, the last."""
        return self.filter(
            kind__in=["confirmed", "adjusted"],
            event__state__in=["confirmed", "adjusted"],
            event__decided_at=F("recorded_at"),
        )

    def proofs(self) -> Self:
        """Proofs of value: what gains stand on. A shortfall, or a promise that was not kept, proves none."""
        is_gain = Q(event__claimed_minor__gte=0) | Q(event__claimed_minor=None) & ~Q(event__kind="cost")
        return self.standing().filter(is_gain)


class EvidenceQuerySet(CustomerOwnedQuerySet):
    def visible_to(self, actor: Actor) -> Self:
        """The customer's side sees what was attached to something that was stated, and the documents of terms that were
        put to her."""
        seen = super().visible_to(actor)
        if actor.stakeholder is None:
            return seen
        from outcomes.models import Terms, ValueEvent

        of_events = self.model._default_manager.filter(events__in=ValueEvent.objects.visible_to(actor))
        of_terms = self.model._default_manager.filter(terms__in=Terms.objects.visible_to(actor))
        return seen.filter(Q(pk__in=of_events.values("pk")) | Q(pk__in=of_terms.values("pk")))
