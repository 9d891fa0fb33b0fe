"""The strip above the task list: is anyone in danger, and was MASH telephoned? After sending: the call still owed."""

from dataclasses import dataclass
from datetime import datetime

from core import clock
from core.wording import london_moment
from referrals.calls import CALL_999, CALL_MASH, call_owed
from referrals.models import Draft
from referrals.pages.places import section_page
from referrals.pages.reading import Reading
from referrals.sections import GATE


@dataclass(frozen=True, slots=True)
class Gate:
    """One sentence that matters, one that explains it, and the way to change the answer."""

    strong: str
    text: str
    link: str
    href: str
    act: str = ""  # "999", "mash" or "answer": what must be done before anything else


def gate_of(reading: Reading) -> Gate:
    """What was answered at the gate, danger first."""
    draft, values = reading.draft, reading.document[GATE]
    href = section_page(draft.pk, GATE)
    owed = call_owed(reading.document)
    if owed == CALL_999:
        return Gate(
            "You said that a child is in danger.",
            "Call 999 now. This form can wait.",
            "The danger has passed",
            href,
            CALL_999,
        )
    if owed == CALL_MASH:
        return Gate(
            "Somebody must act today.",
            "Telephone MASH now. Then send this form within 24 hours.",
            "Record your call",
            href,
            CALL_MASH,
        )
    if values.get("danger") == "no":
        at = f"You answered at {london_moment(_answered(draft), clock.now())}."
        return Gate("No child is in danger right now.", at, "Something has changed", href)
    return Gate("Is anyone in danger?", "Answer this first.", "Answer", href, "answer")


def _answered(draft: Draft) -> datetime:
    """When the gate was last saved. One small query."""
    at: datetime | None = draft.sections.filter(section=GATE).values_list("saved_at", flat=True).first()
    return at or draft.started_at
