from __future__ import annotations

from django.http import HttpResponse, StreamingHttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from accounts.access import ActorRequest, for_administrators
from accounts.csv_writing import csv_response
from reports.queries.history import filters_of, history_page, history_rows


@for_administrators
@require_safe
def history(request: ActorRequest) -> HttpResponse:
    """Who did what, when: search, filters and page stand in the address."""
    return render(request, "reports/history.html", history_page(request))


@for_administrators
@require_safe
def history_export(request: ActorRequest) -> StreamingHttpResponse:
    """The same as CSV, all pages."""
    heads = [
        _("At"), _("Who"), _("Kind"), _("What"), _("Number"), _("Customer"), _("Field"), _("Before"), _("After"),
    ]  # fmt: skip
    return csv_response("history.csv", heads, history_rows(request.actor, filters_of(request)))
