"""The ladder of professional disagreement, as data: who answers at each stage, in what time, and the moves there are.

Pure. The diagram in docs/ is drawn from MOVES. Stages and times: a blend of the Lincolnshire and St Helens protocols;
the working days here are what a first policy is filled with, and the policy in force (sla.models.Policy) decides.
"""

from dataclasses import dataclass
from enum import StrEnum


@dataclass(frozen=True, slots=True)
class Stage:
    """One stage. `referrer_side` speaks, `mash_side` answers within `working_days` of the default policy."""

    number: int
    referrer_side: str
    mash_side: str
    working_days: int

    @property
    def who(self) -> str:
        """Both sides in one line, as the ladder on the page shows them."""
        return f"{self.referrer_side} and {self.mash_side}" if self.referrer_side else self.mash_side


STAGES: tuple[Stage, ...] = (
    Stage(1, "Practitioner", "decision-maker", 1),
    Stage(2, "Safeguarding lead", "MASH manager", 1),
    Stage(3, "Named professional", "head of service", 2),
    Stage(4, "", "Directors of the partners", 3),
    Stage(5, "", "Independent scrutineer", 5),
)
FIRST = 1
LAST = len(STAGES)
# A child may be harmed at any hour: the people who can act today are asked at once, and asked in hours.
IMMEDIATE_HARM_STAGE = 3
IMMEDIATE_HARM_HOURS = 4
# The protocols end a disagreement within about ten working days; the page counts up to it.
ABOUT_AT_MOST = 10


class Status(StrEnum):
    """Where an escalation stands. OPEN: MASH owes a reply. ANSWERED: the referrer's side says what now."""

    OPEN = "open"
    ANSWERED = "answered"
    AGREED = "agreed"
    CLOSED = "closed"


class Answer(StrEnum):
    """What a reply can be."""

    AGREE = "agree"
    PARTLY = "partly"
    NO = "no"


class Outcome(StrEnum):
    """How it ended. UPHELD: the decision stands. CHANGED: a new decision took its place."""

    NONE = "none"
    UPHELD = "upheld"
    CHANGED = "changed"
    PARTLY = "partly"


class Move(StrEnum):
    """What can happen to an escalation once it is raised."""

    AGREE = "agree"
    ANSWER = "answer"
    TAKE_FURTHER = "take_further"
    CLOSE = "close"


LIVE = frozenset({Status.OPEN, Status.ANSWERED})

MOVES: dict[Move, tuple[frozenset[Status], Status]] = {
    Move.AGREE: (frozenset({Status.OPEN}), Status.AGREED),
    Move.ANSWER: (frozenset({Status.OPEN}), Status.ANSWERED),
    Move.TAKE_FURTHER: (LIVE, Status.OPEN),
    Move.CLOSE: (LIVE, Status.CLOSED),
}

REFUSALS: dict[Move, str] = {
    Move.AGREE: "This stage already has its reply. Open the page again to read it.",
    Move.ANSWER: "This stage already has its reply. Open the page again to read it.",
    Move.TAKE_FURTHER: "This escalation has ended. If you disagree with the new decision, escalate that one.",
    Move.CLOSE: "This escalation has already ended.",
}

STATUS_LABELS = {
    Status.OPEN: "Reply owed",
    Status.ANSWERED: "Answered, waiting for the referrer",
    Status.AGREED: "Agreed, new decision made",
    Status.CLOSED: "Closed",
}
ANSWER_LABELS = {
    Answer.AGREE: "Agree: make a new decision",
    Answer.PARTLY: "Agree in part",
    Answer.NO: "Do not agree",
}
ANSWERED_LABELS = {Answer.AGREE: "Agreed", Answer.PARTLY: "Agreed in part", Answer.NO: "Not agreed"}
OUTCOME_LABELS = {
    Outcome.NONE: "Not ended",
    Outcome.UPHELD: "The decision stands",
    Outcome.CHANGED: "A new decision was made",
    Outcome.PARTLY: "Agreed in part; the decision stands",
}


def after(status: Status, move: Move) -> Status | None:
    """The status after the move; None when the move may not be made from here."""
    sources, target = MOVES[move]
    return target if status in sources else None


def first_stage(*, immediate_harm: bool) -> int:
    """Where an escalation starts."""
    return IMMEDIATE_HARM_STAGE if immediate_harm else FIRST


def next_stage(stage: int) -> int | None:
    """The stage above; None at the top of the ladder."""
    return stage + 1 if FIRST <= stage < LAST else None


def stage(number: int) -> Stage:
    """The stage with this number. Refuses a number that the ladder does not have."""
    if not FIRST <= number <= LAST:
        raise ValueError(f"The ladder has no stage {number}.")
    return STAGES[number - 1]


def may_take_further(status: Status, *, stage: int, late: bool) -> bool:
    """Whether the next stage may be asked: after a reply, or without one once it is late."""
    return next_stage(stage) is not None and (status is Status.ANSWERED or (status is Status.OPEN and late))


def outcome_of(answer: Answer | None) -> Outcome:
    """How an escalation ended when the last reply was this; closed without a reply, the decision stands."""
    outcomes = {Answer.AGREE: Outcome.CHANGED, Answer.PARTLY: Outcome.PARTLY}
    return Outcome.UPHELD if answer is None else outcomes.get(answer, Outcome.UPHELD)
