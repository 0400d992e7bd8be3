"""What a row can hold of texts and money, said in words before the database says it in errors (SQLite would not say it)."""

from __future__ import annotations

from typing import Any

from django.db import models
from django.utils.translation import gettext as _

from accounts.refusal import Refused

LONGEST_TEXT = 10_000
# Far above any claim, invoice or contract; and the sums of some thousands of them still fit the database's 64 bits.
MOST_MINOR = 10**15


def check_texts(model: type[models.Model], **texts: Any) -> None:
    """Refused, at its field, where a text is longer than the model's field of that name, or holds what is no character.

    Fields without a limit of their own take 10,000 characters. What is not text is not looked at.
    """
    for name, text in texts.items():
        if not isinstance(text, str):
            continue
        limit = getattr(model._meta.get_field(name), "max_length", None) or LONGEST_TEXT
        if len(text) > limit:
            raise Refused(
                _("At most %(limit)s characters; these are %(length)s.") % {"limit": limit, "length": len(text)},
                code="too_long",
                field=name,
            )
        if "\x00" in text or any("\ud800" <= character <= "\udfff" for character in text):
            raise Refused(_("There is a character in it that cannot be stored."), code="no_character", field=name)
