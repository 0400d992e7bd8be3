from django.urls import path

from reports.views import portal, sheet

urlpatterns = [
    path("", portal.portal_home, name="portal_home"),
    path("welcomed/", portal.portal_welcomed, name="portal_welcomed"),
    path("outcomes/<int:pk>/", portal.outcome, name="portal_outcome"),
    path("sheet/", sheet.portal_sheet, name="portal_sheet"),
]
