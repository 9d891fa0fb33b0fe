"""Processes are kept alive, stopped in order, and nothing is left behind."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from config import supervisor
from config.supervisor import Child, Program, Supervisor

STUBBORN = (
    "import signal, time; [signal.signal(n, signal.SIG_IGN) for n in (15, 2)]; print('up', flush=True); time.sleep(99)"
)


def python(code: str) -> tuple[str, ...]:
    return (sys.executable, "-c", code)


@pytest.fixture
def lines() -> list[tuple[str, str]]:
    return []


@pytest.fixture
def running(lines: list[tuple[str, str]]) -> Iterator[Supervisor]:
    kept = {number: signal.getsignal(number) for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)}
    made = Supervisor(lambda program, line: lines.append((program, line)))
    yield made
    made.asked_to_stop = 2
    made.stop()
    for number, handler in kept.items():
        signal.signal(number, handler)


def turn_until(running: Supervisor, done: Callable[[], bool], seconds: float = 10) -> None:
    end = time.monotonic() + seconds
    while not done():
        assert time.monotonic() < end, "waited too long"
        running.listen(0.05)
        running._revive()


def exists(pid: int) -> bool:
    """Alive, and not merely waiting to be reaped."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except FileNotFoundError:
        return False


def test_what_a_program_says_is_logged_under_its_name_line_by_line(running, lines):
    code = running.run_once(
        Program("teller", python("import sys; print('one'); print('two', file=sys.stderr); sys.exit(3)"))
    )
    assert code == 3
    assert sorted(lines) == [("teller", "one"), ("teller", "two")]


def test_a_line_without_an_end_is_logged_too(running, lines):
    running.run_once(Program("teller", python("print('last words', end='')")))
    turn_until(running, lambda: bool(lines))
    assert lines == [("teller", "last words")]


def test_a_program_that_dies_is_started_again_with_a_growing_pause(running, lines, monkeypatch):
    monkeypatch.setattr(Child, "pause", lambda child, real=Child.pause: real(child) / 100)
    running.start(Program("fragile", python("print('born', flush=True)")))
    turn_until(running, lambda: lines.count(("fragile", "born")) == 3)
    assert ("supervisor", "fragile ended (exit status 0); starting it again in 0 s") in lines


def test_pauses_double_to_thirty_seconds_and_start_over_after_a_steady_minute():
    child = Child(Program("fragile", ("true",)))
    child.started = time.monotonic()
    assert [child.pause() for _ in range(7)] == [1, 2, 4, 8, 16, 30, 30]
    child.started = time.monotonic() - supervisor.STEADY_SECONDS - 1
    assert child.pause() == 1


def test_a_killed_program_is_named_with_its_signal(running, lines):
    child = running.start(Program("victim", python("import time; time.sleep(99)")))
    os.kill(child.process.pid, signal.SIGKILL)
    turn_until(running, lambda: any("victim ended (SIGKILL)" in line for _, line in lines))


def test_everything_stops_from_the_outside_in(running, lines):
    sleep = python("import time; time.sleep(99)")
    for name, place in [("database", supervisor.DATABASE), ("web", supervisor.WEB), ("worker", supervisor.WORK)]:
        running.start(Program(name, sleep, stops_in=place))
    running.stop()
    assert lines == [
        ("supervisor", "stopping web"),
        ("supervisor", "stopping worker"),
        ("supervisor", "stopping database"),
    ]
    assert not any(child.alive for child in running.children)


def test_a_program_that_ignores_the_signal_is_killed_after_its_grace(running, lines):
    child = running.start(Program("stubborn", python(STUBBORN), grace=0.3))
    turn_until(running, lambda: ("stubborn", "up") in lines)
    pid = child.process.pid
    start = time.monotonic()
    running.stop()
    assert 0.3 <= time.monotonic() - start < 5
    assert ("supervisor", "stubborn did not stop in time: killed") in lines
    assert not exists(pid)


