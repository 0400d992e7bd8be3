"""How many queries the pages of the customer's side cost: the same with one row and with three."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from outcomes.models import ValueEvent
from outcomes.services.ledger import confirm
from tests.cast import dimension_of, voice
from tests.factories import EvidenceFactory, SpendEntryFactory, TermsFactory
from tests.portal.conftest import Halden
from tests.reading import seen

PAGES = {
    "/portal/": 10,
    "/portal/claims/": 5,
    "/portal/claims/{claim}/": 9,
    "/portal/claims/{claim}/adjust/": 4,
    "/portal/claims/{claim}/dispute/": 4,
    "/portal/terms/{terms}/": 6,
    "/portal/terms/{terms}/decline/": 4,
    "/portal/spend/": 7,
    "/portal/shortfall/new/": 4,
}
ACTS = {
    "/portal/claims/{claim}/confirm/": {},
    "/portal/claims/{claim}/adjust/": {"amount": "100", "reason": "Less of it"},
    "/portal/claims/{claim}/dispute/": {"reason": "Not ours"},
    "/portal/terms/{terms}/agree/": {},
    "/portal/spend/confirm/": {"until": "2025-12-31"},
    "/portal/cost/new/": {
        "title": "Overtime",
        "amount": "100",
        "period_start": "2025-03-01",
        "period_end": "2025-03-31",
    },
}


def grow(halden: Halden, months: list[int]) -> None:
    """One more of everything for each month: spend, a decided claim, one that waits with evidence, a proposal."""
    for month in months:
        SpendEntryFactory(customer=halden.cast.halden, on=date(2025, month, 1))
        confirm(event=halden.claim(month, "1"), voice=voice(halden.cast.champion))
        waiting = halden.claim(month + 6, "2")
        waiting.evidence.add(EvidenceFactory(customer=halden.cast.halden))
        dimension = dimension_of(halden.cast.halden, name=f"Proposal {month}")
        TermsFactory(dimension=dimension, asked=halden.cast.champion)


def address(template: str, halden: Halden) -> str:
    claim = ValueEvent.objects.filter(customer=halden.cast.halden, state="stated").earliest("pk")
    proposal = halden.cast.halden.dimensions.get(name="Proposal 1").terms.get()
    return template.format(claim=claim.pk, terms=proposal.pk)


def queries(act: Callable[[], object]) -> int:
    with CaptureQueriesContext(
        connection,
    ) as seen:
        act()
    # Transactions of their own in the application, within the test's they are savepoints.
    return sum(1 for one in seen if not one["sql"].startswith(("SAVEPOINT", "RELEASE")))


@pytest.mark.parametrize("template", PAGES)
def test_page_costs_the_same_with_one_row_and_with_three(champion: Client, halden: Halden, template: str) -> None:
    grow(halden, [1])
    url = address(template, halden)
    champion.get(url)  # the session learns whom she acts for

    with_one = queries(lambda: champion.get(url))
    grow(halden, [2, 3])
    with_three = queries(lambda: champion.get(url))

    assert (with_one, with_three) == (PAGES[template], PAGES[template])
    assert with_three <= 10


@pytest.mark.parametrize("template", ACTS)
def test_act_stays_within_twenty_queries(champion: Client, halden: Halden, template: str) -> None:
    grow(halden, [1, 2, 3])
    url = address(template, halden)
    champion.get("/portal/")

    what, pk = url.strip("/").split("/")[1:3]
    read = {"claims": f"claim-{pk}", "spend": "spend-"}.get(what, f"{what}-{pk}")
    sent = {"token": "one"} | seen(read) | ACTS[template]
    assert queries(lambda: champion.post(url, sent)) <= 20


def test_page_is_light(champion: Client, halden: Halden) -> None:
    grow(halden, [1, 2, 3])

    assert len(champion.get("/portal/").content) < 60_000
