"""What somebody sends from a form after their session has ended. It waits for them until they have signed in.

It is kept, encrypted, in the nameless session of that browser, for half an hour and once. The writer of the form gets
it back; for anybody else who signs in there it is gone. docs/adr/0011-nothing-typed-is-lost.md says why.
"""

import json
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from importlib import import_module
from typing import Any, Protocol, cast

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.views import redirect_to_login
from django.contrib.sessions.backends.base import SessionBase
from django.http import HttpRequest, HttpResponse, QueryDict
from django.urls import ResolverMatch, reverse

from core import clock
from core.secret_box import CannotRead, SecretBox

KEY = "typed_while_out"
LASTS = timedelta(minutes=30)
LARGEST = 300_000  # bytes of one page; the longest section is far below it
BACK = "You were signed out. What you had typed is here again, and is saved."
_PAGE = "frontdoor.page_of_writer"
_BOX = SecretBox("front-door typed while out v1")


@dataclass(frozen=True, slots=True)
class Page:
    """A page that came without a session: whose it is, where it stands, and what its room must know to keep it."""

    owner: str
    address: str
    what: dict[str, Any] = field(default_factory=dict)


class Holder(Protocol):
    """What each module of `settings.TYPED_WHILE_OUT` has."""

    def page_sent(self, request: HttpRequest, match: ResolverMatch) -> Page | None:
        """The page that was sent, when it is one of this room's. Nobody learns from the answer whether it is there.

        What was posted is read only when the address is one of ours: the API reads its own.
        """

    def give_back(self, what: dict[str, Any], typed: QueryDict, *, by: Any) -> bool:
        """Keep it as if it had been saved while typing; False when that is no longer possible."""


class KeepTyped:
    """Stands before the door of signing in, so that what comes without a session is not thrown away there."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """An address that only takes forms shows no page: signing in leads to the one that the form stands on."""
        answer = self.get_response(request)
        login, page = reverse("account_login"), page_kept(request)
        if page and answer.headers.get("Location", "").startswith(login):
            return redirect_to_login(page, login)
        return answer

    def process_view(self, request: HttpRequest, view: Any, args: Any, kwargs: dict[str, Any]) -> None:
        if request.user.is_authenticated:
            if request.method == "GET" and KEY in request.session:
                _give_back(request)
        elif request.method == "POST" and request.resolver_match is not None:
            _hold(request, request.resolver_match)


def page_kept(request: HttpRequest) -> str:
    """The page to go back to, when what was posted waits for its writer."""
    return str(request.META.get(_PAGE, ""))


def _hold(request: HttpRequest, match: ResolverMatch) -> None:
    for path in settings.TYPED_WHILE_OUT:
        page = _room(path).page_sent(request, match)
        if page is not None and len(content := request.POST.urlencode()) <= LARGEST:
            held = {"room": path, "owner": page.owner, "what": page.what, "typed": content}
            request.session[KEY] = _BOX.seal(json.dumps({**held, "at": clock.now().isoformat()}))
            request.META[_PAGE] = page.address
            return


def _give_back(request: HttpRequest) -> None:
    held = _take(request.session)
    # Before anything can go wrong with it: what cannot be given back must not stand before every page from now on.
    request.session.save()
    if held is None or held["owner"] != str(request.user.pk):
        return
    if _room(held["room"]).give_back(held["what"], QueryDict(held["typed"]), by=request.user):
        messages.success(request, BACK)


def _take(session: SessionBase) -> dict[str, Any] | None:
    """What waits there; after this it waits no more."""
    try:
        held: dict[str, Any] = json.loads(_BOX.unseal(session.pop(KEY)))
    except CannotRead:
        return None
    return held if clock.now() - datetime.fromisoformat(held["at"]) <= LASTS else None


def _room(path: str) -> Holder:
    return cast("Holder", import_module(path))
