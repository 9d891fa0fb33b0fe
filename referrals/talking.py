"""Words between the referrer's side and MASH about one referral, and the marks that they were read."""

from datetime import datetime
from uuid import UUID

from django.db import models, transaction

from accounts.models import User
from core import clock
from core.errors import Conflict, Refused
from core.visible import visible
from core.wording import london_moment
from notifications.actions import Wanted, queue_messages
from notifications.kinds import Kind
from referrals.adding import locked_for
from referrals.models import Referral, SeenMark, Side, ThreadMessage
from referrals.policies import check_can_ask, side_of
from referrals.telling import mash_people, referrer_people
from sla.actions import start_deadline, stop_deadline
from sla.clocks import Clock
from sla.limits import reply_due_at
from sla.models import Deadline
from trail.actions import write
from trail.verbs import Verb

LONGEST = 4000


class ReplyWithin(models.TextChoices):
    """How soon MASH needs the reply. Hours are elapsed hours."""

    TWO_HOURS = "2h", "Within 2 hours"
    FOUR_HOURS = "4h", "Within 4 hours"
    WORKING_DAY = "day", "Within one working day"


_HOURS = {ReplyWithin.TWO_HOURS.value: 2, ReplyWithin.FOUR_HOURS.value: 4, ReplyWithin.WORKING_DAY.value: None}


@transaction.atomic
def write_message(
    referral: Referral, *, key: UUID, text: str, by: User, within: str = "", seen_upto: datetime | None = None
) -> ThreadMessage:
    """Write to the other side. `within` (MASH only) asks for a reply by a time; the decision's time does not move.

    The referrer's words end the wait. The same key with the same words adds nothing more. Refuses an empty text,
    other words under a used key, a second question while one waits, and people who are on neither side.
    """
    locked = locked_for(referral, by)
    side = side_of(by, locked)
    earlier = ThreadMessage.objects.filter(key=key).first()
    if earlier is not None:
        return _same(earlier, locked, text, by)
    _check_text(text)
    now = clock.now()
    reply_by = _start_waiting(locked, within, now, by) if within else None
    message = ThreadMessage.objects.create(
        key=key,
        referral=locked,
        side=side,
        text=text.strip(),
        written_at=now,
        written_by=by,
        reply_by=reply_by,
    )
    if side == Side.REFERRER:
        stop_deadline(subject_id=locked.pk, clock=Clock.REPLY, at=now, by=by)
    if seen_upto is not None:
        _mark(locked, side, seen_upto, now, by)
    write(
        Verb.WROTE,
        subject="message",
        subject_id=message.pk,
        record_id=locked.pk,
        by=by,
        side=side,
        reply_by=reply_by.isoformat() if reply_by else None,
    )
    _tell(locked, message)
    return message


@transaction.atomic
def mark_seen(referral: Referral, *, upto: datetime, by: User) -> None:
    """Somebody of a side has read what was said up to a time. A second time changes nothing."""
    locked = locked_for(referral, by)
    _mark(locked, side_of(by, locked), upto, clock.now(), by)


def _mark(referral: Referral, side: Side, upto: datetime, now: datetime, by: User) -> None:
    upto = min(upto, now)  # nobody has read what is not written yet
    if SeenMark.objects.filter(referral=referral, side=side, upto__gte=upto).exists():
        return
    mark = SeenMark.objects.create(referral=referral, side=side, upto=upto, seen_at=now, seen_by=by)
    write(Verb.SEEN, subject="seen_mark", subject_id=mark.pk, record_id=referral.pk, by=by, side=side)


def _check_text(text: str) -> None:
    if not visible(text):
        raise Refused("Write your message.", field="text")
    if len(text) > LONGEST:
        raise Refused(f"Use {LONGEST} characters or fewer.", field="text")


def _same(earlier: ThreadMessage, referral: Referral, text: str, by: User) -> ThreadMessage:
    if earlier.referral_id != referral.pk or earlier.written_by_id != by.pk or earlier.text != text.strip():
        raise Conflict("This key was used for another message. Open the page again and send it from there.")
    return earlier


def _start_waiting(referral: Referral, within: str, now: datetime, by: User) -> datetime:
    """The clock of the reply. It is the referrer's; what MASH has promised runs on."""
    check_can_ask(referral, by=by)
    if within not in _HOURS:
        raise Refused("Choose by when you need the reply.", field="within")
    running = Deadline.objects.open().on(referral.pk).filter(clock=Clock.REPLY).first()
    if running is not None:
        raise Conflict(f"A reply is already asked for by {london_moment(running.due_at, now)}. Write a plain message.")
    due_at = reply_due_at(now, hours=_HOURS[within])
    start_deadline(
        subject_kind="referral",
        subject_id=referral.pk,
        record_id=referral.pk,
        clock=Clock.REPLY,
        started_at=now,
        due_at=due_at,
        reference=referral.reference,
        path=f"/referrals/{referral.reference}/",
        team="referrer",
        holder=User.objects.still_here(referral.referrer),
        by=by,
    )
    return due_at


def _tell(referral: Referral, message: ThreadMessage) -> None:
    """The other side hears that there is something to read, and nothing of what."""
    from_mash = message.side == Side.MASH
    pages = "/referrals/" if from_mash else "/queue/"
    queue_messages(
        Wanted(
            Kind.REPLY_WANTED if message.reply_by else Kind.THREAD_MESSAGE,
            person.pk,
            subject_id=referral.pk,
            reference=referral.reference,
            path=f"{pages}{referral.reference}/",
            dedupe_key=f"message:{message.pk}:{person.pk}",
            due_at=message.reply_by,
        )
        for person in (referrer_people(referral) if from_mash else mash_people(referral))
    )
