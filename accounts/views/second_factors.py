"""What the sign-in library leaves to us about second factors."""

from __future__ import annotations

from typing import Any

from allauth.mfa.adapter import get_adapter
from allauth.mfa.webauthn.views import RemoveWebAuthnView
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect

from accounts.access import ActorRequest
from accounts.set_up_queries import has_passkey


def to_account(_request: HttpRequest) -> HttpResponse:
    """The account page shows all second factors; the library's own lists are not used."""
    return redirect("account")


class PasskeyRemoveView(RemoveWebAuthnView):
    """The library asks for the app alone whether it may be removed; a passkey can be the last one too."""

    def form_valid(self, form: Any) -> HttpResponse:
        adapter = get_adapter()
        if not adapter.can_delete_authenticator(self.get_object()):
            messages.error(self.request, str(adapter.error_messages["cannot_delete_authenticator"]))
            return redirect("account")
        return super().form_valid(form)


def passkey_remove(request: ActorRequest, pk: int) -> HttpResponseBase:
    """What is not hers does not exist, before anything is asked of her."""
    if not has_passkey(request.actor, pk):
        raise Http404
    return PasskeyRemoveView.as_view()(request, pk=pk)
