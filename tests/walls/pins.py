"""How many queries each page and each entry of the ledger costs, session, user and actor included.

A page has at most 10, whatever stands on it; sending something to the ledger at most 20. The number here is what it is
today: a page that needs more says so here, with the commit that made it need more.
"""

from __future__ import annotations

PAGE_QUERIES = 10
LEDGER_QUERIES = 20

# {name of the address: {"supplier" or "customer": queries}}
PAGES: dict[str, dict[str, int]] = {
    "customer_create": {"supplier": 5},
    "customer_edit": {"supplier": 8},
    "invitation": {"supplier": 4},
    "no_place": {"customer": 3, "supplier": 3},
    "outcomes:claim_adjust": {"customer": 4},
    "outcomes:claim_confirm_again": {"customer": 6},
    "outcomes:claim_dispute": {"customer": 4},
    "outcomes:claim_list": {"customer": 5},
    "outcomes:claim_show": {"customer": 9},
    "outcomes:claim_withdraw": {"customer": 4},
    "outcomes:cost_state": {"customer": 4},
    "outcomes:decision_export": {"supplier": 5},
    "outcomes:decision_list": {"supplier": 6},
    "outcomes:dimension_create": {"supplier": 7},
    "outcomes:dimension_detail": {"supplier": 9},
    "outcomes:dimension_edit": {"supplier": 9},
    "outcomes:event_create": {"supplier": 8},
    "outcomes:event_detail": {"supplier": 7},
    "outcomes:event_edit": {"supplier": 10},
    "outcomes:event_evidence": {"supplier": 5},
    "outcomes:event_on_paper": {"supplier": 5},
    "outcomes:event_restate": {"supplier": 9},
    "outcomes:event_withdraw": {"supplier": 8},
    "outcomes:evidence_download": {"customer": 4, "supplier": 4},
    "outcomes:measurement_correct": {"supplier": 7},
    "outcomes:measurement_create": {"supplier": 6},
    "outcomes:outcome_create": {"supplier": 4},
    "outcomes:outcome_edit": {"supplier": 6},
    "outcomes:portal_sign_off": {"customer": 7},
    "outcomes:portal_spend": {"customer": 6},
    "outcomes:portal_terms": {"customer": 6},
    "outcomes:portal_terms_decline": {"customer": 4},
    "outcomes:promise_state": {"customer": 4},
    "outcomes:shortfall_state": {"customer": 4},
    "outcomes:spend_correct": {"supplier": 5},
    "outcomes:spend_create": {"supplier": 4},
    "outcomes:spend_list": {"supplier": 8},
    "outcomes:spend_void": {"supplier": 5},
    "outcomes:terms_create": {"supplier": 6},
    "outcomes:terms_on_paper": {"supplier": 5},
    "reports:customer_detail": {"supplier": 10},
    "reports:customer_list": {"supplier": 5},
    "reports:document_check": {"customer": 5, "supplier": 5},
    "reports:portal_home": {"customer": 9},
    "reports:portal_outcome": {"customer": 7},
    "reports:report_detail": {"customer": 7, "supplier": 7},
    "reports:report_download": {"customer": 5, "supplier": 5},
    "stakeholder_create": {"supplier": 4},
    "stakeholder_edit": {"supplier": 10},
    "stakeholder_leave": {"supplier": 6},
}

# In a month that has entries already; the first entry of a month costs one more.
LEDGER: dict[str, int] = {
    "outcomes:claim_adjust": 18,
    "outcomes:claim_confirm": 19,
    "outcomes:claim_confirm_again": 20,
    "outcomes:claim_dispute": 18,
    "outcomes:claim_withdraw": 18,
    "outcomes:cost_state": 17,
    "outcomes:event_create": 20,
    "outcomes:event_edit": 20,
    "outcomes:event_on_paper": 20,
    "outcomes:event_restate": 20,
    "outcomes:event_withdraw": 15,
    "outcomes:portal_sign_off_sign": 14,
    "outcomes:portal_spend_confirm": 12,
    "outcomes:portal_terms_agree": 15,
    "outcomes:promise_state": 14,
    "outcomes:shortfall_state": 17,
    "outcomes:terms_on_paper": 18,
}

# Above the limit, and why.
ABOVE: dict[str, str] = {}
