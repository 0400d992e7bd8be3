from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.access import ActorRequest, editable, for_supplier
from accounts.codes import random_code
from accounts.formfields import done_by, status_of
from accounts.models import Customer
from accounts.notation import date_long, measured
from accounts.requests import key_in, request_key_of, search_words
from outcomes.edits import save_draft, send_claim
from outcomes.forms.events import EventForm, ReasonForm
from outcomes.models import Decision, Evidence, ValueDimension, ValueEvent
from outcomes.queries.claims import evidence_line
from outcomes.queries.events import decision_of_request, event_for, event_page, kept_evidence
from outcomes.queries.log_value import (
    DIMENSIONS_OFFERED,
    Openness,
    OpenPeriod,
    offered_dimensions,
    openness,
    openness_of,
    preview,
)
from outcomes.services.events import discard_draft, restore_draft
from outcomes.services.ledger import restate, withdraw
from outcomes.services.voice import of_actor
from outcomes.views.taking import take_evidence

DISCARDED = "discarded_draft"  # where the session keeps the draft that was discarded last


@for_supplier
@require_http_methods(["GET", "POST"])
def event_create(request: ActorRequest) -> HttpResponse:
    """Log value: which dimension, which period, what shows it. The working is the service's that saves."""
    if request.actor.membership is None or request.actor.membership.role == request.actor.membership.Role.CONTRIBUTOR:
        raise Http404
    return _log(request, None)


@for_supplier
@require_http_methods(["GET", "POST"])
def event_edit(request: ActorRequest, pk: int) -> HttpResponse:
    """Go on with a draft; what is stated already has its own page."""
    draft = editable(ValueEvent, request.actor, pk=pk)
    if draft.state != ValueEvent.State.DRAFT:
        return redirect("outcomes:event_detail", pk=pk)
    return _log(request, draft)


@for_supplier
@require_safe
def event_detail(request: ActorRequest, pk: int) -> HttpResponse:
    """Working, terms, evidence, and who said what when."""
    event = event_for(request.actor, pk)
    if event is None:
        raise Http404
    return render(request, "outcomes/event_detail.html", event_page(request.actor, event))


@for_supplier
@require_POST
def event_discard(request: ActorRequest, pk: int) -> HttpResponse:
    """A draft goes without a trace: nobody of the customer saw it. For some seconds it can be brought back."""
    draft = editable(ValueEvent, request.actor, pk=pk)
    try:
        request.session[DISCARDED] = discard_draft(event=draft)
    except ValidationError as refusal:
        messages.error(request, refusal.messages[0])
        return redirect("outcomes:event_detail", pk=pk)
    said = _("Draft “%(title)s” discarded.") % {"title": draft.title} if draft.title else _("The draft is discarded.")
    tags = f"draft:{_draft_key(request, draft)} undo:{reverse('outcomes:event_undiscard')}"
    messages.success(request, said, extra_tags=tags)
    return redirect("reports:customer_detail", pk=draft.customer_id)


@for_supplier
@require_POST
def event_undiscard(request: ActorRequest) -> HttpResponse:
    """The draft that this person discarded last comes back, as it was."""
    kept = request.session.pop(DISCARDED, None) or {}
    customer = editable(Customer, request.actor, pk=kept.get("customer_id", 0))
    try:
        draft = restore_draft(customer=customer, kept=kept)
    except ValidationError as refusal:
        messages.error(request, refusal.messages[0])
        return redirect("reports:customer_detail", pk=customer.pk)
    messages.success(request, _("The draft is back."))
    return redirect("outcomes:event_detail", pk=draft.pk)


@for_supplier
@require_http_methods(["GET", "POST"])
def event_withdraw(request: ActorRequest, pk: int) -> HttpResponse:
    """Take back what is not decided; a shortfall the customer alone takes back."""
    return _say(request, pk, withdraw, "outcomes/event_withdraw.html", _("Withdrawn."))


