"""The frozen figures are those of the ledger: each sum, each person, each word for what nobody stated."""

from __future__ import annotations

import base64
import hashlib
import zlib
from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.core.files.base import ContentFile
from django.utils import timezone

from outcomes.models import CustomerTotal
from outcomes.services import ledger, records
from outcomes.services.voice import of_paper
from reports import document
from reports.document.soundness import check
from reports.models import Report, Snapshot
from reports.services import request_report
from tests.cast import Cast, agreed, dimension_of, reading, stated, voice
from tests.factories import (
    CommitmentFactory,
    CommitmentLevelFactory,
    PerformanceReadingFactory,
    ReadingAnswerFactory,
    ReportFactory,
)
from tests.outcomes.ledger_cases import evidence
from tests.reports.cases import with_decided_claims
from tests.reports.document_figures import PNG

pytestmark = [pytest.mark.django_db]


def frozen(cast: Cast, **how: object) -> dict:
    report = request_report(customer=cast.halden, requested_by=None, locale="en", **how)
    return report.snapshot.frozen()


def test_answer_states_exactly_the_decided_figures(cast: Cast) -> None:
    with_decided_claims(cast)
    answer = frozen(cast)["answer"]
    assert answer["spent"] == 950_000
    assert (answer["confirmed"], answer["confirmed_count"]) == (2_784_000 + 2_000_000, 2)
    assert (answer["shortfall"], answer["shortfall_not_agreed"]) == (192_000, 192_000)
    assert answer["value"] == 4_784_000 - 192_000
    assert answer["net"] == answer["value"] - 950_000
    assert answer["refused"] == 688_000
    assert answer["ratio"] == {"state": "ratio", "value": "4.8337"}


def test_parts_add_up_and_equal_the_running_totals(cast: Cast) -> None:
    with_decided_claims(cast)
    figures = frozen(cast)
    check(figures)
    total = CustomerTotal.objects.get(customer=cast.halden)
    answer, below = figures["answer"], figures["below"]
    assert (total.spend, total.confirmed, total.shortfall) == (
        answer["spent"],
        answer["confirmed"],
        answer["shortfall"],
    )
    assert (total.undecided, total.disputed) == (below["undecided"]["amount"], below["disputed"]["amount"])


def test_people_carry_their_ties_and_share(cast: Cast) -> None:
    with_decided_claims(cast)
    figures = frozen(cast)
    first, second = figures["people"]
    assert (first["name"], first["gains"], first["share"]) == ("Clara Meier", 2_784_000, "0.5819")
    assert {tie["tie"] for tie in first["ties"]} == {"chose_supplier", "agreed_terms"}
    assert {tie["tie"] for tie in second["ties"]} == {"owns_budget"}
    assert figures["facts"]["finance"]["share"] == "0.4181"
    assert figures["facts"]["largest_person"] == "0.5819"


def test_who_left_is_said_to_have_left(cast: Cast) -> None:
    with_decided_claims(cast)
    cast.champion.until = date(2025, 6, 30)
    cast.champion.save()
    figures = frozen(cast)
    assert {"tie": "left", "on": "2025-06-30"} in figures["people"][0]["ties"]
    assert figures["facts"]["left"] == "0.5819"


def test_whoever_leaves_later_is_there_to_be_asked(cast: Cast) -> None:
    with_decided_claims(cast)
    cast.champion.until = timezone.localdate() + timedelta(days=90)
    cast.champion.save()
    assert ("customer", "Clara Meier") in {(one["side"], one["name"]) for one in frozen(cast)["contacts"]}


def test_restatement_that_waits_counts_with_the_lower_figure(cast: Cast) -> None:
    dimension = with_decided_claims(cast)
    event = dimension.events.get(state="confirmed")
    old = event.lines.get().measurement
    records.record_measurement(
        dimension=dimension,
        period_start=old.period_start,
        period_end=old.period_end,
        value=old.value + 10,
        source=old.source,
        by=cast.account_manager,
        supersedes=old,
        reason="Two ledgers were missing.",
    )
    ledger.restate(event=event, voice=voice(cast.account_manager), reason="Two ledgers were missing.")
    figures = frozen(cast)
    check(figures)
    assert figures["answer"]["confirmed"] == 19 * 96_000 + 2_000_000
    assert CustomerTotal.objects.get(customer=cast.halden).confirmed == figures["answer"]["confirmed"]


def test_nothing_agreed_says_that_nothing_can_be_claimed(cast: Cast) -> None:
    records.record_spend(
        customer=cast.halden, on=date(2025, 1, 1), kind="service", amount_minor=100, source="Invoice", by=None
    )
    figures = frozen(cast)
    assert figures["answer"]["state"] == "no_baseline"
    assert figures["answer"]["ratio"] == {"state": "not_monetised", "value": None}


