from django.urls import include, path

from outcomes.views import dimensions, erasure, events, evidence, history, measurements, outcomes, paper, spend, terms

app_name = "outcomes"
urlpatterns = [
    path("portal/", include("outcomes.portal_urls")),
    path("customers/<int:customer_pk>/outcomes/new/", outcomes.outcome_create, name="outcome_create"),
    path("outcomes/<int:pk>/edit/", outcomes.outcome_edit, name="outcome_edit"),
    path("outcomes/<int:outcome_pk>/dimensions/new/", dimensions.dimension_create, name="dimension_create"),
    path("dimensions/<int:pk>/", dimensions.dimension_detail, name="dimension_detail"),
    path("dimensions/<int:pk>/edit/", dimensions.dimension_edit, name="dimension_edit"),
    path("dimensions/<int:dimension_pk>/terms/new/", terms.terms_create, name="terms_create"),
    path("dimensions/<int:dimension_pk>/measurements/new/", measurements.measurement_create, name="measurement_create"),
    path("measurements/<int:pk>/correct/", measurements.measurement_correct, name="measurement_correct"),
    path("customers/<int:customer_pk>/spend/", spend.spend_list, name="spend_list"),
    path("customers/<int:customer_pk>/spend/new/", spend.spend_create, name="spend_create"),
    path("spend/<int:pk>/correct/", spend.spend_correct, name="spend_correct"),
    path("spend/<int:pk>/void/", spend.spend_void, name="spend_void"),
    path("log/", events.event_create, name="event_create"),
    path("events/<int:pk>/", events.event_detail, name="event_detail"),
    path("events/<int:pk>/edit/", events.event_edit, name="event_edit"),
    path("events/<int:pk>/discard/", events.event_discard, name="event_discard"),
    path("events/<int:pk>/withdraw/", events.event_withdraw, name="event_withdraw"),
    path("events/<int:pk>/restate/", events.event_restate, name="event_restate"),
    path("events/<int:pk>/evidence/", evidence.event_evidence, name="event_evidence"),
    path("events/<int:pk>/paper/", paper.event_on_paper, name="event_on_paper"),
    path("terms/<int:pk>/paper/", paper.terms_on_paper, name="terms_on_paper"),
    path("customers/<int:customer_pk>/erase/", erasure.person_erase, name="person_erase"),
    path("evidence/<str:code>/", evidence.evidence_download, name="evidence_download"),
    path("customers/<int:customer_pk>/decisions/", history.decision_list, name="decision_list"),
    path("customers/<int:customer_pk>/decisions/export/", history.decision_export, name="decision_export"),
]
