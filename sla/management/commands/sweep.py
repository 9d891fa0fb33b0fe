"""manage.py sweep: the second sweeper. It needs PostgreSQL and nothing else: no broker, no beat, no worker."""

import logging
import signal
import threading
from argparse import ArgumentParser
from collections.abc import Callable
from datetime import timedelta
from types import FrameType
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.db import close_old_connections, connections
from django.utils.module_loading import import_string

from core import clock
from notifications.calling import call_due
from notifications.sweep import deliver_due
from sla.sweep import clock_drift, sweep
from trail.sealing import seal

log = logging.getLogger("sla")

NAME = "second"
_DRIFT_ALLOWED = timedelta(seconds=5)
_LONGEST_PAUSE = 60.0
# It comes round less often than the worker's own deliveries, so it takes more at a time.
_MESSAGES = 500


class Command(BaseCommand):
    help = "Record deadlines close or missed, deliver messages, seal the trail, see to old forms. Once, or for ever."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--loop", action="store_true", help="Go on until told to stop.")
        parser.add_argument("--every", type=float, default=30.0, help="Seconds between rounds (30).")

    def handle(self, *args: Any, **options: Any) -> None:
        if not options["loop"]:
            if failed := one_round():
                raise CommandError(f"{failed} parts of the round failed. The log says why.")
            return
        stop = threading.Event()
        _stop_on_signal(stop)
        log.info("The second sweeper goes round every %s seconds.", options["every"])
        loop(stop, every=options["every"])
        log.info("The second sweeper has stopped.")


def loop(stop: threading.Event, *, every: float) -> None:
    """Round after round until `stop` is set. After a failed round it waits longer: 1, 2, 4 ... 60 seconds."""
    failures = 0
    while not stop.is_set():
        failures = failures + 1 if one_round() else 0
        stop.wait(min(2.0 ** (failures - 1), _LONGEST_PAUSE) if failures else every)


def one_round() -> int:
    """Each part by itself, so that one that fails does not keep the others from their work; returns how many failed."""
    more = map(import_string, settings.SWEEPS_TOO)
    parts: list[Callable[[], object]] = [_sweep, _deliver, _call, _seal, *more]
    return sum(not _succeeds(part) for part in parts)


def _sweep() -> None:
    now = clock.now()
    drift = clock_drift(now)
    if abs(drift) > _DRIFT_ALLOWED:
        log.error("This machine's clock and the database's are %s apart.", abs(drift))
    sweep(now, NAME)


def _deliver() -> None:
    deliver_due(clock.now(), limit=_MESSAGES)


def _call() -> None:
    call_due(clock.now())


def _seal() -> None:
    seal(clock.now())


def _succeeds(part: Callable[[], object]) -> bool:
    """Run it with a connection that is known to be alive; a database that restarts is found again next round."""
    close_old_connections()
    try:
        part()
    except Exception as error:  # the sweeper outlives whatever goes wrong in a round
        log.error("Second sweeper: %s failed: %s", part.__name__.strip("_"), type(error).__name__, exc_info=True)
        connections.close_all()
        return False
    return True


def _stop_on_signal(stop: threading.Event) -> None:
    def finish(_number: int, _frame: FrameType | None) -> None:
        stop.set()

    signal.signal(signal.SIGTERM, finish)
    signal.signal(signal.SIGINT, finish)
