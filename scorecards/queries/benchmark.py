"""What the pages of the relationship benchmark read: rounds and what is due, people to ask, results, actions.

Results are read from what was frozen at the release; nothing here reads a single answer.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import Any

from django.db.models import Count, OuterRef, Q, Subquery
from django.utils.translation import get_language, gettext_lazy, ngettext, pgettext
from django.utils.translation import gettext as _

from accounts import notation
from accounts.actors import Actor
from accounts.models import Contract, Customer, Disposition, Stakeholder
from accounts.queries import people_of
from scorecards.anonymity import FEWEST
from scorecards.default_questions import DIMENSIONS
from scorecards.four_fields import FourFields, four_fields
from scorecards.models import (
    Action,
    BenchmarkTemplate,
    OwnScore,
    Question,
    Recommendation,
    Respondent,
    Round,
    RoundInsight,
)
from scorecards.perception import NOTABLE, Ends, Quadrant, is_red, mean_of, one_decimal, quadrant
from scorecards.results import How, ends_of, fraction_of, range_of
from scorecards.services.rounds import ask_again_on, has_too_few
from scorecards.standing import UNDER_WAY, Due, rounds_due

# Up to so many people everybody is suggested; beyond, those who count and those who object.
SUGGEST_ALL = 12
MOST_NAMED = 3
QUADRANT_WORDS = {
    Quadrant.AGREED_STRENGTH: gettext_lazy("Agreed strength"),
    Quadrant.AGREED_WEAKNESS: gettext_lazy("Agreed weakness"),
    Quadrant.BLIND_SPOT: gettext_lazy("Blind spot"),
    Quadrant.UNDERVALUED: gettext_lazy("Undervalued strength"),
    Quadrant.UNKNOWN: gettext_lazy("Not known"),
}


def in_language(texts: Mapping[str, str]) -> str:
    """A question or a dimension's name in the language of the page; else in English; else in the first there is."""
    for code in ((get_language() or "en").partition("-")[0], "en", *texts):
        if texts.get(code):
            return texts[code]
    return ""


def figure(value: Fraction | None, *, about: bool = False) -> str:
    """A mean as it is printed: "6.8", or "about 6.8" where it is told in a step; "" where there is none."""
    if value is None:
        return ""
    printed = notation.exact(one_decimal(value), least_digits=1)
    return _("about %(figure)s") % {"figure": printed} if about else printed


# --- What is due ------------------------------------------------------------------------------------------------------
def warnings(contracts: Iterable[Contract], rounds: Sequence[Round], today: date) -> list[str]:
    """One sentence for each contract that asks for a round while none is under way, and none was released since."""
    return [due_words(one, today) for one in rounds_due(contracts, rounds, today)]


def due_words(due: Due, today: date) -> str:
    """ "“Platform” ends on 30 June 2028: a round has to be finished by 30 June 2027."."""
    named = {
        "contract": due.contract.name,
        "end": notation.date_long(due.end),
        "day": notation.date_long(due.finish_by),
    }
    if due.finish_by >= today:
        return _("“%(contract)s” ends on %(end)s: a round has to be finished by %(day)s.") % named
    return _("“%(contract)s” ends on %(end)s: a round should have been finished by %(day)s.") % named


def benchmark_page(actor: Actor, customer: Customer) -> dict[str, Any]:
    """The context of scorecards/benchmark.html; the newest round first."""
    counted = Round.objects.visible_to(actor).filter(customer=customer).select_related("template", "supplier")
    rounds = list(
        counted.annotate(asked=Count("respondents"), answered=Count("respondents", filter=Q(respondents__is_done=True)))
    )
    today = customer.supplier.today()
    last = last_released(rounds)
    followed = {one.follows_id for one in rounds}
    contracts = Contract.objects.visible_to(actor).filter(customer=customer).order_by("ends_on", "pk")
    return {
        "customer": customer,
        "rounds": sorted(rounds, key=lambda one: (one.opens_on, one.pk), reverse=True),
        "current": next((one for one in rounds if one.state in UNDER_WAY), None),
        "again_on": ask_again_on(last) if last is not None and last.pk not in followed else None,
        "last": last,
        "sentence": sentence(customer, results_of(last)) if last is not None else "",
        "warnings": warnings(contracts, rounds, today),
        "actions": actions_of(actor, customer),
        "today": today,
    }


def last_released(rounds: Iterable[Round]) -> Round | None:
    released = [one for one in rounds if one.state == Round.State.RELEASED]
    return max(released, key=lambda one: (one.released_on, one.pk), default=None)


