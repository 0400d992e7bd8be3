"""Recording who signed in, and what was taken away: by ids alone, never an address, a name or a token."""

from __future__ import annotations

from collections.abc import Iterable

import structlog

from accounts.actors import Actor
from accounts.models import AccessEvent, Membership, Stakeholder, User

log = structlog.get_logger(__name__)
Kind = AccessEvent.Kind


def suppliers_of(user: User) -> list[int]:
    """The suppliers at which this user has a place today, or at whose customers: their administrators may know."""
    members = Membership.objects.filter(user=user, deactivated_at=None).values_list("supplier", flat=True)
    people = Stakeholder.objects.filter(user=user).values_list("supplier", flat=True)
    return sorted({*members, *people})


def record_event(*, kind: AccessEvent.Kind, user: User | None, suppliers: Iterable[int], by: str = "") -> None:
    """One row for each supplier whose administrators may know of it. `by` names the command where no person did it."""
    AccessEvent.objects.bulk_create(
        [AccessEvent(supplier_id=one, user=user, kind=kind, object_kind=by) for one in suppliers]
    )


def record_failure(email: str) -> None:
    """A sign-in that failed. Of an address that nobody has, nothing is kept but the line in the log that it happened."""
    record_failure_of(User.objects.filter(email=email.strip().lower()).first() if email else None)


def record_failure_of(user: User | None) -> None:
    """As above, where it is known whose sign-in it was; None where it was nobody's."""
    log.warning("sign_in_failed", user_id=user.pk if user else None)
    if user is not None:
        record_event(kind=Kind.FAILED, user=user, suppliers=suppliers_of(user))


def record_download(actor: Actor, *, view_name: str, object_id: int | None, customer_id: int | None) -> None:
    """A file that was taken away, named by its address and the id in it."""
    AccessEvent.objects.create(
        supplier=actor.supplier,
        user=actor.user,
        customer_id=actor.stakeholder.customer_id if actor.stakeholder is not None else customer_id,
        kind=Kind.DOWNLOAD,
        object_kind=view_name[:60],
        object_id=object_id,
    )
