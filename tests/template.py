"""The database that each worker's own is copied from."""

import fcntl
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from django.db import connection

NAME = "test_frontdoor_template"


@contextmanager
def shared_by(workers: int, folder: Path, *, fill: Callable[[], None]) -> Iterator[None]:
    """Whoever comes first makes it, whoever leaves last deletes it. Test databases made meanwhile are copies of it."""
    with _alone(folder):
        if not (folder / "template").exists():
            _make(fill)
            (folder / "template").touch()
    connection.settings_dict["TEST"]["TEMPLATE"] = NAME
    yield
    with _alone(folder), suppress(FileNotFoundError):
        left = folder / "template-left"
        left.write_text(f"{left.read_text() if left.exists() else ''}.")
        if len(left.read_text()) == workers:
            _on_the_server(f"DROP DATABASE IF EXISTS {NAME}")


def _make(fill: Callable[[], None]) -> None:
    own, test = connection.settings_dict["NAME"], connection.settings_dict["TEST"]
    test_name, test["NAME"] = test["NAME"], NAME
    try:
        connection.creation.create_test_db(verbosity=0, autoclobber=True, serialize=False)
        fill()
    finally:
        test["NAME"] = test_name
        connection.creation.destroy_test_db(own, verbosity=0, keepdb=True)


def _on_the_server(statement: str) -> None:
    with connection.creation._nodb_cursor() as cursor:
        cursor.execute(statement)


@contextmanager
def _alone(folder: Path) -> Iterator[None]:
    with (folder / "template.lock").open("a") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield
