"""Keep Front Door's processes running, write what they say into one log, and stop them in the right order.

A process that dies is started again, after a pause that doubles each time. A process that is alive but does no work
is found by its heartbeat row in the database and started again too: work done is the only sign of life that counts.

In production one process per container runs under it:  python -m config.supervisor worker
"""

import ctypes
import logging
import logging.handlers
import os
import selectors
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import psycopg2

STALE_SECONDS = 150  # five rounds missed; /healthz turns red at 180, so most troubles end before anyone is woken
HEARTBEAT_CHECK_SECONDS = 10
LONGEST_PAUSE = 30.0
STEADY_SECONDS = 60  # alive this long, and the next death is treated as the first
PR_SET_PDEATHSIG = 1

# Stopped from the outside in: nobody new is let in, work in hand is finished, then what everything stands on.
WEB, WORK, BROKER, DATABASE = range(4)


@dataclass(frozen=True)
class Program:
    """One process: how it is started, how it is stopped, and the heartbeats that prove it works."""

    name: str
    command: tuple[str, ...]
    stops_in: int = WORK
    stop_signal: signal.Signals = signal.SIGTERM
    grace: float = 15.0  # seconds from the signal to SIGKILL
    heartbeats: tuple[str, ...] = ()
    environment: Mapping[str, str] | None = None
    options: Mapping[str, Any] = field(default_factory=dict)


def _celery(*arguments: str) -> tuple[str, ...]:
    return (sys.executable, "-m", "celery", "--quiet", "--app", "config", *arguments)


def programs() -> dict[str, Program]:
    """The table of what runs. Beat's own heartbeat needs the worker, so when it stops both are started again."""
    bind = f"{os.environ.get('BIND', '127.0.0.1')}:{os.environ.get('PORT', '8000')}"
    schedule = str(Path(os.environ.get("FRONTDOOR_VAR", "var")) / "beat-schedule")
    web: tuple[str, ...]
    web = ("gunicorn", "config.wsgi", "--bind", bind, "--workers", os.environ.get("WEB_WORKERS", "2"), "--threads", "4")
    web += ("--no-control-socket", "--timeout", "60", "--graceful-timeout", "10", "--access-logfile", "-")
    # The path alone: a query string may hold a name somebody searched for.
    web += ("--access-logformat", "%(m)s %(U)s %(s)s %(M)sms", "--worker-tmp-dir", _shared_memory())
    worker: tuple[str, ...]
    worker = _celery("worker", "--concurrency", "2", "--loglevel", "INFO", "--without-gossip", "--without-mingle")
    worker += ("--max-tasks-per-child", "1000", "--max-memory-per-child", "400000")
    table = (
        Program("web", (sys.executable, "-m", *web), stops_in=WEB),
        Program("worker", worker, heartbeats=("worker", "beat")),
        Program("beat", _celery("beat", "--loglevel", "WARNING", "--schedule", schedule), heartbeats=("beat",)),
        Program("sweeper", (sys.executable, "manage.py", "sweep", "--loop"), heartbeats=("second",)),
    )
    return {program.name: program for program in table}


def _shared_memory() -> str:
    """Where gunicorn's workers prove they are alive: a disk that stalls must not look like a hung worker."""
    return "/dev/shm" if os.access("/dev/shm", os.W_OK) else "/tmp"  # noqa: S108


