"""The ladder as data: every status with every move, and the stages."""

import itertools

import pytest

from escalation import ladder
from escalation.ladder import Answer, Move, Outcome, Status

ALLOWED = {
    (Status.OPEN, Move.AGREE): Status.AGREED,
    (Status.OPEN, Move.ANSWER): Status.ANSWERED,
    (Status.OPEN, Move.TAKE_FURTHER): Status.OPEN,
    (Status.OPEN, Move.CLOSE): Status.CLOSED,
    (Status.ANSWERED, Move.TAKE_FURTHER): Status.OPEN,
    (Status.ANSWERED, Move.CLOSE): Status.CLOSED,
}


@pytest.mark.parametrize(("status", "move"), itertools.product(Status, Move))
def test_every_move_from_every_status(status: Status, move: Move) -> None:
    assert ladder.after(status, move) == ALLOWED.get((status, move))


def test_each_move_has_a_refusal_and_each_status_a_label() -> None:
    assert set(ladder.REFUSALS) == set(Move) == set(ladder.MOVES)
    assert set(ladder.STATUS_LABELS) == set(Status)
    assert set(ladder.OUTCOME_LABELS) == set(Outcome)
    assert set(ladder.ANSWER_LABELS) == set(ladder.ANSWERED_LABELS) == set(Answer)


def test_the_five_stages_and_their_days() -> None:
    assert [(stage.number, stage.working_days) for stage in ladder.STAGES] == [(1, 1), (2, 1), (3, 2), (4, 3), (5, 5)]
    assert ladder.stage(1).who == "Practitioner and decision-maker"
    assert ladder.stage(5).who == "Independent scrutineer"


@pytest.mark.parametrize("number", [0, 6, -1])
def test_no_other_stage(number: int) -> None:
    with pytest.raises(ValueError, match="no stage"):
        ladder.stage(number)


def test_immediate_harm_skips_to_stage_three() -> None:
    assert ladder.first_stage(immediate_harm=True) == 3
    assert ladder.first_stage(immediate_harm=False) == 1


def test_the_top_of_the_ladder() -> None:
    assert [ladder.next_stage(number) for number in range(1, 6)] == [2, 3, 4, 5, None]


@pytest.mark.parametrize(
    ("status", "late", "allowed"),
    [
        (Status.OPEN, False, False),
        (Status.OPEN, True, True),
        (Status.ANSWERED, False, True),
        (Status.ANSWERED, True, True),
        (Status.AGREED, True, False),
        (Status.CLOSED, True, False),
    ],
)
def test_when_the_next_stage_may_be_asked(status: Status, late: bool, allowed: bool) -> None:
    assert ladder.may_take_further(status, stage=2, late=late) is allowed
    assert ladder.may_take_further(status, stage=5, late=late) is False


@pytest.mark.parametrize(
    ("answer", "outcome"),
    [
        (Answer.AGREE, Outcome.CHANGED),
        (Answer.PARTLY, Outcome.PARTLY),
        (Answer.NO, Outcome.UPHELD),
        (None, Outcome.UPHELD),
    ],
)
def test_how_it_ended(answer: Answer | None, outcome: Outcome) -> None:
    assert ladder.outcome_of(answer) is outcome
