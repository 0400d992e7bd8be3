from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from accounts.access import ActorRequest, editable, for_supplier
from accounts.formfields import done_by, status_of
from outcomes.forms.promise import TermsForm
from outcomes.models import Terms, ValueDimension
from outcomes.queries.promises import last_terms
from outcomes.services.promises import propose_terms


@for_supplier
@require_http_methods(["GET", "POST"])
def terms_create(request: ActorRequest, dimension_pk: int) -> HttpResponse:
    """Propose a version of the terms to one person of the customer, who agrees or declines in her own session."""
    related = ["customer__supplier", "supplier", "owner_theirs"]
    dimension = editable(ValueDimension, request.actor, related=related, pk=dimension_pk)
    last = last_terms(dimension)
    form = TermsForm(request.POST or None, dimension=dimension, last=last)

    def propose() -> Terms:
        asked = form.cleaned_data["asked"]
        return propose_terms(dimension=dimension, actor=request.actor, asked=asked, **form.values())

    terms = done_by(form, propose)
    if terms is not None:
        asked = form.cleaned_data["asked"]
        if asked.user_id is None:
            said = _("Proposed. %(person)s has no portal access yet: an invitation makes agreeing possible.")
        else:
            said = _("Proposed. %(person)s agrees or declines in the portal; a mail is on its way.")
        messages.success(request, said % {"person": asked.name}, extra_tags=f"draft:terms:{dimension.pk}")
        return redirect("outcomes:dimension_detail", pk=dimension.pk)
    context = {"form": form, "dimension": dimension, "customer": dimension.customer, "last": last}
    return render(request, "outcomes/terms_form.html", context, status=status_of(form))
