"""The review pack as a pure function of frozen figures: its order, its honesty, its files. No database."""

from __future__ import annotations

import copy
import io
import re
import subprocess
import sys
import zipfile
from collections.abc import Callable
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import page
import pytest
from django.conf import settings
from django.template.loader import render_to_string
from django.utils import translation
from pptx import Presentation
from pptx.enum.chart import XL_AXIS_CROSSES
from pptx.util import Emu
from pypdf import PdfReader

from reports.document import MissingGlyph
from reports.pack import parts, pdf, pptx, wall
from reports.pack.deck import deck
from reports.pack.parts import (
    BODY_BOTTOM,
    BODY_TOP,
    FOLLOWS,
    PADDING,
    TEXT,
    Cell,
    Column,
    Deck,
    Slide,
    Table,
    lines,
    width_of,
)

from ..walls.browser import HTML_LIMIT
from . import pack_figures as samples

SAMPLES: dict[str, Callable[[], dict[str, Any]]] = {
    "rich": samples.rich,
    "scope": lambda: samples.rich(scope=True),
    "nothing": samples.nothing,
}
NAMES = [
    "What we did for you",
    "Performance against commitment",
    "What explains it",
    "Value decided in the period",
    "Problems and what was done",
    "Actions agreed",
    "Scope and commercial matters",
]


@cache
def made_pdf(name: str) -> bytes:
    return pdf.render(SAMPLES[name](), locale="en")


@cache
def made_pptx(name: str) -> bytes:
    return pptx.render(SAMPLES[name](), locale="en")


def show(name: str) -> Any:
    return Presentation(io.BytesIO(made_pptx(name)))


def words_of(found: Deck) -> str:
    said = []
    for one in found.slides:
        cells = [f"{cell.text} {cell.second}" for table in one.tables for row in table.rows for cell in row]
        said += [one.topic, one.title, one.lead, *one.words, *(f"{f.label} {f.text}" for f in one.figures), *cells]
    return " ".join(said).replace("\u00a0", " ").replace("\u202f", " ")


def titles(slides: list[Slide]) -> list[str]:
    """The section of each slide, once."""
    return [NAMES[number - 1] for number in dict.fromkeys(one.section for one in slides)]


# --- The order --------------------------------------------------------------------------------------------------------
@pytest.mark.parametrize("name", ["rich", "nothing"])
def test_the_sections_stand_in_one_order_and_scope_is_left_out(name: str) -> None:
    found = deck(SAMPLES[name](), "en")
    assert titles(found.slides) == NAMES[:6]
    assert [name for _number, name in found.sections] == NAMES[:6]
    assert "scope" not in words_of(found).lower()


def test_scope_stands_last_where_it_was_asked_for() -> None:
    found = deck(samples.rich(scope=True), "en")
    assert titles(found.slides) == NAMES
    assert [one.section for one in found.slides] == sorted(one.section for one in found.slides)
    assert "525.00" in words_of(found)


@pytest.mark.parametrize("name", ["rich", "scope"])
def test_all_three_forms_show_the_same_order(name: str) -> None:
    """Read back from the files themselves, so that a renderer that permutes slides is caught."""
    wanted = [one.title for one in deck(SAMPLES[name](), "en").slides]
    read = [re.sub(r" \(continued\)$", "", one.shapes.title.text_frame.text) for one in show(name).slides][1:]
    assert read == wanted
    pages = [re.sub(r"\s+", " ", one.extract_text()) for one in PdfReader(io.BytesIO(made_pdf(name))).pages][1:]
    assert len(pages) == len(wanted)
    assert all(re.sub(r"\s+", " ", title) in text for title, text in zip(wanted, pages, strict=True))
    assert [one["slide"].title for one in wall.slides(SAMPLES[name](), "en")[1]] == wanted


def test_the_title_of_a_slide_is_its_answer_and_its_section_stands_above_it() -> None:
    found = deck(samples.rich(), "en").slides
    assert not {one.title for one in found} & set(NAMES)
    assert all(one.topic.startswith(NAMES[one.section - 1]) for one in found)
    assert next(one.title for one in found if one.section == 2).endswith("8 met what was promised and 4 missed it.")
    presented = list(show("rich").slides)[1]
    assert NAMES[0] in [one.text_frame.text for one in presented.shapes if one.has_text_frame]


