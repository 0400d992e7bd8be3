"""A dispute stands in the document with its reason, its answer, and how it was settled."""

import re
from datetime import date

import pytest

from outcomes.services import ledger
from outcomes.services.answers import answer_dispute
from reports.document import html
from reports.document.register import register_csv
from reports.document.versions import brought_up
from reports.services import request_report
from tests.cast import Cast, actor, agreed, dimension_of, reading, stated, voice

from . import document_figures as samples


def words(markup: str) -> str:
    return re.sub(r"[\s\u00a0\u202f]+", " ", re.sub(r"<[^>]*>", " ", markup)).replace(" ,", ",").replace(" ;", ";")


def sections(markup: str) -> dict[str, str]:
    """The text of the sections by their id, from each to the next."""
    parts = re.split(r'id="(after-answer|badly|below|people|register)"', markup)
    return {name: words(text) for name, text in zip(parts[1::2], parts[2::2], strict=True)}


def test_a_dispute_stands_with_its_reason_and_its_answer_wherever_the_claim_does() -> None:
    said = sections(html(samples.answered(), "en"))

    assert (
        "Castor counts 96 h Jens Hellwig, 14 Oct 2026 Answer: “The outage of March falls into it.”; 1 file added as evidence"
        in said["badly"]
    )
    assert "Tomasz Brandt of Arvenly, 13 Oct 2026" in said["badly"]
    assert "disputed by Jens Hellwig : Castor counts 96 h; answered by Tomasz Brandt, 13 Oct 2026" in said["below"]
    assert "answered by Tomasz Brandt, 13 Oct 2026" in said["after-answer"]
    assert "answered by Tomasz Brandt, 13 Oct 2026" in said["register"]


def test_a_claim_that_was_confirmed_after_the_answer_says_so() -> None:
    badly = sections(html(samples.answered(), "en"))["badly"]

    settled = badly[badly.index("The mill stood for two weeks.") :]
    for step in (
        "“It stood for one.”",
        "disputed again: The log has three weeks.",
        "Answer: 2 files added as evidence",
    ):
        assert step in settled
    assert "confirmed after the answer: The log was of another mill." in settled
    assert "Open ones first, then those that were settled." in badly


def test_a_dispute_without_an_answer_says_so_and_older_figures_that_they_do_not_know() -> None:
    now, before = samples.rich(), samples.rich()
    before["version"] = 4
    for event in before["events"]:
        del event["answers"]

    assert "not answered" in sections(html(now, "en"))["badly"]
    assert "answer: not stated" in sections(html(before, "en"))["badly"]
    assert brought_up(before)["events"][0]["answers"] is None


def test_the_attached_register_has_a_row_for_each_answer() -> None:
    rows = register_csv(samples.answered()).decode("utf-8-sig").splitlines()  # type: ignore[arg-type]

    assert sum(",answered,Tomasz Brandt," in row for row in rows) == 3
    assert {row.count(",") for row in rows if "answered" in row} == {rows[0].count(",")}


@pytest.mark.django_db
def test_answers_are_frozen_with_the_claim(cast: Cast) -> None:
    dimension = dimension_of(cast.halden)
    agreed(dimension, by=cast.champion)
    gain = stated(reading(dimension, date(2025, 1, 1), "1"), by=cast.account_manager)
    ledger.dispute(event=gain, voice=voice(cast.champion), reason="Half of it was ours.")
    answer_dispute(event=gain, actor=actor(cast.account_manager), words="The clean-up ended\nin May.")
    report = request_report(customer=cast.halden, requested_by=None, locale="en")

    [event] = report.snapshot.frozen()["events"]
    [answer] = event["answers"]
    assert (answer["words"], answer["files"], answer["name"]) == (
        "The clean-up ended in May.",
        0,
        str(cast.account_manager.user),
    )
    assert answer["dispute"] == event["decisions"][-1]["seq"]
