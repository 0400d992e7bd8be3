from django.urls import include, path

from reports.views import customers, history

app_name = "reports"
urlpatterns = [
    path("customers/", customers.customer_list, name="customer_list"),
    path("customers/<int:pk>/", customers.customer_detail, name="customer_detail"),
    path("set-up/history/", history.history, name="history"),
    path("set-up/history/export/", history.history_export, name="history_export"),
    path("portal/", include("reports.portal_urls")),
    path("", include("reports.document_urls")),
]
