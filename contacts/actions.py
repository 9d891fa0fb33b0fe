"""Everything that writes a consultation: asking, answering, claiming, closing."""

from collections.abc import Collection
from datetime import datetime
from uuid import UUID

from django.db import IntegrityError, transaction

from accounts.models import User
from contacts.checking import check_names_nobody
from contacts.codes import Kind, Outcome
from contacts.models import Contact, Message
from contacts.policies import check_can_claim, check_can_close, check_can_write
from contacts.states import Move, Status, after
from core import clock
from core.errors import Conflict, Refused
from core.references import new_reference
from core.visible import visible
from notifications.actions import queue_message
from notifications.kinds import Kind as Letter
from referrals.models import Referral
from sla.actions import hand_over, start_deadline, stop_deadline
from sla.clocks import Clock
from sla.limits import consultation_due_at
from sla.models import Deadline
from trail.actions import write
from trail.verbs import Verb

_TRIES = 5
LONGEST = 2000
MOST = 200


@transaction.atomic
def ask_for_advice(*, text: str, not_names: Collection[str] = (), key: UUID | None = None, by: User) -> Contact:
    """A question about a child who is not named. The same key is the same question.

    Refuses those who do not refer, an empty question, and one that could say who the child is.
    """
    if not by.is_referrer or by.agency is None:
        raise Refused("Only practitioners and safeguarding leads ask for advice here.")
    same = Contact.objects.visible_to(by).filter(pk=key).first() if key else None
    if same is not None:
        return same
    _check_text(text, asker=by, writer=by, not_names=not_names)
    now = clock.now()
    given = {"id": key} if key else {}
    contact = Contact.objects.create(
        **given,
        reference=fresh_reference(),
        kind=Kind.CONSULTATION,
        received_at=now,
        recorded_at=now,
        recorded_by=by,
        person=by,
        agency=by.agency,
        source_code=by.agency.source_code,
        waiting_since=now,
    )
    write(Verb.COLLECTED, subject="contact", subject_id=contact.pk, record_id=contact.pk, by=by, kind=contact.kind)
    _add(contact, text, not_names, at=now, by=by)
    _start_clock(contact, at=now, by=by)
    return contact


@transaction.atomic
def write_message(contact: Contact, *, text: str, not_names: Collection[str] = (), by: User) -> Message:
    """Go on with a consultation. MASH's message answers it and stops the clock; the asker's starts one."""
    locked = lock_contact(contact, by=by)
    check_can_write(locked, by=by)
    assert locked.person is not None
    _check_text(text, asker=locked.person, writer=by, not_names=not_names)
    if locked.messages.count() >= MOST:
        raise Refused("This thread is full. Telephone MASH.", field="text")
    now = clock.now()
    message = _add(locked, text, not_names, at=now, by=by)
    if by.is_mash:
        _answered(locked, message, at=now, by=by)
    elif locked.status == Status.ANSWERED:
        move(locked, Move.ASK)
        locked.waiting_since = now
        locked.save(update_fields=["status", "waiting_since"])
        _start_clock(locked, at=now, by=by)
    return message


@transaction.atomic
def claim_contact(contact: Contact, *, by: User) -> Contact:
    """Take it, and answer for its clock. Doing it twice changes nothing."""
    locked = lock_contact(contact, by=by)
    check_can_claim(locked, by=by)
    return locked if locked.holder_id == by.pk else hold(locked, by=by)


@transaction.atomic
def close_consultation(contact: Contact, *, by: User) -> Contact:
    """End the thread. It counts as advice when MASH has written in it."""
    locked = lock_contact(contact, by=by)
    check_can_close(locked, by=by)
    answered = locked.messages.filter(from_mash=True).exists()
    return close(locked, Outcome.ADVICE if answered else Outcome.ENDED, by=by)


@transaction.atomic
def close_behind(referral: Referral, *, by: User) -> None:
    """Close the contact that a referral came of: whoever works on the referral answers it there."""
    contact = Contact.objects.behind(referral).live().select_for_update(of=("self",)).first()
    if contact is not None:
        close(contact, Outcome.REFERRAL, by=by)


