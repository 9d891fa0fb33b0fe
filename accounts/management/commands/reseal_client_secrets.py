"""manage.py reseal_client_secrets: after a change of SECRET_KEY, so that the old key can be forgotten."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError

from accounts.single_sign_on import reseal_client_secrets


class Command(BaseCommand):
    help = (
        "Encrypts the secrets of single sign-on under the SECRET_KEY of today. Needs the old in SECRET_KEY_FALLBACKS."
    )

    def handle(self, *_args: Any, **_options: Any) -> None:
        done, lost = reseal_client_secrets()
        self.stdout.write(f"{done} client secrets are sealed with the SECRET_KEY of today.")
        if lost:
            raise CommandError(
                f"{lost} could not be read with any key given. Put the old key into SECRET_KEY_FALLBACKS and run this"
                " again, or enter them anew under Administration, Agencies."
            )
