"""Referrers who come seldom sign in with a code from their mail, where their agency allows it."""

from django.db import transaction

from accounts.domains import at_domain, only_agency_at
from accounts.leaving import take_up
from accounts.models import Agency, User
from accounts.roles import Role
from accounts.single_sign_on import signs_in_at_work, single_sign_on_of
from core.errors import Refused
from trail.actions import write
from trail.verbs import Verb


def agency_of_address(email: str) -> Agency | None:
    """The one agency at this address's domain, when it lets people in by code. With single sign-on it does not."""
    found = only_agency_at(email)
    return found if found and found.occasional_referrers and single_sign_on_of(email) is None else None


def may_join(email: str) -> bool:
    """Whether an account comes of proving this address. Not when it has one already, even one that has ended."""
    return agency_of_address(email) is not None and not User.objects.filter(email=email.strip().lower()).exists()


def may_use_code(user: User) -> bool:
    """Practitioners only, of an agency that allows it, at its own domain: they see nothing but what they sent."""
    agency = user.agency
    if agency is None or not user.is_active or user.role != Role.PRACTITIONER:
        return False
    return agency.occasional_referrers and at_domain(user.email, agency) and not signs_in_at_work(user)


@transaction.atomic
def join_by_code(email: str) -> User:
    """The account of somebody who has just shown that the address is theirs. Refuses any other address."""
    address = email.strip().lower()
    agency = agency_of_address(address)
    if agency is None:
        raise Refused("No code opens this address any more.")
    Agency.objects.select_for_update(no_key=True).get(pk=agency.pk)  # two at once wait for each other
    known: User | None = User.objects.filter(email=address).first()
    if known is not None:
        if not may_use_code(known):
            raise Refused("No code opens this address any more.")
        return known
    return new_practitioner(address, agency)


def new_practitioner(address: str, agency: Agency, *, name: str = "") -> User:
    """An account for an address that was proved, without a password. Call it in the transaction that proved it."""
    full_name = name or address.partition("@")[0].replace(".", " ").title()[:120]
    person = User.objects.create_user(address, None, full_name=full_name, role=Role.PRACTITIONER, agency=agency)
    write(Verb.CREATED, subject="user", subject_id=person.pk, by=person, role=person.role, agency=agency.pk)
    take_up(person, by=person)
    return person
