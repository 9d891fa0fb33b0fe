"""The triage queue, and taking from it."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import urlencode
from django.views.decorators.http import require_POST, require_safe

from accounts.roles import MASH
from core import clock
from core.addresses import read_moment
from core.errors import Refused
from mash import actions
from mash.filters import TRAYS, Asked, Cursor, QueueFilter
from mash.queue import anyone_waits, new_since, read_queue
from mash.views.access import DESK_READERS, only_for, person, say_refused
from referrals.door import open_referral
from sla.sweep import overdue_heartbeats


@require_safe
@only_for(DESK_READERS)
def queue(request: HttpRequest) -> HttpResponse:
    """Open referrals, least time left first."""
    now, user = clock.now(), person(request)
    form = QueueFilter(request.GET)
    asked = Asked.of(form)
    shown = read_queue(user, asked, Cursor.of(request.GET), now)
    found = {
        "now": now,
        "queue": shown,
        "asked": asked,
        "filters": QueueFilter(asked.as_data()),
        "tray": TRAYS[asked.tray],
        "silent": overdue_heartbeats(now),
        "can_take": user.is_mash and anyone_waits(user, now),
        "poll": f"{reverse('mash:news')}?{urlencode({'since': now.isoformat(timespec='seconds')})}",
    }
    return render(request, "mash/queue.html", found)


@require_safe
@only_for(DESK_READERS)
def news(request: HttpRequest) -> HttpResponse:
    """How many arrived since the page was drawn: the inside of the line that the queue keeps true."""
    now = clock.now()
    since = read_moment(request.GET.get("since", "")) or now
    found = {"since": since, "count": new_since(person(request), since)}
    return render(request, "mash/news.html", found)


@require_POST
@only_for(MASH)
def take_next(request: HttpRequest) -> HttpResponse:
    """The unclaimed referral with the least time left."""
    try:
        taken = actions.take_next(by=person(request))
    except Refused as refusal:
        say_refused(request, refusal)
        return redirect("mash:queue")
    return redirect("mash:referral", taken.reference)


@require_POST
@only_for(MASH)
def claim(request: HttpRequest, reference: str) -> HttpResponse:
    """Take this one."""
    referral = open_referral(reference, by=person(request), view="claim")
    try:
        actions.claim(referral, by=person(request))
    except Refused as refusal:
        say_refused(request, refusal)
        return redirect("mash:queue")
    messages.success(request, f"You hold {referral.reference}.")
    return redirect("mash:referral", referral.reference)


@require_POST
@only_for(MASH)
def release(request: HttpRequest, reference: str) -> HttpResponse:
    """Hand this one back to the queue."""
    referral = open_referral(reference, by=person(request), view="release")
    try:
        actions.release(referral, by=person(request))
    except Refused as refusal:
        say_refused(request, refusal)
        return redirect("mash:referral", referral.reference)
    messages.success(request, f"{referral.reference} is back in the queue.")
    return redirect("mash:queue")
