"""Who sees what of pages: a saved view belongs to one person."""

from __future__ import annotations

from typing import TYPE_CHECKING, Self

from accounts.querysets import ScopedQuerySet

if TYPE_CHECKING:
    from accounts.actors import Actor


class SavedViewQuerySet(ScopedQuerySet):
    def visible_to(self, actor: Actor) -> Self:
        """Her own, as the member that she acts as."""
        return self.none() if actor.membership is None else self.filter(membership=actor.membership)

    def editable_by(self, actor: Actor) -> Self:
        return self.visible_to(actor)
