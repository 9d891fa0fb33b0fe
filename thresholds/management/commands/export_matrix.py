"""manage.py export_matrix SCHEME [VERSION]: a version of a matrix as the YAML file that load_matrix reads."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from thresholds.exchange_out import write_yaml
from thresholds.models import MatrixVersion


class Command(BaseCommand):
    help = "Print a version of a scheme's matrix as YAML; the one in force when no number is given."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("scheme")
        parser.add_argument("version", type=int, nargs="?")

    def handle(self, *args: Any, scheme: str, version: int | None, **options: Any) -> None:
        versions = MatrixVersion.objects.of_scheme(scheme)
        found = versions.published().first() if version is None else versions.filter(number=version).first()
        if found is None:
            which = "no version in force" if version is None else f"no version {version}"
            raise CommandError(f"The scheme “{scheme}” has {which}.")
        self.stdout.write(write_yaml(found.document), ending="")
