"""The life of a referral: every move from every status."""

from itertools import product

import pytest

from referrals.states import MOVES, OPEN, REFUSALS, Move, Status, after

ALLOWED = {
    (Status.RECEIVED, Move.PROPOSE): Status.FOR_MANAGER,
    (Status.RECEIVED, Move.DECIDE): Status.DECIDED,
    (Status.FOR_MANAGER, Move.RETURN): Status.RECEIVED,
    (Status.FOR_MANAGER, Move.DECIDE): Status.DECIDED,
    (Status.DECIDED, Move.SUPERSEDE): Status.DECIDED,
    (Status.RECEIVED, Move.WITHDRAW): Status.WITHDRAWN,
}


@pytest.mark.parametrize(("status", "move"), product(Status, Move))
def test_every_move_from_every_status(status: Status, move: Move) -> None:
    assert after(status, move) == ALLOWED.get((status, move))


def test_every_move_has_a_row_and_a_refusal() -> None:
    assert set(MOVES) == set(REFUSALS) == set(Move)


def test_open_means_neither_decided_nor_withdrawn() -> None:
    assert set(Status) - OPEN == {Status.DECIDED, Status.WITHDRAWN}
