from __future__ import annotations

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods

from accounts.access import ActorRequest, for_supplier, visible
from accounts.formfields import done_by, status_of
from accounts.models import Customer, Membership
from accounts.requests import key_in
from outcomes.forms.paper import ErasureForm
from outcomes.services.erasure import erase_person


@for_supplier
@require_http_methods(["GET", "POST"])
def person_erase(request: ActorRequest, customer_pk: int) -> HttpResponse:
    """An administrator erases a person who has left: name and position go, the ledger still verifies."""
    customer = visible(Customer, request.actor, pk=customer_pk)
    if request.actor.role != Membership.Role.ADMINISTRATOR:
        raise PermissionDenied
    today = request.actor.supplier.today()
    chosen = {"person": key_in(request.GET.get("person"))}
    form = ErasureForm(request.POST or None, actor=request.actor, customer=customer, today=today, initial=chosen)
    count = done_by(form, lambda: _erased(request, form))
    if count is not None:
        words = ngettext(
            "Erased, with one signature. The ledger still verifies.",
            "Erased, with %(count)s signatures. The ledger still verifies.",
            count,
        )
        messages.success(request, words % {"count": count})
        return redirect("outcomes:decision_list", customer_pk=customer.pk)
    context = {"form": form, "customer": customer, "anybody": form.fields["person"].queryset.exists()}  # type: ignore[attr-defined]
    return render(request, "outcomes/person_erase.html", context, status=status_of(form))


def _erased(request: ActorRequest, form: ErasureForm) -> int:
    given = form.cleaned_data
    return erase_person(stakeholder=given["person"], actor=request.actor, reason=given["reason"])
