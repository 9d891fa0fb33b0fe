"""The desk: who holds a referral. Decisions stand in `deciding`; this module gives them all one name."""

from django.db import transaction

from accounts.models import User
from contacts.actions import close_behind
from core import clock
from core.errors import Refused
from mash.choices import PushBack
from mash.deciding import record_decision, return_decision, sign_off, supersede_decision
from mash.locking import lock_referral
from mash.models import EarlyHelpCase
from mash.policies import (
    check_can_accept,
    check_can_claim,
    check_can_hold,
    check_can_reassign,
    check_can_release,
)
from mash.telling import mark_read, tell_by_phone
from referrals.actions import set_holder
from referrals.models import Referral
from referrals.states import Status
from sla.actions import hand_over
from trail.actions import write
from trail.verbs import Verb

__all__ = [
    "PushBack",
    "accept_early_help",
    "claim",
    "give_back_early_help",
    "hand_back",
    "mark_read",
    "reassign",
    "record_decision",
    "release",
    "return_decision",
    "sign_off",
    "supersede_decision",
    "take_next",
    "tell_by_phone",
]


@transaction.atomic
def claim(referral: Referral, *, by: User) -> Referral:
    """Take an unclaimed referral and answer for its clocks. Two people never hold the same one; the row is locked."""
    locked = lock_referral(referral.pk, by=by)
    check_can_claim(locked, by=by)
    return locked if locked.holder_id == by.pk else _hold(locked, by, by=by)


@transaction.atomic
def take_next(*, by: User) -> Referral:
    """Take the unclaimed referral with the least time left. Rows that somebody else is taking are passed over."""
    if not by.is_mash:
        raise Refused("Only MASH works on the queue.")
    waiting = Referral.objects.visible_to(by).filter(status=Status.RECEIVED.value, holder__isnull=True)
    chosen = waiting.in_queue_order().select_for_update(skip_locked=True, of=("self",)).first()
    if chosen is None:
        raise Refused("Nobody is waiting. Every open referral has somebody.")
    return _hold(chosen, by, by=by)


@transaction.atomic
def release(referral: Referral, *, by: User) -> Referral:
    """Hand a referral back to the queue, with its clocks."""
    locked = lock_referral(referral.pk, by=by)
    check_can_release(locked, by=by)
    return _hold(locked, None, by=by)


@transaction.atomic
def reassign(referral: Referral, *, to: User, by: User) -> Referral:
    """Give a referral and its clocks to somebody else at the desk."""
    locked = lock_referral(referral.pk, by=by)
    check_can_reassign(locked, by=by)
    check_can_hold(locked, by=to)
    return locked if locked.holder_id == to.pk else _hold(locked, to, by=by)


@transaction.atomic
def hand_back(referral: Referral, *, by: User) -> Referral:
    """What somebody who has left held goes back to the queue, with its clocks. Refuses while the holder is here."""
    locked = Referral.objects.select_for_update(of=("self",)).select_related("holder").get(pk=referral.pk)
    if locked.holder is None or locked.holder.is_active:
        raise Refused("The holder of this referral has not left.")
    return _hold(locked, None, by=by)


def _hold(referral: Referral, holder: User | None, *, by: User) -> Referral:
    held = set_holder(referral, holder=holder, by=by)
    if holder is not None:
        close_behind(referral, by=by)
    hand_over(subject_id=referral.pk, holder=holder, by=by)
    return held


@transaction.atomic
def accept_early_help(referral: Referral, *, by: User) -> EarlyHelpCase:
    """The Early Help co-ordinator takes the family on."""
    case = EarlyHelpCase.objects.select_for_update(of=("self",)).visible_to(by).filter(referral=referral).first()
    if case is None:
        raise Refused("There is nothing here.")
    check_can_accept(case, by=by)
    if User.objects.still_here(by) is None:
        raise Refused("This account has ended.")
    case.accepted_at, case.accepted_by = clock.now(), by
    case.save(update_fields=["accepted_at", "accepted_by"])
    write(Verb.CHANGED, subject="early_help", subject_id=case.pk, record_id=referral.pk, by=by, accepted=True)
    return case


@transaction.atomic
def give_back_early_help(case: EarlyHelpCase, *, by: User) -> EarlyHelpCase:
    """A family taken on by somebody who has left waits in the inbox again. Refuses while that person is here."""
    locked = EarlyHelpCase.objects.select_for_update(of=("self",)).select_related("accepted_by").get(pk=case.pk)
    if locked.accepted_by is None or locked.accepted_by.is_active:
        raise Refused("Whoever took this family on has not left.")
    locked.accepted_at = locked.accepted_by = None
    locked.save(update_fields=["accepted_at", "accepted_by"])
    write(Verb.CHANGED, subject="early_help", subject_id=locked.pk, record_id=locked.referral_id, by=by, accepted=False)
    return locked
