"""Time on the referrer's pages: the time left to send after a telephone call, and the time MASH has to decide."""

from datetime import datetime

from core import clock
from core.components import ClockPanel, TimeBar
from core.wording import london_moment
from referrals.models import Draft, Referral
from sla.clocks import Clock
from sla.models import Deadline


def draft_panel(draft: Draft) -> ClockPanel | None:
    """The clock of the written form, when MASH was telephoned. One query."""
    running = Deadline.objects.open().on(draft.pk).filter(clock=Clock.FOLLOW_UP).first()
    if running is None:
        return None
    now = clock.now()
    words = f"You rang MASH at {london_moment(running.started_at, now)}. Send by {london_moment(running.due_at, now)}"
    bar = TimeBar(running.started_at, running.due_at, now, purpose="to send", clock_words=words)
    return ClockPanel(bar, is_form=True, saves=True, saved_at=draft.saved_at)


def promise(due_at: datetime, now: datetime) -> str:
    """The one promise, in the one form of words, of the clock that governs: MASH decides by 14:20 today."""
    return f"MASH decides by {london_moment(due_at, now)}."


def decision_bar(referral: Referral) -> TimeBar:
    """The promise that whoever sent it is entitled to see kept; once it is answered, only when it was sent."""
    now = clock.now()
    sent = f"Sent {london_moment(referral.received_at, now)}."
    return TimeBar(
        referral.received_at,
        referral.due_at,
        now,
        stopped_at=referral.decided_at,
        purpose="for MASH to decide",
        clock_words=sent if referral.decided_at else f"{promise(referral.due_at, now)} {sent}",
    )
