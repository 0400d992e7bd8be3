"""In which browsers somebody is signed in, how long that holds, and how it ends."""

from __future__ import annotations

import time
from datetime import timedelta
from importlib import import_module
from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.audit import Kind, record_event, suppliers_of
from accounts.models import User, UserSession

STARTED, SEEN, ROW, KEY = "started", "seen", "session_row", "session_row_key"
# The first that is found: Edge and Opera name Chrome too, and Chrome names Safari.
BROWSERS = (("Edg", "Edge"), ("OPR/", "Opera"), ("Firefox/", "Firefox"), ("Chrome/", "Chrome"), ("Safari/", "Safari"))
SYSTEMS = (
    ("iPhone", "iPhone"), ("iPad", "iPad"), ("Android", "Android"), ("Windows", "Windows"), ("Mac OS", "macOS"),
    ("CrOS", "ChromeOS"), ("Linux", "Linux"),
)  # fmt: skip


def family_of(user_agent: str) -> str:
    """ "Firefox, Windows": the browser's family and the system, without versions; "" where neither is known."""
    known = [next((name for mark, name in kinds if mark in user_agent), "") for kinds in (BROWSERS, SYSTEMS)]
    return ", ".join(one for one in known if one)


def begin(request: HttpRequest, user: User) -> None:
    """Remember when this session began, and in what kind of browser."""
    session = request.session
    if session.session_key is None:
        session.create()
    now = time.time()
    row, _created = UserSession.objects.update_or_create(
        key=session.session_key,
        defaults={
            "user": user,
            "family": family_of(request.META.get("HTTP_USER_AGENT", "")),
            "started_at": timezone.now(),
            "seen_at": timezone.now(),
        },
    )
    session[STARTED] = session[SEEN] = now
    session[ROW], session[KEY] = row.pk, session.session_key


def is_over(session: Any) -> bool:
    """Whether it began 12 hours ago, or was not used for 4. One from before this was recorded ends with its cookie."""
    now = time.time()
    started, seen = session.get(STARTED, now), session.get(SEEN, now)
    return now - started >= settings.SESSION_COOKIE_AGE or now - seen >= settings.SESSION_IDLE_SECONDS


def note_use(session: Any) -> None:
    """Every few minutes, so that most pages write nothing."""
    now = time.time()
    if now - session.get(SEEN, now) < settings.SESSION_SEEN_SECONDS:
        return
    session[SEEN] = now
    UserSession.objects.filter(pk=session.get(ROW)).update(seen_at=timezone.now())


def follow_key(session: Any) -> None:
    """The session got a new key (sign-in, another place, another password): its row has to know it."""
    if ROW in session and session.session_key and session[KEY] != session.session_key:
        UserSession.objects.filter(pk=session[ROW]).update(key=session.session_key)
        session[KEY] = session.session_key


def end(row: UserSession) -> None:
    """Its browser is signed out with its next request."""
    import_module(settings.SESSION_ENGINE).SessionStore(row.key).delete()
    row.delete()


def end_all(user: User, *, but: str | None = None) -> int:
    """End every session of this user, but for the one of that key. How many there were."""
    rows = list(UserSession.objects.filter(user=user).exclude(key=but or ""))
    for row in rows:
        end(row)
    return len(rows)


def forget(key: str | None) -> None:
    """It ended by itself: she signed out, or it was too old."""
    UserSession.objects.filter(key=key or "").delete()


def forget_old() -> int:
    """Rows of sessions that are too old to hold, and the sessions themselves; their cookies have ended. How many rows."""
    import_module(settings.SESSION_ENGINE).SessionStore.clear_expired()
    limit = timezone.now() - timedelta(seconds=settings.SESSION_COOKIE_AGE)
    return UserSession.objects.filter(started_at__lt=limit).delete()[0]


def shown_family(family: str) -> str:
    return family or _("unknown browser")


def end_one(row: UserSession) -> None:
    """A person ends one of her own."""
    record_event(kind=Kind.SESSIONS_ENDED, user=row.user, suppliers=suppliers_of(row.user))
    end(row)


def end_others(user: User, this_key: str | None) -> None:
    """A person ends all of her own but the one that she sits in."""
    if end_all(user, but=this_key):
        record_event(kind=Kind.SESSIONS_ENDED, user=user, suppliers=suppliers_of(user))
