"""Tenders of a customer: what was heard of, announced or issued, and what came of it. All of it stays inside.

Nothing is edited: whatever is known next supersedes what was known before, with its reason, its source and who says so.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from django.core.paginator import Paginator
from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts import notation
from accounts.actors import Actor
from accounts.history import record_change
from accounts.limits import check_texts
from accounts.models import OPEN_TENDERS, Customer, Membership, Tender
from accounts.refusal import Refused

TENDERS_A_PAGE = 40
KIND_WORDS = {
    Tender.Kind.HEARD_OF: lambda: _("A tender was heard of: %(name)s"),
    Tender.Kind.ANNOUNCED: lambda: _("A tender was announced: %(name)s"),
    Tender.Kind.ISSUED: lambda: _("A tender was issued: %(name)s"),
    Tender.Kind.WON: lambda: _("A tender was won: %(name)s"),
    Tender.Kind.LOST: lambda: _("A tender was lost: %(name)s"),
    Tender.Kind.WITHDRAWN: lambda: _("A tender was withdrawn: %(name)s"),
}


@transaction.atomic
def record_tender(
    *, customer: Customer, actor: Actor, name: str, kind: str, on: date, source: str, words: str = ""
) -> Tender:
    """A tender that the customer holds, as far as it is known. Refused where one of that name is open already."""
    # The customer's row is the lock: the same tender sent twice is one.
    Customer.objects.select_for_update().get(pk=customer.pk)
    name = name.strip()
    _check(customer, name=name, on=on, source=source, words=words)
    if kind not in OPEN_TENDERS:
        raise Refused(_("It begins with what was heard, announced or issued."), code="ended", field="kind")
    if Tender.objects.open().filter(customer=customer, name__iexact=name).exists():
        raise Refused(_("A tender of this name is open already."), code="name_taken", field="name")
    made = Tender.objects.create(
        customer=customer,
        name=name,
        kind=kind,
        on=on,
        words=words.strip(),
        source=source.strip(),
        recorded_by=actor.membership,
    )
    record_change(actor=actor, obj=made, customer=customer, before={}, after=_told(made))
    return made


@transaction.atomic
def continue_tender(
    *, tender: Tender, actor: Actor, kind: str, on: date, words: str, source: str, known: int | None = None
) -> Tender:
    """What is known of it now, and why: a new row that supersedes the newest one.

    `known` is the row that the person had before her; Refused where somebody has said something else meanwhile.
    """
    customer = tender.customer
    Customer.objects.select_for_update().get(pk=customer.pk)
    last = newest(tender)
    if known is not None and known != last.pk:
        raise Refused(_("Somebody has said something else meanwhile. Look at it again."), code="superseded")
    _check(customer, on=on, source=source, words=words)
    if not words.strip():
        raise Refused(_("Say what happened, and what you do about it."), code="no_words", field="words")
    made = Tender.objects.create(
        customer=customer,
        first_id=last.root,
        supersedes=last,
        name=last.name,
        kind=kind,
        on=on,
        words=words.strip(),
        source=source.strip(),
        recorded_by=actor.membership,
    )
    # The tender as a whole is what the history names, by its first row.
    root = last if last.first_id is None else tender
    record_change(actor=actor, obj=root, customer=customer, before=_told(last), after=_told(made))
    return made


def newest(tender: Tender) -> Tender:
    """What is known of this tender today."""
    return chain(tender)[-1]


def chain(tender: Tender) -> list[Tender]:
    """Everything that was ever said of it, oldest first; one query."""
    rows = Tender.objects.filter(customer=tender.customer_id).select_related("recorded_by__user", "customer__supplier")
    return [one for one in rows.order_by("recorded_at", "pk") if one.root == tender.root]


def _check(customer: Customer, *, on: date, source: str, words: str, **texts: str) -> None:
    check_texts(Tender, source=source, words=words, **texts)
    if on > customer.supplier.today():
        raise Refused(_("This day has not come yet."), code="future", field="on")
    if not source.strip():
        raise Refused(_("Say who said so, or where it stands."), code="no_source", field="source")


def _told(tender: Tender) -> dict[str, str]:
    """What the customer's history keeps of it."""
    return {
        "tender": tender.name,
        "tender_kind": tender.kind,
        "tender_on": tender.on.isoformat(),
        "tender_words": tender.words,
        "tender_source": tender.source,
    }


# --- Reads ------------------------------------------------------------------------------------------------------------
def tender_words(kind: str, name: str) -> str:
    """ "A tender was issued: Core banking 2027"."""
    return KIND_WORDS[Tender.Kind(kind)]() % {"name": name}


def tender_page(tender: Tender) -> dict[str, Any]:
    """What stands beside the form of accounts/tender_form.html: all that was said of it, newest first."""
    said = chain(tender)
    today = tender.customer.supplier.today
    return {
        "customer": tender.customer,
        "tender": said[-1],
        "said": [
            {
                "kind": one.get_kind_display(),
                "on": one.on,
                "words": one.words,
                "source": one.source,
                "by": str(one.recorded_by) if one.recorded_by is not None else "",
                "recorded_on": today(one.recorded_at),
            }
            for one in reversed(said)
        ],
    }


def tender_list_page(actor: Actor, customer: Customer, page: str | None) -> dict[str, Any]:
    """The context of accounts/tender_list.html: each tender as it is known today, the open ones first."""
    rows = Tender.objects.visible_to(actor).current().filter(customer=customer).select_related("recorded_by__user")
    found = sorted(rows, key=lambda one: (not one.is_open, -one.on.toordinal(), -one.pk))
    opens = actor.role != Membership.Role.CONTRIBUTOR
    return {
        "customer": customer,
        "title": _list_title(found),
        "can_edit": opens,
        "page": Paginator(found, TENDERS_A_PAGE).get_page(page),
    }


def _list_title(found: Sequence[Tender]) -> str:
    """What is open, the newest by name; else that nothing is."""
    is_open = [one for one in found if one.is_open]
    if not found:
        return _("No tender is known")
    if not is_open:
        words = ngettext("No tender is open; %(count)s is over", "No tender is open; %(count)s are over", len(found))
        return words % {"count": len(found)}
    newest = KIND_WORDS[Tender.Kind(is_open[0].kind)]() % {"name": is_open[0].name}
    if len(is_open) == 1:
        return _("%(newest)s, %(day)s") % {"newest": newest, "day": notation.date_long(is_open[0].on)}
    words = ngettext("%(newest)s; %(others)s more is open", "%(newest)s; %(others)s more are open", len(is_open) - 1)
    return words % {"newest": newest, "others": len(is_open) - 1}
