"""The context of the portfolio's page: the sentence with its notes, views with their counts, a page of rows, sums."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from django.core.paginator import Paginator
from django.http import QueryDict
from django.urls import reverse
from django.utils.translation import gettext as _

from accounts import notation
from accounts.access import ActorRequest, may_edit
from accounts.actors import Actor
from accounts.models import Customer
from reports.models import SavedView
from reports.queries.portfolio import FIRST, VIEWS, Portfolio, Selection, address, portfolio_of
from reports.queries.portfolio_answer import answer, made_words, notes
from reports.queries.portfolio_benchmark import stage_words
from reports.queries.portfolio_rows import listed
from scorecards.standing import Stage

CUSTOMERS_A_PAGE = 12  # a row with every flag weighs 3.4 kB, and a page at most 60


def portfolio_page(request: ActorRequest) -> dict[str, Any]:
    """The context of reports/portfolio.html; six queries beside the actor's."""
    portfolio = portfolio_of(request.actor, request.GET)
    selection = portfolio.selection
    saved = _saved_views(request.actor, portfolio)
    everything, row = listed(request.actor, portfolio)
    page = Paginator(everything, CUSTOMERS_A_PAGE).get_page(request.GET.get("page"))
    return {
        "portfolio": portfolio,
        "selection": selection,
        "currency": portfolio.base_currency,
        "count": len(portfolio.accounts),
        "sums": portfolio.sums,
        "ratio": notation.ratio(portfolio.ratio) if portfolio.ratio is not None else "–",
        "answer": answer(portfolio),
        "notes": notes(portfolio),
        "made": made_words(request.actor, portfolio),
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


# --- Views and filters ------------------------------------------------------------------------------------------------
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
