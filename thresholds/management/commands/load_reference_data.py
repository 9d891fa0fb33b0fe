"""manage.py load_reference_data: everything the service needs before anybody signs in. Safe to run again."""

from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand

from thresholds.checking import read_document
from thresholds.models import MatrixVersion


class Command(BaseCommand):
    help = "Load the reference data: this partnership's matrix, the words of its search, cases to practise on."

    def handle(self, *args: Any, **options: Any) -> None:
        files, scheme = settings.BASE_DIR / "fixtures", settings.MATRIX_SCHEME
        if not MatrixVersion.objects.of_scheme(scheme).started_by_people().exists():
            call_command("load_matrix", files / f"matrix_{scheme}.yaml", verbosity=options["verbosity"])
        elif options["verbosity"]:
            # A newer file that ships with the service must not undo what a partnership has decided.
            self.stdout.write("The matrix is changed in the browser here: its file is not loaded. Import it there.")
        words = files / f"everyday_words_{scheme}.yaml"
        if words.exists():
            call_command("load_everyday_words", words, verbosity=options["verbosity"])
        for cases in sorted(files.glob("practice_cases*.yaml")):
            if read_document(cases).get("scheme") == scheme:
                call_command("load_practice_cases", cases, verbosity=options["verbosity"])
