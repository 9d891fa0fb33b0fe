"""Who may do what with an escalation. `check_can_x` refuses with a sentence; `can_x` asks, for its button."""

from collections.abc import Callable
from typing import Any

from accounts.models import User
from accounts.roles import Role
from core import clock
from core.errors import Conflict, Refused
from escalation import ladder
from escalation.ladder import REFUSALS, Move, Status
from escalation.models import Escalation
from escalation.querysets import READERS
from mash.policies import can_supersede
from referrals.models import Referral
from referrals.states import Status as ReferralStatus


def _asking(check: Callable[..., None]) -> Callable[..., bool]:
    """The question that goes with a check."""

    def ask(subject: Any, *, by: User) -> bool:
        try:
            check(subject, by=by)
        except Refused:
            return False
        return True

    return ask


def is_referrer_side(referral: Referral, user: User) -> bool:
    """The referrer, or a safeguarding lead of the agency that sent it."""
    if not user.is_active or not user.is_referrer:
        return False
    leads = user.role == Role.SAFEGUARDING_LEAD and user.agency_id == referral.agency_id
    return leads or referral.referrer_id == user.pk


def may_read_any(user: User) -> bool:
    """Whether escalations are any part of this person's work."""
    return user.is_active and user.role in READERS


def _check_referrer_side(referral: Referral, by: User, what: str) -> None:
    if not is_referrer_side(referral, by):
        raise Refused(f"Only the referrer or their safeguarding lead {what}.")


def check_can_raise(referral: Referral, *, by: User) -> None:
    """The referrer's side, once there is a decision, one escalation at a time."""
    _check_referrer_side(referral, by, "escalates a decision")
    if referral.status != ReferralStatus.DECIDED:
        raise Conflict("There is no decision to disagree with yet. If something has changed, ring MASH.")
    if referral.escalations.live().exists():
        raise Conflict("An escalation of this decision is already open. Open it to add to it or take it further.")


def check_can_reply(escalation: Escalation, *, by: User) -> None:
    """Whoever owns the stage, or a MASH manager, while a reply is owed."""
    owns = by.is_mash and escalation.owner_id == by.pk
    if not by.is_active or not (owns or by.is_manager):
        raise Refused("Only the person who owes the reply, or a MASH manager, replies.")
    if escalation.status != Status.OPEN:
        raise Conflict(REFUSALS[Move.ANSWER])


def check_can_agree(escalation: Escalation, *, by: User) -> None:
    """As for any reply; and since agreeing replaces the decision, only somebody who may do that."""
    check_can_reply(escalation, by=by)
    if not can_supersede(escalation.referral, by=by):
        raise Refused("A MASH manager makes the new decision. Ask a manager to send this reply.", field="answer")


def check_can_ask_manager(escalation: Escalation, *, by: User) -> None:
    """Whoever owns the stage hands it to the managers, for instance because a new decision is needed."""
    check_can_reply(escalation, by=by)
    if escalation.owner_id is None:
        raise Conflict("The managers already have this.")


def check_can_take_further(escalation: Escalation, *, by: User) -> None:
    """The referrer's side, after a reply or without one once it is late; not above the top of the ladder."""
    _check_referrer_side(escalation.referral, by, "takes an escalation further")
    if ladder.after(Status(escalation.status), Move.TAKE_FURTHER) is None:
        raise Conflict(REFUSALS[Move.TAKE_FURTHER])
    if ladder.next_stage(escalation.stage) is None:
        raise Refused(f"Stage {escalation.stage} is the last. Its answer ends the escalation.")
    late = escalation.is_late(clock.now())
    if not ladder.may_take_further(Status(escalation.status), stage=escalation.stage, late=late):
        raise Refused("MASH still has time to reply. If the child cannot wait, ring MASH now.")


def check_can_close(escalation: Escalation, *, by: User) -> None:
    """The referrer's side at any time; a MASH manager once the last stage has answered."""
    if ladder.after(Status(escalation.status), Move.CLOSE) is None:
        raise Conflict(REFUSALS[Move.CLOSE])
    last_word = escalation.stage == ladder.LAST and escalation.status == Status.ANSWERED
    if not (by.is_active and by.is_manager and last_word):
        _check_referrer_side(escalation.referral, by, "ends an escalation")


def check_can_record_learning(escalation: Escalation, *, by: User) -> None:
    """A MASH manager, once, after it has ended."""
    if not (by.is_active and by.is_manager):
        raise Refused("Only a MASH manager writes down what was learned.")
    if escalation.is_live:
        raise Conflict("This escalation has not ended yet.")
    if escalation.learning:
        raise Conflict("What was learned is already written down.")


can_raise = _asking(check_can_raise)
can_reply = _asking(check_can_reply)
can_agree = _asking(check_can_agree)
can_ask_manager = _asking(check_can_ask_manager)
can_take_further = _asking(check_can_take_further)
can_close = _asking(check_can_close)
can_record_learning = _asking(check_can_record_learning)
