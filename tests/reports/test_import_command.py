"""`manage.py import`: the same service as in the browser, so that it stands in the history too."""

from __future__ import annotations

from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from accounts.models import Contract
from outcomes.models import SpendEntry
from reports.models import FileImport
from tests.cast import Cast

pytestmark = [pytest.mark.django_db, pytest.mark.both]


def run(kind: str, path: Path, cast: Cast, *more: str, person: str = "account_manager") -> str:
    out = StringIO()
    member = getattr(cast, person)
    who = ["--supplier", member.supplier.name, "--as", member.user.email]
    call_command("import", kind, str(path), *who, *more, stdout=out, stderr=StringIO())
    return out.getvalue().strip()


@pytest.fixture
def german(tmp_path: Path) -> Path:
    path = tmp_path / "vertraege.csv"
    path.write_bytes("Vertrag;Beginn;Wert\nLizenz für Zürich;01.02.2025;1.200,50\n".encode("cp1252"))
    return path


MAPPED = ("--map", "name=Vertrag", "--map", "starts_on=Beginn", "--map", "value=Wert", "--set", "customer=Halden Bank")


def test_mapped_file_is_written_and_stands_in_the_history(cast: Cast, german: Path) -> None:
    said = run("contracts", german, cast, *MAPPED, "--locale", "de", "--dates", "dmy")
    assert said == "1 created, 0 changed, 0 superseded, 0 unchanged"
    made = Contract.objects.get()
    assert (made.name, made.value_minor) == ("Lizenz für Zürich", 120_050)
    sent = FileImport.objects.get()
    assert (sent.stage, sent.filename, sent.by) == ("written", "vertraege.csv", cast.account_manager)


def test_dry_run_writes_nothing_at_all(cast: Cast, german: Path) -> None:
    said = run("contracts", german, cast, *MAPPED, "--locale", "de", "--dates", "dmy", "--dry-run")
    assert said == "Would be: 1 created, 0 changed, 0 superseded, 0 unchanged. Nothing was written."
    assert not Contract.objects.exists() and not FileImport.objects.exists()


def test_second_run_changes_nothing_and_says_so(cast: Cast, german: Path) -> None:
    for expected in (
        "1 created, 0 changed, 0 superseded, 0 unchanged",
        "0 created, 0 changed, 0 superseded, 1 unchanged",
    ):
        assert run("contracts", german, cast, *MAPPED, "--locale", "de", "--dates", "dmy") == expected
    assert Contract.objects.count() == 1


def test_contributor_may_not_import_spend(cast: Cast, tmp_path: Path) -> None:
    path = tmp_path / "spend.csv"
    path.write_text("external_id,customer,on,kind,amount,source\nINV-1,Halden Bank,2025-01-31,service,5,Invoice\n")
    with pytest.raises(CommandError, match="may not import spend"):
        run("spend", path, cast, person="contributor")
    assert not SpendEntry.objects.exists()


@pytest.mark.parametrize("option", ["--map", "--set"])
@pytest.mark.parametrize("pair", ["nonsense=Vertrag", "name"])
def test_pair_that_names_no_column_of_ours_is_refused(cast: Cast, german: Path, option: str, pair: str) -> None:
    with pytest.raises(CommandError, match="OURS is one of customer, name"):
        run("contracts", german, cast, option, pair)
