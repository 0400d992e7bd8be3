"""Log value, drafts, evidence, and a claim's page."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from accounts.models import MailMessage
from outcomes.models import Decision, Evidence, Measurement, ValueDimension, ValueEvent
from outcomes.services.files import store_evidence
from outcomes.services.ledger import adjust, confirm, dispute
from tests.cast import Cast, actor, agreed, dimension_of, reading, stated, voice
from tests.factories import CustomerFactory, MeasurementFactory, ValueEventFactory
from tests.pages.conftest import ClientOf, errors_of

pytestmark = pytest.mark.django_db

PDF = b"%PDF-1.7\n1 0 obj<<>>endobj\n"
JANUARY = "2025-01-01/2025-01-31"


@pytest.fixture
def dimension(cast: Cast) -> ValueDimension:
    """Agreed, with readings of January and February 2025."""
    made = dimension_of(cast.halden, name="Days to reconcile", owner_theirs=cast.champion)
    agreed(made, by=cast.champion)
    reading(made, date(2025, 1, 1), "1")
    reading(made, date(2025, 2, 1), "2")
    return made


def fields(dimension: ValueDimension, **changes: Any) -> dict[str, Any]:
    given = {
        "dimension": str(dimension.pk),
        "period": JANUARY,
        "grade": "A",
        "note": "Fourth month in a row.",
        "request_key": "a-key",
        "act": "send",
    }
    return given | changes


def file(content: bytes, name: str) -> SimpleUploadedFile:
    return SimpleUploadedFile(name, content)


# --- The page ---------------------------------------------------------------------------------------------------------
def test_last_open_period_is_chosen_already(manager: Client, dimension: ValueDimension) -> None:
    page = manager.get(f"/log/?dimension={dimension.pk}").content.decode()

    assert 'value="2025-02-01/2025-02-28"' in page
    assert "Send to Clara Meier to decide" in page
    assert "26,880" in page  # (30 - 2) days x 1,200 EUR x 80 %
    assert "The amount follows from the terms that Clara Meier agreed." in page


def test_claimed_periods_and_the_baseline_are_not_offered(
    cast: Cast, manager: Client, dimension: ValueDimension
) -> None:
    stated(Measurement.objects.get(dimension=dimension, period_start="2025-02-01"), by=cast.account_manager)
    reading(dimension, date(2024, 6, 1), "30")

    form = manager.get(f"/log/?dimension={dimension.pk}").context["form"]

    assert [key for key, _words in form.fields["period"].choices] == [JANUARY]


def test_dimension_without_readings_says_what_to_do(cast: Cast, manager: Client) -> None:
    empty = dimension_of(cast.halden)

    page = manager.get(f"/log/?dimension={empty.pk}").content.decode()

    assert "There is no reading yet" in page
    assert f'href="/dimensions/{empty.pk}/measurements/new/"' in page


@pytest.mark.parametrize("query", ["dimension=x", "dimension=99999999999999999999", "customer=%00", "q=%00%0A'"])
def test_odd_addresses_are_answered(manager: Client, dimension: ValueDimension, query: str) -> None:
    assert manager.get(f"/log/?{query}").status_code == 200


def test_dimensions_are_found_by_words(cast: Cast, manager: Client, dimension: ValueDimension) -> None:
    dimension_of(cast.halden, name="Corrections")

    page = manager.get("/log/?q=reconcile").content.decode()

    assert "Days to reconcile" in page
    assert "Corrections" not in page


def test_search_chooses_nothing_by_itself_and_keeps_what_is_chosen(
    cast: Cast, manager: Client, dimension: ValueDimension
) -> None:
    bound = manager.get("/log/?q=reconcile").context["form"]["dimension"]
    assert bound.value() is None
    assert "1 found: choose it in the list below." in manager.get("/log/?q=reconcile").content.decode()

    other = dimension_of(cast.halden, name="Corrections")
    kept = manager.get(f"/log/?q=reconcile&dimension={other.pk}")

    assert kept.context["form"]["dimension"].value() == other.pk
    assert kept.context["found_words"].startswith("1 found")
    nothing = manager.get("/log/?q=no-such-thing").content.decode()
    assert "Nothing found." in nothing
    assert 'value="no-such-thing"' in nothing


def test_what_can_be_claimed_stands_before_what_waits_for_its_reading(
    cast: Cast, manager: Client, dimension: ValueDimension
) -> None:
    closed = dimension_of(cast.halden, name="Corrections")
    agreed(closed, by=cast.champion)
    stated(reading(closed, date(2025, 6, 1), "1"), by=cast.account_manager)  # the newest reading of all, and claimed

    page = manager.get(f"/log/?customer={cast.halden.pk}")

    _nothing, (now, claimable), (later, rest) = page.context["form"].fields["dimension"].choices
    assert (now, claimable) == ("Halden Bank", [(dimension.pk, "Days to reconcile")])
    assert (later, rest) == ("Nothing to claim until the next reading", [(closed.pk, "Halden Bank: Corrections")])
    assert page.context["form"]["dimension"].value() == dimension.pk  # nobody lands where nothing can be claimed
    assert "every period that was measured is claimed" in manager.get(f"/log/?dimension={closed.pk}").content.decode()


def test_choices_stand_below_their_customer_and_nothing_is_chosen_among_several(cast: Cast, manager: Client) -> None:
    other = CustomerFactory(supplier=cast.nordwerk, name="Brenner Mutual", accountable=cast.account_manager)
    for customer in (cast.halden, other):
        reading(dimension_of(customer, name="Days to reconcile"), date(2025, 1, 1), "1")

    page = manager.get("/log/")

    assert page.context["form"]["dimension"].value() is None
    assert [group for group, _ones in page.context["form"].fields["dimension"].choices[1:]] == [
        "Halden Bank",
        "Brenner Mutual",
    ]
    assert "Choose first what got better, or worse." in page.content.decode()


def test_single_open_period_is_said_and_not_offered(cast: Cast, manager: Client, dimension: ValueDimension) -> None:
    stated(Measurement.objects.get(dimension=dimension, period_start="2025-02-01"), by=cast.account_manager)

    page = manager.get(f"/log/?dimension={dimension.pk}").content.decode()

    assert f'<input type="hidden" name="period" value="{JANUARY}">' in page
    assert 'type="radio"' not in page


def test_foreign_dimensions_are_not_offered_nor_taken(cast: Cast, manager: Client) -> None:
    foreign = dimension_of(cast.orlik, name="Foreign")
    reading(foreign, date(2025, 1, 1), "1")

    assert "Foreign" not in manager.get(f"/log/?dimension={foreign.pk}").content.decode()
    answer = manager.post("/log/", fields(foreign))
    assert answer.status_code == 422
    assert not ValueEvent.objects.exists()


def test_contributor_logs_no_value(cast: Cast, client_of: ClientOf) -> None:
    assert client_of(cast.contributor).get("/log/").status_code in {403, 404}


def test_page_costs_ten_queries_however_many_rows(
    cast: Cast, manager: Client, dimension: ValueDimension, queries_of: Callable[[Client, str], int]
) -> None:
    path = f"/log/?dimension={dimension.pk}"
    with_one = queries_of(manager, path)
    for month in (3, 4):
        agreed(dimension, by=cast.champion)
        reading(dimension, date(2025, month, 1), "1")
        dimension_of(cast.halden)

    assert with_one == queries_of(manager, path) == 8


# --- The working ------------------------------------------------------------------------------------------------------
def test_working_follows_the_chosen_period(manager: Client, dimension: ValueDimension) -> None:
    answer = manager.post("/log/", fields(dimension, act="preview"), headers={"HX-Request": "true"})

    page = answer.content.decode()
    assert page.lstrip().startswith('<section class="sheet sheet-pad"')
    assert "27,840" in page
    assert "Undecided, this claim included" in page
    assert not ValueEvent.objects.exists()


def test_preview_without_scripts_is_the_page_with_the_working(manager: Client, dimension: ValueDimension) -> None:
    answer = manager.post("/log/", fields(dimension, act="preview"))

    assert answer.status_code == 200
    assert "27,840" in answer.content.decode()
    assert "Fourth month in a row." in answer.content.decode()
    assert not ValueEvent.objects.exists()


def test_worse_than_the_baseline_is_a_shortfall_at_once(cast: Cast, manager: Client) -> None:
    worse = dimension_of(cast.halden)
    agreed(worse, by=cast.champion)
    reading(worse, date(2025, 1, 1), "31")

    page = manager.get(f"/log/?dimension={worse.pk}").content.decode()

    assert "Shortfall, counts at once" in page
    assert "With this shortfall, at once" in page


def test_terms_after_the_period_stand_apart(cast: Cast, manager: Client) -> None:
    late = dimension_of(cast.halden)
    agreed(late, by=cast.champion, on=date(2025, 6, 1), baseline_end=date(2024, 12, 31))
    reading(late, date(2025, 1, 1), "1")

    page = manager.get(f"/log/?dimension={late.pk}").content.decode()

    assert "it stands apart and never enters the value" in page


def test_without_terms_it_counts_as_no_money(cast: Cast, manager: Client) -> None:
    bare = dimension_of(cast.halden)
    reading(bare, date(2025, 1, 1), "1")

    page = manager.get(f"/log/?dimension={bare.pk}").content.decode()

    assert "counts as no money" in page
    manager.post("/log/", fields(bare))
    assert ValueEvent.objects.get().claimed_minor is None


# --- Sending ----------------------------------------------------------------------------------------------------------
def test_value_is_stated_and_the_decider_told(cast: Cast, manager: Client, dimension: ValueDimension) -> None:
    answer = manager.post("/log/", fields(dimension))

    event = ValueEvent.objects.get()
    assert answer["Location"] == f"/events/{event.pk}/"
    assert (event.state, event.claimed_minor, event.asked) == ("stated", 2_784_000, cast.champion)
    assert f"/portal/claims/{event.pk}/" in MailMessage.objects.get(to=cast.champion.email).body


def test_same_request_twice_states_once(manager: Client, dimension: ValueDimension) -> None:
    first = manager.post("/log/", fields(dimension))
    second = manager.post("/log/", fields(dimension))

    assert first["Location"] == second["Location"]
    assert (ValueEvent.objects.count(), Decision.objects.filter(kind="stated").count()) == (1, 1)


def test_name_of_a_sending_that_cannot_be_stored_is_refused(manager: Client, dimension: ValueDimension) -> None:
    assert manager.post("/log/", fields(dimension, request_key="a\x00b")).status_code == 422


def test_who_goes_back_to_claim_another_period_is_told(manager: Client, dimension: ValueDimension) -> None:
    manager.post("/log/", fields(dimension))
    answer = manager.post("/log/", fields(dimension, period="2025-02-01/2025-02-28"))

    assert answer.status_code == 422
    assert "This request was already used for something else." in answer.content.decode()


@pytest.mark.parametrize(
    "period", ["2024-01-01/2024-01-31", "2099-01-01/2099-01-31", "other", "", "nonsense", "2025-01-01/2025-02-28"]
)
def test_period_that_is_not_open_is_refused_at_its_field(
    manager: Client, dimension: ValueDimension, period: str
) -> None:
    answer = manager.post("/log/", fields(dimension, period=period))

    assert answer.status_code == 422
    assert "period" in errors_of(answer)
    assert "Fourth month in a row." in answer.content.decode()
    assert not ValueEvent.objects.exists()


def test_period_that_ends_in_the_future_is_not_offered(cast: Cast, manager: Client, dimension: ValueDimension) -> None:
    today = cast.nordwerk.today()
    MeasurementFactory(dimension=dimension, period_start=today, period_end=today + timedelta(days=1), value=1)

    form = manager.get(f"/log/?dimension={dimension.pk}").context["form"]

    assert len(form.fields["period"].choices) == 2


def test_draft_is_kept_gone_on_with_and_sent(cast: Cast, manager: Client, dimension: ValueDimension) -> None:
    manager.post("/log/", fields(dimension, act="draft"))
    draft = ValueEvent.objects.get()
    assert draft.state == "draft"
    assert "Fourth month in a row." in manager.get(f"/events/{draft.pk}/edit/").content.decode()

    manager.post(f"/events/{draft.pk}/edit/", fields(dimension, period="2025-02-01/2025-02-28"))

    draft.refresh_from_db()
    assert (draft.state, draft.claimed_minor) == ("stated", 2_688_000)
    assert manager.get(f"/events/{draft.pk}/edit/")["Location"] == f"/events/{draft.pk}/"


def test_draft_is_discarded_without_a_trace(manager: Client, dimension: ValueDimension) -> None:
    manager.post("/log/", fields(dimension, act="draft"))

    manager.post(f"/events/{ValueEvent.objects.get().pk}/discard/")

    assert not ValueEvent.objects.exists()


def test_what_is_stated_is_not_discarded(manager: Client, dimension: ValueDimension) -> None:
    manager.post("/log/", fields(dimension))
    event = ValueEvent.objects.get()

    manager.post(f"/events/{event.pk}/discard/")

    assert ValueEvent.objects.filter(pk=event.pk, state="stated").exists()


# --- Evidence ---------------------------------------------------------------------------------------------------------
def test_evidence_goes_with_the_claim(manager: Client, dimension: ValueDimension) -> None:
    manager.post("/log/", fields(dimension, evidence=[file(PDF, "close.pdf"), file(b"a;b\n1;2\n", "close.csv")]))

    event = ValueEvent.objects.get()
    assert sorted(one.content_type for one in event.evidence.all()) == ["application/pdf", "text/csv"]
    assert {one.grade for one in event.evidence.all()} == {"A"}


def test_evidence_is_kept_while_another_field_is_wrong(manager: Client, dimension: ValueDimension) -> None:
    refused = manager.post("/log/", fields(dimension, period="nonsense", evidence=[file(PDF, "close.pdf")]))
    code = Evidence.objects.get().code
    assert refused.status_code == 422
    assert f'name="kept" value="{code}"' in refused.content.decode()

    manager.post("/log/", fields(dimension, kept=code))

    assert [one.name for one in ValueEvent.objects.get().evidence.all()] == ["close.pdf"]


def test_a_code_that_cannot_be_stored_is_no_evidence(manager: Client, dimension: ValueDimension) -> None:
    manager.post("/log/", fields(dimension, period="", evidence=file(PDF, "report.pdf")))
    code = Evidence.objects.get().code

    refused = manager.post("/log/", fields(dimension, period="", kept=["\x00", code]))

    assert (refused.status_code, [one["code"] for one in refused.context["evidence"]]) == (422, [code])


def test_kept_evidence_is_removed_by_its_button(manager: Client, dimension: ValueDimension) -> None:
    manager.post("/log/", fields(dimension, act="draft", evidence=[file(PDF, "close.pdf")]))
    draft, code = ValueEvent.objects.get(), Evidence.objects.get().code

    page = manager.post(f"/events/{draft.pk}/edit/", fields(dimension, kept=code, remove=code))
    assert page.status_code == 200
    assert code not in page.content.decode()
    manager.post(f"/events/{draft.pk}/edit/", fields(dimension))

    assert not draft.evidence.exists()


@pytest.mark.parametrize(
    ("content", "name", "words"),
    [
        (b'<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>', "chart.svg", "SVG"),
        (b"<!doctype html><title>Report</title>", "report.pdf", "it is a web page"),
        (b"MZ\x90\x00" + b"\x00" * 100, "tool.exe", "not taken"),
        (b"", "empty.pdf", "empty"),
    ],
)
def test_evidence_is_refused_at_its_field(
    manager: Client, dimension: ValueDimension, content: bytes, name: str, words: str
) -> None:
    answer = manager.post("/log/", fields(dimension, evidence=[file(content, name)]))

    assert answer.status_code == 422
    assert words in " ".join(errors_of(answer)["evidence"])
    assert not ValueEvent.objects.exists()
    assert not Evidence.objects.exists()


def test_evidence_over_the_limit_is_refused_and_the_rest_kept(
    manager: Client, dimension: ValueDimension, settings: Any
) -> None:
    settings.EVIDENCE_LIMIT = 1_000

    answer = manager.post(
        "/log/", fields(dimension, evidence=[file(PDF + b"0" * 200_000, "huge.pdf"), file(PDF, "close.pdf")])
    )

    assert answer.status_code == 422
    assert "“huge.pdf” is larger than" in " ".join(errors_of(answer)["evidence"])
    assert Evidence.objects.get().name == "close.pdf"


def test_evidence_of_another_customer_is_not_taken(cast: Cast, manager: Client, dimension: ValueDimension) -> None:
    foreign = store_evidence(
        actor=actor(cast.second_account_manager), customer=cast.orlik, file=file(PDF, "foreign.pdf"), name="foreign.pdf"
    )

    manager.post("/log/", fields(dimension, kept=foreign.code))

    assert not ValueEvent.objects.get().evidence.exists()


def test_evidence_is_served_as_an_attachment_under_a_name_of_ours(
    cast: Cast, manager: Client, client_of: ClientOf, dimension: ValueDimension
) -> None:
    manager.post("/log/", fields(dimension, evidence=[file(PDF, "../../<script>.pdf")]))
    evidence = Evidence.objects.get()

    answer = manager.get(f"/evidence/{evidence.code}/")

    assert answer["Content-Disposition"] == f'attachment; filename="evidence-{evidence.digest[:12]}.pdf"'
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert answer["Content-Type"] == "application/octet-stream"
    assert b"".join(answer.streaming_content) == PDF  # type: ignore[attr-defined]
    assert client_of(cast.champion).get(f"/evidence/{evidence.code}/").status_code == 200
    assert client_of(cast.second_account_manager).get(f"/evidence/{evidence.code}/").status_code == 404


def test_evidence_of_a_draft_is_not_for_the_customer(
    cast: Cast, manager: Client, client_of: ClientOf, dimension: ValueDimension
) -> None:
    manager.post("/log/", fields(dimension, act="draft", evidence=[file(PDF, "close.pdf")]))

    assert client_of(cast.champion).get(f"/evidence/{Evidence.objects.get().code}/").status_code == 404


# --- A claim's page ---------------------------------------------------------------------------------------------------
@pytest.fixture
def event(cast: Cast, dimension: ValueDimension) -> ValueEvent:
    return stated(Measurement.objects.get(dimension=dimension, period_start="2025-01-01"), by=cast.account_manager)


def test_page_shows_the_working_and_who_said_what(cast: Cast, manager: Client, event: ValueEvent) -> None:
    confirm(event=event, voice=voice(cast.champion))

    page = manager.get(f"/events/{event.pk}/").content.decode()

    assert "by Clara Meier, Head of Settlement" in page
    assert "decided at once" in page
    assert "27,840" in page
    assert "Clara Meier agreed these terms on 31 December 2024." in page
    assert "No evidence was given." in page


def test_page_costs_the_same_with_more_decisions(
    cast: Cast, manager: Client, event: ValueEvent, queries_of: Callable[[Client, str], int]
) -> None:
    by = voice(cast.champion)
    dispute(event=event, voice=by, reason="Half of it.")
    second = confirm(event=event, voice=by, reason="The other half was ours.")
    with_two = queries_of(manager, f"/events/{event.pk}/")
    adjust(event=event, voice=by, amount_minor=5, reason="Five of it.", replaces=second.seq)

    assert with_two == queries_of(manager, f"/events/{event.pk}/") <= 10


def test_claim_is_withdrawn_with_a_reason(manager: Client, event: ValueEvent) -> None:
    assert manager.post(f"/events/{event.pk}/withdraw/", {"reason": " "}).status_code == 422

    manager.post(f"/events/{event.pk}/withdraw/", {"reason": "Counted twice", "request_key": "w"})

    event.refresh_from_db()
    assert event.state == "withdrawn"


def test_shortfall_is_not_withdrawn_by_us(cast: Cast, manager: Client) -> None:
    worse = dimension_of(cast.halden)
    agreed(worse, by=cast.champion)
    shortfall = stated(reading(worse, date(2025, 1, 1), "31"), by=cast.account_manager)

    answer = manager.post(f"/events/{shortfall.pk}/withdraw/", {"reason": "Please"})

    assert answer.status_code == 422
    assert "cannot be withdrawn by the supplier" in answer.content.decode()


def test_decided_claim_is_restated_after_a_correction(cast: Cast, manager: Client, event: ValueEvent) -> None:
    confirm(event=event, voice=voice(cast.champion))
    unchanged = manager.post(f"/events/{event.pk}/restate/", {"reason": "Look again"})
    assert unchanged.status_code == 422
    old = Measurement.objects.get(dimension=event.dimension, period_start="2025-01-01")
    MeasurementFactory(dimension=event.dimension, value=3, supersedes=old, reason="Counted twice")

    answer = manager.post(f"/events/{event.pk}/restate/", {"reason": "Corrected reading", "request_key": "r"})

    correction = ValueEvent.objects.get(supersedes=event)
    assert answer["Location"] == f"/events/{correction.pk}/"
    assert correction.claimed_minor == 2_592_000
    assert "A later claim corrects this one" in manager.get(f"/events/{event.pk}/").content.decode()


def test_claims_of_others_do_not_exist(cast: Cast, manager: Client, client_of: ClientOf, event: ValueEvent) -> None:
    draft = ValueEventFactory(dimension=dimension_of(cast.orlik))

    assert manager.get(f"/events/{draft.pk}/").status_code == 404
    assert client_of(cast.champion).get(f"/events/{event.pk}/").status_code == 404
    assert client_of(cast.contributor).get(f"/events/{event.pk}/").status_code == 200
    assert client_of(cast.contributor).post(f"/events/{event.pk}/withdraw/", {"reason": "x"}).status_code == 403
