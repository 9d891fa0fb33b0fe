"""The Early Help inbox."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST, require_safe

from accounts.roles import Role
from core.errors import Refused
from mash import actions
from mash.inbox import read_case, read_inbox
from mash.models import EarlyHelpCase
from mash.views.access import EARLY_HELP_READERS, only_for, person, say_refused
from referrals.door import NOTHING, open_referral


@require_safe
@only_for(EARLY_HELP_READERS)
def inbox(request: HttpRequest) -> HttpResponse:
    """Families given to Early Help: those that wait, and those taken on."""
    shown = read_inbox(person(request), accepted="accepted" in request.GET, query=request.GET)
    return render(request, "mash/early_help.html", {"inbox": shown})


@require_safe
@only_for(EARLY_HELP_READERS)
def case(request: HttpRequest, reference: str) -> HttpResponse:
    """One family: what was sent and what MASH decided."""
    user = person(request)
    referral = open_referral(reference, by=user, view="early help")
    found = EarlyHelpCase.objects.visible_to(user).select_related("accepted_by").filter(referral=referral).first()
    if found is None:
        raise Http404(NOTHING)
    return render(request, "mash/early_help_case.html", {"case": read_case(referral, found, user=user)})


@require_POST
@only_for({Role.EARLY_HELP})
def accept(request: HttpRequest, reference: str) -> HttpResponse:
    """Take the family on."""
    referral = open_referral(reference, by=person(request), view="early help")
    try:
        actions.accept_early_help(referral, by=person(request))
    except Refused as refusal:
        say_refused(request, refusal)
    else:
        messages.success(request, f"Early Help has taken on {referral.reference}.")
    return redirect("mash:early_help_case", referral.reference)
