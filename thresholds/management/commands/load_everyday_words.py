"""manage.py load_everyday_words FILE: the search's everyday words. Safe to run again; keeps what a person changed."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from accounts.models import User
from core.errors import Refused
from thresholds.everyday import load_words_file


class Command(BaseCommand):
    help = "Load the everyday words of the search (YAML). What an administrator changed is kept."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path)

    def handle(self, *args: Any, file: Path, **options: Any) -> None:
        try:
            changed = load_words_file(file, by=User.objects.system())
        except Refused as refused:
            raise CommandError(refused.sentence) from refused
        if options["verbosity"]:
            self.stdout.write(f"Everyday words of the search: {changed} changed.")
