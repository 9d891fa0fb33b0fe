"""After sending: the copy to read, and the copy to keep."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from core import clock
from referrals.copies import ask_again, ask_for_pdf, hand_out, has_failed
from referrals.door import open_referral
from referrals.pages.answers import CONFIDENTIAL
from referrals.pages.copy import copy_of
from referrals.pages.files import sent_files
from referrals.pages.lists import found_on
from referrals.policies import may_read_confidential
from referrals.views.doors import person

SECONDS_TO_WAIT = 3


@require_safe
def copy(request: HttpRequest, reference: str) -> HttpResponse:
    """Everything that was sent, as it was sent."""
    user = person(request)
    referral = open_referral(reference, by=user, view="copy")
    hidden = frozenset() if may_read_confidential(user, referral) else frozenset({CONFIDENTIAL})
    shown = {
        "referral": referral,
        "copy": copy_of(referral, leave_out=hidden),
        "files": sent_files(referral),
        **found_on(referral, user),
    }
    return render(request, "referrals/copy.html", shown)


@require_http_methods(["GET", "HEAD", "POST"])
def pdf(request: HttpRequest, reference: str) -> HttpResponse:
    """The file, when it is made; until then a page that looks again by itself. POST tries a failed one afresh."""
    user = person(request)
    referral = open_referral(reference, by=user, view="pdf")
    if request.method == "POST":
        ask_again(referral, by=user)
        return redirect("referrals:pdf", referral.reference)
    made = ask_for_pdf(referral, by=user)
    if made.made_at is not None and "wait" not in request.GET:
        content = hand_out(made, by=user)
        headers = {"Content-Disposition": f'attachment; filename="{referral.reference}.pdf"'}
        return HttpResponse(content, content_type="application/pdf", headers=headers)
    failed = has_failed(made, clock.now())
    shown = {"referral": referral, "made": made, "failed": failed, **found_on(referral, user)}
    response = render(request, "referrals/pdf.html", shown)
    if made.made_at is None and not failed:
        response.headers["Refresh"] = f"{SECONDS_TO_WAIT}; url={request.path}?wait=1"
    return response
