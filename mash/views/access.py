"""Who has any business on these pages. For everybody else there is nothing here, as for an address that never was."""

from collections.abc import Callable, Collection
from functools import wraps
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse

from accounts.models import User
from accounts.roles import MASH, Role
from core.errors import Refused
from referrals.door import NOTHING

View = Callable[..., HttpResponse]
DESK_READERS = MASH | {Role.AUDITOR}
EARLY_HELP_READERS = frozenset({Role.EARLY_HELP, Role.MASH_MANAGER})
OUTCOME_READERS = DESK_READERS | {Role.PRACTITIONER, Role.SAFEGUARDING_LEAD}


def only_for(roles: Collection[str]) -> Callable[[View], View]:
    """A page for these roles. Others get the 404 of a page that does not exist, before anything is read."""

    def wrap(view: View) -> View:
        @wraps(view)
        def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
            if person(request).role not in roles:
                raise Http404(NOTHING)
            return view(request, *args, **kwargs)

        return guarded

    return wrap


def person(request: HttpRequest) -> User:
    """Whoever is signed in."""
    assert isinstance(request.user, User)
    return request.user


def say_refused(request: HttpRequest, refusal: Refused) -> None:
    """A refusal that belongs to no field of the page."""
    messages.error(request, refusal.sentence)
