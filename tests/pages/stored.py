"""What the database holds, in one line for each table, so that two moments can be compared."""

from collections.abc import Mapping

from django.apps import apps
from django.db import connection

# Written by looking: who looked, and until when one is signed in. Tries at the door are counted in the cache.
BY_LOOKING = frozenset({"trail_entry", "django_session", "frontdoor_cache"})


def touched() -> dict[str, int]:
    """How often this transaction has written to each table, undone or not. Quick, and no change is missed."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT relname, n_tup_ins + n_tup_upd + n_tup_del FROM pg_stat_xact_user_tables")
        return dict(cursor.fetchall())


def stored() -> dict[str, tuple[int, int]]:
    """(rows, hash of all rows) of every table."""
    tables = sorted(model._meta.db_table for model in apps.get_models(include_auto_created=True) if model._meta.managed)
    parts = [
        f"SELECT '{table}', count(*), coalesce(sum(hashtextextended(t::text, 0)), 0) FROM {table} t" for table in tables
    ]
    with connection.cursor() as cursor:
        cursor.execute(" UNION ALL ".join(parts))
        return {table: (rows, int(whole)) for table, rows, whole in cursor.fetchall()}


def changed(before: Mapping[str, object], after: Mapping[str, object]) -> set[str]:
    return {table for table in before if before[table] != after[table]}
