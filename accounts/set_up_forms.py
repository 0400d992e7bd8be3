"""The forms of Set-up and of a person's own account. Choices start at what the actor may see."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from django import forms
from django.conf import settings
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.utils.dates import MONTHS
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from accounts.actors import Actor
from accounts.currencies import typed_currency
from accounts.formfields import Day, DecimalText, PercentText, ServiceForm
from accounts.models import Customer, MemberInvitation, Membership, Supplier, Team, User
from accounts.models.firms import check_time_zone, colour_code
from accounts.queries import active_members, currencies_of

CONTRIBUTOR = Membership.Role.CONTRIBUTOR


class SupplierForm(ServiceForm):
    """The firm as a whole."""

    as_shown = ("name", "base_currency", "discount_rate", "time_zone", "fiscal_year_month", "locale", "colour")

    mail_domains = forms.CharField(
        label=gettext_lazy("Your own mail domains"),
        required=False,
        max_length=2000,
        help_text=gettext_lazy("Parted by commas. Nobody at one of them is ever invited as a customer."),
    )
    colour = forms.CharField(
        label=gettext_lazy("Colour"),
        max_length=7,
        validators=[colour_code],
        widget=forms.TextInput(attrs={"data-colour": "", "autocomplete": "off"}),
        help_text=gettext_lazy("Six digits behind #, such as #1D45C4. Documents use it; pages stay readable without."),
    )
    locale = forms.ChoiceField(label=gettext_lazy("Language of mails to your people"), choices=settings.LANGUAGES)
    discount_rate = PercentText(
        label=gettext_lazy("Discount rate"), help_text=gettext_lazy("Present values in documents use it.")
    )
    fiscal_year_month = forms.TypedChoiceField(
        label=gettext_lazy("Fiscal year begins in"), choices=list(MONTHS.items()), coerce=int
    )
    time_zone = forms.CharField(
        label=gettext_lazy("Time zone"),
        max_length=60,
        validators=[check_time_zone],
        widget=forms.TextInput(attrs={"list": "time-zones", "autocomplete": "off"}),
        help_text=gettext_lazy("It decides which day it is: deadlines, periods, invoices."),
    )

    class Meta:
        model = Supplier
        fields = [
            "name", "colour", "base_currency", "locale", "time_zone", "fiscal_year_month", "discount_rate",
            "mail_domains", "second_factor_required",
        ]  # fmt: skip
        labels = {
            "name": gettext_lazy("Name"),
            "base_currency": gettext_lazy("Base currency"),
            "second_factor_required": gettext_lazy("Administrators and sales leaders need a second factor"),
        }
        help_texts = {
            "base_currency": gettext_lazy("Sums over customers are in it. It is fixed once amounts are recorded."),
            "second_factor_required": gettext_lazy(
                "Who has none reaches only the account page from now on, until one is added."
            ),
        }
        widgets = {
            "base_currency": forms.TextInput(
                attrs={"maxlength": 3, "list": "currencies", "autocapitalize": "characters"}
            ),
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.initial["mail_domains"] = ", ".join(self.instance.mail_domains)

    def clean_base_currency(self) -> str:
        return typed_currency(self.cleaned_data["base_currency"], stands=self.instance.base_currency)

    def clean_discount_rate(self) -> Decimal:
        rate: Decimal = self.cleaned_data["discount_rate"]
        if not 0 <= rate < 1:
            raise ValidationError(_("Between 0 and 99.99 per cent."), code="range")
        return rate

    def clean_mail_domains(self) -> list[str]:
        return [
            part.strip() for part in self.cleaned_data["mail_domains"].replace("\n", ",").split(",") if part.strip()
        ]

    @property
    def labels(self) -> dict[str, Any]:
        return super().labels | {"logo": _("Logo")}


class LogoForm(forms.Form):
    logo = forms.FileField(
        label=gettext_lazy("Logo"),
        help_text=gettext_lazy("PNG or JPEG, at most 1 MB. It leads the customers’ pages and documents."),
        widget=forms.FileInput(attrs={"accept": "image/png,image/jpeg", "class": "form-control"}),
    )


class RateForm(forms.Form):
    """How much one unit of a currency was worth on a day, in the base currency or in that of a customer who pays in several."""

    currency = forms.CharField(
        label=gettext_lazy("Currency"),
        max_length=3,
        widget=forms.TextInput(attrs={"list": "currencies", "autocapitalize": "characters"}),
    )
    on = Day(label=gettext_lazy("Day"), help_text=gettext_lazy("It holds from this day until the next one."))
    rate = DecimalText(label=pgettext_lazy("of a currency", "Rate"))
    source = forms.CharField(
        label=gettext_lazy("Source"), max_length=200, help_text=gettext_lazy("Documents name it beside each amount.")
    )

    base = forms.ChoiceField(
        label=gettext_lazy("Worth in"),
        help_text=gettext_lazy("Your base currency, or that of a customer who also pays in others."),
    )

    field_order = ("currency", "base", "on", "rate", "source")

    def __init__(self, *args: Any, actor: Actor, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        bases = currencies_of(actor)
        self.fields["base"].choices = [(one, one) for one in bases]  # type: ignore[attr-defined]
        self.fields["base"].initial = bases[0]

    def clean_currency(self) -> str:
        return typed_currency(self.cleaned_data["currency"])


class MemberForm(ServiceForm):
    """What an administrator says of a person of the firm. Her name is hers."""

    class Meta:
        model = Membership
        fields = ["role", "position", "phone", "teams"]
        labels = {
            "role": gettext_lazy("Role"),
            "position": gettext_lazy("Position"),
            "phone": gettext_lazy("Telephone"),
            "teams": gettext_lazy("Teams"),
        }
        help_texts = {"position": gettext_lazy("Customers and documents show it beside the name.")}
        widgets = {"teams": forms.CheckboxSelectMultiple}

    def __init__(self, *args: Any, actor: Actor, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["teams"].queryset = Team.objects.visible_to(actor).order_by("name")  # type: ignore[attr-defined]
        read_once(self.fields["teams"])
        if self.instance.deactivated_at is not None:  # who has left is read, not changed
            for field in self.fields.values():
                field.disabled = True

    @property
    def labels(self) -> dict[str, Any]:
        return super().labels | {"left_on": _("Left")}


class MemberInvitationForm(ServiceForm):
    class Meta:
        model = MemberInvitation
        fields = ["email", "name", "role", "position", "phone", "teams"]
        labels = MemberForm.Meta.labels | {"email": gettext_lazy("E-mail address"), "name": gettext_lazy("Name")}
        help_texts = {"email": gettext_lazy("The invitation goes there. That person alone chooses the password.")}
        widgets = {"teams": forms.CheckboxSelectMultiple}

    def __init__(self, *args: Any, actor: Actor, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["teams"].queryset = Team.objects.visible_to(actor).order_by("name")  # type: ignore[attr-defined]
        read_once(self.fields["teams"])
        self.fields["role"].initial = Membership.Role.ACCOUNT_MANAGER


class SuccessorForm(forms.Form):
    """Who answers for her customers from now on."""

    successor = forms.ModelChoiceField(
        Membership.objects.none(),
        label=gettext_lazy("Who answers for these customers"),
        empty_label=gettext_lazy("choose"),
    )

    def __init__(self, *args: Any, member: Membership, needed: bool = True, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        people = active_members(member.supplier, but=[CONTRIBUTOR]).exclude(pk=member.pk)
        self.fields["successor"].queryset = people  # type: ignore[attr-defined]
        self.fields["successor"].required = needed


class PickCustomersForm(forms.Form):
    """Boxes in a table: which customers an act is about."""

    customers = forms.ModelMultipleChoiceField(Customer.objects.none(), label=gettext_lazy("Customers"))

    def __init__(self, *args: Any, actor: Actor, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        customers = Customer.objects.editable_by(actor).select_related("supplier", "team")
        self.fields["customers"].queryset = customers  # type: ignore[attr-defined]
        self.fields["customers"].error_messages["required"] = _("Choose at least one customer.")


class TeamForm(forms.Form):
    name = forms.CharField(label=gettext_lazy("Name"), max_length=120)
    leaders = forms.ModelMultipleChoiceField(
        Membership.objects.none(),
        label=gettext_lazy("Led by"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=gettext_lazy(
            "Sales leaders see the customers of the teams that they lead; all where they lead none."
        ),
    )
    members = forms.ModelMultipleChoiceField(
        Membership.objects.none(),
        label=gettext_lazy("Members"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=gettext_lazy("Contributors see the customers of their teams."),
    )

    def __init__(self, *args: Any, actor: Actor, team: Team | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.actor, self.team = actor, team
        leading = [Membership.Role.LEADER, Membership.Role.ADMINISTRATOR]
        members = active_members(actor.supplier)
        self.fields["members"].queryset = members  # type: ignore[attr-defined]
        self.fields["leaders"].queryset = members.filter(role__in=leading)  # type: ignore[attr-defined]
        people = read_once(self.fields["members"])
        read_once(self.fields["leaders"], [one for one in people if one.role in leading])

    def clean_name(self) -> str:
        name: str = self.cleaned_data["name"]
        taken = Team.objects.visible_to(self.actor).filter(name__iexact=name)
        if taken.exclude(pk=self.team.pk if self.team else 0).exists():
            raise ValidationError(_("There is a team of this name already."), code="name_taken")
        return name


class AcceptForm(forms.Form):
    """Her own password, twice, by the link that only her mailbox holds."""

    password1 = forms.CharField(
        label=gettext_lazy("Password"), widget=forms.PasswordInput, help_text=gettext_lazy("At least 10 characters.")
    )
    password2 = forms.CharField(label=gettext_lazy("Password, again"), widget=forms.PasswordInput)

    def __init__(self, *args: Any, invitation: MemberInvitation, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.invitation = invitation

    def clean_password1(self) -> str:
        password: str = self.cleaned_data["password1"]
        validate_password(password, User(email=self.invitation.email, name=self.invitation.name))
        return password

    def clean(self) -> None:
        first, second = self.cleaned_data.get("password1"), self.cleaned_data.get("password2")
        if first and second and first != second:
            self.add_error("password2", _("The two are not the same."))


class AccountForm(forms.Form):
    """What a person of the supplier says of herself."""

    name = forms.CharField(label=gettext_lazy("Name"), max_length=200)
    position = forms.CharField(
        label=gettext_lazy("Position"),
        max_length=200,
        required=False,
        help_text=gettext_lazy("Customers and documents show it beside the name."),
    )
    phone = forms.CharField(label=gettext_lazy("Telephone"), max_length=60, required=False)
    locale = forms.ChoiceField(label=gettext_lazy("Language"), choices=settings.LANGUAGES)


class LanguageForm(forms.Form):
    """What a person of a customer says of herself here: all else is with her supplier."""

    locale = forms.ChoiceField(label=gettext_lazy("Language"), choices=settings.LANGUAGES)


def read_once(field: Any, rows: list[Any] | None = None) -> list[Any]:
    """Keep the field's choices as they are read now, so that a template may ask whether there are any; the rows."""
    rows = list(field.queryset) if rows is None else rows
    field.choices = [(one.pk, str(one)) for one in rows]
    return rows
