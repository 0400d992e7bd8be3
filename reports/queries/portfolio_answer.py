"""The sentence that opens the portfolio, and the notes below it."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from accounts import notation
from accounts.actors import Actor
from accounts.notation import from_minor, minor_digits
from accounts.templatetags.amounts import amount_html, whole_amount
from outcomes.value import rounded_minor
from reports.queries.portfolio import Portfolio
from reports.queries.portfolio_facts import Account


def answer(portfolio: Portfolio) -> dict[str, Any] | None:
    """The state of the sentence, and how many got less than they paid."""
    if not portfolio.accounts:
        return None
    sums = portfolio.sums
    claimed = [account for account in portfolio.accounts if account.money]
    if not claimed:
        state = "nothing"
    elif sums.value < 0:
        state = "worse"
    else:
        state = "less" if sums.net < 0 else "more"
    return {
        "state": state,
        "said": _said(portfolio),
        "got_less": len(portfolio.got_less),
        "got_less_words": _beginning(len(portfolio.got_less)),
    }


def _said(portfolio: Portfolio) -> dict[str, SafeString]:
    """The sentence's amounts in whole units; with minor units where the rounded ones would not add up as printed."""
    sums, currency = portfolio.sums, portfolio.base_currency
    exact = {
        "spent": sums.spend,
        "got": sums.value,
        "gains": sums.confirmed,
        "shortfalls": sums.shortfall,
        "worse": -sums.value,
        "less": -sums.net,
    }
    whole = {name: notation.rounded_units(minor, currency) for name, minor in exact.items()}
    adds_up = whole["gains"] - whole["shortfalls"] == whole["got"] and whole["spent"] - whole["got"] == whole["less"]
    return {
        name: whole_amount(minor, currency, code=True) if adds_up else amount_html(minor, currency, whole=False)
        for name, minor in exact.items()
    }


def _beginning(number: int) -> str:
    """A small number as the first word of a sentence."""
    words = {
        2: pgettext("begins a sentence", "Two"),
        3: pgettext("begins a sentence", "Three"),
        4: pgettext("begins a sentence", "Four"),
        5: pgettext("begins a sentence", "Five"),
    }
    return words.get(number, str(number))


def notes(portfolio: Portfolio) -> list[str]:
    """What the sums leave open, in sentences."""
    base = portfolio.base_currency
    unclaimed, in_units = portfolio.nothing_claimed, portfolio.not_monetised
    early = sum(account.too_early for account in portfolio.got_less)
    notes = []
    if unclaimed:
        text = ngettext(
            "Of %(count)s, nothing is claimed yet; the %(spend)s that it spent is in net.",
            "Of %(count)s, nothing is claimed yet; the %(spend)s that they spent is in net.",
            len(unclaimed),
        )
        notes.append(text % {"count": len(unclaimed), "spend": _spent(unclaimed, base)})
    if in_units:
        text = ngettext(
            "Of %(count)s, value is not in money; the %(spend)s that it spent is in net.",
            "Of %(count)s, value is not in money; the %(spend)s that they spent is in net.",
            len(in_units),
        )
        notes.append(text % {"count": len(in_units), "spend": _spent(in_units, base)})
    if early:
        text = ngettext(
            "%(count)s of those that got less is in its first year.",
            "%(count)s of those that got less are in their first year.",
            early,
        )
        notes.append(text % {"count": early})
    return notes + _unpaid(portfolio) + _paid(portfolio)


def made_words(actor: Actor, portfolio: Portfolio) -> list[str]:
    """Whose customers these are, and how their amounts came into one sum."""
    base = portfolio.base_currency
    words = (
        _("Whole %(currency)s, each amount at the rate of its own date; sums are of exact amounts.")
        if any(account.currency != base for account in portfolio.everybody)
        else _("Whole %(currency)s; sums are of exact amounts.")
    )
    return [_scope(actor), words % {"currency": base}]


def _spent(accounts: Iterable[Account], currency: str) -> str:
    spend = sum(account.base.spend for account in accounts)
    return f"{notation.whole_units(spend, currency)}{notation.NO_BREAK}{currency}"


def _unpaid(portfolio: Portfolio) -> list[str]:
    """What was done out of scope and nobody pays: the amount where there is a price, and that there is none where not."""
    base, notes = portfolio.base_currency, []
    priced = [account for account in portfolio.accounts if account.unpaid_base is not None]
    unpriced = [account for account in portfolio.accounts if account.unpriced]
    if portfolio.unpaid is not None:
        text = ngettext(
            "Work out of scope that no agreed change covers: %(amount)s to date, of %(count)s.",
            "Work out of scope that no agreed change covers: %(amount)s to date, of %(count)s.",
            len(priced),
        )
        amount = f"{notation.whole_units(portfolio.unpaid, base)}{notation.NO_BREAK}{base}"
        notes.append(text % {"amount": amount, "count": len(priced)})
    if unpriced:
        text = ngettext(
            "Of %(count)s, some work out of scope has no price: it is in no sum.",
            "Of %(count)s, some work out of scope has no price: it is in no sum.",
            len(unpriced),
        )
        notes.append(text % {"count": len(unpriced)})
    return notes


def _paid(portfolio: Portfolio) -> list[str]:
    """What agreed changes of scope cost to date, what of it is invoiced and what is not; each at today's rate."""
    base = portfolio.base_currency
    found = [(one, one.paid) for one in portfolio.accounts if one.paid is not None and one.rate is not None]
    if not found:
        return []

    def amount(name: str) -> str:
        worth = [
            from_minor(getattr(paid, name), one.currency) * one.rate for one, paid in found if one.rate is not None
        ]
        return f"{notation.whole_units(rounded_minor(worth, minor_digits(base)), base)}{notation.NO_BREAK}{base}"

    text = ngettext(
        "Changes of scope agreed by %(count)s: %(agreed)s to date, %(invoiced)s of it invoiced, %(open)s still to be.",
        "Changes of scope agreed by %(count)s: %(agreed)s to date, %(invoiced)s of it invoiced, %(open)s still to be.",
        len(found),
    )
    said = {name: amount(name) for name in ("agreed", "invoiced", "open")}
    return [text % (said | {"count": len(found)})] + (
        [_("%(amount)s invoiced is more than is agreed to date.") % {"amount": amount("ahead")}]
        if any(paid.ahead for _one, paid in found if paid is not None)
        else []
    )


def _scope(actor: Actor) -> str:
    assert actor.membership is not None
    Role = type(actor.membership).Role
    words = {
        Role.ADMINISTRATOR: _("All customers of %(supplier)s.") % {"supplier": actor.supplier.name},
        Role.LEADER: _("All customers that you lead."),
        Role.ACCOUNT_MANAGER: _("The customers that you answer for."),
        Role.CONTRIBUTOR: _("The customers of your teams."),
    }
    return words[Role(actor.membership.role)]
