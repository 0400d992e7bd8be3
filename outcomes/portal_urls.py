from django.urls import path

from outcomes.views.portal import claims, speaking, spend, terms

urlpatterns = [
    path("claims/", claims.claim_list, name="claim_list"),
    path("claims/<int:pk>/", claims.claim_show, name="claim_show"),
    path("claims/<int:pk>/decided/", claims.claim_decided, name="claim_decided"),
    path("claims/<int:pk>/evidence/", claims.claim_evidence, name="claim_evidence"),
    path("claims/<int:pk>/confirm/", claims.claim_confirm, name="claim_confirm"),
    path("claims/<int:pk>/confirm/again/", claims.claim_confirm_again, name="claim_confirm_again"),
    path("claims/<int:pk>/adjust/", claims.claim_adjust, name="claim_adjust"),
    path("claims/<int:pk>/adjust/preview/", claims.claim_adjust_preview, name="claim_adjust_preview"),
    path("claims/<int:pk>/dispute/", claims.claim_dispute, name="claim_dispute"),
    path("claims/<int:pk>/withdraw/", claims.claim_withdraw, name="claim_withdraw"),
    path("terms/<int:pk>/", terms.portal_terms, name="portal_terms"),
    path("terms/<int:pk>/agree/", terms.portal_terms_agree, name="portal_terms_agree"),
    path("terms/<int:pk>/decline/", terms.portal_terms_decline, name="portal_terms_decline"),
    path("spend/", spend.portal_spend, name="portal_spend"),
    path("spend/confirm/", spend.portal_spend_confirm, name="portal_spend_confirm"),
    path("sign-off/", spend.portal_sign_off, name="portal_sign_off"),
    path("sign-off/sign/", spend.portal_sign_off_sign, name="portal_sign_off_sign"),
    path("shortfall/new/", speaking.shortfall_state, name="shortfall_state"),
    path("cost/new/", speaking.cost_state, name="cost_state"),
    path("promise/new/", speaking.promise_state, name="promise_state"),
]
