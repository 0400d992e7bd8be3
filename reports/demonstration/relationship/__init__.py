"""Commitments, work, rounds, actions and tenders of a customer, as its line in the roster says: `round:`, `work:`, `tender:`.

round   kept-red   everything promised is kept, two dimensions are red, nothing is in the plan yet
        few        it ended with too few answers: nothing of it is shown, and the next one can be planned
        agreed     everything is kept, two dimensions are red, each has an action that has not moved yet
        red        two dimensions are red, and what was promised is missed too
        again      red half a year ago; its actions are under way, and the same questions are due
        better     red a year ago, asked again since: better, and none is red
        green      released, none is red (where the line says nothing)
        opens      planned, and its day has come; planned: its day comes; open; closed
        due        no round, though the contract ends
work    challenged a reading is challenged; answered, corrected: and what we said to it;
        priced, unpriced: done out of scope with and without a price;
        proposed, agreed: a change of scope
tender  heard_of, announced, issued
"""

from __future__ import annotations

from collections.abc import Iterable
from random import Random

from accounts.models import Stakeholder, Tender
from reports.demonstration.relationship.commitments import tell_commitments
from reports.demonstration.relationship.rounds import ROUNDS, green
from reports.demonstration.relationship.told import Told
from reports.demonstration.relationship.words import WORDS
from reports.demonstration.relationship.work import tell_work
from reports.demonstration.story import Story


def tell(story: Story, decider: Stakeholder, facts: Iterable[str]) -> None:
    """Everything that follows from these facts; a customer with fewer than three people to ask has no rounds."""
    people = [
        one for one in Stakeholder.objects.filter(customer=story.customer, until=None).order_by("pk") if one.email
    ]
    told = Told(
        story, people, decider, Random(f"{story.customer.name}, the relationship"), WORDS[story.customer.locale],
        frozenset(facts),
    )  # fmt: skip
    tell_commitments(told)
    tell_work(told)
    _tender(told)
    if len(people) >= 3:
        for name, play in ROUNDS.items():
            if told.has(f"round:{name}"):
                play(told)
                return
        if not told.has("round:due"):
            green(told)


def _tender(told: Told) -> None:
    """What we heard of a tender, as a dated fact; one that was issued was heard of before."""
    kind = next((one for one in ("heard_of", "announced", "issued") if told.has(f"tender:{one}")), None)
    if kind is None:
        return
    heard = told.days.ago(23 if kind == "issued" else 6)
    name, heard_words, issued_words, source, portal = told.words.tender
    fields = {"customer": told.story.customer, "name": name, "recorded_by": told.ours}
    first = Tender.objects.create(
        kind="heard_of" if kind == "issued" else kind, on=heard, words=heard_words, source=source,
        recorded_at=told.instant(heard, 16), **fields,
    )  # fmt: skip
    if kind == "issued":
        issued = told.days.ago(14)
        Tender.objects.create(
            kind=kind, on=issued, words=issued_words, source=portal, first=first, supersedes=first,
            recorded_at=told.instant(issued, 9), **fields,
        )  # fmt: skip