def test_spend_confirmed_by_the_customer_says_by_whom(cast: Cast) -> None:
    with_decided_claims(cast)
    ledger.confirm_spend(customer=cast.halden, voice=voice(cast.cfo), until=date(2025, 2, 1))
    spend = frozen(cast)["spend"]
    assert (spend["confirmed_until"], spend["confirmed_by"]) == ("2025-01-01", "Felix Anders")
    assert [row["confirmed"] is not None for row in spend["rows"]] == [True, False]
    assert spend["internal_cost_stated"] is False


def test_commitments_are_frozen_with_every_miss_and_what_was_said_to_it(cast: Cast) -> None:
    assert frozen(cast)["commitments"] is None
    commitment = CommitmentFactory(customer=cast.halden, name="Tickets answered", unit="%")
    CommitmentLevelFactory(commitment=commitment, since=date(2025, 1, 1), target=Decimal(80))
    CommitmentLevelFactory(commitment=commitment, since=date(2025, 3, 1), target=Decimal(90))
    for month, value in ((1, "80"), (2, "79.50"), (3, "85")):
        read = PerformanceReadingFactory(
            commitment=commitment,
            period_start=date(2025, month, 1),
            period_end=date(2025, month, 28),
            value=Decimal(value),
        )
        if month == 2:
            ReadingAnswerFactory(reading=read, stakeholder=cast.champion)

    [row] = frozen(cast)["commitments"]

    assert (row["met"], row["missed"], row["target"]) == (1, 2, "90")
    february, march = row["misses"]
    assert (february["reached"], february["target"], february["answer"]) == ("79.5", "80", "acknowledged")
    assert (march["target"], march["answer"], march["by"]) == ("90", None, None)
    assert row["no_data"] >= 8  # the months of the year since


def test_private_words_about_people_are_not_frozen(cast: Cast) -> None:
    with_decided_claims(cast)
    cast.champion.internal_note = cast.halden.internal_note = "zq-private-words"
    cast.champion.save()
    cast.halden.save()
    request_report(customer=cast.halden, requested_by=None, locale="en")
    assert b"zq-private-words" not in zlib.decompress(bytes(Snapshot.objects.get().figures))


def test_same_request_twice_is_one_document(cast: Cast) -> None:
    with_decided_claims(cast)
    first = request_report(customer=cast.halden, requested_by=None, locale="en", request_key="k1")
    assert request_report(customer=cast.halden, requested_by=None, locale="en", request_key="k1") == first
    assert Snapshot.objects.count() == 1


def test_one_page_orders_several_kinds(cast: Cast) -> None:
    with_decided_claims(cast)
    for edition in ("pvd", "sheet"):
        report = request_report(customer=cast.halden, requested_by=None, locale="en", request_key="k1", edition=edition)
        assert report.edition == edition


def test_words_are_frozen_in_the_language_of_the_document(cast: Cast) -> None:
    with_decided_claims(cast)
    report = request_report(customer=cast.halden, requested_by=None, locale="de")
    terms = report.snapshot.frozen()["outcomes"][0]["dimensions"][0]["terms"][0]
    assert terms["baseline"]["supplied_by"] == "der Kunde"


def test_changed_snapshot_is_refused(cast: Cast) -> None:
    with_decided_claims(cast)
    snapshot = request_report(customer=cast.halden, requested_by=None, locale="en").snapshot
    snapshot.figures = zlib.compress(zlib.decompress(bytes(snapshot.figures)).replace(b"2784000", b"2784001"))
    with pytest.raises(ValueError, match="digest"):
        snapshot.frozen()


def test_figures_digest_is_the_one_the_document_prints(cast: Cast) -> None:
    with_decided_claims(cast)
    report = request_report(customer=cast.halden, requested_by=None, locale="en")
    assert document.digest(report.snapshot.frozen()) == report.snapshot.digest


def test_readings_of_the_baseline_are_not_among_those_since_the_agreement(cast: Cast) -> None:
    dimension = with_decided_claims(cast)
    reading(dimension, date(2024, 12, 1), "30")  # the terms were agreed on its last day
    (shown,) = frozen(cast)["outcomes"][0]["dimensions"]
    assert [one["period"]["start"] for one in shown["readings"]] == [f"2025-0{month}-01" for month in range(1, 6)]


def test_a_target_is_met_since_the_first_of_the_last_readings_that_meet_it(cast: Cast) -> None:
    """Met in January, not in February, met since March: the last reading is adjusted, and nobody has agreed to it."""
    dimension = dimension_of(cast.halden)
    agreed(dimension, by=cast.champion, baseline=Decimal(30), target=Decimal(3))
    for month, value in ((1, "2"), (2, "9"), (3, "3"), (4, "1")):
        event = stated(reading(dimension, date(2025, month, 1), value), by=cast.account_manager)
        ledger.confirm(event=event, voice=voice(cast.champion))
    event = stated(reading(dimension, date(2025, 5, 1), "0"), by=cast.account_manager)
    ledger.adjust(event=event, voice=voice(cast.champion), amount_minor=1, reason="The ledger says more.")

    (shown,) = frozen(cast)["outcomes"][0]["dimensions"]
    assert (shown["target_met"], shown["actual"]["value"]) == (True, "1")
    assert (shown["target_met_since"]["start"], shown["target_met_on"]["start"]) == ("2025-03-01", "2025-04-01")


