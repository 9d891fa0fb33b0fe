"""Versions with known holes are kept out of the lock files."""

from pathlib import Path

import pytest

from config.floors import main, too_old

ROOT = Path(__file__).resolve().parents[2]


@pytest.mark.parametrize("lock", ["requirements.lock", "requirements-dev.lock"])
def test_our_locks_are_above_the_floors(lock):
    assert too_old((ROOT / lock).read_text()) == []


def test_a_version_below_its_floor_is_named(tmp_path, capsys):
    lock = tmp_path / "old.lock"
    lock.write_text("django==5.2.18 \\\n    --hash=sha256:00\nweasyprint==70.0\n")
    assert main([str(lock)]) == 1
    assert capsys.readouterr().out.startswith(f"{lock}: django 5.2.18: at least 5.2.19 is needed.")


def test_a_missing_package_is_named():
    assert [problem.split(":")[0] for problem in too_old("weasyprint==70.1\n")] == ["django is missing"]
