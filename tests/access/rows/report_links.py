"""Links to one document: made and revoked by both sides, opened by whoever holds one."""

from __future__ import annotations

from tests.access.row import EDITORS, EVERYBODY, HERE, PORTAL, row
from tests.access.world import Place
from tests.reading import seen


def named(_place: Place) -> dict[str, str]:
    return {"for_name": "Karl Thoma, CFO", "locale": "en", "days": "30"}


row(
    "reports:report_link_create code",
    of={"code": "report.code"},
    get=f"{EDITORS} {PORTAL}",
    post=f"{EDITORS} {PORTAL}",
    sees=HERE,
    data=named,
    wrong=lambda place: named(place) | {"email": "no address", "days": "365"},
)
row("reports:report_link_made pk", of={"pk": "shared.hers.pk"}, get=f"{HERE} {PORTAL}")
row(
    "reports:report_link_revoke pk",
    of={"pk": "shared.ours.pk"},
    get=f"{EDITORS} {PORTAL}",
    post=f"{EDITORS} {PORTAL}",
    sees=HERE,
    data=lambda place: seen(f"link-{place.shared.ours.pk}"),
)
row(
    "reports:shared_document code",
    of={"code": "shared.code"},
    get=EVERYBODY,
    post=EVERYBODY,
    anyone=True,
    post_status=200,
)
