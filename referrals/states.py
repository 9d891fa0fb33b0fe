"""The life of a referral, in one table. The diagram in docs/ is drawn from it."""

from enum import StrEnum


class Status(StrEnum):
    """Where a referral stands. Who holds it is another matter: see `Referral.holder`."""

    RECEIVED = "received"
    FOR_MANAGER = "for_manager"
    DECIDED = "decided"
    WITHDRAWN = "withdrawn"


class Move(StrEnum):
    """What can happen to a referral."""

    PROPOSE = "propose"
    RETURN = "return"
    DECIDE = "decide"
    SUPERSEDE = "supersede"
    WITHDRAW = "withdraw"


OPEN = frozenset({Status.RECEIVED, Status.FOR_MANAGER})

MOVES: dict[Move, tuple[frozenset[Status], Status]] = {
    Move.PROPOSE: (frozenset({Status.RECEIVED}), Status.FOR_MANAGER),
    Move.RETURN: (frozenset({Status.FOR_MANAGER}), Status.RECEIVED),
    Move.DECIDE: (OPEN, Status.DECIDED),
    Move.SUPERSEDE: (frozenset({Status.DECIDED}), Status.DECIDED),
    Move.WITHDRAW: (frozenset({Status.RECEIVED}), Status.WITHDRAWN),
}

LABELS = {
    Status.RECEIVED: "With MASH",
    Status.FOR_MANAGER: "With a manager",
    Status.DECIDED: "Decided",
    Status.WITHDRAWN: "Withdrawn",
}

# Why a move is refused, in words for the person who tried it.
REFUSALS: dict[Move, str] = {
    Move.PROPOSE: "This referral already has a decision, or one waits for a manager.",
    Move.RETURN: "Nothing waits for a manager here.",
    Move.DECIDE: "This referral is already decided. Open it again to see the decision.",
    Move.SUPERSEDE: "There is no decision to replace yet.",
    Move.WITHDRAW: "MASH has decided, or a decision waits for a manager, or it is withdrawn already.",
}


def after(status: Status, move: Move) -> Status | None:
    """The status after the move; None when the move may not be made from here."""
    sources, target = MOVES[move]
    return target if status in sources else None
