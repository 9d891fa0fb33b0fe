"""manage.py load_reference_data: everything the service needs before anybody signs in. Safe to run again."""

from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand


class Command(BaseCommand):
    help = "Load the reference data: the threshold matrix of this partnership's scheme."

    def handle(self, *args: Any, **options: Any) -> None:
        file = settings.BASE_DIR / "fixtures" / f"matrix_{settings.MATRIX_SCHEME}.yaml"
        call_command("load_matrix", file, verbosity=options["verbosity"])
