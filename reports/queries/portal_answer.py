"""The answer of the champion's page, its lead, and the notes below it that say how sure it is."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _

from accounts import notation
from accounts.actors import Actor
from outcomes.finance import Payback, PaybackState
from outcomes.models import CustomerTotal
from reports.queries.portal_facts import CustomerNow, NamedClaim
from reports.say_aloud import Story


def answer(story: Story, totals: CustomerTotal, victory: NamedClaim | None) -> dict[str, Any]:
    """The context of components/answer_table.html."""
    shown: dict[str, Any] = {
        "currency": story.currency,
        "spend_minor": story.spend,
        "stated": story.stated,
        "monetised": story.monetised,
        "gains_minor": totals.confirmed,
        "shortfalls_minor": totals.shortfall,
        "undecided_minor": totals.undecided,
        "disputed_minor": totals.disputed,
        "caption": _("What we spent and what we got"),
    }
    if not story.monetised:
        words = _("nothing confirmed yet")
        label = _("In its own units")
        if victory is not None and victory.dimension is not None and victory.agreed_actual is not None:
            label = victory.dimension.name
            words = notation.quantity(victory.agreed_actual, victory.dimension.unit)
            if victory.agreed_baseline is not None:
                now, was = notation.now_and_was(victory.agreed_actual, victory.agreed_baseline, victory.dimension.unit)
                words = _("%(now)s, was %(baseline)s") % {"now": now, "baseline": was}
        elif victory is not None:
            label, words = victory.title, _("not in money")
        shown["victories"] = [{"label": label, "words": words, "mark": "confirmed" if victory else "undecided"}]
    return shown


def lead_words(victory: NamedClaim) -> str:
    """The victory in its own units, where that is the answer: "1 day, was 30"."""
    if victory.dimension is None or victory.agreed_actual is None or victory.agreed_baseline is None:
        return victory.title
    now, was = notation.now_and_was(victory.agreed_actual, victory.agreed_baseline, victory.dimension.unit)
    said = {"name": victory.dimension.name, "now": now, "baseline": was}
    return _("%(name)s: %(now)s, was %(baseline)s.") % said


def ratio_words(story: Story, totals: CustomerTotal, paid: Payback, *, too_early: bool) -> list[str]:
    """Ratio and payback, or the word for why there is none."""
    if not story.stated:
        return []
    if not story.monetised:
        return [_("Ratio and payback: not monetised.")]
    if story.spend is None or story.spend <= 0:
        return [_("Ratio and payback: no spend recorded.")]
    if too_early:
        return [_("Ratio and payback: too early, the first year is not over.")]
    ratio = notation.ratio(Decimal(totals.value) / Decimal(story.spend))
    return [
        _("%(ratio)s %(currency)s for each %(currency)s spent.") % {"ratio": ratio, "currency": story.currency},
        _payback_words(paid),
    ]


def _payback_words(paid: Payback) -> str:
    """To the month; the report says the day."""
    if paid.state == PaybackState.REACHED and paid.date is not None:
        return _("Paid back in %(month)s.") % {"month": notation.month(paid.date)}
    if paid.state == PaybackState.LOST and paid.date is not None and paid.lost_on is not None:
        return _("Paid back in %(month)s, then lost in %(lost)s.") % {
            "month": notation.month(paid.date),
            "lost": notation.month(paid.lost_on),
        }
    return _("Not paid back yet.")


def confirmed_words(people: Sequence[dict[str, Any]], totals: CustomerTotal, actor: Actor) -> list[str]:
    """Who confirmed how much of the gains: "You confirmed 75 %, Karl Thoma 25 %."."""
    shares = sorted((one for one in people if one["confirmed"]), key=lambda one: -one["confirmed"])
    total = sum(one["confirmed"] for one in shares)
    if not total:
        return [_("No gain is confirmed yet.")] if totals.undecided or totals.disputed else []
    assert actor.stakeholder is not None
    said = []
    for one in shares:
        share = notation.percent(Decimal(one["confirmed"]) / Decimal(total), digits=0)
        if one["pk"] == actor.stakeholder.pk:
            said.append(_("you %(share)s") % {"share": share})
        else:
            said.append(f"{one['name']} {share}")
    return [_("Of the gains confirmed: %(people)s.") % {"people": ", ".join(said)}]


def open_words(totals: CustomerTotal, currency: str) -> list[str]:
    """How much of the shortfalls counts without having been agreed."""
    if not totals.shortfall_open:
        return []
    amount = notation.money(totals.shortfall_open, currency, whole=True)
    return [_("Of the shortfalls, %(amount)s count without being agreed yet.") % {"amount": amount}]


def apart_words(totals: CustomerTotal, currency: str) -> list[str]:
    """Gains that are confirmed, but stand apart."""
    words = []
    if totals.after_the_fact:
        amount = notation.money(totals.after_the_fact, currency, whole=True)
        words.append(_("Apart, agreed after the fact: %(amount)s.") % {"amount": amount})
    if totals.on_paper:
        amount = notation.money(totals.on_paper, currency, whole=True)
        words.append(_("Apart, on paper only: %(amount)s.") % {"amount": amount})
    return words


def signed_off_words(customer: CustomerNow) -> str:
    """What finance has said: its own page shows which periods."""
    if customer.signed_off_on is None:
        return _("Your finance has signed no period off yet.")
    return _("Your finance last signed a period off on %(day)s.") % {"day": notation.date_long(customer.signed_off_on)}


def spend_words(customer: CustomerNow) -> list[str]:
    words = []
    if customer.first_spend is not None:
        if customer.spend_confirmed_on is None:
            words.append(_("Nobody of your firm has confirmed the spend yet."))
        else:
            day = notation.date_long(customer.spend_confirmed_on)
            words.append(_("The spend was last confirmed on %(day)s.") % {"day": day})
        if customer.signed_off_on is not None:
            words.append(signed_off_words(customer))
    if not customer.internal_stated:
        words.append(_("Internal cost: not stated."))
    return words
