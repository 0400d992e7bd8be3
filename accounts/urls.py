from django.urls import path

from accounts import views

urlpatterns = [
    path("acting-as/", views.switch_actor, name="switch_actor"),
    path("no-place/", views.no_place, name="no_place"),
]
