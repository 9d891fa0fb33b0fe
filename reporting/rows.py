"""The list behind a number: its title, one page of it, and how many there are."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from uuid import UUID

from accounts.models import Agency, User
from core.clock import LONDON
from core.components import LevelMark, Link, Pages, PriorityTag, TimeBar
from mash.marks import level_mark, time_bar
from referrals.models import Referral
from referrals.pages.words import initials_and_ages
from reporting.asked import BAND_LABELS, ROUTE_LABELS, Asked, Band, Group, RouteGroup, kind_label
from reporting.sets import referrals_of
from sla.clocks import Clock

PAGE_SIZE = 25
_TITLES = {
    Group.OPEN: "Open",
    Group.DUE: "Due",
    Group.NOBODY: "Nobody has it yet",
    Group.DECIDING: "With a worker, deciding",
    Group.FOR_MANAGER: "Waiting for a manager to sign off",
    Group.HELD: "Held",
    Group.TELLING: "The referrer does not know the outcome yet",
    Group.EARLY_HELP: "With Early Help, not yet taken on",
    Group.DECIDED: "First decided",
    Group.ROUTED: "Decided",
    Group.TOLD: "Referrer told",
    Group.ARRIVED: "Arrived",
    Group.MISSED: "Not decided when it was due",
    Group.WITHDRAWN: "Withdrawn by the referrer",
    Group.CHASED: "Referrer asked for an answer",
}
_PAST = {Group.DECIDED, Group.ROUTED, Group.TOLD, Group.ARRIVED, Group.MISSED, Group.WITHDRAWN, Group.CHASED}
_WAITING = frozenset(Group) - _PAST - {Group.TELLING, Group.EARLY_HELP}


@dataclass(frozen=True, slots=True)
class Row:
    """One family: initials and ages, never a name."""

    id: UUID
    reference: str
    children: str
    headline: str
    agency: str
    held: str
    bar: TimeBar
    priority: PriorityTag
    mark: LevelMark


@dataclass(frozen=True, slots=True)
class RowsPage:
    """What the template shows."""

    title: str
    total: int
    rows: Sequence[Row]
    pages: Pages


def rows_page(asked: Asked, user: User, now: datetime) -> RowsPage:
    """The total of the set, exactly, and the page of it that was asked for."""
    found = referrals_of(asked, user, now)
    ordered = found.in_queue_order() if asked.group in _WAITING else found.order_by("-received_at", "reference")
    first = (asked.page - 1) * PAGE_SIZE
    listed = ordered.select_related("agency", "holder").prefetch_related("children").defer("document")
    total = found.count()
    return RowsPage(
        title=title_of(asked),
        total=total,
        rows=[_row(referral, now) for referral in listed[first : first + PAGE_SIZE]],
        pages=_pages(asked, total),
    )


def _row(referral: Referral, now: datetime) -> Row:
    decided = referral.decided_at is not None
    level = referral.decided_level if decided else referral.level
    return Row(
        id=referral.pk,
        reference=referral.reference,
        children=initials_and_ages(list(referral.children.all())),
        headline=referral.headline,
        agency=referral.agency.name,
        held=referral.holder.full_name if referral.holder else "",
        bar=time_bar(referral, now),
        priority=PriorityTag(referral.priority),
        mark=level_mark(referral, level, says="Decided" if decided else "Suggested"),
    )


def _pages(asked: Asked, total: int) -> Pages:
    before = Link("Back to the start", replace(asked, page=1).href) if asked.page > 1 else None
    more = total > asked.page * PAGE_SIZE
    after = Link(f"Next {PAGE_SIZE}", replace(asked, page=asked.page + 1).href) if more else None
    return Pages(before, after)


def title_of(asked: Asked) -> str:
    """The set in words: "Open: Red, overdue"."""
    parts = [part for part in _parts(asked) if part]
    return f"{_TITLES[asked.group]}: {', '.join(parts)}" if parts else _TITLES[asked.group]


def _parts(asked: Asked) -> list[str]:
    person = User.objects.filter(pk=asked.holder).values_list("full_name", flat=True).first() if asked.holder else ""
    agency = Agency.objects.filter(pk=asked.agency).values_list("name", flat=True).first() if asked.agency else ""
    return [
        asked.priority.capitalize(),
        BAND_LABELS[Band(asked.band)].lower() if asked.band else "",
        person or "",
        agency or "",
        kind_label(asked.kind) if asked.kind else "",
        ROUTE_LABELS[RouteGroup(asked.route)].lower() if asked.route else "",
        _kept(asked),
        _span(asked),
    ]


def _kept(asked: Asked) -> str:
    if not asked.kept:
        return ""
    limit = {Clock.DECISION_24H.value: "within 24 hours", Clock.DECISION_WORKING_DAY.value: "within one working day"}
    words = limit.get(asked.clock, "in time") if asked.group is Group.DECIDED else "in time"
    return words if asked.kept == "yes" else f"not {words}"


def _span(asked: Asked) -> str:
    if asked.start is None and asked.end is None:
        return ""
    if asked.end is None:
        return f"from {_moment(asked.start)}"
    return f"{_moment(asked.start)} to before {_moment(asked.end)}"


def _moment(moment: datetime | None) -> str:
    if moment is None:
        return "the beginning"
    there = moment.astimezone(LONDON)
    day = f"{there.day} {there:%B %Y}"
    return day if (there.hour, there.minute) == (0, 0) else f"{there:%H:%M} on {day}"
