"""Who sees what, in one place: every queryset of a view, form, API or task starts at `visible_to` or `editable_by`."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Self

from django.apps import apps
from django.db import models
from django.db.models import Q

if TYPE_CHECKING:
    from datetime import date

    from accounts.actors import Actor


class ScopedQuerySet(models.QuerySet):
    """A queryset that answers for an actor. Each kind says how in `visible_to` and `editable_by`."""

    def visible_to(self, actor: Actor) -> Self:
        raise NotImplementedError

    def editable_by(self, actor: Actor) -> Self:
        raise NotImplementedError


class CustomerQuerySet(ScopedQuerySet):
    def visible_to(self, actor: Actor) -> Self:
        """Administrators see all customers of their supplier, leaders those of the teams that they lead (all where they
        lead none), account managers their own, contributors those of their teams, stakeholders their own firm."""
        if actor.stakeholder is not None:
            return self.filter(pk=actor.stakeholder.customer_id)
        member = actor.membership
        assert member is not None
        own = self.filter(supplier=member.supplier_id)
        Role = type(member).Role
        if member.role == Role.ADMINISTRATOR:
            return own
        if member.role == Role.LEADER:
            led = member.led_teams.values("pk")
            # One query either way: where nobody is led by her, the second arm lets everything through.
            leads_none = ~models.Exists(apps.get_model("accounts", "Team").objects.filter(leaders=member.pk))
            return own.filter(Q(team__in=led) | leads_none)
        if member.role == Role.ACCOUNT_MANAGER:
            return own.filter(accountable=member.pk)
        return own.filter(team__in=member.teams.values("pk"))

    def editable_by(self, actor: Actor) -> Self:
        """Those that the supplier's people may change: visible ones, but not for contributors."""
        if actor.membership is None or actor.membership.role == actor.membership.Role.CONTRIBUTOR:
            return self.none()
        return self.visible_to(actor)

    def measurable_by(self, actor: Actor) -> Self:
        """Those to which measurements and evidence may be added: all that the supplier's people see."""
        return self.visible_to(actor) if actor.membership is not None else self.none()


class CustomerOwnedQuerySet(ScopedQuerySet):
    """Of things that belong to one customer by a field `customer`."""

    def _customers(self) -> CustomerQuerySet:
        queryset: CustomerQuerySet = apps.get_model("accounts", "Customer").objects.all()
        return queryset

    def visible_to(self, actor: Actor) -> Self:
        return self.filter(customer__in=self._customers().visible_to(actor))

    def editable_by(self, actor: Actor) -> Self:
        return self.filter(customer__in=self._customers().editable_by(actor))

    def measurable_by(self, actor: Actor) -> Self:
        return self.filter(customer__in=self._customers().measurable_by(actor))


class InternalQuerySet(CustomerOwnedQuerySet):
    """Of words about people: never visible to the customer's side (domain.md, rule 16)."""

    def visible_to(self, actor: Actor) -> Self:
        return self.none() if actor.membership is None else super().visible_to(actor)


class TenderQuerySet(InternalQuerySet):
    def current(self) -> Self:
        """What is known of each tender today."""
        return self.filter(superseded_by=None)

    def open(self) -> Self:
        """Tenders of which nobody has said yet how they ended."""
        return self.current().filter(kind__in=["heard_of", "announced", "issued"])


class StakeholderQuerySet(CustomerOwnedQuerySet):
    """The supplier's people see the stakeholders of their customers; a stakeholder sees herself alone."""

    def visible_to(self, actor: Actor) -> Self:
        if actor.stakeholder is not None:
            return self.filter(pk=actor.stakeholder.pk)
        return super().visible_to(actor)

    def there(self, on: date) -> Self:
        """Those whose last day is not before this one."""
        return self.filter(Q(until=None) | Q(until__gte=on))


class SupplierOwnedQuerySet(ScopedQuerySet):
    """Of things that belong to the supplier as a whole: all its people see them, administrators change them."""

    def visible_to(self, actor: Actor) -> Self:
        return self.none() if actor.membership is None else self.filter(supplier=actor.membership.supplier_id)

    def editable_by(self, actor: Actor) -> Self:
        member = actor.membership
        if member is None or member.role != member.Role.ADMINISTRATOR:
            return self.none()
        return self.filter(supplier=member.supplier_id)


class ExchangeRateQuerySet(SupplierOwnedQuerySet):
    def known(self) -> Self:
        """Those that stand: a later entry for the same day has superseded the others."""
        return self.filter(superseded_at=None)

    def valid_on(self, day: date) -> Self:
        """Those that may count on the day, the one that does first."""
        return self.known().filter(on__lte=day).order_by("-on")


class OwnQuerySet(ScopedQuerySet):
    """Of things that belong to a user herself (her sessions): nobody else sees them, not even administrators."""

    def visible_to(self, actor: Actor) -> Self:
        return self.filter(user=actor.user.pk)

    def editable_by(self, actor: Actor) -> Self:
        return self.visible_to(actor)


class ChangeQuerySet(CustomerOwnedQuerySet):
    """Changes of a customer's things are seen by who sees the customer; those of the supplier as a whole, and all
    together, by its administrators. Never by the customer's side."""

    def visible_to(self, actor: Actor) -> Self:
        member = actor.membership
        if member is None:
            return self.none()
        if member.role == member.Role.ADMINISTRATOR:
            return self.filter(supplier=member.supplier_id)
        return super().visible_to(actor)

    def editable_by(self, actor: Actor) -> Self:
        return self.none()


class AccessEventQuerySet(ScopedQuerySet):
    """Who signed in and took what away: for the supplier's administrators. Nobody changes it."""

    def visible_to(self, actor: Actor) -> Self:
        member = actor.membership
        if member is None or member.role != member.Role.ADMINISTRATOR:
            return self.none()
        return self.filter(supplier=member.supplier_id)

    def editable_by(self, actor: Actor) -> Self:
        return self.none()


class SupplierQuerySet(ScopedQuerySet):
    """The supplier itself: seen by both sides, changed by its administrators."""

    def visible_to(self, actor: Actor) -> Self:
        return self.filter(pk=actor.supplier.pk)

    def editable_by(self, actor: Actor) -> Self:
        member = actor.membership
        if member is None or member.role != member.Role.ADMINISTRATOR:
            return self.none()
        return self.filter(pk=member.supplier_id)
