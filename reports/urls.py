from django.urls import include, path

from reports.views import customers, today

app_name = "reports"
urlpatterns = [
    path("today/", today.today, name="today"),
    path("today/count/", today.today_counted, name="today_count"),
    path("people/<int:pk>/remind/", today.reminder_send, name="reminder_send"),
    path("reminders/<int:pk>/undo/", today.reminder_undo, name="reminder_undo"),
    path("search/", today.search, name="search"),
    path("customers/", customers.customer_list, name="customer_list"),
    path("customers/<int:pk>/", customers.customer_detail, name="customer_detail"),
    path("portal/", include("reports.portal_urls")),
    path("", include("reports.document_urls")),
]
