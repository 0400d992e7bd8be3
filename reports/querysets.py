"""Who sees which documents and links, the files that were imported, and whose views are whose."""

from __future__ import annotations

from typing import TYPE_CHECKING, Self

from django.utils import timezone

from accounts.querysets import CustomerOwnedQuerySet, ScopedQuerySet

if TYPE_CHECKING:
    from accounts.actors import Actor


class ReportQuerySet(CustomerOwnedQuerySet):
    def linkable_by(self, actor: Actor) -> Self:
        """Those that she may give to somebody by a link: her own firm's, or of a customer that she may change."""
        return self.visible_to(actor) if actor.stakeholder is not None else self.editable_by(actor)


class ReportLinkQuerySet(CustomerOwnedQuerySet):
    """Both sides see every link: who has the document is no secret between them."""

    def revocable_by(self, actor: Actor) -> Self:
        """The document is about the customer: its people end any link. The supplier's end their own side's."""
        if actor.stakeholder is not None:
            return self.visible_to(actor)
        return self.editable_by(actor).filter(membership__isnull=False)

    def open(self) -> Self:
        """Neither expired nor ended. Whether who made them is still there is asked of each (`holds`)."""
        return self.filter(expires_at__gt=timezone.now(), revoked_at=None)


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
