"""Giving a form to the agency's safeguarding lead before it is sent: given, taken back, returned, sent, reminded of."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from django.db import transaction

from accounts.models import User
from core import clock
from core.errors import Conflict, Refused
from core.visible import visible
from notifications.actions import Wanted, queue_messages
from notifications.kinds import Kind
from referrals.actions import unsent_draft
from referrals.document import sha256
from referrals.models import Draft, LeadReading
from referrals.policies import lead_reads_first
from referrals.reading_states import REFUSALS, Move, Stand, after
from sla.limits import reading_due_at
from thresholds.scoring import Score
from trail.actions import write
from trail.verbs import Verb

# More than any lead writes about one form. Characters.
LONGEST_COMMENT = 4000


@transaction.atomic
def give_to_lead(draft: Draft, *, document: Mapping[str, Any], answer: Score, by: User) -> LeadReading:
    """Give one's form to the safeguarding lead, and tell every lead of the agency. Given twice, it is given once.

    Refuses a form that no lead reads first: it is urgent, or the agency does not ask for it.
    """
    locked = unsent_draft(draft, by)
    given = locked.readings.open().first()
    if given is not None:
        return given
    if not lead_reads_first(locked, document, answer):
        raise Refused("You can send this form yourself, now.")
    now = clock.now()
    made = LeadReading.objects.create(draft=locked, given_at=now, given_by=by, due_at=reading_due_at(now))
    write(Verb.CHANGED, subject="draft", subject_id=locked.pk, record_id=locked.pk, by=by, stand=made.stand)
    queue_messages(_to_leads(made, locked, Kind.FORM_TO_READ))
    return made


@transaction.atomic
def take_back(draft: Draft, *, by: User) -> LeadReading:
    """The writer goes on writing. Refuses when the lead has it no more."""
    return end_reading(unsent_draft(draft, by), Move.TAKE_BACK, by=by)


@transaction.atomic
def return_to_writer(draft: Draft, *, comments: str, by: User) -> LeadReading:
    """The lead gives a form back with what should change, and its writer is told.

    Refuses anyone but a lead of the agency, a form that does not wait, and a return that says nothing.
    """
    locked = Draft.objects.select_for_update(of=("self",)).given_to(by).filter(pk=draft.pk).first()
    if locked is None:
        raise Conflict(REFUSALS[Move.RETURN])
    if not visible(comments):
        raise Refused("Say what should change, so that the writer knows", field="comments")
    if len(comments) > LONGEST_COMMENT:
        raise Refused(f"Use {LONGEST_COMMENT} characters or fewer", field="comments")
    ended = end_reading(locked, Move.RETURN, comments=comments.strip(), by=by)
    queue_messages([_letter(ended, Kind.FORM_RETURNED, locked.owner_id, f"/referrals/draft/{locked.pk}/")])
    return ended


def end_reading(draft: Draft, move: Move, *, comments: str = "", by: User) -> LeadReading:
    """The one place that writes `stand`. The caller has locked the draft. Refuses when nothing waits."""
    reading = draft.readings.open().select_for_update(of=("self",)).first()
    target = after(Stand(reading.stand), move) if reading else None
    if reading is None or target is None:
        raise Conflict(REFUSALS[move])
    reading.stand, reading.comments = target.value, comments
    reading.ended_at, reading.ended_by = clock.now(), by
    reading.save(update_fields=["stand", "comments", "ended_at", "ended_by"])
    verb = Verb.RETURNED if move == Move.RETURN else Verb.CHANGED
    write(verb, subject="draft", subject_id=draft.pk, record_id=draft.pk, by=by, stand=reading.stand)
    return reading


def check_may_send(draft: Draft, document: dict[str, Any], answer: Score, *, read: str, by: User) -> None:
    """Refuses a writer whose lead reads first and still has time, and a lead who read another form than stands there.

    `draft` knows whether a lead `had_time`: see `sendable_by`.
    """
    if by.pk != draft.owner_id:
        if read != sha256(document):
            raise Conflict("The form has changed since you opened it. Read it again, then send it.")
        return
    if not draft.had_time and lead_reads_first(draft, document, answer):  # type: ignore[attr-defined]
        raise Refused("Your safeguarding lead reads this form first. Give it to them.")


def remind_of_readings(now: datetime) -> int:
    """Tell lead and writer of each form that nobody has read in time, once. Returns of how many it told.

    Rows that another worker has in hand are left for its round.
    """
    with transaction.atomic():
        due = LeadReading.objects.to_remind(now).select_for_update(of=("self",), skip_locked=True)
        late = list(due.select_related("draft")[:200])
        system = User.objects.system()
        for one in late:
            one.reminded_at = now
            one.save(update_fields=["reminded_at"])
            write(Verb.WARNED, subject="draft", subject_id=one.draft_id, record_id=one.draft_id, by=system)
            writer = _letter(one, Kind.FORM_NOT_READ, one.draft.owner_id, f"/referrals/draft/{one.draft_id}/check/")
            queue_messages([writer, *_to_leads(one, one.draft, Kind.FORM_NOT_READ)])
    return len(late)


def _to_leads(reading: LeadReading, draft: Draft, kind: Kind) -> Iterable[Wanted]:
    leads = User.objects.leads_of(draft.agency_id).values_list("pk", flat=True)
    return [_letter(reading, kind, lead, f"/referrals/agency/forms/{draft.pk}/") for lead in leads]


def _letter(reading: LeadReading, kind: Kind, to_id: Any, path: str) -> Wanted:
    return Wanted(kind, to_id, reading.draft_id, "", path, f"{kind}:{reading.pk}:{to_id}", reading.due_at)
