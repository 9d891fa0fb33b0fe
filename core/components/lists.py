"""Lists and cards: evidence, reasons, gaps, rows, tasks, trays, chips, alerts, pages."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from core.components.marks import How

Kind = Literal["decides", "agrees", "look", "out", ""]


@dataclass(frozen=True, slots=True)
class Link:
    """A link; `hidden` is read out after the text, to tell it from its neighbours."""

    text: str
    href: str
    hidden: str = ""


@dataclass(frozen=True, slots=True)
class EvidenceCard:
    """One worry: its letter or number, the fact, how it is known and by whom, exact words, what it counts as."""

    ref: str
    title: str
    how: How
    by: str = ""
    quote: str = ""
    note: str = ""
    anchor: str = ""
    edit: bool = False  # framed, for lists that can be changed
    missing: str = ""  # "No example yet."
    actions: Sequence[Link] = ()


@dataclass(frozen=True, slots=True)
class Reason:
    """One rule that the engine tried: it decides, agrees, asks a person to look, or was not counted."""

    kind: Kind
    title: str
    note: str = ""
    refs: Sequence[Link] = ()


@dataclass(frozen=True, slots=True)
class Gap:
    """A question not yet answered, and the way to ask it. `soon`: before the child moves."""

    question: str
    why: str = ""
    ask: Link | None = None
    soon: bool = False


@dataclass(frozen=True, slots=True)
class Row:
    """A dated line. `late` puts `when` in ink."""

    when: str
    strong: str = ""
    text: str = ""
    link: Link | None = None
    late: bool = False


@dataclass(frozen=True, slots=True)
class SummaryRow:
    """One line of a summary list; without a value it says "Not known" or what `empty` says."""

    key: str
    value: str
    link: Link | None = None
    empty: str = "Not known"


@dataclass(frozen=True, slots=True)
class Task:
    """One section of a draft. Done is plain text; the rest has a frame, so that what is left stands out."""

    text: str
    href: str
    status: str
    state: Literal["done", "part", "none", "ready"]
    hint: str = ""


@dataclass(frozen=True, slots=True)
class TaskGroup:
    """Sections under one heading; `key` makes their ids."""

    key: str
    title: str
    tasks: Sequence[Task]
    add: Link | None = None


@dataclass(frozen=True, slots=True)
class Tray:
    """A count that is a link. Above `most` the exact number helps nobody: "99+"."""

    text: str
    count: int
    href: str
    current: bool = False
    over: bool = False
    sub: str = ""
    most: int = 99

    @property
    def shown(self) -> str:
        return f"{self.most}+" if self.count > self.most else str(self.count)


@dataclass(frozen=True, slots=True)
class Chip:
    """A filter of one click. When on, its link takes it off again."""

    text: str
    href: str
    count: int | None = None
    on: bool = False


@dataclass(frozen=True, slots=True)
class Alert:
    """A fact that changes what is safe to do. At most two on a page."""

    title: str
    text: str = ""
    kind: Literal["warning", "information", "success"] = "warning"
    link: Link | None = None
    label: str = ""  # name of the region, when the title is long

    @property
    def name(self) -> str:
        return self.label or self.title.rstrip(".:")


@dataclass(frozen=True, slots=True)
class Pages:
    """Before and after in a list that is cut by its last row (keyset), so there are no page numbers."""

    before: Link | None = None  # text "Back to the start", hidden: what stands there
    after: Link | None = None  # text "Next 25", hidden: "due after 16:20"
