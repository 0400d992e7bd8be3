"""docs/forty-questions.md: what a hostile reader asks, and where the document answers it. Asked of three real documents."""

from __future__ import annotations

import io
import re
from collections.abc import Callable
from functools import cache
from itertools import pairwise
from math import inf
from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command
from django.utils import timezone
from pypdf import PageObject, PdfReader

from accounts.models import Customer
from reports import demonstration
from reports.document import render
from reports.document.wording import Wording
from reports.freeze import Order, pvd_figures

DOCS = Path(__file__).parents[2] / "docs" / "forty-questions.md"
DATA = Path(__file__).parents[1] / "data" / "ord"
NEGATIVE, NOTHING = "Carrier UA", "Carrier MQ"
CASES = (NEGATIVE, NOTHING, demonstration.REPORT_FOR)

Figures = dict[str, Any]

# Two firms are loaded and three documents are made: minutes, where the machine has other work.
pytestmark = pytest.mark.timeout(400)


class Document:
    """The figures of a document and the text of its sections."""

    def __init__(self, figures: Figures) -> None:
        self.figures = figures
        self.say = Wording(figures, "en")  # type: ignore[arg-type]
        reader = PdfReader(io.BytesIO(render(figures, locale="en")))
        starts = [
            (str(entry.title), reader.get_destination_page_number(entry) or 0, float(entry.top or 0))
            for entry in reader.outline
            if not isinstance(entry, list)
        ]
        self.sections: dict[str, str] = {}
        for (title, start, top), (_next, after, until) in pairwise([*starts, ("", len(reader.pages), 0.0)]):
            name = "Outcomes" if title.startswith("Outcome") else title
            pages = [
                text_between(reader.pages[at], top if at == start else inf, until if at == after else -inf)
                for at in range(start, min(after + 1, len(reader.pages)))
            ]
            self.sections[name] = " ".join([self.sections.get(name, ""), *pages])

    @property
    def answer(self) -> Figures:
        return self.figures["answer"]

    @property
    def monetised(self) -> bool:
        return self.answer["state"] == "monetised"

    @property
    def dimensions(self) -> list[Figures]:
        return [dimension for outcome in self.figures["outcomes"] for dimension in outcome["dimensions"]]

    @property
    def terms(self) -> list[Figures]:
        """The latest agreed version of each dimension that has one."""
        return [agreed[-1] for one in self.dimensions if (agreed := [t for t in one["terms"] if t["agreed"]])]

    def money(self, minor: int) -> str:
        return plain(self.say.money(minor))

    def kind(self, name: str) -> int:
        return sum(row["amount"] for row in self.figures["spend"]["rows"] if row["kind"] == name)


def text_between(page: PageObject, top: float, bottom: float) -> str:
    """What stands below `top` and not below `bottom`, in points from the foot: a section may begin in the middle of a page."""
    found: list[str] = []

    def see(text: str, cm: list[float], tm: list[float], *_fonts: object) -> None:
        if top >= tm[5] * cm[3] + cm[5] > bottom:
            found.append(text)

    page.extract_text(visitor_text=see)
    return plain(" ".join(found))


def plain(text: str) -> str:
    text = re.sub("[\u2066-\u2069\u200b]", "", text)
    return re.sub(r"[\s\u00a0\u202f]+", " ", text)


NO_TERMS = "Nothing can be claimed: no baseline was agreed."


def of_terms(found: Callable[[Figures], str]) -> Callable[[Document], list[str]]:
    """What stands with each dimension's agreed terms; that there are none, where there are none."""
    return lambda it: [found(terms) for terms in it.terms] or [NO_TERMS]


def share(terms: Figures) -> str:
    if terms["share"] is None:
        return "Share not declared"
    others = sum(1 for _one in terms["other_shares"])
    return "in all" if others or terms["share"] == "1" else "who has the rest: not declared"


def anyway(terms: Figures) -> str:
    if not terms["anyway"]["declared"]:
        return "Would have happened anyway not declared"
    return "no deduction" if terms["anyway"]["share"] in (None, "0") else "deducted"


def shortfalls(it: Document) -> list[str]:
    found = [one for one in it.figures["events"] if (one["counts"] or 0) < 0]
    words = [it.money(one["counts"]) for one in found] + [one["cause"] or "Cause: not stated." for one in found]
    return words or ["No shortfall was stated."]


def waiting(it: Document) -> list[str]:
    below = it.figures["below"]
    return [
        "disputed by" if below["disputed"]["count"] else "Disputed none",
        "undecided" if below["undecided"]["count"] else "Undecided none",
    ]


def workings(it: Document) -> list[str]:
    events = [one for one in it.figures["events"] if one["outcome"] and one["lines"] and one["claimed"] is not None]
    if not events:
        return ["Events none"]
    line = events[0]["lines"][0]
    return [plain(it.say.exact(line["baseline"])), "→", f"× {it.say.currency} {plain(it.say.exact(line['rate']))}"]


