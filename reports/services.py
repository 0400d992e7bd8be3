"""Documents: ordered in a request, frozen there; rendered by a worker; ready once, with one file and one notice."""

from __future__ import annotations

import hashlib
import json
import zlib
from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from typing import Any

from django.conf import settings
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db import transaction
from django.db.models import Max
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from accounts import work
from accounts.codes import grouped, random_code
from accounts.mail import queue_template
from accounts.models import Customer, Membership, Stakeholder, User
from accounts.refusal import Refused
from outcomes.canonical import canonical, content_digest
from outcomes.services.entries import locked
from reports import document, editions
from reports.freeze import Order
from reports.models import Damaged, Report, ReportAccess, SavedView, Snapshot
from reports.sheet import NoRoom

MOST_WAITING = 20
NOT_MADE = (Report.State.WAITING, Report.State.RUNNING)


def request_report(
    *,
    customer: Customer,
    requested_by: User | None,
    locale: str,
    prepared_for: Stakeholder | None = None,
    edition: str = Report.Edition.PVD,
    format: str = Report.Format.PDF,
    asked: Mapping[str, Any] | None = None,
    request_key: str | None = None,
    unless_unchanged: bool = False,
    code: str = "",
    also: Sequence[tuple[str, str]] = (),
) -> Report:
    """Freeze every figure as the ledger stands now, and put the document on the list of work. Same request twice: one.

    `asked` is what the kind of document lets people choose, such as a period. `unless_unchanged` gives the newest one that is
    ready instead, where nothing that is printed has changed since but the clock: its `is_repeated` is True.

    `also`: format and printed code of what is ordered with it, which is printed; `code` is then its own, chosen before.

    Refused while MOST_WAITING that this person ordered for this customer are not made yet: others wait behind them.
    """
    with locked(customer) as ledger:
        # One page may order several kinds, formats and languages: each is a request of its own. So is another period, for
        # which somebody goes back to the form that she sent.
        what = ":".join([edition, format, locale, *([content_digest(dict(asked))[:8]] if asked else [])])
        key = f"{request_key[:32]}:{what}" if request_key else None
        if key is not None:
            repeated = Report.objects.filter(customer=customer, request_key=key).first()
            if repeated is not None:
                return repeated
        _check_waiting(customer, requested_by)
        last = Report.objects.filter(customer=customer, edition=edition).aggregate(last=Max("number"))["last"] or 0
        code = code or random_code()
        order = Order(customer, ledger.now, grouped(code), last + 1, locale, prepared_for, asked or {}, also)
        # Some words are frozen with the figures: in the document's language, not in that of whoever asks for it.
        with translation.override(locale):
            figures, as_at = editions.KINDS[edition].freeze(order)
        text = canonical(figures)
        if unless_unchanged:
            newest = _newest_ready(customer, edition, format, locale, asked or {}, ledger.head.seq)
            if newest is not None and _is_unchanged(newest, json.loads(text)):
                newest.is_repeated = True
                return newest
        snapshot = Snapshot.objects.create(
            supplier_id=customer.supplier_id,
            customer=customer,
            as_at=as_at,
            ledger_seq=ledger.head.seq,
            ledger_digest=ledger.head.digest,
            figures=zlib.compress(text.encode()),
            digest=hashlib.sha256(text.encode()).hexdigest(),
            created_at=ledger.now,
        )
        return Report.objects.create(
            supplier_id=customer.supplier_id,
            customer=customer,
            snapshot=snapshot,
            edition=edition,
            format=format,
            asked=dict(asked or {}),
            number=last + 1,
            locale=locale,
            code=code,
            requested_by=requested_by,
            request_key=key,
        )


def _newest_ready(
    customer: Customer, edition: str, format: str, locale: str, asked: Mapping[str, Any], seq: int
) -> Report | None:
    """The newest of this kind, language and period that is ready; None where something was decided since."""
    found = Report.objects.filter(customer=customer, edition=edition, format=format, locale=locale, asked=dict(asked))
    newest = found.filter(state=Report.State.DONE).select_related("snapshot").order_by("-number").first()
    return newest if newest is not None and newest.snapshot.ledger_seq == seq else None


def _is_unchanged(report: Report, figures: dict[str, Any]) -> bool:
    try:
        frozen = report.snapshot.frozen()
    except ValueError:  # It is not what its digest says: no reason to hand it out again.
        return False
    return editions.without_the_clock(frozen) == editions.without_the_clock(figures)


def _check_waiting(customer: Customer, by: User | None) -> None:
    mine = Report.objects.filter(customer=customer, requested_by=by, state__in=NOT_MADE)
    if by is not None and mine.count() >= MOST_WAITING:
        raise Refused(
            _("%(count)s documents that you ordered are not made yet. Wait until they are, then order again.")
            % {"count": MOST_WAITING},
            code="too_many",
        )


