"""Who may do what, at every address. docs/walls.md says how to add a row.

`rows/` has them by noun.

Each row names an address by its name and arguments. `of` says which thing of a Place (world.py) each argument is.
Everybody who is not named gets 404, as for a thing that does not exist, and a stranger is sent to sign in; with
`sees` she may read the thing elsewhere, and gets 403 here.

    get     who gets the page                          post    who may send `data`, which then changes a row of ours
    sees    who gets 403 where she is not in get/post  wrong   data that comes back as 422, with `post`
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from accounts.codes import random_code
from tests.access.world import Place

Data = dict[str, Any] | Callable[[Place], dict[str, Any]]

HERE = "administrator leader account_manager contributor"
EDITORS = "administrator leader account_manager"
SUPPLIER = f"{HERE} other_leader second_account_manager of_two_elsewhere foreign_administrator"
MANAGING = SUPPLIER.replace("contributor ", "")
DECIDERS = "champion cfo"
PORTAL = "champion cfo clerk"
CUSTOMERS = f"{PORTAL} other_champion foreign_champion"
SIGNED_IN = f"{SUPPLIER} {CUSTOMERS}"
EVERYBODY = f"anonymous {SIGNED_IN}"
LEDGER_QUERIES, PAGE_QUERIES = 20, 10


def names(text: str) -> frozenset[str]:
    return frozenset(text.split())


@dataclass(frozen=True)
class Row:
    key: str
    of: dict[str, str] = field(default_factory=dict)
    get: frozenset[str] = frozenset()
    post: frozenset[str] = frozenset()
    sees: frozenset[str] = frozenset()
    data: Data = field(default_factory=dict)
    wrong: Data | None = None
    # What they answer where they are allowed; and by person, where that differs.
    get_status: int = 200
    post_status: int = 302
    get_other: dict[str, int] = field(default_factory=dict)
    post_other: dict[str, int] = field(default_factory=dict)
    changes: bool = True
    query: str = ""
    # For strangers too: everybody who is not named gets `else_status`.
    anyone: bool = False
    # GET writes too, and why: what is only looked at changes nothing.
    get_writes: str = ""
    # Why nobody crawls it: it is no page of the product.
    not_crawled: str = ""
    ledger: bool = False
    # A part of a page, which another page asks for: it has no head of its own.
    fragment: bool = False

    @property
    def name(self) -> str:
        return self.key.split(" ", 1)[0]

    def payload(self, place: Place, data: Data | None = None) -> dict[str, Any]:
        given = self.data if data is None else data
        return given(place) if callable(given) else dict(given)


ROWS: list[Row] = []


def row(key: str, *, get: str = "", post: str = "", sees: str = "", **rest: Any) -> None:
    ROWS.append(Row(key, get=names(get), post=names(post), sees=names(sees) | names(get) | names(post), **rest))


def token(_place: Place) -> dict[str, Any]:
    return {"token": random_code()}