class Child:
    """A running program and its output."""

    def __init__(self, program: Program) -> None:
        self.program = program
        self.process: subprocess.Popen[bytes] | None = None
        self.started = 0.0
        self.deaths = 0
        self.start_at = 0.0
        self.unfinished_line = b""

    @property
    def alive(self) -> bool:
        return self.process is not None and self.process.poll() is None

    def start(self) -> int:
        """Start it in a process group of its own; returns the end of the pipe its output comes out of."""
        read, write = os.pipe()
        environment = self.program.environment
        name = {"FRONTDOOR_PROCESS": self.program.name, "PYTHONUNBUFFERED": "1", "LOG_WITHOUT_TIME": "1"}
        self.process = subprocess.Popen(  # noqa: S603
            self.program.command,
            stdin=subprocess.DEVNULL,
            stdout=write,
            stderr=write,
            start_new_session=True,
            env={**os.environ, **name} if environment is None else dict(environment),
            preexec_fn=_die_with_parent(self.program.stop_signal),  # noqa: PLW1509  (one thread only)
            **self.program.options,
        )
        os.close(write)
        os.set_blocking(read, False)
        self.started = time.monotonic()
        return read

    def send(self, number: int) -> None:
        """To the whole group, so that no grandchild is left."""
        if self.process is not None:
            try:
                os.killpg(self.process.pid, number)
            except (ProcessLookupError, PermissionError):
                return

    def pause(self) -> float:
        """Seconds until it may be started again: 1, 2, 4 ... 30."""
        self.deaths = 1 if time.monotonic() - self.started > STEADY_SECONDS else self.deaths + 1
        return min(LONGEST_PAUSE, 2.0 ** (self.deaths - 1))


def _die_with_parent(number: int) -> Callable[[], None] | None:
    """On Linux the kernel stops a child whose supervisor was killed outright."""
    if not sys.platform.startswith("linux"):
        return None
    libc = ctypes.CDLL(None)

    def ask() -> None:
        libc.prctl(PR_SET_PDEATHSIG, number)

    return ask


class Supervisor:
    """One loop, one thread: read what the children say, start what has died, stop when asked."""

    def __init__(self, log: Callable[[str, str], None]) -> None:
        self.log = log
        self.children: list[Child] = []
        self.selector = selectors.DefaultSelector()
        self.asked_to_stop = 0
        self.next_heartbeat_check = 0.0
        for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            signal.signal(number, self._on_signal)

    def _on_signal(self, _number: int, _frame: object) -> None:
        self.asked_to_stop += 1

    def start(self, program: Program) -> Child:
        child = Child(program)
        self.children.append(child)
        self._start(child)
        return child

    def _start(self, child: Child) -> None:
        self.selector.register(child.start(), selectors.EVENT_READ, child)

    def run_once(self, program: Program) -> int | None:
        """Run a program to its end, showing what it says. None when we were asked to stop first."""
        child = Child(program)
        self._start(child)
        while child.alive and not self.asked_to_stop:
            self.listen(0.2)
            self._revive()
        if child.alive:
            self._stop([child])
            return None
        self.listen(0)
        return child.process.returncode if child.process else None

    def run(self) -> None:
        """Until asked to stop."""
        while not self.asked_to_stop:
            self.listen(0.25)
            self._revive()
            self._check_heartbeats()

    def listen(self, seconds: float) -> None:
        """Pass on what the children have said."""
        for key, _ in self.selector.select(seconds):
            said = os.read(key.fd, 65536)
            child: Child = key.data
            *lines, rest = (child.unfinished_line + said).split(b"\n")
            child.unfinished_line = rest if said else b""
            for line in lines if said else [*lines, rest]:
                if line.strip():
                    self.log(child.program.name, line.decode(errors="replace").rstrip())
            if not said:
                self.selector.unregister(key.fd)
                os.close(key.fd)

    def _revive(self) -> None:
        for child in self.children:
            if child.process is not None and not child.alive:
                child.send(signal.SIGKILL)
                pause = child.pause()
                child.start_at = time.monotonic() + pause
                code = child.process.returncode
                self.log("supervisor", f"{child.program.name} ended ({_how(code)}); starting it again in {pause:.0f} s")
                child.process = None
            if child.process is None and time.monotonic() >= child.start_at:
                self._start(child)

    def _check_heartbeats(self) -> None:
        if time.monotonic() < self.next_heartbeat_check:
            return
        self.next_heartbeat_check = time.monotonic() + HEARTBEAT_CHECK_SECONDS
        watched = [child for child in self.children if child.program.heartbeats and child.alive]
        ages = heartbeat_ages(os.environ.get("DATABASE_URL", "")) if watched else None
        for child in watched if ages is not None else []:
            up_for = time.monotonic() - child.started
            stale = [name for name in child.program.heartbeats if (ages or {}).get(name, up_for) > STALE_SECONDS]
            if stale and up_for > STALE_SECONDS:
                self.log("supervisor", f"{child.program.name} lives but does no work ({stale[0]}): starting it again")
                self._stop([child])

    def stop(self) -> None:
        """Stop everything, group after group; a second Ctrl-C kills what is left at once."""
        self.asked_to_stop = 1
        for place in sorted({child.program.stops_in for child in self.children}):
            self._stop([child for child in self.children if child.program.stops_in == place])

    def _stop(self, children: Iterable[Child]) -> None:
        waiting = [child for child in children if child.alive]
        for child in waiting:
            self.log("supervisor", f"stopping {child.program.name}")
            # To the leader alone: gunicorn and celery tell their own children, and each only once.
            os.kill(_pid(child), child.program.stop_signal)
            os.kill(_pid(child), signal.SIGCONT)
        asked = time.monotonic()
        while waiting:
            self.listen(0.05)
            for child in waiting:
                if child.alive and (time.monotonic() - asked > child.program.grace or self.asked_to_stop > 1):
                    self.log("supervisor", f"{child.program.name} did not stop in time: killed")
                    child.send(signal.SIGKILL)
                    _wait(child)
            waiting = [child for child in waiting if child.alive]
        for child in children:
            child.send(signal.SIGKILL)  # whatever of its group outlived it


