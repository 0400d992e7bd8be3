"""What was agreed or decided on paper, evidence that comes later, and erasing a person."""

from __future__ import annotations

from datetime import date
from typing import Any

from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.actors import Actor
from accounts.formfields import AmountText, Day
from accounts.models import Customer, Stakeholder
from accounts.templatetags.words import file_size
from outcomes.forms.events import Files
from outcomes.models import Evidence, ValueEvent


def too_large(refused: dict[str, str], name: str) -> list[str]:
    """Words about a file of this field that was refused because of its size."""
    if name not in refused:
        return []
    said = {"name": refused[name][:100], "limit": file_size(settings.EVIDENCE_LIMIT)}
    return [_("“%(name)s” is larger than %(limit)s. Choose a smaller file.") % said]


class PaperForm(forms.Form):
    """A signed document: who signed it, when, and the file. Of a claim in money also the amount that it says."""

    said_by = forms.ModelChoiceField(
        Stakeholder.objects.none(), label=gettext_lazy("Who signed it"), empty_label=gettext_lazy("choose")
    )
    said_on = Day(label=gettext_lazy("Signed on"))
    document = forms.FileField(
        label=gettext_lazy("The signed document"), widget=forms.FileInput(attrs={"data-limit": settings.EVIDENCE_LIMIT})
    )
    reason = forms.CharField(
        label=gettext_lazy("What the document says about it"),
        required=False,
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 2}),
    )
    request_key = forms.CharField(widget=forms.HiddenInput, max_length=64, required=False)

    def __init__(
        self,
        *args: Any,
        actor: Actor,
        customer: Customer,
        today: date,
        event: ValueEvent | None = None,
        refused_uploads: dict[str, str] | None = None,
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.event, self.refused_uploads = event, refused_uploads or {}
        people: Any = self.fields["said_by"]
        right = "may_agree" if event is None else "may_decide"
        theirs = Stakeholder.objects.visible_to(actor).filter(customer=customer, erased_at=None)
        people.queryset = theirs.filter(**{right: True})
        self.fields["said_on"].widget.attrs["max"] = today.isoformat()
        if event is not None and event.claimed_minor is not None:
            amount = AmountText(label=_("The amount that it confirms"))
            amount.currency = customer.currency
            self.fields["amount"] = amount
            self.order_fields(["said_by", "said_on", "amount", "reason", "document"])

    @property
    def amount_minor(self) -> int | None:
        """With the claim's sign; None where there is no money."""
        minor = self.cleaned_data.get("amount")
        if minor is None or self.event is None:
            return None
        return -minor if self.event.is_shortfall else int(minor)

    def clean_amount(self) -> int:
        minor: int = self.cleaned_data["amount"]
        if minor < 0:
            raise ValidationError(_("Write the amount without a minus."), code="negative")
        return minor

    def clean(self) -> dict[str, Any]:
        for words in too_large(self.refused_uploads, "document"):
            self.add_error("document", words)
        return super().clean() or {}


class EvidenceForm(forms.Form):
    """Files that show it, and where they come from; a hidden request_key."""

    needs_evidence = True

    evidence = Files(label=gettext_lazy("Evidence"))
    grade = forms.ChoiceField(
        label=gettext_lazy("Where the evidence comes from"), choices=Evidence.Grade.choices, initial="D"
    )
    request_key = forms.CharField(widget=forms.HiddenInput, max_length=64, required=False)

    def __init__(self, *args: Any, refused_uploads: dict[str, str] | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["evidence"].widget.attrs["data-limit"] = settings.EVIDENCE_LIMIT
        self.refused_uploads = refused_uploads or {}

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or {}
        for words in too_large(self.refused_uploads, "evidence"):
            self.add_error("evidence", words)
        if self.needs_evidence and not cleaned.get("evidence") and "evidence" not in self.errors:
            self.add_error("evidence", _("Choose the file that shows it."))
        return cleaned


class AnswerForm(EvidenceForm):
    """An answer to a dispute: words, files that show it, or both."""

    words = forms.CharField(
        label=gettext_lazy("Your answer"),
        max_length=2000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=gettext_lazy("The customer reads it beside the dispute. It decides nothing."),
    )
    field_order = ("words", "evidence", "grade")
    needs_evidence = False

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["evidence"].required = False


class ErasureForm(forms.Form):
    """Which person who has left is erased, and why."""

    person = forms.ModelChoiceField(Stakeholder.objects.none(), label=gettext_lazy("Who"))
    reason = forms.CharField(
        label=gettext_lazy("Why, and who asked for it"),
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=gettext_lazy("It stays in the history. Do not write the name here."),
    )
    sure = forms.BooleanField(label=gettext_lazy("I know that this cannot be undone"))

    def __init__(self, *args: Any, actor: Actor, customer: Customer, today: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        people: Any = self.fields["person"]
        people.queryset = Stakeholder.objects.visible_to(actor).filter(customer=customer, until__lt=today)
