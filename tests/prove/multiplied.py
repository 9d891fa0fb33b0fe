"""Many referrals from a few: real ones, made through the real actions, copied row by row inside the database.

Each copy has a reference, children and clocks of its own, and all its times lie earlier by the same while.
"""

from collections.abc import Iterator, Sequence
from datetime import timedelta
from itertools import islice

from django.apps import apps
from django.db import connection
from django.db.models import DateTimeField, Model

from core.references import new_reference
from mash.models import Decision, EarlyHelpCase, Telling
from referrals.models import Child, Referral, Score, Worry
from sla.models import Deadline

# Table by table, with the column that says which referral a row is about.
ABOUT = {Child: "referral_id", Worry: "referral_id", Score: "referral_id", Decision: "referral_id"}


def multiply(originals: Sequence[Referral], copies: int, *, apart: timedelta) -> None:
    """`copies` of each original; the second copy lies `apart` earlier than the first, and so on."""
    references = fresh_references(len(originals) * copies)
    with connection.cursor() as cursor:
        cursor.execute("DROP TABLE IF EXISTS copied")
        cursor.execute(
            "CREATE TEMP TABLE copied (old uuid, new uuid DEFAULT gen_random_uuid(),"
            " draft uuid DEFAULT gen_random_uuid(), reference text, earlier interval)"
        )
        for place, original in enumerate(originals):
            cursor.execute(
                "INSERT INTO copied (old, reference, earlier) SELECT %s, reference, %s * (number * %s + %s)"
                " FROM unnest(%s::text[]) WITH ORDINALITY AS given (reference, number)",
                [original.pk, apart, len(originals), place, list(islice(references, copies))],
            )
        cursor.execute("CREATE INDEX ON copied (old)")
        _copy(Referral, "id", {"id": "copied.new", "draft_id": "copied.draft", "reference": "copied.reference"})
        for model, column in ABOUT.items():
            _copy(model, column, {column: "copied.new"})
        _copy(EarlyHelpCase, "referral_id", {"referral_id": "copied.new"})
        _copy(Deadline, "subject_id", {"subject_id": "copied.new", "record_id": "copied.new"}, referenced=True)
        _copy_tellings()
        cursor.execute("DROP TABLE copied")
    _analyse()


def fresh_references(count: int) -> Iterator[str]:
    """So many that nobody has."""
    taken = set(Referral.objects.values_list("reference", flat=True))
    found: set[str] = set()
    while len(found) < count:
        found.add(new_reference())
        found -= taken
    return iter(found)


def _copy(model: type[Model], about: str, changed: dict[str, str], *, referenced: bool = False) -> None:
    """Every row about an original, once for each of its copies."""
    given = dict(changed)
    if referenced:
        given |= {"reference": "copied.reference", "path": "'/queue/' || copied.reference || '/'"}
    columns = {}
    for field in model._meta.concrete_fields:
        name = field.column
        if field.primary_key and name not in given:
            if field.get_internal_type() == "UUIDField":
                columns[f'"{name}"'] = "gen_random_uuid()"
            continue
        moved = f'row."{name}" - copied.earlier' if isinstance(field, DateTimeField) else f'row."{name}"'
        columns[f'"{name}"'] = given.get(name, moved)
    with connection.cursor() as cursor:
        cursor.execute(
            f"INSERT INTO {model._meta.db_table} ({', '.join(columns)}) SELECT {', '.join(columns.values())}"
            f" FROM copied JOIN {model._meta.db_table} AS row ON row.{about} = copied.old"
        )


def _copy_tellings() -> None:
    """A copied decision was told as its original was, by the same times earlier."""
    with connection.cursor() as cursor:
        cursor.execute(
            f"INSERT INTO {Telling._meta.db_table} (id, decision_id, ready_at, told_at, told_by_id, how, spoke_to)"
            " SELECT gen_random_uuid(), new.id, row.ready_at - copied.earlier, row.told_at - copied.earlier,"
            f" row.told_by_id, row.how, row.spoke_to FROM copied JOIN {Decision._meta.db_table} AS old"
            f" ON old.referral_id = copied.old JOIN {Decision._meta.db_table} AS new"
            " ON new.referral_id = copied.new AND new.number = old.number"
            f" JOIN {Telling._meta.db_table} AS row ON row.decision_id = old.id"
        )


def _analyse() -> None:
    with connection.cursor() as cursor:
        for model in apps.get_models():
            cursor.execute(f"ANALYZE {model._meta.db_table}")
