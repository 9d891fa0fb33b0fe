"""Who holds what at the desk, and how that compares with what each of them usually holds at this hour.

Usual is the middle of what a person held at this time of day on the last 20 working days (on a closed day: on the last
8 closed days), each from the moment they took a referral until it was first decided. What was handed on is counted for
whoever had it last, from when they took it: earlier holders are not kept on the referral.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from statistics import median_high
from uuid import UUID

from django.db.models import Q

from accounts.models import User
from core.charts import Bar
from core.clock import LONDON
from reporting.asked import Asked, Band, Group
from reporting.figures import Figure, count_of
from reporting.forecast import Promise
from reporting.indicators import Holder, holders
from reporting.sets import visible_referrals
from reporting.spans import london_date
from sla.working_time import Calendar

WORKING_DAYS, CLOSED_DAYS = 20, 8
_DAYS_LOOKED_AT = 35
_LEAST_DAYS = 5


@dataclass(frozen=True, slots=True)
class HolderRow:
    """One person at the desk; `over` is by how much they hold more than they usually do, in words."""

    name: str
    holds: Figure
    over: str
    bar: Bar
    due_soon: Figure
    overdue: Figure


@dataclass(frozen=True, slots=True)
class Held:
    """One referral in somebody's hands: from when until when, both as seconds since 1970."""

    holder: UUID
    since: float
    until: float | None

    def at(self, moment: float) -> bool:
        return self.since <= moment and (self.until is None or moment < self.until)


def holder_rows(user: User, now: datetime, calendar: Calendar, promises: Sequence[Promise]) -> list[HolderRow]:
    """Everyone at the desk, most first. Read with three queries."""
    people = holders(user, now)
    usual = usual_held(_held(user, now, promises), now, calendar)
    most = max([holder.holds for holder in people] + list(usual.values()), default=0)
    return [_row(holder, usual.get(holder.id), most) for holder in people]


def _row(holder: Holder, usual: int | None, most: int) -> HolderRow:
    over = 0 if usual is None else max(0, holder.holds - usual)
    return HolderRow(
        holder.name,
        count_of(holder.holds, Asked(Group.HELD, holder=holder.id), f"held by {holder.name}"),
        f"+{over}" if over else "",
        Bar(holder.holds, most, usual=usual),
        count_of(holder.due_soon, Asked(Group.HELD, holder=holder.id, band=Band.TWO), "due in 2 hours"),
        count_of(holder.over, Asked(Group.HELD, holder=holder.id, band=Band.OVER), "overdue"),
    )


def _held(user: User, now: datetime, promises: Sequence[Promise]) -> list[Held]:
    """What was in anybody's hands at some time of the last five weeks, each until its clock stopped."""
    stopped = {promise.key: promise.stopped for promise in promises}
    since = now - timedelta(days=_DAYS_LOOKED_AT)
    rows = (
        visible_referrals(user)
        .filter(Q(decided_at__isnull=True) | Q(decided_at__gte=since), holder__isnull=False)
        .order_by()
        .values_list("pk", "holder_id", "held_since", "decided_at")
    )
    return [
        Held(holder, taken.timestamp(), stopped.get(pk.int) or (decided.timestamp() if decided else None))
        for pk, holder, taken, decided in rows
        if holder and taken
    ]


def usual_held(held: Sequence[Held], now: datetime, calendar: Calendar) -> Mapping[UUID, int]:
    """The middle number that each person held at this hour; nothing for somebody with under five days to go by."""
    moments = _moments(now, calendar)
    of: dict[UUID, list[Held]] = {}
    for one in held:
        of.setdefault(one.holder, []).append(one)
    found = {}
    for holder, theirs in of.items():
        begun = min(one.since for one in theirs)
        counts = [sum(one.at(moment) for one in theirs) for moment in moments if moment >= begun]
        if len(counts) >= _LEAST_DAYS:
            found[holder] = median_high(counts)
    return found


def _moments(now: datetime, calendar: Calendar) -> list[float]:
    """This time of day on the last days of today's kind."""
    there, today = now.astimezone(LONDON), london_date(now)
    working = calendar.is_working_day(today)
    days = [today - timedelta(days=back) for back in range(1, _DAYS_LOOKED_AT + 1)]
    alike = [day for day in days if calendar.is_working_day(day) == working]
    chosen = alike[: WORKING_DAYS if working else CLOSED_DAYS]
    return [datetime.combine(day, there.time(), LONDON).timestamp() for day in chosen]
