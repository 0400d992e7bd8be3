"""What was measured worse at a customer and nobody has stated yet: it is in no total, and no page leaves it out."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts import notation
from accounts.actors import Actor
from outcomes.models import Measurement, ValueEvent
from outcomes.queries.marks import LIVE
from outcomes.queries.periods import Agreement, UnclaimedPeriod, unclaimed_of_many, will_be_stated_on
from reports.queries.customer_facts import Claim


def unstated_rows(
    actor: Actor, customer: Any, promises: Iterable[Mapping[str, Any]], claims: Iterable[Claim]
) -> list[dict[str, Any]]:
    """A row of the answer for each dimension that got worse unstated, in the customer's order, as the PVD document counts
    them; one query."""
    dimensions = [one for outcome in promises for one in outcome["dimensions"]]
    claimed = {one.dimension for one in claims if one.kind == ValueEvent.Kind.MEASURED and one.state in LIVE}
    digits = notation.minor_digits(customer.currency)
    agreements = {one["pk"]: Agreement(one["versions"], digits, one["pk"] in claimed) for one in dimensions}
    readings = Measurement.objects.visible_to(actor).filter(customer=customer)
    found = unclaimed_of_many(readings, agreements, customer.supplier.today())
    rows = []
    for one in dimensions:
        worse = [period for period in found.get(one["pk"], ()) if period.is_due and period.is_worse]
        if worse:
            rows.append(_row(one, worse, customer))
    return rows


def _row(dimension: Mapping[str, Any], worse: Sequence[UnclaimedPeriod], customer: Any) -> dict[str, Any]:
    priced = [one.amount_minor for one in worse if one.amount_minor is not None]
    return {
        "label": dimension["name"],
        "minor": sum(priced) if priced else None,
        "note": {
            "url": reverse("outcomes:dimension_detail", args=[dimension["pk"]]),
            "link": ngettext("%(count)s period", "%(count)s periods", len(worse)) % {"count": len(worse)},
            "text": _states_words(worse, customer),
        },
    }


def _states_words(worse: Sequence[UnclaimedPeriod], customer: Any) -> str:
    """When the product states all that nobody took back, where it will; and how much the customer's person took back."""
    waits = [one for one in worse if not one.is_taken_back]
    if not waits:
        return _("; the customer's person took it back")
    back = ""
    if count := len(worse) - len(waits):
        back = _("; the customer's person took back %(count)s of them") % {"count": count}
    days = {will_be_stated_on(one, customer, customer.supplier.today()) for one in waits}
    last = max((one for one in days if one is not None), default=None)
    if last is None or None in days:
        return back
    words = _("; the product states it on %(day)s") if len(days) == 1 else _("; the product states it by %(day)s")
    return words % {"day": notation.date_long(last)} + back