def test_all_figures_of_a_row_have_one_size_good_or_bad() -> None:
    figures = samples.rich()
    figures["value"]["shortfall"] = 241_447_445_00
    markup = pdf.html(figures, "en")
    row = next(part for part in markup.split('<div class="figures">')[1:] if "241,447,445.00" in part)
    assert re.findall(r'class="(figure[^"]*)"', row)[:3] == ["figure f24"] * 3
    presented = Presentation(io.BytesIO(pptx.render(figures, locale="en")))
    (shown,) = [
        one for one in presented.slides if any(s.has_text_frame and "241,447" in s.text_frame.text for s in one.shapes)
    ]
    rows = [
        s.text_frame.paragraphs[1] for s in shown.shapes if s.has_text_frame and s.text_frame.text.count("\n") in (1, 2)
    ]
    assert len({one.runs[0].font.size for one in rows}) == 1


# --- Read from the back of a room -------------------------------------------------------------------------------------
def test_a_table_with_room_is_set_larger_and_breaks_neither_word_nor_number() -> None:
    scaled = [table for one in deck(samples.rich(scope=True), "en").slides for table in one.tables if table.scale > 1]
    assert scaled and all(table.breaks_nothing for table in scaled)
    markup = pdf.html(samples.rich(scope=True), "en")
    assert all(f' scaled x{round(100 * table.scale)}"' in markup for table in scaled)


def test_both_style_sheets_set_tables_by_the_scales_by_which_they_are_measured() -> None:
    declared = re.compile(r"\.x(\d+) \{ --scale: ([0-9.]+);? \}")
    wall_rules = (Path(settings.BASE_DIR) / "static" / "css" / "wall.css").read_text()
    for text in (pdf.html(samples.nothing(), "de"), wall_rules):
        assert [(name, float(value)) for name, value in declared.findall(text)] == [
            (str(round(100 * one)), one) for one in parts.SCALES
        ]


def test_where_no_action_is_agreed_there_are_rows_to_write_on() -> None:
    (last,) = [one for one in deck(samples.nothing(), "en").slides if one.section == 6]
    assert [row[1].text for table in last.tables for row in table.rows] == [""] * 5


# --- The explanation --------------------------------------------------------------------------------------------------
def test_an_explanation_that_fails_is_printed_with_its_four_numbers() -> None:
    figures = samples.rich()
    figures["explanation"] = {"missed_above": 106, "missed": 198, "met_above": 71, "met": 122, "not_compared": 8}
    said = words_of(deck(figures, "en"))
    assert "Volume does not explain the misses" in said
    assert all(number in said for number in ("198", "106", "54 %", "122", "71", "58 %"))
    assert "8 missed periods are left out: no plan to be compared with." in said


def test_an_explanation_that_holds_is_no_louder() -> None:
    figures = samples.rich()
    figures["explanation"] = {"missed_above": 9, "missed": 10, "met_above": 1, "met": 10, "not_compared": 0}
    assert "goes with the misses more often than chance" in words_of(deck(figures, "en"))


def test_a_test_that_cannot_fail_says_so_and_prints_no_certainty() -> None:
    figures = samples.rich()
    figures["explanation"] = {"missed_above": 0, "missed": 1, "met_above": 15, "met": 29, "not_compared": 0}
    said = words_of(deck(figures, "en"))
    assert "in any case" in said and "100.0 %" not in said


def test_without_misses_nothing_is_explained() -> None:
    figures = samples.rich()
    for one in figures["commitments"][0]["readings"]:
        one["kept"] = "met"
    assert "Nothing was missed in this period" in words_of(deck(figures, "en"))


# --- The bad is in it -------------------------------------------------------------------------------------------------
def test_good_and_bad_stand_in_the_same_row_of_figures() -> None:
    second = next(one for one in deck(samples.rich(), "en").slides if one.section == 2)
    assert [(one.label, one.text) for one in second.figures] == [
        ("Met", "8"),
        ("Missed", "4"),
        ("Without a reading", "0"),
    ]


def test_value_is_gains_less_shortfalls_and_open_claims_are_in_no_sum() -> None:
    said = words_of(deck(samples.rich(), "en"))
    assert "better off by 25,920.00 EUR" in said
    assert "Shortfalls, EUR −1,920.00" in said
    assert "Value decided in the period: in no sum" in said
    assert "disputed, 14 Apr 2025 Jens Hellwig, Plant Director: “Half of it is ours.”" in said


