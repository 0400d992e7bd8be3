from django.urls import path

from accounts import views
from accounts.views import account, member_invitations, members, set_up, teams

urlpatterns = [
    path("account/", account.account, name="account"),
    path("account/sessions/<int:pk>/end/", account.session_end, name="session_end"),
    path("account/sessions/end/", account.session_end_others, name="session_end_others"),
    path("set-up/", set_up.set_up, name="set_up"),
    path("set-up/firm/", set_up.supplier_edit, name="supplier_edit"),
    path("set-up/firm/logo/", set_up.logo_set, name="logo_set"),
    path("set-up/firm/logo/remove/", set_up.logo_remove, name="logo_remove"),
    path("set-up/rates/", set_up.rate_list, name="rate_list"),
    path("set-up/rates/new/", set_up.rate_create, name="rate_create"),
    path("set-up/people/", members.member_list, name="member_list"),
    path("set-up/people/invite/", members.member_invite, name="member_invite"),
    path("set-up/people/<int:pk>/", members.member_edit, name="member_edit"),
    path("set-up/people/<int:pk>/customers/", members.member_customers, name="member_customers"),
    path("set-up/people/<int:pk>/leave/", members.member_leave, name="member_leave"),
    path("set-up/people/<int:pk>/return/", members.member_return, name="member_return"),
    path("set-up/invitations/<int:pk>/send/", members.member_invitation_send, name="member_invitation_send"),
    path(
        "set-up/invitations/<int:pk>/withdraw/", members.member_invitation_withdraw, name="member_invitation_withdraw"
    ),
    path("set-up/teams/", teams.team_list, name="team_list"),
    path("set-up/teams/new/", teams.team_create, name="team_create"),
    path("set-up/teams/<int:pk>/", teams.team_edit, name="team_edit"),
    path("set-up/teams/<int:pk>/customers/", teams.team_customers, name="team_customers"),
    path("set-up/teams/<int:pk>/remove/", teams.team_delete, name="team_delete"),
    path("join/<str:code>/", member_invitations.member_invitation, name="member_invitation"),
    path("logo/<slug:digest>/", set_up.logo, name="logo"),
    path("acting-as/", views.switch_actor, name="switch_actor"),
    path("invitation/<str:code>/", views.invitation, name="invitation"),
    path("no-place/", views.no_place, name="no_place"),
    path("customers/new/", views.customer_create, name="customer_create"),
    path("customers/<int:pk>/edit/", views.customer_edit, name="customer_edit"),
    path("customers/<int:customer_pk>/people/new/", views.stakeholder_create, name="stakeholder_create"),
    path("people/<int:pk>/", views.stakeholder_edit, name="stakeholder_edit"),
    path("people/<int:pk>/leave/", views.stakeholder_leave, name="stakeholder_leave"),
    path("people/<int:pk>/invite/", views.stakeholder_invite, name="stakeholder_invite"),
]
