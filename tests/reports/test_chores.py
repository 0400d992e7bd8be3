"""What the clock asks for: nothing of it stops mail and documents, and no supplier stops another."""

from __future__ import annotations

import threading

import pytest

from accounts.models import Supplier
from reports import dispatcher
from tests.factories import SupplierFactory


@pytest.mark.django_db
def test_chore_that_fails_for_one_supplier_is_done_for_the_others(monkeypatch: pytest.MonkeyPatch) -> None:
    first, second = SupplierFactory(), SupplierFactory()
    done: list[Supplier] = []

    def state(*, supplier: Supplier) -> None:
        if supplier == first:
            raise ValueError("a bad row")
        done.append(supplier)

    def break_down() -> None:
        raise OSError("no such bucket")

    monkeypatch.setattr(dispatcher, "remove_old_files", break_down)
    monkeypatch.setattr(dispatcher, "state_overdue_shortfalls", state)
    dispatcher.do_chores()
    assert done == [second]


@pytest.mark.django_db
def test_dispatching_goes_on_while_chores_take_their_time(monkeypatch: pytest.MonkeyPatch) -> None:
    rounds, begun, go_on = [], threading.Event(), threading.Event()

    def linger() -> None:
        begun.set()
        go_on.wait(10)
        raise ValueError("and then it fails")

    def dispatch() -> None:
        rounds.append(1)
        if len(rounds) == 3:
            assert begun.wait(10)
            go_on.set()

    monkeypatch.setattr(dispatcher, "do_chores", linger)
    monkeypatch.setattr(dispatcher, "dispatch_once", dispatch)
    monkeypatch.setattr(dispatcher, "beat", lambda: None)
    monkeypatch.setattr("django.conf.settings.DISPATCH_INTERVAL_SECONDS", 0.01)
    dispatcher.run(stopped=lambda: len(rounds) > 4)
    assert go_on.is_set()
