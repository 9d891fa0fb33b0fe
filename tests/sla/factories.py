"""Deadlines made through the real action."""

from datetime import datetime, timedelta
from typing import Any
from uuid import uuid4

from accounts.models import User
from core.references import new_reference
from sla.actions import start_deadline
from sla.clocks import Clock
from sla.models import Deadline


def running(
    by: User,
    *,
    started_at: datetime,
    lasts: timedelta = timedelta(hours=4),
    clock: Clock = Clock.SIGN_OFF,
    **given: Any,
) -> Deadline:
    """A deadline that runs, on a subject of its own unless one is given."""
    reference = given.pop("reference", new_reference())
    subject_id = given.pop("subject_id", uuid4())
    return start_deadline(
        subject_kind="referral",
        subject_id=subject_id,
        record_id=given.pop("record_id", subject_id),
        clock=clock,
        started_at=started_at,
        due_at=started_at + lasts,
        reference=reference,
        path=f"/referrals/{reference}/",
        team=given.pop("team", "mash"),
        by=by,
        **given,
    )
