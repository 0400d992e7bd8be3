from outcomes.models.ledger import Decision, LedgerHead, Signature
from outcomes.models.money import CustomerMonth, CustomerTotal, SpendEntry
from outcomes.models.promise import Measurement, Outcome, Terms, ValueDimension
from outcomes.models.proof import ClaimLine, Evidence, ValueEvent

__all__ = [
    "ClaimLine",
    "CustomerMonth",
    "CustomerTotal",
    "Decision",
    "Evidence",
    "LedgerHead",
    "Measurement",
    "Outcome",
    "Signature",
    "SpendEntry",
    "Terms",
    "ValueDimension",
    "ValueEvent",
]
