"""The list of a customer's problems, and the sentence that it opens with."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from django.core.paginator import Paginator
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts import notation
from accounts.actors import Actor
from accounts.models import Customer
from engagements.problems import Stands
from engagements.queries.problems.notices import kept_words, next_words
from engagements.queries.problems.register import problems_of
from engagements.queries.problems.told import Told, stands_words

PROBLEMS_A_PAGE = 40


def headline(found: Sequence[Told]) -> str:
    """The sentence that a list opens with."""
    still = [one for one in found if one.is_open]
    if not found:
        return _("No problem is recorded")
    return open_words(len(still), min(one.since for one in still)) if still else _("No problem is open")


def open_words(count: int, since: date) -> str:
    """ "2 problems are open, the oldest since 2 January 2025"."""
    return ngettext(
        "%(count)s problem is open, since %(since)s",
        "%(count)s problems are open, the oldest since %(since)s",
        count,
    ) % {"count": count, "since": notation.date_long(since)}


def problem_list(actor: Actor, customer: Customer, *, search: str, sort: str, page: str | None) -> dict[str, Any]:
    """The context of engagements/problem_list.html and portal_problem_list.html; one query, two where something is searched."""
    every = problems_of(actor, customer)
    found = problems_of(actor, customer, search=search) if search else every
    today = customer.supplier.today()
    rows = Paginator(_sorted(found, sort), PROBLEMS_A_PAGE).get_page(page)
    return {
        "customer": customer,
        "headline": headline(every),
        "kept_words": kept_words(sum(one.due for one in every), sum(one.kept for one in every)),
        "any": bool(every),
        "q": search,
        "sort": sort,
        "page": rows,
        "rows": [
            {
                "problem": one,
                "stands_words": stands_words(one.stands, own=actor.stakeholder is not None),
                "next": next_words(one, today),
            }
            for one in rows
        ],
    }


def _sorted(found: list[Told], sort: str) -> list[Told]:
    keys = {
        "title": lambda one: one.title.casefold(),
        "stands": lambda one: list(Stands).index(one.stands),
        "since": lambda one: one.since,
        "next": lambda one: one.next_on or date.max,
        "owner": lambda one: one.owner.casefold(),
    }
    key: Any = keys.get(sort.removeprefix("-"))
    return sorted(found, key=key, reverse=sort.startswith("-")) if key is not None else found
