"""The supplier's people: list, inviting, changing, handing over, leaving, coming back."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.access import ActorRequest, editable, for_administrators
from accounts.formfields import done_by, status_of
from accounts.member_invitations import invite_member, send_again, withdraw_invitation
from accounts.member_services import change_member, come_back, hand_over_customers, leave
from accounts.models import MemberInvitation, Membership
from accounts.refusal import Refused
from accounts.set_up_forms import MemberForm, MemberInvitationForm, PickCustomersForm, SuccessorForm
from accounts.set_up_queries import member_page, members_page, pick_page


@for_administrators
@require_safe
def member_list(request: ActorRequest) -> HttpResponse:
    """Everybody of the firm: search, filter, sort and page stand in the address."""
    return render(request, "accounts/member_list.html", members_page(request))


@for_administrators
@require_http_methods(["GET", "POST"])
def member_invite(request: ActorRequest) -> HttpResponse:
    form = MemberInvitationForm(request.POST or None, actor=request.actor)
    invitation = done_by(form, lambda: invite_member(actor=request.actor, **form.values()))
    if invitation is not None:
        messages.success(request, _("The invitation is on its way to %(address)s.") % {"address": invitation.email})
        return redirect("member_list")
    return render(request, "accounts/member_invite.html", {"form": form}, status=status_of(form))


@for_administrators
@require_POST
def member_invitation_send(request: ActorRequest, pk: int) -> HttpResponse:
    """The same link once more, with a new last day."""
    invitation = editable(MemberInvitation, request.actor, related=["supplier"], pk=pk)
    try:
        send_again(invitation=invitation, actor=request.actor)
    except Refused as refusal:
        messages.error(request, refusal.message)
    else:
        messages.success(request, _("The invitation is on its way to %(address)s.") % {"address": invitation.email})
    return redirect("member_list")


@for_administrators
@require_POST
def member_invitation_withdraw(request: ActorRequest, pk: int) -> HttpResponse:
    withdraw_invitation(invitation=editable(MemberInvitation, request.actor, pk=pk), actor=request.actor)
    messages.success(request, _("The invitation is withdrawn."))
    return redirect("member_list")


@for_administrators
@require_http_methods(["GET", "POST"])
def member_edit(request: ActorRequest, pk: int) -> HttpResponse:
    member = editable(Membership, request.actor, related=["user", "supplier"], pk=pk)
    form = MemberForm(request.POST or None, instance=member, actor=request.actor)

    def change() -> bool:
        change_member(member=member, actor=request.actor, **form.values())
        return True

    if done_by(form, change):
        messages.success(request, _("Saved."))
        return redirect("member_edit", pk=member.pk)
    context = member_page(member, form.labels) | {"form": form}
    return render(request, "accounts/member_form.html", context, status=status_of(form))


@for_administrators
@require_http_methods(["GET", "POST"])
def member_customers(request: ActorRequest, pk: int) -> HttpResponse:
    """Some of her customers to somebody else; the others stay with her."""
    member = editable(Membership, request.actor, related=["user", "supplier"], pk=pk)
    given = request.POST if request.method == "POST" else None
    form = SuccessorForm(given, member=member)
    picked = PickCustomersForm(given, actor=request.actor)
    if request.method == "POST" and not picked.is_valid():
        form.add_error(None, picked.errors["customers"])

    def change() -> int:
        hers = picked.cleaned_data["customers"].filter(accountable=member)
        return hand_over_customers(customers=hers, to=form.cleaned_data["successor"], actor=request.actor)

    count = done_by(form, change)
    if count is not None:
        messages.success(
            request,
            ngettext("%(count)s customer is handed over.", "%(count)s customers are handed over.", count)
            % {"count": count},
        )
        return redirect("member_edit", pk=member.pk)
    context = pick_page(request, accountable=member) | {"form": form, "member": member}
    return render(request, "accounts/member_customers.html", context, status=status_of(form))


@for_administrators
@require_http_methods(["GET", "POST"])
def member_leave(request: ActorRequest, pk: int) -> HttpResponse:
    """She leaves: all her customers to a successor, and everything of hers that waits, in one act."""
    member = editable(Membership, request.actor, related=["user", "supplier"], pk=pk)
    facts = member_page(member, {})
    form = SuccessorForm(
        request.POST if request.method == "POST" else None, member=member, needed=bool(facts["answers_for"])
    )

    def act() -> bool:
        leave(member=member, actor=request.actor, successor=form.cleaned_data["successor"])
        return True

    if done_by(form, act):
        messages.success(request, _("%(person)s has left, and reaches nothing any more.") % {"person": member})
        return redirect("member_edit", pk=member.pk)
    return render(request, "accounts/member_leave.html", facts | {"form": form}, status=status_of(form))


@for_administrators
@require_POST
def member_return(request: ActorRequest, pk: int) -> HttpResponse:
    member = editable(Membership, request.actor, related=["user", "supplier"], pk=pk)
    come_back(member=member, actor=request.actor)
    messages.success(request, _("%(person)s is back, and signs in as before.") % {"person": member})
    return redirect("member_edit", pk=member.pk)
