"""The first minute: beat rings at once, the welcome waits for health, and root is not lectured."""

import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from config import up
from config.celery import AtOnce, app

SAY = (
    "import warnings\nfrom celery.platforms import ROOT_DISCOURAGED, SecurityWarning\n"
    "warnings.warn(SecurityWarning(ROOT_DISCOURAGED.format(uid=0, euid=0, gid=0, egid=0)))\n"
    "warnings.warn(SecurityWarning('something else'))\n"
)


class Running:
    """A supervisor that only listens."""

    asked_to_stop = 0

    def listen(self, _seconds: float) -> None:
        return


def test_beat_rings_every_task_when_it_starts_and_then_at_its_pace(tmp_path: Path) -> None:
    for _ in range(2):  # the second start finds the times of the first in the file
        scheduler = AtOnce(app=app, schedule_filename=str(tmp_path / "beat"), lazy=True)
        scheduler.setup_schedule()
        entries = {name: entry for name, entry in scheduler.schedule.items() if name in app.conf.beat_schedule}
        assert sorted(entries) == sorted(app.conf.beat_schedule)
        assert all(entry.is_due().is_due for entry in entries.values())
        rung = {name: scheduler.reserve(entry) for name, entry in entries.items()}
        assert not any(entry.is_due().is_due for entry in rung.values())
        scheduler.close()


def test_beat_uses_it() -> None:
    assert app.conf.beat_scheduler == "config.celery:AtOnce"


def test_one_warning_is_left_out_and_no_other() -> None:
    environment = {**os.environ, "PYTHONWARNINGS": up.QUIET_AS_ROOT}
    said = subprocess.run([sys.executable, "-c", SAY], env=environment, capture_output=True, text=True, check=True)
    assert "superuser" not in said.stderr
    assert "something else" in said.stderr


@pytest.mark.parametrize(("answers", "well"), [([503, 503, 200], True), ([503], False)])
def test_the_welcome_waits_for_health_and_not_for_ever(
    monkeypatch: pytest.MonkeyPatch, answers: list[int], well: bool
) -> None:
    asked: list[str] = []

    class Page:
        def __enter__(self) -> None:
            return None

        def __exit__(self, *_error: object) -> None:
            return None

    def urlopen(address: str, **_given: Any) -> Page:
        asked.append(address)
        if answers[min(len(asked), len(answers)) - 1] != 200:
            raise OSError
        return Page()

    monkeypatch.setattr(up.urllib.request, "urlopen", urlopen)
    monkeypatch.setattr(up, "FIRST_ROUND_SECONDS", 0.2)
    assert up._all_well(Running(), "http://localhost:1/") is well  # type: ignore[arg-type]
    assert set(asked) == {"http://localhost:1/healthz"}
