from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from accounts.access import ActorRequest, editable, for_supplier
from accounts.formfields import done_by, status_of
from accounts.queries import changes_of
from accounts.requests import search_words
from outcomes.edits import add_dimension, change_dimension
from outcomes.forms.promise import DimensionForm
from outcomes.models import Outcome, ValueDimension
from outcomes.queries.dimensions import dimension_for, dimension_page


@for_supplier
@require_http_methods(["GET", "POST"])
def dimension_create(request: ActorRequest, outcome_pk: int) -> HttpResponse:
    """A success criterion of the outcome; the terms are proposed next."""
    outcome = editable(Outcome, request.actor, related=["customer__supplier"], pk=outcome_pk)
    given = {name: search_words(request, name) for name in ("name", "unit")}
    form = DimensionForm(request.POST or None, customer=outcome.customer, actor=request.actor, initial=given)
    dimension = done_by(
        form,
        lambda: add_dimension(
            outcome=outcome, shares_effect_with=form.cleaned_data["shares_effect_with"], **form.values()
        ),
    )
    if dimension is not None:
        messages.success(request, _("The value dimension is added. Now propose its terms."))
        return redirect("outcomes:terms_create", dimension_pk=dimension.pk)
    context = {"form": form, "customer": outcome.customer, "outcome": outcome}
    return render(request, "outcomes/dimension_form.html", context, status=status_of(form))


@for_supplier
@require_http_methods(["GET", "POST"])
def dimension_edit(request: ActorRequest, pk: int) -> HttpResponse:
    dimension = editable(ValueDimension, request.actor, related=["customer__supplier", "outcome"], pk=pk)
    form = DimensionForm(request.POST or None, instance=dimension, customer=dimension.customer, actor=request.actor)
    saved = done_by(
        form,
        lambda: change_dimension(
            dimension=dimension,
            actor=request.actor,
            shares_effect_with=form.cleaned_data["shares_effect_with"],
            **form.values(),
        ),
    )
    if saved is not None:
        messages.success(request, _("Saved."))
        return redirect("outcomes:dimension_detail", pk=dimension.pk)
    context = {"form": form, "customer": dimension.customer, "outcome": dimension.outcome, "dimension": dimension}
    return render(request, "outcomes/dimension_form.html", context, status=status_of(form))


@for_supplier
@require_safe
def dimension_detail(request: ActorRequest, pk: int) -> HttpResponse:
    """Terms in full with who agreed them, readings with what is missing, claims, and who changed what."""
    dimension = dimension_for(request.actor, pk)
    if dimension is None:
        raise Http404
    context = dimension_page(request.actor, dimension, everything="all" in request.GET)
    context["changes"] = changes_of(dimension, DimensionForm.Meta.labels)
    return render(request, "outcomes/dimension_detail.html", context)
