"""Tells the customers of the roster: the same story for the same name and day."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from decimal import ROUND_HALF_UP, Decimal
from math import exp
from typing import Any

from outcomes.models import Outcome, Terms
from outcomes.services import ledger
from outcomes.value import grain_period, years_after
from reports.demonstration import relationship
from reports.demonstration.account import Account, Stage, begin_account
from reports.demonstration.days import DAY, Period, after, spans
from reports.demonstration.firm import Firm
from reports.demonstration.playbooks import PLAYBOOKS, Criterion
from reports.demonstration.promises import Promise
from reports.demonstration.roster import Entry

SCALE = {"strategic": Decimal("2.6"), "preferred": Decimal("1.2"), "transactional": Decimal("0.6")}
LEAST_LICENCE = {"strategic": 2_400_000, "preferred": 900_000, "transactional": 420_000}  # a quarter, minor units
# What the shapes make of the way from baseline (0) to target (1), `years` after the agreement.
SHAPES = {
    "strong": lambda years: 1.08 * (1 - exp(-2.4 * years)),
    "steady": lambda years: 0.12 + 0.34 * years,
    "slow": lambda years: 0.05 + 0.16 * years,
    "worse": lambda years: -0.30 + 0.10 * years,
    "dip": lambda years: 0.9 * (1 - exp(-1.9 * years)),
}


def tell(firm: Firm, entry: Entry) -> None:
    account = begin_account(firm, entry)
    if entry.stage == Stage.SALE:
        _sale(account)
    else:
        _contracts(account)
        for number, (outcome, criterion) in enumerate(_wanted(account)):
            _deliver(account, number, outcome, criterion)
        _around(account)
        _spend(account)
    account.story.play()
    if entry.stage in {Stage.DELIVERY, Stage.RENEWAL}:
        relationship.tell(account.story, account.decider_of_today, entry.oddities)


# --- Before the contract ----------------------------------------------------------------------------------------------
def _sale(account: Account) -> None:
    """What is wanted is known; terms are proposed, declined, or not there yet."""
    story, goals = account.story, PLAYBOOKS[account.entry.book]
    outcome = story.outcome(goals[0].title, goals[0].goal)
    first, second = goals[0].criteria
    dimension = story.bare(outcome, first.name, first.unit, account.owner, on=story.ago(21))
    if account.has("proposed"):
        story.propose(dimension, account.owner, story.ago(9), **_terms(account, first, story.ago(9)))
    if account.has("declined"):
        terms = story.propose(dimension, account.owner, story.ago(17), **_terms(account, first, story.ago(17)))
        story.at(
            story.ago(12),
            lambda moment: ledger.decline_terms(
                terms=terms, voice=story.theirs(account.owner, moment), reason=account.words.declined[0]
            ),
            hour=15,
        )
    story.bare(outcome, second.name, second.unit, account.owner, on=story.ago(21))
    story.outcome(goals[1].title, goals[1].goal)


# --- Delivery ---------------------------------------------------------------------------------------------------------
def _contracts(account: Account) -> None:
    """One contract; of old customers the first, and the one that followed after two years."""
    story, entry, days = account.story, account.entry, account.story.days
    starts, wanted = days.month(entry.since), days.today + timedelta(days=entry.ends_in)
    ends = grain_period("month", wanted)[1]
    if entry.ends_in < 0 or (entry.ends_in <= 120 < (ends - days.today).days + 2):
        ends = wanted.replace(day=1) - DAY
    minor = LEAST_LICENCE[entry.tier] * 4 * 2
    if entry.since >= 24 and entry.stage != Stage.LOST:
        turn = days.month(entry.since - 24)
        story.contract(account.words.contract, starts, turn - DAY, minor=minor)
        story.contract(account.words.renewed, turn, ends, minor=minor)
        if account.has("renewed"):
            story.contract(account.words.renewed, ends + DAY, years_after(ends, 3), minor=minor * 3 // 2)
    else:
        story.contract(account.words.contract, starts, ends, minor=minor)


def _wanted(account: Account) -> list[tuple[Outcome, Criterion]]:
    """As many criteria as the entry has shapes, in the order of the customer's goals; and what has no baseline yet."""
    story, found = account.story, []
    for goal in PLAYBOOKS[account.entry.book]:
        outcome = story.outcome(goal.title, goal.goal)
        found += [(outcome, criterion) for criterion in goal.criteria]
    count = len(account.entry.shapes) + (not account.has("young") and len(account.entry.shapes) < 3)
    if account.has("nobase"):
        story.bare(found[-1][0], found[-1][1].name, found[-1][1].unit, account.owner, on=story.ago(25))
    if account.has("proposed"):
        outcome, criterion = found[count]
        dimension = story.bare(outcome, criterion.name, criterion.unit, account.owner, on=story.ago(10))
        story.propose(dimension, account.owner, story.ago(7), **_terms(account, criterion, story.ago(7)))
    return found[:count]


