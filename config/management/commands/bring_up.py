"""Everything between an empty database and a town to look round in. ./dev up runs it at every start."""

import time
from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand
from django.db import connection

from accounts.models import Agency


class Command(BaseCommand):
    help = "Migrates, grants the web role its rights, loads the reference data and, into an empty database, the demo."

    def add_arguments(self, parser: Any) -> None:
        parser.add_argument("--no-demo", action="store_true", help="leave out the demo people and referrals")

    def handle(self, *_args: Any, **options: Any) -> None:
        self._step("Bringing the tables up to date", "migrate", interactive=False, verbosity=1)
        self._step("Granting the web role its rights", "prepare_database")
        self._step("Loading the reference data", "load_reference_data")
        if not options["no_demo"]:
            self._demo()

    def _demo(self) -> None:
        """Once, into an empty database. A town whose building was cut off is kept, and said to be one."""
        unfinished = settings.VAR_DIR / "demo-unfinished"
        if not Agency.objects.exists():
            unfinished.touch()
            # Nobody was told that the made-up year is safe, so it need not wait for the disk at every step.
            with connection.cursor() as cursor:
                cursor.execute("SET synchronous_commit TO off")
            self._step("Building the demo town (a few minutes)", "seed_demo")
            unfinished.unlink()
        elif unfinished.exists():
            self.stdout.write("The demo town is unfinished: its building was cut off. ./dev reset starts over.")

    def _step(self, what: str, command: str, **arguments: Any) -> None:
        self.stdout.write(f"{what} ...")
        self.stdout.flush()
        start = time.monotonic()
        call_command(command, **arguments)
        self.stdout.write(f"{what}: done in {time.monotonic() - start:.1f} s")
        self.stdout.flush()
