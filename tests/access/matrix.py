"""Who may do what, at every address. docs/walls.md says how to add a row.

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


# --- For anyone -------------------------------------------------------------------------------------------------------
row("healthz", get=EVERYBODY, anyone=True, not_crawled="no page")
row("readyz", get=EVERYBODY, anyone=True, not_crawled="no page")
row("metrics", get=EVERYBODY, anyone=True, not_crawled="no page")
row("dev_mail", get=EVERYBODY, anyone=True, not_crawled="the outbox of a demonstration, on its own machine only")
row("set_language", post=EVERYBODY, anyone=True, data={"language": "de", "next": "/"}, changes=False)
row("no_place", get=EVERYBODY, anyone=True)
row(
    "account_login",
    get=EVERYBODY,
    post="anonymous",
    anyone=True,
    get_other=dict.fromkeys(SIGNED_IN.split(), 302),
    post_other=dict.fromkeys(SIGNED_IN.split(), 302),
    data=lambda place: {"login": place.manager.user.email, "password": "A long enough passphrase"},
    wrong={"login": "nobody@nowhere.example", "password": "wrong"},
    changes=True,
)
row(
    "account_request_login_code",
    get=EVERYBODY,
    post=EVERYBODY,
    anyone=True,
    get_other=dict.fromkeys(SIGNED_IN.split(), 302),
    post_other=dict.fromkeys(SIGNED_IN.split(), 302),
    data=lambda place: {"email": place.champion.email},
    wrong={"email": "no address"},
    changes=False,
)
row(
    "account_confirm_login_code",
    get=EVERYBODY,
    post=EVERYBODY,
    anyone=True,
    get_status=302,
    data={"code": "123456"},
    changes=False,
)
row("account_inactive", get=EVERYBODY, anyone=True)
row(
    "account_reset_password",
    get=EVERYBODY,
    post=EVERYBODY,
    anyone=True,
    data=lambda place: {"email": place.manager.user.email},
    wrong={"email": "no address"},
)
row("account_reset_password_done", get=EVERYBODY, anyone=True)
row("account_reset_password_from_key_done", get=EVERYBODY, anyone=True)
row(
    "account_reset_password_from_key key uidb36",
    of={"uidb36": "champion.pk", "key": "report.code"},
    get=EVERYBODY,
    post=EVERYBODY,
    anyone=True,
    post_status=200,
    changes=False,
)
row(
    "account_logout",
    get=EVERYBODY,
    post=EVERYBODY,
    anyone=True,
    get_other={"anonymous": 302},
    changes=False,
)
row("reports:document_check", get=EVERYBODY, anyone=True)
row("reports:document_check code", of={"code": "report.code"}, get=EVERYBODY, anyone=True)
row(
    "invitation code",
    of={"code": "invitation.code"},
    get=EVERYBODY,
    post=EVERYBODY,
    anyone=True,
    get_other={"champion": 302},
    # Whoever is signed in already is told to sign out first.
    post_other=dict.fromkeys(SIGNED_IN.replace("champion ", "", 1).split(), 200),
    changes=False,
)

# --- For everybody who is signed in -----------------------------------------------------------------------------------
row("home", get=SIGNED_IN, get_status=302)
row("switch_actor", post="champion", data=lambda place: {"actor": f"s{place.champion.pk}"}, changes=False)
row("reports:report_create customer_pk", of={"customer_pk": "customer.pk"}, post=f"{HERE} {PORTAL}")
row("reports:report_detail code", of={"code": "report.code"}, get=f"{HERE} {PORTAL}")
row(
    "reports:report_download code",
    of={"code": "report.code"},
    get=f"{HERE} {PORTAL}",
    get_writes="who opened the document, and when",
)

# --- The customer's side ----------------------------------------------------------------------------------------------
row("reports:portal_home", get=CUSTOMERS)
row("reports:portal_welcomed", post=CUSTOMERS, changes=False)
row("outcomes:claim_list", get=CUSTOMERS)
row("outcomes:claim_show pk", of={"pk": "gain.pk"}, get=PORTAL)
row("outcomes:claim_confirm pk", of={"pk": "gain.pk"}, post=DECIDERS, sees=PORTAL, data=token, ledger=True)
row(
    "outcomes:claim_adjust pk",
    of={"pk": "gain.pk"},
    get=DECIDERS,
    post=DECIDERS,
    sees=PORTAL,
    data=lambda place: {"amount": "1000", "reason": "Less.", "token": random_code()},
    wrong={"amount": "a lot", "reason": ""},
    ledger=True,
)
row(
    "outcomes:claim_adjust_preview pk",
    of={"pk": "gain.pk"},
    post=DECIDERS,
    sees=PORTAL,
    data={"amount": "1000"},
    post_status=200,
    changes=False,
)
row(
    "outcomes:claim_dispute pk",
    of={"pk": "gain.pk"},
    get=DECIDERS,
    post=DECIDERS,
    sees=PORTAL,
    data=lambda place: {"reason": "Our own work.", "token": random_code()},
    wrong={"reason": ""},
    ledger=True,
)
row(
    "outcomes:claim_withdraw pk",
    of={"pk": "shortfall.pk"},
    get=DECIDERS,
    post=DECIDERS,
    sees=PORTAL,
    data=lambda place: {"reason": "A mistake of ours.", "token": random_code()},
    wrong={"reason": ""},
    ledger=True,
)
row("outcomes:portal_terms pk", of={"pk": "proposal.pk"}, get=PORTAL)
row("outcomes:portal_terms_agree pk", of={"pk": "proposal.pk"}, post="champion", sees=PORTAL, data=token, ledger=True)
row(
    "outcomes:portal_terms_decline pk",
    of={"pk": "proposal.pk"},
    get="champion",
    post="champion",
    sees=PORTAL,
    data={"reason": "The baseline is wrong."},
    wrong={"reason": ""},
)
row("outcomes:portal_spend", get=CUSTOMERS)
ALL_DECIDERS = f"{DECIDERS} other_champion foreign_champion"
row(
    "outcomes:portal_spend_confirm",
    post=ALL_DECIDERS,
    sees=CUSTOMERS,
    data=lambda place: {"until": "2025-12-31", "token": random_code()},
    wrong={"until": "soon"},
    ledger=True,
)
for name in ("shortfall_state", "cost_state"):
    row(
        f"outcomes:{name}",
        get=ALL_DECIDERS,
        post=ALL_DECIDERS,
        sees=CUSTOMERS,
        data=lambda place: {
            "title": "Two nights of the team",
            "amount": "1200",
            "period_start": "2025-03-01",
            "period_end": "2025-03-02",
            "cause": "The interface was late.",
            "token": random_code(),
        },
        wrong={"title": "", "amount": "-1"},
        ledger=True,
    )

# --- The supplier's side ----------------------------------------------------------------------------------------------
CUSTOMER = {
    "name": "A new customer",
    "currency": "EUR",
    "locale": "en",
    "tier": "preferred",
    "stage": "delivery",
    "domains": "new.example",
}
PERSON = {"name": "A new person", "position": "Head", "seniority": "manager", "influence": "3"}


def new_customer(place: Place) -> dict[str, Any]:
    return CUSTOMER | {"accountable": place.manager.pk}


row("reports:customer_list", get=SUPPLIER)
row("reports:customer_detail pk", of={"pk": "customer.pk"}, get=HERE)
row(
    "customer_create",
    get=MANAGING,
    post=MANAGING,
    sees=SUPPLIER,
    data=new_customer,
    wrong={"name": ""},
    # The accountable person of the data is nobody of theirs.
    post_other={"of_two_elsewhere": 422, "foreign_administrator": 422},
)
row(
    "customer_edit pk",
    of={"pk": "customer.pk"},
    get=EDITORS,
    post=EDITORS,
    sees=HERE,
    data=lambda place: new_customer(place) | {"internal_note": "Changed."},
    wrong={"name": ""},
)
row(
    "stakeholder_create customer_pk",
    of={"customer_pk": "customer.pk"},
    get=EDITORS,
    post=EDITORS,
    sees=HERE,
    data=PERSON,
    wrong={"name": ""},
)
row(
    "stakeholder_edit pk",
    of={"pk": "colleague.pk"},
    get=EDITORS,
    post=EDITORS,
    sees=HERE,
    data=PERSON,
    wrong={"name": ""},
)
row(
    "stakeholder_leave pk",
    of={"pk": "colleague.pk"},
    get=EDITORS,
    post=EDITORS,
    sees=HERE,
    data={"until": "2026-01-31"},
    wrong={"until": "soon"},
)
row("stakeholder_invite pk", of={"pk": "colleague.pk"}, post=EDITORS, sees=HERE)
row(
    "outcomes:outcome_create customer_pk",
    of={"customer_pk": "customer.pk"},
    get=EDITORS,
    post=EDITORS,
    sees=HERE,
    data={"title": "A new outcome", "goal": "Growth"},
    wrong={"title": ""},
)
row(
    "outcomes:outcome_edit pk",
    of={"pk": "outcome.pk"},
    get=EDITORS,
    post=EDITORS,
    sees=HERE,
    data={"title": "A better name"},
    wrong={"title": ""},
)
row(
    "outcomes:dimension_create outcome_pk",
    of={"outcome_pk": "outcome.pk"},
    get=EDITORS,
    post=EDITORS,
    sees=HERE,
    data={"name": "A new dimension", "unit": "Stunden"},
    wrong={"name": ""},
)
row("outcomes:dimension_detail pk", of={"pk": "dimension.pk"}, get=HERE)
row(
    "outcomes:dimension_edit pk",
    of={"pk": "dimension.pk"},
    get=EDITORS,
    post=EDITORS,
    sees=HERE,
    data={"name": "A better name", "unit": "Stunden"},
    wrong={"name": ""},
)
row(
    "outcomes:terms_create dimension_pk",
    of={"dimension_pk": "second_dimension.pk"},
    get=EDITORS,
    post=EDITORS,
    sees=HERE,
    data=lambda place: {
        "direction": "decrease",
        "baseline": "30",
        "baseline_start": "2024-01-01",
        "baseline_end": "2024-12-31",
        "baseline_source": "Their books",
        "baseline_supplied_by": "customer",
        "target": "1",
        "target_on": "2027-12-31",
        "rate": "1200",
        "rate_source": "Their controlling",
        "volume_basis": "none",
        "share": "80",
        "recurrence": "recurring",
        "grain": "reading",
        "claimable_until": "2029-12-31",
        "asked": place.champion.pk,
    },
    wrong={"baseline": "a lot"},
)
row(
    "outcomes:measurement_create dimension_pk",
    of={"dimension_pk": "dimension.pk"},
    get=HERE,
    post=HERE,
    data={
        "period_start": "2025-09-01",
        "period_end": "2025-09-30",
        "value": "3",
        "source": "Their system",
        "source_kind": "customer",
    },
    wrong={"value": "a lot"},
)
row(
    "outcomes:measurement_correct pk",
    of={"pk": "measurement.pk"},
    get=HERE,
    post=HERE,
    data={"value": "4", "source": "Their system", "source_kind": "customer", "reason": "Misread."},
    wrong={"value": "a lot"},
)
row("outcomes:spend_list customer_pk", of={"customer_pk": "customer.pk"}, get=HERE)
SPEND = {
    "on": "2025-06-30",
    "kind": "licence",
    "amount": "1200",
    "currency": "EUR",
    "basis": "invoice",
    "source": "Invoice 12",
    "words": "Second half",
}
row(
    "outcomes:spend_create customer_pk",
    of={"customer_pk": "customer.pk"},
    get=EDITORS,
    post=EDITORS,
    sees=HERE,
    data=SPEND,
    wrong={"amount": "a lot"},
)
row(
    "outcomes:spend_correct pk",
    of={"pk": "spend.pk"},
    get=EDITORS,
    post=EDITORS,
    sees=HERE,
    data=SPEND,
    wrong={"amount": "a lot"},
)
row(
    "outcomes:spend_void pk",
    of={"pk": "spend.pk"},
    get=EDITORS,
    post=EDITORS,
    sees=HERE,
    data={"words": "Sent twice."},
    wrong={"words": ""},
)


def new_event(place: Place) -> dict[str, Any]:
    return {
        "dimension": place.dimension.pk,
        "period": "2025-07-01/2025-07-31",
        "grade": "D",
        "act": "send",
        "request_key": random_code(),
    }


row(
    "outcomes:event_create",
    get=MANAGING,
    post=EDITORS,
    data=new_event,
    wrong=lambda place: new_event(place) | {"period": ""},
    # The dimension of the data is none of theirs to choose.
    post_other=dict.fromkeys(
        ["of_two_elsewhere", "foreign_administrator", "other_leader", "second_account_manager"], 422
    ),
    ledger=True,
)
row("outcomes:event_detail pk", of={"pk": "gain.pk"}, get=HERE)
row(
    "outcomes:event_edit pk",
    of={"pk": "draft.pk"},
    get=EDITORS,
    post=EDITORS,
    sees=HERE,
    data=lambda place: new_event(place) | {"period": "2025-06-01/2025-06-30"},
    wrong=lambda place: new_event(place) | {"period": ""},
    ledger=True,
)
row("outcomes:event_discard pk", of={"pk": "draft.pk"}, post=EDITORS, sees=HERE)
row(
    "outcomes:event_withdraw pk",
    of={"pk": "gain.pk"},
    get=EDITORS,
    post=EDITORS,
    sees=HERE,
    data=lambda place: {"reason": "Claimed too early.", "request_key": random_code()},
    wrong={"reason": ""},
    ledger=True,
)
row(
    "outcomes:event_restate pk",
    of={"pk": "restatable.pk"},
    get=EDITORS,
    post=EDITORS,
    sees=HERE,
    data=lambda place: {"reason": "The reading was corrected.", "request_key": random_code()},
    wrong={"reason": ""},
    ledger=True,
)
row("outcomes:evidence_download code", of={"code": "evidence.code"}, get=f"{HERE} {PORTAL}")
row("outcomes:decision_list customer_pk", of={"customer_pk": "customer.pk"}, get=HERE)
row("outcomes:decision_export customer_pk", of={"customer_pk": "customer.pk"}, get=HERE)
