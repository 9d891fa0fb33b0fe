"""Stages of an escalation, and what falls due half hour by half hour."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal

from core.clock import LONDON
from core.components.marks import PriorityTag

HALF_HOUR = timedelta(minutes=30)
_ORDER = ("red", "amber", "green", "blue")


@dataclass(frozen=True, slots=True)
class Stage:
    """One step. On the small ladder `count` and `href` stand in the place of `who` and `allowed`."""

    name: str
    state: Literal["done", "now", "next", ""] = ""
    who: str = ""
    allowed: str = ""
    note: str = ""
    count: int | None = None
    href: str = ""
    late: str = ""


@dataclass(frozen=True, slots=True)
class Ladder:
    """The stages from the first up."""

    stages: Sequence[Stage]
    small: bool = False
    label: str = "Stages"


@dataclass(frozen=True, slots=True)
class Slot:
    """Half an hour, or all that is overdue. The count is the link; the squares only repeat it."""

    at: str
    priorities: Sequence[PriorityTag]
    href: str = ""
    words: str = ""
    over: bool = False
    close: bool = False  # the office closes here
    half: bool = False

    @property
    def count(self) -> int:
        return len(self.priorities)


@dataclass(frozen=True, slots=True)
class Strip:
    """What falls due in the next hours."""

    slots: Sequence[Slot]
    later: int  # how many fall due after the last slot

    @classmethod
    def of(
        cls,
        dues: Iterable[tuple[datetime, str]],
        *,
        now: datetime,
        closes_at: datetime | None,
        href: Callable[[datetime | None], str],
        hours: int = 8,
    ) -> "Strip":
        """Sort (due time, priority) into half hours from the one that holds `now`.

        `href` gives the list behind a slot by its start, or behind the overdue by None.
        """
        start = _floor(now)
        waiting = sorted(dues)
        over = [priority for due, priority in waiting if due < now]
        slots = [_overdue(over, href(None))] if over else []
        for number in range(hours * 2):
            begins = start + number * HALF_HOUR
            inside = [priority for due, priority in waiting if max(begins, now) <= due < begins + HALF_HOUR]
            slots.append(_slot(begins, inside, href(begins), closes_at))
        end = start + hours * 2 * HALF_HOUR
        return cls(slots=slots, later=sum(due >= end for due, _ in waiting))


def _overdue(priorities: list[str], href: str) -> Slot:
    return Slot(at="Overdue", priorities=_tags(priorities), href=href, words=_words(priorities), over=True)


def _slot(begins: datetime, priorities: list[str], href: str, closes_at: datetime | None) -> Slot:
    ends = begins + HALF_HOUR
    span = f"due {_clock(begins)} to {_clock(ends)}"
    return Slot(
        at=_clock(begins),
        priorities=_tags(priorities),
        href=href,
        words=f"{span}: {_words(priorities)}" if priorities else "",
        close=closes_at is not None and begins <= closes_at < ends,
        half=begins.astimezone(LONDON).minute != 0,
    )


def _floor(moment: datetime) -> datetime:
    there = moment.astimezone(LONDON)
    return moment - timedelta(minutes=there.minute % 30, seconds=there.second, microseconds=there.microsecond)


def _tags(priorities: list[str]) -> list[PriorityTag]:
    """Least pressing first, so that the most pressing stands on the line."""
    place = {code: number for number, code in enumerate(_ORDER)}
    return [PriorityTag(code) for code in sorted(priorities, key=lambda code: -place.get(code, len(_ORDER)))]


def _words(priorities: list[str]) -> str:
    counts = [(priorities.count(code), PriorityTag(code).text) for code in _ORDER]
    return ", ".join(f"{count} {text}" for count, text in counts if count)


def _clock(moment: datetime) -> str:
    return f"{moment.astimezone(LONDON):%H:%M}"
