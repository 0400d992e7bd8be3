from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.access import ActorRequest, editable, for_administrators
from accounts.formfields import done_by, status_of
from accounts.models import Team
from accounts.queries import active_leaders_of, active_members_of
from accounts.refusal import Refused
from accounts.set_up_forms import PickCustomersForm, TeamForm
from accounts.set_up_queries import pick_page, team_page, teams_page
from accounts.teams import delete_team, move_customers, save_team


@for_administrators
@require_safe
def team_list(request: ActorRequest) -> HttpResponse:
    return render(request, "accounts/team_list.html", teams_page(request.actor))


@for_administrators
@require_http_methods(["GET", "POST"])
def team_create(request: ActorRequest) -> HttpResponse:
    form = TeamForm(request.POST or None, actor=request.actor)
    team = done_by(form, lambda: save_team(actor=request.actor, team=None, **form.cleaned_data))
    if team is not None:
        messages.success(request, _("%(team)s is added.") % {"team": team.name})
        return redirect("team_edit", pk=team.pk)
    return render(request, "accounts/team_form.html", {"form": form}, status=status_of(form))


@for_administrators
@require_http_methods(["GET", "POST"])
def team_edit(request: ActorRequest, pk: int) -> HttpResponse:
    """Its name, who leads it, who belongs to it."""
    team = editable(Team, request.actor, pk=pk)
    initial = {"name": team.name, "leaders": active_leaders_of(team), "members": active_members_of(team)}
    form = TeamForm(request.POST or None, actor=request.actor, team=team, initial=initial)
    if done_by(form, lambda: save_team(actor=request.actor, team=team, **form.cleaned_data)) is not None:
        messages.success(request, _("Saved."))
        return redirect("team_edit", pk=team.pk)
    return _team_page(request, team, form)


def _team_page(request: ActorRequest, team: Team, form: TeamForm, refusal: str = "") -> HttpResponse:
    labels = {name: field.label for name, field in form.fields.items()}
    context = team_page(team, labels) | {"form": form, "refusal": refusal}
    return render(request, "accounts/team_form.html", context, status=422 if refusal else status_of(form))


@for_administrators
@require_POST
def team_delete(request: ActorRequest, pk: int) -> HttpResponse:
    """Only one without customers; else the page says what to do first."""
    team = editable(Team, request.actor, pk=pk)
    try:
        delete_team(team=team, actor=request.actor)
    except Refused as refusal:
        initial = {"name": team.name, "leaders": active_leaders_of(team), "members": active_members_of(team)}
        form = TeamForm(actor=request.actor, team=team, initial=initial)
        return _team_page(request, team, form, str(refusal.message))
    messages.success(request, _("The team is removed."))
    return redirect("team_list")


@for_administrators
@require_http_methods(["GET", "POST"])
def team_customers(request: ActorRequest, pk: int) -> HttpResponse:
    """Customers that belong to this team from now on."""
    team = editable(Team, request.actor, pk=pk)
    form = PickCustomersForm(request.POST if request.method == "POST" else None, actor=request.actor)
    count = done_by(
        form, lambda: move_customers(customers=form.cleaned_data["customers"], team=team, actor=request.actor)
    )
    if count is not None:
        messages.success(
            request,
            ngettext("%(count)s customer is moved.", "%(count)s customers are moved.", count) % {"count": count},
        )
        return redirect("team_edit", pk=team.pk)
    context = pick_page(request, outside=team) | {"form": form, "team": team}
    return render(request, "accounts/team_customers.html", context, status=status_of(form))
