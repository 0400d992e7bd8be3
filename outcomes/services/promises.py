"""The promise: outcomes, dimensions and the terms that are proposed for them."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.db.models import Max
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.actors import Actor
from accounts.limits import check_texts
from accounts.mail import queue_template
from accounts.models import Customer, Stakeholder
from accounts.refusal import Refused
from outcomes.models import Outcome, Terms, ValueDimension
from outcomes.value import years_after

BASELINE_LASTS_YEARS = 3


@transaction.atomic
def create_outcome(*, customer: Customer, **fields: Any) -> Outcome:
    """A new outcome, after the customer's others."""
    check_texts(Outcome, **fields)
    last = Outcome.objects.filter(customer=customer).aggregate(last=Max("position"))["last"] or 0
    return Outcome.objects.create(
        supplier_id=customer.supplier_id, customer=customer, **{"position": last + 1} | fields
    )


@transaction.atomic
def create_dimension(*, outcome: Outcome, **fields: Any) -> ValueDimension:
    """A new value dimension of the outcome, after its others."""
    check_texts(ValueDimension, **fields)
    last = ValueDimension.objects.filter(outcome=outcome).aggregate(last=Max("position"))["last"] or 0
    return ValueDimension.objects.create(
        supplier_id=outcome.supplier_id,
        customer_id=outcome.customer_id,
        outcome=outcome,
        **{"position": last + 1} | fields,
    )


def claimable_until(agreed: date) -> date:
    """Until when a baseline may be claimed against unless something else is agreed: 36 months."""
    return years_after(agreed, BASELINE_LASTS_YEARS)


@transaction.atomic
def propose_terms(*, dimension: ValueDimension, actor: Actor, asked: Stakeholder, **fields: Any) -> Terms:
    """Propose a new version of the terms to one stakeholder, who agrees or declines in her portal.

    An open proposal is replaced by this one. What was agreed stays as it is until the new version is agreed.
    """
    assert actor.membership is not None
    if asked.customer_id != dimension.customer_id or not asked.may_agree:
        raise Refused(_("This person may not agree terms for the customer."), code="may_not_agree", field="asked")
    check_texts(Terms, **fields)
    check_terms(fields, today=dimension.supplier.today())
    Terms.objects.filter(dimension=dimension, state=Terms.State.PROPOSED).update(state=Terms.State.WITHDRAWN)
    version = (Terms.objects.filter(dimension=dimension).aggregate(last=Max("version"))["last"] or 0) + 1
    terms = Terms.objects.create(
        supplier_id=dimension.supplier_id,
        customer_id=dimension.customer_id,
        dimension=dimension,
        version=version,
        state=Terms.State.PROPOSED,
        proposed_at=timezone.now(),
        proposed_by=actor.membership,
        asked=asked,
        **fields,
    )
    if asked.user is not None:
        queue_template(
            "terms_proposed",
            to=asked.email or asked.user.email,
            locale=dimension.customer.locale,
            context={"terms": terms, "dimension": dimension, "stakeholder": asked, "supplier": dimension.supplier},
        )
    return terms


def check_terms(fields: dict[str, Any], *, today: date) -> None:
    """Refused, at its field, where the terms contradict themselves."""
    baseline, target = fields["baseline"], fields["target"]
    down = fields["direction"] == Terms.Direction.DECREASE
    if (down and target >= baseline) or (not down and target <= baseline):
        raise Refused(
            _("The target lies on the wrong side of the baseline: lower is better here, so it has to be below.")
            if down
            else _("The target lies on the wrong side of the baseline: higher is better here, so it has to be above."),
            code="target_side",
            field="target",
        )
    if fields["baseline_end"] < fields["baseline_start"]:
        raise Refused(_("The baseline's period ends before it begins."), code="order", field="baseline_end")
    if fields["baseline_end"] > today:
        raise Refused(_("The baseline's period lies in the future."), code="future", field="baseline_end")
    if fields["target_on"] <= fields["baseline_end"]:
        raise Refused(_("The target's date lies before the end of the baseline."), code="order", field="target_on")
    if fields["claimable_until"] <= fields["baseline_end"]:
        raise Refused(
            _("This day lies before the end of the baseline: nothing could be claimed."),
            code="order",
            field="claimable_until",
        )
    _check_money(fields)


def _check_money(fields: dict[str, Any]) -> None:
    rate, share, deduction = fields.get("rate"), fields.get("share"), fields.get("deduction")
    if rate is not None and rate <= 0:
        raise Refused(_("A rate is above zero. Leave it empty where there is no money."), code="rate", field="rate")
    if rate is not None and not fields.get("rate_source"):
        raise Refused(_("Say where the rate comes from; the report prints it."), code="source", field="rate_source")
    if share is not None and not 0 < share <= 1:
        raise Refused(_("The share lies above 0 % and is at most 100 %."), code="share", field="share")
    if deduction is not None and not 0 <= deduction < 1:
        raise Refused(_("The deduction lies between 0 % and below 100 %."), code="deduction", field="deduction")
    others = sum((Decimal(str(one["share"])) for one in fields.get("other_shares") or []), start=share or Decimal(0))
    if others > 1:
        raise Refused(_("All shares together are above 100 %."), code="shares", field="share")
    basis = fields.get("volume_basis", Terms.VolumeBasis.NONE)
    if basis == Terms.VolumeBasis.FIXED and not fields.get("fixed_volume"):
        raise Refused(_("Say the agreed volume, above zero."), code="volume", field="fixed_volume")
    for name in ("fixed_volume", "volume_cap"):
        if fields.get(name) is not None and fields[name] <= 0:
            raise Refused(_("A volume is above zero."), code="volume", field=name)
