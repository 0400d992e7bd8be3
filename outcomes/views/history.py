from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from django.core.paginator import Paginator
from django.http import HttpResponse, StreamingHttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from accounts.access import ActorRequest, for_supplier, visible
from accounts.csv_writing import Figure, csv_response
from accounts.fields import exact_text
from accounts.models import Customer
from accounts.notation import from_minor
from outcomes.models import Decision
from outcomes.queries.claims import signed
from outcomes.queries.timeline import decisions_for, timeline_rows

A_PAGE = 50


@for_supplier
@require_safe
def decision_list(request: ActorRequest, customer_pk: int) -> HttpResponse:
    """Every entry of the customer's ledger, newest first."""
    customer = visible(Customer, request.actor, pk=customer_pk)
    page = Paginator(decisions_for(request.actor, customer=customer), A_PAGE).get_page(request.GET.get("page"))
    context = {"customer": customer, "page": page, "timeline": timeline_rows(page.object_list)}
    return render(request, "outcomes/decision_list.html", context)


@for_supplier
@require_safe
def decision_export(request: ActorRequest, customer_pk: int) -> StreamingHttpResponse:
    """The same as CSV, oldest first, with what is needed to compute each digest again."""
    customer = visible(Customer, request.actor, pk=customer_pk)
    decisions = decisions_for(request.actor, customer=customer).order_by("seq")
    heads = [
        _("Entry"), _("Kind"), _("What"), _("From"), _("To"), _("Amount"), _("Currency"), _("Said on"), _("Recorded at"),
        _("By"), _("Position"), _("Origin"), _("Reason"), _("Previous digest"), _("Digest"), _("Payload"),
    ]  # fmt: skip
    return csv_response(f"decisions-{customer.pk}.csv", heads, _rows(decisions.iterator(chunk_size=500)))


def _rows(decisions: Iterable[Decision]) -> Iterator[list[Any]]:
    for one in decisions:
        currency = one.customer.currency
        what = one.event.title if one.event is not None else (one.terms.dimension.name if one.terms is not None else "")
        amount = Figure(exact_text(from_minor(one.amount_minor, currency))) if one.amount_minor is not None else ""
        signature = getattr(one, "signature", None)
        yield [
            one.seq, one.kind, what,
            one.event.period_start if one.event is not None else "", one.event.period_end if one.event is not None else "",
            amount, currency if amount else "", one.said_on.isoformat(), one.recorded_at.isoformat(), signed(one),
            signature.position if signature is not None else "", one.origin, one.reason, one.previous, one.digest,
            one.payload,
        ]  # fmt: skip
