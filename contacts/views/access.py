"""Who has any business on these pages. For everybody else there is nothing here."""

from collections.abc import Callable, Collection
from functools import wraps
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse

from accounts.models import User
from accounts.roles import MASH, Role
from referrals.door import NOTHING

View = Callable[..., HttpResponse]
DESK_READERS = MASH | {Role.AUDITOR}


def person(request: HttpRequest) -> User:
    """Whoever is signed in; the middleware lets nobody else come this far."""
    assert isinstance(request.user, User)
    return request.user


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
