"""Time left, in words first: the bar of one deadline, and the panel at the top of a page that has one."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Literal

from core.clock import LONDON
from core.components.marks import PriorityTag
from core.wording import due_words, humanise_gap

SOON = timedelta(minutes=60)
State = Literal["calm", "soon", "over", "met"]


@dataclass(frozen=True, slots=True)
class TimeBar:
    """One deadline at one moment. All times are aware. A stopped clock is "met" in time, "over" when late."""

    started_at: datetime
    due_at: datetime
    now: datetime
    stopped_at: datetime | None = None
    clock_name: str = ""  # which clock: "Red 4 h"
    purpose: str = ""  # after "left" or "over": "to send"
    clock_words: str = ""  # instead of the line made from clock_name and due_at
    done: str = "Answered"  # verb of a stopped clock
    days_from: int = 48  # from how many hours on the words are in days

    @property
    def state(self) -> State:
        at = self.stopped_at or self.now
        if at > self.due_at:
            return "over"
        if self.stopped_at:
            return "met"
        return "soon" if self.due_at - self.now <= SOON else "calm"

    @property
    def is_running(self) -> bool:
        return self.stopped_at is None

    @property
    def left(self) -> str:
        """1 h 32 min left to send, 42 min over, Answered in 5 h 12 min, Answered 42 min late."""
        if self.stopped_at:
            if self.state == "over":
                return f"{self.done} {self._gap(self.stopped_at - self.due_at)} late"
            return f"{self.done} in {self._gap(self.stopped_at - self.started_at)}"
        word = "over" if self.state == "over" else "left"
        words = f"{self._gap(self.due_at - self.now)} {word}"
        return f"{words} {self.purpose}" if self.purpose else words

    def _gap(self, span: timedelta) -> str:
        return humanise_gap(span, days_from=self.days_from)

    @property
    def used(self) -> int:
        """Share of the time used, 0 to 100."""
        whole = self.due_at - self.started_at
        if whole <= timedelta(0):
            return 100
        share = ((self.stopped_at or self.now) - self.started_at) / whole
        return round(100 * min(max(share, 0.0), 1.0))

    @property
    def clock(self) -> str:
        """Red 4 h: due 12:52, or was due 09:28."""
        if self.clock_words:
            return self.clock_words
        words = f"{'was due' if self.now > self.due_at else 'due'} {due_words(self.due_at, self.now)}"
        return f"{self.clock_name}: {words}" if self.clock_name else words[:1].upper() + words[1:]

    @property
    def started_iso(self) -> str:
        return self.started_at.astimezone(LONDON).isoformat(timespec="seconds")

    @property
    def now_iso(self) -> str:
        return self.now.astimezone(LONDON).isoformat(timespec="seconds")

    @property
    def due_iso(self) -> str:
        return self.due_at.astimezone(LONDON).isoformat(timespec="seconds")


@dataclass(frozen=True, slots=True)
class Note:
    """A line of the panel: what matters, the rest, and a link."""

    strong: str
    text: str = ""
    href: str = ""
    link: str = ""


@dataclass(frozen=True, slots=True)
class ClockPanel:
    """Top of every page with a deadline; sticky. `child` is the child's own clock: when a safe place ends."""

    bar: TimeBar
    priority: PriorityTag = field(default_factory=lambda: PriorityTag("none"))
    child: Note | None = None
    side: Note | None = None
    go: Note | None = None  # the way to the form: a button on narrow screens, else a link at the side
    is_form: bool = False
    saves: bool = False  # shows "Saved", kept by autosave.js
    saved_at: datetime | None = None
