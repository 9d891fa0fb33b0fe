"""Who may open a page of the form: its writer, while it is not sent. Afterwards the page leads to what was sent."""

from collections.abc import Callable
from functools import wraps
from typing import Concatenate, ParamSpec, cast
from uuid import UUID

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect

from accounts.models import User
from referrals.door import draft_of, open_draft
from referrals.models import Draft, Referral

OK, PAGE = 200, "text/html"
P = ParamSpec("P")
DraftView = Callable[Concatenate[HttpRequest, Draft, P], HttpResponse]
KeyView = Callable[Concatenate[HttpRequest, UUID, P], HttpResponse]


def person(request: HttpRequest) -> User:
    """Whoever is signed in; the middleware lets nobody else come this far."""
    assert isinstance(request.user, User)
    return request.user


def referrer(request: HttpRequest) -> User:
    """Whoever is signed in, when they refer. For everybody else the page is closed."""
    user = person(request)
    if not user.is_referrer:
        raise PermissionDenied
    return user


def for_writer(view: DraftView[P]) -> KeyView[P]:
    """Give the view its draft. Somebody else's is a 404; one that was sent leads to the referral.

    Whatever the view then shows is a read of the draft, on the trail in the transaction of the page. An answer without
    a page, such as the way on after saving, shows nothing.
    """

    @wraps(view)
    def opened(request: HttpRequest, key: UUID, *args: P.args, **kwargs: P.kwargs) -> HttpResponse:
        draft = draft_of(key, by=person(request))
        if draft.submitted_at is not None:
            return redirect("referrals:sent", Referral.objects.get(draft_id=draft.pk).reference)
        answer = view(request, draft, *args, **kwargs)
        if answer.status_code == OK and answer.headers["Content-Type"].startswith(PAGE):
            open_draft(key, by=person(request), view=view.__name__.strip("_"))
        return answer

    return cast("KeyView[P]", opened)