@for_supplier
@require_http_methods(["GET", "POST"])
def event_restate(request: ActorRequest, pk: int) -> HttpResponse:
    """Work a decided claim out again and state it anew; until it is decided the lower figure counts."""
    return _say(request, pk, restate, "outcomes/event_restate.html", _("Restated. The customer decides it."))


def _say(request: ActorRequest, pk: int, act: Any, template: str, said: str) -> HttpResponse:
    event = editable(ValueEvent, request.actor, pk=pk)
    form = ReasonForm(request.POST or None, initial={"request_key": random_code()})

    def speak() -> Decision:
        given = form.cleaned_data
        decision: Decision = act(
            event=event, voice=of_actor(request.actor), reason=given["reason"], request_key=given["request_key"] or None
        )
        return decision

    decision = done_by(form, speak)
    if decision is not None:
        messages.success(request, said)
        return redirect("outcomes:event_detail", pk=decision.event_id)
    shown = event_for(request.actor, pk)
    assert shown is not None
    context = event_page(request.actor, shown) | {"form": form}
    return render(request, template, context, status=status_of(form))


# --- Log value --------------------------------------------------------------------------------------------------------
@dataclass
class _Log:
    """What one request of log value is about."""

    request: ActorRequest
    draft: ValueEvent | None
    offered: list[ValueDimension]
    dimension: ValueDimension | None
    known: Openness
    form: EventForm
    evidence: list[Evidence] = field(default_factory=list)

    @property
    def act(self) -> str:
        if self.request.POST.get("remove"):
            return "remove"
        return self.request.POST.get("act", "preview")


def _log(request: ActorRequest, draft: ValueEvent | None) -> HttpResponse:
    log = _opened(request, draft)
    if request.method != "POST":
        return _log_page(log, status=200)
    if request.htmx:
        return render(request, "outcomes/event_working.html", _log_context(log) | {"fragment": True})
    log.form.is_valid()
    _take_evidence(log)
    if log.act in {"send", "draft"}:
        answer = done_by(log.form, lambda: _saved(log)) if log.dimension is not None else None
        if answer is not None:
            return answer
        before = decision_of_request(request.actor, request_key_of(request) or "") if log.act == "send" else None
        if before is not None and _says_the_same(log, before):  # sent twice: the same answer
            return redirect("outcomes:event_detail", pk=before.event_id)
        if log.dimension is not None:
            listed = openness_of(log.offered, request.actor.supplier.today())
            log.known = listed[log.dimension.pk]
            log.form.offer_dimensions(log.offered, listed)
            log.form.offer(log.known.periods)
    return _log_page(log, status=status_of(log.form) if log.act != "remove" else 200)


def _opened(request: ActorRequest, draft: ValueEvent | None) -> _Log:
    """Find what is asked for, within what the actor may change."""
    today = request.actor.supplier.today()
    given = request.POST if request.method == "POST" else request.GET
    chosen = key_in(given.get("dimension")) or (draft.dimension_id if draft is not None else None)
    customer = draft.customer_id if draft is not None else key_in(request.GET.get("customer"))
    offered = offered_dimensions(request.actor, chosen=chosen, customer=customer, search=search_words(request))
    dimension = next((one for one in offered if one.pk == chosen), None)
    known, sent = Openness([], [], None), _sent_period(request)
    # The page sets apart what can be claimed and what cannot; what is sent, or only worked out, is one dimension.
    listed = None if sent or (request.method == "POST" and request.htmx) else openness_of(offered, today)
    if listed is not None and chosen is None and not search_words(request):
        dimension = _by_itself(offered, listed)
    if dimension is not None and listed is not None:
        known = listed[dimension.pk]
    elif dimension is not None:
        # What is sent, the ledger checks itself; what else is open is read again only where it refuses.
        known = Openness([], [sent], None) if sent else openness(dimension, today)
    fields = {"dimension": dimension, "offered": offered, "periods": known.periods, "openness": listed}
    form = _form(request, draft, fields)
    return _Log(request, draft, offered, dimension, known, form, _kept(request, draft, dimension))


