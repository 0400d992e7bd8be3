"""The forms of firms and people. Choices start at what the actor may see."""

from __future__ import annotations

from typing import Any

from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.actors import Actor
from accounts.currencies import typed_currency
from accounts.formfields import Day, ServiceForm
from accounts.models import Customer, Disposition, Membership, Stakeholder, Team
from accounts.queries import active_members, customer_named, customer_numbered, has_rate

INFLUENCE = [
    (1, gettext_lazy("1: hardly any")),
    (2, gettext_lazy("2: a little")),
    (3, gettext_lazy("3: some")),
    (4, gettext_lazy("4: much")),
    (5, gettext_lazy("5: decides")),
]


class CustomerForm(ServiceForm):
    """A customer. Its currency is fixed once it exists: every amount of the ledger is in it."""

    as_shown = ("name", "industry", "currency", "locale", "tier", "stage", "domains", "accountable")

    domains = forms.CharField(
        label=gettext_lazy("Mail domains"),
        required=False,
        max_length=2000,
        help_text=gettext_lazy("As the customer declared them, parted by commas. People are invited only there."),
    )
    accountable = forms.ModelChoiceField(
        Membership.objects.none(), label=gettext_lazy("Accountable person"), empty_label=gettext_lazy("choose")
    )

    class Meta:
        model = Customer
        fields = [
            "name", "industry", "currency", "locale", "tier", "stage", "team", "external_id",
            "finance_signs_smaller_shortfalls", "internal_note",
        ]  # fmt: skip
        labels = {
            "name": gettext_lazy("Name"),
            "industry": gettext_lazy("Industry"),
            "currency": gettext_lazy("Currency"),
            "locale": gettext_lazy("Language of its documents and mails"),
            "tier": gettext_lazy("Tier"),
            "stage": gettext_lazy("Stage"),
            "team": gettext_lazy("Team"),
            "external_id": gettext_lazy("Number in your other systems"),
            "finance_signs_smaller_shortfalls": gettext_lazy(
                "A shortfall is made smaller only with finance’s signature"
            ),
            "internal_note": gettext_lazy("Internal note"),
        }
        help_texts = {
            "currency": gettext_lazy("Three letters, such as EUR. It cannot be changed later."),
            "internal_note": gettext_lazy("Stays inside your firm: no page or document of the customer’s shows it."),
            "external_id": gettext_lazy("Imports find the customer by it."),
        }
        widgets = {
            "internal_note": forms.Textarea(attrs={"rows": 2}),
            "currency": forms.TextInput(attrs={"maxlength": 3, "list": "currencies", "autocapitalize": "characters"}),
            "locale": forms.Select(choices=settings.LANGUAGES),
        }

    def __init__(self, *args: Any, actor: Actor, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.actor = actor
        assert actor.membership is not None
        self.instance.supplier = actor.supplier
        members = active_members(actor.supplier, but=[Membership.Role.CONTRIBUTOR])
        self.fields["accountable"].queryset = members  # type: ignore[attr-defined]
        self.fields["accountable"].initial = self.instance.accountable_id or actor.membership.pk
        self.fields["team"].queryset = Team.objects.visible_to(actor).order_by("name")  # type: ignore[attr-defined]
        self.fields["team"].empty_label = gettext_lazy("no team")  # type: ignore[attr-defined]
        if self.instance.pk:
            self.fields["currency"].disabled = True
            self.fields["currency"].help_text = _("Fixed: every amount of this customer is in it.")

    def clean_name(self) -> str:
        name: str = self.cleaned_data["name"]
        other = customer_named(self.actor.supplier, name, but=self.instance.pk)
        if other is not None:
            raise ValidationError(
                _("There is a customer of this name already; %(person)s answers for it.")
                % {"person": other.accountable},
                code="name_taken",
            )
        return name

    def clean_currency(self) -> str:
        currency = typed_currency(self.cleaned_data["currency"], stands=self.instance.currency)
        if not has_rate(self.actor.supplier, currency):
            raise ValidationError(
                _("There is no rate from %(currency)s to %(base)s. Have your administrator add one first.")
                % {"currency": currency, "base": self.actor.supplier.base_currency},
                code="missing_rate",
            )
        return currency

    def clean_external_id(self) -> str:
        number: str = self.cleaned_data["external_id"]
        if number and customer_numbered(self.actor.supplier, number, but=self.instance.pk) is not None:
            raise ValidationError(_("Another customer has this number."), code="number_taken")
        return number

    def clean_domains(self) -> list[str]:
        return [part.strip() for part in self.cleaned_data["domains"].replace("\n", ",").split(",") if part.strip()]

    def validate_unique(self) -> None:
        """`clean_name` and `clean_external_id` look beyond what the actor sees, and say who has it."""


class HandOverForm(forms.Form):
    """Who answers for the customer from now on."""

    accountable = forms.ModelChoiceField(
        Membership.objects.none(),
        label=gettext_lazy("Who answers from now on"),
        empty_label=gettext_lazy("choose"),
        help_text=gettext_lazy("At every instant exactly one person does. The change is at once."),
    )

    def __init__(self, *args: Any, actor: Actor, customer: Customer, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        members = active_members(actor.supplier, but=[Membership.Role.CONTRIBUTOR])
        self.fields["accountable"].queryset = members.exclude(pk=customer.accountable_id)  # type: ignore[attr-defined]


class StakeholderForm(ServiceForm):
    """A person at the customer, with what she may do there and what stays inside the supplier."""

    as_shown = (
        "name", "position", "function", "seniority", "email", "phone", "may_agree", "may_decide", "may_sign_finance",
        "chose_supplier", "owns_budget", "disposition",
    )  # fmt: skip

    influence = forms.TypedChoiceField(label=gettext_lazy("Influence"), choices=INFLUENCE, coerce=int, initial=3)
    disposition = forms.ChoiceField(
        label=gettext_lazy("Disposition today"),
        choices=[("", gettext_lazy("not stated")), *Disposition.Kind.choices],
        required=False,
    )
    request_key = forms.CharField(widget=forms.HiddenInput, max_length=64, required=False)

    class Meta:
        model = Stakeholder
        fields = [
            "name", "position", "function", "email", "phone", "seniority", "may_agree", "may_decide",
            "may_sign_finance", "chose_supplier", "owns_budget", "influence", "internal_note",
        ]  # fmt: skip
        labels = {
            "name": gettext_lazy("Name"),
            "position": gettext_lazy("Position"),
            "function": gettext_lazy("Function"),
            "email": gettext_lazy("E-mail address"),
            "phone": gettext_lazy("Telephone"),
            "seniority": gettext_lazy("Seniority"),
            "may_agree": gettext_lazy("may agree terms"),
            "may_decide": gettext_lazy("may confirm, adjust and dispute"),
            "may_sign_finance": gettext_lazy("may sign for finance"),
            "chose_supplier": gettext_lazy("chose us"),
            "owns_budget": gettext_lazy("owns the budget"),
            "internal_note": gettext_lazy("Internal note"),
        }
        help_texts = {
            "position": gettext_lazy("It is printed beside this person’s decisions."),
            "chose_supplier": gettext_lazy("Printed beside this person’s decisions: a reader should know."),
        }
        widgets = {"internal_note": forms.Textarea(attrs={"rows": 2})}

    @property
    def rights(self) -> list[forms.BoundField]:
        return [self[name] for name in ("may_agree", "may_decide", "may_sign_finance")]

    @property
    def ties(self) -> list[forms.BoundField]:
        return [self[name] for name in ("chose_supplier", "owns_budget")]

    def clean_email(self) -> str:
        return str(self.cleaned_data["email"]).strip().lower()

    @classmethod
    def history_labels(cls) -> dict[str, Any]:
        """What the fields are called in her history."""
        return dict(cls.Meta.labels) | {"influence": cls.declared_fields["influence"].label}


class LeaveForm(forms.Form):
    """Since when somebody is no longer there."""

    until = Day(
        label=gettext_lazy("Last day"),
        help_text=gettext_lazy("After this day this person reaches nothing. Past decisions keep name and position."),
    )