def confirmers(it: Document) -> list[str]:
    names = [person["name"] for person in it.figures["people"]]
    ties = {tie["tie"] for person in it.figures["people"] for tie in person["ties"]}
    words = {
        "chose_supplier": "chose ",
        "agreed_terms": "agreed terms",
        "owns_budget": "owns the budget",
        "left": "left ",
    }
    return [*names, *(words[tie] for tie in ties)] or ["Nobody has confirmed a gain."]


def rests(*words: str) -> Callable[[Document], list[str]]:
    return lambda it: list(words) if it.figures["people"] else ["Nobody has confirmed a gain."]


def assumed(words: str) -> Callable[[Document], list[str]]:
    return lambda it: [words] if it.monetised else ["Nothing is stated in money"]


def present_values(it: Document) -> list[str]:
    if not it.monetised:
        return ["Nothing is stated in money"]
    found = it.figures["sensitivity"]["npvs"]
    return ["5 %", "10 %", *(it.money(one["amount"]) for one in found)]


def slack(it: Document) -> list[str]:
    if not it.monetised:
        return ["Nothing is stated in money"]
    if it.figures["sensitivity"]["slack"]:
        return [f"The gains could be {plain(it.say.percent(it.figures['sensitivity']['slack']))} lower"]
    return ["Value is below spend under the agreed assumptions already."]


def headline(it: Document) -> list[str]:
    if it.answer["state"] == "no_baseline":
        return ["Value after shortfalls", "Nothing can be claimed: no baseline was agreed"]
    return ["Value after shortfalls", it.money(it.answer["value"])]


def net(it: Document) -> list[str]:
    if it.answer["state"] == "no_baseline":
        return ["this document states what was spent, and no gain and no shortfall"]
    return [f"After spend: {it.money(it.answer['net'])}"]


def payback(it: Document) -> list[str]:
    payback = it.answer["payback"]
    if payback["state"] == "reached":
        return ["Payback", plain(it.say.date(payback["on"]))]
    return [
        "Payback",
        {"not_reached": "not reached", "not_monetised": "not monetised", "too_early": "too early"}[payback["state"]],
    ]


def missing(it: Document) -> list[str]:
    gaps = [one for dimension in it.dimensions for one in dimension["missing"]]
    return ["no reading"] if gaps else ["Missing periods none"]


def unclaimed(it: Document) -> list[str]:
    return (
        ["measured, not claimed"]
        if it.figures["below"]["measured_not_claimed"]["count"]
        else ["Measured, not claimed none"]
    )


def reduced(it: Document) -> list[str]:
    cut = [
        one for one in it.figures["events"] if one["state"] == "adjusted" and one["kind"] == "gain" and one["counts"]
    ]
    return [f"{it.money(one['claimed'])} claimed" for one in cut] or ["Reduced claims none"]


def borne(it: Document) -> list[str]:
    return (
        ["bore"] if any(one["borne"] and one["counts"] for one in it.figures["events"]) else ["Costs borne none stated"]
    )


def levels(it: Document) -> list[str]:
    promised = it.figures["commitments"]
    if promised is None:
        return ["Missed commitments not stated"]
    missed = [one for one in promised if one["missed"]]
    if not missed:
        return [f"none, of {len(promised)} commitment"]
    said = [f"{one['missed']} of {one['met'] + one['missed']}" for one in missed]
    newest = [it.say.quantity(one["misses"][-1]["reached"], one["unit"]) for one in missed]
    return [*said, *(one["name"] for one in missed), *map(plain, newest)]


def targets(it: Document) -> list[str]:
    with_terms = [one for one in it.dimensions if any(terms["agreed"] for terms in one["terms"])]
    return [target_of(it, one) for one in with_terms] or [NO_TERMS]


def target_of(it: Document, dimension: Any) -> str:
    if dimension["target_met"] is None:
        return "no reading is agreed"
    due = [terms["target"]["on"] for terms in dimension["terms"] if terms["agreed"]][-1]
    missed = "target not met" if due < it.figures["document"]["as_at"] else "target not yet met"
    return "target met" if dimension["target_met"] else missed


def agreed_before(it: Document) -> list[str]:
    said = {"before": "before the first period", "after": "agreed after the fact"}
    return [said[terms["agreed"]["timing"]] for terms in it.terms] or ["Nobody: no terms were agreed."]


def contracts(it: Document) -> list[str]:
    found = it.figures["contracts"]
    return ["Notice by", *(one["name"] for one in found)] if found else ["Contracts", "not stated"]


def contacts(it: Document) -> list[str]:
    return [
        it.figures["document"]["code"],
        "SHA-256",
        *(one["email"] for one in it.figures["contacts"] if one["email"]),
    ]


def invoices(it: Document) -> list[str]:
    rows = it.figures["spend"]["rows"]
    return [*(plain(row["source"]) for row in rows), *(it.money(row["amount"]) for row in rows)]


