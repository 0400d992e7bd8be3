"""Every address of the site, what its view declares, and a browser-like client for each person."""

from __future__ import annotations

import contextlib
import inspect
import re
import traceback
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.core.cache import cache
from django.db import connection, reset_queries, transaction
from django.test import Client
from django.test.client import ClientHandler
from django.test.utils import CaptureQueriesContext
from django.urls import Resolver404, URLPattern, URLResolver, get_resolver, resolve

from accounts.actors import OFFERED_KEY, SESSION_KEY, actors_of, place_of
from tests.access.canary import our_models
from tests.access.row import ROWS
from tests.access.world import Person

METHODS = {"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE"}
CONTROL = ("SAVEPOINT", "RELEASE", "ROLLBACK", "BEGIN", "COMMIT")


@dataclass(frozen=True)
class Address:
    """One URL pattern. `key` is how the matrix names it: "outcomes:claim_show pk", with the names of its arguments."""

    name: str
    arguments: tuple[str, ...]
    route: str
    view: Callable[..., Any]

    @property
    def key(self) -> str:
        return " ".join([self.name, *self.arguments])

    @property
    def audience(self) -> str | None:
        return getattr(self.view, "audience", None)

    @property
    def methods(self) -> set[str] | None:
        """GET, POST ... as the view declares them; None where it declares nothing."""
        return declared_methods(self.view)


def addresses(urlconf: str | None = None) -> list[Address]:
    return list(_walk(get_resolver(urlconf).url_patterns, "", "", ()))


def _walk(patterns: list[Any], prefix: str, route: str, outer: tuple[str, ...]) -> Iterator[Address]:
    for one in patterns:
        here = route + str(one.pattern)
        arguments = outer + tuple(sorted(one.pattern.regex.groupindex))
        if isinstance(one, URLResolver):
            inner = f"{prefix}{one.namespace}:" if one.namespace else prefix
            yield from _walk(one.url_patterns, inner, here, arguments)
        else:
            assert isinstance(one, URLPattern)
            yield Address(f"{prefix}{one.name or here}", arguments, here, one.callback)


def declared_methods(view: Any) -> set[str] | None:
    """From require_http_methods and its kin, anywhere in the chain of decorators, or from a class's handlers."""
    declared: set[str] | None = None
    while view is not None:
        closure = inspect.getclosurevars(view).nonlocals if inspect.isfunction(view) else {}
        if "request_method_list" in closure:
            allowed = set(closure["request_method_list"])
            declared = allowed if declared is None else declared & allowed
        of_class = getattr(view, "view_class", None)
        if of_class is not None:
            handled = {name.upper() for name in of_class.http_method_names if hasattr(of_class, name)}
            declared = handled if declared is None else declared & handled
        view = getattr(view, "__wrapped__", None)
    return None if declared is None else declared & METHODS


# Loading the middleware costs as much as a page; every client here has the same.
_handler = ClientHandler(enforce_csrf_checks=False)


def client_of(person: Person) -> Client:
    """A fresh browser in which that person is signed in, acting as what she is asked as."""
    cache.clear()  # where the limits of sign-in are counted
    client = Client(REMOTE_ADDR="127.0.0.1")
    client.handler = _handler
    if person.actor is not None:
        if person.session is None:
            person.session = sign_in(person)
        client.cookies[settings.SESSION_COOKIE_NAME] = person.session
    return client


def sign_in(person: Person) -> str:
    """A session of hers; its key."""
    assert person.actor is not None
    client = Client()
    client.force_login(person.actor.user)
    session = client.session
    session[SESSION_KEY] = person.actor.key
    offered = actors_of(person.actor.user)
    session[OFFERED_KEY] = [
        {"key": one.key, "label": one.name, "sub": place_of(one)} for one in offered if len(offered) > 1
    ]
    session.save()
    assert session.session_key is not None
    return session.session_key


@contextlib.contextmanager
def undone() -> Iterator[None]:
    """What is written in here is rolled back, so that everybody finds the same state."""
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


def _our_lines(error: Exception) -> str:
    """Where in the project it happened; the page's template is named by Django's debug information."""
    ours = [one for one in traceback.extract_tb(error.__traceback__) if "site-packages" not in one.filename]
    template = getattr(error, "template_debug", {}).get("name", "")
    said = "".join(traceback.format_exception_only(error)).strip()
    return "\n".join([said, template, *(f"{one.filename}:{one.lineno} {one.name}" for one in ours[-4:])])


@dataclass(frozen=True)
class Answer:
    """What came back, whole, and what was asked of the database for it (without the control of transactions)."""

    status: int
    headers: Any
    body: bytes
    queries: list[str]

    @property
    def text(self) -> str:
        return self.body.decode(errors="replace")

    @property
    def content_type(self) -> str:
        return str(self.headers.get("Content-Type", "")).partition(";")[0]

    @property
    def is_html(self) -> bool:
        return self.content_type == "text/html"

    @property
    def writes(self) -> list[str]:
        """Statements that changed a row of ours: sessions are not ours, and who took a file away is always recorded."""
        tables = {model._meta.db_table for model in our_models()}
        tables |= {one.m2m_db_table() for model in our_models() for one in model._meta.many_to_many}
        tables -= {"accounts_accessevent", "accounts_usersession"}
        found = []
        for query in self.queries:
            changed = re.match(r'(?:INSERT(?: OR \w+)? INTO|UPDATE|DELETE FROM) "(\w+)"', query)
            if changed and changed[1] in tables:
                found.append(query)
        return found


def is_fragment(url: str) -> bool:
    """Whether it is a part of a page: asked for as a page asks for it, since by itself it leads to the page."""
    try:
        name = resolve(url.partition("?")[0]).view_name
    except Resolver404:
        return False
    return any(row.fragment and row.name == name for row in ROWS)


def ask(client: Client, method: str, url: str, data: Any = None, **extra: Any) -> Answer:
    """One request, answered whole: streamed files too. An error of the page is an answer 500 with its last lines."""
    if method == "GET" and is_fragment(url):
        extra.setdefault("HTTP_HX_REQUEST", "true")
    reset_queries()  # the log keeps 9,000 and then shows nothing new
    with CaptureQueriesContext(connection) as captured:
        try:
            response = client.generic(method, url, **extra) if data is None else client.post(url, data, **extra)
            body = b"".join(response.streaming_content) if response.streaming else response.content  # type: ignore[attr-defined]
        except Exception as error:
            return Answer(500, {}, _our_lines(error).encode(), [])
    asked = [one["sql"] for one in captured.captured_queries]
    return Answer(response.status_code, response.headers, body, [sql for sql in asked if not sql.startswith(CONTROL)])