def test_a_stopped_process_is_woken_to_hear_that_it_must_stop(running, lines):
    child = running.start(Program("frozen", python("print('up', flush=True); import time; time.sleep(99)"), grace=20))
    turn_until(running, lambda: ("frozen", "up") in lines)
    os.kill(child.process.pid, signal.SIGSTOP)
    running.stop()
    assert child.process.returncode == -signal.SIGTERM


def test_grandchildren_do_not_outlive_the_program(running, lines):
    spawn = f"p = subprocess.Popen([sys.executable, '-c', {STUBBORN!r}])"
    parent = f"import subprocess, sys; {spawn}; print(p.pid, flush=True); p.wait()"
    running.start(Program("parent", python(parent), grace=1))
    turn_until(running, lambda: len([line for name, line in lines if name == "parent"]) == 2)
    grandchild = next(int(line) for _, line in lines if line.isdigit())
    assert exists(grandchild)
    running.stop()
    for _ in range(50):
        if not exists(grandchild):
            return
        time.sleep(0.1)
    pytest.fail("the grandchild is still running")


def test_a_program_that_lives_but_does_no_work_is_started_again(running, lines, monkeypatch):
    monkeypatch.setattr(supervisor, "heartbeat_ages", lambda _url: {"second": 151.0, "beat": 3.0})
    sleep = python("import time; time.sleep(99)")
    wedged = running.start(Program("sweeper", sleep, heartbeats=("second",)))
    fine = running.start(Program("beat", sleep, heartbeats=("beat",)))
    before = fine.process.pid
    for child in (wedged, fine):
        child.started -= supervisor.STALE_SECONDS + 1
    running._check_heartbeats()
    assert lines[0] == ("supervisor", "sweeper lives but does no work (second): starting it again")
    turn_until(running, lambda: wedged.alive)
    assert fine.process.pid == before


def test_a_program_that_has_only_just_started_is_given_time(running, lines, monkeypatch):
    monkeypatch.setattr(supervisor, "heartbeat_ages", lambda _url: {"second": 9999.0})
    child = running.start(Program("sweeper", python("import time; time.sleep(99)"), heartbeats=("second",)))
    running._check_heartbeats()
    assert child.alive
    assert lines == []


def test_when_the_database_cannot_say_nothing_is_started_again(running, lines, monkeypatch):
    monkeypatch.setattr(supervisor, "heartbeat_ages", lambda _url: None)
    child = running.start(Program("sweeper", python("import time; time.sleep(99)"), heartbeats=("second",)))
    child.started -= supervisor.STALE_SECONDS + 1
    running._check_heartbeats()
    assert child.alive
    assert lines == []


def test_no_answer_from_the_database_is_no_ages():
    assert supervisor.heartbeat_ages("postgres://nobody@127.0.0.1:1/none") is None


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="the kernel's help is Linux's")
def test_children_end_when_the_supervisor_is_killed_outright():
    code = (
        "import sys\nfrom config.supervisor import Program, Supervisor\n"
        "s = Supervisor(lambda name, line: None)\n"
        "c = s.start(Program('web', (sys.executable, '-c', 'import time; time.sleep(99)')))\n"
        "print(c.process.pid, flush=True)\ns.run()\n"
    )
    root = Path(__file__).resolve().parents[2]
    with subprocess.Popen([sys.executable, "-c", code], stdout=subprocess.PIPE, text=True, cwd=root) as parent:
        child = int(parent.stdout.readline())
        assert exists(child)
        parent.kill()
    for _ in range(50):
        if not exists(child):
            return
        time.sleep(0.1)
    pytest.fail("the child is still running")


def test_every_sweeper_that_health_asks_for_belongs_to_a_program():
    watched = {name for program in supervisor.programs().values() for name in program.heartbeats}
    assert watched == {"worker", "beat", "second"}


def test_an_unknown_program_is_refused(monkeypatch, capsys):
    monkeypatch.setattr(sys, "argv", ["supervisor", "wizard"])
    assert supervisor.main() == 2
    assert capsys.readouterr().err == "There is no wizard. Choose from: web, worker, beat, sweeper.\n"
