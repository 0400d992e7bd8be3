"""The forms of the promise: outcomes, value dimensions, terms, readings."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from accounts import notation
from accounts.actors import Actor
from accounts.formfields import Day, DecimalText, PercentText, ServiceForm, typed_text
from accounts.models import Customer
from accounts.notation import UnreadableNumber, parse_decimal
from accounts.queries import active_members, people_of
from outcomes.models import Measurement, Outcome, Terms, ValueDimension
from outcomes.models.promise import SourceKind
from outcomes.queries.promises import has_dimension_named, has_outcome_named
from outcomes.services.promises import claimable_until


class OutcomeForm(ServiceForm):
    """A business result that the customer wants."""

    class Meta:
        model = Outcome
        fields = ["title", "goal"]
        labels = {"title": gettext_lazy("Outcome"), "goal": gettext_lazy("Which goal of the customer’s it serves")}
        help_texts = {"title": gettext_lazy("In the customer’s words, such as “Close the month faster”.")}

    def __init__(self, *args: Any, customer: Customer, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.customer = customer

    def clean_title(self) -> str:
        title: str = self.cleaned_data["title"]
        if has_outcome_named(self.customer, title, but=self.instance.pk):
            raise ValidationError(_("There is an outcome of this name already."), code="name_taken")
        return title


class DimensionForm(ServiceForm):
    """A mutually agreed success criterion. Its figures stand in its terms."""

    apart = ("shares_effect_with",)
    as_shown = ("name", "unit", "owner_theirs")

    class Meta:
        model = ValueDimension
        fields = ["name", "unit", "owner_ours", "owner_theirs", "shares_effect_with"]
        labels = {
            "name": gettext_lazy("Value dimension"),
            "unit": gettext_lazy("Unit"),
            "owner_ours": gettext_lazy("Owner on our side"),
            "owner_theirs": gettext_lazy("Owner at the customer"),
            "shares_effect_with": gettext_lazy("Shares its effect with"),
        }
        help_texts = {
            "name": gettext_lazy("What is measured, such as “Days to reconcile month-end”."),
            "unit": gettext_lazy("What one reading counts, such as “days”, “minutes per flight” or “%”."),
            "owner_theirs": gettext_lazy("Claims are sent to this person to decide, where they have that right."),
            "shares_effect_with": gettext_lazy(
                "Dimensions that would count the same effect twice. The customer confirms both only with a reason."
            ),
        }
        widgets = {"shares_effect_with": forms.CheckboxSelectMultiple}

    def __init__(self, *args: Any, customer: Customer, actor: Actor, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.customer = customer
        choices: dict[str, Any] = self.fields
        choices["owner_ours"].queryset = active_members(customer.supplier)
        choices["owner_theirs"].queryset = people_of(customer)
        choices["owner_ours"].empty_label = choices["owner_theirs"].empty_label = gettext_lazy("nobody")
        others = ValueDimension.objects.visible_to(actor).filter(customer=customer).exclude(pk=self.instance.pk)
        choices["shares_effect_with"].queryset = others
        # Listed once: rendering would ask for them again.
        choices["shares_effect_with"].choices = [(one.pk, str(one)) for one in choices["shares_effect_with"].queryset]
        if self.instance.pk and Terms.objects.visible_to(actor).agreed().filter(dimension=self.instance).exists():
            self.fields["unit"].disabled = True
            self.fields["unit"].help_text = _("Fixed: terms in this unit are agreed.")

    def clean_name(self) -> str:
        name: str = self.cleaned_data["name"]
        if has_dimension_named(self.customer, name, but=self.instance.pk):
            raise ValidationError(_("There is a value dimension of this name already."), code="name_taken")
        return name


class OtherShares(forms.CharField):
    """Rows "who: percent" as [{"who", "share"}], the share a fraction as text."""

    widget = forms.Textarea(attrs={"rows": 2})

    def clean(self, value: Any) -> list[dict[str, str]]:
        text = super().clean(value)
        return [self._row(line.strip()) for line in text.splitlines() if line.strip()]

    def _row(self, line: str) -> dict[str, str]:
        who, _colon, percent = line.rpartition(":")
        try:
            share = parse_decimal(percent.strip().removesuffix("%").strip(), get_language(), digits=2).scaleb(-2)
        except UnreadableNumber:
            share = Decimal(-1)
        if not who.strip() or not 0 < share <= 1:
            raise ValidationError(
                _("“%(line)s” cannot be read. Write one row for each, such as “New bearings (Halden): 20”.")
                % {"line": line[:80]},
                code="row",
            )
        return {"who": who.strip()[:200], "share": str(share.normalize())}

    def prepare_value(self, value: Any) -> Any:
        if isinstance(value, list):
            return "\n".join(f"{one['who']}: {typed_text(Decimal(str(one['share'])).scaleb(2))}" for one in value)
        return value


class TermsForm(ServiceForm):
    """A proposal of terms, to one person of the customer. `check_terms` says what contradicts itself."""

    apart = ("asked",)
    as_shown = (
        "direction", "baseline", "target", "baseline_start", "baseline_end", "target_on", "baseline_source",
        "baseline_supplied_by", "baseline_low", "baseline_high", "rate", "rate_source", "rate_owner", "volume_basis",
        "volume_unit", "fixed_volume", "volume_cap", "share", "deduction",
    )  # fmt: skip

    direction = forms.ChoiceField(
        label=gettext_lazy("Which way is better"), choices=Terms.Direction.choices, widget=forms.RadioSelect
    )
    baseline = DecimalText(label=gettext_lazy("Baseline"))
    baseline_start = Day(label=gettext_lazy("Baseline from"))
    baseline_end = Day(label=gettext_lazy("Baseline to"))
    baseline_low = DecimalText(label=gettext_lazy("Lowest reading in it"), required=False)
    baseline_high = DecimalText(label=gettext_lazy("Highest reading in it"), required=False)
    target = DecimalText(label=gettext_lazy("Target"))
    target_on = Day(label=gettext_lazy("Target date"))
    rate = DecimalText(
        label=gettext_lazy("Rate"),
        required=False,
        help_text=gettext_lazy(
            "Money for one unit of difference; of a percentage, for one percentage point. Empty where it cannot be monetised."
        ),
    )
    fixed_volume = DecimalText(label=gettext_lazy("Agreed volume"), required=False)
    volume_cap = DecimalText(label=gettext_lazy("At most"), required=False)
    share = PercentText(
        label=gettext_lazy("Share that is ours"), help_text=gettext_lazy("In percent of the whole effect.")
    )
    other_shares = OtherShares(
        label=gettext_lazy("Shares of everybody else"),
        required=False,
        max_length=5000,
        help_text=gettext_lazy("One row for each who claims the same effect, such as “New bearings (Halden): 20”."),
    )
    deduction = PercentText(
        label=gettext_lazy("What would have happened anyway"),
        required=False,
        help_text=gettext_lazy("In percent. 0 says that nothing is deducted; empty is printed as “not declared”."),
    )
    low_rate = DecimalText(label=gettext_lazy("Rate, low value"), required=False)
    low_share = PercentText(label=gettext_lazy("Share, low value"), required=False)
    claimable_until = Day(
        label=gettext_lazy("Claims until"),
        help_text=gettext_lazy("Until when results may be claimed against this baseline; 36 months unless agreed."),
    )

    class Meta:
        model = Terms
        fields = [
            "direction", "baseline", "baseline_start", "baseline_end", "baseline_low", "baseline_high",
            "baseline_source", "baseline_supplied_by", "target", "target_on", "rate", "rate_source", "rate_owner",
            "volume_basis", "volume_unit", "fixed_volume", "volume_cap", "share", "other_shares", "deduction",
            "low_rate", "low_share", "recurrence", "grain", "claimable_until", "method", "asked",
        ]  # fmt: skip
        labels = {
            "baseline_source": gettext_lazy("Where the baseline comes from"),
            "baseline_supplied_by": gettext_lazy("Supplied by"),
            "rate_source": gettext_lazy("Where the rate comes from"),
            "rate_owner": gettext_lazy("Who stands for the rate"),
            "volume_basis": gettext_lazy("Multiplied by"),
            "volume_unit": gettext_lazy("Unit of the volume"),
            "recurrence": gettext_lazy("The effect is"),
            "grain": gettext_lazy("One claim covers"),
            "method": gettext_lazy("How it is measured"),
            "asked": gettext_lazy("Proposed to"),
        }
        # What may be longer than its line grows with what is written.
        widgets = {
            "method": forms.Textarea(attrs={"rows": 2}),
            "baseline_source": forms.Textarea(attrs={"rows": 1}),
            "rate_source": forms.Textarea(attrs={"rows": 1}),
        }

    def __init__(self, *args: Any, dimension: ValueDimension, last: Terms | None, **kwargs: Any) -> None:
        initial: dict[str, Any] = {"claimable_until": claimable_until(dimension.supplier.today()), "share": Decimal(1)}
        if last is not None:
            initial |= {name: getattr(last, name) for name in self.Meta.fields}
        super().__init__(*args, **kwargs | {"initial": initial})
        asked: Any = self.fields["asked"]
        asked.queryset = people_of(dimension.customer).filter(may_agree=True)
        asked.required = True
        # Listed once: rendering would ask for them again.
        asked.choices = [(one.pk, str(one)) for one in asked.queryset] or [("", _("nobody may agree terms yet"))]
        if last is None and dimension.owner_theirs is not None:
            asked.initial = dimension.owner_theirs.pk

    def clean_baseline_source(self) -> str:
        return " ".join(self.cleaned_data["baseline_source"].split())

    def clean_rate_source(self) -> str:
        return " ".join(self.cleaned_data["rate_source"].split())


class MeasurementForm(forms.Form):
    """A reading of a dimension. A correction is of the same period, and says why."""

    period_start = Day(label=gettext_lazy("From"))
    period_end = Day(label=gettext_lazy("To"))
    value = DecimalText(label=gettext_lazy("Reading"))
    # Where not all versions count by it, the service knows whether the terms of the period do.
    volume = DecimalText(label=gettext_lazy("Volume in the period"), required=False)
    source = forms.CharField(
        label=gettext_lazy("Where it comes from"),
        max_length=300,
        help_text=gettext_lazy("The system or document that says so; it is printed."),
    )
    source_kind = forms.ChoiceField(label=gettext_lazy("Supplied by"), choices=SourceKind.choices)
    reason = forms.CharField(label=gettext_lazy("Why it is corrected"), max_length=300)

    def __init__(
        self,
        *args: Any,
        dimension: ValueDimension,
        agreed: Sequence[Terms],
        corrects: Measurement | None,
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.fields["value"].label = _("Reading, %(unit)s") % {"unit": dimension.unit}
        by_volume = [one for one in agreed if one.volume_basis == Terms.VolumeBasis.ACTUAL]
        self.fields["volume"].required = len(by_volume) == len(agreed)
        if not by_volume:
            del self.fields["volume"]
        elif by_volume[-1].volume_unit:
            self.fields["volume"].label = _("Volume in the period, %(unit)s") % {"unit": by_volume[-1].volume_unit}
        if corrects is None:
            del self.fields["reason"]
            return
        for name in ("period_start", "period_end", "value", "volume", "source", "source_kind"):
            if name in self.fields:
                self.fields[name].initial = getattr(corrects, name)
        self.fields["period_start"].disabled = self.fields["period_end"].disabled = True
        period = notation.period(corrects.period_start, corrects.period_end)
        self.fields["period_end"].help_text = _("A correction is of the same period: %(period)s.") % {"period": period}
