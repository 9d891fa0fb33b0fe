"""What the heavy proofs share. `PROVE_TIMES` and `PROVE_SEED` make them shorter, longer or other."""

import os
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from random import Random
from typing import Any

import pytest

from tests.prove.processes import Processes

Say = Callable[[str], None]


@pytest.fixture(autouse=True)
def own_anchor_file(settings: Any, tmp_path: Path) -> None:
    """The heads of this proof's trail beside its other files, where its processes write them too."""
    settings.TRAIL_ANCHOR_FILE = str(tmp_path / "trail-anchors.txt")


@pytest.fixture
def say(capsys: pytest.CaptureFixture[str]) -> Say:
    """One line of result, with the seconds it took."""
    began = time.monotonic()

    def write(line: str) -> None:
        with capsys.disabled():
            sys.stdout.write(f"\n    {line} ({time.monotonic() - began:.0f} s)\n")

    return write


@pytest.fixture
def times() -> int:
    """How often each fault is tried."""
    return int(os.environ.get("PROVE_TIMES", "100"))


@pytest.fixture
def chance() -> Random:
    """The same faults in the same order, unless PROVE_SEED says otherwise."""
    return Random(int(os.environ.get("PROVE_SEED", "17")))


@pytest.fixture
def processes(tmp_path: Path) -> Iterator[Processes]:
    """Real processes on the test's own database; all are killed at the end."""
    running = Processes(tmp_path)
    yield running
    running.end_all()
