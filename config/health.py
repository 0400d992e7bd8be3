"""Is it alive, is it ready, and how long does work wait."""

from __future__ import annotations

from django.conf import settings
from django.db import connection
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.utils.crypto import constant_time_compare
from django.views.decorators.http import require_safe
from prometheus_client import CollectorRegistry, Gauge, generate_latest

from accounts.access import for_anyone
from accounts.demonstration import is_direct
from accounts.models import MailMessage
from accounts.work import oldest_waiting_seconds
from outcomes.triggers import missing_triggers
from reports import dispatcher
from reports.models import ImportJob, Report


@for_anyone
@require_safe
def alive(_request: HttpRequest) -> HttpResponse:
    return HttpResponse("alive\n", content_type="text/plain")


@for_anyone
@require_safe
def ready(_request: HttpRequest) -> HttpResponse:
    """Red (503) with the names of what is wrong: no live dispatcher, a missing trigger."""
    wrong = [f"missing trigger {name}" for name in missing_triggers(connection)]
    if not dispatcher.is_alive(dispatcher.DEAD_AFTER):
        wrong.append("no live dispatcher")
    return JsonResponse({"ready": not wrong, "wrong": wrong}, status=503 if wrong else 200)


@for_anyone
@require_safe
def metrics(request: HttpRequest) -> HttpResponse:
    """For who has the token of METRICS_TOKEN; outside production for this machine too."""
    given = request.headers.get("Authorization", "")
    allowed = settings.METRICS_TOKEN and constant_time_compare(given, f"Bearer {settings.METRICS_TOKEN}")
    if not allowed and (settings.PRODUCTION or not is_direct(request)):
        return HttpResponse(status=404)
    registry = CollectorRegistry()
    age = Gauge("oldest_waiting_seconds", "Age of the oldest unfinished work", ["kind"], registry=registry)
    age.labels("report").set(oldest_waiting_seconds(Report))
    age.labels("import").set(oldest_waiting_seconds(ImportJob))
    age.labels("mail").set(oldest_waiting_seconds(MailMessage))
    return HttpResponse(generate_latest(registry), content_type="text/plain; version=0.0.4")
