"""A customer of the roster while it is told, with its people."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

from accounts.models import Customer, Stakeholder
from reports.demonstration.firm import ERIK, JANA, TOMAS, Firm
from reports.demonstration.promises import Promise
from reports.demonstration.roster import Entry
from reports.demonstration.story import Story, begin
from reports.demonstration.words import WORDS, Words

Stage = Customer.Stage
# Names that are not written in Latin letters: (owner, address), (finance, address).
SCRIPTS = {
    "greek": (("Ελένη Παπαδοπούλου", "eleni.papadopoulou"), ("Νίκος Καραμανλής", "nikos.karamanlis")),
    "arabic": (("ليلى حداد", "leila.haddad"), ("سامي الخطيب", "sami.alkhatib")),
}


@dataclass
class Account:
    """A customer of the roster while it is told."""

    story: Story
    entry: Entry
    words: Words
    owner: Stakeholder
    finance: Stakeholder
    promises: list[Promise] = field(default_factory=list)

    def has(self, oddity: str) -> bool:
        return oddity in self.entry.oddities

    @property
    def until(self) -> date | None:
        """The last day on which the customer was one."""
        return self.story.days.today + timedelta(days=self.entry.ends_in) if self.entry.ends_in < 0 else None

    @property
    def decider_of_today(self) -> Stakeholder:
        return self.finance if self.owner.until is not None else self.owner

    def decider(self, on: date) -> Stakeholder:
        """Who decides what is stated on that day: the owner while she is there, finance now and then."""
        gone = self.owner.until is not None and self.owner.until < on + timedelta(days=45)
        return self.finance if gone or self.story.random.random() < 0.2 else self.owner


def begin_account(firm: Firm, entry: Entry) -> Account:
    words = WORDS[entry.locale]
    story = begin(
        firm,
        entry.by,
        entry.name,
        entry.domain,
        team=entry.team,
        months=entry.since + 3,
        industry=entry.industry,
        currency=entry.currency,
        tier=entry.tier,
        stage=entry.stage,
        locale=entry.locale,
        won_by=firm.people[ERIK] if entry.stage != Stage.SALE else None,
    )
    names = _names(story, words, entry)
    months = max(entry.since, 1) + 2
    left: dict[str, Any] = {"until": story.ago(29)} if "left" in entry.oddities else {}
    position, function = story.random.choice(words.owners)
    sold = entry.stage != Stage.SALE
    name, email = next(names)
    owner = story.person(
        name,
        position,
        disposition=_history(story, words, "champion" if sold else "supporter", months),
        email=email,
        access=sold and not left,
        months=months,
        function=function,
        influence=story.random.choice([3, 4, 4]),
        may_agree=True,
        may_decide=True,
        chose_supplier=story.random.random() < 0.6,
        **left,
    )
    name, email = next(names)
    finance = story.person(
        name,
        story.random.choice(words.finance),
        disposition=_history(story, words, story.random.choice(["neutral", "supporter", "sceptic"]), months),
        email=email,
        access=sold and (bool(left) or bool(entry.oddities & {"spend", "signoff", "internal"})),
        months=months,
        function=words.others[1][1] if not sold else "Finanzen" if entry.locale == "de" else "Finance",
        seniority=Stakeholder.Seniority.EXECUTIVE,
        influence=5,
        may_agree=True,
        may_decide=True,
        may_sign_finance=True,
        owns_budget=True,
    )
    story.link(owner, "reports_to", finance)
    account = Account(story, entry, words, owner, finance)
    _others(account, names, months)
    if entry.since > 20 and story.random.random() < 0.3:
        story.answered_before(TOMAS if entry.by == JANA else JANA, months=entry.since // 2)
    return account


def _names(story: Story, words: Words, entry: Entry) -> Iterator[tuple[str, str]]:
    for script, people in SCRIPTS.items():
        if script in entry.oddities:
            yield from ((name, f"{local}@{entry.domain}") for name, local in people)
    first, last = list(words.first), list(words.last)
    story.random.shuffle(first)
    story.random.shuffle(last)
    yield from ((f"{one} {other}", "") for one, other in zip(first, last, strict=False))


def _history(story: Story, words: Words, now: str, months: int) -> list[tuple[int, str, str]]:
    """Where she stood and stands; of every other person it has changed."""
    if months < 8 or story.random.random() < 0.5:
        return [(months, now, "")]
    before = {"champion": "supporter", "supporter": "neutral", "sceptic": "neutral", "detractor": "sceptic"}
    since = story.random.randrange(3, months - 3)
    return [(months, before.get(now, "supporter"), ""), (since, now, story.random.choice(words.shifts))]


def _others(account: Account, names: Iterator[tuple[str, str]], months: int) -> None:
    story, words = account.story, account.words
    kinds = ["supporter", "neutral", "sceptic"][: story.random.randrange(1, 4)]
    if account.has("detractor"):
        kinds.insert(0, "detractor")
    if account.has("objection") and "sceptic" not in kinds:
        kinds.append("sceptic")
    places = story.random.sample(words.others, len(kinds))
    objections = story.random.sample(words.objections, 3)
    for kind, (position, function), (name, email) in zip(kinds, places, names, strict=False):
        person = story.person(
            name,
            position,
            disposition=_history(story, words, kind, months),
            email=email,
            months=months,
            function=function,
            influence=story.random.randrange(2, 5),
            seniority=story.random.choice([Stakeholder.Seniority.MANAGER, Stakeholder.Seniority.SPECIALIST]),
        )
        if kind == "detractor":
            story.link(person, "conflicts_with", account.owner)
            story.link(person, "influences", account.finance)
            story.objects(person, objections[0][0], ago=story.random.randrange(25, 90))
        elif kind == "sceptic" and account.has("objection"):
            said, answer = objections[1]
            story.objects(person, said, ago=120, answer=answer, answered_ago=104)
            story.objects(person, objections[2][0], ago=story.random.randrange(4, 30))
        elif kind == "supporter":
            story.link(person, "influences", account.owner)
