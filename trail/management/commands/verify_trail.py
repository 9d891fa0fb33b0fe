"""Check the trail, entry by entry."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from core import clock
from trail.checking import check


class Command(BaseCommand):
    help = "Check every entry of the trail against its seal, and the seals against the anchor file."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--anchors", help="The anchor file to compare with; the installation's own by default.")
        parser.add_argument("--no-anchors", action="store_true", help="Check the database alone.")

    def handle(self, *args: Any, **options: Any) -> None:
        path = None if options["no_anchors"] else Path(options["anchors"] or settings.TRAIL_ANCHOR_FILE)
        checked, faults = check(clock.now(), anchors=path)
        for fault in faults:
            self.stderr.write(fault.sentence)
        if faults:
            raise CommandError(f"{len(faults)} faults in the trail. Tell the data protection officer today.")
        self.stdout.write(f"The trail is whole: {checked} entries checked.")