def hold(contact: Contact, *, by: User) -> Contact:
    contact.holder, contact.held_since = by, clock.now()
    contact.save(update_fields=["holder", "held_since"])
    hand_over(subject_id=contact.pk, holder=by, by=by)
    write(Verb.CLAIMED, subject="contact", subject_id=contact.pk, record_id=contact.pk, by=by, holder=by.pk)
    return contact


def close(contact: Contact, outcome: Outcome, *, by: User) -> Contact:
    """Write that a locked contact is closed, and stop its clock."""
    now = clock.now()
    move(contact, Move.CLOSE)
    contact.waiting_since, contact.outcome, contact.closed_at, contact.closed_by = None, outcome, now, by
    contact.save()
    stop_deadline(subject_id=contact.pk, at=now, by=by)
    write(Verb.CLOSED, subject="contact", subject_id=contact.pk, record_id=contact.pk, by=by, outcome=outcome)
    return contact


def lock_contact(contact: Contact, *, by: User) -> Contact:
    """The contact, locked, as it stands now. Refuses what `by` may not see as if it were not there."""
    found = Contact.objects.visible_to(by).select_for_update(of=("self",)).filter(pk=contact.pk).first()
    if found is None:
        raise Refused("There is nothing here.")
    return found


def move(contact: Contact, the_move: Move) -> None:
    """The one place that sets `status`, on a locked row; the caller saves it."""
    target = after(Status(contact.status), the_move)
    if target is None:
        raise Conflict("This is closed. Ask a new question, or telephone MASH.")
    contact.status = target.value


def fresh_reference() -> str:
    """A reference that neither a contact nor a referral has."""
    for _ in range(_TRIES):
        reference = new_reference()
        taken = Contact.objects.filter(reference=reference).exists()
        if not taken and not Referral.objects.filter(reference=reference).exists():
            return reference
    raise IntegrityError("No free reference was found.")


def page_of(contact: Contact) -> str:
    """Where MASH works on it."""
    return f"/contacts/{contact.reference}/"


def thread_of(contact: Contact) -> str:
    """Where whoever asked reads it."""
    return f"/advice/{contact.reference}/"


def _check_text(text: str, *, asker: User, writer: User, not_names: Collection[str]) -> None:
    if not visible(text):
        raise Refused("Write something before you send it", field="text")
    if len(text) > LONGEST:
        raise Refused(f"Use {LONGEST} characters or fewer", field="text")
    check_names_nobody(text, asker=asker, writer=writer, not_names=not_names)


def _add(contact: Contact, text: str, not_names: Collection[str], *, at: datetime, by: User) -> Message:
    message = Message.objects.create(
        contact=contact,
        number=contact.messages.count() + 1,
        writer=by,
        from_mash=by.is_mash,
        written_at=at,
        text=text.strip(),
    )
    write(
        Verb.REPLIED if message.number > 1 else Verb.CREATED,
        subject="message",
        subject_id=message.pk,
        record_id=contact.pk,
        by=by,
        kept_as_no_name=len(not_names),
    )
    return message


def _answered(contact: Contact, message: Message, *, at: datetime, by: User) -> None:
    """The clock stops, whoever answers holds it, and the asker is told that there is something to read."""
    move(contact, Move.ANSWER)
    contact.waiting_since = None
    contact.save(update_fields=["status", "waiting_since"])
    if contact.holder_id is None:
        hold(contact, by=by)
    stop_deadline(subject_id=contact.pk, clock=Clock.CONSULTATION, at=at, by=by)
    assert contact.person is not None
    queue_message(
        Letter.ADVICE_READY,
        to=contact.person,
        subject_id=contact.pk,
        reference=contact.reference,
        path=thread_of(contact),
        dedupe_key=f"advice:{message.pk}",
    )


def _start_clock(contact: Contact, *, at: datetime, by: User) -> Deadline:
    return start_deadline(
        subject_kind="contact",
        subject_id=contact.pk,
        record_id=contact.pk,
        clock=Clock.CONSULTATION,
        started_at=at,
        due_at=consultation_due_at(at),
        reference=contact.reference,
        path=page_of(contact),
        team="mash",
        holder=contact.holder,
        by=by,
    )
