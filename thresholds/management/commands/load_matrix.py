"""manage.py load_matrix FILE: check a matrix file, load it and publish it. Safe to run again."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from accounts.models import User
from core.errors import Refused
from thresholds.actions import FaultyMatrix, load_matrix_file


class Command(BaseCommand):
    help = "Check a threshold matrix (YAML), load it and publish it. Loading the same file again changes nothing."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path)

    def handle(self, *args: Any, file: Path, **options: Any) -> None:
        try:
            version = load_matrix_file(file, by=User.objects.system())
        except FaultyMatrix as faulty:
            lines = [fault.sentence for fault in faulty.faults]
            raise CommandError("\n".join([faulty.sentence, *lines])) from faulty
        except Refused as refused:
            raise CommandError(refused.sentence) from refused
        if options["verbosity"]:
            self.stdout.write(f"{version.scheme.name}: version {version.number} is in force.")
