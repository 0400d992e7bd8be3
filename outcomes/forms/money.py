"""The forms of spend."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext, gettext_lazy

from accounts.actors import Actor
from accounts.amendments import amendment_words
from accounts.currencies import is_money, typed_currency
from accounts.formfields import AmountText, Day
from accounts.models import Amendment, Customer
from outcomes.models import SpendEntry


class SpendForm(forms.Form):
    """What the customer paid or bore: in its currency, or in another one with a rate of that day."""

    as_shown = ("kind", "on", "amount", "currency", "source")

    on = Day(label=gettext_lazy("Day"), help_text=gettext_lazy("That of the invoice, unless you choose another basis."))
    kind = forms.ChoiceField(label=gettext_lazy("Kind"), choices=SpendEntry.Kind.choices)
    # The currency stands before the amount: the amount is read in it.
    currency = forms.CharField(label=gettext_lazy("Currency"), max_length=3)
    amount = AmountText(
        label=gettext_lazy("Amount"),
        help_text=gettext_lazy("A credit is written with a minus; it reduces what was spent."),
    )
    basis = forms.ChoiceField(label=gettext_lazy("Basis"), choices=SpendEntry.Basis.choices)
    source = forms.CharField(
        label=gettext_lazy("Source"), max_length=300, help_text=gettext_lazy("Such as the number of the invoice.")
    )
    words = forms.CharField(label=gettext_lazy("What for"), max_length=300, required=False)
    request_key = forms.CharField(widget=forms.HiddenInput, max_length=64, required=False)
    amendment = forms.ChoiceField(
        label=gettext_lazy("Pays for"),
        required=False,
        help_text=gettext_lazy("It then counts as invoiced for that agreed change of scope."),
    )

    def __init__(
        self, *args: Any, actor: Actor, customer: Customer, corrects: SpendEntry | None = None, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        amount: Any = self.fields["amount"]
        currency = customer.currency
        if corrects is not None:
            currency = corrects.original_currency or currency
            minor = corrects.original_minor if corrects.original_minor is not None else corrects.amount_minor
            self.initial.update({"amount": minor, "currency": currency})
            self.initial.update({name: getattr(corrects, name) for name in ("on", "kind", "basis", "source", "words")})
            self.initial["amendment"] = corrects.amendment_id
        self.fields["currency"].initial = currency
        agreed = Amendment.objects.visible_to(actor).filter(customer=customer)
        self.agreed = {str(one.pk): one for one in agreed}
        if self.agreed:
            named = ((key, amendment_words(one)) for key, one in self.agreed.items())
            self.fields["amendment"].choices = [("", gettext("no agreed change of scope")), *named]  # type: ignore[attr-defined]
        else:
            del self.fields["amendment"]
        typed = str(self.data.get("currency", currency)).strip().upper() if self.is_bound else currency
        amount.currency = typed if is_money(typed) else customer.currency
        self.customer = customer

    def choose(self, amendment: str) -> None:
        """Shown as what it pays for, where this is an agreed change of the customer."""
        if amendment in self.agreed:
            self.initial["amendment"] = amendment

    def clean_currency(self) -> str:
        return typed_currency(str(self.cleaned_data["currency"]), stands=self.customer.currency)

    def values(self) -> dict[str, Any]:
        """For the service; the amount in minor units of the currency."""
        names = ("on", "kind", "currency", "basis", "source", "words", "request_key")
        return {name: self.cleaned_data[name] for name in names} | {
            "amount_minor": self.cleaned_data["amount"],
            "amendment": self.agreed.get(self.cleaned_data.get("amendment", "")),
        }


class VoidForm(forms.Form):
    """Taking an entry back."""

    words = forms.CharField(label=gettext_lazy("Why it is void"), max_length=300)
