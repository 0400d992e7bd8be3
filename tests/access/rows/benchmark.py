"""The relationship benchmark: rounds, results and actions on both sides, and the link of who is asked.

One round of a customer is under way at a time, and here it is open: what asks for another state answers 422.
tests/scorecards/test_benchmark_pages.py goes through all of them.
"""

from __future__ import annotations

from tests.access.row import EDITORS, EVERYBODY, HERE, PORTAL, row
from tests.access.world import Place

ADMINISTRATORS = "administrator"
COLLEAGUES = "leader account_manager contributor other_leader second_account_manager"


def people(place: Place) -> dict[str, object]:
    return {"people": [place.champion.pk, place.colleague.pk], "few": "on"}


row("scorecards:benchmark customer_pk", of={"customer_pk": "customer.pk"}, get=HERE)
row(
    "scorecards:round_plan customer_pk",
    of={"customer_pk": "customer.pk"},
    get=EDITORS,
    post=EDITORS,
    sees=HERE,
    data=lambda place: people(place) | {"opens_on": "2126-01-01", "closes_on": "2126-02-01"},
    post_status=422,
    changes=False,
    wrong=lambda place: {"people": [place.champion.pk], "opens_on": "soon", "closes_on": "2126-02-01"},
)
row("scorecards:round_show pk", of={"pk": "bench.released.pk"}, get=HERE)
row(
    "scorecards:round_people pk",
    of={"pk": "bench.round.pk"},
    get=EDITORS,
    post=EDITORS,
    sees=HERE,
    data=people,
    post_status=422,
    changes=False,
    wrong=lambda place: {"people": [place.champion.pk]},
)
for act in ("open", "release"):
    row(
        f"scorecards:round_{act} pk",
        of={"pk": "bench.round.pk"},
        post=EDITORS,
        sees=HERE,
        post_status=422,
        changes=False,
    )
for act in ("remind", "cancel"):
    row(f"scorecards:round_{act} pk", of={"pk": "bench.round.pk"}, post=EDITORS, sees=HERE)
row("scorecards:round_close pk", of={"pk": "bench.round.pk"}, get=EDITORS, post=EDITORS, sees=HERE)
row(
    "scorecards:round_own pk",
    of={"pk": "bench.round.pk"},
    get=HERE,
    post=HERE,
    data=lambda place: {f"ours_{place.bench.question.pk}": "9", f"predicted_{place.bench.question.pk}": "3"},
    wrong=lambda place: {f"ours_{place.bench.question.pk}": "11"},
)
row(
    "scorecards:recommendation_reply pk",
    of={"pk": "bench.recommendation.pk"},
    get=EDITORS,
    post=EDITORS,
    sees=HERE,
    data={"reply": "From March on."},
    wrong={"reply": ""},
)
row(
    "scorecards:action_create customer_pk",
    of={"customer_pk": "customer.pk"},
    get=EDITORS,
    post=EDITORS,
    sees=HERE,
    data=lambda place: {"words": "A visit", "owner_ours": place.manager.pk, "due_on": "2126-01-01"},
    wrong={"words": ""},
)
row(
    "scorecards:action_move pk",
    of={"pk": "bench.action.pk"},
    get=EDITORS,
    post=EDITORS,
    sees=HERE,
    data={"words": "Half done", "state": "open", "due_on": "2126-01-01"},
    wrong={"words": "", "state": "open", "due_on": "2126-01-01"},
)
row(
    "scorecards:portal_action_move pk",
    of={"pk": "bench.action.pk"},
    get="champion",
    post="champion",
    sees="cfo clerk",
    data={"words": "Half done", "state": "open"},
    wrong={"words": "", "state": "open"},
)
row("scorecards:template_list", get="administrator foreign_administrator", sees=COLLEAGUES + " of_two_elsewhere")
row(
    "scorecards:template_start",
    post="administrator foreign_administrator",
    sees=COLLEAGUES + " of_two_elsewhere",
)
row(
    "scorecards:template_version pk",
    of={"pk": "bench.template.pk"},
    get=ADMINISTRATORS,
    post=ADMINISTRATORS,
    sees=COLLEAGUES + " of_two_elsewhere",
    data={"en_0": "They come when we call.", "dimension_0": "trust"},
    wrong={"en_0": ""},
)
row("scorecards:respond code", of={"code": "bench.respondent.code"}, get=EVERYBODY, anyone=True)
row(
    "scorecards:respond_screen code screen",
    of={"code": "bench.respondent.code", "screen": "bench.screen"},
    get=EVERYBODY,
    post=EVERYBODY,
    anyone=True,
    data=lambda place: {f"q{place.bench.question.pk}-score": "7"},
    wrong=lambda place: {f"q{place.bench.question.pk}-score": "70"},
    fragment=True,
)
row(
    "scorecards:respond_question code question",
    of={"code": "bench.respondent.code", "question": "bench.question.pk"},
    post=EVERYBODY,
    anyone=True,
    post_status=200,
    data=lambda place: {f"q{place.bench.question.pk}-score": "7"},
    wrong=lambda place: {f"q{place.bench.question.pk}-score": "70"},
    fragment=True,
)
row(
    "scorecards:respond_done code",
    of={"code": "bench.respondent.code"},
    get=EVERYBODY,
    post=EVERYBODY,
    anyone=True,
    post_status=422,
    changes=False,
)
row("scorecards:respond_results code", of={"code": "bench.told.code"}, get=EVERYBODY, anyone=True)
row("scorecards:portal_benchmark", get=PORTAL + " other_champion foreign_champion")
