"""The strip above the task list: is anyone in danger, and was MASH telephoned?"""

from dataclasses import dataclass
from datetime import datetime

from core import clock
from core.wording import london_moment
from referrals.filled import Filled
from referrals.models import Draft
from referrals.pages.places import section_page
from referrals.sections import GATE


@dataclass(frozen=True, slots=True)
class Gate:
    """One sentence that matters, one that explains it, and the way to change the answer."""

    strong: str
    text: str
    link: str
    href: str
    act: str = ""  # "999", "phone" or "answer": what must be done before anything else


def gate_of(draft: Draft, filled: Filled) -> Gate:
    """What was answered at the gate, danger first."""
    item = filled.one(GATE)
    href = section_page(draft.pk, GATE)
    values = item.value if item else {}
    if values.get("danger") == "yes":
        return Gate(
            "You said that a child is in danger.",
            "Call 999 now. This form can wait.",
            "The danger has passed",
            href,
            "999",
        )
    if values.get("urgent") == "yes" and not _called(values):
        return Gate(
            "Somebody must act today.",
            "Telephone MASH now. Then send this form within 24 hours.",
            "Record your call",
            href,
            "phone",
        )
    if values.get("danger") == "no":
        at = f"You answered at {london_moment(_answered(draft), clock.now())}."
        return Gate("No child is in danger right now.", at, "Something has changed", href)
    return Gate("Is anyone in danger?", "Answer this first.", "Answer", href, "answer")


def _called(values: dict[str, object]) -> bool:
    return bool(values.get("phoned_on") and values.get("phoned_at"))


def _answered(draft: Draft) -> datetime:
    """When the gate was last saved. One small query."""
    at: datetime | None = draft.sections.filter(section=GATE).values_list("saved_at", flat=True).first()
    return at or draft.started_at
