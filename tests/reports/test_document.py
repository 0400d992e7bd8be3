"""The PVD report as a pure function: what it states, that it is accessible, and what it refuses. No database."""

import copy
import io
import re
import subprocess
import sys
from collections.abc import Callable
from functools import cache
from typing import Any

import page
import pytest
from pypdf import PdfReader
from weasyprint.urls import FatalURLFetchingError

from reports.document import Inconsistent, MissingGlyph, digest, fingerprint, html, render
from reports.document.fonts import FACES, INVISIBLE, RARE_FACES, asset, covered, needed, printable
from reports.document.register import neutral
from reports.document.render import assets, laid_out

from . import document_figures as samples

SAMPLES: dict[str, Callable[[], dict[str, Any]]] = {
    "rich": samples.rich,
    "negative": samples.negative,
    "no_baseline": samples.no_baseline,
    "not_monetised": samples.not_monetised,
    "long_names": samples.long_names,
    "japanese": samples.japanese,
    "single": samples.single,
    "crowded": samples.crowded,
    "many": lambda: samples.many(120),
}


@cache
def pdf(name: str) -> bytes:
    return render(SAMPLES[name](), locale="en")


@cache
def pages(name: str) -> list[str]:
    """The text of each page with plain spaces; lines joined by one space."""
    reader = PdfReader(io.BytesIO(pdf(name)))
    return [plain(sheet.extract_text()) for sheet in reader.pages]


def plain(text: str) -> str:
    return re.sub(r"[\s\u00a0\u202f]+", " ", text)


def test_answer_states_the_decided_figures() -> None:
    answer = pages("rich")[1]

    for stated in ("650,671.00", "386,632.50", "727,630.00", "−76,959.00", "264,038.50", "1.68", "30 Sep 2025"):
        assert stated in answer
    assert "17 events; another 14,825.00 was claimed and refused." in answer
    assert "4 events, of which 42,350.00 not yet agreed. Counted all the same." in answer
    assert "Disputed, 1 event 96,250.00" in answer
    assert "Undecided, 2 events 43,968.00" in answer
    assert "Measured, not claimed, 1 period 92,400.00" in answer


def test_answer_names_who_says_so_and_what_it_rests_on() -> None:
    answer = pages("rich")[1]

    assert "Jens Hellwig Plant Director owns the budget 262,375.00 36.1 %" in answer
    assert "agreed terms; left Jan 2026" in answer
    assert "people without a tie: 6.3 %; people who have left: 32.5 %" in answer
    assert "54.3 % reviewed by Castor’s finance, last on 12 Feb 2026" in answer


def test_a_negative_value_leads_the_answer() -> None:
    answer = pages("negative")[1]

    assert answer.index("−28,854.00") < answer.index("727,630.00")
    assert "Castor is worse off." in answer
    assert "not reached" in answer


def test_without_a_baseline_nothing_can_be_claimed_and_spend_is_still_stated() -> None:
    answer = pages("no_baseline")[1]

    assert "Nothing can be claimed: no baseline was agreed" in answer
    assert "1,003,516.00" in answer
    assert "own cost: not stated" in answer
    assert "0.00" not in answer.replace("1,003,516.00", "").replace("1,000.00", "")


def test_without_a_rate_the_victory_leads_in_its_own_unit() -> None:
    answer = pages("not_monetised")[1]

    assert "1 d, was 30" in answer
    assert "not monetised" in answer
    assert "30 → 1 d" in answer
    assert "0.00" not in answer.replace("118,400.00", "")


@pytest.mark.parametrize("name", SAMPLES)
def test_the_answer_keeps_to_one_page(name: str) -> None:
    assert "The answer" in pages(name)[1]
    assert "The answer" not in pages(name)[2]
    assert "Not in the totals" in pages(name)[1]


@pytest.mark.parametrize("name", SAMPLES)
def test_the_file_is_accessible(name: str) -> None:
    report = page.validate_pdf_bytes(pdf(name), profile=page.ValidationProfile.PDF_UA_1)

    assert list(report.failures) == []


