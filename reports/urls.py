from django.urls import include, path

from reports.views import customers, portfolio

app_name = "reports"
urlpatterns = [
    path("customers/", customers.customer_list, name="customer_list"),
    path("customers/<int:pk>/", customers.customer_detail, name="customer_detail"),
    path("portfolio/", portfolio.portfolio, name="portfolio"),
    path("portfolio/export.csv", portfolio.portfolio_export_csv, name="portfolio_export_csv"),
    path("portfolio/export.xlsx", portfolio.portfolio_export_xlsx, name="portfolio_export_xlsx"),
    path("portfolio/views/new/", portfolio.saved_view_create, name="saved_view_create"),
    path("portfolio/views/restore/", portfolio.saved_view_restore, name="saved_view_restore"),
    path("portfolio/views/<int:pk>/delete/", portfolio.saved_view_delete, name="saved_view_delete"),
    path("portal/", include("reports.portal_urls")),
    path("", include("reports.document_urls")),
]
