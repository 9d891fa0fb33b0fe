"""What somebody sends from a form after their session has ended. It waits for them until they have signed in.

It is kept, encrypted, in the nameless session of that browser, for half an hour and once. The writer of the form gets
it back; for anybody else who signs in there it is gone. docs/adr/0011-nothing-typed-is-lost.md says why.
"""

import json
from collections.abc import Callable
from datetime import datetime, timedelta
from secrets import token_hex
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.contrib.sessions.backends.base import SessionBase
from django.http import HttpRequest, HttpResponse, QueryDict
from django.urls import ResolverMatch

from accounts.idle import keep_for_writer
from accounts.models import User
from accounts.secret_box import CannotRead, seal, unseal
from core import clock
from core.errors import Refused
from referrals.merging import merge_section
from referrals.models import Draft
from referrals.posted import typed_in
from referrals.sections import SECTIONS, WORRIES
from referrals.windows import Drawn, read_drawn

KEY = "typed_while_out"
LASTS = timedelta(minutes=30)
LARGEST = 300_000  # bytes of one page; the longest section is far below it
BACK = "You were signed out. What you had typed is here again, and is saved."
_PAGES = {"section", "worries"}


class KeepTyped:
    """Stands before the door of signing in, so that what comes without a session is not thrown away there."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(self, request: HttpRequest, view: Any, args: Any, kwargs: dict[str, Any]) -> None:
        if isinstance(request.user, User):
            if request.method == "GET" and KEY in request.session:
                _give_back(request, request.user)
        elif request.method == "POST" and _is_page(request.resolver_match):
            _hold(request, kwargs)


def _is_page(match: ResolverMatch | None) -> bool:
    return match is not None and match.app_name == "referrals" and match.url_name in _PAGES


def _hold(request: HttpRequest, kwargs: dict[str, Any]) -> None:
    """Keep a page of a form that exists and is not sent. Nobody learns whether it does: the answer is the same."""
    slug = kwargs.get("slug", WORRIES)
    number = request.POST.get("item", "") if slug == WORRIES else str(kwargs.get("number", 0))
    owner = Draft.objects.unsent().filter(pk=kwargs["key"]).values_list("owner_id", flat=True).first()
    if owner is None or slug not in SECTIONS or not number.isdigit() or len(number) > 3:
        return
    content = request.POST.urlencode()
    if len(content) > LARGEST:
        return
    held = {"owner": str(owner), "draft": str(kwargs["key"]), "slug": slug, "number": int(number), "typed": content}
    request.session[KEY] = seal(json.dumps({**held, "at": clock.now().isoformat()}))
    keep_for_writer(request)


def _give_back(request: HttpRequest, user: User) -> None:
    held = _take(request.session)
    if held is None or held["owner"] != str(user.pk):
        return
    draft = Draft.objects.unsent().visible_to(user).filter(pk=UUID(held["draft"])).first()
    if draft is not None and _keep(draft, held, user):
        messages.success(request, BACK)


def _take(session: SessionBase) -> dict[str, Any] | None:
    """What waits there; after this it waits no more."""
    try:
        held: dict[str, Any] = json.loads(unseal(session.pop(KEY)))
    except CannotRead:
        return None
    return held if clock.now() - datetime.fromisoformat(held["at"]) <= LASTS else None


def _keep(draft: Draft, held: dict[str, Any], user: User) -> bool:
    """As if it had been saved while typing: beside what has been written since, and nothing twice."""
    section, number = SECTIONS[held["slug"]], held["number"]
    if section.slug == WORRIES and not draft.sections.filter(section=WORRIES, item=number).exists():
        return False
    post = QueryDict(held["typed"])
    # A page that says nothing of how it was drawn must not overwrite: both are kept.
    drawn = read_drawn(post) or Drawn({}, token_hex(8))
    try:
        merge_section(
            draft, section=section.slug, item=number, changed=typed_in(section, post, {}), drawn=drawn, by=user
        )
    except Refused:
        return False
    return True
