"""What a newcomer needs to know once Front Door runs: where it is, and as whom to look round."""

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand

from accounts.models import User
from accounts.roles import Role


class Command(BaseCommand):
    help = "Prints the address and, in demo mode, one demo person for each role with the password they share."

    def add_arguments(self, parser: Any) -> None:
        parser.add_argument("address")

    def handle(self, *_args: Any, **options: Any) -> None:
        lines = ["", f"Front Door {settings.VERSION} is at {options['address']}"]
        people = demo_people() if settings.DEMO else []
        if people:
            width = max(len(person.email) for person in people)
            lines += [f"Sign in as any of these; the password is {settings.DEMO_PASSWORD}", ""]
            lines += [
                f"  {person.email:<{width}}  {person.full_name}, {Role(person.role).label}, {person.agency}"
                for person in people
            ]
        self.stdout.write("\n".join([*lines, "", "Ctrl-C stops it. The data is kept."]))


def demo_people() -> list[User]:
    """The first person made for each role, in the order of the roles. One query."""
    rank = {role: place for place, role in enumerate(Role.values)}
    first = User.objects.exclude(role=Role.SYSTEM).filter(is_active=True).select_related("agency")
    people = first.order_by("role", "created_at", "email").distinct("role")
    return sorted(people, key=lambda person: rank[person.role])
