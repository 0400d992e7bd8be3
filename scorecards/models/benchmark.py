"""The relationship benchmark: the same questions to both sides, in rounds; and what came of it.

What one person answered is never shown to anybody but herself: `Answer` is visible to no actor. When a round is released its
figures are frozen in it, comments and recommendations are taken over without their scores, and the answers are removed.
"""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.codes import random_code
from accounts.querysets import CustomerOwnedQuerySet, InternalQuerySet, SupplierOwnedQuerySet
from scorecards.querysets import ActionQuerySet, NobodysQuerySet, RoundQuerySet


class BenchmarkTemplate(models.Model):
    """A set of questions. Once a round was planned with it, it stays as it is; a change is a new version."""

    supplier = models.ForeignKey("accounts.Supplier", on_delete=models.PROTECT, related_name="+")
    name = models.CharField(max_length=120)
    version = models.PositiveSmallIntegerField(default=1)
    is_offered = models.BooleanField(default=True)
    created_at = models.DateTimeField(default=timezone.now)

    objects = SupplierOwnedQuerySet.as_manager()

    class Meta:
        ordering = ["name", "-version"]
        constraints = [models.UniqueConstraint(fields=["supplier", "name", "version"], name="template_version_once")]

    def __str__(self) -> str:
        return f"{self.name}, {self.version}"


class Question(models.Model):
    """One question of a template, under its dimension. Texts by language: {"en": "...", "de": "..."}."""

    supplier = models.ForeignKey("accounts.Supplier", on_delete=models.PROTECT, related_name="+")
    template = models.ForeignKey(BenchmarkTemplate, on_delete=models.PROTECT, related_name="questions")
    dimension = models.CharField(max_length=40)
    dimension_name = models.JSONField()
    words = models.JSONField()
    position = models.PositiveSmallIntegerField()

    objects = SupplierOwnedQuerySet.as_manager()

    class Meta:
        ordering = ["position"]
        constraints = [models.UniqueConstraint(fields=["template", "position"], name="question_place_once")]

    def __str__(self) -> str:
        return f"{self.template} {self.position}"