def _pid(child: Child) -> int:
    return child.process.pid if child.process else 0


def _wait(child: Child) -> None:
    if child.process is not None:
        child.process.wait()


def _how(code: int) -> str:
    return f"exit status {code}" if code >= 0 else signal.Signals(-code).name


def heartbeat_ages(url: str) -> dict[str, float] | None:
    """Seconds since each sweeper last did its work; None when the database cannot say."""
    try:
        connection = psycopg2.connect(url, connect_timeout=2, options="-c statement_timeout=2000")
    except psycopg2.Error:
        return None
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT sweeper, abs(extract(epoch FROM clock_timestamp() - beat_at)) FROM sla_heartbeat")
            return {name: float(age) for name, age in cursor.fetchall()}
    except psycopg2.Error:
        return None
    finally:
        connection.close()


def make_log(file: Path | None, *, terminal: bool = True) -> Callable[[str, str], None]:
    """One readable log: `17:04:05 web      GET /queue/ 200 41ms`, on the terminal and, kept, in a file."""
    logging.raiseExceptions = False  # a closed terminal must not stop the processes
    logger = logging.getLogger("frontdoor.supervisor")
    logger.propagate = False
    logger.setLevel(logging.INFO)
    handlers: list[logging.Handler] = [logging.StreamHandler(sys.stdout)] if terminal else []
    if file is not None:
        file.parent.mkdir(parents=True, exist_ok=True)
        handlers.append(logging.handlers.RotatingFileHandler(file, maxBytes=10_000_000, backupCount=3))
    for handler in handlers:
        handler.setFormatter(logging.Formatter("%(asctime)s %(program)-10s %(message)s", "%H:%M:%S"))
        logger.addHandler(handler)
    return lambda program, line: logger.info(line, extra={"program": program})


def main() -> int:
    """Run the named programs, or all of them, until stopped."""
    table = programs()
    names = sys.argv[1:] or list(table)
    unknown = sorted(set(names) - set(table))
    if unknown:
        sys.stderr.write(f"There is no {unknown[0]}. Choose from: {', '.join(table)}.\n")
        return 2
    supervisor = Supervisor(make_log(None))
    for name in names:
        supervisor.start(table[name])
    supervisor.run()
    supervisor.stop()
    return 0


if __name__ == "__main__":
    sys.exit(main())
