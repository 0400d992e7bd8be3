from __future__ import annotations

from collections.abc import Callable

from django.conf import settings
from django.contrib.auth import logout
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import translation

from accounts import direction, sessions, stamps
from accounts.actors import OFFERED_KEY, SESSION_KEY, actor_named, actors_of, place_of

Handler = Callable[[HttpRequest], HttpResponse]


def session_lifetime(get_response: Handler) -> Handler:
    """End a session that is too old or was not used for hours, and keep its row true."""

    def middleware(request: HttpRequest) -> HttpResponse:
        if request.user.is_authenticated:
            if sessions.is_over(request.session):
                logout(request)
            else:
                sessions.note_use(request.session)
                _speak_hers(request)
        response = get_response(request)
        sessions.follow_key(request.session)
        return response

    return middleware


def _speak_hers(request: HttpRequest) -> None:
    """The language that she chose, on a device where she has not chosen another."""
    locale = getattr(request.user, "locale", "")
    if locale and settings.LANGUAGE_COOKIE_NAME not in request.COOKIES:
        translation.activate(locale)
        request.LANGUAGE_CODE = locale


def actor(get_response: Handler) -> Handler:
    """Set `request.actor`: whom the user acts for, asked again on every request, or None.

    The session remembers the choice, and what the switcher offers, so that a page costs one query for it. What is asked to
    write is told to `stamps` once it is done.
    """

    def middleware(request: HttpRequest) -> HttpResponse:
        request.actor = None  # type: ignore[attr-defined]
        if request.user.is_authenticated:
            user = request.user
            chosen = actor_named(user, request.session.get(SESSION_KEY), in_person=True)
            if chosen is None:
                ended = request.session.get(SESSION_KEY)
                offered = actors_of(user, in_person=True)
                chosen = next(iter(offered), None)
                request.session[SESSION_KEY] = chosen.key if chosen else ""
                request.session[OFFERED_KEY] = [
                    {"key": one.key, "label": one.name, "sub": place_of(one)} for one in offered if len(offered) > 1
                ]
                if ended and chosen is not None and request.method not in {"GET", "HEAD"}:
                    # She filled this form in as somebody whom she may no longer act as: nobody else says it.
                    return redirect("home")
            request.actor = chosen  # type: ignore[attr-defined]
            if chosen is not None and request.method not in {"GET", "HEAD"}:
                response = get_response(request)
                stamps.changed(chosen.supplier.pk)
                return response
        return get_response(request)

    return middleware


def storable_addresses(get_response: Handler) -> Handler:
    """Nothing has an address that the database could not store: it is not looked for."""

    def middleware(request: HttpRequest) -> HttpResponse:
        if "\x00" in request.path:
            raise Http404
        return get_response(request)

    return middleware


def isolated_names(get_response: Handler) -> Handler:
    """Names written from right to left do not turn the sentences round in which they stand (accounts/direction.py)."""

    def middleware(request: HttpRequest) -> HttpResponse:
        response = get_response(request)
        is_page = response.get("Content-Type", "").startswith("text/html") and not response.streaming
        if is_page and direction.holds_any(response.content):
            response.content = direction.isolate_page(response.content.decode(response.charset)).encode(
                response.charset
            )
            if "Content-Length" in response:
                response["Content-Length"] = len(response.content)
        return response

    return middleware


def private_pages(get_response: Handler) -> Handler:
    """Nothing that a signed-in person sees is kept by a cache between her and us, nor by her browser."""

    def middleware(request: HttpRequest) -> HttpResponse:
        response = get_response(request)
        if "Cache-Control" not in response:
            response["Cache-Control"] = "no-store, private"
        return response

    return middleware
