"""Problems of a customer, both sides."""

from __future__ import annotations

from datetime import timedelta

from tests.access.row import DECIDERS, HERE, PORTAL, row
from tests.access.world import Place
from tests.reading import seen

STATED = {"title": "Logins fail", "effect": "Nobody works.", "since": "2025-03-03", "weight": "stops"}


def soon(place: Place) -> object:
    """A day by which a next word may be promised, whatever the weight."""
    return place.customer.supplier.today() + timedelta(days=7)


def opened(place: Place) -> dict[str, object]:
    first = {"noticed_by": "supplier", "owner": place.manager.pk, "words": "We look at it.", "next_on": soon(place)}
    return STATED | first | {"outcome": place.outcome.pk, "shared": "on"}


def notice(place: Place) -> dict[str, object]:
    last = place.trouble.private.notices.last()
    said = {"state": "working", "words": "It moves.", "next_on": soon(place), "owner": place.manager.pk}
    return said | {"notice": last.pk if last is not None else ""}


def answered(place: Place) -> dict[str, object]:
    solved = place.trouble.solved
    return {"notice": solved.notices.last().pk} | seen(f"problem-{solved.code}")


row("engagements:problem_list customer_pk", of={"customer_pk": "customer.pk"}, get=HERE)
row(
    "engagements:problem_open customer_pk",
    of={"customer_pk": "customer.pk"},
    get=HERE,
    post=HERE,
    data=opened,
    wrong=STATED | {"title": ""},
)
row("engagements:problem pk", of={"pk": "trouble.private.pk"}, get=HERE)
row(
    "engagements:notice_give pk",
    of={"pk": "trouble.private.pk"},
    get=HERE,
    post=HERE,
    data=notice,
    wrong=lambda place: notice(place) | {"state": "solved"},
)
row(
    "engagements:commitment_promise pk",
    of={"pk": "trouble.private.pk"},
    get=HERE,
    post=HERE,
    data=lambda place: {"words": "Somebody is on call", "due_on": soon(place)},
    wrong={"words": "Somebody is on call", "due_on": "2199-01-15"},
)
row(
    "engagements:commitment_settle pk",
    of={"pk": "trouble.commitment.pk"},
    get=HERE,
    post=HERE,
    data=lambda place: {"kept": "no", "on": place.customer.supplier.today(), "words": "Nobody was."},
    wrong={"kept": "no", "on": "2035-03-05", "words": "Nobody was."},
)
row(
    "engagements:problem_explain pk",
    of={"pk": "trouble.solved.pk"},
    get=HERE,
    post=HERE,
    data={"happened": "A release.", "sorry": "We are sorry.", "prevention": "A test."},
    wrong={"happened": "A release.", "sorry": "", "prevention": "A test."},
)
row("engagements:portal_problem_list", get=f"{PORTAL} other_champion foreign_champion")
row(
    "engagements:portal_problem_state",
    get=f"{DECIDERS} other_champion foreign_champion",
    post=f"{DECIDERS} other_champion foreign_champion",
    sees="clerk",
    data=STATED,
    wrong=STATED | {"effect": ""},
)
row("engagements:portal_problem code", of={"code": "trouble.solved.code"}, get=PORTAL)
row(
    "engagements:problem_solved code",
    of={"code": "trouble.solved.code"},
    post=DECIDERS,
    sees=PORTAL,
    data=answered,
)
row(
    "engagements:problem_not_solved code",
    of={"code": "trouble.solved.code"},
    get=DECIDERS,
    post=DECIDERS,
    sees=PORTAL,
    data=lambda place: answered(place) | {"reason": "It is late again."},
    wrong={"reason": ""},
)
