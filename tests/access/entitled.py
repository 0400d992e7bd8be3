"""Who may meet which canary: said here by hand from domain.md and design.md, not asked of the product."""

from __future__ import annotations

from accounts.models import Membership, Stakeholder, Supplier, Team, User
from reports.models import SavedView
from tests.access.canary import Canary
from tests.access.world import Person, Place, World

# Words about people, and what the supplier keeps to itself: never on the customer's side (domain.md, rule 16).
INTERNAL = {
    "accounts.Disposition",
    "accounts.StakeholderLink",
    "accounts.Objection",
    "accounts.Change",
    "accounts.Team",
    "accounts.ExchangeRate",
    "accounts.MemberInvitation",
    "accounts.Tender",
    "accounts.Customer.internal_note",
    "accounts.Customer.external_id",
    "accounts.Customer.industry",
    "accounts.Stakeholder.internal_note",
    "accounts.Stakeholder.external_id",
    "accounts.Stakeholder.function",
    "accounts.Contract.external_id",
    "outcomes.SpendEntry.external_id",
    "scorecards.RoundInsight",
    "scorecards.Respondent",
    "scorecards.OwnScore",
}
# What one person answered: for her own link alone, on neither side. And of whom figures are made.
NOBODYS = {"scorecards.Answer", "scorecards.RoundTold"}
# Of the supplier's people, a customer's person meets the name, and how to reach who answers for her firm.
OF_THE_SUPPLIER = {
    "accounts.Supplier.name",
    "accounts.User.name",
    "accounts.User.email",
    "accounts.Membership.position",
    "accounts.Membership.phone",
    "scorecards.Question.dimension_name",
    "scorecards.Question.words",
}
# Of colleagues she meets name and position, beside their decisions; of herself everything that is not internal.
OF_HERSELF = {"accounts.Stakeholder.email", "accounts.Stakeholder.phone"}

# What the link of somebody who was asked leads to: the questions and her own answers; then what was released.
ASKED = {
    "accounts.Supplier.name",
    "accounts.Customer.name",
    "accounts.Stakeholder.name",
    "scorecards.Question.dimension_name",
    "scorecards.Question.words",
    "scorecards.Answer.comment",
    "scorecards.Answer.recommendation",
}
TOLD = ASKED | {
    "accounts.User.name",
    "scorecards.Round.results",
    "scorecards.Recommendation.words",
    "scorecards.Recommendation.name",
    "scorecards.Recommendation.reply",
    "scorecards.Action.words",
    "scorecards.ActionUpdate.words",
    "scorecards.ActionUpdate.by",
}

# Whoever holds the number of a document or the link of an invitation learns this from the page it leads to.
HOLDERS = {
    # "whom to ask on both sides" (domain.md, rule 12)
    "document": {"accounts.Stakeholder.email", "accounts.Stakeholder.phone"},
    "scorecards:respond": ASKED,
    "scorecards:respond_screen": ASKED,
    "scorecards:respond_question": ASKED,
    "scorecards:respond_done": ASKED,
    "scorecards:respond_results": TOLD,
    "reports:shared_document": {
        "accounts.Supplier.name",
        "accounts.Customer.name",
        "accounts.Stakeholder.name",
        "accounts.User.name",
        "reports.ReportLink.for_name",
    },
    "reports:document_check": {"accounts.Supplier.name", "accounts.Customer.name"},
    "member_invitation": {
        "accounts.Supplier.name",
        "accounts.MemberInvitation.name",
        "accounts.MemberInvitation.email",
        "accounts.User.name",
    },
    "invitation": {
        "accounts.Supplier.name",
        "accounts.Customer.name",
        "accounts.Stakeholder.name",
        "accounts.Stakeholder.email",
        "accounts.Invitation.email",
        "accounts.User.name",
        "accounts.User.email",
        "accounts.Membership.position",
    },
}


def may_meet(person: Person, canary: Canary, world: World, *, page: str = "") -> bool:
    if canary.field in HOLDERS.get(page, ()) and (page != "document" or _is_of(person, canary, world)):
        return True
    if person.actor is None or canary.model in NOBODYS:
        return False
    if isinstance(canary.row, SavedView):
        return person.actor.membership == canary.row.membership
    owner = _place_of(canary, world)
    if owner is None:
        return _may_meet_of_supplier(person, canary)
    mine = any(world.places[name] is owner for name in person.customers)
    if not person.is_customer:
        return mine
    return mine and not is_internal(canary) and _is_hers(person, canary)


def _is_of(person: Person, canary: Canary, world: World) -> bool:
    owner = _place_of(canary, world)
    return any(world.places[name] is owner for name in person.customers)


def is_internal(canary: Canary) -> bool:
    """Words about people, drafts, and risks and problems that are not shared: they stay with the supplier."""
    if canary.model.startswith("engagements."):
        # Whether a commitment was kept is seen by who sees the commitment; answers are the customer's own.
        row = getattr(canary.row, "commitment", None) if canary.model.endswith("CommitmentResult") else canary.row
        return not getattr(row, "shared", True)
    if canary.model in {"scorecards.DeliveryRisk", "scorecards.RiskUpdate"}:
        return not getattr(canary.row, "shared", False)
    if canary.model in {"scorecards.Criteria", "scorecards.Criterion"}:
        return getattr(getattr(canary.row, "criteria", canary.row), "state", "") == "draft"
    drafted = canary.model in {"outcomes.ValueEvent", "outcomes.Terms"} and getattr(canary.row, "state", "") == "draft"
    return canary.model in INTERNAL or canary.field in INTERNAL or drafted


def _is_hers(person: Person, canary: Canary) -> bool:
    if canary.field not in OF_HERSELF:
        return True
    assert person.actor is not None
    return canary.row == person.actor.stakeholder


def _may_meet_of_supplier(person: Person, canary: Canary) -> bool:
    """Names of the firm and its people: for all of the firm; its customers meet only some."""
    suppliers = _suppliers_of(canary)
    assert person.actor is not None and person.supplier is not None
    if person.supplier.pk not in suppliers and canary.row != person.actor.user:
        # A person of two firms sees the names of both in her own switcher.
        return person.actor.user.memberships.filter(supplier__in=suppliers).exists() and canary.field in {
            "accounts.Supplier.name"
        }
    return not person.is_customer or canary.field in OF_THE_SUPPLIER


def _suppliers_of(canary: Canary) -> set[int]:
    row = canary.row
    if isinstance(row, Supplier):
        return {row.pk}
    if isinstance(row, User):
        return set(row.memberships.values_list("supplier", flat=True))
    if isinstance(row, Membership | Team):
        return {row.supplier_id}
    return {getattr(row, "supplier_id", 0)}


def _place_of(canary: Canary, world: World) -> Place | None:
    """The customer whose text it is; None for what belongs to a supplier as a whole."""
    row = canary.row
    for place in world.places.values():
        if row == place.customer or getattr(row, "customer_id", None) == place.customer.pk:
            return place
        if isinstance(row, User) and Stakeholder.objects.filter(user=row, customer=place.customer).exists():
            return place
        for owner in ("event", "report", "decision"):
            if getattr(getattr(row, owner, None), "customer_id", None) == place.customer.pk:
                return place
    return None
