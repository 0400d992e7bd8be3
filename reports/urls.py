from django.urls import include, path

from reports.views import customers, outcomes

app_name = "reports"
urlpatterns = [
    path("customers/", customers.customer_list, name="customer_list"),
    path("customers/<int:pk>/", customers.customer_detail, name="customer_detail"),
    path("outcomes/<int:pk>/", outcomes.outcome_detail, name="outcome_detail"),
    path("portal/", include("reports.portal_urls")),
    path("", include("reports.document_urls")),
]
