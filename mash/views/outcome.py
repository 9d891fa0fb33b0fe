"""The outcome as the referrer and their lead read it."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST, require_safe

from accounts.roles import REFERRERS
from core import clock
from core.errors import Refused
from mash import actions
from mash.outcome import read_outcome
from mash.views.access import OUTCOME_READERS, only_for, person, say_refused
from referrals.door import open_referral
from referrals.pages.lists import found_on


@require_safe
@only_for(OUTCOME_READERS)
def outcome(request: HttpRequest, reference: str) -> HttpResponse:
    """What MASH decided, why, what to do now, and how to disagree."""
    user = person(request)
    referral = open_referral(reference, by=user, view="outcome")
    decision = referral.decisions.made().with_people().first()
    shown = {"referral": referral, "reader": user, **found_on(referral, user)}
    if decision is None:
        return render(request, "mash/no_outcome.html", shown)
    read = read_outcome(referral, decision, user=user, now=clock.now())
    return render(request, "mash/outcome.html", {**shown, "outcome": read})


@require_POST
@only_for(REFERRERS)
def mark_read(request: HttpRequest, reference: str) -> HttpResponse:
    """The referrer or their lead has read it."""
    referral = open_referral(reference, by=person(request), view="outcome")
    try:
        actions.mark_read(referral, by=person(request))
    except Refused as refusal:
        say_refused(request, refusal)
    else:
        messages.success(request, "Thank you. MASH can see that you have read this.")
    return redirect("mash:outcome", referral.reference)
