"""What each side says about an event, and what follows. One function owns each change of state.

draft -> stated -> confirmed | adjusted | disputed | withdrawn; disputed -> confirmed | adjusted | withdrawn;
stated | disputed -> withdrawn by the product, which states it lower at once;
confirmed | adjusted -> restated, when an event that supersedes it is decided. What is decided on paper only can be decided
again, by the customer's person herself. So can what she, or a colleague, decided: a change of mind is a new entry that
names the one it replaces, with the reason.
"""

from outcomes.services.entries import locked
from outcomes.services.ledger.deciding import adjust, confirm, dispute, withdraw
from outcomes.services.ledger.moving import DECIDABLE, DECIDED
from outcomes.services.ledger.on_paper import record_on_paper
from outcomes.services.ledger.periods import confirm_spend, period_sums, sign_off_period, sums_key
from outcomes.services.ledger.stating import restate, state_anew, state_cost, state_value
from outcomes.services.ledger.terms import agree_terms, decline_terms

__all__ = [
    "DECIDABLE",
    "DECIDED",
    "adjust",
    "agree_terms",
    "confirm",
    "confirm_spend",
    "decline_terms",
    "dispute",
    "locked",
    "period_sums",
    "record_on_paper",
    "restate",
    "sign_off_period",
    "state_anew",
    "state_cost",
    "state_value",
    "sums_key",
    "withdraw",
]
