from django.urls import path

from reports.views import documents, packs, sheet

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
    path("check/", documents.document_check, name="document_check"),
    path("check/<str:code>/", documents.document_check, name="document_check"),
]
