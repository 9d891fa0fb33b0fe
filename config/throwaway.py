"""Run one command against a database and a broker made for it and deleted after it.

    python -m config.throwaway pytest -n auto

DATABASE_URL and REDIS_URL are used when they are given; DATABASE_URL's role must then be able to create databases.
"""

import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

from config import services
from config.local_broker import CannotRun
from config.local_postgres import ROOT_HOME
from config.supervisor import Supervisor, make_log
from config.up import PROJECT, VAR

PREFIX = "frontdoor-test-"
ROOM_NEEDED = 2_000_000_000  # bytes: several test databases and their write-ahead log


def run(command: list[str]) -> int:
    """The command's own exit status; 130 when interrupted."""
    VAR.mkdir(mode=0o700, parents=True, exist_ok=True)
    running = Supervisor(make_log(VAR / "log" / "test-services.log", terminal=False))
    place = _make_place()
    try:
        services.start_missing(running, database_home=lambda: place / "postgres", var=place, throwaway=True)
        process = subprocess.Popen(command, cwd=PROJECT)  # noqa: S603
        while process.poll() is None:
            running.listen(0.2)
            if running.asked_to_stop:
                process.terminate()
        return 130 if running.asked_to_stop else process.returncode
    except CannotRun as problem:
        sys.stderr.write(f"==> {problem} See {VAR / 'log/test-services.log'}\n")
        return 1
    finally:
        running.stop()
        shutil.rmtree(place, ignore_errors=True)


def _make_place() -> Path:
    """A folder in memory when there is room, else on the disk; what a killed run left behind is cleared first."""
    memory = Path("/dev/shm")  # noqa: S108
    if memory.is_dir() and os.access(memory, os.W_OK) and shutil.disk_usage(memory).free > ROOM_NEEDED:
        parent = memory
    else:
        parent = ROOT_HOME / "test" if os.geteuid() == 0 else VAR / "test"
        if not parent.exists():
            parent.mkdir(parents=True)
            for folder in {parent, parent.parent} if os.geteuid() == 0 else set():
                folder.chmod(0o755)
    for left in parent.glob(f"{PREFIX}*"):
        if left.stat().st_uid == os.geteuid() and not _lives(int(left.name.split("-")[2])):
            shutil.rmtree(left, ignore_errors=True)
    place = Path(tempfile.mkdtemp(prefix=f"{PREFIX}{os.getpid()}-", dir=parent))
    if os.geteuid() == 0:
        place.chmod(0o711)  # PostgreSQL's account passes through; what is inside has its own modes
    return place


def _lives(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True


if __name__ == "__main__":
    sys.exit(run(sys.argv[1:]))
