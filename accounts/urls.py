from django.urls import path

from accounts import views

urlpatterns = [
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
