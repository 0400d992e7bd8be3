from django.urls import path

from accounts import views

urlpatterns = [
    path("acting-as/", views.switch_actor, name="switch_actor"),
    path("invitation/<str:code>/", views.invitation, name="invitation"),
    path("no-place/", views.no_place, name="no_place"),
    path("customers/new/", views.customer_create, name="customer_create"),
    path("customers/<int:pk>/edit/", views.customer_edit, name="customer_edit"),
    path("customers/<int:pk>/hand-over/", views.customer_hand_over, name="customer_hand_over"),
    path("customers/<int:pk>/archive/", views.customer_archive, name="customer_archive"),
    path("customers/<int:pk>/unarchive/", views.customer_unarchive, name="customer_unarchive"),
    path("customers/<int:pk>/changes/", views.customer_changes, name="customer_changes"),
    path("customers/<int:customer_pk>/contracts/new/", views.contract_create, name="contract_create"),
    path("contracts/<int:pk>/", views.contract_edit, name="contract_edit"),
    path("customers/<int:customer_pk>/people/", views.people_map, name="people_map"),
    path("customers/<int:customer_pk>/people/new/", views.stakeholder_create, name="stakeholder_create"),
    path("people/<int:pk>/", views.stakeholder_edit, name="stakeholder_edit"),
    path("people/<int:pk>/leave/", views.stakeholder_leave, name="stakeholder_leave"),
    path("people/<int:pk>/invite/", views.stakeholder_invite, name="stakeholder_invite"),
    path("people/<int:stakeholder_pk>/dispositions/new/", views.disposition_create, name="disposition_create"),
    path("people/<int:stakeholder_pk>/links/new/", views.link_create, name="link_create"),
    path("links/<int:pk>/remove/", views.link_remove, name="link_remove"),
    path("people/<int:stakeholder_pk>/objections/new/", views.objection_create, name="objection_create"),
    path("objections/<int:pk>/", views.objection_edit, name="objection_edit"),
    path("objections/<int:pk>/answer/", views.objection_answer, name="objection_answer"),
    path("objections/<int:pk>/reopen/", views.objection_reopen, name="objection_reopen"),
]
