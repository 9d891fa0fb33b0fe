"""Which cases somebody may work on now. Pure: no database, no clock of its own.

As many cases as make a round are kept back from each person until their follow-up, so that what is asked then is new
to them. Each person meets the cases in an order of their own: no case is always early or always kept back.
"""

import hashlib
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Literal
from uuid import UUID

StageName = Literal["first", "free", "follow_up"]


@dataclass(frozen=True, slots=True)
class Pace:
    """The cases open now, in this person's order; the stage an answer counts for; how many wait for the follow-up.

    `number`: the next answer's place in the round that is on, or in the set when none is; `of`: how many that has.
    """

    open: tuple[UUID, ...]
    stage: StageName
    kept_back: int
    follows_up: bool
    number: int
    of: int


def own_order(person: UUID, cases: Collection[UUID]) -> list[UUID]:
    """The cases in an order that is always the same for one person and another for the next."""
    return sorted(cases, key=lambda case: hashlib.sha256(person.bytes + case.bytes).digest())


def pace_of(
    ordered: Sequence[UUID],
    done: Collection[UUID],
    *,
    size: int,
    follow_up_at: datetime | None,
    followed_up: int,
    now: datetime,
) -> Pace:
    """What is open now. `size`: the cases of a round; `followed_up`: how many of the follow-up are answered.

    A set of fewer than two rounds has no follow-up: all its cases are open.
    """
    seen = set(done)
    unseen = tuple(case for case in ordered if case not in seen)
    whole = len(unseen) + len(seen)
    in_set = {"number": len(seen) + 1, "of": whole}
    follows_up = whole >= 2 * size
    begun: StageName = "first" if len(seen) < size and follow_up_at is None else "free"
    if not follows_up and follow_up_at is None:
        return Pace(unseen, begun, 0, follows_up=False, **in_set)
    if follow_up_at is not None and now >= follow_up_at:
        if followed_up < size:
            return Pace(unseen, "follow_up", 0, follows_up=True, number=followed_up + 1, of=size)
        return Pace(unseen, "free", 0, follows_up=True, **in_set)
    of = size if begun == "first" else whole
    return Pace(unseen[:-size], begun, min(size, len(unseen)), follows_up=True, number=len(seen) + 1, of=of)
