"""What one has sent, and what one's agency has sent."""

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from accounts.roles import Role
from referrals.models import Referral
from referrals.pages.lead_desk import being_written, to_read
from referrals.pages.lists import draft_tasks, sent_page
from referrals.views.doors import referrer


@require_safe
def mine(request: HttpRequest) -> HttpResponse:
    """Forms being written, and referrals sent by whoever is signed in."""
    user = referrer(request)
    sent = Referral.objects.visible_to(user).filter(referrer=user)
    page = sent_page(sent, older=request.GET.get("older", ""), path=request.path, by=user, view="mine")
    return render(request, "referrals/mine.html", {"drafts": draft_tasks(user, view="mine"), "sent": page})


@require_safe
def agency(request: HttpRequest) -> HttpResponse:
    """The safeguarding lead's desk: forms to read, forms being written, and all that the agency has sent."""
    user = referrer(request)
    if user.role != Role.SAFEGUARDING_LEAD:
        raise PermissionDenied
    sent = Referral.objects.visible_to(user).filter(agency=user.agency)
    asked, path = request.GET, request.path
    context = {
        "to_read": to_read(user, after=asked.get("read", ""), path=path),
        "writing": being_written(user, after=asked.get("forms", ""), path=path),
        "sent": sent_page(sent, older=asked.get("older", ""), path=path, by=user, view="agency"),
    }
    return render(request, "referrals/agency.html", context)
