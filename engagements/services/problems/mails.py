"""Who hears of a problem by mail."""

from __future__ import annotations

from accounts.actors import Actor
from accounts.mail import queue_template
from accounts.models import Membership, Stakeholder
from engagements.models import Problem, ProblemNotice, Resolution


def tell_the_customer(problem: Problem, notice: ProblemNotice, *, resolution: Resolution | None = None) -> None:
    """One mail to each of the customer's people who may decide and can sign in. A private problem never leaves."""
    if not problem.shared or not notice.shared:
        return
    customer = problem.customer
    there = Stakeholder.objects.there(customer.supplier.today()).filter(customer=customer, user__isnull=False)
    for one in there.filter(may_decide=True).select_related("user").order_by("pk"):
        assert one.user is not None
        queue_template(
            "problem_notice",
            to=one.email or one.user.email,
            locale=customer.locale,
            context={
                "name": one.name,
                "supplier": customer.supplier.name,
                "problem": problem,
                "notice": notice,
                "resolution": resolution,
            },
        )


def tell_the_owner(problem: Problem, *, words: str, person: Stakeholder, kind: str) -> None:
    """One mail to whoever owns it on our side: what the customer said.

    To whoever answers for the customer, where the owner has left or no longer sees it: somebody always reads it.
    """
    members = Membership.objects.select_related("user", "supplier")
    owner = members.get(pk=problem.owner_id)
    sees = Problem.objects.visible_to(Actor(owner.user, membership=owner)).filter(pk=problem.pk)
    if owner.deactivated_at is not None or not sees.exists():
        owner = members.get(pk=problem.customer.accountable_id)
    queue_template(
        "problem_said",
        to=owner.user.email,
        locale=owner.supplier.locale,
        context={
            "name": str(owner.user),
            "customer": problem.customer,
            "person": person,
            "words": words,
            "kind": kind,
            "problem": problem,
        },
    )
