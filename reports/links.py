"""Links by which somebody without an account opens one document: made, mailed, found by their code, opened, ended."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from datetime import datetime, time, timedelta
from typing import Any

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.actors import Actor
from accounts.belongings import Erased
from accounts.codes import normalised, random_code
from accounts.domains import domain_of
from accounts.limits import check_texts
from accounts.mail import forget_person, queue_template, says_name
from accounts.models import MailDomain, Membership, Stakeholder, Supplier
from accounts.refusal import Refused
from reports.models import Report, ReportAccess, ReportLink

DAYS: Sequence[int] = (7, 30, 90)
MOST_OPEN = 20


def digest_of(code: str) -> str:
    """What is kept of a code, however it was typed."""
    return hashlib.sha256(normalised(code).encode()).hexdigest()


@transaction.atomic
def make_link(
    *,
    report: Report,
    actor: Actor,
    for_name: str,
    email: str = "",
    locale: str,
    days: int = 30,
    request_key: str | None = None,
) -> tuple[ReportLink, str]:
    """A link to this document, and its code, which is known at this moment only. With an address it is mailed there.

    The same request twice: one link; the second time the code is "". Refused for a document that is not made, where
    MOST_OPEN links to it are open, and for an address that the supplier's side may not write to.
    """
    locked = Report.objects.select_for_update().get(pk=report.pk)
    repeated = ReportLink.objects.filter(report=locked, request_key=request_key).first() if request_key else None
    for_name, email = " ".join(for_name.split()), email.strip().lower()
    if repeated is not None:
        return _the_same(repeated, for_name, email), ""
    check_texts(ReportLink, for_name=for_name, email=email)
    _check(locked, days)
    if email and actor.membership is not None:
        _check_address(locked, email)
    code, now = random_code(), timezone.now()
    link = ReportLink.objects.create(
        supplier_id=report.supplier_id,
        customer_id=report.customer_id,
        report=report,
        digest=digest_of(code),
        membership=actor.membership,
        stakeholder=actor.stakeholder,
        for_name=for_name,
        email=email,
        locale=locale,
        request_key=request_key,
        made_at=now,
        expires_at=_end_of_day(report.supplier, days),
    )
    if email:
        _mail(link, code)
    return link, code


def _the_same(link: ReportLink, for_name: str, email: str) -> ReportLink:
    """She may have gone back to the form that she sent, for somebody else: that is no repetition."""
    if (link.for_name, link.email) != (for_name, email):
        raise Refused(_("This request was already used for something else. Open the page again."), code="key_reused")
    return link


def _end_of_day(supplier: Supplier, days: int) -> datetime:
    """So many days from today, at the supplier's midnight: it works through the whole day that people are told."""
    return datetime.combine(supplier.today() + timedelta(days=days + 1), time(), supplier.zone)


def _check(report: Report, days: int) -> None:
    if report.state != Report.State.DONE:
        raise Refused(_("This document is not ready yet."), code="not_ready")
    if days not in DAYS:
        raise Refused(_("Choose how long it works."), code="days", field="days")
    if ReportLink.objects.filter(report=report).open().count() >= MOST_OPEN:
        raise Refused(
            ngettext(
                "%(count)s link to this document works already. Revoke it first.",
                "%(count)s links to this document work already. Revoke one first.",
                MOST_OPEN,
            )
            % {"count": MOST_OPEN},
            code="too_many",
        )


def _check_address(report: Report, email: str) -> None:
    """The supplier mails a customer's document to the customer alone. The customer may carry it wherever it wants to."""
    domain = domain_of(email)
    if domain not in set(MailDomain.objects.filter(customer=report.customer_id).values_list("domain", flat=True)):
        raise Refused(
            _("%(domain)s is not a mail domain that %(customer)s declared. Add it to the customer first.")
            % {"domain": domain, "customer": report.customer.name},
            code="foreign_domain",
            field="email",
        )


def _mail(link: ReportLink, code: str) -> None:
    queue_template(
        "report_link",
        to=link.email,
        locale=link.locale,
        context={
            "link": link,
            "code": code,
            "report": link.report,
            "customer": link.report.customer,
            "supplier": link.report.supplier,
            "last_day": link.last_day,
        },
        expires_at=link.expires_at,
    )


def link_of(code: str) -> ReportLink | None:
    """The link with this code, while it holds.

    A stranger has no actor: the code itself, 130 random bits, is what entitles her.
    """
    found = (
        ReportLink.objects.filter(digest=digest_of(code))
        .select_related(
            "report__snapshot", "report__customer__ledger_head", "supplier", "membership__user", "stakeholder__supplier"
        )
        .defer("report__snapshot__figures")
        .first()
    )
    if found is None or not found.holds:
        return None
    found.customer = found.report.customer
    return found


def record_opening(link: ReportLink) -> None:
    ReportAccess.objects.create(report_id=link.report_id, link=link)


def revoke_link(link: ReportLink, *, actor: Actor) -> None:
    """It opens nothing any more. Of one that has ended nothing changes: it keeps who ended it."""
    by: dict[str, Any] = {"revoked_by_membership": actor.membership, "revoked_by_stakeholder": actor.stakeholder}
    _end(ReportLink.objects.filter(pk=link.pk), ReportLink.Ending.REVOKED, **by)


def end_links_of(member: Membership) -> None:
    """She has left: what she gave out opens nothing any more, also when she comes back."""
    _end(ReportLink.objects.filter(membership=member), ReportLink.Ending.LEFT)


def end_links_of_stakeholder(person: Stakeholder, at: datetime) -> None:
    """The same of a person of the customer: since that moment she is gone."""
    _end(ReportLink.objects.filter(stakeholder=person), ReportLink.Ending.LEFT, at)


def end_links_of_who_left(supplier: Supplier) -> None:
    """A last day passes without anybody doing anything: the dispatcher writes down what ended with it."""
    gone = ReportLink.objects.filter(supplier=supplier, revoked_at=None, stakeholder__until__lt=supplier.today())
    for link in gone.select_related("stakeholder__supplier"):
        assert link.stakeholder is not None
        if (at := link.stakeholder.gone_at) is not None:
            _end(ReportLink.objects.filter(pk=link.pk), ReportLink.Ending.LEFT, at)


def _end(links: QuerySet[ReportLink], why: ReportLink.Ending, at: datetime | None = None, **by: Any) -> None:
    """What has ended keeps since when and why; nothing takes an end back."""
    links.filter(revoked_at=None).update(revoked_at=at or timezone.now(), ending=why, **by)


def forget_in_links(person: Stakeholder, was: Erased) -> None:
    """Links for a person who is erased, by her name or to her address, say neither any more, and end.

    Nobody could tell any more who holds them. When they were made and how often they were opened stays.
    """
    hers = [
        one.pk
        for one in ReportLink.objects.filter(customer=person.customer_id)
        if says_name(one.for_name, was.name) or one.email.casefold() in was.addresses
    ]
    links = ReportLink.objects.filter(pk__in=hers)
    _end(links, ReportLink.Ending.ERASED)
    # Where the address is not one that her row knew, what was mailed there goes too.
    elsewhere = {one.casefold() for one in links.values_list("email", flat=True)} - {""}
    forget_person(addresses=elsewhere, name=was.name, instead=person.name, readers=elsewhere)
    links.update(for_name=person.name, email="")
