"""Everything that writes an account. People join by an administrator's hand and leave the same way."""

from django.conf import settings
from django.contrib.sessions.models import Session
from django.db import transaction
from django.utils.module_loading import import_string

from accounts.domains import at_domain
from accounts.leaving import Held, hand_on, held_by, take_up
from accounts.models import Agency, ApiKey, User
from accounts.roles import REFERRERS, SEES_OTHERS, Role
from core import clock
from core.errors import Refused
from trail.actions import write, write_many
from trail.verbs import Verb


@transaction.atomic
def add_person(*, full_name: str, email: str, role: str, agency: Agency, by: User, job_title: str = "") -> User:
    """A new account without a password: its owner sets one. What waited for somebody like them becomes theirs.

    MASH's managers and the other administrators are told at once of an account that sees other people's referrals.
    Refuses anyone but an administrator, and for such an account an address that is not at its agency's own domain.
    """
    check_administrator(by)
    if User.objects.filter(email=email.lower()).exists():
        raise Refused("Somebody already has this email address", field="email")
    if role not in REFERRERS and agency.kind != "council":
        raise Refused("Only people of the council have this role", field="role")
    if role in SEES_OTHERS and not at_domain(email, agency):
        raise Refused(_other_domain(agency), field="email")
    person = User.objects.create_user(email, None, full_name=full_name, role=role, agency=agency, job_title=job_title)
    write(Verb.CREATED, subject="user", subject_id=person.pk, by=by, role=role, agency=agency.pk)
    if person.role in SEES_OTHERS:
        import_string(settings.TELLS_OF_ACCOUNT)(person, by=by)
    take_up(person, by=by)
    return person


def _other_domain(agency: Agency) -> str:
    if not agency.email_domain:
        return f"{agency} has no e-mail domain of its own here, so nobody there can have a role that sees referrals"
    return f"Use an address that ends in @{agency.email_domain}: this role sees other people’s referrals"


@transaction.atomic
def deactivate(person: User, *, by: User) -> list[Held]:
    """End an account now: sign-ins, sessions and keys with it; what the person held goes to others, and is returned.

    Refuses one's own account and the system's. Ending it twice changes nothing.
    """
    check_administrator(by)
    locked = User.objects.select_for_update(no_key=True).get(pk=person.pk)
    if locked.pk == by.pk or locked.is_system:
        raise Refused("You cannot end this account.")
    if not locked.is_active:
        return []
    held = held_by(locked)
    locked.is_active = False
    locked.save(update_fields=["is_active"])
    end_sessions(locked)
    _end_keys(locked, by=by)
    write(Verb.ERASED, subject="user", subject_id=locked.pk, by=by)
    hand_on(locked, by=by)
    return held


def _end_keys(person: User, *, by: User) -> None:
    keys = ApiKey.objects.filter(acts_as=person, revoked_at__isnull=True)
    ended = list(keys.values_list("pk", flat=True))
    keys.update(revoked_at=clock.now())
    write_many(Verb.ERASED, subject="api_key", subject_ids=ended, by=by)


def end_sessions(person: User) -> int:
    """Sign the person out everywhere. Whose a session is stands only inside it, so each is opened and looked at."""
    ended = 0
    for session in Session.objects.iterator():
        if session.get_decoded().get("_auth_user_id") == str(person.pk):
            session.delete()
            ended += 1
    return ended


def check_administrator(by: User) -> None:
    """Refuses everybody but an administrator whose account has not ended."""
    if by.role != Role.ADMINISTRATOR or not by.is_active:
        raise Refused("Only an administrator does this.")
