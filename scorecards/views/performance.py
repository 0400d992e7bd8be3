"""The supplier's side: commitments, their readings, and the work that was done."""

from __future__ import annotations

from functools import partial

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.access import ActorRequest, editable, for_supplier, may_edit, visible
from accounts.formfields import done_by, status_of
from accounts.models import Customer
from accounts.queries import changes_of
from accounts.requests import key_in, search_words
from outcomes.value import last_period
from scorecards.forms import (
    CommitmentChangeForm,
    CommitmentEndForm,
    CommitmentForm,
    LevelForm,
    ReadingForm,
    ReplyForm,
    WithdrawReadingForm,
    WorkForm,
)
from scorecards.models import Commitment, PerformanceReading, WorkVolume
from scorecards.queries.reading_answers import reply_page
from scorecards.queries.scorecard_page import Chosen, fragment, scorecard_page
from scorecards.queries.work import work_page
from scorecards.services.performance import (
    change_commitment,
    create_commitment,
    end_commitment,
    record_reading,
    reply_to_challenge,
    set_level,
    withdraw_commitment,
    withdraw_reading,
)
from scorecards.services.work import record_work


def chosen_in(request: HttpRequest) -> Chosen:
    """What of a scorecard the address asks for; what nobody can have meant is left out."""
    text = request.GET.get("year", "")
    year = key_in(text)
    return Chosen(
        year=year if year is not None and 1900 <= year <= 2200 else None,
        everything=text == "all",
        commitment=key_in(request.GET.get("commitment")),
    )


@for_supplier
@require_safe
def scorecard_show(request: ActorRequest, customer_pk: int) -> HttpResponse:
    """What was done, what was kept and missed, and what explains it: in this order."""
    customer = visible(Customer, request.actor, pk=customer_pk)
    context = scorecard_page(request.actor, customer, chosen_in(request))
    return render(request, "scorecards/scorecard.html", context | {"can_edit": may_edit(request.actor)})


@for_supplier
@require_safe
def customer_performance(request: ActorRequest, customer_pk: int) -> HttpResponse:
    """The sheet of the customer's page: that page asks for it when it is there. Opened by itself it is the scorecard."""
    customer = visible(Customer, request.actor, pk=customer_pk)
    if not request.htmx:
        return redirect("scorecards:scorecard", customer_pk=customer.pk)
    return render(request, "scorecards/customer_performance.html", fragment(request.actor, customer))


@for_supplier
@require_http_methods(["GET", "POST"])
def commitment_create(request: ActorRequest, customer_pk: int) -> HttpResponse:
    customer = editable(Customer, request.actor, pk=customer_pk)
    form = CommitmentForm(request.POST or None, customer=customer, actor=request.actor)
    made = done_by(
        form,
        lambda: create_commitment(customer=customer, by=request.actor.membership, level=form.level(), **form.values()),
    )
    if made is not None:
        messages.success(request, _("The commitment is recorded."))
        return redirect("scorecards:scorecard", customer_pk=customer.pk)
    context = {"form": form, "customer": customer}
    return render(request, "scorecards/commitment_form.html", context, status=status_of(form))


@for_supplier
@require_http_methods(["GET", "POST"])
def commitment_edit(request: ActorRequest, pk: int) -> HttpResponse:
    """Its name and its contract; from here it is ended, or withdrawn where nothing was read."""
    commitment = editable(Commitment, request.actor, pk=pk, related=["customer", "contract"])
    form = CommitmentChangeForm(request.POST or None, commitment=commitment, actor=request.actor)
    act = partial(change_commitment, commitment=commitment, actor=request.actor)
    if done_by(form, lambda: act(**form.cleaned_data)) is not None:
        messages.success(request, _("The commitment is changed."))
        return redirect("scorecards:scorecard", customer_pk=commitment.customer_id)
    return _commitment_page(request, commitment, form)


@for_supplier
@require_http_methods(["GET", "POST"])
def commitment_end(request: ActorRequest, pk: int) -> HttpResponse:
    commitment = editable(Commitment, request.actor, pk=pk, related=["customer", "contract"])
    form = CommitmentEndForm(
        request.POST or None, initial={"ends_on": commitment.ends_on or request.actor.supplier.today()}
    )
    act = partial(end_commitment, commitment=commitment, actor=request.actor)
    if done_by(form, lambda: act(**form.cleaned_data)) is not None:
        messages.success(request, _("The last day of the commitment is recorded."))
        return redirect("scorecards:scorecard", customer_pk=commitment.customer_id)
    context = {"form": form, "customer": commitment.customer, "commitment": commitment}
    return render(request, "scorecards/commitment_end.html", context, status=status_of(form))


@for_supplier
@require_POST
def commitment_withdraw(request: ActorRequest, pk: int) -> HttpResponse:
    """What was entered by mistake, of which nothing was read."""
    commitment = editable(Commitment, request.actor, pk=pk, related=["customer", "contract"])
    form = CommitmentChangeForm(
        {"name": commitment.name, "contract": commitment.contract_id}, commitment=commitment, actor=request.actor
    )
    if done_by(form, lambda: withdraw_commitment(commitment=commitment, actor=request.actor)) is None:
        return _commitment_page(request, commitment, form)
    messages.success(request, _("The commitment is withdrawn."))
    return redirect("scorecards:scorecard", customer_pk=commitment.customer_id)


def _commitment_page(request: ActorRequest, commitment: Commitment, form: CommitmentChangeForm) -> HttpResponse:
    context = {
        "form": form,
        "customer": commitment.customer,
        "commitment": commitment,
        "changes": changes_of(commitment, {}),
        "is_read": PerformanceReading.objects.visible_to(request.actor).filter(commitment=commitment.pk).exists(),
    }
    return render(request, "scorecards/commitment_edit.html", context, status=status_of(form))


