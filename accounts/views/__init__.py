from accounts.views.contracts import contract_create, contract_edit
from accounts.views.customers import (
    customer_archive,
    customer_changes,
    customer_create,
    customer_edit,
    customer_hand_over,
    customer_unarchive,
)
from accounts.views.invitations import invitation
from accounts.views.objections import objection_answer, objection_create, objection_edit, objection_reopen
from accounts.views.people import disposition_create, link_create, link_remove, people_map
from accounts.views.places import demo_sign_in, dev_mail, no_place, switch_actor
from accounts.views.stakeholders import stakeholder_create, stakeholder_edit, stakeholder_invite, stakeholder_leave

__all__ = [
    "contract_create",
    "contract_edit",
    "customer_archive",
    "customer_changes",
    "customer_create",
    "customer_edit",
    "customer_hand_over",
    "customer_unarchive",
    "demo_sign_in",
    "dev_mail",
    "disposition_create",
    "invitation",
    "link_create",
    "link_remove",
    "no_place",
    "objection_answer",
    "objection_create",
    "objection_edit",
    "objection_reopen",
    "people_map",
    "stakeholder_create",
    "stakeholder_edit",
    "stakeholder_invite",
    "stakeholder_leave",
    "switch_actor",
]
