"""Problems: what went wrong for the customer, with its notices, the commitments made while fixing it, and its resolution.

Where a problem stands follows from its notices and from what the customer says; no field of it can be set to look fine.
"""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import pgettext_lazy

from accounts.codes import random_code
from accounts.querysets import CustomerOwnedQuerySet
from engagements.querysets import OfProblemQuerySet, ProblemQuerySet, ResultQuerySet


class Problem(models.Model):
    """Something that went wrong for the customer. Said by either side; only its owner and whether it is shared ever change.

    What is shared stays shared.
    """

    class NoticedBy(models.TextChoices):
        SUPPLIER = "supplier", pgettext_lazy("who noticed a problem first", "we")
        CUSTOMER = "customer", pgettext_lazy("who noticed a problem first", "the customer")

    class Weight(models.TextChoices):
        STOPS = "stops", pgettext_lazy("weight of a problem", "stops the work")
        HINDERS = "hinders", pgettext_lazy("weight of a problem", "hinders the work")
        NUISANCE = "nuisance", pgettext_lazy("weight of a problem", "a nuisance")

    supplier = models.ForeignKey("accounts.Supplier", on_delete=models.PROTECT, related_name="+")
    customer = models.ForeignKey("accounts.Customer", on_delete=models.PROTECT, related_name="problems")
    code = models.CharField(max_length=26, unique=True, default=random_code)
    title = models.CharField(max_length=200)
    effect = models.TextField()
    since = models.DateField()
    noticed_by = models.CharField(max_length=10, choices=NoticedBy)
    weight = models.CharField(max_length=10, choices=Weight)
    owner = models.ForeignKey("accounts.Membership", on_delete=models.PROTECT, related_name="+")
    outcome = models.ForeignKey("outcomes.Outcome", on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    commitment = models.ForeignKey(
        "scorecards.Commitment", on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    shared = models.BooleanField(default=True)
    said_on = models.DateField()
    recorded_at = models.DateTimeField(default=timezone.now)
    recorded_by = models.ForeignKey(
        "accounts.Membership", on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    stated_by = models.ForeignKey(
        "accounts.Stakeholder", on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    name = models.CharField(max_length=320)
    position = models.CharField(max_length=200, blank=True)
    demonstration = models.BooleanField(default=False)

    objects = ProblemQuerySet.as_manager()

    class Meta:
        ordering = ["-since", "-pk"]
        indexes = [models.Index(fields=["customer", "since"], name="problem_by_customer")]
        constraints = [
            models.CheckConstraint(
                condition=Q(recorded_by=None, stated_by__isnull=False) | Q(recorded_by__isnull=False, stated_by=None),
                name="problem_said_by_one_side",
            ),
            models.CheckConstraint(condition=Q(stated_by=None) | Q(shared=True), name="what_she_stated_she_sees"),
        ]

    def __str__(self) -> str:
        return self.title


class ProblemNotice(models.Model):
    """What was said of a problem at a moment: where it stands, in words, and when the next notice comes. Append-only.

    Solved is said with what was checked. Written while the problem was not shared, it stays with us.
    """

    class State(models.TextChoices):
        OPEN = "open", pgettext_lazy("state of a problem", "open")
        WORKING = "working", pgettext_lazy("state of a problem", "being worked on")
        WORKAROUND = "workaround", pgettext_lazy("state of a problem", "worked around, not solved")
        SOLVED = "solved", pgettext_lazy("state of a problem", "solved, as the supplier says")
        REOPENED = "reopened", pgettext_lazy("state of a problem", "open again")

    customer = models.ForeignKey("accounts.Customer", on_delete=models.PROTECT, related_name="+")
    problem = models.ForeignKey(Problem, on_delete=models.PROTECT, related_name="notices")
    state = models.CharField(max_length=10, choices=State)
    words = models.TextField()
    checked = models.TextField(blank=True)
    next_on = models.DateField(null=True, blank=True)
    shared = models.BooleanField()
    by = models.ForeignKey("accounts.Membership", on_delete=models.PROTECT, related_name="+")
    name = models.CharField(max_length=320)
    said_on = models.DateField()
    recorded_at = models.DateTimeField(default=timezone.now)

    objects = OfProblemQuerySet.as_manager()

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(condition=~Q(state="solved") | ~Q(checked=""), name="solved_says_what_was_checked"),
            models.CheckConstraint(
                condition=Q(state="solved", next_on=None) | (~Q(state="solved") & Q(next_on__isnull=False)),
                name="the_next_word_is_promised_until_solved",
            ),
        ]

    def __str__(self) -> str:
        return f"notice {self.pk}"


class ProblemCommitment(models.Model):
    """What was promised while a problem is being fixed, until when. Append-only: whether it was kept is said beside it."""

    customer = models.ForeignKey("accounts.Customer", on_delete=models.PROTECT, related_name="+")
    problem = models.ForeignKey(Problem, on_delete=models.PROTECT, related_name="commitments")
    words = models.CharField(max_length=500)
    due_on = models.DateField()
    shared = models.BooleanField()
    by = models.ForeignKey("accounts.Membership", on_delete=models.PROTECT, related_name="+")
    name = models.CharField(max_length=320)
    recorded_at = models.DateTimeField(default=timezone.now)

    objects = OfProblemQuerySet.as_manager()

    class Meta:
        ordering = ["due_on", "pk"]

    def __str__(self) -> str:
        return f"commitment {self.pk}"


class CommitmentResult(models.Model):
    """Whether a commitment was kept, on which day, in words. Append-only: a later one corrects, and both stay in view."""

    customer = models.ForeignKey("accounts.Customer", on_delete=models.PROTECT, related_name="+")
    commitment = models.ForeignKey(ProblemCommitment, on_delete=models.PROTECT, related_name="results")
    kept = models.BooleanField()
    on = models.DateField()
    words = models.CharField(max_length=500)
    by = models.ForeignKey("accounts.Membership", on_delete=models.PROTECT, related_name="+")
    name = models.CharField(max_length=320)
    recorded_at = models.DateTimeField(default=timezone.now)

    objects = ResultQuerySet.as_manager()

    class Meta:
        ordering = ["pk"]

    def __str__(self) -> str:
        return f"result {self.pk}"


class Resolution(models.Model):
    """Afterwards: what happened, sorry, and what will stop it happening again. Append-only: a later one supersedes."""

    customer = models.ForeignKey("accounts.Customer", on_delete=models.PROTECT, related_name="+")
    problem = models.ForeignKey(Problem, on_delete=models.PROTECT, related_name="resolutions")
    happened = models.TextField()
    sorry = models.TextField()
    prevention = models.TextField()
    shared = models.BooleanField()
    by = models.ForeignKey("accounts.Membership", on_delete=models.PROTECT, related_name="+")
    name = models.CharField(max_length=320)
    recorded_at = models.DateTimeField(default=timezone.now)

    objects = OfProblemQuerySet.as_manager()

    class Meta:
        ordering = ["pk"]

    def __str__(self) -> str:
        return f"resolution {self.pk}"


class ProblemAnswer(models.Model):
    """Whether it is solved for the customer, by her own act, to a notice that says so. Append-only: she may answer anew."""

    customer = models.ForeignKey("accounts.Customer", on_delete=models.PROTECT, related_name="+")
    problem = models.ForeignKey(Problem, on_delete=models.PROTECT, related_name="answers")
    notice = models.ForeignKey(ProblemNotice, on_delete=models.PROTECT, related_name="answers")
    solved = models.BooleanField()
    reason = models.TextField(blank=True)
    stakeholder = models.ForeignKey("accounts.Stakeholder", on_delete=models.PROTECT, related_name="+")
    name = models.CharField(max_length=200)
    position = models.CharField(max_length=200, blank=True)
    said_on = models.DateField()
    said_at = models.DateTimeField(default=timezone.now)
    demonstration = models.BooleanField(default=False)

    objects = CustomerOwnedQuerySet.as_manager()

    class Meta:
        ordering = ["pk"]
        constraints = [models.CheckConstraint(condition=Q(solved=True) | ~Q(reason=""), name="not_solved_has_a_reason")]

    def __str__(self) -> str:
        return f"answer {self.pk}"
