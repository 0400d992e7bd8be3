"""The supplier sheet: one page in a fixed order for both sides, and the documents made of it."""

from __future__ import annotations

from functools import partial

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_POST, require_safe

from accounts.access import ActorRequest, for_actor, for_customer, for_supplier, visible
from accounts.codes import random_code
from accounts.models import Customer
from reports.models import Report
from reports.queries.sheet import customer_for_sheet, sheet_page
from reports.services import request_report
from reports.views.documents import order_of, ordered


@for_supplier
@require_safe
def sheet_show(request: ActorRequest, customer_pk: int) -> HttpResponse:
    return _page(request, customer_pk, "base.html")


@for_customer
@require_safe
def portal_sheet(request: ActorRequest) -> HttpResponse:
    assert request.actor.stakeholder is not None
    return _page(request, request.actor.stakeholder.customer_id, "base_portal.html")


def _page(request: ActorRequest, pk: int, base: str) -> HttpResponse:
    """The sheet as of now, as both sides see it: nothing in it is for one side alone."""
    customer = customer_for_sheet(request.actor, pk)
    if customer is None:
        raise Http404
    context = sheet_page(request.actor, customer) | {"base_template": base, "request_key": random_code()}
    return render(request, "reports/sheet.html", context)


@for_actor
@require_POST
def sheet_pdf_create(request: ActorRequest, customer_pk: int) -> HttpResponse:
    return _ordered(request, customer_pk, Report.Format.PDF)


@for_actor
@require_POST
def sheet_xlsx_create(request: ActorRequest, customer_pk: int) -> HttpResponse:
    return _ordered(request, customer_pk, Report.Format.XLSX)


def _ordered(request: ActorRequest, customer_pk: int, format: str) -> HttpResponse:
    """Freeze the figures as they stand now and order the document, in the reader's language."""
    customer = visible(Customer, request.actor, pk=customer_pk)
    order = order_of(request, customer)
    return ordered(
        request, partial(request_report, customer=customer, edition=Report.Edition.SHEET, format=format, **order)
    )
