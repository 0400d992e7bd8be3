from django.urls import path

from scorecards.views import actions, benchmark, performance, portal, portal_benchmark, respond

app_name = "scorecards"
urlpatterns = [
    path("customers/<int:customer_pk>/scorecard/", performance.scorecard_show, name="scorecard"),
    path("customers/<int:customer_pk>/commitments/new/", performance.commitment_create, name="commitment_create"),
    path("commitments/<int:pk>/level/", performance.level_set, name="level_set"),
    path("commitments/<int:commitment_pk>/readings/new/", performance.reading_create, name="reading_create"),
    path("performance/<int:pk>/correct/", performance.reading_correct, name="reading_correct"),
    path("customers/<int:customer_pk>/work/new/", performance.work_create, name="work_create"),
    path("work/<int:pk>/correct/", performance.work_correct, name="work_correct"),
    path("customers/<int:customer_pk>/benchmark/", benchmark.benchmark_show, name="benchmark"),
    path("customers/<int:customer_pk>/benchmark/new/", benchmark.round_plan, name="round_plan"),
    path("rounds/<int:pk>/", benchmark.round_show, name="round_show"),
    path("rounds/<int:pk>/people/", benchmark.round_people, name="round_people"),
    path("rounds/<int:pk>/open/", benchmark.round_open, name="round_open"),
    path("rounds/<int:pk>/remind/", benchmark.round_remind, name="round_remind"),
    path("rounds/<int:pk>/close/", benchmark.round_close, name="round_close"),
    path("rounds/<int:pk>/cancel/", benchmark.round_cancel, name="round_cancel"),
    path("rounds/<int:pk>/release/", benchmark.round_release, name="round_release"),
    path("rounds/<int:pk>/own/", benchmark.round_own, name="round_own"),
    path("recommendations/<int:pk>/reply/", benchmark.recommendation_reply, name="recommendation_reply"),
    path("customers/<int:customer_pk>/actions/new/", actions.action_create, name="action_create"),
    path("actions/<int:pk>/move/", actions.action_move, name="action_move"),
    path("questions/", benchmark.template_list, name="template_list"),
    path("questions/start/", benchmark.template_start, name="template_start"),
    path("questions/<int:pk>/version/", benchmark.template_version, name="template_version"),
    path("benchmark/<str:code>/", respond.respond, name="respond"),
    path("benchmark/<str:code>/<int:screen>/", respond.respond_screen, name="respond_screen"),
    path("benchmark/<str:code>/question/<int:question>/", respond.respond_question, name="respond_question"),
    path("benchmark/<str:code>/done/", respond.respond_done, name="respond_done"),
    path("benchmark/<str:code>/results/", respond.respond_results, name="respond_results"),
    path("portal/benchmark/", portal_benchmark.portal_benchmark, name="portal_benchmark"),
    path("portal/scorecard/", portal.portal_scorecard, name="portal_scorecard"),
    path("portal/performance/<int:pk>/acknowledge/", portal.reading_acknowledge, name="reading_acknowledge"),
    path("portal/performance/<int:pk>/challenge/", portal.reading_challenge, name="reading_challenge"),
]
