from django.urls import path

from scorecards.views import performance, portal

app_name = "scorecards"
urlpatterns = [
    path("customers/<int:customer_pk>/scorecard/", performance.scorecard_show, name="scorecard"),
    path("customers/<int:customer_pk>/commitments/new/", performance.commitment_create, name="commitment_create"),
    path("commitments/<int:pk>/level/", performance.level_set, name="level_set"),
    path("commitments/<int:commitment_pk>/readings/new/", performance.reading_create, name="reading_create"),
    path("performance/<int:pk>/correct/", performance.reading_correct, name="reading_correct"),
    path("customers/<int:customer_pk>/work/new/", performance.work_create, name="work_create"),
    path("work/<int:pk>/correct/", performance.work_correct, name="work_correct"),
    path("portal/scorecard/", portal.portal_scorecard, name="portal_scorecard"),
    path("portal/performance/<int:pk>/acknowledge/", portal.reading_acknowledge, name="reading_acknowledge"),
    path("portal/performance/<int:pk>/challenge/", portal.reading_challenge, name="reading_challenge"),
]
