"""Who sees the files that were imported, and whose views are whose."""

from __future__ import annotations

from typing import TYPE_CHECKING, Self

from accounts.querysets import ScopedQuerySet

if TYPE_CHECKING:
    from accounts.actors import Actor


class FileImportQuerySet(ScopedQuerySet):
    """A file may name customers that only its sender and administrators see: nobody else meets it."""

    def visible_to(self, actor: Actor) -> Self:
        member = actor.membership
        if member is None:
            return self.none()
        if member.role == member.Role.ADMINISTRATOR:
            return self.filter(supplier=member.supplier_id)
        return self.filter(by=member.pk)

    def editable_by(self, actor: Actor) -> Self:
        """Her own: what is written is written in the name, and with the rights, of who sent it."""
        return self.none() if actor.membership is None else self.filter(by=actor.membership.pk)


class SavedViewQuerySet(ScopedQuerySet):
    def visible_to(self, actor: Actor) -> Self:
        """Her own, as the member that she acts as."""
        return self.none() if actor.membership is None else self.filter(membership=actor.membership)

    def editable_by(self, actor: Actor) -> Self:
        return self.visible_to(actor)
