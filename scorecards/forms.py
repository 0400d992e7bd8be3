"""What is typed into the scorecards: commitments, levels, readings, work, and what the customer says to them."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext, gettext_lazy, pgettext, pgettext_lazy

from accounts.actors import Actor
from accounts.formfields import AmountText, Day, DecimalText
from accounts.models import Contract, Customer, Stakeholder
from scorecards.models import Commitment, CommitmentLevel, PerformanceReading, ScopeChange, ScopeLine, WorkVolume

LONGEST_REASON = 2000


class LevelForm(forms.Form):
    """What is promised from a day on."""

    as_shown: tuple[str, ...] = ("direction", "target")
    since = Day(
        label=pgettext_lazy("effective", "From"),
        help_text=gettext_lazy("Periods that began before keep what was promised then."),
    )
    direction = forms.ChoiceField(label=gettext_lazy("Promised is"), choices=CommitmentLevel.Direction.choices)
    target = DecimalText(label=gettext_lazy("Target"))
    weight = forms.IntegerField(
        label=gettext_lazy("Weight"),
        min_value=1,
        max_value=100,
        initial=1,
        help_text=gettext_lazy("1 to 100, beside the others."),
    )
    source = forms.CharField(
        label=gettext_lazy("Where it is agreed"), max_length=300, help_text=gettext_lazy("Such as “Appendix 2, 4.1”.")
    )
    consequence = forms.CharField(
        label=gettext_lazy("What follows from a miss"),
        max_length=2000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
    )

    LEVEL = ("since", "direction", "target", "weight", "source", "consequence")

    def level(self) -> dict[str, Any]:
        return {name: self.cleaned_data[name] for name in self.LEVEL}


class CommitmentForm(LevelForm):
    """A commitment with its first level."""

    name = forms.CharField(label=gettext_lazy("What is promised"), max_length=200)
    unit = forms.CharField(
        label=gettext_lazy("Unit"), max_length=60, required=False, help_text=gettext_lazy("Such as % or hours.")
    )
    rhythm = forms.ChoiceField(label=gettext_lazy("Read every"), choices=Commitment.Rhythm.choices)
    contract = forms.ModelChoiceField(Contract.objects.none(), label=gettext_lazy("Contract"), required=False)

    field_order = ("name", "unit", "rhythm", "contract")
    as_shown = (*field_order, *LevelForm.as_shown)

    def __init__(self, *args: Any, customer: Customer, actor: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["contract"].queryset = Contract.objects.visible_to(actor).filter(customer=customer)  # type: ignore[attr-defined]

    def values(self) -> dict[str, Any]:
        return {name: self.cleaned_data[name] for name in ("name", "unit", "rhythm", "contract")}


class CommitmentChangeForm(forms.Form):
    """What a commitment is called, and of which contract it is."""

    name = forms.CharField(label=gettext_lazy("What is promised"), max_length=200)
    contract = forms.ModelChoiceField(
        Contract.objects.none(),
        label=gettext_lazy("Contract"),
        required=False,
        help_text=gettext_lazy("It ends with this contract. After a renewal, choose the one that followed."),
    )

    def __init__(self, *args: Any, commitment: Commitment, actor: Actor, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        contracts = Contract.objects.visible_to(actor).filter(customer=commitment.customer_id)
        self.fields["contract"].queryset = contracts  # type: ignore[attr-defined]
        self.fields["name"].initial, self.fields["contract"].initial = commitment.name, commitment.contract_id


class CommitmentEndForm(forms.Form):
    """The last day of a commitment, and why."""

    ends_on = Day(
        label=gettext_lazy("Last day"),
        required=False,
        help_text=gettext_lazy(
            "Empty: it ends with its contract. A later day than the contract’s says that it goes on."
        ),
    )
    reason = forms.CharField(
        label=gettext_lazy("Why, and who agreed to it"),
        max_length=300,
        help_text=gettext_lazy("The customer reads it."),
    )


class WithdrawReadingForm(forms.Form):
    reason = forms.CharField(
        label=gettext_lazy("Why there is no reading"),
        max_length=300,
        help_text=gettext_lazy("The customer reads it; it is printed beside what was said."),
    )


class ReadingForm(forms.Form):
    """What was reached in a period. A correction is of the same period, and says why."""

    period_start = Day(label=gettext_lazy("From"))
    period_end = Day(label=gettext_lazy("To"))
    value = DecimalText(label=gettext_lazy("Reading"))
    source = forms.CharField(
        label=gettext_lazy("Where it comes from"),
        max_length=300,
        help_text=gettext_lazy("The system or document that says so; it is printed."),
    )
    reason = forms.CharField(label=gettext_lazy("Why it is corrected"), max_length=300)

    def __init__(
        self,
        *args: Any,
        corrects: PerformanceReading | WorkVolume | None,
        period: tuple[date, date] | None = None,
        **kwargs: Any,
    ) -> None:
        """`period` is the one that is suggested."""
        super().__init__(*args, **kwargs)
        if corrects is None:
            del self.fields["reason"]
            self.fields["period_start"].initial, self.fields["period_end"].initial = period or (None, None)
            return
        for name in self.fields:
            if name != "reason":
                self.fields[name].initial = getattr(corrects, name)
        self.fields["period_start"].disabled = self.fields["period_end"].disabled = True


class WorkForm(ReadingForm):
    """How much was done of one function in a period."""

    function = forms.CharField(
        label=pgettext_lazy("of work", "Function"), max_length=120, help_text=gettext_lazy("Such as “Cases handled”.")
    )
    unit = forms.CharField(label=gettext_lazy("Unit"), max_length=60)
    planned = DecimalText(label=gettext_lazy("Planned"), required=False)
    in_scope = DecimalText(label=gettext_lazy("Done, in scope"))
    out_of_scope = DecimalText(label=gettext_lazy("Done, out of scope"))
    effort_hours = DecimalText(label=gettext_lazy("Effort, hours"), required=False)
    value = None  # type: ignore[assignment]

    field_order = (
        "function",
        "unit",
        "period_start",
        "period_end",
        "planned",
        "in_scope",
        "out_of_scope",
        "effort_hours",
        "source",
    )

    def __init__(self, *args: Any, corrects: WorkVolume | None, **kwargs: Any) -> None:
        super().__init__(*args, corrects=corrects, **kwargs)
        if corrects is not None:
            self.fields["function"].disabled = True


class ChallengeForm(forms.Form):
    reason = forms.CharField(
        label=gettext_lazy("What is wrong with it?"),
        max_length=LONGEST_REASON,
        widget=forms.Textarea(attrs={"rows": 3, "maxlength": LONGEST_REASON}),
    )


class ReplyForm(forms.Form):
    words = forms.CharField(
        label=gettext_lazy("What you found"),
        max_length=LONGEST_REASON,
        widget=forms.Textarea(attrs={"rows": 4, "maxlength": LONGEST_REASON}),
        help_text=gettext_lazy("The customer reads these words; they stand beside the challenge in every report."),
    )


class ScopeLineForm(forms.Form):
    """What a contract includes of one function."""

    function = forms.CharField(
        label=pgettext_lazy("of work", "Function"),
        max_length=120,
        help_text=gettext_lazy("As in the work that is recorded."),
    )
    unit = forms.CharField(label=gettext_lazy("Unit"), max_length=60)
    words = forms.CharField(
        label=gettext_lazy("What is included"),
        max_length=2000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    unit_price = DecimalText(
        label=gettext_lazy("Price of a unit beyond it"),
        required=False,
        help_text=gettext_lazy("Empty where none is agreed: then work out of scope has a quantity, and no amount."),
    )

    def __init__(self, *args: Any, line: ScopeLine | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, field in self.fields.items():
            field.initial = getattr(line, name, None)


class ScopeChangeForm(forms.Form):
    """Work beyond the contract, with its price and whom it is put to."""

    contract = forms.ModelChoiceField(Contract.objects.none(), label=gettext_lazy("Contract"))
    recorded = forms.ChoiceField(
        label=pgettext_lazy("of work", "Function"),
        required=False,
        help_text=gettext_lazy("As it is recorded: only then does the change cover what was done."),
    )
    function = forms.CharField(
        label=gettext_lazy("Another function"),
        max_length=120,
        required=False,
        help_text=gettext_lazy("Only where nothing was recorded of it yet."),
    )
    unit = forms.CharField(label=gettext_lazy("Its unit"), max_length=60, required=False)
    words = forms.CharField(
        label=gettext_lazy("What changes, and why"), max_length=2000, widget=forms.Textarea(attrs={"rows": 3})
    )
    since = Day(
        label=pgettext_lazy("effective", "From"), help_text=gettext_lazy("The first day of a month, quarter or year.")
    )
    rhythm = forms.ChoiceField(label=gettext_lazy("Counted by"), choices=Commitment.Rhythm.choices)
    planned = DecimalText(
        label=gettext_lazy("Planned from then on"),
        help_text=gettext_lazy("The whole quantity of a period, not what is added."),
    )
    price_minor = AmountText(
        label=gettext_lazy("Added price of a period"), help_text=gettext_lazy("In the customer’s currency.")
    )
    settles_minor = AmountText(
        label=gettext_lazy("Settles what was done before, for"),
        required=False,
        help_text=gettext_lazy("Once; zero where nothing is charged. Empty: it stays unpaid."),
    )
    settles_until = Day(label=gettext_lazy("Settled until"), required=False)
    asked = forms.ModelChoiceField(Stakeholder.objects.none(), label=gettext_lazy("Proposed to"))

    def __init__(
        self,
        *args: Any,
        customer: Customer,
        actor: Actor,
        functions: Sequence[tuple[str, str]] = (),
        change: ScopeChange | None = None,
        **kwargs: Any,
    ) -> None:
        """`functions` are the recorded (function, unit)."""
        super().__init__(*args, **kwargs)
        self.functions = {self.key_of(*one): one for one in functions}
        if self.functions:
            named_below = ("", gettext("Another function, named below"))
            self.fields["recorded"].choices = [named_below, *((key, key) for key in self.functions)]  # type: ignore[attr-defined]
        else:
            del self.fields["recorded"]
            self.fields["function"].label, self.fields["unit"].label = pgettext("of work", "Function"), gettext("Unit")
            self.fields["function"].help_text = ""
        contracts = Contract.objects.visible_to(actor).filter(customer=customer)
        people = Stakeholder.objects.visible_to(actor).filter(customer=customer, may_agree=True).order_by("name", "pk")
        self.fields["contract"].queryset = contracts  # type: ignore[attr-defined]
        self.fields["asked"].queryset = people  # type: ignore[attr-defined]
        for name in ("price_minor", "settles_minor"):
            self.fields[name].currency = customer.currency  # type: ignore[attr-defined]
        if change is not None:
            for name, field in self.fields.items():
                field.initial = getattr(change, name, None)
            if self.key_of(change.function, change.unit) in self.functions:
                self.choose(change.function, change.unit)

    @staticmethod
    def key_of(function: str, unit: str) -> str:
        return f"{function} ({unit})"

    def choose(self, function: str, unit: str) -> None:
        """Shown as chosen, where it is recorded."""
        if self.key_of(function, unit) in self.functions:
            self.fields["recorded"].initial = self.key_of(function, unit)
            self.fields["function"].initial = self.fields["unit"].initial = ""

    def clean(self) -> dict[str, Any]:
        """`function` and `unit`: of the recorded one that was chosen, or as they were typed."""
        found: dict[str, Any] = super().clean() or {}
        chosen = self.functions.get(found.pop("recorded", ""))
        if chosen is None:
            for name in ("function", "unit"):
                if name not in self.errors and not found.get(name):
                    self.add_error(name, gettext("Choose a recorded function, or name another one with its unit."))
        elif found.get("function") and found["function"] != chosen[0]:
            self.add_error(
                "function",
                gettext("Either a recorded function or another one: clear this, or choose “Another function”."),
            )
        else:
            found["function"], found["unit"] = chosen
        return found


class DeclineForm(forms.Form):
    reason = forms.CharField(
        label=gettext_lazy("Why not"),
        max_length=LONGEST_REASON,
        widget=forms.Textarea(attrs={"rows": 3, "maxlength": LONGEST_REASON}),
    )
