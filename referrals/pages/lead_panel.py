"""What the writer's pages say of the safeguarding lead: give the form, wait, what came back, or send."""

from dataclasses import dataclass
from typing import Literal

from core import clock
from core.wording import london_moment
from referrals.models import Draft, LeadReading
from referrals.pages.reading import Reading
from referrals.policies import lead_reads_first
from referrals.reading_states import Stand

Way = Literal["send", "give", "wait"]


@dataclass(frozen=True, slots=True)
class LeadPanel:
    """`way`: what the one green button does; "wait" has none. `note`: why, in a sentence or nothing."""

    way: Way
    note: str = ""
    with_lead: bool = False
    returned_by: str = ""
    comments: str = ""


def lead_panel(reading: Reading) -> LeadPanel:
    """For the writer of a form. One query; one more when the agency's lead reads first."""
    draft = reading.draft
    givings = list(draft.readings.select_related("ended_by"))
    last = givings[-1] if givings else None
    with_lead = last is not None and last.stand == Stand.WITH_LEAD
    returned = last if last is not None and last.stand == Stand.RETURNED else None
    way, note = _way(reading, givings, last if with_lead else None)
    return LeadPanel(
        way=way,
        note=note,
        with_lead=with_lead,
        returned_by=f"{returned.ended_by}, {london_moment(returned.ended_at, clock.now())}" if returned else "",  # type: ignore[arg-type]
        comments=returned.comments if returned else "",
    )


def _way(reading: Reading, givings: list[LeadReading], waiting: LeadReading | None) -> tuple[Way, str]:
    now = clock.now()
    if not lead_reads_first(reading.draft, reading.document, reading.score):
        return "send", "Your safeguarding lead has this form. You can send it now, without waiting." if waiting else ""
    if any(one.due_at <= now for one in givings if one.stand in (Stand.WITH_LEAD, Stand.RETURNED)):
        return "send", "One working day has passed since you gave this form to your safeguarding lead. You can send it."
    if waiting is None:
        return "give", ""
    given, due = london_moment(waiting.given_at, now), london_moment(waiting.due_at, now)
    return "wait", f"You gave this form to your safeguarding lead {given}. From {due} you can send it yourself."


def comments_on(draft: Draft) -> LeadPanel | None:
    """What the lead wrote when the form last came back, for the top of the task list; None when it did not."""
    last = draft.readings.select_related("ended_by").last()
    if last is None or last.stand not in (Stand.RETURNED, Stand.WITH_LEAD):
        return None
    now = clock.now()
    if last.stand == Stand.WITH_LEAD:
        return LeadPanel(
            "wait", f"With your safeguarding lead since {london_moment(last.given_at, now)}.", with_lead=True
        )
    assert last.ended_at is not None
    return LeadPanel(
        "give", returned_by=f"{last.ended_by}, {london_moment(last.ended_at, now)}", comments=last.comments
    )
