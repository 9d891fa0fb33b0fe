"""The same figures, counted slowly: every row is loaded and looked at in Python. Shares no code with reporting."""

from collections import Counter
from collections.abc import Iterable
from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from accounts.models import Agency, User
from escalation.models import Escalation
from mash.models import EarlyHelpCase, Telling
from referrals.models import Referral
from sla.models import Deadline

LONDON = ZoneInfo("Europe/London")


def band_of(due_at: datetime, now: datetime) -> str:
    hours = (due_at - now) / timedelta(hours=1)
    if hours < 0:
        return "over"
    for most, name in ((2, "2h"), (8, "8h"), (24, "24h")):
        if hours <= most:
            return name
    return "later"


def still_open() -> list[Referral]:
    return [referral for referral in Referral.objects.all() if referral.status not in {"decided", "withdrawn"}]


def open_cells(now: datetime) -> Counter[tuple[str, str]]:
    return Counter((referral.priority, band_of(referral.due_at, now)) for referral in still_open())


def london_day(moment: datetime) -> date:
    return moment.astimezone(LONDON).date()


def london_monday(moment: datetime) -> date:
    day = london_day(moment)
    while day.weekday() != 0:
        day -= timedelta(days=1)
    return day


def in_time(clock: str, period: Any) -> dict[date, tuple[int, int]]:
    """(kept, all) for each day or week, by `period`, of the decisions that stopped this clock."""
    found: dict[date, tuple[int, int]] = {}
    for deadline in Deadline.objects.all():
        if deadline.clock == clock and deadline.stopped_at is not None:
            kept, total = found.get(period(deadline.stopped_at), (0, 0))
            found[period(deadline.stopped_at)] = (kept + (deadline.stopped_at <= deadline.due_at), total + 1)
    return found


def percentile(values: Iterable[timedelta], share: float) -> timedelta | None:
    ordered = sorted(values)
    if not ordered:
        return None
    place = share * (len(ordered) - 1)
    below = int(place)
    above = min(below + 1, len(ordered) - 1)
    return ordered[below] + (ordered[above] - ordered[below]) * (place - below)


def times_to_decide(start: date, end: date) -> list[timedelta]:
    """Of the decisions made on the London days from start up to, not including, end."""
    return [
        deadline.stopped_at - deadline.started_at
        for deadline in Deadline.objects.all()
        if deadline.clock == "decision_24h" and deadline.stopped_at and start <= london_day(deadline.stopped_at) < end
    ]


def routes(start: date, end: date) -> Counter[tuple[str, str]]:
    """(agency, route) of the decisions in force that were made on those days."""
    return Counter(
        (referral.agency.name, referral.decided_route)
        for referral in Referral.objects.all()
        if referral.decided_at and start <= london_day(referral.decided_at) < end
    )


def silent(since: date) -> list[str]:
    return sorted(
        agency.name
        for agency in Agency.objects.all()
        if agency.kind not in {"council", "public"}
        and not any(
            referral.agency_id == agency.pk and london_day(referral.received_at) >= since
            for referral in Referral.objects.all()
        )
    )


def untold(now: datetime) -> tuple[int, int]:
    """Outcomes the referrer does not know, and those past their time."""
    waiting = [telling for telling in Telling.objects.all() if telling.told_at is None]
    late = {
        deadline.subject_id
        for deadline in Deadline.objects.all()
        if deadline.clock == "feedback" and deadline.stopped_at is None and deadline.due_at < now
    }
    return len(waiting), sum(telling.decision.referral_id in late for telling in waiting)


def early_help() -> int:
    return sum(case.accepted_at is None for case in EarlyHelpCase.objects.all())


def held(person: User) -> int:
    return sum(referral.holder_id == person.pk for referral in still_open())


def came_by(now: datetime, day: date, kind: str = "") -> int:
    """Received on that London day, no later than this time of day by the clock on the wall; of one kind or all."""
    shown = now.astimezone(LONDON).strftime("%H:%M:%S.%f")
    today = day == london_day(now)
    return sum(
        london_day(referral.received_at) == day
        and (
            referral.received_at <= now
            if today
            else referral.received_at.astimezone(LONDON).strftime("%H:%M:%S.%f") < shown
        )
        and (not kind or source_kind(referral) == kind)
        for referral in Referral.objects.all()
    )


def source_kind(referral: Referral) -> str:
    kind = referral.agency.kind
    return kind if kind in {"police", "school", "health"} else "others"


def missed_in(start: datetime, end: datetime, now: datetime) -> set[Any]:
    """Referrals whose governing clock fell due in the span and was not stopped by then."""
    return {
        deadline.subject_id
        for deadline in Deadline.objects.all()
        if deadline.governs
        and start <= deadline.due_at < end
        and (deadline.stopped_at > deadline.due_at if deadline.stopped_at else deadline.due_at < now)
    }


def stages(now: datetime) -> dict[int, tuple[int, int]]:
    found = dict.fromkeys(range(1, 6), (0, 0))
    for escalation in Escalation.objects.all():
        if escalation.status in {"open", "answered"}:
            late = escalation.status == "open" and escalation.reply_due_at is not None and escalation.reply_due_at < now
            live, over = found[escalation.stage]
            found[escalation.stage] = (live + 1, over + late)
    return found