def _terms(account: Account, criterion: Criterion, agreed: date) -> dict[str, Any]:
    random, step = account.story.random, Decimal(1).scaleb(-criterion.digits)
    jitter = Decimal(random.randrange(88, 113)) / 100
    baseline, target = ((one * jitter).quantize(step, ROUND_HALF_UP) for one in (criterion.baseline, criterion.target))
    if baseline > 100 and criterion.unit == "%":
        baseline = criterion.baseline
    monthly = account.has("many") or account.has("young")
    fields: dict[str, Any] = {
        "direction": Terms.Direction.INCREASE if target > baseline else Terms.Direction.DECREASE,
        "baseline": baseline,
        "baseline_source": criterion.source,
        "target": target if target != baseline else baseline + step,
        "grain": Terms.Grain.MONTH if monthly else Terms.Grain.QUARTER,
        "share": criterion.share if criterion.rate is not None else Decimal(1),
        "deduction": random.choice([Decimal(0), Decimal(0), Decimal("0.1"), None]),
    }
    if criterion.rate is not None:
        rate = criterion.rate if criterion.volume else (criterion.rate * SCALE[account.entry.tier]).quantize(Decimal(1))
        fields |= {"rate": rate, "rate_source": criterion.rate_source, "rate_owner": account.finance.name}
    if criterion.rate is not None and criterion.volume:
        fields |= {"volume_basis": Terms.VolumeBasis.ACTUAL, "volume_unit": criterion.volume_unit}
    return fields | {"claimable_until": years_after(agreed, 4)}


def _deliver(account: Account, number: int, outcome: Outcome, criterion: Criterion) -> None:
    """Agree a dimension, read it month by month, claim it period by period."""
    story, days, entry = account.story, account.story.days, account.entry
    agreed = days.month(max(entry.since - 1 - number % 3, 1)) - timedelta(days=9)
    terms = _terms(account, criterion, agreed)
    if account.has("expiring") and number == 0:
        terms["claimable_until"] = days.today + timedelta(days=story.random.randrange(45, 96))
    promise = story.agree(
        outcome,
        criterion.name,
        criterion.unit,
        owner=account.owner,
        agreed=agreed,
        paper=account.has("paper") and number == 0,
        **terms,
    )
    account.promises.append(promise)
    if account.has("shared") and number == 1:
        promise.dimension.shares_effect_with.add(account.promises[0].dimension)
    shape = entry.shapes[number % len(entry.shapes)]
    periods = days.periods(str(terms["grain"]), agreed, account.until)
    months = days.periods("month", periods[0][0] if periods else agreed, account.until)
    if not months:
        return
    _measure(account, promise, criterion, shape, months)
    if shape in {"steady", "slow"} and entry.stage == Stage.TRANSITION:
        return
    full = [period for period in periods if len(promise.readings(period)) == len(spans(period))]
    partly = [period for period in periods if promise.readings(period)]
    _claims(account, promise, number, partly, last=full[-1] if full else None)


