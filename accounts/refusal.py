"""How a service says no: an error in words for the person, with a code for the program."""

from __future__ import annotations

from django.core.exceptions import ValidationError


class Refused(ValidationError):
    """The rules do not allow it. `code` names the rule; the message says what to do instead.

    `field` names the form's field that the words belong to, where there is one.
    """

    def __init__(self, message: str, *, code: str, field: str | None = None) -> None:
        super().__init__(message, code=code)
        self.field = field
