"""Rows that are made once in a process and put back as they were, many times faster than they were made.

What a fixture makes through the real actions is read from the database whole; the next test that asks for it gets the
same rows again, ids and all. No rule of a table says anything about inserting, so nothing is passed by.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import cache
from io import BytesIO
from typing import Any

from django.apps import apps
from django.db import connection, models, transaction


@dataclass
class KeptRows:
    """What was added to each table, as PostgreSQL writes it out."""

    parts: dict[str, bytes] = field(default_factory=dict)

    def put_back(self) -> None:
        # In one transaction: a row may name another that comes after it.
        with transaction.atomic(), connection.cursor() as cursor:
            for table, rows in self.parts.items():
                cursor.copy_expert(f"COPY {table} ({_columns(table)}) FROM STDIN", BytesIO(rows))

    @contextmanager
    def keeping(self) -> Iterator[None]:
        """Keep what is added meanwhile. A row that stood before may not be changed: that would not come back."""
        before = {table: _keys(table) for table in _tables()}
        digests = {table: _digest(table, before[table]) for table in _tables()}
        yield
        for table, old in before.items():
            assert _digest(table, old) == digests[table], f"A row of {table} that stood before was changed."
            if added := _keys(table) - old:
                self.parts[table] = _written(table, added)

    @classmethod
    def of_everything(cls) -> "KeptRows":
        return cls({table: _written(table, keys) for table in _tables() if (keys := _keys(table))})


@cache
def _tables() -> "dict[str, models.Field[Any, Any]]":
    """Each table with its key."""
    all_models = apps.get_models(include_auto_created=True)
    return {one._meta.db_table: one._meta.pk for one in all_models if one._meta.managed}


@cache
def _columns(table: str) -> str:
    """Those that are stored; what the database works out it works out again."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT string_agg(quote_ident(column_name), ', ' ORDER BY ordinal_position)"
            " FROM information_schema.columns"
            " WHERE table_schema = current_schema() AND table_name = %s AND is_generated = 'NEVER'",
            [table],
        )
        return str(cursor.fetchone()[0])


def _key(table: str) -> str:
    return f'"{_tables()[table].column}"::text'


def _keys(table: str) -> frozenset[str]:
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {_key(table)} FROM {table}")
        return frozenset(key for (key,) in cursor.fetchall())


def _digest(table: str, keys: frozenset[str]) -> tuple[int, int]:
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT count(*), coalesce(sum(hashtextextended(t::text, 0)), 0) FROM {table} t"
            f" WHERE {_key(table)} = ANY(%s)",
            [sorted(keys)],
        )
        rows, whole = cursor.fetchone()
        return rows, int(whole)


def _written(table: str, keys: frozenset[str]) -> bytes:
    out = BytesIO()
    with connection.cursor() as cursor:
        chosen = cursor.mogrify(f"{_key(table)} = ANY(%s)", [sorted(keys)]).decode()
        cursor.copy_expert(f"COPY (SELECT {_columns(table)} FROM {table} WHERE {chosen}) TO STDOUT", out)
    return out.getvalue()
