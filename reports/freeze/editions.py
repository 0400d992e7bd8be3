"""The editions before this one, and what the last of them stated."""

from __future__ import annotations

from typing import Any

from accounts.models import Customer
from reports.models import Report

from .notes import instant


def editions_of(customer: Customer) -> tuple[list[dict[str, Any]], dict[str, Any] | None]:
    """(The last five, latest first; the sums of the latest: None in another currency, or where its digest differs.)"""
    made = Report.objects.filter(customer=customer, edition=Report.Edition.PVD, state=Report.State.DONE)
    latest = made.select_related("snapshot").order_by("-number").first()
    previous = [
        {
            "edition": one.number,
            "issued_at": instant(one.snapshot.created_at),
            "as_at": one.snapshot.as_at.isoformat(),
            "code": one.code,
            "digest": one.snapshot.digest,
        }
        for one in made.select_related("snapshot").defer("snapshot__figures").order_by("-number")[:5]
    ]
    return previous, _sums(latest, customer) if latest is not None else None


def _sums(report: Report, customer: Customer) -> dict[str, Any] | None:
    try:
        figures = report.snapshot.frozen()
    except ValueError:  # `verify_ledger` names it; it keeps nobody from a new edition.
        return None
    if figures["customer"]["currency"] != customer.currency:
        return None
    answer = figures["answer"]
    return {
        "edition": report.number,
        "as_at": report.snapshot.as_at.isoformat(),
        **{name: answer[name] for name in ("spent", "confirmed", "shortfall", "value")},
    }
