"""Problems as the customer reads them: what is open and since when; stating one herself; whether it is solved for her."""

from __future__ import annotations

from functools import partial

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.access import ActorRequest, for_customer, visible
from accounts.formfields import done_by, status_of
from accounts.models import Stakeholder
from accounts.read_first import must_have_read
from accounts.refusal import Refused
from accounts.requests import key_in, search_words
from engagements.models import Problem
from engagements.problem_forms import NotSolvedForm, StatedForm
from engagements.queries.problems.list import problem_list
from engagements.queries.problems.notices import newest_notice
from engagements.queries.problems.page import problem_page
from engagements.services.problems.answers import say_not_solved, say_solved
from engagements.services.problems.opening import state_problem

RELATED = ["customer__supplier", "owner__user", "outcome", "commitment"]


@for_customer
@require_safe
def portal_problem_list(request: ActorRequest) -> HttpResponse:
    person = _person(request)
    context = problem_list(
        request.actor,
        person.customer,
        search=search_words(request),
        sort=request.GET.get("sort", ""),
        page=request.GET.get("page"),
    )
    context["may_decide"] = person.may_decide
    return render(request, "engagements/portal_problem_list.html", context)


@for_customer
@require_http_methods(["GET", "HEAD", "POST"])
def portal_problem_state(request: ActorRequest) -> HttpResponse:
    """She speaks first."""
    if not _person(request).may_decide:
        raise PermissionDenied
    form = StatedForm(request.POST or None, initial={"since": request.actor.supplier.today()})
    made = done_by(form, lambda: state_problem(actor=request.actor, **form.cleaned_data))
    if made is not None:
        words = _("Recorded. %(owner)s is told, and says here what is done.") % {"owner": made.owner}
        messages.success(request, words)
        return redirect("engagements:portal_problem", code=made.code)
    return render(request, "engagements/portal_problem_state.html", {"form": form}, status=status_of(form))


@for_customer
@require_safe
def portal_problem(request: ActorRequest, code: str) -> HttpResponse:
    return _shown(request, visible(Problem, request.actor, code=code, related=RELATED))


@for_customer
@require_POST
def problem_solved(request: ActorRequest, code: str) -> HttpResponse:
    problem = _hers(request, code)
    try:
        must_have_read(request, f"problem-{problem.code}")
        say_solved(problem=problem, actor=request.actor, read=key_in(request.POST.get("notice")))
    except Refused as refused:
        return _shown(request, problem, refused=refused)
    messages.success(request, _("Solved for you. Your name and position stand beside it."))
    return redirect("engagements:portal_problem", code=problem.code)


@for_customer
@require_http_methods(["GET", "HEAD", "POST"])
def problem_not_solved(request: ActorRequest, code: str) -> HttpResponse:
    problem = _hers(request, code)
    form = NotSolvedForm(request.POST or None)
    read = key_in(request.POST.get("notice"))
    act = partial(say_not_solved, problem=problem, actor=request.actor, read=read)
    if done_by(form, lambda: act(**form.cleaned_data)) is not None:
        messages.success(request, _("Not solved. %(owner)s is told why.") % {"owner": problem.owner})
        return redirect("engagements:portal_problem", code=problem.code)
    context = {"form": form, "problem": problem, "last": newest_notice(request.actor, problem)}
    return render(request, "engagements/portal_problem_not_solved.html", context, status=status_of(form))


def _person(request: ActorRequest) -> Stakeholder:
    assert request.actor.stakeholder is not None
    return request.actor.stakeholder


def _hers(request: ActorRequest, code: str) -> Problem:
    """The problem, where she may say something to it; forbidden where she may only read it."""
    problem = visible(Problem, request.actor, code=code, related=RELATED)
    if not _person(request).may_decide:
        raise PermissionDenied
    return problem


def _shown(request: ActorRequest, problem: Problem, *, refused: Refused | None = None) -> HttpResponse:
    context = problem_page(request.actor, problem)
    context["may_answer"] = context["may_answer"] and _person(request).may_decide
    context["refused"] = " ".join(refused.messages) if refused is not None else ""
    return render(request, "engagements/portal_problem.html", context, status=422 if refused is not None else 200)