def test_the_validator_sees_a_heading_that_skips_a_level() -> None:
    broken = html(samples.no_baseline(), "en").replace("<h2>", "<h4>").replace("</h2>", "</h4>")
    made = laid_out(broken).write_pdf(pdf_variant="pdf/ua-1", pdf_tags=True)

    assert list(page.validate_pdf_bytes(made, profile=page.ValidationProfile.PDF_UA_1).failures)


def test_title_language_and_bookmarks_are_set() -> None:
    reader = PdfReader(io.BytesIO(pdf("rich")))

    assert reader.metadata is not None
    assert reader.metadata.title == "Past Value Delivered: Arvenly for Castor Milling Group plc"
    assert reader.trailer["/Root"]["/Lang"] == "en"
    assert {"The answer", "What went badly", "Register of events"} <= {
        entry.title for entry in reader.outline if not isinstance(entry, list)
    }


def test_sections_that_begin_within_a_page_keep_bookmark_link_and_page_number() -> None:
    reader = PdfReader(io.BytesIO(pdf("rich")))
    titles = [entry for entry in reader.outline if not isinstance(entry, list)]
    begins = {one.title: (reader.get_destination_page_number(one) + 1, float(one.top or 0)) for one in titles}
    assert list(begins.values()) == sorted(begins.values(), key=lambda place: (place[0], -place[1]))
    within = [title for title, (_page, top) in begins.items() if top < max(top for _page, top in begins.values()) - 20]
    assert "Outcome 3: Fewer rejected deliveries" in within
    for title in within:
        assert title.partition(": ")[2] in (reader.pages[begins[title][0] - 1].extract_text() or "")

    contents = reader.pages[0].extract_text().partition("The answer 2")
    listed = {title: int(number) for title, number in re.findall(r"^(\D+) (\d+)$", "".join(contents[1:]), re.MULTILINE)}
    assert {title: page for title, (page, _top) in begins.items() if title in listed}.items() <= listed.items()
    targets = {name: reader.get_destination_page_number(one) + 1 for name, one in reader.named_destinations.items()}
    linked = dict.fromkeys(str(note.get_object()["/Dest"]) for note in reader.pages[0]["/Annots"])  # type: ignore[attr-defined]
    assert [targets[name] for name in linked] == list(listed.values()) and len(listed) == 10


def test_only_our_own_fonts_are_in_the_file() -> None:
    found = fonts_of(pdf("long_names"))

    assert found
    assert all(name.startswith(("PV", "Source", "Proven", "IBM")) for name in found), found


def test_every_event_stands_in_the_register_with_its_digest() -> None:
    text, figures = " ".join(pages("rich")), samples.rich()

    for event in figures["events"]:
        last = event["decisions"][-1]["digest"]
        assert f"{last[:4]}…{last[-4:]}" in text


def test_what_went_badly_lists_every_shortfall_with_cause_and_remedy() -> None:
    text = " ".join(pages("rich"))

    for stated in ("−42,350.00", "−25,025.00", "−7,280.00", "−2,304.00"):
        assert stated in text
    assert "A release stopped planning in all mills for 11 hours." in text
    assert "Cause: not stated." in text


def available() -> dict:
    miss = {"reached": "98.4", "target": "99.5", "direction": "at_least"}
    march = {"start": "2026-03-01", "end": "2026-03-31"}
    said = {"answer": "challenged", "by": "Ines Okafor", "reason": "Our line was down."}
    return {
        "name": "Available", "unit": "%", "rhythm": "month", "direction": "at_least", "target": "99.5", "met": 23,
        "missed": 1, "no_data": 2, "challenged": 1, "misses": [miss | said | {"period": march}],
    }  # fmt: skip


