"""The portfolio of the supplier's people, its exports, and the views that each of them saves."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.text import slugify
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.access import ActorRequest, editable, for_supplier
from accounts.csv_writing import csv_response
from accounts.formfields import done_by, status_of
from reports import exports
from reports.forms import SavedViewForm
from reports.models import SavedView
from reports.queries.portfolio import VIEWS, Portfolio, portfolio_of
from reports.queries.portfolio_page import portfolio_page
from reports.services import delete_view, save_view

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
REMOVED = "removed_view"


@for_supplier
@require_safe
def portfolio(request: ActorRequest) -> HttpResponse:
    """Every customer that the actor sees, with what it spent, got, and is exposed to; all of it in the address."""
    fragment = request.htmx and request.htmx.target == "portfolio"
    template = "reports/portfolio_rows.html" if fragment else "reports/portfolio.html"
    return render(request, template, portfolio_page(request))


@for_supplier
@require_safe
def portfolio_export_csv(request: ActorRequest) -> HttpResponseBase:
    """Exactly what the filter shows, with exact amounts and ISO dates."""
    chosen = portfolio_of(request.actor, request.GET)
    if not chosen.accounts:
        return _nothing_to_export(request, chosen)
    return csv_response(_filename(chosen, "csv"), exports.heads(chosen), exports.cells(chosen))


@for_supplier
@require_safe
def portfolio_export_xlsx(request: ActorRequest) -> HttpResponse:
    """The same as a workbook, with sums and a sheet that says what the columns mean."""
    chosen = portfolio_of(request.actor, request.GET)
    if not chosen.accounts:
        return _nothing_to_export(request, chosen)
    response = HttpResponse(exports.workbook(request.actor, chosen), content_type=XLSX)
    response["Content-Disposition"] = f'attachment; filename="{_filename(chosen, "xlsx")}"'
    return response


def _filename(chosen: Portfolio, ending: str) -> str:
    """What is in it, by its name: "portfolio-net-below-zero-eur-2026-11-25.csv"; "selection" where words cannot say it."""
    asked = chosen.selection
    parts = [str(VIEWS[asked.view][0]) if asked.view else "", asked.stage, asked.tier, asked.currency, asked.q]
    parts += [_("selection") if asked.team or asked.person or asked.benchmark else ""]
    said = "-".join(filter(None, (slugify(part)[:40] for part in parts)))
    return f"portfolio-{said + '-' if said else ''}{chosen.today.isoformat()}.{ending}"


def _nothing_to_export(request: ActorRequest, chosen: Portfolio) -> HttpResponse:
    messages.error(request, _("Nothing to export: no customer fits. Choose another view first."))
    return redirect(_address(chosen.selection.query))


def _address(query: str) -> str:
    return reverse("reports:portfolio") + (f"?{query}" if query else "")


@for_supplier
@require_http_methods(["GET", "POST"])
def saved_view_create(request: ActorRequest) -> HttpResponse:
    """Keep the view of an address under a name of one's own."""
    form = SavedViewForm(request.POST or None, actor=request.actor, initial={"query": request.GET.urlencode()})
    view = _saved(request, form)
    if view is None:
        return render(request, "reports/saved_view_form.html", {"form": form}, status=status_of(form))
    messages.success(request, _("The view “%(name)s” is saved. Only you see it.") % {"name": view.name})
    return redirect(_address(view.query))


def _saved(request: ActorRequest, form: SavedViewForm) -> SavedView | None:
    member = request.actor.membership
    assert member is not None
    return done_by(form, lambda: save_view(membership=member, **form.cleaned_data))


@for_supplier
@require_POST
def saved_view_delete(request: ActorRequest, pk: int) -> HttpResponse:
    """Gone at once; the session keeps it for an undo."""
    view = editable(SavedView, request.actor, pk=pk)
    undo = reverse("reports:saved_view_restore")
    messages.success(request, _("The view “%(name)s” is deleted.") % {"name": view.name}, extra_tags=f"undo:{undo}")
    request.session[REMOVED] = delete_view(view)
    return redirect("reports:portfolio")


@for_supplier
@require_POST
def saved_view_restore(request: ActorRequest) -> HttpResponse:
    """Bring back the view that was deleted last, where its name is still free."""
    view = _saved(request, SavedViewForm(request.session.pop(REMOVED, {}), actor=request.actor))
    if view is None:
        messages.error(request, _("There is no deleted view to bring back."))
        return redirect("reports:portfolio")
    return redirect(_address(view.query))