@transaction.atomic
def request_packs(
    *,
    customer: Customer,
    formats: Sequence[str],
    since: date,
    until: date,
    with_scope: bool,
    requested_by: User | None,
    locale: str,
    request_key: str | None = None,
    unless_unchanged: bool = False,
) -> list[Report]:
    """The review pack of a period, a document a format; all of them of the same instant, or none. Same request twice: one.

    Each file is a document of its own, checked by its own number, and prints the numbers of the others. So where one of them
    has to be made, none of those that are ready is handed out beside it: they name others.

    Refused, at its field, where the period is not over or ends before it begins.
    """
    if until > customer.supplier.today():
        raise Refused(_("This day is not over yet. Choose today at the latest."), code="future", field="until")
    if until < since:
        raise Refused(_("The last day is before the first."), code="order", field="until")
    asked = {"since": since.isoformat(), "until": until.isoformat(), "with_scope": with_scope}
    codes = {one: random_code() for one in formats}

    def order(*, unless_unchanged: bool) -> list[Report]:
        return [
            request_report(
                customer=customer,
                requested_by=requested_by,
                locale=locale,
                edition=Report.Edition.PACK,
                format=one,
                asked=asked,
                request_key=request_key,
                unless_unchanged=unless_unchanged,
                code=codes[one],
                also=[
                    (str(Report.Format(other).label), grouped(code)) for other, code in codes.items() if other != one
                ],
            )
            for one in formats
        ]

    with transaction.atomic():
        made = order(unless_unchanged=unless_unchanged)
        is_mixed = len({one.is_repeated for one in made}) > 1
        transaction.set_rollback(is_mixed)
    return order(unless_unchanged=False) if is_mixed else made


def request_again(
    report: Report,
    *,
    requested_by: User | None,
    locale: str,
    prepared_for: Stakeholder | None,
    request_key: str | None,
    unless_unchanged: bool = False,
) -> Report:
    """Order the same document anew, with the figures as they stand now."""
    return request_report(
        customer=report.customer,
        requested_by=requested_by,
        locale=locale,
        prepared_for=prepared_for,
        edition=report.edition,
        format=report.format,
        asked=report.asked,
        request_key=request_key,
        unless_unchanged=unless_unchanged,
    )


def render_report(report_id: int) -> bool:
    """Render one ordered document, if it is due. True when this call made it ready.

    Only the attempt that holds the row may finish it: a worker that was frozen beyond its lease changes nothing.
    """
    attempt = work.claim(Report, report_id, lease=timedelta(seconds=settings.REPORT_LEASE_SECONDS))
    if attempt is None:
        return False
    report = Report.objects.select_related("snapshot", "customer", "supplier", "requested_by").get(pk=report_id)
    try:
        content = editions.format_of(report).render(report.snapshot.frozen(), locale=report.locale)
    except (document.MissingGlyph, document.Inconsistent, ValueError) as error:
        # Another attempt would fail the same way: the figures are frozen.
        work.fail(Report, report_id, attempt, error=_why_never(error), final=True)
        raise
    except BaseException as error:
        work.fail(Report, report_id, attempt, error=f"{Report.Reason.BROKE}: {type(error).__name__}")
        raise
    return _finish(report, attempt, content)


def _why_never(error: Exception) -> str:
    """The code that people are told in their language, and what it is about: `glyph: 김`."""
    if isinstance(error, document.MissingGlyph):
        return f"{Report.NotMade.GLYPH}: {' '.join(error.characters[:20])}"
    kinds = {
        document.Inconsistent: Report.NotMade.SUMS,
        Damaged: Report.NotMade.DAMAGED,
        NoRoom: Report.NotMade.NO_ROOM,
    }
    reason = next((code for kind, code in kinds.items() if isinstance(error, kind)), Report.NotMade.UNREADABLE)
    return f"{reason}: {' '.join(str(part) for part in error.args)}"


def _finish(report: Report, attempt: int, content: bytes) -> bool:
    digest = hashlib.sha256(content).hexdigest()
    path = f"reports/{report.supplier_id}/{digest[:2]}/{digest}.{report.format}"
    if not work.is_still_ours(Report, report.pk, attempt):
        return False
    if not default_storage.exists(path):
        path = default_storage.save(path, ContentFile(content))
    with transaction.atomic():
        ready = work.finish(
            Report,
            report.pk,
            attempt,
            file=path,
            file_digest=digest,
            file_size=len(content),
            fingerprint=editions.format_of(report).fingerprint(),
        )
        if ready and report.requested_by is not None:
            queue_template(
                "report_ready",
                to=report.requested_by.email,
                locale=report.locale,
                context={"report": report, "customer": report.customer, "supplier": report.supplier},
            )
    return ready


def is_overtaken(report: Report) -> bool:
    """Whether something was stated or decided since the figures were frozen."""
    head = getattr(report.customer, "ledger_head", None)
    return head is not None and head.seq != report.snapshot.ledger_seq


def record_access(report: Report, user: User | None) -> None:
    ReportAccess.objects.create(report=report, by=user, at=timezone.now())


def state_words(report: Report) -> str:
    """Where the document stands, for people."""
    return {
        Report.State.WAITING: _("waiting to be made"),
        Report.State.RUNNING: _("being made"),
        Report.State.DONE: _("ready"),
        Report.State.FAILED: _("not made: %(reason)s") % {"reason": report.reason},
    }[Report.State(report.state)]


def save_view(*, membership: Membership, name: str, query: str) -> SavedView:
    """Keep a view of the portfolio for this member; one of the same name collides in the database."""
    return SavedView.objects.create(membership=membership, name=name, query=query)


def delete_view(view: SavedView) -> dict[str, str]:
    """Gone for good; what is needed to bring it back."""
    kept = {"name": view.name, "query": view.query}
    view.delete()
    return kept
