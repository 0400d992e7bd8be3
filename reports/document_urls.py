from django.urls import path

from reports.views import documents, links, packs, sheet

urlpatterns = [
    path("customers/<int:customer_pk>/reports/new/", documents.report_create, name="report_create"),
    path("customers/<int:customer_pk>/sheet/", sheet.sheet_show, name="sheet"),
    path("customers/<int:customer_pk>/sheet/pdf/", sheet.sheet_pdf_create, name="sheet_pdf_create"),
    path("customers/<int:customer_pk>/sheet/xlsx/", sheet.sheet_xlsx_create, name="sheet_xlsx_create"),
    path("reports/", documents.report_list, name="report_list"),
    path("reports/new/", documents.report_new, name="report_new"),
    path("reports/<str:code>/", documents.report_detail, name="report_detail"),
    path("reports/<str:code>/again/", documents.report_again, name="report_again"),
    path("customers/<int:customer_pk>/pack/", packs.pack_order, name="pack_order"),
    path("customers/<int:customer_pk>/pack/check/", packs.pack_check, name="pack_check"),
    path("reports/<str:code>/wall/", packs.pack_wall, name="pack_wall"),
    path("reports/<str:code>/download/", documents.report_download, name="report_download"),
    path("reports/<str:code>/links/new/", links.report_link_create, name="report_link_create"),
    path("links/<int:pk>/", links.report_link_made, name="report_link_made"),
    path("links/<int:pk>/revoke/", links.report_link_revoke, name="report_link_revoke"),
    path("document/<str:code>/", links.shared_document, name="shared_document"),
    path("check/", documents.document_check, name="document_check"),
    path("check/<str:code>/", documents.document_check, name="document_check"),
]