def test_problems_are_told_with_what_was_done_or_not_stated() -> None:
    said = words_of(deck(samples.rich(), "en"))
    assert "1 shortfall, no promise not kept, 1 challenged reading, no disputed claim" in said
    assert "Outage of the 12th A release. not stated" in said
    assert "“The outage of the 12th is missing.”" in said
    assert "The reading stands; it is not answered yet." in said
    assert "Name a deputy for nights" in said
    assert "overdue" in said
    assert "nobody named" in said


def test_reported_problems_come_first_with_what_was_done_and_what_she_says() -> None:
    said = words_of(deck(samples.rich(), "en"))
    assert "Recorded here: 2 reported problems, 1 shortfall," in said
    assert "not solved, as the customer says: Jens Hellwig, Plant Director, 20 Mar 2025" in said
    assert "“Twelve are late again.” The queue is empty. (18 Mar 2025)" in said
    assert "A disk was full. We are sorry. The disk is watched." in said
    assert "5 of 6 notices on time 1 of 2 promises" in said
    assert said.index("Payments leave late") < said.index("A release. not stated")


def test_figures_that_were_frozen_before_there_was_a_register_say_nothing_of_it() -> None:
    figures = copy.deepcopy(samples.rich())
    del figures["problems"]["reported"]
    said = words_of(deck(figures | {"version": 1}, "en"))
    assert "Recorded here: 1 shortfall, no promise not kept" in said and "reported problem" not in said
    older = copy.deepcopy(samples.nothing())
    del older["problems"]["reported"]
    assert "Recorded would be: shortfalls, promises not kept" in words_of(deck(older | {"version": 1}, "en"))


def test_where_nothing_is_recorded_it_never_says_that_there_was_nothing() -> None:
    said = words_of(deck(samples.nothing(), "en"))
    assert "No problem is recorded here for this period. That does not say that there were none." in said
    assert "No work is recorded here for this period. That does not say that none was done." in said
    assert "No action is agreed here." in said
    assert "0.00" not in said
    assert "0 %" not in said


# --- The files --------------------------------------------------------------------------------------------------------
@pytest.mark.parametrize("name", SAMPLES)
def test_the_pdf_is_accessible_and_a_page_a_slide(name: str) -> None:
    report = page.validate_pdf_bytes(made_pdf(name), profile=page.ValidationProfile.PDF_UA_1)
    assert list(report.failures) == []
    reader = PdfReader(io.BytesIO(made_pdf(name)))
    assert len(reader.pages) == len(deck(SAMPLES[name](), "en").slides) + 1
    assert [entry.title for entry in reader.outline if not isinstance(entry, list)] == [
        title for title in NAMES if title != NAMES[6] or name == "scope"
    ]


def test_the_same_figures_give_the_same_bytes_later_and_in_another_process() -> None:
    script = (
        "import django, hashlib; django.setup();"
        "from reports.pack import pdf, pptx; from tests.reports.pack_figures import rich;"
        "print([hashlib.sha256(one.render(rich(), locale='en')).hexdigest() for one in (pdf, pptx)])"
    )
    other = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True).stdout.strip()
    import hashlib

    assert str([hashlib.sha256(one).hexdigest() for one in (made_pdf("rich"), made_pptx("rich"))]) == other


def test_a_pptx_holds_no_moment_but_its_own() -> None:
    """The packages inside are looked into too: XlsxWriter stamps each workbook with the time at which it was made."""
    at = datetime(2026, 1, 14, 7, 12, tzinfo=UTC)

    def moments(content: bytes) -> set[Any]:
        found: set[Any] = set()
        with zipfile.ZipFile(io.BytesIO(content)) as package:
            for info in package.infolist():
                found.add(info.date_time)
                if info.filename.endswith(".xlsx"):
                    found |= moments(package.read(info))
                if info.filename == "docProps/core.xml":
                    found |= set(re.findall(r"<dcterms:\w+[^>]*>([^<]*)", package.read(info).decode()))
        return found

    assert moments(made_pptx("rich")) == {at.timetuple()[:6], "2026-01-14T07:12:00Z"}


