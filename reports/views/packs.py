"""The review pack: what is missing before the meeting, ordering it, and showing it on a wall."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import get_language, ngettext
from django.views.decorators.http import require_http_methods, require_safe

from accounts.access import ActorRequest, for_actor, for_supplier, visible
from accounts.codes import random_code
from accounts.formfields import done_by, status_of
from accounts.models import Customer
from accounts.requests import key_in
from reports.models import Report
from reports.pack import wall
from reports.pack_forms import PackForm, periods_of, span_asked
from reports.queries.packs import contracts_of, customer_checked, missing_of, packs_of, packs_title
from reports.services import request_packs
from reports.views.documents import language_for, to_its_page


@for_supplier
@require_http_methods(["GET", "POST"])
def pack_order(request: ActorRequest, customer_pk: int) -> HttpResponse:
    """Which period, which files, with scope or not; below it the packs that there are."""
    customer = visible(Customer, request.actor, pk=customer_pk, related=["supplier"])
    today = request.actor.supplier.today()
    periods = periods_of(contracts_of(request.actor, customer), today)
    form = PackForm(request.POST or None, periods=periods, today=today, initial={"request_key": random_code()})
    made = done_by(form, lambda: _ordered(request, customer, form))
    if made is not None and all(one.is_repeated for one in made):
        return to_its_page(made[0])
    if made is not None:
        made = [one for one in made if not one.is_repeated]
        words = ngettext("%(n)s document is being made.", "%(n)s documents are being made.", len(made))
        messages.success(request, words % {"n": len(made)})
        return redirect("reports:pack_order", customer_pk=customer.pk)
    packs = packs_of(request.actor, customer)
    context = {"form": form, "customer": customer, "packs": packs, "title": packs_title(packs, customer)}
    return render(request, "reports/pack_order.html", context, status=status_of(form))


def _ordered(request: ActorRequest, customer: Customer, form: PackForm) -> list[Report]:
    since, until = form.span()
    return request_packs(
        customer=customer,
        formats=form.cleaned_data["formats"],
        since=since,
        until=until,
        with_scope=form.cleaned_data["with_scope"],
        requested_by=request.actor.user,
        locale=language_for(request, customer),
        request_key=form.cleaned_data["request_key"] or None,
        unless_unchanged=True,
    )


@for_supplier
@require_safe
def pack_check(request: ActorRequest, customer_pk: int) -> HttpResponse:
    """What the pack of the chosen period would lack: a page, or the sheet that the order asks for."""
    asked = span_asked(request.GET.dict(), request.actor.supplier.today())
    customer = customer_checked(request.actor, customer_pk, asked)
    missing = missing_of(request.actor, customer, with_scope=bool(request.GET.get("with_scope")))
    context = {"customer": customer, "missing": missing, "since": customer.span[0], "until": customer.span[1]}
    sheet = "reports/pack_check_sheet.html"
    return render(request, sheet if request.htmx else "reports/pack_check.html", context)


@for_actor
@require_safe
def pack_wall(request: ActorRequest, code: str) -> HttpResponse:
    """The frozen figures of a pack that is ready, slide by slide; never what has happened since. `from`: at which to begin."""
    report = visible(Report, request.actor, code=code, edition=Report.Edition.PACK, related=["snapshot"])
    if report.state != Report.State.DONE:
        raise Http404
    first = key_in(request.GET.get("from")) or 1
    context = wall.context(report.snapshot.frozen(), get_language() or report.locale, first=first)
    if context is None:
        raise Http404
    return render(request, "reports/pack/wall.html", context | {"report": report})
