"""Ordering a document, watching it being made, taking it away, and checking it as a stranger."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any

from django.conf import settings
from django.core.files.storage import default_storage
from django.http import FileResponse, Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from accounts.access import ActorRequest, for_actor, for_anyone, for_supplier, visible
from accounts.codes import random_code
from accounts.file_names import attachment
from accounts.models import Customer
from accounts.refusal import Refused
from accounts.requests import request_key_of
from reports import editions
from reports.models import Report
from reports.queries.documents import checked_document, headline, other_languages, report_line
from reports.queries.links import links_of
from reports.queries.report_list import report_choice_page, report_list_page, report_row
from reports.services import record_access, request_again, request_report


@for_actor
@require_POST
def report_create(request: ActorRequest, customer_pk: int) -> HttpResponse:
    """Freeze the figures as they stand now and order the document, in its readers' language."""
    customer = visible(Customer, request.actor, pk=customer_pk)
    return ordered(request, partial(request_report, customer=customer, **order_of(request, customer)))


@for_actor
@require_POST
def report_again(request: ActorRequest, code: str) -> HttpResponse:
    """The same document anew: one that failed, or that a later decision has overtaken."""
    report = visible(Report, request.actor, code=code)
    return ordered(request, partial(request_again, report, **order_of(request, report.customer, report.locale)))


def ordered(request: ActorRequest, order: Callable[[], Report]) -> HttpResponse:
    """To the line of the document that is being made now; where too many are, the page that says so."""
    try:
        report = order()
    except Refused:
        return render(request, "429.html", status=429)
    return to_its_page(report)


def language_for(request: ActorRequest, customer: Customer, before: str = "") -> str:
    """The language of a document that is ordered: the one asked for; hers where a person of the customer orders it.

    What the supplier orders is read at the customer: it is in the customer's language, or in that of the document `before`.
    """
    asked = request.POST.get("locale", "")
    if asked in dict(settings.LANGUAGES):
        return asked
    if request.actor.stakeholder is not None:
        return get_language() or customer.locale
    return before or customer.locale


def order_of(request: ActorRequest, customer: Customer, before: str = "") -> dict[str, Any]:
    """Who orders, in which language, for whom; the same form sent twice orders once.

    Where nothing has changed since the newest edition it orders none, unless the form says `anyway`.
    """
    return {
        "requested_by": request.actor.user,
        "locale": language_for(request, customer, before),
        "prepared_for": request.actor.stakeholder,
        "request_key": request_key_of(request),
        "unless_unchanged": not request.POST.get("anyway"),
    }


def to_its_page(report: Report) -> HttpResponse:
    """Where one sees how far it is; of one that was there already, that it was."""
    page = reverse("reports:report_detail", args=[report.code])
    return redirect(f"{page}?unchanged=1" if report.is_repeated else page)


@for_supplier
@require_safe
def report_list(request: ActorRequest) -> HttpResponse:
    """Every document of the visible customers: search, filter, sort and page stand in the address."""
    context = report_list_page(request)
    fragment = request.htmx and request.htmx.target == "reports"
    return render(request, "reports/report_rows.html" if fragment else "reports/report_list.html", context)


@for_supplier
@require_safe
def report_new(request: ActorRequest) -> HttpResponse:
    """Choose the customer that a new document is about."""
    return render(request, "reports/report_new.html", report_choice_page(request))


@for_actor
@require_safe
def report_detail(request: ActorRequest, code: str) -> HttpResponse:
    """How far it is; while it is being made the page asks again by itself, for its line alone."""
    report = visible(Report, request.actor, code=code, related=["snapshot", "customer__ledger_head"])
    target = (request.htmx.target or "") if request.htmx else ""
    if target.startswith("row-") and request.actor.membership is not None:
        return render(request, "reports/report_row.html", {"row": report_row(report, request.actor)})
    if request.htmx and not target.startswith("state-"):
        return render(request, "components/report_line.html", {"report": report_line(report)})
    context = _page_of(request, report)
    return render(request, "reports/report_state.html" if request.htmx else "reports/report_detail.html", context)


def _page_of(request: ActorRequest, report: Report) -> dict[str, Any]:
    """The context of the document's page, loaded or swapped in when it is ready."""
    line = report_line(report)
    return {
        "base_template": "base.html" if request.actor.membership is not None else "base_portal.html",
        "customer": report.customer,
        "document": report,
        "report": line,
        "headline": headline(report),
        "request_key": random_code(),
        "languages": other_languages(report),
        "unchanged": "unchanged" in request.GET and line["state"] == "ready" and not line["overtaken"],
    } | (links_of(report, request.actor) if report.state == Report.State.DONE else {})


@for_actor
@require_safe
def report_download(request: ActorRequest, code: str) -> HttpResponseBase:
    """The stored file, as it was issued; every opening is recorded."""
    report = visible(Report, request.actor, code=code, related=["snapshot", "customer"])
    if report.state != Report.State.DONE:
        raise Http404
    record_access(report, request.actor.user)
    response = FileResponse(default_storage.open(report.file), as_attachment=True)
    response["Content-Type"] = editions.format_of(report).media_type
    response["Content-Disposition"] = attachment(report.filename)
    return response


@for_anyone
@require_safe
def document_check(request: HttpRequest, code: str = "") -> HttpResponse:
    """A stranger who holds a document finds out whether it is genuine, unaltered and the latest. No account is needed."""
    asked = (code or request.GET.get("code", "")).strip()
    # No address holds a slash within one of its parts, and no code has one.
    if asked and not code and "/" not in asked:
        return redirect("reports:document_check", code=asked[:60])
    found = checked_document(asked) if asked else None
    context = {"asked": asked, "found": found, "page_title": _("Check a document")}
    return render(request, "reports/document_check.html", context, status=404 if asked and found is None else 200)
