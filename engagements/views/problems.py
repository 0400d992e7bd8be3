"""Problems of a customer: the supplier's side. Delivery writes here too: whoever mends it keeps the status moving."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from accounts.access import ActorRequest, editable, for_supplier, visible
from accounts.formfields import done_by, status_of
from accounts.models import Customer
from accounts.requests import key_in, search_words
from engagements.models import Problem, ProblemCommitment
from engagements.problem_forms import ExplainForm, NoticeForm, OpenForm, PromiseForm, SettleForm
from engagements.queries.problems.list import problem_list as list_of
from engagements.queries.problems.notices import newest_notice
from engagements.queries.problems.page import problem_page
from engagements.services.problems.commitments import promise, settle
from engagements.services.problems.notices import give_notice
from engagements.services.problems.opening import open_problem
from engagements.services.problems.resolutions import explain

RELATED = ["customer__supplier", "owner__user", "outcome", "commitment"]


@for_supplier
@require_safe
def problem_list(request: ActorRequest, customer_pk: int) -> HttpResponse:
    """What is open and since when, the worst first; what is over below it."""
    customer = visible(Customer, request.actor, pk=customer_pk, related=["supplier"])
    context = list_of(
        request.actor,
        customer,
        search=search_words(request),
        sort=request.GET.get("sort", ""),
        page=request.GET.get("page"),
    )
    return render(request, "engagements/problem_list.html", context)


@for_supplier
@require_http_methods(["GET", "POST"])
def problem_open(request: ActorRequest, customer_pk: int) -> HttpResponse:
    customer = editable(Customer, request.actor, by="measurable_by", pk=customer_pk, related=["supplier"])
    initial = {"owner": request.actor.membership, "since": customer.supplier.today(), "noticed_by": "supplier"}
    form = OpenForm(request.POST or None, customer=customer, actor=request.actor, initial=initial)
    made = done_by(form, lambda: open_problem(customer=customer, actor=request.actor, **form.cleaned_data))
    if made is not None:
        words = (
            _("Recorded, and said to the customer.") if made.shared else _("Recorded. The customer does not see it.")
        )
        messages.success(request, words)
        return redirect("engagements:problem", pk=made.pk)
    context = {"form": form, "customer": customer}
    return render(request, "engagements/problem_form.html", context, status=status_of(form))


@for_supplier
@require_safe
def problem_show(request: ActorRequest, pk: int) -> HttpResponse:
    """Everything that was said of it, newest first, and what was promised."""
    problem = visible(Problem, request.actor, pk=pk, related=RELATED)
    return render(request, "engagements/problem.html", problem_page(request.actor, problem))


@for_supplier
@require_http_methods(["GET", "POST"])
def notice_give(request: ActorRequest, pk: int) -> HttpResponse:
    problem = _ours(request, pk)
    last = newest_notice(request.actor, problem)
    form = NoticeForm(
        request.POST or None,
        actor=request.actor,
        problem=problem,
        was_solved=last is not None and last.state == "solved",
        initial={"owner": problem.owner_id},
    )
    read = key_in(request.POST.get("notice"))
    act = partial(give_notice, problem=problem, actor=request.actor, read=read)
    if done_by(form, lambda: act(**form.cleaned_data)) is not None:
        messages.success(request, _("The notice is given."))
        return redirect("engagements:problem", pk=problem.pk)
    if request.method == "POST":
        last = newest_notice(request.actor, problem)  # what a colleague said meanwhile
    context = {"form": form, "customer": problem.customer, "problem": problem, "last": last}
    return render(request, "engagements/notice_form.html", context, status=status_of(form))


@for_supplier
@require_http_methods(["GET", "POST"])
def commitment_promise(request: ActorRequest, pk: int) -> HttpResponse:
    problem = _ours(request, pk)
    form = PromiseForm(request.POST or None)
    act = partial(promise, problem=problem, actor=request.actor)
    return _done(request, problem, form, act, "engagements/promise_form.html", _("The commitment is recorded."))


@for_supplier
@require_http_methods(["GET", "POST"])
def commitment_settle(request: ActorRequest, pk: int) -> HttpResponse:
    """Kept or not kept, with the day and the words."""
    commitment = editable(
        ProblemCommitment, request.actor, by="measurable_by", pk=pk, related=["problem__customer__supplier"]
    )
    problem = commitment.problem
    form = SettleForm(request.POST or None, initial={"on": problem.customer.supplier.today()})
    act = partial(settle, commitment=commitment, actor=request.actor)
    template = "engagements/settle_form.html"
    return _done(request, problem, form, act, template, _("Said whether it was kept."), commitment=commitment)


@for_supplier
@require_http_methods(["GET", "POST"])
def problem_explain(request: ActorRequest, pk: int) -> HttpResponse:
    """Afterwards: what happened, sorry, what will stop it happening again."""
    problem = _ours(request, pk)
    form = ExplainForm(request.POST or None)
    act = partial(explain, problem=problem, actor=request.actor)
    return _done(request, problem, form, act, "engagements/explain_form.html", _("The explanation is recorded."))


def _ours(request: ActorRequest, pk: int) -> Problem:
    return editable(Problem, request.actor, by="measurable_by", pk=pk, related=RELATED)


def _done(
    request: ActorRequest,
    problem: Problem,
    form: forms.Form,
    act: Callable[..., Any],
    template: str,
    words: str,
    **context: Any,
) -> HttpResponse:
    """Back to the problem where `act` did what the form says; else the form again."""
    if done_by(form, lambda: act(**form.cleaned_data)) is not None:
        messages.success(request, words)
        return redirect("engagements:problem", pk=problem.pk)
    context |= {"form": form, "customer": problem.customer, "problem": problem}
    return render(request, template, context, status=status_of(form))
