"""The indicators of this moment, read from the rows themselves. Each is one query, whatever the number of rows.

What is open is judged by its stored due time, so it is right with every sweeper dead.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import Count, Exists, Min, OuterRef, Q

from accounts.models import User
from accounts.roles import MASH
from escalation import ladder
from escalation.ladder import Status as EscalationStatus
from escalation.models import Escalation
from mash.models import Decision, EarlyHelpCase, Telling
from referrals.codes import Priority
from referrals.models import Referral
from reporting.asked import BANDS, Band
from reporting.sets import DECIDING, NOBODY, band_q, late_feedback, visible_referrals


@dataclass(frozen=True, slots=True)
class Waiting:
    """How many wait on somebody, and since when the longest has."""

    count: int
    since: datetime | None


@dataclass(frozen=True, slots=True)
class OpenNow:
    """Everything open, by priority and time left, and who it waits on."""

    cells: Mapping[tuple[str, Band], int]
    nobody: Waiting
    nobody_due_soon: int
    deciding: Waiting
    oldest_due: datetime | None

    def total(self, *, priority: str = "", bands: Sequence[Band] = BANDS) -> int:
        """Open referrals of one priority or all, in some bands or all."""
        return sum(
            count for (code, band), count in self.cells.items() if band in bands and (not priority or code == priority)
        )


def open_now(user: User, now: datetime) -> OpenNow:
    """All that is not yet decided."""
    soon = band_q(Band.TWO, now)
    rows = (
        visible_referrals(user)
        .open()
        .order_by()
        .values("priority")
        .annotate(
            **{f"band_{place}": Count("pk", filter=band_q(band, now)) for place, band in enumerate(BANDS)},
            nobody=Count("pk", filter=NOBODY),
            nobody_since=Min("received_at", filter=NOBODY),
            nobody_soon=Count("pk", filter=NOBODY & soon),
            deciding=Count("pk", filter=DECIDING),
            deciding_since=Min("held_since", filter=DECIDING),
            oldest_due=Min("due_at"),
        )
    )
    found: dict[str, Mapping[str, Any]] = {row["priority"]: row for row in rows}
    empty: Mapping[str, Any] = {}
    return OpenNow(
        cells={
            (priority, band): found.get(priority, empty).get(f"band_{place}", 0)
            for priority in Priority.values
            for place, band in enumerate(BANDS)
        },
        nobody=_waiting(found.values(), "nobody"),
        nobody_due_soon=sum(row["nobody_soon"] for row in found.values()),
        deciding=_waiting(found.values(), "deciding"),
        oldest_due=min((row["oldest_due"] for row in found.values()), default=None),
    )


def _waiting(rows: Iterable[Mapping[str, Any]], name: str) -> Waiting:
    """The counts together, and the earliest of the times."""
    kept = list(rows)
    times = [row[f"{name}_since"] for row in kept if row[f"{name}_since"]]
    return Waiting(sum(row[name] for row in kept), min(times, default=None))


def dues(user: User, before: datetime) -> list[tuple[datetime, str]]:
    """Due time and priority of everything open that is due before then, the overdue too."""
    return list(visible_referrals(user).open().filter(due_at__lt=before).order_by().values_list("due_at", "priority"))


def waiting_for_manager(user: User) -> Waiting:
    """Proposals that wait for sign-off, since the earliest was made."""
    proposals = Decision.objects.proposed().filter(referral__in=Referral.objects.visible_to(user).open().values("pk"))
    found = proposals.aggregate(count=Count("pk"), since=Min("decided_at"))
    return Waiting(found["count"], found["since"])


@dataclass(frozen=True, slots=True)
class Untold:
    """Referrers who do not know the outcome yet."""

    waiting: Waiting
    late: int


def telling(user: User, now: datetime) -> Untold:
    """Outcomes not yet read or heard, and those whose time for it has passed."""
    late = Exists(late_feedback(now).filter(subject_id=OuterRef("decision__referral_id")))
    found = (
        Telling.objects.waiting()
        .filter(decision__referral__in=Referral.objects.visible_to(user).values("pk"))
        .aggregate(count=Count("pk"), since=Min("ready_at"), late=Count("pk", filter=Q(late)))
    )
    return Untold(Waiting(found["count"], found["since"]), found["late"])


def early_help_waiting(user: User) -> Waiting:
    """Families that Early Help was given and has not yet taken on."""
    referrals = Referral.objects.visible_to(user).filter(decided_route="early_help")
    found = EarlyHelpCase.objects.waiting().filter(referral__in=referrals.values("pk"))
    counted = found.aggregate(count=Count("pk"), since=Min("received_at"))
    return Waiting(counted["count"], counted["since"])


@dataclass(frozen=True, slots=True)
class Holder:
    """What one person at the desk holds."""

    id: UUID
    name: str
    holds: int
    due_soon: int
    over: int


def holders(user: User, now: datetime) -> list[Holder]:
    """Everyone at the desk, also those who hold nothing, most first."""
    held = {
        row["holder"]: row
        for row in visible_referrals(user)
        .open()
        .filter(holder__isnull=False)
        .order_by()
        .values("holder")
        .annotate(
            holds=Count("pk"),
            soon=Count("pk", filter=band_q(Band.TWO, now)),
            over=Count("pk", filter=band_q(Band.OVER, now)),
        )
    }
    people = User.objects.filter(Q(is_active=True, role__in=MASH) | Q(pk__in=list(held)))
    empty = {"holds": 0, "soon": 0, "over": 0}
    listed = [
        Holder(pk, name, row["holds"], row["soon"], row["over"])
        for pk, name in people.values_list("pk", "full_name")
        for row in [held.get(pk, empty)]
    ]
    return sorted(listed, key=lambda holder: (-holder.holds, holder.name))


@dataclass(frozen=True, slots=True)
class StageCount:
    """Live escalations at one stage, and those whose reply is late."""

    stage: int
    live: int
    late: int


@dataclass(frozen=True, slots=True)
class Escalations:
    """Live escalations by stage; those that wait for a reply, and those that wait for the referrer's side."""

    stages: Sequence[StageCount]
    owed: Waiting
    answered: Waiting


def escalations(user: User, now: datetime) -> Escalations:
    """Every stage of the ladder, also the empty ones."""
    owed = Q(status=EscalationStatus.OPEN.value)
    rows = {
        row["stage"]: row
        for row in Escalation.objects.visible_to(user)
        .live()
        .order_by()
        .values("stage")
        .annotate(
            live=Count("pk"),
            late=Count("pk", filter=owed & Q(reply_due_at__lt=now)),
            owed=Count("pk", filter=owed),
            owed_since=Min("raised_at", filter=owed),
            answered=Count("pk", filter=~owed),
            answered_since=Min("raised_at", filter=~owed),
        )
    }
    none = {"live": 0, "late": 0}
    return Escalations(
        [
            StageCount(stage.number, rows.get(stage.number, none)["live"], rows.get(stage.number, none)["late"])
            for stage in ladder.STAGES
        ],
        owed=_waiting(rows.values(), "owed"),
        answered=_waiting(rows.values(), "answered"),
    )
