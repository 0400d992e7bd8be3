"""What was said to a reading over all of its corrections, by both sides: nothing of it goes when the figure changes."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from decimal import Decimal
from enum import StrEnum
from typing import Any

from django.db.models import Exists, F, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import JSONObject
from django.utils.translation import gettext as _

from accounts import notation
from accounts.contract_rows import JSONRows
from scorecards.models import CommitmentLevel, ReadingAnswer, ReadingReply
from scorecards.querysets import words_of_hers

# Of a step that is told by its day alone.
EPOCH = datetime.fromtimestamp(0, UTC)


class Kind(StrEnum):
    ACKNOWLEDGED = "acknowledged"
    CHALLENGED = "challenged"
    REPLIED = "replied"
    CORRECTED = "corrected"
    WITHDRAWN = "withdrawn"


OURS = {Kind.REPLIED, Kind.CORRECTED, Kind.WITHDRAWN}


@dataclass(frozen=True)
class Step:
    """Something that was said to a reading of a period, or done with it. `before` and `after` of a correction; None where there
    was no reading any more."""

    kind: Kind
    who: str
    position: str
    at: datetime
    words: str = ""
    before: Decimal | None = None
    after: Decimal | None = None
    pk: int = 0

    @property
    def named(self) -> str:
        return f"{self.who}, {self.position}".strip(", ")


@dataclass(frozen=True)
class Story:
    """All steps of a period, oldest first, and the word of the customer that stands at its newest reading.

    `answer` is "" where she has not answered. A challenge goes on standing over corrections, until she answers anew:
    `replied` says that we have answered it since, in words or by a correction.
    """

    steps: Sequence[Step] = ()
    stands: Step | None = None

    @property
    def answer(self) -> str:
        return str(self.stands.kind) if self.stands is not None else ""

    @property
    def replied(self) -> bool:
        return self.answer == Kind.CHALLENGED and any(
            one.kind in OURS for one in self.steps[self.steps.index(self.stands) :]
        )

    @property
    def waits(self) -> bool:
        """It waits for her word: she has said nothing, or we have answered what she said."""
        return not self.answer or self.replied

    @property
    def told(self) -> Sequence[Step]:
        """What a page has to tell beside the answer that stands: empty where there is no more to it."""
        return () if not self.steps or [*self.steps] == [self.stands] else self.steps


def with_stories(readings: QuerySet[Any]) -> list[Any]:
    """The newest of each period, withdrawn ones included, each with its `story`; one query, superseded ones read along."""
    every = {
        one.pk: one
        for one in readings.select_related("recorded_by__user")
        .annotate(answers_told=_told(ReadingAnswer, kind="kind"), replies_told=_told(ReadingReply))
        .order_by("period_start", "pk")
    }
    later = {one.supersedes_id for one in every.values()}
    standing = [one for one in every.values() if one.pk not in later]
    for one in standing:
        chain = [one]
        while (before := every.get(chain[0].supersedes_id)) is not None:
            chain.insert(0, before)
        one.story = _story(chain)
    return standing


def waiting(readings: QuerySet[Any]) -> QuerySet[Any]:
    """Of these readings those that wait for the customer's word, as `Story.waits` says it, in the database."""
    last = words_of_hers()
    replies = ReadingReply.objects.filter(reading=OuterRef("pk"), said_at__gte=OuterRef("last_said"))
    promised = CommitmentLevel.objects.filter(commitment=OuterRef("commitment"), since__lte=OuterRef("period_start"))
    unanswered = Q(last_of=None) | Q(last_of__lt=F("pk"))
    to_answer = Q(withdrawn=False) | Q(last_kind=ReadingAnswer.Kind.CHALLENGED)
    found = readings.filter(Exists(promised), superseded_by=None, commitment__withdrawn_at=None)
    return found.annotate(
        last_of=Subquery(last.values("reading")[:1]),
        last_kind=Subquery(last.values("kind")[:1]),
        last_said=Subquery(last.values("said_at")[:1]),
    ).filter(unanswered & to_answer | Q(Exists(replies), last_kind=ReadingAnswer.Kind.CHALLENGED))