def years(it: Document) -> list[str]:
    return ["By year", *sorted({row["date"][:4] for row in it.figures["spend"]["rows"]}), "All years"]


def own_people(it: Document) -> list[str]:
    stated = it.figures["spend"]["internal_cost_stated"]
    return ["Invoices and own staff"] if stated else ["own cost: not stated"]


def credits(it: Document) -> list[str]:
    found = it.kind("credit")
    return ["never counted as value", *([it.money(found)] if found else [])]


def foreign(it: Document) -> list[str]:
    rows = [row["original"] for row in it.figures["spend"]["rows"] if row["original"]]
    return [row["source"] for row in rows] if rows else ["No entry was in another currency."]


def since(it: Document) -> list[str]:
    before = it.figures["document"]["since"]
    return [it.money(before["value"])] if before else ["This is the first edition"]


def totals(it: Document) -> list[str]:
    counted = any(one["counts"] is not None for one in it.figures["events"])
    count = len(it.figures["events"])
    if not count:
        return ["No event was stated."]
    return [f"Value after shortfalls, {count} event", it.money(it.answer["value"]) if counted else "not monetised"]


QUESTIONS: dict[int, Callable[[Document], list[str]]] = {
    1: lambda it: ["Spent, ", it.money(it.answer["spent"]), "Invoices"],
    2: invoices,
    3: own_people,
    4: credits,
    5: lambda it: ["of it confirmed by"],
    6: foreign,
    7: contracts,
    8: years,
    9: headline,
    10: net,
    11: payback,
    12: present_values,
    13: lambda it: ["Nothing in this document is forecast or annualised"],
    14: of_terms(anyway),
    15: of_terms(share),
    16: lambda it: ["Two claims on the same days of a dimension are refused."],
    17: of_terms(lambda terms: plain(terms["rate"]["source"]) if terms["rate"] else "none agreed"),
    18: of_terms(lambda terms: plain(terms["baseline"]["source"])),
    19: agreed_before,
    20: of_terms(lambda terms: "May be claimed until"),
    21: workings,
    22: totals,
    23: slack,
    24: assumed("Only gains confirmed by people without a tie"),
    25: assumed("Without the largest gain"),
    26: shortfalls,
    27: reduced,
    28: waiting,
    29: unclaimed,
    30: missing,
    31: levels,
    32: borne,
    33: targets,
    34: confirmers,
    35: rests("Decided in under one minute", "Took, median"),
    36: rests("Reviewed by the customer’s finance", "Signed off by finance"),
    37: rests("Measured by the customer", "Measured by the supplier", "Measured by third parties"),
    38: rests("Has a file of evidence"),
    39: since,
    40: contacts,
}


def written() -> dict[int, str]:
    """Number and section of each question, from the page that lists them."""
    rows = re.findall(r"^\| (\d+) \|[^|]*\|[^|]*\| ([^|]+?) \|$", DOCS.read_text(), re.MULTILINE)
    return {int(number): section for number, section in rows}


def unanswered(it: Document, number: int, text: str) -> list[str]:
    """What should stand in the text and does not."""
    squeezed = text.replace(" ", "")
    return [words for words in QUESTIONS[number](it) if plain(words).replace(" ", "") not in squeezed]


@pytest.fixture(scope="module")
def frozen(django_db_setup: None, django_db_blocker: Any) -> Any:
    """The figures of the three documents; what they were made from is rolled back."""
    from django.db import transaction

    with django_db_blocker.unblock(), transaction.atomic():
        call_command("load_scenario", "ord", data=DATA, verbosity=0)
        demonstration.load(only_by_hand=True)
        yield {
            name: pvd_figures(
                Order(Customer.objects.get(name=name), timezone.now(), "7QK4-M2ZP-9TRD-X6HA", number=1, locale="en")
            )[0]
            for name in CASES
        }
        transaction.set_rollback(True)


@pytest.fixture(scope="module")
def document_of(frozen: dict[str, Figures]) -> Callable[[str], Document]:
    """Makes each document once."""
    return cache(lambda name: Document(frozen[name]))


def test_the_page_lists_the_forty_that_are_asked() -> None:
    assert list(written()) == list(QUESTIONS) == list(range(1, 41))


@pytest.mark.parametrize("case", CASES)
def test_each_question_finds_its_answer(document_of: Callable[[str], Document], case: str) -> None:
    it = document_of(case)
    open_questions = {
        number: missing
        for number, section in written().items()
        if (missing := unanswered(it, number, it.sections[section]))
    }

    assert open_questions == {}
    assert all(QUESTIONS[number](it) for number in QUESTIONS)


@pytest.mark.parametrize("section", sorted(set(written().values())))
def test_without_a_section_its_questions_stay_open(document_of: Callable[[str], Document], section: str) -> None:
    it = document_of(NEGATIVE)
    others = " ".join(text for name, text in it.sections.items() if name != section)

    asked = [number for number, where in written().items() if where == section]
    assert any(unanswered(it, number, others) for number in asked)
