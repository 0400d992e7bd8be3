"""manage.py add_supplier NAME --administrator EMAIL: the first thing in a new installation."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import translation

from accounts.member_invitations import add_supplier, invite_first_administrator
from accounts.models import MemberInvitation, Supplier
from accounts.notation import date_long


class Command(BaseCommand):
    help = "Adds a supplier and mails an invitation to its first administrator. Refuses a name that is there already."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("name", help="as it shall be printed on documents")
        parser.add_argument(
            "--administrator",
            required=True,
            metavar="EMAIL",
            help="who sets everything else up: ada@firm.example, or 'Ada Berg <ada@firm.example>'",
        )
        parser.add_argument("--currency", default="EUR", help="base currency of the portfolio (default: EUR)")
        parser.add_argument("--zone", default="UTC", help="time zone of its business dates, such as Europe/Berlin")
        parser.add_argument("--locale", default="en", choices=[code for code, _name in settings.LANGUAGES])
        parser.add_argument(
            "--send-again",
            action="store_true",
            help="the supplier is there and nobody has joined: invite anew, at this or another address",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        with translation.override("en"):
            try:
                invitation = self._again(options) if options["send_again"] else self._add(options)
            except ValidationError as error:
                raise CommandError(" ".join(error.messages)) from error
            last_day = date_long(invitation.supplier.today(invitation.expires_at))
        self.stdout.write(
            f"{invitation.supplier.name}: {invitation.email} gets an invitation that holds until {last_day}."
        )

    def _add(self, options: dict[str, Any]) -> MemberInvitation:
        return add_supplier(
            name=options["name"],
            administrator=options["administrator"],
            base_currency=options["currency"],
            time_zone=options["zone"],
            locale=options["locale"],
        )

    def _again(self, options: dict[str, Any]) -> MemberInvitation:
        supplier = Supplier.objects.filter(name__iexact=options["name"]).first()
        if supplier is None:
            raise CommandError(f"There is no supplier named “{options['name']}”.")
        return invite_first_administrator(supplier=supplier, administrator=options["administrator"])
