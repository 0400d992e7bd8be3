"""Whom a round may ask: the customer's people, who is suggested, and how well they cover it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import OuterRef, Subquery
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from accounts.actors import Actor
from accounts.models import Customer, Disposition, Stakeholder
from accounts.queries import people_of
from scorecards.anonymity import FEWEST
from scorecards.models import Respondent, Round

# Up to so many people everybody is suggested; beyond, those who count and those who object.
SUGGEST_ALL = 12


@dataclass(frozen=True)
class Candidate:
    """Somebody of the customer: how she stands today, and whether she can be asked."""

    person: Stakeholder
    disposition: str
    is_chosen: bool

    @property
    def disposition_words(self) -> str:
        return str(dict(Disposition.Kind.choices).get(self.disposition, ""))

    @property
    def can_be_asked(self) -> bool:
        return bool(self.person.email)


def too_few_to_ask(people: Sequence[Candidate], add: str) -> dict[str, Any]:
    """How many can be asked, and the way out where they are fewer than three: `add` is where a person is added."""
    able = sum(one.can_be_asked for one in people)
    way_out = {"url": add, "label": _("Add a person")} if able < FEWEST else None
    return {"able": able, "way_out": way_out}


@dataclass(frozen=True)
class Covered:
    name: str
    asked: int
    there: int


def candidates(customer: Customer, chosen: Iterable[int] | None) -> list[Candidate]:
    """Everybody who has not left. Without a choice so far: the suggestion, detractors among it."""
    newest = Disposition.objects.filter(stakeholder=OuterRef("pk"), since__lte=customer.supplier.today())
    people = list(
        people_of(customer).annotate(disposition_kind=Subquery(newest.order_by("-since", "-pk").values("kind")[:1]))
    )
    wanted = set(chosen) if chosen is not None else suggested(people)
    return [Candidate(one, one.disposition_kind or "", one.pk in wanted) for one in people]


def suggested(people: Sequence[Any]) -> set[int]:
    """Everybody with an address; of many, those with influence, and whoever stands at either end."""
    able = [one for one in people if one.email]
    if len(able) > SUGGEST_ALL:
        able = [one for one in able if one.influence >= 3 or one.disposition_kind in {"champion", "detractor"}]
    return {one.pk for one in able}


def coverage(people: Sequence[Candidate]) -> dict[str, list[Covered]]:
    """How many of each seniority and disposition are chosen, of how many who are there."""
    return {
        "seniority": _covered(people, lambda one: one.person.seniority, Stakeholder.Seniority.choices),
        "disposition": _covered(
            people, lambda one: one.disposition, [*Disposition.Kind.choices, ("", pgettext("disposition", "not known"))]
        ),
    }


def _covered(people: Sequence[Candidate], key: Any, kinds: Sequence[tuple[Any, Any]]) -> list[Covered]:
    there = Counter(key(one) for one in people)
    asked = Counter(key(one) for one in people if one.is_chosen)
    return [Covered(str(name), asked[kind], there[kind]) for kind, name in kinds if there[kind]]


def asked_last(actor: Actor, customer: Customer) -> set[int]:
    """The stakeholder ids whom the newest released round of this customer asked; empty where there is none."""
    released = Round.objects.visible_to(actor).filter(customer=customer, state=Round.State.RELEASED)
    last = released.order_by("-released_on", "-pk").values("pk")[:1]
    asked = Respondent.objects.visible_to(actor).filter(round__in=last)
    return set(asked.values_list("stakeholder", flat=True))


def chosen_of(round: Round) -> list[int]:
    return list(Respondent.objects.filter(round=round).values_list("stakeholder", flat=True))