# --- Whom to ask ------------------------------------------------------------------------------------------------------
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


@dataclass(frozen=True)
class Covered:
    name: str
    asked: int
    there: int


def candidates(actor: Actor, customer: Customer, chosen: Iterable[int] | None) -> list[Candidate]:
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


# --- One round --------------------------------------------------------------------------------------------------------
def round_page(actor: Actor, round: Round) -> dict[str, Any]:
    """The context of scorecards/round.html: whom it asks, how far it is, and once it is released its results."""
    asked = list(Respondent.objects.visible_to(actor).filter(round=round).select_related("stakeholder"))
    standing = [Candidate(one.stakeholder, one.disposition, True) for one in asked]
    context: dict[str, Any] = {
        "customer": round.customer,
        "round": round,
        "people": sorted((one.stakeholder for one in asked), key=lambda one: (one.name, one.pk)),
        "asked": len(asked),
        "answered": sum(one.is_done for one in asked),
        "coverage": coverage(standing) if round.state != Round.State.PLANNED else None,
    }
    if round.state != Round.State.RELEASED:
        own = OwnScore.objects.visible_to(actor).filter(round=round)
        context["own_count"] = own.values("membership").distinct().count()
        context["too_few"] = round.state == Round.State.CLOSED and has_too_few(round)
        context |= closing(round, context["answered"])
    else:
        insight = RoundInsight.objects.visible_to(actor).filter(round=round).first()
        context |= released_page(actor, round)
        context["by_disposition"] = (
            _groups(insight.by_disposition, Disposition.Kind, context["found"]) if insight else []
        )
    return context


def closing(round: Round, answered: int) -> dict[str, Any]:
    """What closing an open round would do: its days left, whether it asks first, and whether it may end without results.

    Of who answered nothing but how many sent their answers: as the round's own page tells it.
    """
    left = (round.closes_on - round.supplier.today()).days
    few = answered < FEWEST
    return {"days_left": left, "few_sent": few, "asks_first": left >= 0 or few}


def closing_page(actor: Actor, round: Round) -> dict[str, Any]:
    """The context of scorecards/round_close.html."""
    asked = Respondent.objects.visible_to(actor).filter(round=round)
    answered = asked.filter(is_done=True).count()
    return {"customer": round.customer, "round": round, "asked": asked.count(), "answered": answered} | closing(
        round, answered
    )


def released_page(actor: Actor, round: Round) -> dict[str, Any]:
    """The results of a released round, with its recommendations and actions, as this actor may see them."""
    before = round.follows if round.follows_id and round.follows and round.follows.results else None
    of_rounds = [round.pk] + ([before.pk] if before is not None else [])
    actions = actions_of(actor, round.customer, rounds=of_rounds)
    found = results_of(round, before, [one for one in actions if before is not None and one.round_id == before.pk])
    recommended = Recommendation.objects.visible_to(actor).filter(round=round).select_related("replied_by__user")
    return _told(round, found, before, list(recommended), [one for one in actions if one.round_id == round.pk])


def told_to(respondent: Respondent) -> dict[str, Any]:
    """The same for somebody who answered, by her link."""
    round = respondent.round
    before = round.follows if round.follows_id and round.follows and round.follows.results else None
    of_rounds = [round.pk, round.follows_id]
    actions = _read(Action.objects.filter(customer=round.customer_id, round__in=of_rounds), round.customer)
    found = results_of(round, before, [one for one in actions if before is not None and one.round_id == before.pk])
    recommended = list(Recommendation.objects.filter(round=round).select_related("replied_by__user"))
    return _told(round, found, before, recommended, [one for one in actions if one.round_id == round.pk])


def _told(
    round: Round,
    found: Results,
    before: Round | None,
    recommended: Sequence[Recommendation],
    actions: Sequence[Action],
) -> dict[str, Any]:
    names = {one.key: one.name for one in found.dimensions}
    for one in recommended:
        one.dimension_words = names.get(one.dimension, "")  # type: ignore[attr-defined]
    for action in actions:
        action.dimension_words = names.get(action.dimension, "")  # type: ignore[attr-defined]
    return {
        "found": found,
        "sentence": sentence(round.customer, found),
        "before": before,
        "by_seniority": _groups((round.results or {}).get("by_seniority", []), Stakeholder.Seniority, found),
        "recommendations": recommended,
        "actions": actions,
        "picture": picture(found.dimensions),
    }


