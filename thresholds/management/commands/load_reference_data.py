"""manage.py load_reference_data: everything the service needs before anybody signs in. Safe to run again."""

from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand


class Command(BaseCommand):
    help = "Load the reference data: the threshold matrix of this partnership's scheme, and the words of its search."

    def handle(self, *args: Any, **options: Any) -> None:
        files, scheme = settings.BASE_DIR / "fixtures", settings.MATRIX_SCHEME
        call_command("load_matrix", files / f"matrix_{scheme}.yaml", verbosity=options["verbosity"])
        words = files / f"everyday_words_{scheme}.yaml"
        if words.exists():
            call_command("load_everyday_words", words, verbosity=options["verbosity"])
