"""manage.py reseal_unsent: after a change of SECRET_KEY, so that the old key can be forgotten."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError

from unsent.keeping import reseal_unsent


class Command(BaseCommand):
    help = "Encrypts unsent words under the SECRET_KEY of today. Needs the old one in SECRET_KEY_FALLBACKS."

    def handle(self, *_args: Any, **_options: Any) -> None:
        done, lost = reseal_unsent()
        self.stdout.write(f"{done} forms with unsent words are sealed with the SECRET_KEY of today.")
        if lost:
            raise CommandError(
                f"{lost} could not be read with any key given. Put the old key into SECRET_KEY_FALLBACKS and run this"
                " again."
            )
