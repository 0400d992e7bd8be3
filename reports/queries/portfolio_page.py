"""The context of the portfolio's page: the sentence with its notes, views with their counts, a page of rows, sums."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace
from typing import Any

from django.core.paginator import Paginator
from django.http import QueryDict
from django.urls import reverse
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from accounts import notation
from accounts.access import ActorRequest, may_edit
from accounts.actors import Actor
from accounts.models import Customer
from accounts.templatetags.amounts import amount_html, whole_amount
from engagements.queries.problems.list import open_words
from reports.exposure import KINDS
from reports.models import SavedView
from reports.portfolio import Sums
from reports.queries.portfolio import FIRST, PROBLEM_FLAGS, VIEWS, Portfolio, Selection, portfolio_of
from reports.queries.portfolio_facts import Account, Person
from scorecards.standing import Stage, Standing

CUSTOMERS_A_PAGE = 12  # a row with every flag weighs 3.4 kB, and a page at most 60


def portfolio_page(request: ActorRequest) -> dict[str, Any]:
    """The context of reports/portfolio.html; six queries beside the actor's."""
    portfolio = portfolio_of(request.actor, request.GET)
    selection = portfolio.selection
    saved = _saved_views(request.actor, portfolio)
    everything, row = _listed(request.actor, portfolio)
    page = Paginator(everything, CUSTOMERS_A_PAGE).get_page(request.GET.get("page"))
    return {
        "portfolio": portfolio,
        "selection": selection,
        "currency": portfolio.base_currency,
        "count": len(portfolio.accounts),
        "sums": portfolio.sums,
        "ratio": notation.ratio(portfolio.ratio) if portfolio.ratio is not None else "–",
        "answer": _answer(portfolio),
        "notes": _notes(portfolio),
        "made": _made(request.actor, portfolio),
        "views": _views(portfolio, chosen=not any(one["chosen"] for one in saved)),
        "saved": saved,
        "can_save": (selection.narrowed or selection.sort != FIRST) and not any(one["chosen"] for one in saved),
        "groups": _groups(selection),
        "page": page,
        "rows": [row(one) for one in page.object_list],
        "sort": selection.sort,
        "filters": _filters(portfolio),
        "exports": _exports(selection),
        "can_add": may_edit(request.actor),
    }


# --- The sentence -----------------------------------------------------------------------------------------------------
def _answer(portfolio: Portfolio) -> dict[str, Any] | None:
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


def _notes(portfolio: Portfolio) -> list[str]:
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
    return notes + _unpaid(portfolio)


def _made(actor: Actor, portfolio: Portfolio) -> list[str]:
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
            "Of %(count)s, some of such work has no price: it is in no sum.",
            "Of %(count)s, some of such work has no price: it is in no sum.",
            len(unpriced),
        )
        notes.append(text % {"count": len(unpriced)})
    return notes


def stage_words(stage: str) -> str:
    return {
        Stage.NONE: _("no round"),
        Stage.PLANNED: _("round planned"),
        Stage.OPEN: _("round open"),
        Stage.CLOSED: _("round closed, not released"),
        Stage.RED: _("red, not each dimension has an action"),
        Stage.AGREED: _("red, actions agreed"),
        Stage.MOVING: _("red, actions under way"),
        Stage.BETTER: _("second round better, none is red"),
        Stage.GREEN: _("released, none is red"),
        Stage.RENEWED: _("none is red, contract renewed"),
        Stage.HIDDEN: _("released, nothing can be shown"),
    }[Stage(stage)]


def benchmark_words(standing: Standing) -> dict[str, str]:
    """A mark and words for how far the benchmark is; beneath it what the newest results said, where that is not all of it."""
    one, results = standing.current, _results_words(standing)
    if one is None:
        if standing.stage == Stage.RENEWED:
            return {"mark": "confirmed", "words": _renewed_words(standing), "note": results["words"]}
        return results | {"note": _plan_words(standing)}
    said = {"opens": notation.date_short(one.opens_on), "closes": notation.date_short(one.closes_on)}
    words = {
        Stage.PLANNED: _("round planned, %(opens)s"),
        Stage.OPEN: _("round open until %(closes)s"),
        Stage.CLOSED: _("closed, not released"),
    }[Stage(one.state)]
    mark = "undecided" if one.state == Stage.OPEN else "draft"
    return {"mark": mark, "words": words % said, "note": results["words"] if standing.released is not None else ""}


def _plan_words(standing: Standing) -> str:
    """What came of red results: how many actions the plan has, and how many are done; that the contract is renewed."""
    words = []
    if standing.red and standing.plan:
        done = sum(not one.is_open for one in standing.plan)
        named = {"n": len(standing.plan), "done": done}
        if done:
            words.append(ngettext("one action, %(done)s done", "%(n)s actions, %(done)s done", named["n"]) % named)
        elif standing.stage == Stage.MOVING:
            words.append(ngettext("one action under way", "%(n)s actions under way", named["n"]) % named)
        else:
            words.append(ngettext("one action agreed", "%(n)s actions agreed", named["n"]) % named)
    return "; ".join(filter(None, [*words, _renewed_words(standing)]))


