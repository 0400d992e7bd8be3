"""Where one is: theme, navigation, messages, and addresses with a parameter changed."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import template
from django.http import HttpRequest
from django.utils.html import format_html
from django.utils.safestring import SafeString

from accounts import read_first

register = template.Library()

THEMES = {"light", "dark"}


@register.simple_tag(takes_context=True)
def theme(context: template.Context) -> SafeString:
    """The attribute of <html> for the theme that the person chose (cookie `theme`); nothing follows the system's."""
    request: HttpRequest | None = context.get("request")
    chosen = request.COOKIES.get("theme", "") if request is not None else ""
    return format_html(' data-bs-theme="{}"', chosen) if chosen in THEMES else SafeString("")


@register.simple_tag(takes_context=True)
def current_nav(context: template.Context, nav: Sequence[Sequence[Any]]) -> str:
    """The key of the navigation entry (label, url, key, count) that the page belongs to: `nav_key`, else by address."""
    if context.get("nav_key"):
        return str(context["nav_key"])
    request: HttpRequest | None = context.get("request")
    path = request.path if request is not None else ""
    fits = [entry for entry in nav if path.startswith(str(entry[1]))]
    return str(max(fits, key=lambda entry: len(str(entry[1])))[2]) if fits else ""


@register.simple_tag
def seen_field(what: str, key: Any = "") -> SafeString:
    """In a form that decides by one tap: when this page of it was made (accounts/read_first.py)."""
    return format_html(
        '<input type="hidden" name="{}" value="{}">', read_first.FIELD, read_first.seen_mark(f"{what}-{key}")
    )


@register.filter
def tagged(message: Any, name: str) -> str:
    """What a message carries under this name in its extra tags, which are parted by spaces: "draft:KEY undo:/there/"."""
    parts = (part.partition(":") for part in str(getattr(message, "extra_tags", "") or "").split())
    return next((value for found, _colon, value in parts if found == name), "")


@register.simple_tag(takes_context=True)
def with_query(context: template.Context, **changes: Any) -> str:
    """The page's address with some parameters changed; None or "" drops one. Keeps search, sort and page in the URL."""
    request: HttpRequest = context["request"]
    query = request.GET.copy()
    for name, value in changes.items():
        if value in (None, ""):
            query.pop(name, None)
        else:
            query[name] = str(value)
    return f"{request.path}?{query.urlencode()}" if query else request.path
