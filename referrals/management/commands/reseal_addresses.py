"""manage.py reseal_addresses: after a change of SECRET_KEY, so that the old key can be forgotten."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError

from referrals.protecting import reseal_addresses


class Command(BaseCommand):
    help = "Encrypts every secret address under the SECRET_KEY of today. Needs the old one in SECRET_KEY_FALLBACKS."

    def handle(self, *_args: Any, **_options: Any) -> None:
        done, lost = reseal_addresses()
        self.stdout.write(f"{done} secret addresses are sealed with the SECRET_KEY of today.")
        if lost:
            raise CommandError(
                f"{lost} could not be read with any key given. Put the old key into SECRET_KEY_FALLBACKS and run this"
                " again."
            )
