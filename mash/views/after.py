"""What the referrer said after sending, and the desk's words back."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_POST

from accounts.roles import MASH
from core.errors import Refused
from mash.forms import TalkForm
from mash.kept_forms import TALK
from mash.views.access import only_for, person
from mash.views.referral import page
from referrals.door import open_referral
from referrals.forms.after import SeenForm
from referrals.kept_forms import about
from referrals.talking import mark_seen, write_message


@require_POST
@only_for(MASH)
def write(request: HttpRequest, reference: str) -> HttpResponse:
    """Write to the referrer, or ask them for more by a time; what was on the page counts as read."""
    found = open_referral(reference, by=person(request), view="write")
    typing = TALK.on(about(found), request)
    form = typing.form(TalkForm)
    if not form.is_valid():
        typing.keep()
        return page(request, found, talking=form)
    typed: dict[str, Any] = form.cleaned_data
    try:
        write_message(
            found,
            key=form.once,
            text=typed["text"],
            within=typed["within"],
            seen_upto=typed["seen_upto"],
            by=person(request),
        )
    except Refused as refusal:
        form.refuse(refusal)
        typing.keep()
        return page(request, found, talking=form)
    typing.sent()
    messages.success(request, "Sent. The referrer gets an e-mail that there is something to read.")
    return redirect("mash:referral", found.reference)


@require_POST
@only_for(MASH)
def seen(request: HttpRequest, reference: str) -> HttpResponse:
    """Somebody of the desk has read what was on the page."""
    found = open_referral(reference, by=person(request), view="seen")
    form = SeenForm(request.POST)
    if form.is_valid() and form.cleaned_data["seen_upto"]:
        mark_seen(found, upto=form.cleaned_data["seen_upto"], by=person(request))
        messages.success(request, "Marked as read.")
    return redirect("mash:referral", found.reference)
