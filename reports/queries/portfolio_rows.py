"""The rows of the portfolio: customers, groups of them, champions."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from accounts import notation
from accounts.access import may_edit
from accounts.actors import Actor
from accounts.models import Customer
from engagements.queries.problems.list import open_words
from reports.exposure import KINDS
from reports.portfolio import Sums
from reports.queries.portfolio import PROBLEM_FLAGS, Portfolio, address
from reports.queries.portfolio_benchmark import benchmark_words
from reports.queries.portfolio_facts import Account, Person


def listed(actor: Actor, portfolio: Portfolio) -> tuple[Sequence[Any], Callable[[Any], dict[str, Any]]]:
    """What the chosen grouping lists, and what makes a row of one of them."""
    by = portfolio.selection.by
    if by == "champion":
        champions = [(account, person) for account in portfolio.accounts for person in account.champions]
        champions.sort(key=_most_exposed)
        return champions, lambda pair: _champion_row(actor, *pair)
    if by in ("person", "team"):
        return _grouped(portfolio), dict
    return portfolio.accounts, _account_row


def _account_row(account: Account) -> dict[str, Any]:
    url = reverse("reports:customer_detail", args=[account.pk])
    return {
        "account": account,
        "sums": account.base,
        "url": url,
        "no_value": "" if account.money else (_("not monetised") if account.stated else _("none claimed")),
        "ratio": notation.ratio(account.ratio) if account.ratio is not None else "",
        "no_ratio": no_ratio(account),
        "share": account.net_share,
        "benchmark": benchmark_words(account.standing),
        "flags": [
            {"mark": KINDS[name].mark, "word": KINDS[name].word, "url": flag_url(name, account.pk)}
            for name in account.flags
        ],
        "problems": _problem_words(account),
        "unflagged": _("lost") if account.stage == Customer.Stage.LOST else _("not exposed"),
    }


def _problem_words(account: Account) -> str:
    """How many problems are open and since when the oldest is, beneath a flag that says so; else ""."""
    if PROBLEM_FLAGS.isdisjoint(account.flags) or account.oldest_problem is None:
        return ""
    return open_words(len(account.problems), account.oldest_problem)


def flag_url(name: str, pk: int) -> str:
    """Where a flag is mended."""
    if KINDS[name].page:
        return reverse(KINDS[name].page, args=[pk])
    return f"{reverse('reports:customer_detail', args=[pk])}#{KINDS[name].anchor}"


def no_ratio(account: Account) -> str:
    """Why there is no ratio; "" where there is one."""
    if account.ratio is not None:
        return ""
    if not account.money:
        return "–"
    return _("too early") if account.base.spend > 0 else _("no spend recorded")


def _grouped(portfolio: Portfolio) -> list[dict[str, Any]]:
    """One row for each accountable person, or team, of the shown customers; the most exposed first."""
    by = portfolio.selection.by
    groups: dict[tuple[Any, str], list[Account]] = {}
    for account in portfolio.accounts:
        group = account.accountable if by == "person" else account.team or (None, _("without a team"))
        groups.setdefault(group, []).append(account)
    rows = []
    for (pk, name), accounts in groups.items():
        one = replace(portfolio.selection, by="", **{by: str(pk)}) if pk is not None else None
        rows.append(
            {
                "name": name,
                "url": address(one) if one is not None else "",
                "count": len(accounts),
                "sums": Sums.added(account.base for account in accounts),
                "money": any(account.money for account in accounts),
                "spent": any(account.first_spend for account in accounts),
                "exposed": sum(bool(account.flags) for account in accounts),
            }
        )
    return sorted(rows, key=lambda row: (-row["exposed"], row["name"].casefold()))


def _most_exposed(pair: tuple[Account, Person]) -> tuple[Any, ...]:
    """Those who left first, then those who confirmed nothing for longest."""
    _account, person = pair
    proof = person.last_proof.toordinal() if person.last_proof is not None else 0
    return (person.left is None, proof, person.name.casefold(), person.pk)


def _champion_row(actor: Actor, account: Account, person: Person) -> dict[str, Any]:
    """Whoever may change people gets a link to the champion's page; others one to the customer's."""
    url = reverse("reports:customer_detail", args=[account.pk])
    return {
        "person": person,
        "account": account,
        "customer_url": url,
        "url": reverse("stakeholder_edit", args=[person.pk]) if may_edit(actor) else f"{url}#people",
        "proof_days": (account.today - person.last_proof).days if person.last_proof is not None else None,
        "waiting_days": (account.today - person.oldest).days if person.oldest is not None else None,
    }