def _form(request: ActorRequest, draft: ValueEvent | None, fields: Mapping[str, Any]) -> EventForm:
    initial: dict[str, Any] = {"request_key": random_code()}
    if draft is not None:
        initial |= {"note": draft.note, "period": f"{draft.period_start}/{draft.period_end}"}
    sent = (request.POST, request.FILES) if request.method == "POST" else (None, None)
    form = EventForm(*sent, actor=request.actor, initial=initial, **fields)
    if request.method != "POST" and draft is None:
        form.prefer(request.GET.get("period", ""))
    return form


def _kept(request: ActorRequest, draft: ValueEvent | None, dimension: ValueDimension | None) -> list[Evidence]:
    """What came along before, but for what is removed now."""
    codes = request.POST.getlist("kept") if request.method == "POST" else _codes_of(request, draft)
    if dimension is None or not codes:
        return []
    codes = [code for code in codes if code != request.POST.get("remove")]
    return kept_evidence(request.actor, dimension.customer, codes)


def _by_itself(offered: Sequence[ValueDimension], listed: Mapping[int, Openness]) -> ValueDimension | None:
    """What is chosen where nobody has chosen: of one customer what can be claimed, or the only one; else nothing."""
    if len({one.customer_id for one in offered}) != 1:
        return None
    claimable = next((one for one in offered if listed[one.pk].periods), None)
    return claimable or (offered[0] if len(offered) == 1 else None)


def _sent_period(request: ActorRequest) -> OpenPeriod | None:
    """The period of a claim that is sent off; None where it is only shown, kept or chosen from the list of others."""
    if request.method != "POST" or request.POST.get("act") != "send":
        return None
    start, _slash, end = request.POST.get("period", "").partition("/")
    try:
        return OpenPeriod(date.fromisoformat(start), date.fromisoformat(end))
    except ValueError:
        return None


def _codes_of(request: ActorRequest, draft: ValueEvent | None) -> list[str]:
    if draft is None:
        return []
    return list(Evidence.objects.visible_to(request.actor).filter(events=draft).values_list("code", flat=True))


def _take_evidence(log: _Log) -> None:
    """Store what came along at once, so that it is kept while other fields are put right."""
    stored, refused = take_evidence(log.request, log.dimension.customer if log.dimension is not None else None)
    log.evidence += stored
    log.form.refuse_evidence(refused)


def _saved(log: _Log) -> HttpResponse:
    """Keep it as a draft, or state it; the caller has checked the form, and rolls back where it is refused."""
    request, form, period = log.request, log.form, log.form.chosen()
    assert log.dimension is not None and period is not None
    key = f"draft:{_draft_key(request, log.draft)}"
    typed: dict[str, Any] = {
        "actor": request.actor,
        "draft": log.draft,
        "dimension": log.dimension,
        "period": period,
        "note": form.cleaned_data["note"],
        "evidence": log.evidence,
    }
    if log.act == "draft":
        event = save_draft(**typed)
        messages.success(request, _("Kept as a draft."), extra_tags=key)
        return redirect("outcomes:event_detail", pk=event.pk)
    decision = send_claim(**typed, request_key=form.cleaned_data["request_key"] or None)
    asked = decision.event.asked if decision.event is not None else None
    said = _("Stated.")
    if asked is not None:
        words = (
            _("Sent. %(person)s decides it: a mail has gone there.")
            if asked.user_id
            else _("Stated. %(person)s decides it, but has no access yet: no mail has gone.")
        )
        said = words % {"person": asked.name}
    messages.success(request, said, extra_tags=key)
    return redirect("outcomes:event_detail", pk=decision.event_id)


def _says_the_same(log: _Log, decision: Decision) -> bool:
    """Whether the form still says what was stated by it: she may have gone back to it, to claim something else."""
    event = decision.event
    if event is None or log.dimension is None:
        return False
    return event.dimension_id == log.dimension.pk and (event.period_start, event.period_end) == log.form.chosen()