def actions_of(actor: Actor, customer: Customer, *, rounds: Sequence[int] | None = None) -> list[Action]:
    """The actions with their owners and updates: all of the customer, or those of some rounds."""
    found = Action.objects.visible_to(actor).filter(customer=customer)
    return _read(found if rounds is None else found.filter(round__in=rounds), customer)


def _read(actions: Any, customer: Customer) -> list[Action]:
    """With owners and updates; each update says on which day it was, at the supplier."""
    found = list(actions.select_related("owner_ours__user", "owner_theirs").prefetch_related("updates"))
    for action in found:
        for update in action.updates.all():
            update.on = customer.supplier.today(update.at)
    return found


# --- Results ----------------------------------------------------------------------------------------------------------
@dataclass
class Asked:
    """One question as it was answered; None where it is not shown.

    `range`: from where to where a mean may be that is told in a step.
    """

    words: str
    how: str
    customer: Fraction | None
    range: Ends | None
    spread: str
    answers: int | None
    cannot_say: int | None
    ours: Fraction | None
    predicted: Fraction | None
    comments: Sequence[Mapping[str, str]]

    @property
    def shown(self) -> dict[str, str]:
        return {
            "customer": figure(self.customer, about=self.range is not None),
            "ours": figure(self.ours),
            "predicted": figure(self.predicted),
        }

    @property
    def why_words(self) -> str:
        """Why the mean is not told exactly; "" where it is."""
        if self.how == How.FEW:
            return _("Fewer than three answers: not shown.")
        if self.how == How.CHANGE:
            return _("Not shown: one or two people joined or left, and the mean would tell what they answered.")
        if self.range is not None:
            said = {"low": figure(self.range[0]), "high": figure(self.range[1])}
            return (
                _(
                    "Between %(low)s and %(high)s; not exact, because one or two people joined or left since an earlier round."
                )
                % said
            )
        return ""

    @property
    def counts_words(self) -> str:
        """ "7 answers, spread 1 to 2; one cannot say"; "" where they are too few."""
        if self.answers is None:
            return ""
        said = ngettext("one answer", "%(n)s answers", self.answers) % {"n": self.answers}
        if self.spread:
            said = _("%(answers)s, %(spread)s") % {"answers": said, "spread": self.spread}
        if not self.cannot_say:
            return said
        left_out = ngettext("one cannot say", "%(n)s cannot say", self.cannot_say) % {"n": self.cannot_say}
        return f"{said}; {left_out}"


@dataclass
class Dimension:
    """One dimension: both sides, the gap, where it was before, and the actions that touched it."""

    number: int
    key: str
    name: str
    customer: Fraction | None
    ours: Fraction | None
    predicted: Fraction | None
    range: Ends | None = None
    before: Fraction | None = None
    # From where to where the difference to the round before may be, of the questions that both show.
    changes: Ends | None = None
    before_is_exact: bool = True
    questions: list[Asked] = field(default_factory=list)
    touched_by: list[Action] = field(default_factory=list)

    @property
    def quadrant(self) -> Quadrant:
        return quadrant(customer=self.customer, ours=self.ours)

    @property
    def quadrant_words(self) -> str:
        return str(QUADRANT_WORDS[self.quadrant])

    @property
    def gap(self) -> Fraction | None:
        return None if self.customer is None or self.ours is None else self.ours - self.customer

    @property
    def is_low(self) -> bool:
        return is_red(self.customer)

    @property
    def change(self) -> Fraction | None:
        return None if self.changes is None else (self.changes[0] + self.changes[1]) / 2

    @property
    def shown(self) -> dict[str, str]:
        about, known = self.range is not None, self.changes
        return {
            "customer": figure(self.customer, about=about),
            "ours": figure(self.ours),
            "predicted": figure(self.predicted),
            "gap": figure(self.gap, about=about),
            "before": figure(self.before, about=not self.before_is_exact),
            "change": figure(self.change, about=known is not None and known[0] != known[1]),
        }

    @property
    def change_words(self) -> str:
        """Only what is so wherever in its step a figure lies."""
        if self.changes is None:
            return _("nothing to compare")
        low, high = self.changes
        if low >= NOTABLE:
            return _("better")
        if high <= -NOTABLE:
            return _("worse")
        return _("about the same") if low > -NOTABLE and high < NOTABLE else _("not exact enough to say")


