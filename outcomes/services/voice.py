"""Who speaks in the ledger, and by which way: the only place where it is decided whether somebody may."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from django.utils.translation import gettext as _

from accounts.actors import Actor
from accounts.models import Customer, Membership, Stakeholder, Supplier
from accounts.refusal import Refused
from outcomes.models import Decision

Origin = Decision.Origin


@dataclass(frozen=True)
class Voice:
    """One side's word: a stakeholder's, one of the supplier's people's, or the product's own.

    `said_on` and `recorded_at` are given only by what loads a marked demonstration (and `said_on` by what is recorded from
    paper); otherwise they are today and now. `outcomes.services.entries` refuses them anywhere else.
    """

    supplier: Supplier
    origin: str
    stakeholder: Stakeholder | None = None
    membership: Membership | None = None
    said_on: date | None = None
    recorded_at: datetime | None = None

    @property
    def is_loaded(self) -> bool:
        """Whether it is part of what a command loads, and says so: the only words that may be recorded in the past.

        In a marked demonstration the product's word and paper have their past too.
        """
        if self.origin in {Origin.DEMONSTRATION, Origin.MIGRATION}:
            return True
        told = self.origin in {Origin.PRODUCT, Origin.PAPER} and self.recorded_at is not None
        return told and self.supplier.is_demonstration

    @property
    def name(self) -> str:
        if self.stakeholder is not None:
            return self.stakeholder.name
        return str(self.membership.user) if self.membership is not None else ""

    @property
    def position(self) -> str:
        if self.stakeholder is not None:
            return self.stakeholder.position
        if self.membership is None:
            return ""
        return self.membership.position or self.membership.get_role_display()

    def must_be_customer(self, customer: Customer, right: str) -> Stakeholder:
        """The stakeholder who speaks, if she is one of this customer and has the right; Refused otherwise.

        `right` is may_agree, may_decide or may_sign_finance. She is read again: both may have ended since the page was open.
        """
        by_herself = self.origin in {Origin.PORTAL, Origin.DEMONSTRATION, Origin.MIGRATION}
        if self.stakeholder is None or self.stakeholder.customer_id != customer.pk or not by_herself:
            raise Refused(_("Only the customer decides this, in a session of their own."), code="only_the_customer")
        self.stakeholder.refresh_from_db(fields=["may_agree", "may_decide", "may_sign_finance", "until"])
        ended = self.stakeholder.until is not None and self.stakeholder.until < (
            self.said_on or customer.supplier.today()
        )
        if ended or not getattr(self.stakeholder, right):
            raise Refused(
                {
                    "may_agree": _("You have no right to agree terms. Ask the person who answers for your account."),
                    "may_decide": _("You have no right to decide claims. Ask the person who answers for your account."),
                    "may_sign_finance": _("This needs somebody who may sign for finance at your firm."),
                }[right],
                code="no_right",
            )
        return self.stakeholder

    def must_be_supplier(self, customer: Customer) -> Membership:
        if (
            self.membership is None
            or self.membership.supplier_id != customer.supplier_id
            or self.membership.deactivated_at is not None
        ):
            raise Refused(_("Only the supplier's people do this."), code="only_the_supplier")
        return self.membership


def of_actor(actor: Actor) -> Voice:
    """The voice of whoever sits in this session. A stakeholder speaks only in person: no token and no command does."""
    if actor.stakeholder is not None:
        if not actor.in_person:
            raise Refused(_("Only the customer decides this, in a session of their own."), code="only_the_customer")
        return Voice(actor.supplier, Origin.PORTAL, stakeholder=actor.stakeholder)
    return Voice(actor.supplier, Origin.SUPPLIER, membership=actor.membership)


def of_product(supplier: Supplier, *, recorded_at: datetime | None = None) -> Voice:
    """The product's own word: it states what got worse, and nothing else. `recorded_at` is a demonstration's."""
    said_on = supplier.today(recorded_at) if recorded_at is not None else None
    return Voice(supplier, Origin.PRODUCT, said_on=said_on, recorded_at=recorded_at)


def of_paper(*, membership: Membership, said_on: date, recorded_at: datetime | None = None) -> Voice:
    """What the supplier's person records from a document that the customer signed on that day. `recorded_at` is a
    demonstration's."""
    return Voice(membership.supplier, Origin.PAPER, membership=membership, said_on=said_on, recorded_at=recorded_at)


def of_demonstration(
    *,
    stakeholder: Stakeholder | None = None,
    membership: Membership | None = None,
    said_on: date,
    recorded_at: datetime | None = None,
) -> Voice:
    """A word that a marked demonstration puts into somebody's mouth; its origin is printed. Refused elsewhere."""
    place = stakeholder or membership
    assert place is not None
    if not place.supplier.is_demonstration:
        raise Refused(_("Only a demonstration is loaded this way."), code="not_a_demonstration")
    return Voice(
        place.supplier,
        Origin.DEMONSTRATION,
        stakeholder=stakeholder,
        membership=membership,
        said_on=said_on,
        recorded_at=recorded_at,
    )
