"""Whom a first visitor may sign in as, where that is allowed."""

from __future__ import annotations

from typing import Any

from django import template

from accounts.demonstration import Guide, guests, is_open

register = template.Library()


@register.simple_tag(takes_context=True)
def demo_guests(context: dict[str, Any]) -> list[Guide]:
    """The people of the demonstration; none unless one click may sign them in."""
    return guests() if is_open(context["request"]) else []
