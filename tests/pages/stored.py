"""What the database holds, in one line for each table, so that two moments can be compared."""

from django.apps import apps
from django.db import connection

# Written by looking: who looked, and until when one is signed in. Tries at the door are counted in the cache.
BY_LOOKING = frozenset({"trail_entry", "django_session", "frontdoor_cache"})


def stored() -> dict[str, tuple[int, int]]:
    """(rows, hash of all rows) of every table."""
    tables = sorted(model._meta.db_table for model in apps.get_models(include_auto_created=True) if model._meta.managed)
    parts = [
        f"SELECT '{table}', count(*), coalesce(sum(hashtextextended(t::text, 0)), 0) FROM {table} t" for table in tables
    ]
    with connection.cursor() as cursor:
        cursor.execute(" UNION ALL ".join(parts))
        return {table: (rows, int(whole)) for table, rows, whole in cursor.fetchall()}


def changed(before: dict[str, tuple[int, int]], after: dict[str, tuple[int, int]]) -> set[str]:
    return {table for table in before if before[table] != after[table]}
