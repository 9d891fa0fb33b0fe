"""Everything that was said about a referral after it was sent, in one order, for either side."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from accounts.models import User
from core.wording import london_moment
from referrals.codes import How
from referrals.models import Chase, Referral, Side, Supplement, ThreadMessage, Withdrawal
from referrals.withdrawing import TO_MANAGER
from sla.clocks import Clock
from sla.models import Deadline
from thresholds.published import of_version
from thresholds.scoring import Score as Answer


@dataclass(frozen=True, slots=True)
class Mark:
    """A worry that was added: its letter, its words and how it is known."""

    letter: str
    label: str
    how: How

    @property
    def anchor(self) -> str:
        return f"worry-{self.letter.lower()}"


@dataclass(frozen=True, slots=True)
class Post:
    """One thing that was said. `is_new`: the reader's side has not marked it as read."""

    at: datetime
    title: str
    who: str
    when: str
    text: str
    notes: Sequence[str] = ()
    marks: Sequence[Mark] = ()
    is_new: bool = False


@dataclass(frozen=True, slots=True)
class Thread:
    """The whole of it, oldest first. `upto`: when the last was said; `waits`: by when a reply is asked for.

    `new_facts_at`: when the latest facts were added that the desk has not marked as read; for MASH only.
    """

    posts: Sequence[Post]
    new: int
    upto: datetime | None
    waits: datetime | None
    new_facts_at: datetime | None
    withdrawal: Withdrawal | None


def thread_of(referral: Referral, *, side: Side, now: datetime) -> Thread:
    """Six queries, however much was said."""
    mark = referral.seen_marks.filter(side=side).order_by("-upto").first()
    seen = mark.upto if mark else None
    waiting = Deadline.objects.open().on(referral.pk).filter(clock=Clock.REPLY).first()
    withdrawal = Withdrawal.objects.filter(referral=referral).select_related("asked_by").first()
    added = list(referral.supplements.select_related("added_by", "score"))
    unread = [one.added_at for one in added if _is_new(one.added_at, Side.REFERRER, side, seen)]
    posts = [
        *(_facts(one, side, seen, now) for one in added),
        *(_message(one, side, seen, now) for one in referral.messages.select_related("written_by")),
        *(_chase(one, side, seen, now) for one in referral.chases.select_related("asked_by")),
        *([_withdrawn(withdrawal, side, seen, now)] if withdrawal else []),
    ]
    posts.sort(key=lambda post: post.at)
    return Thread(
        posts=posts,
        new=sum(post.is_new for post in posts),
        upto=posts[-1].at if posts else None,
        waits=waiting.due_at if waiting else None,
        new_facts_at=max(unread, default=None),
        withdrawal=withdrawal,
    )


def _is_new(at: datetime, writer: Side, reader: Side, seen: datetime | None) -> bool:
    return writer != reader and (seen is None or at > seen)


def _facts(one: Supplement, side: Side, seen: datetime | None, now: datetime) -> Post:
    known = [f"When: {one.happened_when}" if one.happened_when else "", f"By: {one.by_whom}" if one.by_whom else ""]
    return Post(
        at=one.added_at,
        title="New facts after the decision" if one.after_decision else "Facts added",
        who=str(one.added_by),
        when=london_moment(one.added_at, now),
        text=one.happened,
        notes=[note for note in (*known, *_scored(one, side)) if note],
        marks=[Mark(worry["letter"], worry["label"], How(worry["how"])) for worry in one.worries],
        is_new=_is_new(one.added_at, Side.REFERRER, side, seen),
    )


def _scored(one: Supplement, side: Side) -> Iterator[str]:
    """For MASH: what the engine made of everything with these facts."""
    if side == Side.MASH:
        answer = Answer.from_dict(one.score.result)
        level = of_version(one.score.matrix_version_id).matrix.level_words(answer.level)
        yield f"With this the rules suggest {level}, {answer.priority}"


def _message(one: ThreadMessage, side: Side, seen: datetime | None, now: datetime) -> Post:
    from_mash = one.side == Side.MASH
    return Post(
        at=one.written_at,
        title="MASH asks" if one.reply_by else "Message from MASH" if from_mash else "Message to MASH",
        who=_named(one.written_by, one.side),
        when=london_moment(one.written_at, now),
        text=one.text,
        notes=[f"Reply asked for by {london_moment(one.reply_by, now)}"] if one.reply_by else [],
        is_new=_is_new(one.written_at, Side(one.side), side, seen),
    )


def _chase(one: Chase, side: Side, seen: datetime | None, now: datetime) -> Post:
    whom = "a MASH manager" if one.step == TO_MANAGER else "MASH"
    return Post(
        at=one.asked_at,
        title="Asked for an answer",
        who=str(one.asked_by),
        when=london_moment(one.asked_at, now),
        text=f"The promised time has passed. {whom[0].upper()}{whom[1:]} was asked for an answer.",
        is_new=_is_new(one.asked_at, Side.REFERRER, side, seen),
    )


def _withdrawn(one: Withdrawal, side: Side, seen: datetime | None, now: datetime) -> Post:
    return Post(
        at=one.asked_at,
        title="Withdrawn" if one.ended else "Asked to withdraw",
        who=str(one.asked_by),
        when=london_moment(one.asked_at, now),
        text=one.words,
        notes=[one.get_reason_display(), *([] if one.ended else ["MASH decides whether to go on"])],
        is_new=_is_new(one.asked_at, Side.REFERRER, side, seen),
    )


def _named(user: User, side: str) -> str:
    return f"{user}, MASH" if side == Side.MASH else str(user)
