"""A computer in a staff room is left with somebody signed in. After a while without a sign of them, they are out."""

from collections.abc import Callable
from urllib.parse import urlencode, urlsplit

from django.conf import settings
from django.contrib import messages
from django.contrib.auth import logout
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse

from accounts.models import User
from accounts.work_records import AFRESH
from core import clock
from trail.actions import write
from trail.verbs import Verb
from unsent.while_out import page_kept

# In the session: when a person last did something, and when they came in. Seconds since 1970.
SEEN, BEGAN = "seen_at", "began_at"
# How a page marks what it sends by itself (static/frontdoor/queue.js and autosave.js). Saving while typing is a sign of
# a person all the same: it is sent only after a key was pressed.
_POLL, _AUTOSAVE = "poll", "autosave"

Answer = Callable[[HttpRequest], HttpResponse]


def idle_limit(get_response: Answer) -> Answer:
    """Sign out whoever has done nothing for `IDLE_SECONDS`, or came in `SIGNED_IN_SECONDS` ago, and say so."""

    def answer(request: HttpRequest) -> HttpResponse:
        if isinstance(request.user, User):
            why = _over(request)
            if why:
                _sign_out(request, why)
                return _lead_back(request, get_response(request), why)
        return get_response(request)

    return answer


def _over(request: HttpRequest) -> str:
    """Why the session is over; empty while it is not. Notes that somebody is here, unless the page asked by itself."""
    now = int(clock.now().timestamp())
    session = request.session
    if now - session.setdefault(BEGAN, now) >= settings.SIGNED_IN_SECONDS:
        return "long"
    if now - session.setdefault(SEEN, now) >= settings.IDLE_SECONDS:
        return "idle"
    if request.headers.get("X-Requested-With") != _POLL:
        session[SEEN] = now
    return ""


def _sign_out(request: HttpRequest, why: str) -> None:
    """What was asked goes on as a stranger's: pages open to all still answer, and a form may keep what was typed."""
    assert isinstance(request.user, User)
    with transaction.atomic():
        write(Verb.SIGNED_OUT, subject="user", subject_id=request.user.pk, by=request.user, why=why)
        logout(request)
    request.session[AFRESH] = True


def _lead_back(request: HttpRequest, answer: HttpResponse, why: str) -> HttpResponse:
    """The answer to a stranger; when that is the way to the sign-in page, with what happened and where to go on."""
    login = reverse("account_login")
    if not answer.headers.get("Location", "").startswith(login):
        return answer
    reads = request.method in {"GET", "HEAD"}
    kept = page_kept(request)
    back = kept or (request.get_full_path() if reads else _page_of_form(request))
    # A page that saves while typing says itself that it is signed out, and keeps the words on the screen.
    lost = not reads and not kept and request.headers.get("X-Requested-With") != _AUTOSAVE
    messages.info(request, _sentence(why, lost=lost))
    return redirect(f"{login}?{urlencode({'next': back})}")


def _page_of_form(request: HttpRequest) -> str:
    """The page that the form stood on, to fill it in again: an address that only takes forms shows none."""
    try:
        came_from = urlsplit(request.headers.get("Referer", ""))
    except ValueError:
        return "/"
    return came_from.path if came_from.netloc == request.get_host() and came_from.path else "/"


def _sentence(why: str, *, lost: bool) -> str:
    minutes, hours = settings.IDLE_SECONDS // 60, settings.SIGNED_IN_SECONDS // 3600
    first = (
        f"You were signed out because nothing happened for {minutes} minutes."
        if why == "idle"
        else f"You were signed out because you signed in more than {hours} hours ago."
    )
    return f"{first} What you had just sent was not kept. Sign in, and send it again." if lost else f"{first}"
