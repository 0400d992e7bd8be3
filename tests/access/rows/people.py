"""The supplier's side: where a customer's people stand, who bears on whom, objections."""

from __future__ import annotations

from tests.access.row import EDITORS, HERE, row

row("people_map customer_pk", of={"customer_pk": "customer.pk"}, get=HERE)
row(
    "disposition_create stakeholder_pk",
    of={"stakeholder_pk": "colleague.pk"},
    get=EDITORS,
    post=EDITORS,
    sees=HERE,
    data={"kind": "champion", "since": "2025-06-01", "note": "Changed."},
    wrong={"kind": "", "since": "soon"},
)
row(
    "link_create stakeholder_pk",
    of={"stakeholder_pk": "colleague.pk"},
    get=EDITORS,
    post=EDITORS,
    sees=HERE,
    data=lambda place: {"kind": "conflicts_with", "target": place.champion.pk},
    wrong={"kind": "conflicts_with", "target": ""},
)
row("link_remove pk", of={"pk": "link.pk"}, post=EDITORS, sees=HERE)
row(
    "objection_create stakeholder_pk",
    of={"stakeholder_pk": "colleague.pk"},
    get=EDITORS,
    post=EDITORS,
    sees=HERE,
    data=lambda place: {"words": "Too dear.", "since": "2025-06-01", "owner": place.manager.pk},
    wrong={"words": ""},
)
row(
    "objection_edit pk",
    of={"pk": "objection.pk"},
    get=EDITORS,
    post=EDITORS,
    sees=HERE,
    data=lambda place: {"words": "Too dear.", "since": "2025-06-01", "owner": place.manager.pk},
    wrong={"words": ""},
)
row(
    "objection_answer pk",
    of={"pk": "objection.pk"},
    get=EDITORS,
    post=EDITORS,
    sees=HERE,
    data={"answer": "It paid back.", "answered_on": "2025-06-01"},
    wrong={"answer": ""},
)
row("objection_reopen pk", of={"pk": "answered.pk"}, post=EDITORS, sees=HERE)
