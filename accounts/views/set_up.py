"""Set-up of the supplier as a whole: the overview, the firm itself, its logo, its exchange rates."""

from __future__ import annotations

from django.contrib import messages
from django.core.files.storage import default_storage
from django.http import FileResponse, Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.access import ActorRequest, editable, for_actor, for_administrators
from accounts.formfields import done_by, status_of
from accounts.models import Supplier
from accounts.queries import changes_of
from accounts.set_up_forms import LogoForm, RateForm, SupplierForm
from accounts.set_up_queries import missing_rates, overview, rates_page
from accounts.supplier_services import add_rate, change_supplier, remove_logo, set_logo

KINDS = {"png": "image/png", "jpg": "image/jpeg"}


@for_administrators
@require_safe
def set_up(request: ActorRequest) -> HttpResponse:
    """What can be set up, how it stands, what is missing."""
    return render(request, "accounts/set_up.html", {"sections": overview(request.actor)})


@for_administrators
@require_http_methods(["GET", "POST"])
def supplier_edit(request: ActorRequest) -> HttpResponse:
    supplier = editable(Supplier, request.actor, pk=request.actor.supplier.pk)
    form = SupplierForm(request.POST or None, instance=supplier)

    def change() -> bool:
        change_supplier(supplier=supplier, actor=request.actor, **form.values())
        return True

    if done_by(form, change):
        messages.success(request, _("Saved."))
        return redirect("supplier_edit")
    return _supplier_page(request, supplier, form, LogoForm())


def _supplier_page(request: ActorRequest, supplier: Supplier, form: SupplierForm, logo_form: LogoForm) -> HttpResponse:
    context = {
        "form": form,
        "logo_form": logo_form,
        "supplier": supplier,
        "changes": changes_of(supplier, form.labels),
    }
    return render(request, "accounts/supplier_form.html", context, status=max(status_of(form), status_of(logo_form)))


@for_administrators
@require_POST
def logo_set(request: ActorRequest) -> HttpResponse:
    """A new logo; where it is refused, the page says why."""
    supplier = editable(Supplier, request.actor, pk=request.actor.supplier.pk)
    form = LogoForm(request.POST, request.FILES)

    def store() -> bool:
        set_logo(supplier=supplier, actor=request.actor, file=form.cleaned_data["logo"])
        return True

    if done_by(form, store):
        messages.success(request, _("The logo is changed."))
        return redirect("supplier_edit")
    return _supplier_page(request, supplier, SupplierForm(instance=supplier), form)


@for_administrators
@require_POST
def logo_remove(request: ActorRequest) -> HttpResponse:
    remove_logo(supplier=editable(Supplier, request.actor, pk=request.actor.supplier.pk), actor=request.actor)
    messages.success(request, _("The logo is removed."))
    return redirect("supplier_edit")


@for_actor
@require_safe
def logo(request: ActorRequest, digest: str) -> FileResponse:
    """The picture that leads the supplier's pages, under the beginning of its digest: another logo has another address."""
    path = request.actor.supplier.logo.name or ""
    name, _dot, ending = path.rpartition("/")[2].partition(".")
    if name[:16] != digest or not path or not default_storage.exists(path):
        raise Http404
    response = FileResponse(default_storage.open(path), as_attachment=True, filename=f"logo.{ending}")
    response["Content-Type"] = KINDS[ending]
    response.is_picture = True  # type: ignore[attr-defined]
    return response


@for_administrators
@require_safe
def rate_list(request: ActorRequest) -> HttpResponse:
    """Every dated rate; currencies that have none stand first."""
    return render(request, "accounts/rate_list.html", rates_page(request))


@for_administrators
@require_http_methods(["GET", "POST"])
def rate_create(request: ActorRequest) -> HttpResponse:
    """A rate of a day. One that is there already is superseded."""
    first = {"currency": request.GET.get("currency", "")[:3].upper(), "on": request.actor.supplier.today()}
    form = RateForm(request.POST or None, initial=first, actor=request.actor)
    if done_by(form, lambda: add_rate(actor=request.actor, **form.cleaned_data)) is not None:
        messages.success(request, _("The rate is recorded."))
        return redirect("rate_list")
    context = {"form": form, "missing": missing_rates(request.actor)}
    return render(request, "accounts/rate_form.html", context, status=status_of(form))