def _told(model: type[Any], **more: Any) -> Subquery:
    columns = {"pk": "pk", "who": "name", "position": "position", "at": "said_at", **more}
    columns["words"] = "reason" if model is ReadingAnswer else "words"
    rows = model._default_manager.filter(reading=OuterRef("pk")).order_by().values("reading")
    return Subquery(rows.annotate(told=JSONRows(JSONObject(**columns))).values("told"))


def _story(chain: Sequence[Any]) -> Story:
    """Of the readings of one period, each correcting the one before, oldest first."""
    steps: list[Step] = []
    stands: Step | None = None
    for before, reading in zip([None, *chain], chain, strict=False):
        if before is not None:
            steps.append(_correction(before, reading))
        said = [*_steps(reading.answers_told), *_steps(reading.replies_told)]
        steps += sorted(said, key=lambda one: (one.at, one.kind == Kind.REPLIED, one.pk))
        answers = [one for one in said if one.kind != Kind.REPLIED]
        if answers:
            stands = max(answers, key=lambda one: (one.at, one.pk))
        elif stands is not None and stands.kind == Kind.ACKNOWLEDGED:
            stands = None  # what she acknowledged was another figure
    return Story(steps, stands)


def _correction(before: Any, reading: Any) -> Step:
    who = str(reading.recorded_by.user) if reading.recorded_by is not None else ""
    kind, after = (Kind.WITHDRAWN, None) if reading.withdrawn else (Kind.CORRECTED, reading.value)
    was = None if before.withdrawn else before.value
    return Step(kind, who, "", reading.recorded_at, reading.reason, before=was, after=after, pk=reading.pk)


def _steps(told: Any) -> list[Step]:
    rows = [json.loads(one) if isinstance(one, str) else one for one in told or ()]
    return [
        Step(
            Kind(row.get("kind", Kind.REPLIED)), row["who"], row["position"], _instant(row["at"]), row["words"],
            pk=row["pk"],
        )
        for row in rows
    ]  # fmt: skip


def _instant(text: str) -> datetime:
    found = datetime.fromisoformat(text)
    return found if found.tzinfo is not None else found.replace(tzinfo=UTC)


# --- In words ---------------------------------------------------------------------------------------------------------
def step_words(step: Step, unit: str, day: str) -> str:
    """One step as a sentence without its quotation; `day` is its day as it is printed."""
    said = {"who": step.who, "day": day}
    if step.kind in {Kind.CORRECTED, Kind.WITHDRAWN}:
        return _corrected_words(step, unit, said)
    return {
        Kind.ACKNOWLEDGED: _("%(who)s acknowledged it on %(day)s"),
        Kind.CHALLENGED: _("%(who)s challenged it on %(day)s"),
        Kind.REPLIED: _("%(who)s answered on %(day)s"),
    }[step.kind] % said


def _corrected_words(step: Step, unit: str, said: dict[str, str]) -> str:
    said |= {
        "before": "" if step.before is None else notation.measured(step.before, unit),
        "after": "" if step.after is None else notation.measured(step.after, unit),
    }
    if step.after is None:
        words = (
            _("was %(before)s, withdrawn on %(day)s by %(who)s")
            if said["who"]
            else _("was %(before)s, withdrawn on %(day)s")
        )
    elif step.before is None:
        words = (
            _("read anew as %(after)s on %(day)s by %(who)s") if said["who"] else _("read anew as %(after)s on %(day)s")
        )
    elif step.before == step.after:
        words = (
            _("was %(before)s, written anew on %(day)s by %(who)s")
            if said["who"]
            else _("was %(before)s, written anew on %(day)s")
        )
    elif said["who"]:
        words = _("was %(before)s, corrected to %(after)s on %(day)s by %(who)s")
    else:
        words = _("was %(before)s, corrected to %(after)s on %(day)s")
    return words % said


def step_sentence(step: Step, unit: str, day: str) -> str:
    """ "was 99.6 %, corrected to 99.4 % on 5 October 2026 by Jonas Brandt, because “One outage was missing.”"."""
    words = step_words(step, unit, day)
    if not step.words:
        return words
    joined = (
        _("%(what)s, because “%(words)s”")
        if step.kind in {Kind.CORRECTED, Kind.WITHDRAWN}
        else _("%(what)s: “%(words)s”")
    )
    return joined % {"what": words, "words": step.words}
