"""What of the scorecards each side sees."""

from __future__ import annotations

from typing import TYPE_CHECKING, Self

from accounts.querysets import CustomerOwnedQuerySet, ScopedQuerySet

if TYPE_CHECKING:
    from accounts.actors import Actor


class SupersededQuerySet(CustomerOwnedQuerySet):
    def current(self) -> Self:
        """Those that no later one of the same period has superseded."""
        return self.filter(superseded_by=None)


class ScopeChangeQuerySet(CustomerOwnedQuerySet):
    def visible_to(self, actor: Actor) -> Self:
        """The customer's side sees what was proposed to it, and what came of it."""
        seen = super().visible_to(actor)
        return seen.exclude(state="draft") if actor.stakeholder is not None else seen

    def agreed(self) -> Self:
        return self.filter(state="agreed")


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