def _log_page(log: _Log, *, status: int) -> HttpResponse:
    return render(log.request, "outcomes/event_form.html", _log_context(log), status=status)


def _log_context(log: _Log) -> dict[str, Any]:
    """The context of outcomes/event_form.html and of outcomes/event_working.html."""
    dimension = log.dimension
    context: dict[str, Any] = {
        "form": log.form,
        "customer": dimension.customer if dimension is not None else None,
        "customer_url": "",
        "draft": log.draft,
        "draft_key": _draft_key(log.request, log.draft),
        "evidence": [evidence_line(one) | {"code": one.code} for one in log.evidence],
        "searched": search_words(log.request),
        # The choice alone, as long as it holds everything: what can be claimed stands first in it.
        "searchable": len(log.offered) >= DIMENSIONS_OFFERED or bool(search_words(log.request)),
        "fragment": False,
        "preview": log.act == "preview",
        "problem": _("Choose what got better, or worse. The working follows."),
        "chosen": False,
        "only_period": None,
        "found_words": _found_words(log) if search_words(log.request) else "",
        "nothing_offered": not log.offered and not search_words(log.request),
    }
    return context if dimension is None else context | _chosen_context(log, dimension)


def _chosen_context(log: _Log, dimension: ValueDimension) -> dict[str, Any]:
    """What is added once a dimension is chosen: what it is about, and the working of its period."""
    chosen = log.form.chosen()
    offered = {choice.key for choice in log.known.periods}
    if chosen is not None and f"{chosen[0]}/{chosen[1]}" not in offered:
        chosen = None
    choices = log.form.fields["period"].choices  # type: ignore[attr-defined]
    context = {
        "problem": "",
        "customer_url": reverse("reports:customer_detail", args=[dimension.customer_id]),
        "chosen": True,
        "only_period": choices[0] if len(choices) == 1 else None,
        "lead": _lead(log),
        "dimension_help": _about(dimension, log.known),
    }
    return context | preview(dimension, chosen, log.known, today=log.request.actor.supplier.today())


def _found_words(log: _Log) -> str:
    """How much the search found; what is chosen stays chosen, and is not counted where it does not match."""
    words = search_words(log.request).casefold().split()
    found = sum(
        all(any(word in text.casefold() for text in (one.name, one.customer.name, one.outcome.title)) for word in words)
        for one in log.offered
    )
    if not found:
        return _("Nothing found. Search for another customer, or for what got better.")
    return ngettext(
        "%(count)s found: choose it in the list below.", "%(count)s found: choose one in the list below.", found
    ) % {"count": found}


def _lead(log: _Log) -> str:
    if not log.known.terms:
        return _("No terms are agreed on this dimension: it can be told in its own unit, and counts as no money.")
    name = getattr(log.known.terms[-1], "agreed_by", None) or _("the customer")
    return _("Three fields. The amount follows from the terms that %(name)s agreed.") % {"name": name}


def _about(dimension: ValueDimension, known: Openness) -> str:
    """Below the choice, beside the customer's name: which outcome it is of, and what was read last."""
    said = {"outcome": dimension.outcome.title}
    if known.last_reading is None:
        return _("%(outcome)s. No reading yet.") % said
    said["reading"] = measured(known.last_reading.value, dimension.unit)
    said["day"] = date_long(known.last_reading.period_end)
    words = _("%(outcome)s. Last reading: %(reading)s on %(day)s.") % said
    waiting = len(known.periods)
    if waiting > 1:
        open_words = ngettext("%(count)s period is open.", "%(count)s periods are open.", waiting) % {"count": waiting}
        return f"{words} {open_words}"
    return words


def _draft_key(request: ActorRequest, draft: ValueEvent | None) -> str:
    """Under what the browser keeps what is typed: per person and draft."""
    return f"log:{request.actor.key}:{draft.pk if draft is not None else 'new'}"
