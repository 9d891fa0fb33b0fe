"""View-models of the components: what stands in templates/components/ reads one of these and decides nothing."""

from core.components.lists import (
    Alert,
    Chip,
    EvidenceCard,
    Gap,
    Link,
    Pages,
    Reason,
    Row,
    SummaryRow,
    Task,
    TaskGroup,
    Tray,
)
from core.components.marks import How, LevelMark, PriorityTag, Voice
from core.components.stages import Ladder, Slot, Stage, Strip
from core.components.time import ClockPanel, Note, TimeBar

__all__ = [
    "Alert",
    "Chip",
    "ClockPanel",
    "EvidenceCard",
    "Gap",
    "How",
    "Ladder",
    "LevelMark",
    "Link",
    "Note",
    "Pages",
    "PriorityTag",
    "Reason",
    "Row",
    "Slot",
    "Stage",
    "Strip",
    "SummaryRow",
    "Task",
    "TaskGroup",
    "TimeBar",
    "Tray",
    "Voice",
]
