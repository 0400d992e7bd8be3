"""The supplier's side: what was agreed or decided on paper, later evidence, erasing a person."""

from __future__ import annotations

from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile

from accounts.codes import random_code
from tests.access.row import EDITORS, HERE, row
from tests.access.world import PDF, Place


def document() -> SimpleUploadedFile:
    return SimpleUploadedFile("letter.pdf", PDF)


def signed(place: Place) -> dict[str, Any]:
    return {
        "said_by": place.champion.pk,
        "said_on": "2025-12-31",
        "document": document(),
        "request_key": random_code(),
    }


row(
    "outcomes:event_on_paper pk",
    of={"pk": "gain.pk"},
    get=EDITORS,
    post=EDITORS,
    sees=HERE,
    data=lambda place: signed(place) | {"amount": "1000", "reason": "So the letter says."},
    wrong=lambda place: signed(place) | {"amount": "a lot"},
    ledger=True,
)
row(
    "outcomes:terms_on_paper pk",
    of={"pk": "proposal.pk"},
    get=EDITORS,
    post=EDITORS,
    sees=HERE,
    data=signed,
    wrong=lambda place: signed(place) | {"said_on": ""},
    ledger=True,
)
row(
    "outcomes:event_evidence pk",
    of={"pk": "gain.pk"},
    get=HERE,
    post=HERE,
    data=lambda place: {"evidence": document(), "grade": "A"},
    wrong={"grade": "A"},
)
row(
    "outcomes:person_erase customer_pk",
    of={"customer_pk": "customer.pk"},
    get="administrator",
    post="administrator",
    sees=HERE,
    data=lambda place: {"person": place.gone.pk, "reason": "She asked for it.", "sure": "on"},
    wrong={"reason": ""},
)