@dataclass
class Results:
    asked: int
    answered: int
    dimensions: list[Dimension]

    @property
    def customer(self) -> Fraction | None:
        return mean_of([(one.customer, 1) for one in self.dimensions])

    @property
    def ours(self) -> Fraction | None:
        return mean_of([(one.ours, 1) for one in self.dimensions])

    @property
    def is_exact(self) -> bool:
        return all(one.range is None for one in self.dimensions)

    @property
    def hides(self) -> bool:
        """Whether anything is told in steps, or not at all, because of one or two people who joined or left."""
        return any(one.how in {How.STEP, How.CHANGE} for found in self.dimensions for one in found.questions)

    @property
    def low(self) -> list[Dimension]:
        return [one for one in self.dimensions if one.is_low]


def results_of(round: Round, before: Round | None = None, touched_by: Sequence[Action] = ()) -> Results:
    """What is frozen in a released round, read for a page."""
    frozen: Mapping[str, Any] = round.results or {}
    earlier = {one["id"]: one for one in ((before.results or {}) if before else {}).get("questions", [])}
    dimensions = []
    for number, one in enumerate(frozen.get("dimensions", []), start=1):
        mine = [asked for asked in frozen["questions"] if asked["dimension"] == one["key"]]
        both = [asked for asked in mine if asked["customer"] and earlier.get(asked["id"], {}).get("customer")]
        then = _mean_and_range([earlier[asked["id"]] for asked in both])
        now = _mean_and_range(both)
        dimensions.append(
            Dimension(
                number=number,
                key=one["key"],
                name=in_language(one["name"]),
                customer=fraction_of(one["customer"]),
                ours=fraction_of(one["ours"]),
                predicted=fraction_of(one["predicted"]),
                range=ends_of(one.get("range")),
                before=then[0] if then else None,
                changes=(now[1][0] - then[1][1], now[1][1] - then[1][0]) if now and then else None,
                before_is_exact=then is None or then[1][0] == then[1][1],
                questions=[_asked(asked) for asked in mine],
                touched_by=[action for action in touched_by if action.dimension == one["key"]],
            )
        )
    return Results(asked=frozen.get("asked", 0), answered=frozen.get("answered", 0), dimensions=dimensions)


def _mean_and_range(rows: Sequence[dict[str, Any]]) -> tuple[Fraction, Ends] | None:
    """The mean of what these questions tell, and from where to where it may be."""
    mean = mean_of([(fraction_of(one["customer"]), 1) for one in rows])
    return None if mean is None else (mean, ends_of(range_of(rows)) or (mean, mean))


def _asked(one: Mapping[str, Any]) -> Asked:
    return Asked(
        words=in_language(one["words"]),
        # Rounds of before said it by the figure alone.
        how=one.get("how") or (How.FEW if one["customer"] is None else How.EXACT),
        customer=fraction_of(one["customer"]),
        range=ends_of(one.get("range")),
        spread=_spread_words(one["spread"]),
        answers=one["answers"],
        cannot_say=one["cannot_say"],
        ours=fraction_of(one["ours"]),
        predicted=fraction_of(one["predicted"]),
        comments=one["comments"],
    )


def _spread_words(told: Any) -> str:
    """ "spread 1 to 2"; "" where it is not told. Rounds of before told it to one decimal."""
    if not told:
        return ""
    if isinstance(told, str):
        return _("spread %(spread)s") % {"spread": notation.exact(Decimal(told), least_digits=1)}
    low, high = told
    if high is None:
        return _("spread %(low)s or more") % {"low": low}
    return (
        _("spread %(low)s to %(high)s") % {"low": low, "high": high}
        if low
        else _("spread below %(high)s") % {"high": high}
    )


def sentence(customer: Customer, found: Results) -> str:
    """The answer in one sentence: what they give, what we gave ourselves, and where it is low."""
    if found.customer is None:
        return _("Nothing can be shown of this round without showing who said it.")
    named = {
        "customer": customer.name,
        "theirs": figure(found.customer, about=not found.is_exact),
        "ours": figure(found.ours),
    }
    if found.ours is None:
        said = _("%(customer)s gives %(theirs)s of 10.") % named
    else:
        said = _("%(customer)s gives %(theirs)s of 10; the supplier gave itself %(ours)s.") % named
    low = found.low
    if not low:
        return f"{said} " + _("No dimension is below 7.")
    if len(low) > MOST_NAMED:  # the table below names them
        count = {"n": len(low), "all": len(found.dimensions)}
        below = _("All dimensions are below 7.") if count["n"] == count["all"] else _("%(n)s of %(all)s are below 7.")
        return f"{said} " + below % count
    names = ", ".join(one.name for one in low)
    below = ngettext("Below 7: %(names)s.", "%(n)s dimensions are below 7: %(names)s.", len(low))
    return f"{said} " + below % {"n": len(low), "names": names}


