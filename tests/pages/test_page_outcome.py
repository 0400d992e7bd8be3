"""An outcome's page and the chart of readings."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from decimal import Decimal

import pytest
from django.test import Client

from outcomes import charts
from outcomes.charts import Level, Point
from outcomes.models import Measurement, ValueDimension
from outcomes.services import ledger
from tests.cast import Cast, agreed, reading, stated, voice
from tests.factories import OutcomeFactory, ValueDimensionFactory
from tests.pages.conftest import ClientOf

pytestmark = pytest.mark.django_db


def wide(pictures: str) -> str:
    """The picture of a wide page, of the two."""
    return pictures[: pictures.index("</svg>")]


@pytest.fixture
def dimension(cast: Cast) -> ValueDimension:
    """30 days, target 3; 20 and 40 in January and February, nothing in March, 2 in April."""
    found: ValueDimension = ValueDimensionFactory(outcome__customer=cast.halden, name="Days to reconcile", unit="days")
    agreed(found, by=cast.champion, baseline=Decimal(30), target=Decimal(3))
    for month, value in ((1, "20"), (2, "40"), (4, "2")):
        reading(found, date(2025, month, 1), value)
    return found


def test_outcome_page_says_how_far_it_is_and_what_it_brought(
    cast: Cast, manager: Client, dimension: ValueDimension
) -> None:
    first = Measurement.objects.filter(dimension=dimension).order_by("period_start")[0]
    ledger.confirm(event=stated(first, by=cast.account_manager, asked=cast.champion), voice=voice(cast.champion))

    answer = manager.get(f"/outcomes/{dimension.outcome_id}/")
    text = answer.content.decode()

    assert "1 of 1 value dimension with agreed terms has reached its target." in text
    assert answer.context["sums"]["gains_minor"] > 0
    assert 'class="chart-readings wide-only"' in text


def test_chart_has_its_words_and_its_table(cast: Cast, manager: Client, dimension: ValueDimension) -> None:
    (row,) = manager.get(f"/outcomes/{dimension.outcome_id}/").context["rows"]

    assert row["chart"]["rows"] == [
        ["January 2025", "20\N{NO-BREAK SPACE}days", "better"],
        ["February 2025", "40\N{NO-BREAK SPACE}days", "worse"],
        ["March 2025", "no reading", ""],
        ["April 2025", "2\N{NO-BREAK SPACE}days", "better"],
    ]
    for words in ("First: 20", "Last: 2", "Worst: 40", "Baseline 30, target 3."):
        assert words in row["chart"]["svg"]


def test_missing_period_interrupts_the_line_and_worse_has_another_shape(
    cast: Cast, manager: Client, dimension: ValueDimension
) -> None:
    (row,) = manager.get(f"/outcomes/{dimension.outcome_id}/").context["rows"]
    picture = wide(row["chart"]["svg"])

    assert picture.count('class="chart-value"') == 1  # January to February; April stands alone
    assert picture.count('class="chart-missing"') == 1
    assert (picture.count('class="chart-ring"'), picture.count('class="chart-worse-open"')) == (2, 1)  # none is claimed


def test_what_is_in_the_totals_is_a_disc_and_everything_else_a_ring(
    cast: Cast, manager: Client, dimension: ValueDimension
) -> None:
    january, february, _april = Measurement.objects.filter(dimension=dimension).order_by("period_start")
    ledger.confirm(event=stated(january, by=cast.account_manager, asked=cast.champion), voice=voice(cast.champion))
    stated(february, by=cast.account_manager, asked=cast.champion)  # a shortfall counts undecided

    for path in (f"/outcomes/{dimension.outcome_id}/", f"/dimensions/{dimension.pk}/"):
        text = manager.get(path).content.decode()
        picture = wide(text[text.index('<svg class="chart-readings wide-only"') :])
        kinds = [picture.count(f'class="chart-{kind}"') for kind in ("dot", "worse", "ring", "worse-open")]

        assert kinds == [1, 1, 1, 0]
        assert "Open rings are not in the totals." in text


def test_dimension_page_has_the_same_chart(cast: Cast, manager: Client, dimension: ValueDimension) -> None:
    text = manager.get(f"/dimensions/{dimension.pk}/").content.decode()

    assert 'class="chart-readings wide-only"' in text and "The table of readings below says the same." in text


def test_outcome_without_dimensions_says_the_next_step(cast: Cast, manager: Client) -> None:
    outcome = OutcomeFactory(customer=cast.halden)

    text = manager.get(f"/outcomes/{outcome.pk}/").content.decode()

    assert f'href="/outcomes/{outcome.pk}/dimensions/new/"' in text
    assert "No value dimension says yet how one will see it." in text


def test_outcome_is_read_by_contributors_and_not_by_the_customer(
    cast: Cast, client_of: ClientOf, dimension: ValueDimension
) -> None:
    path = f"/outcomes/{dimension.outcome_id}/"

    assert "Add a value dimension" not in client_of(cast.contributor).get(path).content.decode()
    assert client_of(cast.champion).get(path).status_code == 404


def test_outcome_page_costs_the_same_with_more_dimensions(
    cast: Cast, manager: Client, dimension: ValueDimension, queries_of: Callable[[Client, str], int]
) -> None:
    path = f"/outcomes/{dimension.outcome_id}/"
    few = queries_of(manager, path)
    for _number in range(3):
        agreed(ValueDimensionFactory(outcome=dimension.outcome), by=cast.champion)

    assert few == queries_of(manager, path) <= 10


# --- The drawing alone ------------------------------------------------------------------------------------------------


def points(*values: int | None) -> list[Point]:
    return [Point(None if one is None else Decimal(one), str(one), "Jan", "2025") for one in values]


def test_every_reading_has_its_figure_while_there_is_room() -> None:
    few = wide(charts.readings(points(5, 9, 7, 3), title="t"))
    many = wide(charts.readings(points(*range(100, 200)), title="t"))

    assert few.count("chart-figure") == 4
    assert 1 <= many.count("chart-figure") <= 4


def test_axis_includes_zero_and_negative_readings() -> None:
    levels = [Level("baseline", Decimal(0), "Baseline", "0")]
    picture = wide(charts.readings(points(-5, 5), title="t", levels=levels))

    assert "nan" not in picture and picture.count('class="chart-dot"') == 2


def test_texts_of_a_chart_are_escaped() -> None:
    assert "<b>" not in charts.readings(points(1, 2), title="<b>")
