"""What the referrer reads, built only from what they sent and what MASH wrote for them: never MASH's own record."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from accounts.models import User
from core.components import LevelMark, TimeBar
from core.wording import london_moment
from mash.choices import Choice, PushBack
from mash.forms import lines
from mash.marks import level_mark, level_meaning, matrix_name, promise_of
from mash.models import Decision, Telling
from mash.policies import can_mark_read
from mash.record import child_name
from referrals.ages import age_told
from referrals.models import Referral
from referrals.policies import can_add
from thresholds.published import of_version

_AT_ONCE = (
    "the child is hurt, or says that somebody hurts or frightens them",
    "the child is missing, or has nowhere safe to stay",
    "something new makes you more worried",
)


@dataclass(frozen=True, slots=True)
class Outcome:
    """The page, and the preview MASH checks before it records.

    The words that MASH wrote stand under headings that ask for no more than the fields they were written in.
    """

    referral: Referral
    caption: str
    headline: str
    bar: TimeBar
    in_time: bool
    mark: LevelMark
    matrix: str
    answer: str
    steps_title: str
    steps: Sequence[str]
    would_change: Sequence[str]
    at_once: Sequence[str]
    gaps: Sequence[str]
    signed: str
    replaces: bool
    telling: Telling
    can_mark_read: bool
    can_add: bool
    mine: bool


def read_outcome(referral: Referral, decision: Decision, *, user: User, now: datetime) -> Outcome:
    """The outcome in force, for the referrer, their lead, or MASH looking over their shoulder."""
    words = decision.words
    bar = _bar(referral, now)
    return Outcome(
        referral=referral,
        caption=f"{_children(referral)}. Referral {referral.reference}",
        headline=words.headline,
        bar=bar,
        in_time=bar.state == "met",
        mark=_mark(referral, decision.level),
        matrix=matrix_name(referral),
        answer=decision.reply.strip() or words.why,
        steps_title="What to do now" if decision.is_push_back else "What happens now",
        steps=[*lines(decision.advice), *words.next],
        would_change=lines(decision.would_change),
        at_once=_AT_ONCE,
        gaps=[str(gap) for gap in decision.gaps],
        signed=_signed(decision, now),
        replaces=decision.number > 1 and decision.supersedes_id is not None,
        telling=decision.telling,
        can_mark_read=decision.telling.told_at is None and can_mark_read(referral, by=user),
        can_add=can_add(referral, by=user),
        mine=referral.referrer_id == user.pk,
    )


def _bar(referral: Referral, now: datetime) -> TimeBar:
    sent = london_moment(referral.received_at, now)
    return TimeBar(
        referral.received_at,
        referral.due_at,
        now,
        stopped_at=referral.decided_at,
        clock_words=f"Sent {sent}. Our promise is {promise_of(referral)}",
    )


def _mark(referral: Referral, level: int) -> LevelMark:
    mark = level_mark(referral, level)
    return LevelMark(
        mark.filled,
        of_version(referral.matrix_version_id).matrix.level_of(level),
        scheme=level_meaning(referral, level),
    )


def _children(referral: Referral) -> str:
    """The children as the referrer named them, with their ages."""
    named = []
    for place, child in enumerate(referral.document["children"], start=1):
        name, unborn = child_name(child, place), child.get("unborn") == "yes"
        named.append(name if unborn else f"{name}, {age_told(child, referral.received_at)}")
    return "; ".join(named)


def _signed(decision: Decision, now: datetime) -> str:
    """Who decided, who agreed, and when."""
    by = f"Decided by {_person(decision.decided_by)}"
    agreed = f", agreed by {_person(decision.agreed_by)}" if decision.agreed_by else ""
    return f"{by}{agreed}. {london_moment(decision.made_at, now)}."


def _person(user: User) -> str:
    return f"{user}, {user.job_title[:1].lower()}{user.job_title[1:]}" if user.job_title else str(user)


def preview_of(referral: Referral, choice: Choice, *, user: User, now: datetime) -> Outcome:
    """What the referrer will read if this choice is recorded now. Nothing is written."""
    push_back = choice.push_back or PushBack("")
    decision = Decision(
        referral=referral,
        number=1,
        level=choice.level,
        route=choice.route,
        reply=choice.reply,
        push_back_reason=push_back.reason,
        gaps=list(push_back.gaps),
        advice=push_back.advice,
        would_change=push_back.would_change,
        decided_by=user,
        decided_at=now,
    )
    decision.telling = Telling(ready_at=now)
    return read_outcome(referral, decision, user=user, now=now)
