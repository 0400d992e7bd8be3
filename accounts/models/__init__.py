from accounts.models.amendments import Amendment
from accounts.models.background import Heartbeat, MailMessage
from accounts.models.firms import (
    Accountability,
    Contract,
    Customer,
    ExchangeRate,
    MailDomain,
    Supplier,
    Team,
)
from accounts.models.history import Change
from accounts.models.people import (
    Disposition,
    Invitation,
    Membership,
    Objection,
    Stakeholder,
    StakeholderLink,
    User,
)
from accounts.models.security import AccessEvent, MemberInvitation, UserSession
from accounts.models.tenders import OPEN_TENDERS, Tender

__all__ = [
    "OPEN_TENDERS",
    "AccessEvent",
    "Accountability",
    "Amendment",
    "Change",
    "Contract",
    "Customer",
    "Disposition",
    "ExchangeRate",
    "Heartbeat",
    "Invitation",
    "MailDomain",
    "MailMessage",
    "MemberInvitation",
    "Membership",
    "Objection",
    "Stakeholder",
    "StakeholderLink",
    "Supplier",
    "Team",
    "Tender",
    "User",
    "UserSession",
]
