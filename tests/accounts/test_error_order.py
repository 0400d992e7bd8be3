"""What stands above a form that was not taken: short, and in the order of its fields on the page."""

from __future__ import annotations

from django import forms

from accounts.templatetags.fields import error_summary


class AmountForm(forms.Form):
    currency = forms.CharField(label="Currency")
    amount = forms.CharField(label="Amount")
    as_shown = ("amount",)


def test_lines_stand_as_the_fields_do_and_what_concerns_none_stands_last() -> None:
    form = AmountForm({})
    form.add_error(None, "It was changed meanwhile.")

    lines = error_summary(form)["lines"]

    assert [(line["label"].rstrip(":"), line["text"]) for line in lines] == [
        ("Amount", "Still missing."),
        ("Currency", "Still missing."),
        ("", "It was changed meanwhile."),
    ]
