"""Where pages end: no row of a table stands alone on one, and no heading without what it names."""

from collections.abc import Iterator
from typing import Any

import pytest
from django.template.loader import render_to_string
from weasyprint import Document
from weasyprint.formatting_structure import boxes

from reports.document.render import laid_out, written

from . import document_figures as samples

LONG = "Head of Payments Operations and Settlement of the whole group; chose Nordwerk; agreed terms"
HEADINGS = {"h1", "h2"}
LENGTHS = (10, 26)
FOOT = 1047
"""Where the text of a page ends, in pixels of 1/96 inch."""


def alone(document: Document) -> list[str]:
    """Pieces of tables with one row, and headings with nothing below them: "page 7: one row of 24, "Digest""."""
    found = []
    rows: dict[int, int] = {}
    pieces: list[tuple[int, Any, list[Any]]] = []
    for number, page in enumerate(document.pages, start=1):
        shown = list(page._page_box.descendants())
        for table in (box for box in shown if isinstance(box, boxes.TableBox)):
            inside = [
                row for group in table.children if not group.is_header and not group.is_footer for row in group.children
            ]
            events = [row for row in inside if not {"under", "total", "year"} & classes(row)]
            rows[id(table.element)] = rows.get(id(table.element), 0) + len(events)
            pieces.append((number, table.element, events))
        found += [f"page {number}: nothing below {text!r}" for text in lone_headings(shown)]
    for number, element, events in pieces:
        if len(events) < 2 <= rows[id(element)] - len(events):
            found.append(f"page {number}: {len(events)} row of {rows[id(element)]}")
    return found


def classes(box: Any) -> set[str]:
    return set((box.element.get("class") or "").split()) if box.element is not None else set()


def lone_headings(shown: list[Any]) -> Iterator[str]:
    """Titles below which nothing but their own sentence stands on a page, and names of sections with nothing beside them."""
    lines = [box for box in shown if isinstance(box, boxes.TextBox) and box.element_tag not in HEADINGS]
    for box in shown:
        if isinstance(box, boxes.TextBox) and box.element_tag in HEADINGS:
            from_here = box.position_y + (box.height if box.element_tag == "h1" else -4)
            if not any(from_here < line.position_y < FOOT and "lead" not in classes(line) for line in lines):
                yield box.text


@pytest.mark.parametrize("name", ["rich", "single", "crowded"])
def test_no_page_of_a_document_holds_a_single_row_or_a_lone_heading(name: str) -> None:
    assert alone(laid_out(written(getattr(samples, name)(), "en", 0)[0])) == []


@pytest.mark.parametrize("under", [False, True], ids=["in one row", "with lines under it"])
def test_a_register_of_any_length_ends_with_two_events_at_least(under: bool) -> None:
    entry = {
        "period": "Oct 2026", "outcome": 1, "title": "Days to reconcile", "workings": "30 → 1 day", "claimed": "27,840.00",
        "counts": "27,840.00", "word": "confirmed", "by": "Ines Okafor", "who": LONG, "said": "9 Oct 2026",
        "took": "after 4 d", "seq": 1, "digest": "abcd…abcd", "under": "three lines" if under else "",
    }  # fmt: skip
    registers = [
        render_to_string(
            "reports/document/register.html",
            {
                "register": {
                    "groups": [{"rows": [entry | {"number": number} for number in range(count)], "year": ""}],
                    "count": count,
                    "total": "1.00",
                },
                "period_width": "16mm",
                "claimed_width": "18mm",
                "counts_width": "18mm",
            },
        )
        for count in range(*LENGTHS)
    ]
    assert alone(laid_out("".join(registers))) == []
