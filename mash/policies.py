"""Who may do what at the desk. `check_can_x` refuses with a sentence; `can_x` asks, for the button of that thing."""

from collections.abc import Callable
from typing import Any

from accounts.models import User
from core.errors import Conflict, Refused
from mash.models import Decision, EarlyHelpCase, State, Telling
from referrals.models import Referral
from referrals.querysets import ReferralQuerySet
from referrals.states import REFUSALS, Move, Status

Check = Callable[..., None]


def _asking(check: Check) -> Callable[..., bool]:
    """The question that goes with a check."""

    def ask(subject: Any, *args: Any, by: User) -> bool:
        try:
            check(subject, *args, by=by)
        except Refused:
            return False
        return True

    return ask


def may_open(referral: Referral, user: User) -> bool:
    """True when this person may see the referral: the same door as every page."""
    return ReferralQuerySet(Referral).visible_to(user).filter(pk=referral.pk).exists()


def holder_sentence(referral: Referral) -> str:
    """Who holds it, for a person who wanted to."""
    return f"{referral.holder} holds this referral." if referral.holder else "Nobody holds this referral."


def _check_desk(by: User) -> None:
    if not by.is_mash:
        raise Refused("Only MASH works on the queue.")


def _check_open(referral: Referral) -> None:
    if referral.status == Status.WITHDRAWN:
        raise Conflict("The referrer has withdrawn this referral.")
    if not referral.is_open:
        raise Conflict(REFUSALS[Move.DECIDE])


def check_can_claim(referral: Referral, *, by: User) -> None:
    """Only MASH, only while it is open and nobody else holds it."""
    _check_desk(by)
    _check_open(referral)
    if referral.holder is not None and referral.holder_id != by.pk and referral.holder.is_active:
        raise Conflict(f"{holder_sentence(referral)} Ask them, or ask a manager to hand it over.")


def check_can_release(referral: Referral, *, by: User) -> None:
    """The holder hands back what they hold; a manager may hand back for anybody."""
    _check_desk(by)
    _check_open(referral)
    if not referral.holder_id:
        raise Conflict("Nobody holds this referral.")
    if referral.holder_id != by.pk and not by.is_manager:
        raise Conflict(f"{holder_sentence(referral)} Only they or a manager hand it back.")


def check_can_reassign(referral: Referral, *, by: User) -> None:
    """A manager, or the holder."""
    _check_desk(by)
    _check_open(referral)
    if referral.holder_id != by.pk and not by.is_manager:
        raise Refused(f"{holder_sentence(referral)} Only the holder or a manager hands it to somebody else.")


def check_can_hold(referral: Referral, *, by: User) -> None:
    """`by` can be given this referral: works at the desk, is active, and may open it."""
    if not (by.is_active and by.is_mash):
        raise Refused("Choose somebody who works in MASH.", field="to")
    if not may_open(referral, by):
        raise Refused(f"{by} may not open this referral. Choose somebody else.", field="to")


def check_can_decide(referral: Referral, *, by: User) -> None:
    """The holder or a manager, while it is open. What waits for a manager only a manager decides."""
    _check_desk(by)
    _check_open(referral)
    if by.is_manager:
        return
    if referral.status == Status.FOR_MANAGER:
        raise Conflict("A decision on this referral waits for a manager.")
    if referral.holder_id != by.pk:
        sentence = holder_sentence(referral)
        raise Refused(f"{sentence} Claim it first." if not referral.holder_id else f"{sentence} Only they decide.")


def _check_manager(by: User, what: str) -> None:
    if not by.is_manager:
        raise Refused(f"Only a MASH manager {what}.")


def check_can_sign_off(decision: Decision, *, by: User) -> None:
    """A manager, never on their own proposal, and only while it waits."""
    _check_manager(by, "signs off a decision")
    if decision.decided_by_id == by.pk:
        raise Refused("You proposed this decision. Another manager signs it off.")
    if decision.state != State.PROPOSED:
        raise Conflict("This decision no longer waits for sign-off. Open the referral again to see where it stands.")


def check_can_supersede(referral: Referral, *, by: User) -> None:
    """A manager, once there is a decision."""
    _check_manager(by, "replaces a decision")
    if referral.status != Status.DECIDED:
        raise Conflict(REFUSALS[Move.SUPERSEDE])


def check_can_mark_read(referral: Referral, *, by: User) -> None:
    """The referrer, or a safeguarding lead of the agency that sent it."""
    if not by.is_referrer or (referral.referrer_id != by.pk and referral.agency_id != by.agency_id):
        raise Refused("Only the referrer or their safeguarding lead confirms that the outcome was read.")
    if referral.status != Status.DECIDED:
        raise Conflict("There is no outcome to read yet.")


def check_can_tell(telling: Telling, *, by: User) -> None:
    """MASH, while the referrer has neither read nor heard."""
    _check_desk(by)
    if telling.told_at is not None:
        raise Conflict("The referrer already knows the outcome. Open the referral again to see how.")


def check_can_accept(case: EarlyHelpCase, *, by: User) -> None:
    """The Early Help co-ordinator, once."""
    if by.role != "early_help":
        raise Refused("Only the Early Help co-ordinator accepts a referral here.")
    if case.accepted_at is not None:
        raise Conflict(f"{case.accepted_by} has already accepted this.")


can_claim = _asking(check_can_claim)
can_release = _asking(check_can_release)
can_reassign = _asking(check_can_reassign)
can_decide = _asking(check_can_decide)
can_sign_off = _asking(check_can_sign_off)
can_supersede = _asking(check_can_supersede)
can_mark_read = _asking(check_can_mark_read)
can_tell = _asking(check_can_tell)
can_accept = _asking(check_can_accept)
