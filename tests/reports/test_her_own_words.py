"""In the document: a promise that was not kept and has no amount, and a change of mind."""

from __future__ import annotations

from io import BytesIO

import pytest
from pypdf import PdfReader

from outcomes.models import Decision, ValueEvent
from outcomes.services import ledger
from reports import document
from reports.services import frozen_figures, request_report
from tests.cast import Cast, voice
from tests.reports.cases import JANUARY, MARCH, with_decided_claims

pytestmark = pytest.mark.django_db


def test_document_prints_a_promise_not_kept_and_a_change_of_mind(cast: Cast) -> None:
    with_decided_claims(cast)
    hers = voice(cast.champion)
    ledger.state_cost(
        customer=cast.halden,
        voice=hers,
        title="Promise not kept: answers within a day",
        amount_minor=None,
        period_start=JANUARY,
        period_end=MARCH,
    )
    event = ValueEvent.objects.get(title="Close of January")
    stands = Decision.objects.filter(event=event).latest("seq")
    ledger.adjust(event=event, voice=hers, amount_minor=100_000, reason="I looked again.", replaces=stands.seq)

    report = request_report(customer=cast.halden, requested_by=None, locale="en")
    figures = frozen_figures(report.snapshot)
    promise = next(one for one in figures["events"] if one["title"].startswith("Promise"))
    assert (promise["kind"], promise["counts"]) == ("shortfall", None)

    pages = PdfReader(BytesIO(document.render(figures, locale="en"))).pages
    text = " ".join(" ".join(page.extract_text() for page in pages).split())
    assert "Promise not kept: answers within a day" in text
    assert "I looked again." in text and "1,000.00" in text