def test_missed_commitments_are_not_stated_until_somebody_keeps_them() -> None:
    figures = samples.rich()
    before = plain(re.sub(r"<[^>]*>", " ", html(figures, "en")))
    figures["commitments"] = [available()]
    after = plain(re.sub(r"<[^>]*>", " ", html(figures, "en")))

    assert "Missed commitments not stated" in before
    assert "Missed commitments not stated" not in after
    assert "Available: at least 99.5 % a month" in after and "1 of 24" in after
    assert "March 2026 challenged by Ines Okafor: Our line was down. 98.4 %" in after
    figures["commitments"] = [available() | {"met": 24, "missed": 0, "misses": []}]
    kept = plain(re.sub(r"<[^>]*>", " ", html(figures, "en")))
    assert "none, of 1 commitment" in kept and "Of 24 periods that were read, 0 were missed." in kept


def test_lines_of_an_event_add_up_as_printed() -> None:
    figures = samples.many(25)
    text = plain(re.sub(r"<[^>]*>", " ", html(figures, "en")))
    event = next(event for event in figures["events"] if len(event["lines"]) == 3)

    exact = [f"{float(line['amount']):,.10f}".rstrip("0") for line in event["lines"]]
    for amount in exact:
        assert amount.replace("-", "−") in text
    assert "3 lines, in all" in text
    assert "rounded once:" in text


def test_the_same_figures_give_the_same_bytes_in_another_process() -> None:
    script = (
        "import django, hashlib; django.setup();"
        "from reports.document import render; from tests.reports.document_figures import no_baseline;"
        "print(hashlib.sha256(render(no_baseline(), locale='en')).hexdigest())"
    )
    other = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True).stdout.strip()
    import hashlib

    assert hashlib.sha256(pdf("no_baseline")).hexdigest() == other
    assert render(samples.no_baseline(), locale="en") == pdf("no_baseline")


def test_fingerprint_is_stable_and_hexadecimal() -> None:
    assert re.fullmatch(r"[0-9a-f]{64}", fingerprint())
    assert fingerprint() == fingerprint()


def test_digest_does_not_depend_on_the_order_of_keys() -> None:
    figures = samples.no_baseline()

    assert digest(figures) == digest(dict(reversed(figures.items())))


@pytest.mark.parametrize(
    "url", ["http://127.0.0.1/x", "https://example.org/x", "file:///etc/passwd", "data:text/css,p{}", "asset:font/../x"]
)
def test_the_fetcher_denies_everything_else(url: str) -> None:
    with pytest.raises(FatalURLFetchingError):
        assets({})(url)


def test_a_document_that_fetches_is_not_made() -> None:
    with pytest.raises(FatalURLFetchingError):
        laid_out('<p>x</p><img src="file:///etc/hostname" alt="x">')


def test_markup_in_names_is_text() -> None:
    figures = samples.rich()
    figures["customer"]["name"] = figures["customer"]["short_name"] = "<script>alert(1)</script> & Söhne"
    figures["outcomes"][0]["name"] = figures["events"][0]["title"] = "<img src=x onerror=alert(1)>"
    markup = html(figures, "en")

    assert "<script>" not in markup
    assert "<img" not in markup
    assert "&lt;script&gt;alert(1)&lt;/script&gt; &amp; Söhne" in markup


def test_right_to_left_names_are_isolated() -> None:
    assert "<bdi>\u2068ليلى حداد\u2069</bdi>" in html(samples.rich(), "en")


def test_a_missing_glyph_is_an_error_that_names_the_character() -> None:
    figures = samples.rich()
    figures["people"][0]["name"] = "김 민준"

    with pytest.raises(MissingGlyph, match=r"김 \(U\+AE40\)") as error:
        html(figures, "en")
    assert error.value.characters == "김민준"


def test_pictures_and_turning_marks_that_somebody_wrote_stop_no_document() -> None:
    assert printable("<p>Great \U0001f389\ufe0f\U0001f44d, 3 EUR\u202e</p>") == "<p>Great ��, 3 EUR</p>"
    assert printable("<p>\u2068النور\u2069 \u2068김</p>") == "<p>\u2068النور\u2069 김</p>"
    with pytest.raises(MissingGlyph, match="㈱"):
        needed(printable("<p>\U0001f600 ㈱</p>"))


def fonts_of(made: bytes) -> set[str]:
    return {
        font.get_object()["/BaseFont"].split("+")[-1]
        for sheet in PdfReader(io.BytesIO(made)).pages
        for font in sheet["/Resources"]["/Font"].values()
    }


