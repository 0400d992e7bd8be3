"""Where passkeys work, for the pages that offer one."""

from __future__ import annotations

from typing import Any

from django import template

from accounts.second_factor import passkey_address

register = template.Library()


@register.simple_tag(takes_context=True)
def passkeys_elsewhere(context: dict[str, Any]) -> str:
    """The address at which passkeys work, such as http://localhost:8000; empty where they work here."""
    return passkey_address(context["request"])