def test_charts_are_native_hold_the_frozen_values_and_are_described() -> None:
    charts = [shape for slide in show("rich").slides for shape in slide.shapes if shape.has_chart]
    reached = next(one for one in charts if "Reached" in one.name).chart
    series = {one.name: list(one.values) for one in reached.plots[0].series}
    assert series["Reached"] == samples.CHART_VALUES
    assert series["Promised"] == [80.0] * 12
    assert [value for value in series["Missed"] if value is not None] == [79.5] * 4
    assert list(reached.plots[0].categories)[0] == "Jan\u00a02025"
    shares = next(one for one in charts if "above plan" in one.name).chart
    assert list(shares.plots[0].series[0].values) == [0.5, 0.625]
    signed = next(one for one in charts if "Gains" in one.name).chart
    assert [list(one.values) for one in signed.plots[0].series] == [[27840.0, None], [None, -1920.0]]
    assert all(one._element.nvGraphicFramePr.cNvPr.get("descr") for one in charts)


def test_every_slide_has_title_notes_and_its_own_letters() -> None:
    for slide in list(show("scope").slides)[1:]:
        assert slide.shapes.title is not None
        assert slide.shapes.title.text_frame.text
        assert "7QK4-M2ZP-9TRD-X6HA" in slide.notes_slide.notes_text_frame.text
        fonts = {
            run.font.name
            for shape in slide.shapes
            if shape.has_text_frame
            for paragraph in shape.text_frame.paragraphs
            for run in paragraph.runs
        }
        assert fonts <= {"Arial", "Georgia"}


def many(rows: int, words: str) -> dict[str, Any]:
    figures = samples.rich()
    figures["actions"] = [figures["actions"][0] | {"words": f"{number} {words}"} for number in range(rows)]
    return figures


@pytest.mark.parametrize("words", ["short", "a long text that wraps " * 12])
def test_a_long_table_goes_on_on_the_next_slide_and_loses_nothing(words: str) -> None:
    slides = [one for one in deck(many(40, words), "en").slides if one.section == 6]
    rows = [row[0].text for one in slides for table in one.tables for row in table.rows]
    assert rows == [f"{number} {words}" for number in range(40)]
    assert len(slides) > 2
    assert [one.continued for one in slides] == [False, *[True] * (len(slides) - 1)]
    for one in slides:
        assert sum(table.height for table in one.tables) <= BODY_BOTTOM - BODY_TOP
    read = Presentation(io.BytesIO(pptx.render(many(40, words), locale="en")))
    for slide in read.slides:
        for shape in slide.shapes:
            assert shape.left >= 0 and shape.top >= 0
            assert shape.left + shape.width <= read.slide_width and shape.top + shape.height <= read.slide_height


# --- Words that are longer than their column --------------------------------------------------------------------------
LONG = "Zahlungsauftragsbestätigungsübermittlungsquote der Hauptniederlassungsverwaltung"


def long_names(count: int) -> dict[str, Any]:
    """A customer with many commitments of long names, each read over five years."""
    figures = samples.rich(scope=True)
    one = figures["commitments"][0]
    readings = [
        reading | {"period": samples.month(number, year)}
        for year in range(2021, 2026)
        for number, reading in enumerate(one["readings"], start=1)
    ]
    figures["commitments"] = [
        one | {"name": f"Commitment {number:02}: {LONG}", "unit": "%", "readings": readings} for number in range(count)
    ]
    figures["actions"] = [figures["actions"][0] | {"words": LONG * 2} for _number in range(9)]
    return figures


@pytest.mark.parametrize(
    ("text", "wanted"),
    [("", 0), ("a b", 1), ("m" * 30, 4), (f"{'m' * 30} a", 4), ("mmmmm mmmmm mmmmm", 3), ("one\ntwo", 2)],
)
def test_a_word_that_is_longer_than_its_column_is_measured_as_it_is_broken(text: str, wanted: int) -> None:
    assert lines(text, 10, width_of("m" * 9, 10) - PADDING) == wanted


def test_rows_with_long_words_are_as_high_as_their_lines() -> None:
    columns = [Column("What"), Column("Else"), Column("More"), Column("And more")]
    low, high = (Table("", columns, [[Cell(text)] * 4]).height for text in ("short", LONG))
    assert high >= low + 2 * TEXT * FOLLOWS


