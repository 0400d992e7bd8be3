"""What the customer's people type: reasons, the right amount, and what they state themselves."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts import notation
from accounts.formfields import AmountText, Day
from outcomes.models import ValueEvent

LONGEST_REASON = 2000


class TokenForm(forms.Form):
    """A form whose sending twice counts once: `token` names the request."""

    token = forms.CharField(required=False, max_length=64, widget=forms.HiddenInput)

    @property
    def request_key(self) -> str | None:
        return self.cleaned_data.get("token") or None


def _words(**kwargs: Any) -> forms.CharField:
    widget = forms.Textarea(attrs={"rows": 3, "maxlength": LONGEST_REASON})
    return forms.CharField(max_length=LONGEST_REASON, widget=widget, **kwargs)


def _amount(label: str, currency: str) -> AmountText:
    field = AmountText(label=label)
    field.currency = currency
    return field


def _not_negative(minor: int) -> int:
    if minor < 0:
        raise ValidationError(_("Write the amount without a minus."), code="negative")
    return minor


class ConfirmForm(TokenForm):
    """Confirming needs no word, but where two claims may count the same effect."""

    reason = _words(label=gettext_lazy("Why both count"), required=False)


class ReasonForm(TokenForm):
    """One answer with its reason. `replaces` names the entry that stood when she changed her mind."""

    reason = _words(label=gettext_lazy("Because"))
    replaces = forms.IntegerField(required=False, widget=forms.HiddenInput, min_value=1, max_value=2**53)


class AdjustForm(ReasonForm):
    """The right amount of a claim. `amount_minor` has the claim's sign."""

    def __init__(self, *args: Any, event: ValueEvent, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.event = event
        self.fields["amount"] = _amount(_("The right amount is"), event.customer.currency)
        self.order_fields(["amount", "reason"])

    def clean_amount(self) -> int:
        return _not_negative(self.cleaned_data["amount"])

    @property
    def amount_minor(self) -> int:
        minor: int = self.cleaned_data["amount"]
        return -minor if self.event.is_shortfall else minor

    def counts(self) -> dict[str, int] | None:
        """What the amount that was typed makes of the claim; None while it cannot be read or is not allowed."""
        if not self.is_bound or "amount" in self.errors or self.event.claimed_minor is None:
            return None
        less = self.event.claimed_minor - self.amount_minor
        if not self.event.is_shortfall and less < 0:
            return None
        return {"less_minor": less, "counts_minor": self.amount_minor}


class SpendConfirmForm(TokenForm):
    until = Day(label=gettext_lazy("Up to and including"))


class CostForm(TokenForm):
    """A shortfall, or a cost that the firm bore, stated by the customer."""

    title = forms.CharField(max_length=300, label=gettext_lazy("What happened"))
    period_start = Day(label=gettext_lazy("From"))
    period_end = Day(label=gettext_lazy("Until"), required=False)
    cause = _words(label=gettext_lazy("Why, as far as you know"), required=False)
    evidence = forms.FileField(
        label=gettext_lazy("Something that shows it"),
        required=False,
        widget=forms.FileInput(attrs={"data-limit": settings.EVIDENCE_LIMIT}),
    )

    def __init__(self, *args: Any, currency: str, today: date, refused_uploads: Any = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.today = today
        self.refused_uploads = refused_uploads or {}
        self.fields["amount"] = _amount(_("Amount"), currency)
        self.order_fields(["title", "amount", "period_start", "period_end", "cause", "evidence"])
        for name in ("period_start", "period_end"):
            self.fields[name].widget.attrs["max"] = today.isoformat()

    def clean_amount(self) -> int:
        amount = _not_negative(self.cleaned_data["amount"])
        if not amount:
            raise ValidationError(_("State the cost as an amount above zero."), code="zero")
        return amount

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or {}
        start, end = cleaned.get("period_start"), cleaned.get("period_end")
        if start and end is None and "period_end" not in self.errors:
            end = cleaned["period_end"] = start
        if start and end and end < start:
            self.add_error("period_end", _("This day lies before the first one."))
        elif end and end > self.today:
            self.add_error("period_end", _("This day lies in the future."))
        if "evidence" in self.refused_uploads:
            limit = notation.exact(Decimal(settings.EVIDENCE_LIMIT // 1_000_000))
            self.add_error("evidence", _("The file is larger than %(limit)s MB.") % {"limit": limit})
        return cleaned


class PromiseForm(CostForm):
    """A promise that was not kept: what was promised, for when, and the amount where there is one."""

    as_shown = ("title", "period_start", "period_end", "cause")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["title"].label = _("What was promised")
        self.fields["title"].widget.attrs["maxlength"] = 240
        self.fields["period_start"].label = _("Promised for")
        self.fields["period_end"].label = _("Kept on, or still not kept today")
        self.fields["cause"].label = _("What happened instead")
        self.fields["amount"].label = _("What it cost you")
        self.fields["amount"].required = False
        self.fields["period_end"].required = True

    def clean_amount(self) -> int | None:  # type: ignore[override]
        return super().clean_amount() if self.cleaned_data["amount"] is not None else None


class PeriodForm(forms.Form):
    """A period that is over, both days included."""

    start = Day(label=gettext_lazy("From"))
    end = Day(label=gettext_lazy("Until"))

    def __init__(self, *args: Any, today: date | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.today = today
        if today is not None:
            for field in self.fields.values():
                if isinstance(field, Day):
                    field.widget.attrs["max"] = today.isoformat()

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or {}
        start, end = cleaned.get("start"), cleaned.get("end")
        if start and end and end < start:
            self.add_error("end", _("This day lies before the first one."))
        elif end and self.today and end > self.today:
            self.add_error("end", _("The period ends in the future. Sign it off when it is over."))
        return cleaned


class SignOffForm(PeriodForm, TokenForm):
    """Signing off the sums of a period as they were shown."""

    reason = _words(label=gettext_lazy("A remark"), required=False)
    shown = forms.CharField(max_length=64, widget=forms.HiddenInput)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in ("start", "end"):
            self.fields[name].widget = forms.HiddenInput()

    @property
    def said(self) -> dict[str, Any]:
        given = self.cleaned_data
        return {name: given[name] for name in ("start", "end", "reason", "shown")} | {"request_key": self.request_key}

    def show(self, sums: str) -> None:
        """From now on these are the sums that she has seen."""
        self.data = {**self.data.dict(), "shown": sums}  # type: ignore[attr-defined]
