"""The triage queue: one page of rows, least time left first, with the counts around it."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from uuid import UUID

from django.db.models import Q

from accounts.models import User
from core.clock import LONDON
from core.components import Chip, LevelMark, Link, Pages, PriorityTag, TimeBar, Tray
from core.wording import due_words, humanise_gap
from mash.filters import (
    ALL,
    ANSWERED,
    BABY,
    EARLY,
    FACTS,
    FLAGS,
    FREE,
    NEWS,
    ONE_YEAR,
    OVERDUE,
    PHONE,
    SHUT,
    TELL,
    TRAYS,
    UNREAD,
    WEEK_AFTER,
    YEAR_AFTER,
    Asked,
    Cursor,
    flagged,
    in_tray,
    was_rung,
)
from mash.marks import child_age, initials, level_mark, time_bar
from mash.policies import can_claim
from mash.same_child import followers
from referrals.codes import Priority
from referrals.models import Child, Referral
from referrals.news import News, news_of
from referrals.querysets import ReferralQuerySet
from referrals.states import Status
from sla.clocks import Clock
from sla.models import Deadline
from trail.actions import write_many
from trail.verbs import Verb

PAGE = 25
MOST = 100  # counting stops here; a tray shows "99+"
_TWO_HOURS = timedelta(hours=2)
_FLAGS_SHOWN = 2
_SOME_HELD = {ALL, OVERDUE, SHUT}  # trays where "Nobody yet" is worth asking


@dataclass(frozen=True, slots=True)
class Card:
    """One row: one family, without a name."""

    referral: Referral
    bar: TimeBar
    waits: str  # instead of the bar, where nothing falls due
    priority: PriorityTag
    mark: LevelMark
    children: Sequence[tuple[str, str]]
    flags: Sequence[str]
    held: str
    held_more: str
    claimable: bool
    over: bool


@dataclass(slots=True)
class Group:
    """Rows that fall due in the same span."""

    key: str
    title: str
    over: bool = False
    cards: list[Card] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Queue:
    """The page."""

    groups: Sequence[Group]
    trays: Sequence[Tray]
    chips: Sequence[Chip]
    pages: Pages
    order: str
    time_head: str
    scheme: str  # whose levels all of them are; "" when each row says it
    shown: int
    more: bool


def read_queue(user: User, asked: Asked, after: Cursor | None, now: datetime) -> Queue:
    """One page of the queue. Every record shown goes on the trail."""
    found = list(_page(asked, after, user, now))
    more, rows = len(found) > PAGE, found[:PAGE]
    write_many(Verb.READ, subject="referral", subject_ids=[row.pk for row in rows], by=user, view="queue")
    told = _feedback_clocks(rows) if asked.tray == TELL else {}
    before = _before(rows, user)
    news = news_of(row.pk for row in rows) if rows else {}
    cards = [_card(row, told.get(row.pk), before.get(row.pk, ""), news[row.pk], user, now) for row in rows]
    schemes = {card.mark.scheme for card in cards}
    if len(schemes) == 1:
        cards = [replace(card, mark=replace(card.mark, scheme="")) for card in cards]
    return Queue(
        groups=_groups(cards, asked.tray, now),
        trays=_trays(user, asked, now),
        chips=_chips(user, asked, now),
        pages=_pages(rows, asked, after, more=more, now=now),
        order="longest decided first" if asked.tray in ANSWERED else "least time left first",
        time_head="Waiting" if asked.tray == EARLY else "Time left",
        scheme=schemes.pop() if len(schemes) == 1 else "",
        shown=len(rows),
        more=more,
    )


def _page(asked: Asked, after: Cursor | None, user: User, now: datetime) -> ReferralQuerySet:
    """Rows behind the cursor, and one more to know whether there are others. The order is one of two."""
    rows = (
        asked.rows(user, now)
        .select_related("agency", "holder", "withdrawal")
        .prefetch_related("children")
        .defer("document")
        .annotate(was_rung=was_rung())
    )
    if asked.tray == EARLY:
        rows = rows.select_related("early_help_case")
    if asked.tray in ANSWERED:
        if after:
            later = Q(decided_at__gt=after.at) | Q(decided_at=after.at, reference__gt=after.reference)
            rows = rows.filter(later)
        return rows.order_by("decided_at", "reference")[: PAGE + 1]
    if after:
        rows = rows.after_in_queue(after.at, after.reference)
    return rows.in_queue_order()[: PAGE + 1]


def _pages(rows: list[Referral], asked: Asked, after: Cursor | None, *, more: bool, now: datetime) -> Pages:
    before = Link("Back to the start", asked.href()) if after else None
    if not more:
        return Pages(before=before)
    last = rows[-1]
    answered = asked.tray in ANSWERED
    at = last.decided_at if answered and last.decided_at else last.due_at
    words = f"{'decided' if answered else 'due'} after {due_words(at, now)}"
    return Pages(before=before, after=Link(f"Next {PAGE}", asked.href(after=str(Cursor(at, last.reference))), words))


def _feedback_clocks(rows: list[Referral]) -> dict[object, Deadline]:
    running = Deadline.objects.open().filter(subject_id__in=[row.pk for row in rows], clock=Clock.FEEDBACK)
    return {deadline.subject_id: deadline for deadline in running}


def _before(rows: list[Referral], user: User) -> dict[UUID, str]:
    """The flag of those that follow another referral about the same child; the closer says more."""
    week, year = followers([row.pk for row in rows], user=user)
    return dict.fromkeys(year, FLAGS[YEAR_AFTER]) | dict.fromkeys(week, FLAGS[WEEK_AFTER])


def _card(referral: Referral, feedback: Deadline | None, before: str, news: News, user: User, now: datetime) -> Card:
    bar = time_bar(referral, now)
    if feedback is not None:
        bar = TimeBar(feedback.started_at, feedback.due_at, now, clock_name="Tell the referrer", purpose="to tell")
    children = list(referral.children.all())
    held, held_more = _held(referral, user, now)
    level = referral.decided_level if referral.decided_at else referral.level
    return Card(
        referral=referral,
        bar=bar,
        waits=_waits(referral, now),
        priority=PriorityTag(referral.priority),
        mark=level_mark(referral, level, says="Decided" if referral.decided_at else "Suggested", scheme=True),
        children=[(initials(child), child_age(child)) for child in children],
        flags=[*_news(news), *list(_flags(referral, children, before))[:_FLAGS_SHOWN]],
        held=held,
        held_more=held_more,
        claimable=referral.holder_id is None and can_claim(referral, by=user),
        over=bar.is_running and bar.state == "over",
    )


def _waits(referral: Referral, now: datetime) -> str:
    """How long Early Help has had it: no clock runs there, and that MASH answered in time says nothing of the wait."""
    if not _with_early_help(referral):
        return ""
    return humanise_gap(now - referral.early_help_case.received_at)


def _with_early_help(referral: Referral) -> bool:
    """It lies in their tray: only there is the case read with it."""
    return bool(referral.decided_at) and "early_help_case" in referral._state.fields_cache


def _held(referral: Referral, user: User, now: datetime) -> tuple[str, str]:
    """Who holds it, and since when."""
    if _with_early_help(referral):
        return "Early Help", f"not taken on yet, since {due_words(referral.early_help_case.received_at, now)}"
    if referral.holder is None:
        return "", ""
    name = "You" if referral.holder_id == user.pk else str(referral.holder)
    if referral.status == Status.FOR_MANAGER:
        return name, "proposed; a manager signs off"
    return name, f"since {due_words(referral.held_since, now)}" if referral.held_since else ""


def _news(news: News) -> Iterator[str]:
    """What the referrer said that nobody at the desk has read yet: never cut off, since nobody else tells of it."""
    if news.withdrawn:
        yield "Withdrawal"
    if news.facts:
        yield FLAGS[FACTS]
    if news.message:
        yield FLAGS[UNREAD]
    if news.asked:
        yield "Referrer asks for an answer"
    if news.waits:
        yield "Waiting for reply"


def _flags(referral: Referral, children: list[Child], before: str) -> Iterator[str]:
    """What changes how a row is read, the most important first."""
    if referral.restricted:
        yield "Restricted"
    if before == FLAGS[WEEK_AFTER]:
        yield before
    if referral.phone_referrer and not referral.was_rung:  # type: ignore[attr-defined]
        yield FLAGS[PHONE]
    if any(child.unborn or (child.age_months is not None and child.age_months < ONE_YEAR) for child in children):
        yield FLAGS[BABY]
    if before == FLAGS[YEAR_AFTER]:
        yield before
    if referral.urgent:
        yield "Urgent, telephoned"


def _groups(cards: list[Card], tray: str, now: datetime) -> list[Group]:
    """Cut where the day cuts; empty groups are left out."""
    if tray == NEWS:
        return [Group(tray, "Decided or withdrawn, and something new from the referrer", cards=cards)] if cards else []
    if tray in ANSWERED:
        title = "Decided, the referrer does not know yet" if tray == TELL else "Given to Early Help, not taken on yet"
        return [Group(tray, title, cards=cards)] if cards else []
    groups = [
        Group("over", "Overdue", over=True),
        Group("soon", "Due within 2 hours"),
        Group("today", "Due later today"),
        Group("later", "Due later"),
    ]
    for card in cards:
        groups[_span(card.referral.due_at, now)].cards.append(card)
    return [group for group in groups if group.cards]


def _span(due_at: datetime, now: datetime) -> int:
    if due_at < now:
        return 0
    if due_at <= now + _TWO_HOURS:
        return 1
    return 2 if due_at.astimezone(LONDON).date() == now.astimezone(LONDON).date() else 3


def count(rows: ReferralQuerySet) -> int:
    """How many, up to 100: more than that helps nobody and costs the more the more there are."""
    return rows.order_by()[:MOST].count()


def _trays(user: User, asked: Asked, now: datetime) -> list[Tray]:
    return [
        Tray(
            text,
            count(in_tray(tray, user, now)),
            Asked(tray=tray).href(),
            current=tray == asked.tray,
            over=tray == OVERDUE,
        )
        for tray, text in TRAYS.items()
    ]


def _chips(user: User, asked: Asked, now: datetime) -> list[Chip]:
    """Filters of one click, counted in the tray one stands in."""
    here = in_tray(asked.tray, user, now)
    chips = [
        _chip(label, asked.priority == code, asked.href(priority="" if asked.priority == code else code), rows)
        for code, label in Priority.choices
        for rows in [here.filter(priority=code)]
    ]
    for flag, label in FLAGS.items():
        on = asked.flag == flag
        if on or flag != FREE or asked.tray in _SOME_HELD:
            chips.append(_chip(label, on, asked.href(flag="" if on else flag), flagged(here, flag, user)))
    return chips


def _chip(label: str, on: bool, href: str, rows: ReferralQuerySet) -> Chip:
    number = count(rows)
    return Chip(f"{label} 99+" if number >= MOST else label, href, None if number >= MOST else number, on)


def new_since(user: User, moment: datetime) -> int:
    """How many arrived after that time and are open, up to 100."""
    return count(Referral.objects.visible_to(user).open().filter(received_at__gt=moment))


def anyone_waits(user: User, now: datetime) -> bool:
    """Something is unclaimed, so that "Take the next family" makes sense."""
    return in_tray(FREE, user, now).exists()