def _measure(account: Account, promise: Promise, criterion: Criterion, shape: str, months: Sequence[Period]) -> None:
    story, random = account.story, account.story.random
    terms, step = promise.terms, Decimal(1).scaleb(-criterion.digits)
    volume = Decimal(criterion.volume or 0) * SCALE[account.entry.tier] * Decimal(random.randrange(85, 120)) / 100
    dips = set(random.sample(range(len(months)), k=min(3, len(months) // 6))) if shape == "dip" else set()
    values: list[Decimal | None] = []
    volumes = []
    for place in range(len(months)):
        way = SHAPES[shape]((place + 2) / 12) + random.uniform(-0.05, 0.05)
        if place in dips or place - 1 in dips:
            way = -random.uniform(0.5, 0.9)
        value = terms.baseline + (terms.target - terms.baseline) * Decimal(f"{way:.4f}")
        value = max(value, step)
        if criterion.unit == "%":
            value = min(value, Decimal("99.5"))
        values.append(value.quantize(step, ROUND_HALF_UP))
        volumes.append((volume * Decimal(random.randrange(93, 108)) / 100).quantize(Decimal(1)).max(Decimal(1)))
    if account.has("missing"):
        for place in (len(months) - 5, len(months) // 2):
            values[place] = None
    story.read(
        promise,
        months,
        values,
        volumes=volumes if terms.volume_basis == Terms.VolumeBasis.ACTUAL else None,
        source=criterion.source,
        kind=random.choice(["customer", "customer", "customer", "third", "supplier"]),
    )


def _claims(account: Account, promise: Promise, number: int, periods: Sequence[Period], *, last: Period | None) -> None:
    """Period by period; the last complete one is where the entry's oddities show."""
    story, words, random = account.story, account.words, account.story.random
    quiet = story.days.month(6) if account.has("quiet") else None
    for place, period in enumerate(periods):
        money = promise.comes_to(period)
        if period == last and _odd(account, promise, number, period):
            continue
        if quiet and period[1] > quiet:
            if money < 0 or place % 2:
                story.claim(promise, period, by=None, **_why(account, money))
            continue
        if money < 0 and account.has("product"):
            recent = period[1] > story.days.month(6)
            story.product_states(promise, period, by=None if recent else account.decider(period[1]))
            continue
        stated = after(period[1], random.randrange(4, 13))
        person = account.decider(stated)
        options = _why(account, money)
        chance = random.random()
        if account.has("withdrawn") and number == 0 and place == 2:
            story.claim(promise, period, by=None, stated=stated, withdrawn=random.choice(words.withdrawals))
            stated = after(stated, 12)
        elif account.has("shared") and number < 2:
            options["reason"] = "Both count: delays and claims are paid from different budgets."
        elif money > 0 and chance < 0.10 and place:
            options |= {"adjusted": Decimal(random.randrange(78, 96)) / 100, "reason": random.choice(words.adjustments)}
        elif money > 0 and chance < 0.15 and place:
            options |= {
                "disputed": random.choice(words.disputes),
                "settled_on": after(stated, 25),
                "reason": random.choice(words.settlements),
            }
        elif account.has("unclaimed") and money > 0 and place >= len(periods) - 2:
            continue
        story.claim(
            promise,
            period,
            by=person,
            stated=stated,
            days=random.randrange(1, 14),
            attached="reading" if random.random() < 0.06 else "",
            note=random.choice(words.notes) if random.random() < 0.3 else "",
            **options,
        )
    if account.has("restated") or account.has("waiting"):
        _corrected(account, promise, number, periods)


def _why(account: Account, money: Decimal) -> dict[str, Any]:
    if money >= 0:
        return {}
    cause, remedy = account.story.random.choice(account.words.causes)
    return {"cause": cause, "remedy": remedy}


def _odd(account: Account, promise: Promise, number: int, period: Period) -> bool:
    """What is special about the last complete period of the first dimensions; False where nothing is."""
    story, words, random = account.story, account.words, account.story.random
    first = after(period[1], 4)
    why = _why(account, promise.comes_to(period))
    if account.has("draft") and number == 0:
        story.draft(promise, period, ago=random.randrange(3, 9), note=random.choice(words.notes))
    elif account.has("undecided") and number < 2:
        story.claim(promise, period, by=None, stated=max(first, story.ago((13, 29)[number])), **why)
    elif account.has("disputed") and number == 0:
        stated = max(first, story.ago(16))
        story.claim(
            promise, period, by=account.owner, stated=stated, decided=max(after(stated, 1), story.ago(4)),
            disputed=random.choice(words.disputes), answered=words.answer if account.has("answered") else "", **why,
        )  # fmt: skip
    elif account.has("recent") and number == 0:
        stated = max(first, story.ago(9))
        adjusted = Decimal("0.85") if random.random() < 0.35 else None
        story.claim(
            promise, period, by=account.owner, stated=stated,
            decided=max(after(stated, 1), story.ago(random.randrange(1, 5))),
            adjusted=adjusted, reason=random.choice(words.adjustments) if adjusted else "", **why,
        )  # fmt: skip
    else:
        return False
    return True


def _corrected(account: Account, promise: Promise, number: int, periods: Sequence[Period]) -> None:
    """A reading turned out to be another after the claim was decided; the restatement is decided, or waits."""
    if number or len(periods) < 5 or not promise.terms.is_monetised:
        return
    story, words, period = account.story, account.words, periods[-4]
    month = promise.readings(period)[0]
    value = promise.read[month][0]
    found = (value + (promise.terms.baseline - value) / 4).quantize(value)
    waiting = account.has("waiting")
    on = story.ago(9) if waiting else after(period[1], 70)
    if found != value:
        story.correct(promise, month, str(found), on=on, reason=words.corrected)
        story.restate(promise, period, on=after(on, 2), reason=words.restated, by=None if waiting else account.owner)


# --- Around it --------------------------------------------------------------------------------------------------------
def _around(account: Account) -> None:
    story, words, days = account.story, account.words, account.story.days
    if account.has("words"):
        title, note = words.victory
        story.words(title, on=story.ago(16) if account.has("young") else days.month(7), by=account.owner, note=note)
    if account.has("cost"):
        title, cause = words.cost
        period = days.months(3)[0]
        story.cost(title, minor=684_000, period=period, on=after(period[1], 11), by=account.owner, cause=cause)


def _spend(account: Account) -> None:
    """Licence and services, so that value and spend stand as the entry says."""
    story, words, days, entry = account.story, account.words, account.story.days, account.entry
    quarters = days.periods("quarter", days.month(entry.since), account.until)
    if account.has("young"):
        for start, end in days.periods("month", days.month(entry.since)):
            story.spend(
                end, "service", 380_000 + 1_000 * (start.month % 4), words.service, f"{words.invoice} {end:%Y%m}"
            )
        return
    value = sum(
        (
            promise.comes_to(period)
            for promise in account.promises
            for period in days.periods(str(promise.terms.grain), days.month(entry.since), account.until)
        ),
        Decimal(0),
    )
    licence = LEAST_LICENCE[entry.tier]
    if value > 0 and quarters:
        wanted = int(value * 100 / entry.ratio * Decimal("0.82")) // len(quarters)
        licence = max(wanted // 10_000 * 10_000, licence // 3)
    for number, (start, end) in enumerate(quarters):
        grown = licence * (100 + 2 * (number // 4)) // 100 // 1_000 * 1_000
        story.spend(start, "licence", grown, words.licence, f"{words.invoice} {start:%Y%m}-L")
        if number % 2 == 0:
            story.spend(end, "service", licence // 3 // 1_000 * 1_000, words.service, f"{words.invoice} {end:%Y%m}-S")
    if account.has("internal"):
        for start, _end in quarters[1::4]:
            story.spend(start, "internal", licence // 2, words.internal, f"{words.project} {100 + start.month}")
    if account.has("credit"):
        month = days.month(8)
        story.spend(month, "credit", -(licence // 5), words.credit, f"{words.credit_note} {month:%Y%m}")
    if account.has("spend") and quarters:
        story.confirm_spend(account.finance, until=days.month(4) - DAY, on=days.month(3) + timedelta(days=9))
        story.confirm_spend(account.finance, until=quarters[-1][1], on=story.ago(7))
    if account.has("signoff"):
        year = (days.month(17).replace(day=1), days.month(5) - DAY)
        story.sign_off(account.finance, period=year, on=days.month(4) + timedelta(days=12))