@dataclass(frozen=True)
class Group:
    name: str
    people: int
    figures: list[str]


def _groups(rows: Iterable[Mapping[str, Any]], kinds: Any, found: Results) -> list[Group]:
    """By seniority or disposition: one column a group, the figures in the order of the dimensions."""
    known = dict(kinds.choices)
    return [
        Group(
            name=", ".join(str(known.get(name, name)) for name in row["groups"]),
            people=row["people"],
            figures=[figure(fraction_of(row["dimensions"].get(one.key))) for one in found.dimensions],
        )
        for row in rows
        if any(row["dimensions"].values())  # else nothing of it can be shown
    ]


def picture(dimensions: Sequence[Dimension]) -> FourFields | None:
    """Where each dimension stands that both sides scored; None where there is none."""
    scored = [
        (one.number, one.name, one.customer, one.ours)
        for one in dimensions
        if one.customer is not None and one.ours is not None
    ]
    return four_fields(scored, {quadrant: str(words) for quadrant, words in QUADRANT_WORDS.items()})


# --- The customer's side ----------------------------------------------------------------------------------------------
def portal_benchmark(actor: Actor, customer: Customer, pk: int | None) -> dict[str, Any]:
    """The context of scorecards/portal_benchmark.html: a released round, the newest unless another is asked for."""
    rounds = list(
        Round.objects.visible_to(actor).filter(customer=customer).select_related("follows", "customer", "supplier")
    )
    round = next((one for one in rounds if one.pk == pk), None) if pk is not None else last_released(rounds)
    context: dict[str, Any] = {
        "customer": customer,
        "rounds": rounds,
        "round": round,
        "today": customer.supplier.today(),
    }
    if round is None:
        return context | {"actions": actions_of(actor, customer)}
    round.customer = customer
    return context | released_page(actor, round)


def has_released(actor: Actor) -> bool:
    return Round.objects.visible_to(actor).filter(state=Round.State.RELEASED).exists()


# --- What forms are given ----------------------------------------------------------------------------------------------
def follows_on(actor: Actor, customer: Customer) -> Round | None:
    """The released round that a new one would be compared with: the newest, where none follows it."""
    released = Round.objects.visible_to(actor).filter(customer=customer, state=Round.State.RELEASED, followed_by=None)
    newest = last_released(Round.objects.visible_to(actor).filter(customer=customer))
    return newest if newest is not None and newest in set(released) else None


def dimension_choices(round: Round | None) -> list[tuple[str, str]]:
    return [] if round is None else [(one.key, one.name) for one in results_of(round).dimensions]


def own_rows(form: Any) -> list[dict[str, Any]]:
    """The fields of OwnForm, question by question; a dimension's name stands above its first one."""
    found: list[dict[str, Any]] = []
    last = None
    for one in form.questions:
        name = in_language(one.dimension_name) if one.dimension != last else ""
        last = one.dimension
        fields = [form[f"ours_{one.pk}"], form[f"predicted_{one.pk}"]]
        found.append({"dimension": name, "words": in_language(one.words), "fields": fields})
    return found


# --- Templates --------------------------------------------------------------------------------------------------------
def templates_page(actor: Actor) -> list[BenchmarkTemplate]:
    """The sets of questions, newest version first, with how many questions each has and how many rounds used it."""
    found = BenchmarkTemplate.objects.visible_to(actor).annotate(
        question_count=Count("questions", distinct=True), round_count=Count("rounds", distinct=True)
    )
    return list(found.order_by("-is_offered", "name", "-version"))


def default_outline() -> list[dict[str, Any]]:
    """The questions to start with, in the language of the page."""
    return [
        {"name": in_language(name), "questions": [in_language(one) for one in texts]}
        for _key, name, texts in DIMENSIONS
    ]


def questions_of(template: BenchmarkTemplate) -> list[Question]:
    return list(Question.objects.filter(template=template))


def screens_of(template: BenchmarkTemplate) -> list[list[Question]]:
    """The questions by dimension, in the order in which dimensions come first."""
    found: dict[str, list[Question]] = {}
    for one in questions_of(template):
        found.setdefault(one.dimension, []).append(one)
    return list(found.values())
