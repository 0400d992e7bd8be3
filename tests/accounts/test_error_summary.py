"""What stands above a refused form: fields as the page calls them, and no promise that a password is still there."""

from __future__ import annotations

from django import forms

from accounts.templatetags.fields import error_summary


class SignIn(forms.Form):
    login = forms.CharField(label="Login")
    password = forms.CharField(widget=forms.PasswordInput)


class Note(forms.Form):
    words = forms.CharField()


def test_fields_are_called_as_the_page_calls_them() -> None:
    lines = error_summary(SignIn({}), "Not signed in.", login="E-mail address")["lines"]
    assert [line["label"] for line in lines] == ["E-mail address:", "Password:"]


def test_nobody_is_told_that_a_password_is_still_there() -> None:
    said = "Not signed in. One thing needs a change; passwords have to be typed again."
    assert error_summary(SignIn({"password": "x"}), "Not signed in.")["heading"] == said
    assert error_summary(Note({}))["heading"].endswith("everything you typed is still here.")


class Answer(forms.Form):
    reason = forms.CharField(label="Because")
    amount = forms.CharField(label="Amount")


def test_summary_takes_the_label_that_the_page_gives_and_no_colon_after_a_question() -> None:
    lines = error_summary(Answer({}), "Not disputed.", reason="What is wrong with it?")["lines"]

    assert [(one["label"], one["url"]) for one in lines] == [
        ("What is wrong with it?", "#id_reason"),
        ("Amount:", "#id_amount"),
    ]