def test_long_names_keep_a_page_a_slide_in_all_three_forms() -> None:
    figures = long_names(7)
    slides = deck(figures, "en").slides
    assert len(PdfReader(io.BytesIO(pdf.render(figures, locale="en"))).pages) == len(slides) + 1
    read = Presentation(io.BytesIO(pptx.render(figures, locale="en")))
    assert len(read.slides) == len(slides) + 1 == len(wall.slides(figures, "en")[1]) + 1
    for shape in (shape for slide in read.slides for shape in slide.shapes if shape.has_table):
        assert Emu(shape.top + shape.height).pt <= BODY_BOTTOM + 1


def test_a_slide_that_spills_although_it_was_measured_is_set_smaller(monkeypatch: pytest.MonkeyPatch) -> None:
    figures = many(12, "a long text that wraps " * 12)
    wanted = len(deck(figures, "en").slides)
    monkeypatch.setattr(parts, "FOLLOWS", FOLLOWS * 0.8)
    assert len(deck(figures, "en").slides) < wanted
    assert len(PdfReader(io.BytesIO(pdf.render(figures, locale="en"))).pages) == len(deck(figures, "en").slides) + 1


def test_readings_in_per_cent_are_read_from_100_and_said_to_be() -> None:
    chart = next(one.chart for one in deck(samples.rich(), "en").slides if one.section == 2 and one.chart)
    assert chart.axis == 100 and "The axis is 100 %, above the readings" in chart.name
    assert ">Axis</text>" in pdf.html(samples.rich(), "en")


def test_the_axis_of_the_presentation_hangs_from_100_too() -> None:
    read = Presentation(io.BytesIO(pptx.render(samples.rich(), locale="en")))
    drawn = [shape.chart for slide in read.slides for shape in slide.shapes if shape.has_chart]
    hung = [one.value_axis for one in drawn if one.value_axis.maximum_scale == 100]
    assert hung and all(one.crosses == XL_AXIS_CROSSES.MAXIMUM and one.minimum_scale < 100 for one in hung)


def test_markup_and_what_xml_cannot_hold_are_text() -> None:
    figures = samples.rich()
    figures["actions"][0]["words"] = "<script>alert(1)</script> & \x0b Söhne"
    assert "&lt;script&gt;" in pdf.html(
        samples.rich() | {"actions": [figures["actions"][0] | {"words": "<script>"}]}, "en"
    )
    assert pptx.render(figures, locale="en")


def test_a_missing_glyph_stops_the_pdf() -> None:
    figures = copy.deepcopy(samples.rich())
    figures["actions"][0]["owner_ours"] = "김 민준"
    with pytest.raises(MissingGlyph):
        pdf.render(figures, locale="en")


def test_figures_of_another_shape_are_refused() -> None:
    with pytest.raises(ValueError, match="version 5"):
        deck(samples.rich() | {"version": 5}, "en")


def test_german_notation_is_used_throughout() -> None:
    markup = pdf.html(samples.rich(), "de")
    assert "25.920,00" in markup
    assert "25,920.00" not in markup
    assert 'lang="de"' in markup


def test_value_table_has_two_lines_a_row_where_names_are_long() -> None:
    figures = SAMPLES["rich"]()
    event = figures["value"]["events"][0]
    event |= {"title": "Own-cause delay minutes per arriving flight", "reason": ""}
    event["who"] = "Champion of Carrier UA (demonstration), Head of Airport Operations, O'Hare"
    event["period"] = {"start": "2019-04-01", "end": "2019-06-30"}
    figures["value"]["events"] = [copy.deepcopy(event) for _ in range(12)]

    tables = [table for one in deck(figures, "en").slides if one.section == 4 for table in one.tables if not table.name]

    assert sum(len(one.rows) for one in tables) == 12 and len(tables) == 2
    period, _what, decision, counts = tables[0].widths()
    assert tables[0].row_height(tables[0].rows[0]) < 50 and decision > 400
    assert period < 120 and counts < 160


