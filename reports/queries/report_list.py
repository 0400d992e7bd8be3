"""Every document of the visible customers, and from where a new one is ordered."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.core.paginator import Paginator
from django.db.models import Count, Exists, F, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce, Lower
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from accounts.access import ActorRequest, may_edit
from accounts.actors import Actor
from accounts.codes import normalised, random_code
from accounts.models import Customer
from accounts.requests import one_of, search_words
from outcomes.models import Decision, LedgerHead
from reports.models import Report, ReportAccess
from reports.queries.documents import report_line

REPORTS_A_PAGE = 25
STATES: Mapping[str, str | Promise] = {
    "waiting": _("waiting to be made"),
    "running": _("being made"),
    "done": _("ready"),
    "overtaken": _("overtaken by a later decision"),
    "failed": _("not made"),
}
"""By their name in the address. Those that are overtaken are ready too; "ready" shows only what is up to date."""

SORTS: Mapping[str, Any] = {
    "customer": Lower("customer__name"),
    "number": F("number"),
    "as-at": F("snapshot__as_at"),
    "ordered": F("pk"),
    "by": Lower(Coalesce("requested_by__name", "requested_by__email")),
    "downloads": F("downloads"),
}


def report_list_page(request: ActorRequest) -> dict[str, Any]:
    """The context of reports/report_list.html; three queries beside the actor's."""
    search = search_words(request)
    state = one_of(request, "state", STATES)
    sort = one_of(request, "sort", [*SORTS, *(f"-{name}" for name in SORTS)], "-ordered")
    found = _narrowed(_reports(request.actor), search, state)
    order = SORTS[sort.removeprefix("-")]
    ordered = found.order_by(order.desc() if sort.startswith("-") else order.asc(), "-pk")
    page = Paginator(ordered, REPORTS_A_PAGE).get_page(request.GET.get("page"))
    rows = [report_row(report, request.actor) for report in page.object_list]
    return {
        "page": page,
        "rows": rows,
        "count": page.paginator.count,
        "q": search,
        "state": state,
        "sort": sort,
        "states": STATES.items(),
        "narrowed": bool(search or state),
        "has_customers": bool(rows) or Customer.objects.visible_to(request.actor).exists(),
    }


def _reports(actor: Actor) -> QuerySet[Report]:
    opened = ReportAccess.objects.filter(report=OuterRef("pk")).order_by().values("report")
    return (
        Report.objects.visible_to(actor)
        .select_related("snapshot", "customer__ledger_head", "requested_by")
        .defer("snapshot__figures")
        .annotate(downloads=Coalesce(Subquery(opened.annotate(n=Count("pk")).values("n")), 0))
    )


def _narrowed(found: QuerySet[Report], search: str, state: str) -> QuerySet[Report]:
    for word in search.split()[:6]:
        fits = Q(customer__name__icontains=word) | Q(requested_by__name__icontains=word)
        if word.isascii() and word.isdecimal() and len(word) < 9:
            fits |= Q(number=int(word))
        found = found.filter(fits | Q(code=normalised(word)))
    later = LedgerHead.objects.filter(customer=OuterRef("customer")).exclude(seq=OuterRef("snapshot__ledger_seq"))
    if state in ("done", "overtaken"):
        return found.filter(Exists(later) if state == "overtaken" else ~Exists(later), state=Report.State.DONE)
    return found.filter(state=state) if state else found


def report_row(report: Report, actor: Actor) -> dict[str, Any]:
    """A line of a document, with whose it is, who ordered it when, and how often it was taken away."""
    return report_line(report) | {
        "customer": report.customer.name,
        "customer_url": reverse("reports:customer_detail", args=[report.customer_id]),
        "number": report.number,
        "edition_words": report.get_edition_display(),
        "as_at": report.snapshot.as_at,
        "ordered_on": actor.supplier.today(report.created_at),
        "by": str(report.requested_by) if report.requested_by is not None else "",
        "downloads": getattr(report, "downloads", 0),
    }


# --- A new one --------------------------------------------------------------------------------------------------------
def report_choice_page(request: ActorRequest) -> dict[str, Any]:
    """The context of reports/report_new.html: the customers to choose from, with their newest document."""
    search = search_words(request)
    actor = request.actor
    reports = Report.objects.visible_to(actor).filter(edition=Report.Edition.PVD)
    newest = reports.filter(customer=OuterRef("pk")).order_by("-number")
    since = Decision.objects.visible_to(actor).filter(customer=OuterRef("pk"), seq__gt=OuterRef("last_seq"))
    found: Any = Customer.objects.visible_to(actor).filter(archived_at=None)
    for word in search.split()[:6]:
        found = found.filter(Q(name__icontains=word) | Q(accountable__user__name__icontains=word))
    found = found.annotate(
        last_number=Subquery(newest.values("number")[:1]),
        last_as_at=Subquery(newest.values("snapshot__as_at")[:1]),
        last_seq=Subquery(newest.values("snapshot__ledger_seq")[:1]),
    ).annotate(decided_since=Exists(since))
    page = Paginator(found.order_by(Lower("name"), "pk"), REPORTS_A_PAGE).get_page(request.GET.get("page"))
    rows = [
        {
            "customer": customer,
            "url": reverse("reports:customer_detail", args=[customer.pk]),
            "order_url": reverse("reports:report_create", args=[customer.pk]),
            "request_key": random_code(),
        }
        for customer in page.object_list
    ]
    return {"page": page, "rows": rows, "q": search, "can_add": may_edit(actor)}
