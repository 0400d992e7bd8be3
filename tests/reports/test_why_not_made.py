"""Why a document was not made is kept as a code with what it is about, and said to whoever reads it."""

from __future__ import annotations

from types import SimpleNamespace

import pytest

from reports import document, editions, services
from reports.models import Damaged, Report
from reports.sheet import NoRoom
from tests.cast import Cast
from tests.factories import ReportFactory

CASES = [
    (document.MissingGlyph("김민"), "glyph", "No font here can print these characters: 김 민", Report.State.FAILED),
    (document.Inconsistent("net: 1 is stated, the parts give 2."), "sums", "would not add up", Report.State.FAILED),
    (Damaged("Snapshot 7 is damaged."), "damaged", "not those that were frozen", Report.State.FAILED),
    (NoRoom("The sheet does not fit on one page."), "no_room", "does not fit on its one page", Report.State.FAILED),
    (
        ValueError("These figures are of version 99."),
        "unreadable",
        "cannot read its frozen figures",
        Report.State.FAILED,
    ),
    (OSError("disk full"), "broke", "broke off each time", Report.State.WAITING),
]


@pytest.mark.parametrize(("error", "code", "words", "state"), CASES, ids=[case[1] for case in CASES])
def test_reason_is_a_code_and_its_words_hold_nothing_of_the_machine(
    cast: Cast, monkeypatch: pytest.MonkeyPatch, error: Exception, code: str, words: str, state: str
) -> None:
    def render(*_figures: object, **_locale: object) -> bytes:
        raise error

    monkeypatch.setattr(editions, "format_of", lambda report: SimpleNamespace(render=render))
    monkeypatch.setattr("reports.models.Snapshot.frozen", lambda self: {})
    report = ReportFactory(snapshot__customer=cast.halden)
    with pytest.raises(type(error)):
        services.render_report(report.pk)
    report.refresh_from_db()
    assert (report.state, report.last_error.partition(":")[0]) == (state, code)
    assert words in report.reason
    assert code == "glyph" or str(error.args[0]) not in report.reason


@pytest.mark.parametrize(
    "kept", ["value: 3 is stated, the parts give 2.", "No font of the document has: 김", "OSError"]
)
def test_what_was_kept_as_words_stands_as_it_was_said(kept: str) -> None:
    assert Report(last_error=kept).reason == kept
