"""How much work was done, by function and period. Superseded, never edited."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.limits import check_texts
from accounts.models import Customer, Membership
from accounts.refusal import Refused
from outcomes.services.periods import check_correction, check_period, refuse_same_days
from scorecards.models import WorkVolume


@transaction.atomic
def record_work(
    *,
    customer: Customer,
    function: str,
    unit: str,
    period_start: date,
    period_end: date,
    in_scope: Decimal,
    out_of_scope: Decimal,
    source: str,
    by: Membership | None,
    planned: Decimal | None = None,
    effort_hours: Decimal | None = None,
    supersedes: WorkVolume | None = None,
    reason: str = "",
) -> WorkVolume:
    """Record the quantity of one function in a period, inside and outside of the agreed scope; with `supersedes` corrected.

    Refused where a quantity is negative, the period lies in the future, or overlaps another one of the function.
    """
    # The customer's row is the lock: a function is only a name.
    Customer.objects.select_for_update().get(pk=customer.pk)
    function = function.strip()
    check_texts(WorkVolume, function=function, unit=unit, source=source, reason=reason)
    check_quantities(planned=planned, in_scope=in_scope, out_of_scope=out_of_scope, effort_hours=effort_hours)
    check_period(period_start, period_end, today=customer.supplier.today())
    if supersedes is not None:
        check_correction(supersedes, (function, period_start, period_end), reason, of="function")
    refuse_same_days(
        WorkVolume.objects.filter(customer=customer, function=function),
        period_start,
        period_end,
        _("There is already a quantity for %(period)s. Correct that one instead."),
        supersedes=supersedes,
    )
    return WorkVolume.objects.create(
        supplier_id=customer.supplier_id,
        customer=customer,
        function=function,
        unit=unit,
        period_start=period_start,
        period_end=period_end,
        planned=planned,
        in_scope=in_scope,
        out_of_scope=out_of_scope,
        effort_hours=effort_hours,
        source=source,
        recorded_by=by,
        supersedes=supersedes,
        reason=reason,
    )


def check_quantities(**quantities: Decimal | None) -> None:
    """Refused, at its field, where a quantity is below zero."""
    for name, quantity in quantities.items():
        if quantity is not None and quantity < 0:
            raise Refused(_("A quantity is zero or more."), code="negative", field=name)