class Round(models.Model):
    """One asking. planned -> open -> closed -> released; planned | open -> cancelled; open | closed -> too few.

    "Too few": it ended without figures, because fewer than three people gave a score. Its answers are removed.

    `results` are frozen at the release and hold nothing of fewer than three people. They are all that the customer sees.
    """

    class State(models.TextChoices):
        PLANNED = "planned", _("planned")
        OPEN = "open", _("open")
        CLOSED = "closed", _("closed")
        RELEASED = "released", _("released")
        CANCELLED = "cancelled", _("cancelled")
        TOO_FEW = "too_few", _("too few answered")

    supplier = models.ForeignKey("accounts.Supplier", on_delete=models.PROTECT, related_name="+")
    customer = models.ForeignKey("accounts.Customer", on_delete=models.PROTECT, related_name="rounds")
    template = models.ForeignKey(BenchmarkTemplate, on_delete=models.PROTECT, related_name="rounds")
    follows = models.OneToOneField("self", on_delete=models.PROTECT, null=True, blank=True, related_name="followed_by")
    state = models.CharField(max_length=10, choices=State, default=State.PLANNED)
    opens_on = models.DateField()
    closes_on = models.DateField()
    planned_by = models.ForeignKey("accounts.Membership", on_delete=models.PROTECT, related_name="+")
    planned_at = models.DateTimeField(default=timezone.now)
    released_on = models.DateField(null=True, blank=True)
    results = models.JSONField(null=True, blank=True)

    objects = RoundQuerySet.as_manager()

    class Meta:
        ordering = ["-opens_on", "-pk"]
        constraints = [
            models.CheckConstraint(condition=Q(closes_on__gt=F("opens_on")), name="round_closes_after_it_opens"),
            models.CheckConstraint(
                condition=~Q(state="released") | (Q(results__isnull=False) & Q(released_on__isnull=False)),
                name="released_round_has_results",
            ),
            models.UniqueConstraint(
                fields=["customer"], condition=Q(state__in=["planned", "open", "closed"]), name="one_round_at_a_time"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.customer} {self.opens_on}"


class RoundInsight(models.Model):
    """Results by disposition: ours alone, never the customer's (domain.md, rule 16)."""

    customer = models.ForeignKey("accounts.Customer", on_delete=models.PROTECT, related_name="+")
    round = models.OneToOneField(Round, on_delete=models.PROTECT, related_name="insight")
    by_disposition = models.JSONField(blank=True)

    objects = InternalQuerySet.as_manager()

    def __str__(self) -> str:
        return f"insight {self.round_id}"


class RoundTold(models.Model):
    """Of whom the figures of a released round are made, question by question, so that those of a later one hide enough.

    It holds no score, and is visible to no actor. `figures` are as `before_of` of scorecards/results.py reads them.
    """

    customer = models.ForeignKey("accounts.Customer", on_delete=models.PROTECT, related_name="+")
    round = models.OneToOneField(Round, on_delete=models.PROTECT, related_name="told_of")
    figures = models.JSONField(blank=True)

    objects = NobodysQuerySet.as_manager()

    def __str__(self) -> str:
        return f"told of {self.round_id}"


class Respondent(models.Model):
    """Somebody who is asked. Seniority and disposition as they were when she was; whether she is done, not when.

    `address` is where she was invited. Everything about the round goes there, whatever is entered for her later: her link reads
    what she has answered so far.
    """

    customer = models.ForeignKey("accounts.Customer", on_delete=models.PROTECT, related_name="+")
    round = models.ForeignKey(Round, on_delete=models.PROTECT, related_name="respondents")
    stakeholder = models.ForeignKey("accounts.Stakeholder", on_delete=models.PROTECT, related_name="+")
    code = models.CharField(max_length=26, unique=True, default=random_code)
    seniority = models.CharField(max_length=20)
    disposition = models.CharField(max_length=20, blank=True)
    address = models.EmailField(blank=True)
    reminders = models.PositiveSmallIntegerField(default=0)
    last_mail_on = models.DateField(null=True, blank=True)
    is_done = models.BooleanField(default=False)

    objects = InternalQuerySet.as_manager()

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["round", "stakeholder"], name="asked_once_a_round"),
            models.CheckConstraint(condition=Q(reminders__lte=2), name="two_reminders_at_most"),
        ]

    def __str__(self) -> str:
        return f"respondent {self.pk}"


class Answer(models.Model):
    """What one person says to one question, until the release. Visible to no actor: only her own link reads it."""

    customer = models.ForeignKey("accounts.Customer", on_delete=models.PROTECT, related_name="+")
    respondent = models.ForeignKey(Respondent, on_delete=models.PROTECT, related_name="answers")
    question = models.ForeignKey(Question, on_delete=models.PROTECT, related_name="+")
    score = models.PositiveSmallIntegerField(null=True, blank=True)
    cannot_say = models.BooleanField(default=False)
    importance = models.PositiveSmallIntegerField(null=True, blank=True)
    comment = models.TextField(blank=True)
    recommendation = models.TextField(blank=True)
    # Her name may stand beside her words.
    is_named = models.BooleanField(default=False)

    objects = NobodysQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["respondent", "question"], name="one_answer_a_question"),
            models.CheckConstraint(condition=Q(score=None) | Q(score__lte=10), name="score_zero_to_ten"),
            models.CheckConstraint(condition=Q(score=None) | Q(cannot_say=False), name="a_score_or_cannot_say"),
            models.CheckConstraint(
                condition=Q(importance=None) | Q(importance__gte=1, importance__lte=5), name="importance_one_to_five"
            ),
        ]

    def __str__(self) -> str:
        return f"answer {self.pk}"


