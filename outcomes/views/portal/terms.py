"""The customer's side: agreeing proposed terms, or not."""

from __future__ import annotations

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from accounts.access import ActorRequest, for_customer
from accounts.formfields import refuse, status_of
from accounts.read_first import must_have_read
from accounts.refusal import Refused
from outcomes.decision_forms import ReasonForm, TokenForm
from outcomes.models import Decision, Terms
from outcomes.queries import terms as terms_queries
from outcomes.queries.recorded import terms_recorded_words
from outcomes.services import decisions
from outcomes.views.portal.shared import done, draft_key, recorded


@for_customer
@require_GET
def portal_terms(request: ActorRequest, pk: int) -> HttpResponse:
    return _terms_page(request, _terms(request, pk), None)


@for_customer
@require_POST
def portal_terms_agree(request: ActorRequest, pk: int) -> HttpResponse:
    terms = _agreeable(request, pk)
    form = TokenForm(request.POST)

    def agree() -> Decision:
        must_have_read(request, f"terms-{pk}")
        return decisions.agree_terms(actor=request.actor, terms=terms, request_key=form.request_key)

    decision = done(form, agree)
    if decision is None:
        return _terms_page(request, _terms(request, pk), form, status=422)
    return recorded(request, decision, terms_recorded_words(terms))


@for_customer
@require_http_methods(["GET", "HEAD", "POST"])
def portal_terms_decline(request: ActorRequest, pk: int) -> HttpResponse:
    terms = _agreeable(request, pk)
    form = ReasonForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            decisions.decline_terms(actor=request.actor, terms=terms, reason=form.cleaned_data["reason"])
        except Refused as refused:
            refuse(form, refused)
        else:
            words = _("Declined. %(supplier)s is told why.") % {"supplier": request.actor.supplier.name}
            messages.success(request, words, extra_tags=f"draft:{draft_key(request, 'decline', terms.pk)}")
            return redirect("reports:portal_home")
    context = {
        "form": form,
        "terms": terms,
        "dimension_name": terms.dimension.name,
        "back_url": reverse("outcomes:portal_terms", args=[terms.pk]),
        "draft_key": draft_key(request, "decline", terms.pk),
    }
    return render(request, "outcomes/terms_decline.html", context, status=status_of(form))


def _terms(request: ActorRequest, pk: int) -> Terms:
    terms = (
        Terms.objects.visible_to(request.actor)
        .select_related("customer__supplier", "customer__accountable__user", "dimension__outcome", "asked")
        .filter(pk=pk)
        .first()
    )
    if terms is None:
        raise Http404
    terms.dimension.customer = terms.customer
    return terms


def _agreeable(request: ActorRequest, pk: int) -> Terms:
    terms = _terms(request, pk)
    if not request.actor.stakeholder.may_agree:  # type: ignore[union-attr]
        raise PermissionDenied
    return terms


def _terms_page(request: ActorRequest, terms: Terms, form: TokenForm | None, *, status: int = 200) -> HttpResponse:
    context = terms_queries.terms_page(request.actor, terms) | {"form": form}
    return render(request, "outcomes/terms_agree.html", context, status=status)
