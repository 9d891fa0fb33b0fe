"""Word to the referrer and to other teams: what is ready, and that it was read or heard."""

from datetime import datetime

from django.db import transaction

from accounts.models import User
from core import clock
from core.errors import Refused
from core.visible import visible
from mash.locking import lock_referral
from mash.models import Decision, How, Telling
from mash.policies import check_can_mark_read, check_can_tell, may_open
from notifications.actions import Wanted, queue_message, queue_messages
from notifications.calling import owe_calls
from notifications.hooks import Event
from notifications.kinds import Kind
from referrals.models import Referral
from sla.actions import start_deadline, stop_deadline
from sla.clocks import Clock
from sla.limits import feedback_due_at
from trail.actions import write
from trail.verbs import Verb


def page_of(referral: Referral) -> str:
    """Where MASH works on it."""
    return f"/queue/{referral.reference}/"


def outcome_of(referral: Referral) -> str:
    """Where the referrer reads the outcome."""
    return f"/referrals/{referral.reference}/outcome/"


def tell_team(kind: Kind, team: str, referral: Referral, *, path: str, key: str) -> None:
    """A message to everyone of a team who may open the referral."""
    people = [user for user in User.objects.in_team(team) if not referral.restricted or may_open(referral, user)]
    queue_messages(
        Wanted(kind, user.pk, referral.pk, referral.reference, path, dedupe_key=f"{key}:{user.pk}") for user in people
    )


def readers_of(referral: Referral) -> list[User]:
    """Who reads the outcome: the referrer, or in their place the leads of the agency."""
    if referral.referrer.is_active:
        return [referral.referrer]
    return list(User.objects.leads_of(referral.agency_id))


def tell_referrer(referral: Referral, decision: Decision, *, at: datetime, by: User) -> None:
    """An e-mail that says only that there is an outcome to read, and the clock that runs until it is read.

    A caller without an account gets no e-mail: the clock runs until MASH has told them by telephone. When the referrer
    has left, the safeguarding leads of their agency get it. The clock is the
    decision-maker's, or the team's when they have left.
    """
    for person in [] if referral.by_caller else readers_of(referral):
        queue_message(
            Kind.OUTCOME_READY,
            to=person,
            subject_id=referral.pk,
            reference=referral.reference,
            path=outcome_of(referral),
            dedupe_key=f"outcome:{decision.pk}:{person.pk}",
        )
    owe_calls(
        Event.OUTCOME_READY,
        agency_id=referral.agency_id,
        record_id=referral.pk,
        reference=referral.reference,
        dedupe_key=f"outcome:{decision.pk}",
        at=at,
    )
    start_deadline(
        subject_kind="referral",
        subject_id=referral.pk,
        record_id=referral.pk,
        clock=Clock.FEEDBACK,
        started_at=at,
        due_at=feedback_due_at(at),
        reference=referral.reference,
        path=page_of(referral),
        team="mash",
        holder=User.objects.still_here(decision.decided_by),
        by=by,
    )


@transaction.atomic
def mark_read(referral: Referral, *, by: User) -> Telling:
    """The referrer or their lead has read the outcome. Doing it twice changes nothing."""
    locked = lock_referral(referral.pk, by=by)
    check_can_mark_read(locked, by=by)
    telling = _telling_of(locked)
    return telling if telling.told_at else _told(locked, telling, How.READ, by=by)


@transaction.atomic
def tell_by_phone(referral: Referral, *, spoke_to: str, by: User) -> Telling:
    """MASH told the outcome by telephone, to somebody who is named. Refuses when the referrer already knows."""
    locked = lock_referral(referral.pk, by=by)
    telling = _telling_of(locked)
    check_can_tell(telling, by=by)
    if not visible(spoke_to):
        raise Refused("Enter the name of the person you spoke to.", field="spoke_to")
    return _told(locked, telling, How.TELEPHONE, spoke_to=spoke_to.strip(), by=by)


def _telling_of(referral: Referral) -> Telling:
    telling = (
        Telling.objects.select_for_update(of=("self",))
        .filter(decision__referral=referral, decision__state="made")
        .first()
    )
    if telling is None:
        raise Refused("There is no outcome to tell yet.")
    return telling


def _told(referral: Referral, telling: Telling, how: How, *, spoke_to: str = "", by: User) -> Telling:
    telling.told_at, telling.told_by, telling.how, telling.spoke_to = clock.now(), by, how, spoke_to
    telling.save(update_fields=["told_at", "told_by", "how", "spoke_to"])
    stop_deadline(subject_id=referral.pk, clock=Clock.FEEDBACK, at=telling.told_at, by=by)
    write(Verb.TOLD, subject="decision", subject_id=telling.decision_id, record_id=referral.pk, by=by, how=how)
    return telling