class OwnScore(models.Model):
    """How one of the supplier's people sees it, and how she thinks that the customer will. Ours; only means leave."""

    customer = models.ForeignKey("accounts.Customer", on_delete=models.PROTECT, related_name="+")
    round = models.ForeignKey(Round, on_delete=models.PROTECT, related_name="own_scores")
    membership = models.ForeignKey("accounts.Membership", on_delete=models.PROTECT, related_name="+")
    question = models.ForeignKey(Question, on_delete=models.PROTECT, related_name="+")
    ours = models.PositiveSmallIntegerField(null=True, blank=True)
    predicted = models.PositiveSmallIntegerField(null=True, blank=True)

    objects = InternalQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["round", "membership", "question"], name="own_score_once"),
            models.CheckConstraint(
                condition=(Q(ours=None) | Q(ours__lte=10)) & (Q(predicted=None) | Q(predicted__lte=10)),
                name="own_scores_zero_to_ten",
            ),
        ]

    def __str__(self) -> str:
        return f"own score {self.pk}"


class Recommendation(models.Model):
    """What somebody recommended beside a low score, without the score, and what we answered. Each gets an answer."""

    customer = models.ForeignKey("accounts.Customer", on_delete=models.PROTECT, related_name="+")
    round = models.ForeignKey(Round, on_delete=models.PROTECT, related_name="recommendations")
    dimension = models.CharField(max_length=40)
    words = models.TextField()
    name = models.CharField(max_length=200, blank=True)
    reply = models.TextField(blank=True)
    replied_by = models.ForeignKey(
        "accounts.Membership", on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    replied_on = models.DateField(null=True, blank=True)

    objects = CustomerOwnedQuerySet.as_manager()

    class Meta:
        ordering = ["pk"]

    def __str__(self) -> str:
        return f"recommendation {self.pk}"


class Action(models.Model):
    """What will be done, by whom on either side, until when. Shared with the customer. open -> done | dropped -> open."""

    class State(models.TextChoices):
        OPEN = "open", _("open")
        DONE = "done", _("done")
        DROPPED = "dropped", _("dropped")

    supplier = models.ForeignKey("accounts.Supplier", on_delete=models.PROTECT, related_name="+")
    customer = models.ForeignKey("accounts.Customer", on_delete=models.PROTECT, related_name="actions")
    round = models.ForeignKey(Round, on_delete=models.PROTECT, null=True, blank=True, related_name="actions")
    dimension = models.CharField(max_length=40, blank=True)
    words = models.CharField(max_length=300)
    owner_ours = models.ForeignKey("accounts.Membership", on_delete=models.PROTECT, related_name="+")
    owner_theirs = models.ForeignKey(
        "accounts.Stakeholder", on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    due_on = models.DateField()
    state = models.CharField(max_length=10, choices=State, default=State.OPEN)
    created_at = models.DateTimeField(default=timezone.now)
    request_key = models.CharField(max_length=64, null=True, blank=True)  # noqa: DJ001 (empty ones are not unique)

    objects = ActionQuerySet.as_manager()

    class Meta:
        ordering = ["due_on", "pk"]
        constraints = [models.UniqueConstraint(fields=["customer", "request_key"], name="action_request_once")]

    def __str__(self) -> str:
        return self.words


class ActionUpdate(models.Model):
    """How an action moves: words, the state it has since, and its day, where that moved. Append-only; the newest says where it
    stands. `stakeholder` where a person of the customer said it: `by` is her name."""

    customer = models.ForeignKey("accounts.Customer", on_delete=models.PROTECT, related_name="+")
    action = models.ForeignKey(Action, on_delete=models.PROTECT, related_name="updates")
    words = models.TextField()
    state = models.CharField(max_length=10, choices=Action.State)
    due_before = models.DateField(null=True, blank=True)
    due_on = models.DateField(null=True, blank=True)
    by = models.CharField(max_length=320)
    stakeholder = models.ForeignKey(
        "accounts.Stakeholder", on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    at = models.DateTimeField(default=timezone.now)

    objects = CustomerOwnedQuerySet.as_manager()

    class Meta:
        ordering = ["at", "pk"]

    def __str__(self) -> str:
        return f"update {self.pk}"
