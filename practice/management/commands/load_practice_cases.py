"""manage.py load_practice_cases FILE: cases to practise on. Safe to run again; keeps what a person changed."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from accounts.models import User
from core.errors import Refused
from practice.checking import FaultyCases
from practice.loading import load_cases


class Command(BaseCommand):
    help = "Load fictional cases to practise on (YAML). What an administrator changed is kept."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path)

    def handle(self, *args: Any, file: Path, **options: Any) -> None:
        try:
            loaded = load_cases(file.read_text(encoding="utf-8"), by=User.objects.system())
        except FaultyCases as faulty:
            raise CommandError("\n".join([faulty.sentence, *map(str, faulty.faults)])) from faulty
        except (Refused, OSError, UnicodeDecodeError) as wrong:
            raise CommandError(getattr(wrong, "sentence", f"{file.name} cannot be read as text.")) from wrong
        if options["verbosity"]:
            self.stdout.write(f"{loaded.case_set}: {loaded.added} cases added, {loaded.changed} changed.")
