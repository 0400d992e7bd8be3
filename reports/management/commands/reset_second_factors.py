"""manage.py reset_second_factors EMAIL: for somebody whose phone is lost, or whose secrets a new SECRET_KEY made unreadable."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from accounts.models import User
from accounts.second_factor import reset_second_factors


class Command(BaseCommand):
    help = "Removes the app, the passkeys and the recovery codes of one person, and ends her sessions. Asks first."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("email", help="the address that she signs in with")
        parser.add_argument("--yes", action="store_true", help="do not ask")

    def handle(self, *args: Any, **options: Any) -> None:
        user = User.objects.filter(email=options["email"].strip().lower()).first()
        if user is None:
            raise CommandError(f"Nobody signs in with {options['email']}.")
        if not options["yes"] and not self._agreed(user):
            raise CommandError("Nothing was removed.")
        kinds = reset_second_factors(user)
        if not kinds:
            self.stdout.write(f"{user.email} has no second factor. Nothing was removed.")
            return
        count = len([kind for kind in kinds if kind != "recovery_codes"])
        self.stdout.write(
            f"{user.email}: {count} second factor{'' if count == 1 else 's'} removed, with the recovery codes. "
            "She signs in with her password and adds a new one."
        )

    def _agreed(self, user: User) -> bool:
        """Whoever runs it types the address again, as it stands."""
        self.stdout.write(
            f"This removes every second factor of {user} <{user.email}> and ends her sessions.\n"
            "Be sure who asked for it. Type the address to go on:"
        )
        return input().strip().lower() == user.email
