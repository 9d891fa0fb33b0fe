"""What a session remembers of a sign-in at somebody's own agency."""

import time
from typing import Any

from allauth.account.internal.flows.login import get_authentication_records, record_authentication
from django.http import HttpRequest

from accounts.models import User

_METHOD = "socialaccount"  # allauth's own word, which its pages know
# A second step of ours may follow the provider's answer, and no later. Seconds.
_LASTS = 15 * 60
# In a session without a person: whoever sat here has left, or was signed out. The provider asks them afresh.
AFRESH = "sign_in_afresh"


def remember(request: HttpRequest, person: User, *, agency_id: str, two_factors: bool) -> None:
    record_authentication(request, person, _METHOD, provider=agency_id, two_factors=two_factors)


def proved_at_work(request: HttpRequest, person: User) -> bool:
    """Whether the sign-in that is under way was answered by the person's own provider."""
    record = _last(request, person)
    return record is not None and time.time() - record["at"] < _LASTS


def signed_in_at_work(request: HttpRequest, person: User) -> bool:
    return _last(request, person) is not None


def had_two_factors(request: HttpRequest, person: User) -> bool:
    """Whether the provider said that it asked for a second factor in this session."""
    record = _last(request, person)
    return record is not None and record.get("two_factors") is True


def _last(request: HttpRequest, person: User) -> dict[str, Any] | None:
    records = [one for one in get_authentication_records(request, person) if one.get("method") == _METHOD]
    return records[-1] if records else None
