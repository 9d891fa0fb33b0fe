"""manage.py seed_demo: the town of Larkhaven and a year of its contacts, made through the real actions."""

import sys
from argparse import ArgumentParser
from datetime import datetime
from random import Random
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.db import transaction

from accounts.models import Agency
from config.demo.people import make_agencies, make_people, shown_people
from config.demo.year import CONTACTS, DAYS, Year
from core import clock
from trail.sealing import seal


class Command(BaseCommand):
    help = "Fill an empty installation with a made-up town: agencies, people and twelve months of contacts."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--contacts", type=int, default=CONTACTS, help="How many contacts in the year.")
        parser.add_argument("--seed", type=int, default=17, help="Another number makes another year.")
        parser.add_argument("--people-only", action="store_true", help="Agencies and people, no contacts.")

    def handle(self, *args: Any, **options: Any) -> None:
        if not settings.DEMO:
            raise CommandError("The demonstration is only for installations with DEMO=1. Nothing was written.")
        if Agency.objects.exists():
            raise CommandError("There are agencies here already. Nothing was written.")
        # Letters of the year past are not sent to anybody.
        settings.EMAIL_BACKEND = "django.core.mail.backends.dummy.EmailBackend"
        settings.NOTIFY_API_KEY = ""
        with transaction.atomic():
            people = make_people(agencies := make_agencies())
        made = 0
        if not options["people_only"]:
            year = Year(agencies, people, Random(options["seed"]), clock.now())  # noqa: S311  # a story, not a secret
            made = year.live(self.progress, options["contacts"])
            while seal(clock.now()):
                pass
        self.stdout.write(f"\nLarkhaven: {len(agencies)} agencies, {len(people)} people, {made} referrals.")
        for address, who, why in shown_people():
            self.stdout.write(f"  {address:<44} {who}: {why}")
        self.stdout.write(f"  Everybody's password: {settings.DEMO_PASSWORD}")

    def progress(self, day: int, now: datetime) -> None:
        """One line that moves, on a terminal; a line for every month elsewhere."""
        share = f"Living a year in Larkhaven: day {day} of {DAYS}"
        if sys.stdout.isatty():
            self.stdout.write(f"\r{share}", ending="")
            self.stdout.flush()
        elif day % 30 == 0:
            self.stdout.write(share)
