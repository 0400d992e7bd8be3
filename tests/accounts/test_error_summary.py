"""The summary above a refused form calls its fields as the page does."""

from __future__ import annotations

from django import forms

from accounts.templatetags.fields import error_summary


class Answer(forms.Form):
    reason = forms.CharField(label="Because")
    amount = forms.CharField(label="Amount")


def test_summary_takes_the_label_that_the_page_gives_and_no_colon_after_a_question() -> None:
    lines = error_summary(Answer({}), "Not disputed.", reason="What is wrong with it?")["lines"]

    assert [(one["label"], one["url"]) for one in lines] == [
        ("What is wrong with it?", "#id_reason"),
        ("Amount:", "#id_amount"),
    ]
