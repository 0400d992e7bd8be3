"""What is typed into a benchmark: rounds, people, answers, our own scores, replies, actions, questions."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import Q
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.actors import Actor
from accounts.formfields import Day
from accounts.models import Customer, Membership, Stakeholder
from accounts.queries import people_of
from scorecards.anonymity import FEWEST
from scorecards.models import Action, BenchmarkTemplate, Question, Round
from scorecards.perception import HIGHEST, LOW, LOWEST
from scorecards.queries.candidates import asked_last
from scorecards.queries.questions import in_language

LONGEST_WORDS = 2000
LANGUAGES = ("en", "de")
NEW = "new"


class PeopleForm(forms.Form):
    """Whom a round asks."""

    people = forms.ModelMultipleChoiceField(
        Stakeholder.objects.none(), label=gettext_lazy("Who is asked"), widget=forms.CheckboxSelectMultiple
    )
    few = forms.BooleanField(
        label=gettext_lazy("Ask fewer than three all the same; nothing can be shown of it"), required=False
    )
    others = forms.BooleanField(label=gettext_lazy("Ask these people all the same"), required=False)
    doubt = ""
    """The name of the box by which what is doubtful can be asked for all the same."""

    def __init__(self, *args: Any, customer: Customer, actor: Actor, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.customer, self.actor = customer, actor
        self.fields["people"].queryset = Stakeholder.objects.visible_to(actor).filter(customer=customer)  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        people = {one.pk for one in cleaned.get("people") or []}
        if 0 < len(people) < FEWEST:
            first = (
                _("One person does not speak for a firm, and whatever is shown shows who said it.")
                if len(people) == 1
                else _("Below three answers nothing can be shown.")
            )
            self._doubt("few", f"{first} {self._how_to_be_three()}")
        elif people and 0 < len(people ^ (asked_last(self.actor, self.customer) or people)) < FEWEST:
            self._doubt(
                "others",
                _(
                    "One or two people differ from the last round. So that nobody can work out what they answer, its means "
                    "would be given only roughly, without groups and spread. Ask the same people, or change three."
                ),
            )
        return cleaned

    def _how_to_be_three(self) -> str:
        able = people_of(self.customer).exclude(email="").count()
        return _("Choose three or more.") if able >= FEWEST else _("Fewer than three people here can be asked.")

    def _doubt(self, name: str, words: str) -> None:
        """Refuse it once, and do it where the box of this name is ticked."""
        self.doubt = name
        if not self.cleaned_data.get(name):
            self.add_error("people", words)

    @property
    def chosen(self) -> list[int] | None:
        """The boxes that are ticked in what was sent; None where nothing was sent."""
        if not self.is_bound:
            return None
        sent = self.data.getlist("people")  # type: ignore[attr-defined]
        return [int(one) for one in sent if one.isdecimal() and len(one) < 19]


class RoundForm(PeopleForm):
    """A new round: when, with which questions, whom."""

    as_shown = ("opens_on", "closes_on", "template")

    template = forms.ModelChoiceField(
        BenchmarkTemplate.objects.none(),
        label=gettext_lazy("Questions"),
        help_text=gettext_lazy("To be compared with an earlier round, the same questions are asked again."),
    )
    opens_on = Day(label=gettext_lazy("Opens on"))
    closes_on = Day(label=gettext_lazy("Closes on"), help_text=gettext_lazy("Two to three weeks are enough."))

    def __init__(self, *args: Any, customer: Customer, actor: Actor, last: Round | None, **kwargs: Any) -> None:
        super().__init__(*args, customer=customer, actor=actor, **kwargs)
        field: Any = self.fields["template"]
        used = [last.template_id] if last is not None else []
        field.queryset = BenchmarkTemplate.objects.visible_to(actor).filter(Q(is_offered=True) | Q(pk__in=used))
        offered = list(field.queryset)
        field.choices = [(one.pk, field.label_from_instance(one)) for one in offered]
        if not offered:  # nothing to choose from: it is the set that is made with the first round
            del self.fields["template"]
        else:
            field.initial = last.template_id if last is not None else offered[0].pk


class ReplyForm(forms.Form):
    reply = forms.CharField(
        label=gettext_lazy("What you will do, or why not"),
        max_length=LONGEST_WORDS,
        widget=forms.Textarea(attrs={"rows": 3, "maxlength": LONGEST_WORDS}),
        help_text=gettext_lazy("The customer reads it beside the recommendation."),
    )


class ActionForm(forms.Form):
    """What will be done, by whom on either side, until when."""

    request_key = forms.CharField(required=False, max_length=64, widget=forms.HiddenInput)
    words = forms.CharField(label=gettext_lazy("What will be done"), max_length=300)
    dimension = forms.ChoiceField(label=gettext_lazy("Dimension"), required=False)
    owner_ours = forms.ModelChoiceField(Membership.objects.none(), label=gettext_lazy("Owner here"))
    owner_theirs = forms.ModelChoiceField(
        Stakeholder.objects.none(), label=gettext_lazy("Owner at the customer"), required=False
    )
    due_on = Day(label=gettext_lazy("Due"))

    def __init__(
        self, *args: Any, customer: Customer, actor: Actor, dimensions: Sequence[tuple[str, str]], **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        members = Membership.objects.visible_to(actor).filter(deactivated_at=None).select_related("user")
        self.fields["owner_ours"].queryset = members.order_by("user__name", "pk")  # type: ignore[attr-defined]
        self.fields["owner_theirs"].queryset = Stakeholder.objects.visible_to(actor).filter(  # type: ignore[attr-defined]
            customer=customer
        )
        if dimensions:
            self.fields["dimension"].choices = [("", "–"), *dimensions]  # type: ignore[attr-defined]
        else:
            del self.fields["dimension"]


class MoveForm(forms.Form):
    """How an action moves."""

    words = forms.CharField(
        label=gettext_lazy("How it moves"),
        max_length=LONGEST_WORDS,
        widget=forms.Textarea(attrs={"rows": 3, "maxlength": LONGEST_WORDS}),
        help_text=gettext_lazy("Those who answered get it by mail; the customer reads it in the portal."),
    )
    state = forms.ChoiceField(label=gettext_lazy("Where it stands"), choices=Action.State.choices)
    due_on = Day(label=gettext_lazy("Due"))


class OwnMoveForm(forms.Form):
    """How it moves, in the words of its owner at the customer."""

    words = forms.CharField(
        label=gettext_lazy("How it moves"),
        max_length=LONGEST_WORDS,
        widget=forms.Textarea(attrs={"rows": 3, "maxlength": LONGEST_WORDS}),
        help_text=gettext_lazy("Your colleagues and the supplier read it in the plan, with your name."),
    )
    state = forms.ChoiceField(label=gettext_lazy("Where it stands"), choices=Action.State.choices)


class AnswerForm(forms.Form):
    """What somebody says to one question. Nothing has to be said yet: it is kept as it goes."""

    CANNOT_SAY = "x"
    LOW_SCORES = tuple(str(n) for n in range(LOWEST, LOW))
    score = forms.ChoiceField(
        choices=[*((str(n), str(n)) for n in range(LOWEST, HIGHEST + 1)), (CANNOT_SAY, gettext_lazy("Cannot say"))],
        widget=forms.RadioSelect,
        required=False,
        label=gettext_lazy("Score"),
    )
    importance = forms.ChoiceField(
        choices=[(str(n), str(n)) for n in range(1, 6)],
        widget=forms.RadioSelect,
        required=False,
        label=gettext_lazy("How much it matters to you, 1 to 5"),
    )
    comment = forms.CharField(
        label=gettext_lazy("Comment"),
        max_length=LONGEST_WORDS,
        required=False,
        widget=forms.Textarea(attrs={"rows": 2, "maxlength": LONGEST_WORDS}),
    )
    recommendation = forms.CharField(
        label=gettext_lazy("What should they do?"),
        max_length=LONGEST_WORDS,
        required=False,
        widget=forms.Textarea(attrs={"rows": 2, "maxlength": LONGEST_WORDS}),
        help_text=gettext_lazy("Asked of you below 5. Each recommendation gets an answer."),
    )
    is_named = forms.BooleanField(label=gettext_lazy("My name may stand beside my words"), required=False)

    def __init__(self, data: Any, *, question: Question, answer: Any) -> None:
        initial = None
        if answer is not None:
            score = self.CANNOT_SAY if answer.cannot_say else answer.score
            initial = {
                "score": "" if score is None else str(score),
                "importance": "" if answer.importance is None else str(answer.importance),
                "comment": answer.comment,
                "recommendation": answer.recommendation,
                "is_named": answer.is_named,
            }
        super().__init__(data, prefix=f"q{question.pk}", initial=initial)
        self.question = question
        self.answer = answer

    @property
    def asks(self) -> bool:
        """Whether what was sent is a low score without a recommendation."""
        said = self.cleaned_data
        return said["score"] in self.LOW_SCORES and not said["recommendation"]

    def ask(self) -> None:
        """Say at the field what a low score asks for."""
        self.add_error("recommendation", _("You scored below 5: say what they should do. It gets an answer."))

    def values(self) -> dict[str, Any]:
        """As save_answer takes it."""
        said = self.cleaned_data
        return {
            "score": int(said["score"]) if said["score"].isdecimal() else None,
            "cannot_say": said["score"] == self.CANNOT_SAY,
            "importance": int(said["importance"]) if said["importance"] else None,
            "comment": said["comment"],
            "recommendation": said["recommendation"],
            "is_named": said["is_named"],
        }


class DoneForm(forms.Form):
    """Nothing is typed: it carries why somebody is not done."""


class OwnForm(forms.Form):
    """How we see it, and how we think they will, for every question: fields ours_<pk> and predicted_<pk>."""

    def __init__(self, *args: Any, questions: Sequence[Question], before: Mapping[int, Any], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.questions = questions
        for one in questions:
            known = before.get(one.pk)
            for side, label in (("ours", _("How we see it")), ("predicted", _("How they will"))):
                self.fields[f"{side}_{one.pk}"] = forms.IntegerField(
                    label=label,
                    min_value=LOWEST,
                    max_value=HIGHEST,
                    required=False,
                    initial=getattr(known, side, None),
                    widget=forms.NumberInput(attrs={"inputmode": "numeric"}),
                )

    def scores(self) -> dict[int, tuple[int | None, int | None]]:
        said = self.cleaned_data
        return {one.pk: (said[f"ours_{one.pk}"], said[f"predicted_{one.pk}"]) for one in self.questions}


class VersionForm(forms.Form):
    """The questions of a new version: as they were, changed, emptied (left out), and some more."""

    as_shown: Sequence[str] = ()

    MORE = 4
    name_en = forms.CharField(label=gettext_lazy("A new dimension, in English"), max_length=120, required=False)
    name_de = forms.CharField(label=gettext_lazy("A new dimension, in German"), max_length=120, required=False)

    def __init__(self, *args: Any, questions: Sequence[Question], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.names = {one.dimension: one.dimension_name for one in questions}
        choices = [(key, in_language(name)) for key, name in self.names.items()] + [(NEW, _("the new dimension"))]
        rows: list[Question | None] = [*questions, *[None] * self.MORE]
        self.rows = range(len(rows))
        for number, one in enumerate(rows):
            self.fields[f"dimension_{number}"] = forms.ChoiceField(
                label=_("Dimension"),
                choices=choices,
                initial=one.dimension if one else NEW,
                required=False,
                # Names that somebody wrote, in the languages of the questions.
                widget=forms.Select(attrs={"translate": "no"}),
            )
            for code, label in zip(LANGUAGES, (_("In English"), _("In German")), strict=True):
                self.fields[f"{code}_{number}"] = forms.CharField(
                    label=label,
                    max_length=300,
                    required=False,
                    initial=one.words.get(code, "") if one else "",
                    widget=forms.Textarea(attrs={"rows": 1, "translate": "no"}),
                )
        self.as_shown = [name for name in self.fields if not name.startswith("name_")]

    def bound_rows(self) -> list[list[forms.BoundField]]:
        return [
            [self[f"dimension_{number}"], *(self[f"{code}_{number}"] for code in LANGUAGES)] for number in self.rows
        ]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        wants_new = any(cleaned.get(f"dimension_{n}") == NEW and self._words(cleaned, n) for n in self.rows)
        if wants_new and not cleaned.get("name_en"):
            self.add_error("name_en", ValidationError(_("Give the new dimension a name."), code="required"))
        if not any(self._words(cleaned, n) for n in self.rows):
            self.add_error(None, ValidationError(_("Leave at least one question."), code="required"))
        return cleaned

    def _words(self, cleaned: Mapping[str, Any], number: int) -> dict[str, str]:
        words = {code: " ".join(cleaned.get(f"{code}_{number}", "").split()) for code in LANGUAGES}
        return {code: one for code, one in words.items() if one}

    def questions(self, new_key: str) -> list[tuple[str, dict[str, str], dict[str, str]]]:
        """(dimension, its name, words) by dimension; `new_key` is that of the new one."""
        said = self.cleaned_data
        named = {code: said[f"name_{code}"] for code in LANGUAGES if said[f"name_{code}"]}
        names = self.names | {NEW: named}
        found = [
            (said[f"dimension_{number}"], self._words(said, number))
            for number in self.rows
            if said[f"dimension_{number}"] and self._words(said, number)
        ]
        order = list(names)
        found.sort(key=lambda one: order.index(one[0]))
        return [(new_key if key == NEW else key, names[key], words) for key, words in found]
