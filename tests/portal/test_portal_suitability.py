"""Suitability and the supplier sheet as the customer reads them, and what she says to them."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime

import pytest
from django.test import Client

from accounts.models import Stakeholder
from reports.models import Report
from scorecards.models import Criterion, SuitabilityScore
from tests.factories import (
    CriteriaFactory,
    DeliveryRiskFactory,
    DirectionFactory,
    RiskUpdateFactory,
)
from tests.portal.conftest import Halden, words_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def criterion(halden: Halden) -> Criterion:
    """Of criteria that hold, for a direction that has changed since; and a risk that is shared beside one that is not."""
    cast = halden.cast
    before = DirectionFactory(customer=cast.halden, words="Instant payments", said_on=date(2024, 1, 15))
    criteria = CriteriaFactory(
        direction=before,
        asked=cast.champion,
        proposed_by=cast.account_manager,
        state="agreed",
        decided_by="Clara Meier",
        decided_at=datetime(2024, 2, 1, tzinfo=UTC),
        lines=["Speed"],
    )
    DirectionFactory(customer=cast.halden, words="Fewer branches", said_on=date(2024, 6, 1), supersedes=before)
    for words, shared in (("Two engineers know it", True), ("She leaves in May", False)):
        risk = DeliveryRiskFactory(customer=cast.halden, owner=cast.account_manager, words=words, shared=shared)
        RiskUpdateFactory(risk=risk)
    made: Criterion = criteria.lines.get()
    return made


def test_home_leads_to_both_pages(champion: Client) -> None:
    home = champion.get("/portal/").content.decode()
    assert 'href="/portal/suitability/"' in home and 'href="/portal/sheet/"' in home


def test_nothing_recorded_is_said_in_words(champion: Client) -> None:
    text = words_of(champion.get("/portal/suitability/"))
    assert "Where we are going is not recorded" in text and "that is not the same as zero" in text


def test_she_says_where_her_firm_is_going_and_both_sides_read_who_recorded_it(
    champion: Client, halden: Halden, criterion: Criterion
) -> None:
    page, typed = "/portal/direction/new/", {"words": "Two brands", "said_on": "2024-07-01", "source": ""}
    answer = champion.post(page, typed)
    assert answer.status_code == 422 and "Two brands" in answer.content.decode()
    champion.post(page, typed | {"source": "Board, June"})
    manager = Client()
    manager.force_login(halden.cast.account_manager.user)
    for client, url in (
        (champion, "/portal/suitability/"),
        (manager, f"/customers/{criterion.customer_id}/suitability/"),
    ):
        text = words_of(client.get(url))
        assert "Two brands Clara Meier, Head of Settlement, 1 July 2024. Board, June" in text
        assert "by Clara Meier in person." in text and "2 directions before" in text and "Fewer branches" in text
    assert "Their direction changed" in words_of(manager.get("/today/"))


def test_who_may_not_agree_is_not_asked_to_say_it(sign_in: Callable[[Stakeholder], Client], halden: Halden) -> None:
    clerk = sign_in(halden.cast.clerk)
    assert clerk.get("/portal/direction/new/").status_code == 403
    assert "/portal/direction/new/" not in clerk.get("/portal/suitability/").content.decode()


def test_she_scores_and_sees_both_sides_and_that_the_direction_changed(champion: Client, criterion: Criterion) -> None:
    answer = champion.post(f"/portal/criterion/{criterion.pk}/score/", {"score": "6", "reason": ""})
    assert answer.status_code == 422 and not SuitabilityScore.objects.exists()
    champion.post(f"/portal/criterion/{criterion.pk}/score/", {"score": "6", "reason": "It grows."})
    text = words_of(champion.get("/portal/suitability/"))
    assert "we say 6.0 of 10" in text and "It grows. Clara Meier" in text and "not scored" in text
    assert "agreed before your direction changed" in text and "Fewer branches" in text
    assert "Two engineers know it" in text and "She leaves in May" not in text


def test_the_sheet_is_ordered_in_both_formats(champion: Client, criterion: Criterion) -> None:
    customer = criterion.customer_id
    text = words_of(champion.get("/portal/sheet/"))
    assert "Two engineers know it" in text and "She leaves in May" not in text
    for kind in ("pdf", "xlsx"):
        for _time in range(2):
            champion.post(f"/customers/{customer}/sheet/{kind}/", {"request_key": f"{kind}-1"})
    made = Report.objects.order_by("pk").values_list("edition", "format", "number")
    assert list(made) == [("sheet", "pdf", 1), ("sheet", "xlsx", 2)]
