"""The link of somebody who is asked: no account, no session. The link alone starts nothing: its page has a button."""

from __future__ import annotations

from allauth.core import ratelimit
from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import translation
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.access import for_anyone
from accounts.formfields import done_by, status_of
from scorecards.benchmark_forms import DoneForm
from scorecards.models import Respondent
from scorecards.queries import respond as asked
from scorecards.queries.benchmark import told_to
from scorecards.queries.questions import in_language, questions_of, screens_of
from scorecards.services.answers import finish_answers, respondent_of, told_respondent, unheard_respondent
from scorecards.services.questions import length_of


@for_anyone
@require_safe
def respond(request: HttpRequest, code: str) -> HttpResponse:
    """Who asks, what of, and the button. Once the round is released the same link shows what came of it."""
    found = respondent_of(code)
    if found is None:
        if told_respondent(code) is not None:
            return redirect("scorecards:respond_results", code=code)
        unheard = unheard_respondent(code)
        if unheard is not None:
            _speak(request, unheard)
        return render(request, "scorecards/respond_ended.html", {"unheard": unheard}, status=404)
    _speak(request, found)
    length = length_of(sum(one["questions"] for one in asked.progress(found)))
    context = asked.of(found) | length
    return render(request, "scorecards/respond.html", context)


@for_anyone
@require_http_methods(["GET", "HEAD", "POST"])
def respond_screen(request: HttpRequest, code: str, screen: int) -> HttpResponse:
    """One dimension: its questions, kept as they are answered, and all together on the button."""
    found = _open(request, code)
    screens = screens_of(found.round.template)
    if not 1 <= screen <= len(screens):
        raise Http404
    if request.method == "POST" and _too_often(request, code):
        return render(request, "scorecards/respond_wait.html", asked.of(found), status=429)
    forms = asked.forms_of(found, screens[screen - 1], request.POST or None)
    kept = request.method == "POST" and asked.save(found, forms)
    if kept and not asked.ask(forms):
        if screen < len(screens):
            return redirect("scorecards:respond_screen", code=code, screen=screen + 1)
        return redirect("scorecards:respond_done", code=code)
    context = asked.of(found) | {
        "forms": forms,
        "screen": screen,
        "screens": len(screens),
        "before": screen - 1,
        "kept": kept,
    }
    context["dimension"] = in_language(screens[screen - 1][0].dimension_name)
    return render(request, "scorecards/respond_screen.html", context, status=422 if request.method == "POST" else 200)


@for_anyone
@require_POST
def respond_question(request: HttpRequest, code: str, question: int) -> HttpResponse:
    """Keep one question while the others are still open: a word beside it says so."""
    found = _open(request, code)
    if _too_often(request, code):
        return HttpResponse(status=429)
    one = next((one for one in questions_of(found.round.template) if one.pk == question), None)
    if one is None:
        raise Http404
    forms = asked.forms_of(found, [one], request.POST)
    kept = asked.save(found, forms)
    context = {"kept": kept, "form": forms[0], "asks": kept and forms[0].asks}
    return render(request, "scorecards/respond_kept.html", context, status=200 if kept else 422)


@for_anyone
@require_http_methods(["GET", "HEAD", "POST"])
def respond_done(request: HttpRequest, code: str) -> HttpResponse:
    """What is still open; and the button that says that she is done."""
    found = _open(request, code)
    if request.method == "POST" and _too_often(request, code):
        return render(request, "scorecards/respond_wait.html", asked.of(found), status=429)
    form = DoneForm(request.POST if request.method == "POST" else None)
    if done_by(form, lambda: finish_answers(respondent=found) or True):
        return redirect("scorecards:respond_done", code=code)
    context = asked.of(found) | {"form": form, "progress": asked.progress(found)}
    return render(request, "scorecards/respond_done.html", context, status=status_of(form))


@for_anyone
@require_safe
def respond_results(request: HttpRequest, code: str) -> HttpResponse:
    """What was released, and how the actions move."""
    found = told_respondent(code)
    if found is None:
        raise Http404
    _speak(request, found)
    context = asked.of(found) | told_to(found)
    return render(request, "scorecards/respond_results.html", context)


def _open(request: HttpRequest, code: str) -> Respondent:
    found = respondent_of(code)
    if found is None:
        raise Http404
    _speak(request, found)
    return found


def _speak(request: HttpRequest, found: Respondent) -> None:
    """The language of her firm, on a device where nobody has chosen another."""
    if settings.LANGUAGE_COOKIE_NAME not in request.COOKIES:
        translation.activate(found.round.customer.locale)
        request.LANGUAGE_CODE = translation.get_language()


def _too_often(request: HttpRequest, code: str) -> bool:
    return not ratelimit.consume(request, action="benchmark", key=code)
