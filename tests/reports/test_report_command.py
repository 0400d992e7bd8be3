"""`manage.py report`: a document through the browser's own service; a pack of the period that is named."""

from __future__ import annotations

from datetime import date
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command

from reports import background, services
from reports.models import Report
from tests.cast import Cast, on_day
from tests.factories import ContractFactory
from tests.reports.cases import with_decided_claims

pytestmark = [pytest.mark.django_db, pytest.mark.both]


@pytest.fixture
def run(cast: Cast, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Any:
    """The command on 10 September 2026, for Halden Bank, whose contract began in March 2025; the worker is this process."""

    def worked(report: Report, *, seconds: float) -> None:
        assert services.render_report(report.pk)
        report.refresh_from_db()

    monkeypatch.setattr(background, "wait_for", worked)
    ContractFactory(customer=cast.halden, starts_on=date(2025, 3, 1), ends_on=date(2028, 2, 28))

    def run(*more: str) -> str:
        out = StringIO()
        with on_day(date(2026, 9, 10)):
            call_command("report", "--customer", "Halden Bank", "--out", str(tmp_path), *more, stdout=out)
        return out.getvalue().strip()

    return run


@pytest.mark.parametrize(
    ("given", "since", "until"),
    [
        (["--from", "2026-01-01", "--until", "2026-06-30"], "2026-01-01", "2026-06-30"),
        (["--period", "quarter"], "2026-04-01", "2026-06-30"),
        (["--period", "year"], "2025-01-01", "2025-12-31"),
        (["--from", "2026-07-01"], "2026-07-01", "2026-09-10"),
        ([], "2025-03-01", "2026-09-10"),
    ],
)
def test_a_pack_is_of_the_period_that_is_named(run: Any, given: list[str], since: str, until: str) -> None:
    path = run("--edition", "pack", "--format", "pptx", *given)
    made = Report.objects.get()
    assert made.asked == {"since": since, "until": until, "with_scope": False}
    assert made.snapshot.frozen()["period"] == {"start": since, "end": until}
    assert Path(path).read_bytes().startswith(b"PK")


def test_scope_is_in_it_where_it_was_asked_for(run: Any) -> None:
    run("--edition", "pack", "--format", "pptx", "--with-scope")
    assert Report.objects.get().snapshot.frozen()["scope"] is not None


def test_the_sheet_says_what_stands_that_day(run: Any, cast: Cast) -> None:
    with_decided_claims(cast)
    path = run("--edition", "sheet", "--format", "xlsx")
    assert Path(path).name == "sheet-halden-bank-1.xlsx" and Report.objects.get().snapshot.as_at == date(2026, 9, 10)


@pytest.mark.parametrize(
    ("given", "words"),
    [
        (["--edition", "pack", "--until", "2026-09-11"], "--until: This day is not over yet."),
        (["--edition", "pack", "--from", "2026-02-01", "--until", "2026-01-01"], "--until: The last day is before"),
        (["--edition", "pack", "--from", "1.2.2026"], "Write the day as 2026-10-31, not '1.2.2026'."),
        (
            ["--edition", "pack", "--period", "year", "--from", "2026-01-01", "--until", "2026-02-01"],
            "Give --period, or",
        ),
        (["--edition", "pack", "--format", "xlsx"], "There is no pack as xlsx, only as pdf or pptx."),
        (["--edition", "sheet", "--from", "2026-01-01"], "--from is for --edition pack: a sheet says what stands"),
        (["--with-scope"], "--with-scope is for --edition pack"),
    ],
)
def test_what_cannot_be_made_is_said_before_anything_is(run: Any, given: list[str], words: str) -> None:
    with pytest.raises(CommandError, match=words.replace("(", r"\(")):
        run(*given)
    assert not Report.objects.exists()
