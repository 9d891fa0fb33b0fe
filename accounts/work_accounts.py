"""Whose account a work account opens. Bound once by the verified address, from then on by the provider's own name."""

from enum import StrEnum

from django.db import IntegrityError, transaction

from accounts.actions import check_administrator, end_sessions
from accounts.domains import only_agency_at
from accounts.id_tokens import Claims
from accounts.models import Agency, SingleSignOn, User, WorkAccount
from accounts.occasional import new_practitioner
from accounts.single_sign_on import speaks_for
from core import clock
from core.errors import Refused
from trail.actions import write
from trail.verbs import Verb


class Why(StrEnum):
    """Why somebody who came from a provider was not let in."""

    STATE = "state"  # not begun in this browser, begun too long ago, or used before
    DENIED = "denied"  # the provider, or the person there, said no
    PROVIDER = "provider"  # it gave no answer that we could use
    ANSWER = "answer"  # its answer was not believed
    STALE = "stale"  # asked to sign in afresh, and did not
    ADDRESS = "address"  # not verified, or not at the agency's domain
    ELSEWHERE = "elsewhere"  # the address has an account that this provider does not speak for
    CHANGED = "changed"  # the account is bound to another work account, or the work account to another
    ENDED = "ended"
    UNKNOWN = "unknown"


class NotAdmitted(Exception):
    """Nobody is let in. `person` is whose account it was about, when there is one."""

    def __init__(self, why: Why, person: User | None = None) -> None:
        super().__init__(why)
        self.why = why
        self.person = person


@transaction.atomic
def admit(row: SingleSignOn, claims: Claims) -> User:
    """The person that this work account opens; bound, or made where the agency allows it. Raises NotAdmitted.

    The agency's row is locked: two sign-ins at once wait for each other.
    """
    agency = Agency.objects.select_for_update(no_key=True).get(pk=row.agency_id)
    if only_agency_at(claims.email) != agency:
        raise NotAdmitted(Why.ADDRESS)
    bound = WorkAccount.objects.filter(issuer=row.issuer, subject=claims.subject).select_related("person").first()
    by_address: User | None = User.objects.filter(email=claims.email).first()
    if bound is not None:
        return _checked(row, bound.person, by_address or bound.person)
    if by_address is None:
        if not agency.occasional_referrers:
            raise NotAdmitted(Why.UNKNOWN)
        by_address = new_practitioner(claims.email, agency, name=claims.name)
    person = _checked(row, by_address, by_address)
    if WorkAccount.objects.filter(person=person, issuer=row.issuer).exists():
        raise NotAdmitted(Why.CHANGED, person)
    _bind(row, person, claims.subject)
    return person


def _checked(row: SingleSignOn, person: User, by_address: User) -> User:
    """The person, when it is theirs by both names, the provider speaks for them, and they are still here."""
    if by_address.pk != person.pk:
        raise NotAdmitted(Why.CHANGED, by_address)
    if not speaks_for(row, person):
        raise NotAdmitted(Why.ELSEWHERE, person)
    if not person.is_active:
        raise NotAdmitted(Why.ENDED, person)
    return person


def _bind(row: SingleSignOn, person: User, subject: str) -> None:
    """From now on this work account, and no other of that provider, opens it. A password it had opens nothing more."""
    made = WorkAccount(person=person, issuer=row.issuer, subject=subject, bound_at=clock.now())
    try:
        with transaction.atomic():
            made.save(force_insert=True)
    except IntegrityError as error:  # at another agency of the same provider, this very moment
        raise NotAdmitted(Why.CHANGED, person) from error
    if person.has_usable_password():
        person.set_unusable_password()
        person.save(update_fields=["password"])
    write(Verb.CREATED, subject="work_account", subject_id=made.pk, by=person, person=person.pk, agency=row.agency_id)


@transaction.atomic
def forget_work_account(person: User, *, by: User) -> int:
    """Let the next work account with this person's address be bound anew; returns how many were forgotten.

    For somebody whose account at work was made again. Signs them out. Refuses all but an administrator.
    """
    check_administrator(by)
    locked = User.objects.select_for_update(no_key=True).get(pk=person.pk)
    found = list(WorkAccount.objects.filter(person=locked))
    if not found:
        raise Refused("No work account opens this account.")
    WorkAccount.objects.filter(person=locked).delete()
    end_sessions(locked)
    for one in found:
        write(Verb.ERASED, subject="work_account", subject_id=one.pk, by=by, person=locked.pk)
    return len(found)
