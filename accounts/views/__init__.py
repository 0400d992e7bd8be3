from accounts.views.customers import customer_create, customer_edit
from accounts.views.invitations import invitation
from accounts.views.places import demo_sign_in, dev_mail, no_place, switch_actor
from accounts.views.stakeholders import stakeholder_create, stakeholder_edit, stakeholder_invite, stakeholder_leave

__all__ = [
    "customer_create",
    "customer_edit",
    "demo_sign_in",
    "dev_mail",
    "invitation",
    "no_place",
    "stakeholder_create",
    "stakeholder_edit",
    "stakeholder_invite",
    "stakeholder_leave",
    "switch_actor",
]
