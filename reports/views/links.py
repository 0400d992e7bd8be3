"""Links to one document: made and ended by people of both sides, opened by whoever holds one."""

from __future__ import annotations

from typing import Any

from allauth.core import ratelimit
from django.conf import settings
from django.contrib import messages
from django.core.files.storage import default_storage
from django.http import FileResponse, Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_GET, require_http_methods

from accounts.access import ActorRequest, editable, for_actor, for_anyone, visible
from accounts.codes import random_code
from accounts.file_names import attachment
from accounts.formfields import done_by, status_of
from accounts.read_first import must_have_read
from accounts.refusal import Refused
from accounts.requests import request_key_of
from reports import editions
from reports.link_forms import LinkForm
from reports.links import link_of, make_link, record_opening, revoke_link
from reports.models import Report, ReportLink
from reports.queries.documents import report_line
from reports.queries.links import shared_page

# In the session of who made a link, from the moment it was made until its page showed it: its key and its code.
MADE = "report_link"
REVOKED_WITH = [
    "report__snapshot", "report__customer__ledger_head", "supplier", "customer", "membership__user", "stakeholder",
]  # fmt: skip


@for_actor
@require_http_methods(["GET", "POST"])
def report_link_create(request: ActorRequest, code: str) -> HttpResponse:
    """For whom, and how long. With an address it is mailed; else its own page shows it, once."""
    report = editable(
        Report, request.actor, by="linkable_by", related=["snapshot", "customer__ledger_head", "supplier"], code=code
    )
    if report.state != Report.State.DONE:
        raise Http404
    form = LinkForm(
        request.POST or None,
        supplier_side=request.actor.membership is not None,
        initial={"locale": report.locale, "days": 30},
    )
    key = request_key_of(request)
    made = done_by(form, lambda: make_link(report=report, actor=request.actor, request_key=key, **form.cleaned_data))
    if made is not None:
        return _made(request, report, *made)
    context = _page_of(request, report) | {"form": form, "request_key": key or random_code()}
    return render(request, "reports/report_link_form.html", context, status=status_of(form))


def _made(request: ActorRequest, report: Report, link: ReportLink, code: str) -> HttpResponse:
    if link.email:
        messages.success(request, _("The link is on its way to %(address)s.") % {"address": link.email})
        return redirect("reports:report_detail", code=report.code)
    if code:
        request.session[MADE] = {"pk": link.pk, "code": code}
    return redirect("reports:report_link_made", pk=link.pk)


def _page_of(request: ActorRequest, report: Report) -> dict[str, Any]:
    return {
        "base_template": "base.html" if request.actor.membership is not None else "base_portal.html",
        "customer": report.customer,
        "report": report_line(report),
    }


@for_actor
@require_GET
def report_link_made(request: ActorRequest, pk: int) -> HttpResponse:
    """The link to copy, for her who made it, the first time that she looks; nobody reads it again."""
    link = visible(
        ReportLink, request.actor, related=["report__snapshot", "report__customer__ledger_head", "supplier"], pk=pk
    )
    kept = request.session.get(MADE) or {}
    code = request.session.pop(MADE)["code"] if kept.get("pk") == link.pk else ""
    context = _page_of(request, link.report) | {"link": link, "last_day": link.last_day}
    context["address"] = settings.BASE_URL + reverse("reports:shared_document", args=[code]) if code else ""
    return render(request, "reports/report_link_made.html", context)


@for_actor
@require_http_methods(["GET", "POST"])
def report_link_revoke(request: ActorRequest, pk: int) -> HttpResponse:
    """Say what ends, for good; on the button it opens nothing any more."""
    link = editable(ReportLink, request.actor, by="revocable_by", related=REVOKED_WITH, pk=pk)
    context = _page_of(request, link.report) | {"link": link}
    if request.method != "POST":
        return render(request, "reports/report_link_revoke.html", context)
    try:
        must_have_read(request, f"link-{pk}")
    except Refused as refused:
        return render(request, "reports/report_link_revoke.html", context | {"refused": refused.message}, status=422)
    revoke_link(link, actor=request.actor)
    messages.success(request, _("The link for %(name)s opens nothing any more.") % {"name": link.for_name})
    return redirect("reports:report_detail", code=link.report.code)


@csrf_exempt
@for_anyone
@require_http_methods(["GET", "HEAD", "POST"])
def shared_document(request: HttpRequest, code: str) -> HttpResponseBase:
    """What somebody is given, by whom, and a button; on the button, the file. Mail scanners only meet the first.

    Unknown, expired and ended links answer the same page. Nothing is kept on the device, so there is no cookie that a
    forged request could use: whoever sends the form holds the code, and that is all it takes.
    """
    if request.method == "POST" and not ratelimit.consume(request, action="shared_document", key=code):
        return _sealed(render(request, "reports/shared_document_wait.html", status=429))
    link = link_of(code)
    if link is None:
        return _sealed(render(request, "reports/shared_document_ended.html", status=404))
    if request.method == "POST":
        return _sealed(_file(link))
    if settings.LANGUAGE_COOKIE_NAME not in request.COOKIES:
        translation.activate(link.locale)
        request.LANGUAGE_CODE = translation.get_language()
    return _sealed(render(request, "reports/shared_document.html", shared_page(link)))


def _file(link: ReportLink) -> FileResponse:
    report = link.report
    response = FileResponse(default_storage.open(report.file), as_attachment=True)
    record_opening(link)
    response["Content-Type"] = editions.format_of(report).media_type
    response["Content-Disposition"] = attachment(report.filename)
    return response


def _sealed(response: HttpResponseBase) -> HttpResponseBase:
    """Not kept, not found by search engines, and its address is told to nobody."""
    response["Cache-Control"] = "no-store, private"
    response["X-Robots-Tag"] = "noindex, nofollow"
    response["Referrer-Policy"] = "no-referrer"
    return response
