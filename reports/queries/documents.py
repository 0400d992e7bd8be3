"""What pages say about documents."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from django.db.models import Q
from django.urls import reverse
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from accounts.codes import normalised
from accounts.models import Customer
from accounts.notation import date_long, exact, instant, keep_together, period, quantity
from accounts.requests import day_in
from reports.models import Report
from reports.services import is_overtaken

STATES = {"waiting": "waiting", "running": "working", "done": "ready", "failed": "failed"}
LANGUAGE_WORDS = {"en": gettext_lazy("in English"), "de": gettext_lazy("in German")}


def report_line(report: Report) -> dict[str, Any]:
    """The context of components/report_line.html."""
    return {
        "code": report.code,
        "kind": report.edition,
        "title": _title(report),
        "edition": report.number,
        "as_of": _("as at %(day)s") % {"day": date_long(report.snapshot.as_at)},
        "state": STATES[report.state],
        "reason": report.reason,
        "overtaken": is_overtaken(report),
        "url": reverse("reports:report_detail", args=[report.code]),
        "line_url": reverse("reports:report_detail", args=[report.code]),
        "download_url": reverse("reports:report_download", args=[report.code]),
        "format": report.get_format_display(),
        "wall_url": reverse("reports:pack_wall", args=[report.code]) if has_wall(report) else "",
        "again_url": reverse("reports:report_again", args=[report.code]),
        "digest": report.file_digest,
        "size": report.file_size,
    }


def headline(report: Report) -> list[dict[str, Any]]:
    """Spent, value and net as the document prints them; where value is not in money, the victory in its own units.

    Of a PVD report that is ready; `words` stand instead of an amount.
    """
    if report.edition != Report.Edition.PVD or report.state != Report.State.DONE:
        return []
    try:
        figures = report.snapshot.frozen()
    except ValueError:  # Nothing that rests on it is said; the document itself is the stored file.
        return []
    answer, currency = figures["answer"], figures["customer"]["currency"]
    spent = {"label": _("Spent"), "minor": answer["spent"] if figures["spend"]["rows"] else None, "currency": currency}
    if answer["state"] != "monetised":
        victory = answer["victory"]
        return [spent] if victory is None else [spent, _victory_line(victory, figures)]
    return [
        spent,
        {"label": _("Value after shortfalls"), "minor": answer["value"], "currency": currency},
        {"label": _("Net"), "minor": answer["net"], "currency": currency},
    ]


def _victory_line(victory: dict[str, Any], figures: dict[str, Any]) -> dict[str, Any]:
    """ "Days to close the month: 1, was 30 days"."""
    dimensions = (one for outcome in figures["outcomes"] for one in outcome["dimensions"])
    unit = next((one["unit"] for one in dimensions if one["key"] == victory["dimension"]), "")
    said = {"now": exact(Decimal(victory["value"])), "baseline": quantity(Decimal(victory["baseline"]), unit)}
    return {"label": victory["label"], "words": _("%(now)s, was %(baseline)s") % said}


def has_wall(report: Report) -> bool:
    """A pack that is ready can be shown on a wall."""
    return report.edition == Report.Edition.PACK and report.state == Report.State.DONE


def about(report: Report) -> str:
    """ "Q3 2026, edition 2": of a document about a period."""
    since, until = day_in(report.asked.get("since")), day_in(report.asked.get("until"))
    said = {"number": report.number, "period": period(since, until) if since and until else ""}
    if not said["period"]:
        return _("whole contract, edition %(number)s") % said
    return _("%(period)s, edition %(number)s") % said


def _title(report: Report) -> str:
    """ "Past Value Delivered, edition 2"; of a document about a period also which."""
    said = {"edition": report.get_edition_display(), "number": report.number}
    since, until = day_in(report.asked.get("since")), day_in(report.asked.get("until"))
    if since is None or until is None:
        words = _("%(edition)s, edition %(number)s") % said
    else:
        words = _("%(edition)s, %(period)s, edition %(number)s") % (said | {"period": period(since, until)})
    words = keep_together(words, str(report.number))
    if report.locale == get_language() or report.locale not in LANGUAGE_WORDS:
        return words
    return f"{words}, {LANGUAGE_WORDS[report.locale]}"


def other_languages(report: Report) -> list[dict[str, str]]:
    """In what else it can be had: {code, words}, where it is a document for a reader, not a pack with its slides."""
    if report.edition == Report.Edition.PACK:
        return []
    return [{"code": code, "words": str(words)} for code, words in LANGUAGE_WORDS.items() if code != report.locale]


def report_lines(customer: Customer, *, limit: int = 5, theirs: bool = False) -> list[dict[str, Any]]:
    """The customer's newest documents; one query. `theirs`: without packs that the supplier ordered and that are not ready."""
    reports = (
        Report.objects.filter(customer=customer)
        .exclude(~Q(state=Report.State.DONE) if theirs else Q(pk=None), edition=Report.Edition.PACK)
        .select_related("snapshot", "customer__ledger_head")
        .defer("snapshot__figures")
        .order_by("-pk")[:limit]
    )
    return [report_line(report) for report in reports]


def checked_document(code: str) -> dict[str, Any] | None:
    """What a stranger learns of a finished document by its number; None where there is none."""
    report = (
        Report.objects.filter(code=normalised(code), state=Report.State.DONE)
        .select_related("snapshot", "supplier", "customer")
        .defer("snapshot__figures")
        .first()
    )
    if report is None:
        return None
    newer = Report.objects.filter(
        customer=report.customer,
        edition=report.edition,
        format=report.format,
        asked=report.asked,
        number__gt=report.number,
        state=Report.State.DONE,
    ).order_by("-number")
    latest = newer.select_related("snapshot").defer("snapshot__figures").first()
    return {
        "supplier": report.supplier.name,
        "customer": report.customer.name,
        "demonstration": report.supplier.is_demonstration,
        "title": report.get_edition_display(),
        "edition": report.number,
        "issued": instant(report.snapshot.created_at, report.supplier.zone),
        "as_at": date_long(report.snapshot.as_at),
        "file_digest": report.file_digest,
        "figures_digest": report.snapshot.digest,
        "ledger_seq": report.snapshot.ledger_seq,
        "ledger_digest": report.snapshot.ledger_digest,
        "newer": {"edition": latest.number, "issued": instant(latest.snapshot.created_at, report.supplier.zone)}
        if latest is not None
        else None,
    }
