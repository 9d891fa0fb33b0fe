"""The whole product of status and move, through the actions."""

from collections.abc import Callable
from datetime import datetime

import pytest

from accounts.models import User
from core.errors import Refused
from mash import actions
from mash.actions import claim
from mash.models import Decision
from referrals.models import Referral
from referrals.states import OPEN, Status
from referrals.withdrawing import withdraw
from tests.factories import sent_referral
from tests.mash.conftest import LOWER, REPLY, WHY
from tests.mash.test_deciding import written

pytestmark = pytest.mark.django_db

# Every status with every move: what is possible, and the sentence when it is not.
POSSIBLE = {
    ("received", "propose"): True,
    ("received", "decide"): True,
    ("received", "return"): False,
    ("received", "agree"): False,
    ("received", "supersede"): False,
    ("for_manager", "propose"): False,
    ("for_manager", "decide"): True,
    ("for_manager", "return"): True,
    ("for_manager", "agree"): True,
    ("for_manager", "supersede"): False,
    ("decided", "propose"): False,
    ("decided", "decide"): False,
    ("decided", "return"): False,
    ("decided", "agree"): False,
    ("decided", "supersede"): True,
    ("withdrawn", "propose"): False,
    ("withdrawn", "decide"): False,
    ("withdrawn", "return"): False,
    ("withdrawn", "agree"): False,
    ("withdrawn", "supersede"): False,
}


@pytest.mark.parametrize(("status", "step"), sorted(POSSIBLE))
def test_every_status_with_every_move(
    status: str, step: str, held_high: Referral, delphine: User, asha: User, marek: User, at_tuesday: datetime
) -> None:
    decision = None
    if status == "withdrawn":
        held_high = claim(sent_referral(delphine), by=asha)  # a hint of harm is not ended by a withdrawal
        withdraw(held_high, reason="twice", words="Sent twice.", by=delphine)
        held_high.refresh_from_db()
        assert held_high.status == "withdrawn"
    elif status != "received":
        decision = actions.record_decision(
            held_high, level=3, route="early_help", rationale=WHY, differs_reason=LOWER, by=asha
        )
    if status == "decided":
        assert decision is not None
        actions.sign_off(decision, by=marek)
    attempts: dict[str, Callable[[], object]] = {
        "propose": lambda: actions.record_decision(
            held_high, level=3, route="early_help", rationale=WHY, differs_reason=LOWER, reply=REPLY, by=asha
        ),
        "decide": lambda: actions.record_decision(
            held_high, level=4, route="strategy_discussion", rationale=WHY, by=marek
        ),
        "return": lambda: actions.return_decision(decision or Decision(), why=WHY, by=marek),
        "agree": lambda: actions.sign_off(decision or Decision(), by=marek),
        "supersede": lambda: actions.supersede_decision(
            held_high, level=4, route="strategy_discussion", rationale=WHY, by=marek
        ),
    }
    before = written()
    if POSSIBLE[status, step]:
        attempts[step]()
        assert written() != before
    else:
        with pytest.raises(Refused):
            attempts[step]()
        held_high.refresh_from_db()
        assert (held_high.status, written()) == (status, before)


def test_the_product_is_whole() -> None:
    steps = {step for _, step in POSSIBLE}
    assert {status for status, _ in POSSIBLE} == {status.value for status in Status}
    assert len(POSSIBLE) == len(Status) * len(steps)
    assert {status.value for status in OPEN} == {"received", "for_manager"}
