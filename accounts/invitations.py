"""A safeguarding lead invites a colleague: one address at the agency's own domain, one use, 72 hours."""

import logging
import secrets
from datetime import timedelta
from functools import partial
from hashlib import sha256
from typing import Any

from django.conf import settings
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.core.mail import send_mail
from django.db import transaction
from django.template.loader import render_to_string
from django.urls import reverse

from accounts.agency_settings import check_settles
from accounts.domains import at_domain
from accounts.leaving import take_up
from accounts.models import Agency, Invitation, User
from accounts.roles import Role
from accounts.single_sign_on import single_sign_on_of
from core import clock
from core.errors import Conflict, Refused
from trail.actions import write
from trail.verbs import Verb

log = logging.getLogger("accounts")

LASTS = timedelta(hours=72)
NOT_VALID = "This invitation cannot be used. Ask whoever invited you for another."


@transaction.atomic
def invite(agency: Agency, *, email: str, by: User) -> Invitation:
    """Invite somebody as a practitioner. An address that has an open invitation gets a new link for it.

    Refuses everybody but the agency's lead and an administrator, another domain, and an address that has an account.
    """
    check_settles(agency, by)
    address = email.strip().lower()
    if not at_domain(address, agency):
        raise Refused(f"Use an address that ends in @{agency.email_domain or '…'}", field="email")
    if User.objects.filter(email=address).exists():
        raise Refused("Somebody already has this email address", field="email")
    Agency.objects.select_for_update(no_key=True).get(pk=agency.pk)  # two at once wait for each other
    known = Invitation.objects.filter(agency=agency, email=address, accepted_at=None, withdrawn_at=None).first()
    return _send(known or Invitation(agency=agency, email=address), by)


@transaction.atomic
def invite_again(invitation: Invitation, *, by: User) -> Invitation:
    """A new link for another 72 hours; the one before stops working. Refuses one that was used or withdrawn."""
    return _send(_still_open(invitation, by), by)


@transaction.atomic
def withdraw(invitation: Invitation, *, by: User) -> Invitation:
    """Take an invitation away. Refuses one that was used or withdrawn."""
    found = _still_open(invitation, by)
    found.withdrawn_at, found.withdrawn_by = clock.now(), by
    found.save(update_fields=["withdrawn_at", "withdrawn_by"])
    write(Verb.ERASED, subject="invitation", subject_id=found.pk, by=by)
    return found


def find_invitation(token: str) -> Invitation | None:
    """The invitation that this link still opens. Wrong, old, used and withdrawn ones are all nothing."""
    usable = Invitation.objects.filter(accepted_at=None, withdrawn_at=None, expires_at__gt=clock.now())
    return usable.select_related("agency").filter(token_sha256=_hash(token)).first()


@transaction.atomic
def accept(token: str, *, full_name: str, job_title: str, password: str | None = None) -> User:
    """Make the account that was offered, once. Refuses with one sentence whatever makes the link unusable.

    Whoever signs in with a work account has no password; everybody else must choose one.
    """
    found = find_invitation(token)
    locked = found and Invitation.objects.select_for_update(of=("self",)).get(pk=found.pk)
    if found is None or locked is None or locked.accepted_at or locked.withdrawn_at:
        raise Refused(NOT_VALID)
    if locked.token_sha256 != _hash(token) or User.objects.filter(email=locked.email).exists():
        raise Refused(NOT_VALID)
    given = {"full_name": full_name, "job_title": job_title, "role": Role.PRACTITIONER, "agency": found.agency}
    if single_sign_on_of(locked.email):
        password = None
    else:
        _check_password(password, User(email=locked.email, full_name=full_name))
    person = User.objects.create_user(locked.email, password, **given)
    locked.accepted_at, locked.accepted_by = clock.now(), person
    locked.save(update_fields=["accepted_at", "accepted_by"])
    facts: dict[str, Any] = {"role": person.role, "agency": found.agency_id, "invitation": locked.pk}
    write(Verb.CREATED, subject="user", subject_id=person.pk, by=person, record_id=None, **facts)
    take_up(person, by=person)
    return person


def _check_password(password: str | None, owner: User) -> None:
    if not password:
        raise Refused("Open the link once more, and choose a password.")
    try:
        validate_password(password, owner)
    except ValidationError as error:
        raise Refused(str(error.messages[0]), field="password1") from error


def _still_open(invitation: Invitation, by: User) -> Invitation:
    locked = Invitation.objects.select_for_update(of=("self",)).select_related("agency").get(pk=invitation.pk)
    check_settles(locked.agency, by)
    if locked.accepted_at or locked.withdrawn_at:
        raise Conflict("This invitation was used or withdrawn.")
    return locked


def _send(invitation: Invitation, by: User) -> Invitation:
    """A new token: its hash is kept, the token itself stands only in the mail, which goes once this has committed."""
    token = secrets.token_urlsafe(32)
    now = clock.now()
    invitation.token_sha256, invitation.invited_at, invitation.invited_by = _hash(token), now, by
    invitation.expires_at = now + LASTS
    invitation.save()
    write(Verb.CREATED, subject="invitation", subject_id=invitation.pk, by=by, agency=invitation.agency_id)
    transaction.on_commit(partial(_mail, invitation.email, invitation.agency.name, token))
    return invitation


def _mail(email: str, agency: str, token: str) -> None:
    """A dead mail server is said in the log, without the address; the lead sends the invitation again."""
    link = settings.SITE_URL.rstrip("/") + reverse("join", args=[token])
    context = {"link": link, "agency": agency, "phone": settings.MASH_PHONE, "at_work": single_sign_on_of(email)}
    body = render_to_string("accounts/invitation.txt", context)
    try:
        send_mail("You are invited to Front Door", body, settings.DEFAULT_FROM_EMAIL, [email])
    except OSError as error:
        log.error("An invitation could not be sent: %s", type(error).__name__)


def _hash(token: str) -> str:
    return sha256(token.encode()).hexdigest()
