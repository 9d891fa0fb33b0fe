"""The referrer's lists: forms being written, and referrals sent. Initials and ages only."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Prefetch, Q
from django.urls import reverse

from accounts.context import menu_of
from accounts.models import User
from accounts.roles import Role
from core import clock
from core.components import Link, Pages, Task, TimeBar
from core.references import read_reference
from core.wording import humanise_gap, london_moment
from referrals.models import Draft, DraftSection, Referral
from referrals.news import unread_of
from referrals.pages.words import draft_children, initials_and_ages
from referrals.querysets import ReferralQuerySet
from referrals.sections import CHILDREN
from referrals.states import Status
from trail.actions import write_many
from trail.verbs import Verb

PAGE = 25


@dataclass(frozen=True, slots=True)
class SentRow:
    """One referral that was sent."""

    reference: str
    href: str
    children: str
    sent: str
    by: str
    status: str
    outcome: Link | None
    bar: TimeBar | None
    flags: Sequence[str]


@dataclass(frozen=True, slots=True)
class SentPage:
    """Twenty-five of them, newest first, cut by the last reference of the page before."""

    rows: Sequence[SentRow]
    pages: Pages


def found_on(referral: Referral, user: User) -> dict[str, object]:
    """The list that leads this reader to a referral, and the menu as it stands there: a lead finds a colleague's
    referral on the page of the agency, not among their own. Empty for whoever does not refer."""
    if not user.is_referrer:
        return {}
    mine = referral.referrer_id == user.pk or user.role != Role.SAFEGUARDING_LEAD
    there = Link("My referrals", reverse("referrals:mine")) if mine else Link("Our agency", reverse("referrals:agency"))
    return {"list": there, "navigation": menu_of(user.role, there.href)}


def draft_tasks(user: User, *, view: str) -> list[Task]:
    """Forms that wait to be finished, and a READ on the trail for each, in three queries."""
    children = Prefetch("sections", DraftSection.objects.filter(section=CHILDREN), to_attr="child_sections")
    # What an agency's own system began is its own to finish, until its account ends and a person must.
    waiting = Draft.objects.visible_to(user).unsent().filter(Q(channel="web") | Q(begun_by__isnull=False))
    drafts = list(waiting.select_related("begun_by").prefetch_related(children)[:PAGE])
    write_many(Verb.READ, subject="draft", subject_ids=[draft.pk for draft in drafts], by=user, view=view)
    now = clock.now()
    return [
        Task(
            text=draft_children([section.data for section in draft.child_sections]) or "No child named yet",  # type: ignore[attr-defined]
            href=reverse("referrals:tasks", args=[draft.pk]),
            status="Not sent",
            state="part",
            hint=f"Started {_by_whom(draft)}{london_moment(draft.started_at, now)}."
            f" Saved {london_moment(draft.saved_at, now)}",
        )
        for draft in drafts
    ]


def _by_whom(draft: Draft) -> str:
    return f"by {draft.begun_by}, who has left, " if draft.begun_by else ""


def sent_page(referrals: ReferralQuerySet, *, older: str, path: str, by: User, view: str) -> SentPage:
    """One page of a list, and a READ on the trail for each referral it shows."""
    rows = referrals.with_people().order_by("-received_at", "-reference")
    reference = read_reference(older)
    last = referrals.filter(reference=reference).first() if reference else None
    if last is not None:
        rows = rows.filter(
            Q(received_at__lt=last.received_at) | Q(received_at=last.received_at, reference__lt=last.reference)
        )
    found = list(rows[: PAGE + 1])
    shown = found[:PAGE]
    write_many(Verb.READ, subject="referral", subject_ids=[row.pk for row in shown], by=by, view=view)
    after = Link(f"Next {PAGE}", f"{path}?older={shown[-1].reference}") if len(found) > PAGE else None
    before = Link("Back to the newest", path) if last is not None else None
    now = clock.now()
    news = unread_of(row.pk for row in shown) if shown else {}
    return SentPage([_row(referral, news[referral.pk], now, by) for referral in shown], Pages(before, after))


def _row(referral: Referral, news: tuple[bool, bool], now: datetime, by: User) -> SentRow:
    unread, waits = news
    decided, withdrawn = referral.status == Status.DECIDED, referral.status == Status.WITHDRAWN
    return SentRow(
        reference=referral.reference,
        href=reverse("referrals:sent", args=[referral.reference]),
        children=initials_and_ages(list(referral.children.all())),
        sent=london_moment(referral.received_at, now),
        by="" if referral.referrer_id == by.pk else referral.referrer.full_name,
        status=status_words(referral, now),
        outcome=Link("Read the outcome", reverse("mash:outcome", args=[referral.reference]), referral.reference)
        if decided
        else None,
        flags=[*(["MASH asks for a reply"] if waits else []), *(["Unread message"] if unread else [])],
        bar=None
        if decided or withdrawn
        else TimeBar(referral.received_at, referral.due_at, now, purpose="for MASH to decide"),
    )


def status_words(referral: Referral, now: datetime) -> str:
    """Where it stands, as far as whoever sent it may know."""
    if referral.status == Status.WITHDRAWN:
        return "Withdrawn"
    if referral.decided_at is not None:
        return f"Decided {london_moment(referral.decided_at, now)}"
    if now > referral.due_at:
        return f"With MASH, {humanise_gap(now - referral.due_at)} over"
    return "With MASH"