# --- Many events ------------------------------------------------------------------------------------------------------
def events_of(count: int, bad: int) -> dict[str, Any]:
    """So many confirmed gains, a month each, the later the larger, and so many shortfalls of 1.00 among them."""
    gains = [
        samples.event(f"Gain {number:02}", (number + 1) * 1_000_00)
        | {"period": samples.month(number % 12 + 1, 2023 + number // 12)}
        for number in range(count)
    ]
    shortfalls = [samples.event(f"Shortfall {number}", -1_00) for number in range(bad)]
    figures = samples.rich()
    confirmed, shortfall = sum(one["counts"] for one in gains), bad * 1_00
    figures["value"] |= {
        "events": [*shortfalls, *gains],
        "confirmed": confirmed,
        "shortfall": shortfall,
        "value": confirmed - shortfall,
    }
    return figures


def tables_of_value(figures: dict[str, Any]) -> list[Table]:
    return [
        table
        for one in deck(figures, "en").slides
        if one.section == 4 and "in no sum" not in one.topic
        for table in one.tables
    ]


def test_of_many_events_the_largest_and_all_bad_ones_are_listed_and_the_others_summed_by_quarter() -> None:
    figures = events_of(36, bad=3)
    tables = tables_of_value(figures)
    listed = [row[1].text for table in tables if not table.dense for row in table.rows]
    assert listed == ["Shortfall 0", "Shortfall 1", "Shortfall 2", *(f"Gain {number}" for number in range(24, 36))]
    summed = [tuple(cell.text for cell in row) for table in tables if table.dense for row in table.rows]
    assert summed[0] == ("Q1\u00a02023", "3", "6,000.00")
    assert [int(count) for _period, count, _sum in summed[:-2]] == [3] * 8
    assert summed[-2:] == [("Listed one by one", "15", "365,997.00"), ("All events", "39", "665,997.00")]
    said = words_of(deck(figures, "en"))
    assert "Of 39 events the 12 largest are listed" in said
    assert "24 other events, all confirmed, come to 300,000.00 EUR." in said


def test_the_sum_of_the_other_events_is_said_of_those_that_are_in_money() -> None:
    figures = events_of(36, bad=0)
    for event in figures["value"]["events"][:1]:
        event["counts"] = event["claimed"] = None
    figures["value"]["confirmed"] -= 1_000_00
    figures["value"]["value"] -= 1_000_00
    said = words_of(deck(figures, "en"))
    assert (
        "23 other events, all confirmed, come to 299,000.00 EUR. 1 other event, also confirmed, is in its own unit."
        in said
    )


@pytest.mark.parametrize(("count", "bad"), [(20, 0), (14, 40), (2, 1)])
def test_few_events_or_bad_ones_alone_are_all_listed(count: int, bad: int) -> None:
    tables = tables_of_value(events_of(count, bad))
    assert not any(table.dense for table in tables)
    assert sum(len(table.rows) for table in tables) == count + bad


# --- The wall in parts --------------------------------------------------------------------------------------------------
def parts_on_the_wall(figures: dict[str, Any]) -> list[str]:
    """The pages of a pack on a wall, each as its address answers it."""
    found: list[str] = []
    first: int | None = 1
    while first:
        context = wall.context(figures, "en", first=first)
        assert context is not None
        found.append(render_to_string("reports/pack/wall.html", context | {"report": SimpleNamespace(code="7QK4")}))
        first = context["more"]
    return found


def test_a_long_pack_comes_in_parts_that_weigh_no_more_than_any_page() -> None:
    figures = long_names(7)
    pages = parts_on_the_wall(figures)
    numbers = [int(one) for page in pages for one in re.findall(r'id="slide-(\d+)"', page)]
    assert numbers == list(range(1, len(deck(figures, "en").slides) + 2))
    assert len(pages) > 1 and max(len(page.encode()) for page in pages) <= HTML_LIMIT
    assert [page.count("data-wall-more") for page in pages] == [1] * (len(pages) - 1) + [0]
    assert all(
        f'id="{target}"' in page for page in pages for target in re.findall(r'class="skip" href="#([^"]+)"', page)
    )
    assert wall.context(figures, "en", first=len(numbers) + 1) is None


# --- The wall in the hand -----------------------------------------------------------------------------------------------
def test_on_a_phone_a_chart_is_drawn_for_it_and_each_cell_has_the_name_of_its_column() -> None:
    with translation.override("en"):
        markup = "".join(parts_on_the_wall(samples.rich(scope=True)))
    assert markup.count('class="on-wall"') == markup.count('class="in-hand"') > 2
    assert markup.count('viewBox="0 0 272 ') == markup.count('class="in-hand"')
    assert '<td class="number strong" data-label="Counts, EUR">−1,920.00</td>' in markup
    assert "in-hand" not in pdf.html(samples.rich(), "en") and "data-label" not in pdf.html(samples.rich(), "en")
