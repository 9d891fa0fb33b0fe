"""What MASH takes down for somebody else: a call, an e-mail, a police notification, a hand-over from the night."""

from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from accounts.models import Agency, User
from accounts.roles import REFERRERS
from contacts.actions import close, fresh_reference, hold, lock_contact
from contacts.codes import NAMELESS, TAKEN, Kind, Outcome
from contacts.models import Contact
from contacts.policies import check_can_advise, check_desk
from core import clock
from core.errors import Refused
from core.visible import visible
from trail.actions import write
from trail.verbs import Verb


@dataclass(frozen=True, slots=True)
class Taken:
    """What was taken down. `email`: of a caller who may have an account here."""

    kind: str
    received_at: datetime
    source_code: str
    said: str
    caller_name: str = ""
    caller_phone: str = ""
    agency: Agency | None = None
    email: str = ""


@transaction.atomic
def record_contact(taken: Taken, *, by: User) -> Contact:
    """Keep what somebody told MASH. Whoever takes it down holds it until it is answered or sent.

    Refuses everybody but MASH, a time to come, and a professional who gives no name.
    """
    check_desk(by)
    _check_taken(taken)
    now = clock.now()
    contact = Contact.objects.create(
        reference=fresh_reference(),
        kind=taken.kind,
        received_at=taken.received_at,
        recorded_at=now,
        recorded_by=by,
        person=account_of(taken),
        agency=taken.agency,
        source_code=taken.source_code,
        caller_name=taken.caller_name.strip(),
        caller_phone=taken.caller_phone,
        said=taken.said.strip(),
        waiting_since=now,
    )
    write(
        Verb.COLLECTED,
        subject="contact",
        subject_id=contact.pk,
        record_id=contact.pk,
        by=by,
        kind=contact.kind,
        source=contact.source_code,
    )
    return hold(contact, by=by)


@transaction.atomic
def give_advice(contact: Contact, *, advice: str, advice_to: str, by: User) -> Contact:
    """Close it as advice given: what was advised, and to whom. Who advised is who closes it."""
    locked = lock_contact(contact, by=by)
    check_can_advise(locked, by=by)
    if not visible(advice):
        raise Refused("Enter the advice that you gave", field="advice")
    if not visible(advice_to):
        raise Refused("Enter whom you gave it to", field="advice_to")
    locked.advice, locked.advice_to = advice.strip(), advice_to.strip()
    return close(locked, Outcome.ADVICE, by=by)


def account_of(taken: Taken) -> User | None:
    """The one account that fits the caller: their work e-mail, or their name at their agency."""
    people = User.objects.active().filter(role__in=REFERRERS)
    if taken.email:
        known: User | None = people.filter(email=taken.email.lower()).first()
        return known
    if taken.agency is None or not visible(taken.caller_name):
        return None
    found = list(people.filter(agency=taken.agency, full_name__iexact=taken.caller_name.strip())[:2])
    return found[0] if len(found) == 1 else None


def _check_taken(taken: Taken) -> None:
    if taken.kind not in TAKEN:
        raise Refused("Choose how it reached you", field="kind")
    if taken.received_at > clock.now():
        raise Refused("The time must be in the past", field="received_time")
    if not visible(taken.said):
        raise Refused("Enter what was said", field="said")
    nameless = taken.source_code in {code.value for code in NAMELESS}
    if nameless and (taken.agency is not None or taken.kind == Kind.POLICE):
        raise Refused("Only members of the public may stay anonymous. Choose where it comes from", field="source_code")
    if not nameless and not visible(taken.caller_name):
        raise Refused("Enter their name. Only members of the public may stay anonymous", field="caller_name")
