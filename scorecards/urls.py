from django.urls import path

from scorecards.views import performance, portal, portal_scope, scope

app_name = "scorecards"
urlpatterns = [
    path("customers/<int:customer_pk>/scorecard/", performance.scorecard_show, name="scorecard"),
    path("customers/<int:customer_pk>/performance/", performance.customer_performance, name="customer_performance"),
    path("customers/<int:customer_pk>/commitments/new/", performance.commitment_create, name="commitment_create"),
    path("commitments/<int:pk>/level/", performance.level_set, name="level_set"),
    path("commitments/<int:commitment_pk>/readings/new/", performance.reading_create, name="reading_create"),
    path("performance/<int:pk>/correct/", performance.reading_correct, name="reading_correct"),
    path("customers/<int:customer_pk>/work/new/", performance.work_create, name="work_create"),
    path("customers/<int:customer_pk>/work/", performance.work_list, name="work_list"),
    path("work/<int:pk>/correct/", performance.work_correct, name="work_correct"),
    path("customers/<int:customer_pk>/scope/", scope.scope_show, name="scope"),
    path("customers/<int:customer_pk>/scope/new/", scope.change_create, name="scope_change_create"),
    path("contracts/<int:contract_pk>/scope/new/", scope.line_create, name="scope_line_create"),
    path("scope-lines/<int:pk>/", scope.line_edit, name="scope_line_edit"),
    path("scope/<int:pk>/", scope.change_show, name="scope_change"),
    path("scope/<int:pk>/edit/", scope.change_edit, name="scope_change_edit"),
    path("scope/<int:pk>/propose/", scope.change_propose, name="scope_change_propose"),
    path("scope/<int:pk>/withdraw/", scope.change_withdraw, name="scope_change_withdraw"),
    path("portal/scope/<int:pk>/", portal_scope.portal_scope_change, name="portal_scope_change"),
    path("portal/scope/<int:pk>/agree/", portal_scope.change_agree, name="portal_scope_agree"),
    path("portal/scope/<int:pk>/decline/", portal_scope.change_decline, name="portal_scope_decline"),
    path("portal/scorecard/", portal.portal_scorecard, name="portal_scorecard"),
    path("portal/performance/<int:pk>/acknowledge/", portal.reading_acknowledge, name="reading_acknowledge"),
    path("portal/performance/<int:pk>/challenge/", portal.reading_challenge, name="reading_challenge"),
]