# --- Who says so ------------------------------------------------------------------------------------------------------
def test_what_finance_signed_off_counts_as_reviewed(cast: Cast) -> None:
    with_decided_claims(cast)
    ledger.sign_off_period(customer=cast.halden, voice=voice(cast.cfo), start=date(2025, 1, 1), end=date(2025, 3, 31))
    figures = frozen(cast)
    (signed,) = figures["facts"]["finance"]["sign_offs"]
    assert (signed["name"], signed["spent"], signed["value"]) == ("Felix Anders", 950_000, 4_784_000)
    assert figures["facts"]["finance"]["share"] == "1"
    assert {event["number"]: event["reviewed"] for event in figures["events"]}[1] is True


def test_what_was_decided_after_the_sign_off_is_not_reviewed(cast: Cast) -> None:
    dimension = with_decided_claims(cast)
    ledger.sign_off_period(customer=cast.halden, voice=voice(cast.cfo), start=date(2025, 5, 1), end=date(2025, 5, 31))
    ledger.confirm(event=dimension.events.get(state="stated", claimed_minor__gt=0), voice=voice(cast.champion))
    reviewed = {event["number"]: event["reviewed"] for event in frozen(cast)["events"]}
    assert reviewed == {1: False, 2: True, 3: False, 4: False, 5: False}


def test_what_was_confirmed_on_paper_names_both(cast: Cast) -> None:
    dimension = with_decided_claims(cast)
    ledger.record_on_paper(
        event=dimension.events.get(state="stated", claimed_minor__gt=0),
        said_by=cast.champion,
        document=evidence(cast),
        voice=of_paper(membership=cast.account_manager, said_on=date(2025, 10, 1)),
    )
    figures = frozen(cast)
    check(figures)
    event = figures["events"][-1]
    decision = event["decisions"][-1]
    assert (decision["name"], decision["recorded_by"]) == ("Clara Meier", str(cast.account_manager.user))
    assert (decision["side"], event["apart"], event["counts"]) == ("customer", "on_paper", None)
    assert figures["below"]["on_paper"] == {"count": 1, "amount": 2_400_000, "in_units": 0}


# --- Sensitivity, editions, logo --------------------------------------------------------------------------------------
def test_low_values_are_those_of_the_terms_under_which_was_claimed(cast: Cast) -> None:
    with_decided_claims(cast, low_rate=Decimal(900), low_share=Decimal("0.6"))
    (dimension,) = frozen(cast)["outcomes"][0]["dimensions"]
    low = dimension["terms"][0]["low"]
    assert low["instead"] == 4_784_000
    assert (low["gains_rate"], low["gains_share"]) == (3_588_000, 3_588_000)
    assert low["gains"] == 2_691_000


def test_the_edition_before_is_told_with_its_sums(cast: Cast) -> None:
    with_decided_claims(cast)
    report = request_report(customer=cast.halden, requested_by=None, locale="en")
    Report.objects.filter(pk=report.pk).update(state=Report.State.DONE, file="x", file_digest="0" * 64)
    records.record_spend(
        customer=cast.halden, on=date(2025, 4, 1), kind="service", amount_minor=50_000, source="Invoice 8", by=None
    )
    second = frozen(cast)
    assert second["document"]["since"]["spent"] == 950_000
    assert (second["document"]["since"]["edition"], second["answer"]["spent"]) == (1, 1_000_000)


@pytest.mark.parametrize(
    ("content", "media_type"),
    [(base64.b64decode(PNG), "image/png"), (b"\xff\xd8\xff\xe0rest", "image/jpeg"), (b"<svg/>", None)],
)
def test_logo_is_frozen_by_content_and_digest(cast: Cast, content: bytes, media_type: str | None) -> None:
    cast.halden.supplier.logo.save("logo", ContentFile(content))
    logo = frozen(cast)["supplier"]["logo"]
    if media_type is None:
        assert logo is None
    else:
        assert (logo["media_type"], base64.b64decode(logo["data"])) == (media_type, content)
        assert logo["digest"] == hashlib.sha256(content).hexdigest()


def test_a_logo_that_the_storage_lost_holds_nothing_up(cast: Cast) -> None:
    cast.halden.supplier.logo.name = "logos/gone.png"
    cast.halden.supplier.save()
    assert frozen(cast)["supplier"]["logo"] is None


def test_a_damaged_snapshot_keeps_nobody_from_a_new_edition(cast: Cast) -> None:
    done = {"state": Report.State.DONE, "file": "x", "file_digest": "0" * 64}
    ReportFactory(snapshot__customer=cast.halden, number=1, **done)
    figures = request_report(customer=cast.halden, requested_by=None, locale="en").snapshot.frozen()
    assert figures["document"]["edition"] == 2
    assert figures["document"]["since"] is None
