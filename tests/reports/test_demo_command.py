"""manage.py demo: what it refuses, and what it says about data that has grown old."""

from __future__ import annotations

import io
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
import time_machine
from django.core.files.storage import default_storage
from django.core.management import CommandError, call_command
from django.utils import timezone
from django.utils.functional import empty

from accounts.models import Supplier
from reports import demonstration
from reports.demonstration import desk
from reports.management.commands.demo import Command
from reports.models import FileImport, Report
from tests.conftest import ENGINE
from tests.factories import SupplierFactory


@pytest.mark.django_db
def test_demo_of_a_day_to_come_is_refused(tmp_path: Path) -> None:
    with pytest.raises(CommandError, match="future"):
        call_command("demo", once=True, out=tmp_path, today=timezone.localdate() + timedelta(days=3))


def test_demo_is_refused_in_production(settings: Any) -> None:
    settings.PRODUCTION = True
    with pytest.raises(CommandError, match="production"):
        call_command("demo")


@pytest.mark.django_db
def test_fresh_never_removes_a_real_supplier() -> None:
    supplier = SupplierFactory(is_demonstration=False)
    with pytest.raises(CommandError, match=r"no demonstration|Name an empty database"):
        Command()._start_over()
    assert Supplier.objects.filter(pk=supplier.pk).exists()


@pytest.mark.both
def test_fresh_removes_a_demonstration_in_a_file(committed_db: object, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(default_storage, "_wrapped", empty)  # as in a process that has not touched a file yet
    SupplierFactory(is_demonstration=True)
    if ENGINE == "postgresql":
        with pytest.raises(CommandError, match="Name an empty database"):
            Command()._start_over()
    else:
        Command()._start_over()
    assert Supplier.objects.exists() is (ENGINE == "postgresql")


@pytest.mark.django_db
def test_the_desk_has_two_ordered_documents_and_a_finished_import() -> None:
    with time_machine.travel(date(2026, 3, 2)):
        desk.lay(demonstration.load(only_by_hand=True))

    assert list(Report.objects.order_by("pk").values_list("customer__name", "locale", "state")) == [
        ("Halden Bank AG", "en", "waiting"),
        ("Ostvik Pensjonskasse", "de", "waiting"),
    ]
    brought = FileImport.objects.get()
    assert (brought.stage, brought.changed, brought.created, brought.refused) == ("written", 6, 0, 0)


@pytest.mark.django_db
def test_demo_says_when_its_data_is_old() -> None:
    said = {}
    with time_machine.travel(date(2026, 3, 2)):
        demonstration.load(only_by_hand=True)
    for day in (date(2026, 3, 2), date(2026, 3, 6)):
        command = Command(stdout=io.StringIO())
        with time_machine.travel(day):
            command._load(None)
        said[day.day] = command.stdout.getvalue()  # type: ignore[attr-defined]
    assert said[2] == ""
    assert "make demo FRESH=1" in said[6]
