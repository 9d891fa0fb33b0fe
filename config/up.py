"""What `./dev up` and `./dev reset` do once the virtual environment stands.

python -m config.up          start everything and stay
python -m config.up reset    stop it and delete its data
"""

import fcntl
import os
import shutil
import signal
import sys
import time
import urllib.error
import urllib.request
from pathlib import Path
from typing import IO

from config import services
from config.local_broker import CannotRun, is_free
from config.local_postgres import DATABASE, database_home, remove
from config.supervisor import Program, Supervisor, make_log, programs

PROJECT = Path(__file__).resolve().parent.parent
VAR = Path(os.environ.get("FRONTDOOR_VAR") or PROJECT / "var").absolute()
# Everything under var/ that `up` makes; `reset` deletes these and nothing else.
OURS = (
    "postgres",
    "broker",
    "run",
    "log",
    "mail",
    "secret-key",
    "trail-anchors.txt",
    "beat-schedule*",
    "demo-unfinished",
    "test",
)
# Celery warns five lines long when it runs as root, because a task with untrusted content could do anything. Here tasks
# carry no arguments, and only JSON is accepted; and on a newcomer's machine root may be all there is. This one warning
# and no other is left out. The containers of docker-compose.yml do not run as root, and nothing is filtered there.
QUIET_AS_ROOT = "ignore:You're running the worker with superuser privileges"
FIRST_ANSWER_SECONDS = 60
# From the first page to the first round of every part; afterwards the welcome is printed all the same, and says so.
FIRST_ROUND_SECONDS = 60


def up() -> int:
    """Start everything, print where it is, and stay until asked to stop."""
    VAR.mkdir(mode=0o700, parents=True, exist_ok=True)
    port = int(os.environ.setdefault("PORT", "8000"))
    address = f"http://localhost:{port}/"
    lock = _take_lock(address)
    if lock is None:
        return 1
    if not is_free(port, os.environ.get("BIND", "127.0.0.1")):
        return _say(f"Port {port} is taken. Choose another one: PORT={port + 1} ./dev up", error=True)
    os.environ.update(DEBUG="1", DEMO="1", PLAIN_PAGES="1", FRONTDOOR_VAR=str(VAR))
    os.environ.setdefault("PYTHONWARNINGS", QUIET_AS_ROOT)
    running = Supervisor(make_log(VAR / "log" / "frontdoor.log"))
    try:
        return _serve(running, address)
    except CannotRun as problem:
        return _say(str(problem), error=True)
    finally:
        running.stop()
        _say("Everything has stopped. The data is kept for the next ./dev up.")
        lock.close()


def _serve(running: Supervisor, address: str) -> int:
    _say("Starting the database and the broker")
    services.start_missing(running, database_home=lambda: database_home(VAR), var=VAR, throwaway=False)
    code = running.run_once(Program("prepare", (sys.executable, "manage.py", "bring_up")))
    if code is None:
        return 0
    if code:
        raise CannotRun("The database could not be prepared; the reason is above.")
    for program in programs().values():
        running.start(program)
    if _answers(running, address):
        if not _all_well(running, address):
            _say(f"Not every part works yet: see {address}healthz", error=True)
        running.run_once(Program("welcome", (sys.executable, "manage.py", "welcome", address)))
    running.run()
    return 0


def _answers(running: Supervisor, address: str) -> bool:
    """True at the first page served; False when we are asked to stop."""
    end = time.monotonic() + FIRST_ANSWER_SECONDS
    while not running.asked_to_stop:
        running.listen(0.2)
        try:
            with urllib.request.urlopen(address, timeout=2):  # noqa: S310  (our own address)
                return True
        except urllib.error.HTTPError as error:
            if error.code < 500:
                return True
        except OSError:
            pass
        if time.monotonic() > end:
            raise CannotRun(f"No page was served within {FIRST_ANSWER_SECONDS} seconds; the reason is above.")
    return False


def _all_well(running: Supervisor, address: str) -> bool:
    """True as soon as /healthz is green; False when it is not within a minute, or we are asked to stop."""
    end = time.monotonic() + FIRST_ROUND_SECONDS
    while not running.asked_to_stop and time.monotonic() < end:
        running.listen(0.2)
        try:
            with urllib.request.urlopen(f"{address}healthz", timeout=5):  # noqa: S310  (our own address)
                return True
        except OSError:
            continue
    return bool(running.asked_to_stop)


def _take_lock(address: str) -> IO[str] | None:
    """Held as long as we live, whatever kills us; None, and a sentence, when another `up` holds it."""
    path = VAR / "run" / "up.lock"
    path.parent.mkdir(mode=0o700, exist_ok=True)
    lock = path.open("a+")
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        lock.seek(0)
        pid, _, where = lock.read().partition(" ")
        lock.close()
        _say(f"Front Door is already running at {where.strip()} (process {pid}). Its log: {VAR / 'log/frontdoor.log'}")
        return None
    lock.truncate(0)
    lock.write(f"{os.getpid()} {address}")
    lock.flush()
    return lock


def reset(*, confirmed: bool) -> int:
    """Stop a running `up` and delete its data: the database, the broker, the log, the mail and the keys."""
    found = [path for pattern in OURS for path in sorted(VAR.glob(pattern))]
    if not found:
        return _say("There is nothing to delete.")
    _say("This deletes for good: " + ", ".join(path.name for path in found) + f" in {VAR}")
    if not confirmed and input("Type yes to go on: ").strip().lower() != "yes":
        return _say("Nothing was deleted.", error=True)
    _stop_running()
    remove(database_home(VAR))
    for path in found:
        _delete(path)
    return _say(f"Done. The next ./dev up makes a new {DATABASE} database.")


def _stop_running() -> None:
    path = VAR / "run" / "up.lock"
    if not path.exists():
        return
    with path.open("a+") as lock:
        end = time.monotonic() + 120
        asked = False
        while time.monotonic() < end:
            try:
                fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except OSError:
                if not asked:
                    lock.seek(0)
                    os.kill(int(lock.read().partition(" ")[0]), signal.SIGTERM)
                    asked = True
                    _say("Stopping what is running")
                time.sleep(0.2)
            else:
                return
    raise CannotRun("Front Door is still running. Stop it with Ctrl-C first.")


def _delete(path: Path) -> None:
    if path.is_dir() and not path.is_symlink():
        shutil.rmtree(path)
    else:
        path.unlink(missing_ok=True)


def _say(sentence: str, *, error: bool = False) -> int:
    """Print a sentence; returns the exit status that goes with it."""
    stream = sys.stderr if error else sys.stdout
    stream.write(f"==> {sentence}\n")
    stream.flush()
    return 1 if error else 0


def main() -> int:
    os.chdir(PROJECT)
    try:
        return reset(confirmed="--yes" in sys.argv) if "reset" in sys.argv[1:2] else up()
    except CannotRun as problem:
        return _say(str(problem), error=True)


if __name__ == "__main__":
    sys.exit(main())
