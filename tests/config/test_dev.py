"""The one command: it reads as POSIX sh, says what it can do, and asks for the same packages as the image."""

import re
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
SCRIPT = (ROOT / "dev").read_text()


def dev(*arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(["sh", "./dev", *arguments], cwd=ROOT, capture_output=True, text=True, check=False)


def test_it_is_sound_shell():
    assert subprocess.run(["sh", "-n", "dev"], cwd=ROOT, check=False).returncode == 0
    assert SCRIPT.startswith("#!/bin/sh\n")


@pytest.mark.parametrize("arguments", [(), ("help",), ("--help",)])
def test_it_says_what_it_can_do(arguments):
    answer = dev(*arguments)
    assert answer.returncode == 0
    for command in ("up", "test", "check", "prove", "bench scoring", "manage", "reset"):
        assert f"./dev {command}" in answer.stdout


def test_a_command_it_does_not_have_is_refused_by_name():
    answer = dev("fly")
    assert answer.returncode == 1
    assert answer.stderr.endswith("==> There is no 'fly'.\n")


def test_it_and_the_image_install_the_same_packages():
    needed, _, _ = SCRIPT.partition("browser() {")  # what only the tests need is not in the image
    ours = set(re.findall(r"\blacks (lib[\w.-]+|fonts-[\w-]+)", needed))
    image = (ROOT / "Dockerfile").read_text()
    assert ours == {"libpango-1.0-0", "libpangoft2-1.0-0", "libharfbuzz-subset0", "fonts-dejavu-core"}
    assert all(package in image.split() for package in ours)


def test_no_function_hides_a_program_it_looks_for():
    functions = set(re.findall(r"^(\w+)\(\) \{", SCRIPT, re.MULTILINE))
    assert not functions & {"chromium", "python3", "pip", "ldconfig", "apt-get", "test"}


def test_the_pipeline_runs_the_tests_and_the_checks_and_reports_either():
    run = (ROOT / ".ci" / "run").read_text()
    assert "./dev test </dev/null || status=1" in run
    assert "./dev check </dev/null || status=1" in run
    assert (ROOT / ".ci" / "run").stat().st_mode & 0o111
