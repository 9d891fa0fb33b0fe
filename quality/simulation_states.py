"""How a simulation run moves from one state to another: the whole of it stands here."""

from enum import StrEnum


class Move(StrEnum):
    """What can happen to a run."""

    CLAIM = "claim"
    FINISH = "finish"
    CANCEL = "cancel"
    RESUME = "resume"
    FAIL = "fail"


MOVES: dict[Move, tuple[frozenset[str], str]] = {
    Move.CLAIM: (frozenset({"queued", "running"}), "running"),
    Move.FINISH: (frozenset({"running"}), "done"),
    Move.CANCEL: (frozenset({"queued", "running"}), "cancelled"),
    Move.RESUME: (frozenset({"cancelled", "failed"}), "queued"),
    Move.FAIL: (frozenset({"running"}), "failed"),
}
REFUSALS = {
    Move.CANCEL: "This trial has already ended.",
    Move.RESUME: "Only a trial that was stopped, or could not finish, can go on.",
}


def after(state: str, move: Move) -> str | None:
    """The state that follows; None when the move is not allowed from here."""
    allowed, follows = MOVES[move]
    return follows if state in allowed else None
