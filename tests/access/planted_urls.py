"""The project's addresses and one that declares nothing: the matrix has to find it."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.urls import include, path


def planted(_request: HttpRequest) -> HttpResponse:
    return HttpResponse("Everybody sees this.")


urlpatterns = [path("", include("config.urls")), path("planted/", planted, name="planted")]
