"""What pages say about the links to a document."""

from __future__ import annotations

from typing import Any

from django.db.models import Count, Max
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.access import may_edit
from accounts.actors import Actor
from accounts.models import Membership
from accounts.notation import date_long, instant
from reports.models import Report, ReportLink
from reports.queries.documents import report_line

SHOWN = 40


def may_link(actor: Actor) -> bool:
    """Whether she may give the documents that she sees to somebody by a link."""
    return actor.stakeholder is not None or may_edit(actor)


def links_of(report: Report, actor: Actor) -> dict[str, Any]:
    """The context of reports/report_links.html: who has a link to this document, newest first; one query."""
    found = (
        ReportLink.objects.visible_to(actor)
        .filter(report=report)
        .select_related(
            "supplier", "customer", "membership__user", "stakeholder__supplier",
            "revoked_by_membership__user", "revoked_by_stakeholder",
        )
        .annotate(opened=Count("openings"), last_opened=Max("openings__at"))
        .order_by("-pk")[: SHOWN + 1]
    )  # fmt: skip
    rows = [_row(one, actor) for one in found]
    return {
        "links": rows[:SHOWN],
        "more_links": len(rows) > SHOWN,
        "make_link_url": reverse("reports:report_link_create", args=[report.code]) if may_link(actor) else "",
    }


def _row(link: Any, actor: Actor) -> dict[str, Any]:
    return {
        "for_name": link.for_name,
        "email": link.email,
        "holds": link.holds,
        "by": _("made by %(name)s, %(firm)s") % {"name": link.maker, "firm": link.maker_firm},
        "stands": _stands(link),
        "opened": _opened(link),
        "revoke_url": reverse("reports:report_link_revoke", args=[link.pk]) if _may_revoke(link, actor) else "",
    }


def _may_revoke(link: ReportLink, actor: Actor) -> bool:
    """As ReportLinkQuerySet.revocable_by, of one whose document she sees."""
    if not link.holds:
        return False
    return actor.stakeholder is not None or (may_edit(actor) and link.membership_id is not None)


def _stands(link: ReportLink) -> str:
    """Until when it works, or since when it does not and why."""
    today = link.supplier.today
    left_at = link.stakeholder.gone_at if link.stakeholder is not None else None
    if link.revoked_at is None and link.expires_at > timezone.now() and left_at is not None:
        return _("ended on %(day)s, when %(name)s left") % {"day": date_long(today(left_at)), "name": link.maker}
    if link.revoked_at is not None:
        by = link.revoked_by_membership or link.revoked_by_stakeholder
        said = {"day": date_long(today(link.revoked_at)), "name": link.maker}
        if link.ending == link.Ending.LEFT:
            return _("ended on %(day)s, when %(name)s left") % said
        if link.ending == link.Ending.ERASED or by is None:
            return _("ended on %(day)s") % said
        return _("revoked on %(day)s by %(name)s") % (
            said | {"name": str(by.user) if isinstance(by, Membership) else str(by)}
        )
    if link.holds:
        return _("works until %(day)s") % {"day": date_long(link.last_day)}
    return _("expired after %(day)s") % {"day": date_long(link.last_day)}


def _opened(link: Any) -> str:
    if not link.opened:
        return _("not opened")
    return ngettext("opened once, on %(when)s", "opened %(count)s times, last on %(when)s", link.opened) % {
        "count": link.opened,
        "when": instant(link.last_opened, link.supplier.zone),
    }


def shared_page(link: ReportLink) -> dict[str, Any]:
    """The context of reports/shared_document.html: who gives what to whom, and no figure of it."""
    report = link.report
    return {
        "for_name": link.for_name,
        "maker": link.maker,
        "maker_firm": link.maker_firm,
        "supplier": link.supplier.name,
        "customer": report.customer.name,
        "demonstration": link.supplier.is_demonstration,
        "report": report_line(report),
        "last_day": link.last_day,
    }
