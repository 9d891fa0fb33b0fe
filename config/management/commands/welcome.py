"""What a newcomer needs to know once Front Door runs: where it is, and as whom to look round."""

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand

from accounts.models import User
from config.demo.people import shown_people


class Command(BaseCommand):
    help = "Prints the address and, in demo mode, the demo people with the password they share."

    def add_arguments(self, parser: Any) -> None:
        parser.add_argument("address")

    def handle(self, *_args: Any, **options: Any) -> None:
        lines = ["", f"Front Door {settings.VERSION} is at {options['address']}"]
        people = demo_people() if settings.DEMO else []
        if people:
            width = max(len(address) for address, _, _ in people)
            lines += [f"Sign in as any of these; the password is {settings.DEMO_PASSWORD}", ""]
            lines += [f"  {address:<{width}}  {who}: {why}" for address, who, why in people]
        self.stdout.write("\n".join([*lines, "", "Ctrl-C stops it. The data is kept."]))


def demo_people() -> list[tuple[str, str, str]]:
    """(address, role and name, why) of the demo people who are here. One query."""
    shown = shown_people()
    here = set(User.objects.filter(email__in=[address for address, _, _ in shown]).values_list("email", flat=True))
    return [person for person in shown if person[0] in here]
