"""What of problems each side sees."""

from __future__ import annotations

from typing import TYPE_CHECKING, Self

from accounts.querysets import CustomerOwnedQuerySet

if TYPE_CHECKING:
    from accounts.actors import Actor


class ProblemQuerySet(CustomerOwnedQuerySet):
    def visible_to(self, actor: Actor) -> Self:
        """The customer's side sees those that are shared with it."""
        seen = super().visible_to(actor)
        return seen.filter(shared=True) if actor.stakeholder is not None else seen


class OfProblemQuerySet(CustomerOwnedQuerySet):
    """Of notices, commitments and resolutions: the customer's side sees what was written while the problem was shared."""

    def visible_to(self, actor: Actor) -> Self:
        seen = super().visible_to(actor)
        return seen.filter(shared=True, problem__shared=True) if actor.stakeholder is not None else seen


class ResultQuerySet(CustomerOwnedQuerySet):
    def visible_to(self, actor: Actor) -> Self:
        """As its commitment."""
        seen = super().visible_to(actor)
        if actor.stakeholder is None:
            return seen
        return seen.filter(commitment__shared=True, commitment__problem__shared=True)
