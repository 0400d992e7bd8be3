from outcomes.models.answers import DisputeAnswer
from outcomes.models.ledger import Decision, LedgerHead, Signature
from outcomes.models.money import CustomerMonth, CustomerTotal, SpendEntry
from outcomes.models.promise import Measurement, Outcome, Terms, ValueDimension
from outcomes.models.proof import ClaimLine, Evidence, ValueEvent
from outcomes.models.reminders import Reminder

__all__ = [
    "ClaimLine",
    "CustomerMonth",
    "CustomerTotal",
    "Decision",
    "DisputeAnswer",
    "Evidence",
    "LedgerHead",
    "Measurement",
    "Outcome",
    "Reminder",
    "Signature",
    "SpendEntry",
    "Terms",
    "ValueDimension",
    "ValueEvent",
]
