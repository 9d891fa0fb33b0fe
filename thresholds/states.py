"""The life of a matrix version, in one table. The diagram in docs/ is drawn from it."""

from enum import StrEnum


class Status(StrEnum):
    """How far a version has come. Published or discarded, it never changes; before, any edit makes it a draft again."""

    DRAFT = "draft"
    CHECKED = "checked"
    SIMULATED = "simulated"
    APPROVED = "approved"
    PUBLISHED = "published"
    RETIRED = "retired"
    DISCARDED = "discarded"


class Move(StrEnum):
    """What can happen to a version."""

    EDIT = "edit"
    CHECK = "check"
    SIMULATE = "simulate"
    APPROVE = "approve"
    TAKE_BACK = "take_back"
    PUBLISH = "publish"
    LOAD = "load"
    RETIRE = "retire"
    DISCARD = "discard"


# What has not been in force yet: it can be changed.
OPEN = frozenset({Status.DRAFT, Status.CHECKED, Status.SIMULATED, Status.APPROVED})

MOVES: dict[Move, tuple[frozenset[Status], Status]] = {
    Move.EDIT: (OPEN, Status.DRAFT),
    Move.CHECK: (frozenset({Status.DRAFT}), Status.CHECKED),
    Move.SIMULATE: (frozenset({Status.CHECKED, Status.SIMULATED}), Status.SIMULATED),
    Move.APPROVE: (frozenset({Status.SIMULATED}), Status.APPROVED),
    Move.TAKE_BACK: (frozenset({Status.APPROVED}), Status.SIMULATED),
    Move.PUBLISH: (frozenset({Status.APPROVED}), Status.PUBLISHED),
    Move.LOAD: (frozenset({Status.DRAFT}), Status.PUBLISHED),  # a file, from the command line
    Move.RETIRE: (frozenset({Status.PUBLISHED}), Status.RETIRED),
    # What two people decided is not thrown away by one: the approval is taken back first.
    Move.DISCARD: (OPEN - {Status.APPROVED}, Status.DISCARDED),
}

LABELS = {
    Status.DRAFT: "Draft",
    Status.CHECKED: "Checked",
    Status.SIMULATED: "Tried on past referrals",
    Status.APPROVED: "Approved",
    Status.PUBLISHED: "In force",
    Status.RETIRED: "Retired",
    Status.DISCARDED: "Discarded",
}

# Why a move is refused, in words for the person who tried it.
REFUSALS: dict[Move, str] = {
    Move.EDIT: "This version can no longer be changed. Start a draft from it.",
    Move.CHECK: "Only a draft is checked. This version has been checked already.",
    Move.SIMULATE: "Check this version first. Then try it on past referrals.",
    Move.APPROVE: "Try this version on past referrals first. Then it can be approved.",
    Move.TAKE_BACK: "There is no approval to take back.",
    Move.PUBLISH: "Only an approved version is published.",
    Move.LOAD: "This version did not come from a file. It is published once it is approved.",
    Move.RETIRE: "This version is not in force.",
    Move.DISCARD: "Only a version that nobody has approved can be discarded. An approval can be taken back first.",
}


def after(status: str, move: Move) -> Status | None:
    """The status after the move; None when the move may not be made from here."""
    sources, target = MOVES[move]
    return target if status in sources else None
