"""Keys for agencies' own systems: shown once, kept as a hash, submit-only unless told otherwise."""

import hashlib
import secrets
from dataclasses import dataclass
from datetime import timedelta

from django.conf import settings
from django.db import transaction
from django.utils.module_loading import import_string
from rest_framework.authentication import BaseAuthentication, get_authorization_header
from rest_framework.exceptions import AuthenticationFailed
from rest_framework.request import Request

from accounts.models import ApiKey, User
from accounts.roles import Role
from core import clock
from core.errors import Refused
from trail.actions import write
from trail.verbs import Verb

LONGEST_LIFE = timedelta(days=90)
_SCHEME = b"bearer"


@dataclass(frozen=True)
class NewKey:
    """A key just made, with its only readable copy."""

    row: ApiKey
    text: str


@transaction.atomic
def make_api_key(acts_as: User, *, name: str, by: User, may_read: bool = False) -> NewKey:
    """A key for the agency of `acts_as`, for 90 days; that person and the agency's leads are told at once.

    Refuses anyone but an administrator.
    """
    if by.role != Role.ADMINISTRATOR:
        raise Refused("Only an administrator makes keys.")
    if not acts_as.is_referrer or not acts_as.is_active or acts_as.agency_id is None:
        raise Refused("A key acts as an active practitioner or safeguarding lead of an agency.", field="acts_as")
    prefix, secret = secrets.token_hex(4), secrets.token_urlsafe(32)
    text = f"fdk_{prefix}_{secret}"
    now = clock.now()
    row = ApiKey.objects.create(
        agency_id=acts_as.agency_id,
        acts_as=acts_as,
        name=name,
        prefix=prefix,
        key_sha256=_hash(text),
        may_read=may_read,
        created_at=now,
        created_by=by,
        expires_at=now + LONGEST_LIFE,
    )
    write(Verb.CREATED, subject="api_key", subject_id=row.pk, by=by, agency=row.agency_id, may_read=may_read)
    import_string(settings.TELLS_OF_KEY)(row)
    return NewKey(row, text)


@transaction.atomic
def revoke_api_key(key: ApiKey, *, by: User) -> None:
    """Ends a key at once. Ending it twice changes nothing."""
    if by.role != Role.ADMINISTRATOR:
        raise Refused("Only an administrator ends keys.")
    if ApiKey.objects.filter(pk=key.pk, revoked_at__isnull=True).update(revoked_at=clock.now()):
        write(Verb.ERASED, subject="api_key", subject_id=key.pk, by=by)


class ApiKeyAuthentication(BaseAuthentication):
    """`Authorization: Bearer fdk_...`. The request acts as the person the key stands for, and its trail says so."""

    def authenticate(self, request: Request) -> tuple[User, ApiKey] | None:
        parts = get_authorization_header(request).split()
        if not parts or parts[0].lower() != _SCHEME:
            return None
        if len(parts) != 2:
            raise AuthenticationFailed("Send the key as: Authorization: Bearer fdk_...")
        key = (
            ApiKey.objects.select_related("acts_as", "agency")
            .filter(key_sha256=_hash(parts[1].decode("ascii", "replace")))
            .first()
        )
        if key is None or key.revoked_at or key.expires_at <= clock.now() or not key.acts_as.is_active:
            raise AuthenticationFailed("This key is not valid. It may have ended: keys last 90 days.")
        key.acts_as.through = {"through_key": key.pk, "key_made_by": key.created_by_id}
        return key.acts_as, key

    def authenticate_header(self, request: Request) -> str:
        return "Bearer"


def _hash(text: str) -> str:
    """SHA-256 is enough: the key is 256 random bits, not a password."""
    return hashlib.sha256(text.encode()).hexdigest()
