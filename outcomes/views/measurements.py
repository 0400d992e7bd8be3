from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from accounts.access import ActorRequest, editable, for_supplier
from accounts.formfields import done_by, status_of
from outcomes.forms.promise import MeasurementForm
from outcomes.models import Measurement, ValueDimension
from outcomes.services.claims import agreed_versions
from outcomes.services.records import record_measurement


@for_supplier
@require_http_methods(["GET", "POST"])
def measurement_create(request: ActorRequest, dimension_pk: int) -> HttpResponse:
    """A reading of a period that is over. Contributors add them too."""
    dimension = editable(ValueDimension, request.actor, by="measurable_by", pk=dimension_pk)
    return _record(request, dimension, None)


@for_supplier
@require_http_methods(["GET", "POST"])
def measurement_correct(request: ActorRequest, pk: int) -> HttpResponse:
    """A corrected reading supersedes the old one; claims on the old one stay as they are until they are restated."""
    corrects = editable(Measurement, request.actor, by="measurable_by", pk=pk)
    return _record(request, corrects.dimension, corrects)


def _record(request: ActorRequest, dimension: ValueDimension, corrects: Measurement | None) -> HttpResponse:
    form = MeasurementForm(
        request.POST or None, dimension=dimension, agreed=agreed_versions(dimension), corrects=corrects
    )
    measurement = done_by(
        form,
        lambda: record_measurement(
            dimension=dimension, by=request.actor.membership, supersedes=corrects, **form.cleaned_data
        ),
    )
    if measurement is not None:
        messages.success(request, _("The reading is recorded."))
        return redirect("outcomes:dimension_detail", pk=dimension.pk)
    context = {"form": form, "dimension": dimension, "customer": dimension.customer, "corrects": corrects}
    return render(request, "outcomes/measurement_form.html", context, status=status_of(form))
