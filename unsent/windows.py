"""Two windows on one form: which answers each of them changed, and what is kept when both changed the same.

A page carries what every answer was when it was drawn, as short hashes, and a name of its own window. So an answer that
this window did not touch undoes nothing, and one that both touched is kept twice until a person has chosen.
"""

import hashlib
import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from core.addresses import read_number

Answers = Mapping[str, list[str]]
# What a form carries beside its answers.
DRAWN, WINDOW, NUMBER, MINE, SEEN = "_drawn", "_window", "_number", "_mine", "_seen"
_LONGEST = 20_000
_WINDOW = re.compile(r"[A-Za-z0-9-]{1,16}")


@dataclass(frozen=True, slots=True)
class Drawn:
    """The page that a request came from. `number` counts its requests, so that a late one is known for late."""

    answers: Mapping[str, str]
    window: str
    number: int = 0
    mine: frozenset[str] = frozenset()  # answers that the person has decided shall stand as in this window
    seen: frozenset[str] = frozenset()  # second versions that this page showed

    def before(self, name: str) -> str:
        """What the answer was when the page was drawn."""
        return self.answers.get(name, mark_of([]))


@dataclass(frozen=True, slots=True)
class Kept:
    """What stands now. `beside` knows of each answer which window wrote it last, and a second version of it."""

    data: dict[str, list[str]]
    beside: dict[str, dict[str, Any]]
    elsewhere: dict[str, list[str]] = field(default_factory=dict)


def drawn_now(stored: Answers) -> str:
    """What the answers are at this moment, for the page to carry."""
    return json.dumps({name: mark_of(values) for name, values in stored.items() if _plain(values)})


def read_drawn(post: Any) -> Drawn | None:
    """What the page carried; None from a sender that carries nothing, such as an older page."""
    drawn, window = post.get(DRAWN, ""), post.get(WINDOW, "")
    if len(drawn) > _LONGEST or not _WINDOW.fullmatch(window):
        return None
    try:
        answers = json.loads(drawn)
    except (ValueError, RecursionError):
        return None
    if not isinstance(answers, dict):
        return None
    return Drawn(
        {str(name): str(mark) for name, mark in answers.items()},
        window,
        read_number(post.get(NUMBER, ""), digits=9) or 0,
        frozenset(post.getlist(MINE)),
        frozenset(post.getlist(SEEN)),
    )


def touched(stored: Answers, typed: Answers, drawn: Drawn | None) -> dict[str, list[str]]:
    """Those answers that a person wrote: known before, or other than the page began with. Without a page, all."""
    if drawn is None:
        return dict(typed)
    return {name: values for name, values in typed.items() if name in stored or mark_of(values) != drawn.before(name)}


def lay_beside(stored: Answers, beside: Mapping[str, dict[str, Any]], changed: Answers, drawn: Drawn | None) -> Kept:
    """The answers with those that changed; where another window changed the same one, both."""
    kept = Kept({name: list(values) for name, values in stored.items()}, dict(beside))
    for name, values in changed.items():
        _lay(kept, name, values, drawn)
    if drawn is not None:
        for name in drawn.seen - set(kept.elsewhere):
            _forget(kept, name)
    return kept


def second_versions(beside: Mapping[str, dict[str, Any]]) -> dict[str, list[str]]:
    """The answers of which a second version waits for a choice."""
    return {name: one["other"] for name, one in beside.items() if "other" in one}


def left_over(
    stored: Answers, beside: Mapping[str, dict[str, Any]], sent: Answers, drawn: Drawn | None
) -> dict[str, list[str]]:
    """What stays when a window has sent its answers: those of another window that it never showed.

    A sender that carries nothing has sent all there is.
    """
    if drawn is None:
        return {}
    waiting = {name: values for name, values in second_versions(beside).items() if name not in drawn.seen}
    kept = lay_beside(stored, beside, sent, drawn)
    other = {**waiting, **kept.elsewhere}
    return {name: values for name, values in other.items() if mark_of(values) != mark_of(sent.get(name, []))}


def _lay(kept: Kept, name: str, values: list[str], drawn: Drawn | None) -> None:
    there = kept.data.get(name, [])
    last = kept.beside.get(name, {})
    if drawn is None:
        kept.data[name] = values
        return
    own = last.get("window") == drawn.window
    if own and drawn.number and drawn.number < last.get("number", 0):
        return  # overtaken by a later request of the same window
    before = drawn.before(name)
    new = name not in kept.data  # what a page starts with was shown and is not kept yet
    if own or new or name in drawn.mine or mark_of(there) in {mark_of(values), before}:
        kept.data[name] = values
        kept.beside[name] = {"window": drawn.window, "number": drawn.number}
    elif mark_of(values) == before:
        return  # not touched in this window
    elif not _plain(there):
        kept.data[name] = values  # emptied there, written here: nothing typed stands against it
    else:
        kept.beside[name] = {**last, "other": values}
        kept.elsewhere[name] = there


def _forget(kept: Kept, name: str) -> None:
    if name in kept.beside:
        kept.beside[name] = {key: value for key, value in kept.beside[name].items() if key != "other"}


def _plain(values: list[str]) -> list[str]:
    """As a browser sends it back: line ends of one kind, no empty ends, no empty values."""
    lines = (value.replace("\r\n", "\n").replace("\r", "\n").strip() for value in values)
    return [value for value in lines if value]


def mark_of(values: list[str]) -> str:
    """A short hash of an answer. Ticks have no order."""
    return hashlib.sha256("\x1f".join(sorted(_plain(values))).encode()).hexdigest()[:12]
