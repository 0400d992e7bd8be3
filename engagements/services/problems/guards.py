"""What the acts on a problem share: its lock, its newest notice, and who may say what."""

from __future__ import annotations

from django.utils.translation import gettext as _

from accounts.models import Customer, Membership, Stakeholder
from accounts.refusal import Refused
from engagements.models import Problem, ProblemNotice


def locked(problem: Problem) -> Problem:
    """The problem as it is now, held until the end of the transaction."""
    # Alone, and read with what belongs to it afterwards: PostgreSQL checks a join of a row that it waited for once more
    # against the owner of before, and finds nothing where a colleague has just passed the problem on.
    Problem.objects.select_for_update().get(pk=problem.pk)
    return Problem.objects.select_related("customer__supplier", "owner__user").get(pk=problem.pk)


def newest_of(problem: Problem) -> ProblemNotice | None:
    return ProblemNotice.objects.filter(problem=problem).order_by("pk").last()


def check_owner(customer: Customer, owner: Membership) -> None:
    if owner.supplier_id != customer.supplier_id:
        raise Refused(_("This person is not of your firm."), code="foreign", field="owner")


def only_a_demonstration(person: Stakeholder) -> None:
    if not person.supplier.is_demonstration:
        raise Refused(_("Only the customer decides this, in a session of their own."), code="only_the_customer")
