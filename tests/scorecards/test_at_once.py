"""Two at the same moment: whoever waited finds what the other one left."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from decimal import Decimal
from typing import Any

import pytest
from django.db import transaction

from accounts.models import Supplier
from scorecards.models import BenchmarkTemplate, Question, ScopeChange
from scorecards.services.questions import default_template
from scorecards.services.scope import draft_change
from tests.cast import Cast, actor
from tests.factories import StakeholderFactory
from tests.scorecards.test_scope import drafted
from tests.threads import at_once

pytestmark = pytest.mark.both


def test_a_draft_is_saved_while_a_colleague_names_another_person(committed_db: Any, cast: Cast) -> None:
    change = drafted(cast)
    another = StakeholderFactory(customer=cast.halden, may_agree=True)

    @contextmanager
    def colleague() -> Iterator[None]:
        with transaction.atomic():
            ScopeChange.objects.select_for_update().get(pk=change.pk)
            ScopeChange.objects.filter(pk=change.pk).update(asked=another)
            yield

    saved = at_once(
        colleague(),
        lambda: draft_change(
            actor=actor(cast.account_manager), contract=change.contract, asked=cast.champion, change=change,
            function=change.function, unit=change.unit, words="Fewer come in.", since=change.since, rhythm="month",
            planned=Decimal(80), price_minor=1, settles_minor=None, settles_until=None,
        ),
    )  # fmt: skip
    assert saved == [change]
    change.refresh_from_db()
    assert (change.words, change.asked) == ("Fewer come in.", cast.champion)


def test_two_who_take_the_questions_over_get_the_same(committed_db: Any, cast: Cast) -> None:
    @contextmanager
    def supplier() -> Iterator[None]:
        with transaction.atomic():
            Supplier.objects.select_for_update(no_key=True).get(pk=cast.nordwerk.pk)
            yield

    made = at_once(supplier(), *[lambda: default_template(cast.nordwerk)] * 2)
    assert made == [BenchmarkTemplate.objects.get()] * 2 and Question.objects.count() == 16


def test_questions_that_could_not_be_written_leave_no_template(
    database: None, cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    def dies(*given: Any) -> None:
        raise RuntimeError

    monkeypatch.setattr(Question.objects, "bulk_create", dies)
    with pytest.raises(RuntimeError):
        default_template(cast.nordwerk)
    assert not BenchmarkTemplate.objects.exists()
