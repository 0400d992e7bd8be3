"""The supplier's side of the relationship benchmark: rounds, our own scores, results, replies, questions."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial, wraps
from typing import Any

from django.contrib import messages
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.access import ActorRequest, editable, for_administrators, for_supplier, may_edit, visible
from accounts.codes import random_code
from accounts.formfields import done_by, status_of
from accounts.models import Customer
from scorecards.benchmark_forms import DoneForm, OwnForm, PeopleForm, ReplyForm, RoundForm, VersionForm
from scorecards.models import BenchmarkTemplate, OwnScore, Recommendation, Round
from scorecards.queries import benchmark as pages
from scorecards.queries.candidates import candidates, chosen_of, coverage, too_few_to_ask
from scorecards.queries.questions import default_outline, own_rows, questions_of, templates_page
from scorecards.services import rounds
from scorecards.services.answers import score_ourselves
from scorecards.services.questions import default_template, new_version
from scorecards.services.releases import cancel_round, close_round, release_round, reply

ROUND = ["customer__supplier", "customer__accountable__user", "supplier", "template", "follows"]


@for_supplier
@require_safe
def benchmark_show(request: ActorRequest, customer_pk: int) -> HttpResponse:
    """The rounds of a customer, what is due, and the action plan."""
    customer = visible(Customer, request.actor, pk=customer_pk)
    context = pages.benchmark_page(request.actor, customer) | {"can_edit": may_edit(request.actor)}
    return render(request, "scorecards/benchmark.html", context)


@for_supplier
@require_http_methods(["GET", "POST"])
def round_plan(request: ActorRequest, customer_pk: int) -> HttpResponse:
    customer = editable(Customer, request.actor, pk=customer_pk, related=["supplier"])
    last = pages.follows_on(request.actor, customer)
    form = RoundForm(request.POST or None, customer=customer, actor=request.actor, last=last)
    planned = done_by(form, lambda: _plan(request, customer, last, form.cleaned_data))
    if planned is not None:
        messages.success(request, _("The round is planned. Nobody is invited before you open it."))
        return redirect("scorecards:round_show", pk=planned.pk)
    people = candidates(customer, form.chosen)
    context = {"form": form, "customer": customer, "people": people, "coverage": coverage(people), "last": last}
    context |= too_few_to_ask(people, reverse("stakeholder_create", args=[customer.pk]))
    return render(request, "scorecards/round_form.html", context, status=status_of(form))


def _plan(request: ActorRequest, customer: Customer, last: Round | None, said: dict[str, Any]) -> Round:
    template = said.get("template") or default_template(customer.supplier)
    return rounds.plan_round(
        customer=customer,
        template=template,
        actor=request.actor,
        opens_on=said["opens_on"],
        closes_on=said["closes_on"],
        people=said["people"],
        follows=last if last is not None and last.template_id == template.pk else None,
    )


@for_supplier
@require_http_methods(["GET", "POST"])
def round_people(request: ActorRequest, pk: int) -> HttpResponse:
    """Whom a planned round asks."""
    round = editable(Round, request.actor, pk=pk, related=ROUND)
    form = PeopleForm(request.POST or None, customer=round.customer, actor=request.actor)
    if done_by(form, lambda: _choose(round, form)) is not None:
        messages.success(request, _("Saved."))
        return redirect("scorecards:round_show", pk=round.pk)
    people = candidates(round.customer, form.chosen or chosen_of(round))
    context = {"form": form, "customer": round.customer, "round": round, "people": people}
    context["coverage"] = coverage(people)
    context |= too_few_to_ask(people, reverse("stakeholder_create", args=[round.customer_id]))
    return render(request, "scorecards/round_form.html", context, status=status_of(form))


def _choose(round: Round, form: PeopleForm) -> bool:
    rounds.choose_people(round=round, people=form.cleaned_data["people"])
    return True


@for_supplier
@require_safe
def round_show(request: ActorRequest, pk: int) -> HttpResponse:
    """How far a round is; its results, once it is released."""
    return _round(request, editable(Round, request.actor, by="visible_to", pk=pk, related=ROUND), DoneForm())


def _round(request: ActorRequest, round: Round, form: DoneForm) -> HttpResponse:
    context = pages.round_page(request.actor, round) | {"form": form, "can_edit": may_edit(request.actor)}
    name = "scorecards/round_results.html" if round.state == Round.State.RELEASED else "scorecards/round.html"
    return render(request, name, context, status=status_of(form))


def round_act(act: Callable[[Round], str]) -> Callable[..., HttpResponseBase]:
    """The view of something that is done to a round: do it, say what `act` returns; where it is refused, the round says why."""

    @for_supplier
    @require_POST
    @wraps(act)
    def view(request: ActorRequest, pk: int) -> HttpResponse:
        round = editable(Round, request.actor, pk=pk, related=ROUND)
        form = DoneForm({})
        said = done_by(form, lambda: act(round))
        if said is None:
            return _round(request, editable(Round, request.actor, by="visible_to", pk=pk, related=ROUND), form)
        messages.success(request, said)
        return redirect("scorecards:round_show", pk=pk)

    return view


@round_act
def round_open(round: Round) -> str:
    n = rounds.open_round(round=round)
    return ngettext("One person is invited.", "%(n)s people are invited.", n) % {"n": n}


@round_act
def round_remind(round: Round) -> str:
    rounds.remind(round=round)
    # Not how many: it would tell the day on which somebody answered.
    return _("Whoever has not answered is reminded.")


@round_act
def round_cancel(round: Round) -> str:
    cancel_round(round=round)
    return _("The round is cancelled. What was answered is removed, unseen.")


@round_act
def round_release(round: Round) -> str:
    release_round(round=round)
    if round.state == Round.State.TOO_FEW:
        return _ended()
    return _("The results are released, and those who answered are told.")


@for_supplier
@require_http_methods(["GET", "POST"])
def round_close(request: ActorRequest, pk: int) -> HttpResponse:
    """What closing it would do; then close it."""
    round = editable(Round, request.actor, pk=pk, related=ROUND)
    form = DoneForm(request.POST if request.method == "POST" else None)
    if done_by(form, lambda: _close(round)):
        closed = round.state == Round.State.CLOSED
        messages.success(request, _("The round is closed. Score yourselves, then release it.") if closed else _ended())
        return redirect("scorecards:round_show", pk=pk)
    if round.state != Round.State.OPEN:
        return redirect("scorecards:round_show", pk=pk)
    context = pages.closing_page(request.actor, round) | {"form": form}
    return render(request, "scorecards/round_close.html", context, status=status_of(form))


def _close(round: Round) -> bool:
    close_round(round=round)
    return True


def _ended() -> str:
    return _("The round ended without results: too few answered. What was written is removed, and nobody has read it.")


@for_supplier
@require_http_methods(["GET", "POST"])
def round_own(request: ActorRequest, pk: int) -> HttpResponse:
    """How we see it, and how we think the customer will. Contributors score too."""
    round = editable(Round, request.actor, by="measurable_by", pk=pk, related=ROUND)
    questions = questions_of(round.template)
    own = OwnScore.objects.visible_to(request.actor).filter(round=round, membership=request.actor.membership)
    form = OwnForm(request.POST or None, questions=questions, before={one.question_id: one for one in own})
    if done_by(form, lambda: _score(request, round, form)) is not None:
        messages.success(request, _("Your scores are kept. You can change them until the results are released."))
        return redirect("scorecards:round_show", pk=round.pk)
    context = {"form": form, "customer": round.customer, "round": round, "rows": own_rows(form)}
    return render(request, "scorecards/own_form.html", context, status=status_of(form))


def _score(request: ActorRequest, round: Round, form: OwnForm) -> bool:
    score_ourselves(round=round, actor=request.actor, scores=form.scores())
    return True


@for_supplier
@require_http_methods(["GET", "POST"])
def recommendation_reply(request: ActorRequest, pk: int) -> HttpResponse:
    found = editable(Recommendation, request.actor, pk=pk, related=["round__supplier", "customer"])
    form = ReplyForm(request.POST or None, initial={"reply": found.reply})
    act = partial(reply, recommendation=found, actor=request.actor)
    if done_by(form, lambda: act(words=form.cleaned_data["reply"])) is not None:
        messages.success(request, _("Answered. The customer reads it beside the recommendation."))
        return redirect("scorecards:round_show", pk=found.round_id)
    context = {"form": form, "customer": found.customer, "recommendation": found}
    return render(request, "scorecards/reply_form.html", context, status=status_of(form))


# --- Questions --------------------------------------------------------------------------------------------------------
@for_administrators
@require_safe
def template_list(request: ActorRequest) -> HttpResponse:
    context = {"templates": templates_page(request.actor), "outline": default_outline()}
    return render(request, "scorecards/template_list.html", context)


@for_administrators
@require_POST
def template_start(request: ActorRequest) -> HttpResponse:
    """Take the sixteen questions over, to change them."""
    made = default_template(request.actor.supplier)
    return redirect("scorecards:template_version", pk=made.pk)


@for_administrators
@require_http_methods(["GET", "POST"])
def template_version(request: ActorRequest, pk: int) -> HttpResponse:
    """A new version from an old one, which stays as it is."""
    template = editable(BenchmarkTemplate, request.actor, pk=pk)
    form = VersionForm(request.POST or None, questions=questions_of(template))
    made = done_by(
        form,
        lambda: new_version(
            template=template, actor=request.actor, questions=form.questions(random_code()[:12].lower())
        ),
    )
    if made is not None:
        messages.success(request, _("The new version is there. Rounds that used the old one keep it."))
        return redirect("scorecards:template_list")
    context = {"form": form, "template": template}
    return render(request, "scorecards/template_form.html", context, status=status_of(form))
