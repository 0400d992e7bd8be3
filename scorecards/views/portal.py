"""The customer's side of the scorecard: reading it, and saying month by month whether it is right."""

from __future__ import annotations

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.access import ActorRequest, for_customer, visible
from accounts.formfields import done_by, refuse, status_of
from accounts.models import Customer
from accounts.read_first import must_have_read
from accounts.refusal import Refused
from scorecards.answer_forms import ANSWER, REASON, AnswersForm
from scorecards.forms import ChallengeForm
from scorecards.models import Commitment, PerformanceReading, ReadingAnswer
from scorecards.queries.reading_answers import answers_page
from scorecards.queries.scorecard_page import scorecard_page
from scorecards.services.performance import acknowledge, challenge, reading_address
from scorecards.services.reading_answers import answer_readings
from scorecards.views.performance import chosen_in


@for_customer
@require_safe
def portal_scorecard(request: ActorRequest) -> HttpResponse:
    """What was done for us, what was kept and missed, and what explains it."""
    return _page(request)


@for_customer
@require_POST
def reading_acknowledge(request: ActorRequest, pk: int) -> HttpResponse:
    reading = _decidable(request, pk)
    try:
        must_have_read(request, "scorecard-")
        acknowledge(reading=reading, actor=request.actor)
    except Refused as refused:
        return _page(request, refused=refused)
    messages.success(request, _("Acknowledged. Your name and position stand beside it."))
    return redirect(_after(reading))


@for_customer
@require_http_methods(["GET", "HEAD", "POST"])
def reading_challenge(request: ActorRequest, pk: int) -> HttpResponse:
    reading = _decidable(request, pk)
    form = ChallengeForm(request.POST or None)
    reason = form.data.get("reason", "")
    if done_by(form, lambda: challenge(reading=reading, actor=request.actor, reason=reason)) is not None:
        messages.success(request, _("Challenged. The reading says so from now on, with your reason."))
        return redirect(_after(reading))
    context = {"form": form, "reading": reading, "commitment": reading.commitment, "back": reading_address(reading)}
    return render(request, "scorecards/reading_challenge.html", context, status=status_of(form))


@for_customer
@require_http_methods(["GET", "HEAD", "POST"])
def readings_answer(request: ActorRequest, pk: int) -> HttpResponse:
    """What waits of one commitment, on one page: each reading answered by itself, none for the others."""
    commitment = visible(Commitment, request.actor, pk=pk, related=["customer__supplier"])
    _must_decide(request)
    page = answers_page(request.actor, commitment)
    form = AnswersForm(request.POST if request.method == "POST" else None, readings=page["readings"])

    def answer() -> list[ReadingAnswer]:
        must_have_read(request, f"answers-{pk}")
        return answer_readings(commitment=commitment, actor=request.actor, said=form.said)

    if done_by(form, answer) is not None:
        messages.success(request, _answered_words(len(form.said)))
        return redirect(f"{reverse('scorecards:portal_scorecard')}?commitment={pk}#next")
    for row, one in zip(page["rows"], page["readings"], strict=True):
        row |= {"answer": form[f"{ANSWER}{one.pk}"], "reason": form[f"{REASON}{one.pk}"]}
    return render(request, "scorecards/readings_answer.html", page | {"form": form}, status=status_of(form))


def _answered_words(count: int) -> str:
    return ngettext(
        "One reading is answered. Your name and position stand beside it.",
        "%(count)s readings are answered, each by itself. Your name and position stand beside each.",
        count,
    ) % {"count": count}


def _after(reading: PerformanceReading) -> str:
    """The head of the page, which leads to the next one: no button comes to lie where she has just pressed one."""
    address, _hash, _row = reading_address(reading).partition("#")
    return f"{address}#next"


def _decidable(request: ActorRequest, pk: int) -> PerformanceReading:
    """The reading, where she may say something to it; forbidden where she may only read it."""
    reading = visible(PerformanceReading, request.actor, pk=pk)
    _must_decide(request)
    return reading


def _must_decide(request: ActorRequest) -> None:
    if request.actor.stakeholder is None or not request.actor.stakeholder.may_decide:
        raise PermissionDenied


def _page(request: ActorRequest, *, refused: Refused | None = None) -> HttpResponse:
    """The scorecard; with what was refused above it, as 422."""
    assert request.actor.stakeholder is not None
    customer = visible(Customer, request.actor, pk=request.actor.stakeholder.customer_id)
    form = ChallengeForm({})
    form.full_clean()
    form.errors.clear()
    if refused is not None:
        refuse(form, refused)
    context = scorecard_page(request.actor, customer, chosen_in(request))
    context |= {"form": form, "may_decide": request.actor.stakeholder.may_decide}
    return render(request, "scorecards/portal_scorecard.html", context, status=422 if refused is not None else 200)