@for_supplier
@require_http_methods(["GET", "POST"])
def level_set(request: ActorRequest, pk: int) -> HttpResponse:
    """What a commitment promises from a later day on; what was read before keeps its level."""
    commitment = editable(Commitment, request.actor, pk=pk, related=["customer"])
    form = LevelForm(request.POST or None)
    done = done_by(form, lambda: set_level(commitment=commitment, by=request.actor.membership, **form.level()))
    if done is not None:
        messages.success(request, _("The new level is recorded."))
        return redirect("scorecards:scorecard", customer_pk=commitment.customer_id)
    context = {"form": form, "customer": commitment.customer, "commitment": commitment}
    return render(request, "scorecards/level_form.html", context, status=status_of(form))


@for_supplier
@require_http_methods(["GET", "POST"])
def reading_create(request: ActorRequest, commitment_pk: int) -> HttpResponse:
    """A reading of a period that is over. Contributors add them too."""
    commitment = editable(
        Commitment, request.actor, by="measurable_by", pk=commitment_pk, related=["customer", "supplier"]
    )
    return _read(request, commitment, None)


@for_supplier
@require_http_methods(["GET", "POST"])
def reading_correct(request: ActorRequest, pk: int) -> HttpResponse:
    """A corrected reading supersedes; the customer answers it anew."""
    old = editable(
        PerformanceReading,
        request.actor,
        by="measurable_by",
        pk=pk,
        related=["commitment__customer", "commitment__supplier"],
    )
    return _read(request, old.commitment, old)


@for_supplier
@require_http_methods(["GET", "POST"])
def reading_reply(request: ActorRequest, pk: int) -> HttpResponse:
    """Our answer to a challenge, in words: the reading stays, and the challenge until the customer answers anew."""
    reading = editable(PerformanceReading, request.actor, by="measurable_by", pk=pk, related=["commitment__customer"])
    form = ReplyForm(request.POST or None)
    act = partial(reply_to_challenge, reading=reading, actor=request.actor)
    if done_by(form, lambda: act(**form.cleaned_data)) is not None:
        messages.success(request, _("Your answer stands beside the challenge. The customer answers anew."))
        return redirect(place_of(reading))
    context = reply_page(request.actor, reading) | {"form": form}
    return render(request, "scorecards/reading_reply.html", context, status=status_of(form))


@for_supplier
@require_http_methods(["GET", "POST"])
def reading_withdraw(request: ActorRequest, pk: int) -> HttpResponse:
    """There is no reading of this period: it was entered by mistake."""
    reading = editable(PerformanceReading, request.actor, by="measurable_by", pk=pk, related=["commitment__customer"])
    form = WithdrawReadingForm(request.POST or None)
    act = partial(withdraw_reading, reading=reading, by=request.actor.membership)
    made = done_by(form, lambda: act(**form.cleaned_data))
    if made is not None:
        messages.success(request, _("The reading is withdrawn. It stays to be seen, with the reason."))
        return redirect(place_of(made))
    context = reply_page(request.actor, reading) | {"form": form}
    return render(request, "scorecards/reading_withdraw.html", context, status=status_of(form))


def place_of(reading: PerformanceReading) -> str:
    """Where the reading stands on our side."""
    url = reverse("scorecards:scorecard", kwargs={"customer_pk": reading.customer_id})
    return f"{url}?year={reading.period_start.year}&commitment={reading.commitment_id}#reading-{reading.pk}"


def _read(request: ActorRequest, commitment: Commitment, corrects: PerformanceReading | None) -> HttpResponse:
    form = ReadingForm(
        request.POST or None, corrects=corrects, period=last_period(commitment.rhythm, request.actor.supplier.today())
    )
    made = done_by(
        form,
        lambda: record_reading(
            commitment=commitment, by=request.actor.membership, supersedes=corrects, **form.cleaned_data
        ),
    )
    if made is not None:
        messages.success(request, _("The reading is recorded."))
        return redirect(place_of(made))
    context = {"form": form, "customer": commitment.customer, "commitment": commitment, "corrects": corrects}
    return render(request, "scorecards/reading_form.html", context, status=status_of(form))


@for_supplier
@require_safe
def work_list(request: ActorRequest, customer_pk: int) -> HttpResponse:
    """Every period of every function, newest first; from here one is corrected."""
    customer = visible(Customer, request.actor, pk=customer_pk)
    context = work_page(request.actor, customer, q=search_words(request), page=request.GET.get("page"))
    return render(request, "scorecards/work_list.html", context)


@for_supplier
@require_http_methods(["GET", "POST"])
def work_create(request: ActorRequest, customer_pk: int) -> HttpResponse:
    """How much was done of one function in a period. Contributors add it too."""
    customer = editable(Customer, request.actor, by="measurable_by", pk=customer_pk, related=["supplier"])
    return _work(request, customer, None)


@for_supplier
@require_http_methods(["GET", "POST"])
def work_correct(request: ActorRequest, pk: int) -> HttpResponse:
    old = editable(WorkVolume, request.actor, by="measurable_by", pk=pk, related=["customer__supplier"])
    return _work(request, old.customer, old)


def _work(request: ActorRequest, customer: Customer, corrects: WorkVolume | None) -> HttpResponse:
    form = WorkForm(request.POST or None, corrects=corrects)
    made = done_by(
        form,
        lambda: record_work(customer=customer, by=request.actor.membership, supersedes=corrects, **form.cleaned_data),
    )
    if made is not None:
        messages.success(request, _("The work is recorded."))
        return redirect("scorecards:work_list", customer_pk=customer.pk)
    context = {"form": form, "customer": customer, "corrects": corrects}
    return render(request, "scorecards/work_form.html", context, status=status_of(form))
