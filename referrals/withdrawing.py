"""Taking a referral back, and asking for an answer when a promise has passed."""

from datetime import datetime

from django.db import transaction

from accounts.models import User
from core import clock
from core.errors import Conflict, Refused
from core.visible import visible
from notifications.actions import Wanted, queue_messages
from notifications.kinds import Kind
from referrals.actions import move
from referrals.adding import locked_for
from referrals.models import Chase, Referral, Side, WhyWithdrawn, Withdrawal
from referrals.policies import check_can_withdraw, speaks_for_referrer
from referrals.states import Move, Status
from referrals.telling import managers, mash_people
from sla.actions import stop_deadline
from sla.limits import feedback_due_at
from thresholds.published import of_version
from trail.actions import write
from trail.verbs import Verb

TO_MASH, TO_MANAGER = 1, 2


@transaction.atomic
def withdraw(referral: Referral, *, reason: str, words: str, by: User) -> Withdrawal:
    """Take the referral back, with a reason. Its clocks stop, it leaves the queue and MASH is told by whom.

    A hint of serious harm (the statutory level) is not ended by this: MASH is told, and decides. So too while a
    decision waits for a manager. Refuses a second time, anybody but the referrer's side, and after a decision.
    """
    locked = locked_for(referral, by)
    check_can_withdraw(locked, by=by)
    if reason not in WhyWithdrawn.values:
        raise Refused("Choose why you withdraw it.", field="reason")
    if not visible(words):
        raise Refused("Say in a sentence why you withdraw it.", field="words")
    now = clock.now()
    ends = not goes_on(locked)
    kept = Withdrawal.objects.create(
        referral=locked, reason=reason, words=words.strip(), ended=ends, asked_at=now, asked_by=by
    )
    if ends:
        move(locked, Move.WITHDRAW).save(update_fields=["status"])
        stop_deadline(subject_id=locked.pk, at=now, by=by)
    write(
        Verb.WITHDREW, subject="withdrawal", subject_id=kept.pk, record_id=locked.pk, by=by, reason=reason, ended=ends
    )
    _tell(locked, Kind.WITHDRAWN, f"withdrawn:{kept.pk}", mash_people(locked))
    return kept


def goes_on(referral: Referral) -> bool:
    """True when a withdrawal does not end it: MASH decides whether to look further."""
    statutory = of_version(referral.matrix_version_id).matrix.statutory.number
    return (referral.level or 0) >= statutory or referral.status == Status.FOR_MANAGER


@transaction.atomic
def ask_for_answer(referral: Referral, *, by: User) -> Chase:
    """It has gone quiet: ask MASH; after one more working day, a manager. Each once for the clock that ran out.

    Refuses before the time has passed, once it is answered, and anybody but the referrer's side.
    """
    locked = locked_for(referral, by)
    if not speaks_for_referrer(by, locked):
        raise Refused("Only the referrer or their safeguarding lead asks for an answer.")
    now = clock.now()
    step = step_to_ask(locked, now)
    if step is None:
        raise Conflict("There is nothing to ask for now: open the page again to see where it stands.")
    asked = Chase.objects.create(referral=locked, clock=locked.due_clock, step=step, asked_at=now, asked_by=by)
    write(Verb.ASKED, subject="chase", subject_id=asked.pk, record_id=locked.pk, by=by, clock=asked.clock, step=step)
    people = managers(locked) if step == TO_MANAGER else mash_people(locked)
    _tell(locked, Kind.ANSWER_WANTED, f"answer:{asked.pk}", people)
    return asked


def step_to_ask(referral: Referral, now: datetime) -> int | None:
    """Whom the referrer may ask now: MASH, a manager, or (None) nobody, because it is in time, answered or asked."""
    if not referral.is_open or now <= referral.due_at or _spoken_since(referral):
        return None
    asked = {one.step: one.asked_at for one in referral.chases.filter(clock=referral.due_clock)}
    if TO_MASH not in asked:
        return TO_MASH
    if TO_MANAGER in asked or now <= feedback_due_at(asked[TO_MASH]):
        return None
    return TO_MANAGER


def _spoken_since(referral: Referral) -> bool:
    """MASH has written something after the promised time."""
    return referral.messages.filter(side=Side.MASH, written_at__gt=referral.due_at).exists()


def _tell(referral: Referral, kind: Kind, key: str, people: list[User]) -> None:
    queue_messages(
        Wanted(kind, one.pk, referral.pk, referral.reference, f"/queue/{referral.reference}/", f"{key}:{one.pk}")
        for one in people
    )
