from django.urls import path

from engagements.views import portal_problems, problems

app_name = "engagements"
urlpatterns = [
    path("customers/<int:customer_pk>/problems/", problems.problem_list, name="problem_list"),
    path("customers/<int:customer_pk>/problems/new/", problems.problem_open, name="problem_open"),
    path("problems/<int:pk>/", problems.problem_show, name="problem"),
    path("problems/<int:pk>/notice/", problems.notice_give, name="notice_give"),
    path("problems/<int:pk>/promise/", problems.commitment_promise, name="commitment_promise"),
    path("problems/commitments/<int:pk>/", problems.commitment_settle, name="commitment_settle"),
    path("problems/<int:pk>/explain/", problems.problem_explain, name="problem_explain"),
    path("portal/problems/", portal_problems.portal_problem_list, name="portal_problem_list"),
    path("portal/problems/new/", portal_problems.portal_problem_state, name="portal_problem_state"),
    path("portal/problems/<str:code>/", portal_problems.portal_problem, name="portal_problem"),
    path("portal/problems/<str:code>/solved/", portal_problems.problem_solved, name="problem_solved"),
    path("portal/problems/<str:code>/not-solved/", portal_problems.problem_not_solved, name="problem_not_solved"),
]
