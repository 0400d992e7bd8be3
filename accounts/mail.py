"""The mail outbox: a request writes a row, a worker sends it, once."""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import datetime, timedelta
from email.utils import make_msgid
from typing import Any

from django.conf import settings
from django.core.mail import EmailMessage
from django.db.models import Q
from django.db.models.functions import Lower
from django.template.loader import render_to_string
from django.utils import timezone, translation

from accounts import work
from accounts.direction import isolate, isolate_lines
from accounts.models import MailMessage


def queue_mail(
    *, to: str, subject: str, body: str, expires_at: datetime | None = None, not_before: datetime | None = None
) -> MailMessage:
    """Put one mail into the outbox, in the caller's transaction. Until `not_before` it can be taken back."""
    return MailMessage.objects.create(
        to=to,
        next_try_at=not_before or timezone.now(),
        subject=" ".join(subject.split())[:200],
        body=body,
        expires_at=expires_at,
        message_id=make_msgid(domain="proven-value.invalid")[1:-1],
    )


def take_back(mail_id: int | None) -> bool:
    """Remove a mail that is not due yet. False where it is due, on its way or gone already."""
    waiting = MailMessage.objects.filter(pk=mail_id or 0, state=MailMessage.State.WAITING, attempt=0)
    return bool(waiting.filter(next_try_at__gt=timezone.now()).delete()[0])


def queue_template(
    template: str,
    *,
    to: str,
    locale: str,
    context: dict[str, Any],
    not_before: datetime | None = None,
    expires_at: datetime | None = None,
) -> MailMessage:
    """Render templates/mail/<template>.txt in the reader's language; its first line is the subject.

    With `expires_at` its text is gone once it was sent, and it is not sent any more after that.
    """
    with translation.override(locale):
        text = render_to_string(f"mail/{template}.txt", context | {"base_url": settings.BASE_URL})
    subject, _, body = text.strip().partition("\n")
    return queue_mail(to=to, subject=subject, body=body.strip() + "\n", expires_at=expires_at, not_before=not_before)


def send(mail_id: int) -> bool:
    """Send one mail of the outbox if it is due. True when this call sent it.

    A worker that dies between the server's answer and our row sends it again: the Message-ID stays the same, by which
    mail systems drop the second one.
    """
    attempt = work.claim(MailMessage, mail_id, lease=timedelta(seconds=settings.MAIL_LEASE_SECONDS))
    if attempt is None:
        return False
    mail = MailMessage.objects.get(pk=mail_id)
    if mail.expires_at is not None and mail.expires_at <= timezone.now():
        MailMessage.objects.filter(pk=mail_id).update(body="")
        work.fail(MailMessage, mail_id, attempt, error=MailMessage.Reason.EXPIRED, final=True)
        return False
    message = EmailMessage(
        subject=isolate(mail.subject),
        body=isolate_lines(mail.body),
        from_email=settings.DEFAULT_FROM_EMAIL,
        to=[mail.to],
        headers={"Message-ID": f"<{mail.message_id}>", "Auto-Submitted": "auto-generated"},
    )
    try:
        message.send()
    except OSError as error:  # smtplib's errors are OSErrors, and so are those of the network
        work.fail(MailMessage, mail_id, attempt, error=type(error).__name__)
        return False
    kept = {"body": ""} if mail.expires_at is not None and not settings.DEV_MAIL else {}
    return work.finish(MailMessage, mail_id, attempt, **kept)


def forget_expired() -> int:
    """Remove the text of what must not be read beyond its expiry, sent or not."""
    expired = MailMessage.objects.filter(expires_at__lte=timezone.now()).exclude(body="")
    return expired.update(body="")


_OVER = (MailMessage.State.DONE, MailMessage.State.FAILED)


def forget_old() -> int:
    """Remove mails some days after they were sent, or given up: with whom, on what and in which words is kept no longer."""
    before = timezone.now() - timedelta(days=settings.MAIL_DAYS)
    return MailMessage.objects.filter(state__in=_OVER, finished_at__lt=before).delete()[0]


def forget_person(
    *, addresses: Iterable[str], name: str, position: str = "", instead: str, readers: Iterable[str]
) -> None:
    """Remove the mails that went to these addresses, and a name, with the position that follows it, from those to the readers'.

    All addresses in lower case. What still waits for her goes out, and from here with the others (`forget_old`).
    """
    mails = MailMessage.objects.annotate(reader=Lower("to"))
    mails.filter(reader__in=set(addresses), state__in=_OVER).delete()
    named = mails.filter(Q(subject__icontains=name) | Q(body__icontains=name), reader__in=set(readers))
    for mail in named.exclude(state=MailMessage.State.RUNNING):
        subject, body = (_name_in(name, position).sub(instead, text) for text in (mail.subject, mail.body))
        MailMessage.objects.filter(pk=mail.pk).update(subject=subject[:200], body=body)


def says_name(text: str, name: str) -> bool:
    """Whether this name stands in the text, however it is written; "An" does not stand in "Anna"."""
    return _name_in(name.casefold()).search(text.casefold()) is not None


def _name_in(name: str, position: str = "") -> re.Pattern[str]:
    placed = rf"(?:, {re.escape(position)})?" if position else ""
    return re.compile(rf"(?<!\w){re.escape(name)}{placed}(?!\w)", re.IGNORECASE)
