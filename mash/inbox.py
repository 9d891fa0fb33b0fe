"""What the Early Help co-ordinator sees: families waiting, families taken on, and one family's page."""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from django.db.models import Q
from django.http import QueryDict
from django.urls import reverse
from django.utils.http import urlencode

from accounts.models import User
from core.components import EvidenceCard, LevelMark, Link, Pages, PriorityTag, Tray
from mash import record
from mash.filters import Cursor
from mash.marks import child_age, initials, level_mark
from mash.models import Decision, EarlyHelpCase
from mash.policies import can_accept
from mash.querysets import EarlyHelpCaseQuerySet
from mash.queue import MOST, PAGE
from referrals.models import Referral
from trail.actions import write_many
from trail.verbs import Verb


@dataclass(frozen=True, slots=True)
class Line:
    """One family of the list, without a name."""

    case: EarlyHelpCase
    priority: PriorityTag
    mark: LevelMark
    children: Sequence[tuple[str, str]]


@dataclass(frozen=True, slots=True)
class Inbox:
    """The list."""

    lines: Sequence[Line]
    trays: Sequence[Tray]
    pages: Pages
    accepted: bool


@dataclass(frozen=True, slots=True)
class CasePage:
    """One family."""

    case: EarlyHelpCase
    referral: Referral
    decision: Decision
    title: str
    mark: LevelMark
    children: Sequence[record.Person]
    household: Sequence[record.Person]
    worries: Sequence[EvidenceCard]
    said: Sequence[record.Said]
    agreement: record.Agreement
    safe_contact: str
    can_accept: bool


def read_inbox(user: User, *, accepted: bool, query: QueryDict) -> Inbox:
    """The longest waiting first. Every record shown goes on the trail."""
    seen = EarlyHelpCase.objects.visible_to(user)
    after = Cursor.of(query)
    rows = _behind(seen.accepted() if accepted else seen.waiting(), after)
    found = list(rows[: PAGE + 1])
    shown, more = found[:PAGE], len(found) > PAGE
    ids: list[UUID] = [case.referral_id for case in shown]
    write_many(Verb.READ, subject="referral", subject_ids=ids, by=user, view="early help list")
    return Inbox(
        lines=[_line(case) for case in shown],
        trays=_trays(seen, accepted=accepted),
        pages=_pages(shown, after, accepted=accepted, more=more),
        accepted=accepted,
    )


def _behind(rows: EarlyHelpCaseQuerySet, after: Cursor | None) -> EarlyHelpCaseQuerySet:
    rows = rows.select_related("referral__agency", "accepted_by").prefetch_related("referral__children")
    rows = rows.defer("referral__document").order_by("received_at", "referral__reference")
    if after is None:
        return rows
    return rows.filter(Q(received_at__gt=after.at) | Q(received_at=after.at, referral__reference__gt=after.reference))


def _line(case: EarlyHelpCase) -> Line:
    referral = case.referral
    return Line(
        case=case,
        priority=PriorityTag(referral.priority),
        mark=level_mark(referral, referral.decided_level, says="Decided", scheme=True),
        children=[(initials(child), child_age(child)) for child in referral.children.all()],
    )


def _trays(seen: EarlyHelpCaseQuerySet, *, accepted: bool) -> list[Tray]:
    here = reverse("mash:early_help")
    return [
        Tray("Waiting", seen.waiting().order_by()[:MOST].count(), here, current=not accepted),
        Tray("Taken on", seen.accepted().order_by()[:MOST].count(), f"{here}?accepted", current=accepted),
    ]


def _pages(shown: list[EarlyHelpCase], after: Cursor | None, *, accepted: bool, more: bool) -> Pages:
    here = reverse("mash:early_help")
    mode = {"accepted": ""} if accepted else {}
    before = Link("Back to the start", f"{here}?{urlencode(mode)}") if after else None
    if not more:
        return Pages(before=before)
    last = Cursor(shown[-1].received_at, shown[-1].referral.reference)
    return Pages(before=before, after=Link(f"Next {PAGE}", f"{here}?{urlencode({**mode, 'after': str(last)})}"))


def read_case(referral: Referral, case: EarlyHelpCase, *, user: User) -> CasePage:
    """What Early Help needs of one family: what was sent, and MASH's decision."""
    return CasePage(
        case=case,
        referral=referral,
        decision=referral.decisions.made().with_people().get(),
        title=record.family_name(referral.document),
        mark=level_mark(referral, referral.decided_level),
        children=record.children(referral),
        household=record.household(referral.document),
        worries=record.worries(referral),
        said=record.said(referral),
        agreement=record.agreement(referral, reader=user),
        safe_contact=referral.document["consent"].get("safe_contact") or "",
        can_accept=can_accept(case, by=user),
    )