def _renewed_words(standing: Standing) -> str:
    """Until when the contract is renewed under which the newest results were given; "" where it is not."""
    contract = standing.renewed_by
    if contract is None:
        return ""
    if contract.ends_on is None:
        return _("contract renewed")
    return _("renewed until %(day)s") % {"day": notation.date_medium(contract.ends_on)}


def _results_words(standing: Standing) -> dict[str, str]:
    last = standing.released
    if last is None:
        return {"mark": "missing", "words": _("no round")}
    if not last.red:
        if all(mean is None for mean in last.means.values()):
            return {"mark": "missing", "words": _("nothing can be shown")}
        return {"mark": "confirmed", "words": _("none red, better") if standing.is_better else _("none red")}
    said = {"red": len(last.red), "of": len(last.means)}
    words = _("%(red)s of %(of)s red, better") if standing.is_better else _("%(red)s of %(of)s red")
    return {"mark": "flag", "words": words % said}


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


# --- Views and filters ------------------------------------------------------------------------------------------------
def address(selection: Selection) -> str:
    query = selection.query
    return reverse("reports:portfolio") + (f"?{query}" if query else "")


def _views(portfolio: Portfolio, *, chosen: bool) -> list[dict[str, Any]]:
    views, counts = [], portfolio.counts()
    for name, (label, _shows) in VIEWS.items():
        views.append(
            {
                "label": label,
                "url": address(replace(portfolio.selection, view=name)),
                "count": counts[name],
                "chosen": chosen and portfolio.selection.view == name,
                "mark": "flag" if name in {"exposed", "kept-red", "problems"} else "",
            }
        )
    return views


def _saved_views(actor: Actor, portfolio: Portfolio) -> list[dict[str, Any]]:
    saved = []
    for view in SavedView.objects.visible_to(actor):
        one = Selection.read(QueryDict(view.query))
        saved.append(
            {
                "name": view.name,
                "url": address(one),
                "count": portfolio.count(one),
                "chosen": one == portfolio.selection,
                "delete_url": reverse("reports:saved_view_delete", args=[view.pk]),
            }
        )
    return saved


def _filters(portfolio: Portfolio) -> list[dict[str, Any]]:
    """Selects for what the visible customers differ in: name, label, the word for all, options, the chosen value."""
    everybody, selection = portfolio.everybody, portfolio.selection
    teams = {str(one.team[0]): one.team[1] for one in everybody if one.team}
    people = {str(one.accountable[0]): one.accountable[1] for one in everybody}
    currencies = {one.currency: one.currency for one in everybody}
    offered: list[tuple[str, str, str, list[tuple[str, str]]]] = [
        ("team", _("Team"), _("every team"), _by_name(teams)),
        ("tier", _("Tier"), _("every tier"), [(value, str(label)) for value, label in Customer.Tier.choices]),
        ("stage", _("Stage"), _("every stage"), [(value, str(label)) for value, label in Customer.Stage.choices]),
        ("currency", _("Currency"), _("every currency"), _by_name(currencies)),
        ("person", _("Accountable"), _("everybody accountable"), _by_name(people)),
        ("benchmark", _("Benchmark"), _("every round"), [(one, stage_words(one)) for one in Stage]),
    ]
    return [
        {"name": name, "label": label, "all": every, "options": options, "chosen": getattr(selection, name)}
        for name, label, every, options in offered
        if len(options) > 1 or getattr(selection, name)
    ]


def _by_name(options: Mapping[str, str]) -> list[tuple[str, str]]:
    return sorted(options.items(), key=lambda one: one[1].casefold())


def _groups(selection: Selection) -> list[dict[str, Any]]:
    labels = {
        "": _("By customer"),
        "person": _("By accountable person"),
        "team": _("By team"),
        "champion": _("By champion"),
    }
    return [
        {"label": label, "url": address(replace(selection, by=name)), "chosen": selection.by == name}
        for name, label in labels.items()
    ]


def _exports(selection: Selection) -> list[dict[str, str]]:
    query = replace(selection, by="").query
    ending = f"?{query}" if query else ""
    return [
        {"label": _("Export CSV"), "url": reverse("reports:portfolio_export_csv") + ending},
        {"label": _("Export XLSX"), "url": reverse("reports:portfolio_export_xlsx") + ending},
    ]


# --- Rows -------------------------------------------------------------------------------------------------------------
def _listed(actor: Actor, portfolio: Portfolio) -> tuple[Sequence[Any], Callable[[Any], dict[str, Any]]]:
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
        "unflagged": _("lost") if account.stage == Customer.Stage.LOST else _("none"),
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
