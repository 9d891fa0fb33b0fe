"""Give the web role its rights: run after every migrate."""

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.db import connection

from config.database_roles import RoleRefused, WebRole, grant_web_role


class Command(BaseCommand):
    help = "Makes the role the web process signs in as, and grants it what it needs and no more. Safe to repeat."

    def handle(self, *_args: Any, **_options: Any) -> None:
        owner = connection.settings_dict["USER"]
        web = WebRole.from_url(settings.DATABASE_URL)
        if web.name == owner:
            self.stderr.write(
                f"Warning: the web process signs in as {owner}, which owns the tables, so the database cannot hold it"
                " back. Set DATABASE_OWNER_URL to the owner's address and DATABASE_URL to that of a role of its own."
            )
            web = WebRole()
        try:
            closed = grant_web_role(connection, web)
        except RoleRefused as refusal:
            raise CommandError(str(refusal)) from refusal
        self.stdout.write(f"{web.name} may read and write; it may only add to {', '.join(closed)}.")