@pytest.mark.parametrize(
    ("name", "families"),
    [
        ("Marit Okafor", frozenset()),
        ("山田 太郎", {"PVJapanese"}),
        ("ﾔﾏﾀﾞ ｻｸﾗ", {"PVJapanese"}),
        ("髙橋 凛", {"PVJapanese", "PVJapaneseNames"}),
    ],
)
def test_japanese_fonts_are_loaded_only_for_names_that_need_them(name: str, families: set[str]) -> None:
    assert needed(f"<p>{name}</p>") == families


def test_japanese_names_are_printed_in_fonts_of_our_own() -> None:
    found = fonts_of(pdf("japanese"))
    text = " ".join(pages("japanese"))

    assert "山田 太郎" in text
    assert "髙橋 凛" in text
    assert any(font.startswith("PVJapanese") or "JP" in font for font in found)
    assert all(font.startswith(("PV", "Source", "Proven", "IBM")) for font in found), found


@pytest.mark.parametrize("file", sorted(file for _family, _weight, file in RARE_FACES))
def test_a_font_is_small_enough_for_the_repository(file: str) -> None:
    assert len(asset(file)) < 1_400_000


def test_the_signs_of_our_own_notation_are_covered() -> None:
    assert set("−→×÷€…“”’–— \u202f\u00a0") <= covered() | INVISIBLE


@pytest.mark.parametrize(
    ("path", "change"),
    [
        (("answer", "value"), 1),
        (("answer", "confirmed"), 100),
        (("answer", "spent"), -1),
        (("events", 0, "claimed"), 1),
        (("outcomes", 0, "dimensions", 0, "gains"), 1),
        (("people", 0, "gains"), 1),
    ],
)
def test_figures_that_do_not_add_up_are_refused(path: tuple[Any, ...], change: int) -> None:
    figures = copy.deepcopy(samples.rich())
    at: Any = figures
    for key in path[:-1]:
        at = at[key]
    at[path[-1]] += change

    with pytest.raises(Inconsistent):
        html(figures, "en")


def test_the_register_is_attached_with_whole_digests() -> None:
    attached = PdfReader(io.BytesIO(pdf("rich"))).attachments["register.csv"][0].decode("utf-8-sig")
    figures = samples.rich()

    for event in figures["events"]:
        for decision in event["decisions"]:
            assert decision["digest"] in attached
    assert "(138 to 121 = 17) * 3850 * 0.5 = 32725.0" in attached


@pytest.mark.parametrize(
    ("cell", "expected"),
    [
        ("=1+1", "'=1+1"),
        ("@x", "'@x"),
        ("+49", "'+49"),
        ("-5.00", "-5.00"),
        ("-x", "'-x"),
        ("a", "a"),
        ("-Infinity", "'-Infinity"),
    ],
)
def test_cells_that_would_start_a_formula_are_neutralised(cell: str, expected: str) -> None:
    assert neutral(cell) == expected


def test_above_a_thousand_events_the_rest_is_summed_and_said_so() -> None:
    figures = samples.many(1_200)
    markup = html(figures, "en")

    assert "Of 1200 events the 200 largest and all bad ones are printed" in plain(markup)
    assert markup.count('<tr class="over">') < 600
    for event in figures["events"]:
        if event["kind"] == "shortfall":
            last = event["decisions"][-1]["digest"]
            assert f"{last[:4]}…{last[-4:]}" in markup


def test_german_notation_is_used_throughout() -> None:
    markup = html(samples.rich(), "de")

    assert "650.671" in markup
    assert "650,671" not in markup
    assert 'lang="de"' in markup


@pytest.mark.parametrize(
    "word", ["champion", "supporter", "neutral", "sceptic", "detractor", "influence", "disposition"]
)
def test_nothing_is_said_about_people(word: str) -> None:
    assert word not in html(samples.rich(), "en").lower()


def test_families_are_names_of_our_own() -> None:
    assert all(family.startswith("PV") for family, _weight, _file in (*FACES, *RARE_FACES))
