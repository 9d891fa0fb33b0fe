"""A form that a safeguarding lead reads before it is sent: where it stands, in one table. docs/ is drawn from it."""

from enum import StrEnum


class Stand(StrEnum):
    """Where one giving of a form to the lead stands. A form that nobody gave has none."""

    WITH_LEAD = "with_lead"
    TAKEN_BACK = "taken_back"
    RETURNED = "returned"
    SENT = "sent"


class Move(StrEnum):
    """What ends the wait."""

    TAKE_BACK = "take_back"
    RETURN = "return"
    SEND = "send"


MOVES: dict[Move, tuple[frozenset[Stand], Stand]] = {
    Move.TAKE_BACK: (frozenset({Stand.WITH_LEAD}), Stand.TAKEN_BACK),
    Move.RETURN: (frozenset({Stand.WITH_LEAD}), Stand.RETURNED),
    Move.SEND: (frozenset({Stand.WITH_LEAD}), Stand.SENT),
}

# Why a move is refused, in words for the person who tried it.
REFUSALS: dict[Move, str] = {
    Move.TAKE_BACK: "This form is not with your safeguarding lead any more.",
    Move.RETURN: "This form does not wait for a safeguarding lead any more.",
    Move.SEND: "This form does not wait for a safeguarding lead any more.",
}


def after(stand: Stand, move: Move) -> Stand | None:
    """The stand after the move; None when the move may not be made from here."""
    sources, target = MOVES[move]
    return target if stand in sources else None
