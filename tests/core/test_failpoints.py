"""Failpoints kill this process where a proof asks for it, and nowhere else."""

import os
import signal
from typing import Any

import pytest

from core import failpoints


@pytest.fixture
def kills(monkeypatch: pytest.MonkeyPatch) -> list[tuple[int, int]]:
    called: list[tuple[int, int]] = []
    monkeypatch.setattr(os, "kill", lambda pid, sig: called.append((pid, sig)))
    return called


def test_the_named_place_kills_at_once(kills: Any, settings: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    settings.LOCAL = True
    monkeypatch.setenv("FAILPOINT", "before-commit")
    failpoints.reach("before-commit")
    assert kills == [(os.getpid(), signal.SIGKILL)]


@pytest.mark.parametrize(("debug", "asked"), [(True, "elsewhere"), (True, ""), (True, None), (False, "before-commit")])
def test_nothing_else_does(
    kills: Any, settings: Any, monkeypatch: pytest.MonkeyPatch, debug: bool, asked: str | None
) -> None:
    settings.LOCAL = debug
    monkeypatch.delenv("FAILPOINT", raising=False)
    if asked is not None:
        monkeypatch.setenv("FAILPOINT", asked)
    failpoints.reach("before-commit")
    assert kills == []


def test_half_an_answer(kills: Any, settings: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    settings.LOCAL = True
    monkeypatch.setenv("FAILPOINT", "response")
    answer = iter(failpoints.with_breaking_answers(lambda _environ, _start: [b"abcd"])(None, None))
    assert (next(answer), kills) == (b"ab", [])
    assert (next(answer), kills) == (b"cd", [(os.getpid(), signal.SIGKILL)])


@pytest.mark.parametrize(("debug", "asked"), [(False, "response"), (True, "submit:begin"), (True, "")])
def test_answers_are_left_whole(settings: Any, monkeypatch: pytest.MonkeyPatch, debug: bool, asked: str) -> None:
    settings.LOCAL = debug
    monkeypatch.setenv("FAILPOINT", asked)

    def application(_environ: Any, _start: Any) -> list[bytes]:
        return [b"abcd"]

    assert failpoints.with_breaking_answers(application) is application
