from django.urls import include, path

from reports.views import customers, history, imports, outcomes, portfolio, today

app_name = "reports"
urlpatterns = [
    path("today/", today.today, name="today"),
    path("today/count/", today.today_counted, name="today_count"),
    path("people/<int:pk>/remind/", today.reminder_send, name="reminder_send"),
    path("reminders/<int:pk>/undo/", today.reminder_undo, name="reminder_undo"),
    path("search/", today.search, name="search"),
    path("customers/", customers.customer_list, name="customer_list"),
    path("customers/<int:pk>/", customers.customer_detail, name="customer_detail"),
    path("outcomes/<int:pk>/", outcomes.outcome_detail, name="outcome_detail"),
    path("imports/", imports.import_list, name="import_list"),
    path("imports/new/<str:kind>/", imports.import_create, name="import_create"),
    path("imports/new/<str:kind>/template.<str:ending>", imports.import_template, name="import_template"),
    path("imports/<int:pk>/", imports.import_detail, name="import_detail"),
    path("imports/<int:pk>/columns/", imports.import_columns, name="import_columns"),
    path("imports/<int:pk>/confirm/", imports.import_confirm, name="import_confirm"),
    path("imports/<int:pk>/cancel/", imports.import_cancel, name="import_cancel"),
    path("imports/<int:pk>/refused.csv", imports.import_refused, name="import_refused"),
    path("portfolio/", portfolio.portfolio, name="portfolio"),
    path("portfolio/export.csv", portfolio.portfolio_export_csv, name="portfolio_export_csv"),
    path("portfolio/export.xlsx", portfolio.portfolio_export_xlsx, name="portfolio_export_xlsx"),
    path("portfolio/views/new/", portfolio.saved_view_create, name="saved_view_create"),
    path("portfolio/views/restore/", portfolio.saved_view_restore, name="saved_view_restore"),
    path("portfolio/views/<int:pk>/delete/", portfolio.saved_view_delete, name="saved_view_delete"),
    path("set-up/history/", history.history, name="history"),
    path("set-up/history/export/", history.history_export, name="history_export"),
    path("portal/", include("reports.portal_urls")),
    path("", include("reports.document_urls")),
]
