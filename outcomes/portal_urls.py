from django.urls import path

from outcomes.views import decisions

urlpatterns = [
    path("claims/", decisions.claim_list, name="claim_list"),
    path("claims/<int:pk>/", decisions.claim_show, name="claim_show"),
    path("claims/<int:pk>/confirm/", decisions.claim_confirm, name="claim_confirm"),
    path("claims/<int:pk>/adjust/", decisions.claim_adjust, name="claim_adjust"),
    path("claims/<int:pk>/adjust/preview/", decisions.claim_adjust_preview, name="claim_adjust_preview"),
    path("claims/<int:pk>/dispute/", decisions.claim_dispute, name="claim_dispute"),
    path("claims/<int:pk>/withdraw/", decisions.claim_withdraw, name="claim_withdraw"),
    path("terms/<int:pk>/", decisions.portal_terms, name="portal_terms"),
    path("terms/<int:pk>/agree/", decisions.portal_terms_agree, name="portal_terms_agree"),
    path("terms/<int:pk>/decline/", decisions.portal_terms_decline, name="portal_terms_decline"),
    path("spend/", decisions.portal_spend, name="portal_spend"),
    path("spend/confirm/", decisions.portal_spend_confirm, name="portal_spend_confirm"),
    path("shortfall/new/", decisions.shortfall_state, name="shortfall_state"),
    path("cost/new/", decisions.cost_state, name="cost_state"),
]
