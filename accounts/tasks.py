from __future__ import annotations

from celery import shared_task

from accounts import mail


@shared_task(name="accounts.send_mail")
def send_mail(mail_id: int) -> None:
    mail.send(mail_id)
