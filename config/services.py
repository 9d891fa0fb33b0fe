"""Start the database and the broker that were not given, and say how to reach them."""

import os
import signal
import time
from collections.abc import Callable
from pathlib import Path

from config import supervisor
from config.local_broker import Broker, CannotRun
from config.local_postgres import OWNER, WEB, Postgres, drop_root, environment
from config.supervisor import Child, Program, Supervisor


def start_database(running: Supervisor, postgres: Postgres) -> dict[str, str]:
    """PostgreSQL with its roles and database; returns the two addresses as environment variables."""
    postgres.prepare()
    program = Program(
        "database",
        tuple(postgres.command()),
        stops_in=supervisor.DATABASE,
        stop_signal=signal.SIGINT,  # PostgreSQL's fast shutdown
        grace=60.0,
        environment=environment(),
        options={**drop_root(), "cwd": "/"},
    )
    _wait(running, running.start(program), postgres.is_ready, "PostgreSQL", seconds=90)
    postgres.make_roles()
    owner, web = postgres.url(OWNER), postgres.url(WEB)
    # Tests make databases and roles, so they sign in as the owner.
    return {"DATABASE_URL": owner if postgres.throwaway else web, "DATABASE_OWNER_URL": owner}


def start_broker(running: Supervisor, broker: Broker) -> dict[str, str]:
    """The broker; returns its address as an environment variable."""
    broker.prepare()
    program = Program(
        "broker", tuple(broker.command()), stops_in=supervisor.BROKER, environment=environment(), grace=5.0
    )
    _wait(running, running.start(program), broker.is_ready, "The broker", seconds=30)
    return {"REDIS_URL": broker.url}


def start_missing(running: Supervisor, *, database_home: Callable[[], Path], var: Path, throwaway: bool) -> None:
    """Whatever DATABASE_URL and REDIS_URL do not name is started and put into our own environment."""
    if not os.environ.get("DATABASE_URL"):
        os.environ.update(start_database(running, Postgres(database_home(), throwaway=throwaway)))
    if not os.environ.get("REDIS_URL"):
        os.environ.update(start_broker(running, Broker.at(var / "broker")))


def _wait(running: Supervisor, child: Child, ready: Callable[[], bool], what: str, *, seconds: float) -> None:
    """Until it is ready. Raises CannotRun when it ends, takes too long, or we are asked to stop."""
    end = time.monotonic() + seconds
    while not ready():
        running.listen(0)
        time.sleep(0.1)
        if not child.alive:
            running.listen(0.1)
            raise CannotRun(f"{what} ended while starting; its last words are above.")
        if time.monotonic() > end or running.asked_to_stop:
            raise CannotRun(f"{what} was not ready after {seconds:.0f} seconds.")
