"""For whom a link to a document is, and how long it works."""

from __future__ import annotations

from typing import Any

from django import forms
from django.conf import settings
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from reports.links import DAYS


class LinkForm(forms.Form):
    for_name = forms.CharField(
        label=_("For whom"), max_length=120, help_text=_("Name and position. Both firms see who has a link.")
    )
    email = forms.EmailField(label=_("E-mail address"), required=False)
    locale = forms.ChoiceField(
        label=_("Language of the page and the mail"),
        choices=settings.LANGUAGES,
        help_text=_("The document stays in its own language."),
    )
    days = forms.TypedChoiceField(label=_("How long it works"), coerce=int, initial=30)

    def __init__(self, *args: Any, supplier_side: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["days"].choices = [  # type: ignore[attr-defined]
            (one, ngettext("%(count)s day", "%(count)s days", one) % {"count": one}) for one in DAYS
        ]
        self.fields["email"].help_text = (
            _(
                "With an address in a mail domain of the customer we send the link there. Without one it is shown to copy."
            )
            if supplier_side
            else _("With an address we send the link there. Without one it is shown to you to copy.")
        )
