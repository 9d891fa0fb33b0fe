"""The life of a contact, in one table. The diagram in docs/ is drawn from it."""

from enum import StrEnum


class Status(StrEnum):
    """Where a contact stands. Whether a referral came of it is another matter: see `Contact.draft_id`."""

    OPEN = "open"
    ANSWERED = "answered"
    CLOSED = "closed"


class Move(StrEnum):
    """What can happen to a contact."""

    ASK = "ask"
    ANSWER = "answer"
    CLOSE = "close"


_LIVE = frozenset({Status.OPEN, Status.ANSWERED})

MOVES: dict[Move, tuple[frozenset[Status], Status]] = {
    Move.ASK: (_LIVE, Status.OPEN),
    Move.ANSWER: (_LIVE, Status.ANSWERED),
    Move.CLOSE: (_LIVE, Status.CLOSED),
}


def after(status: Status, move: Move) -> Status | None:
    """The status after a move, or None when it cannot be made from here."""
    sources, target = MOVES[move]
    return target if status in sources else None
