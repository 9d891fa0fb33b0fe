"""Keep a decision while it is typed."""

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.views.decorators.http import require_POST

from accounts.roles import MASH
from core.errors import Refused
from mash import actions
from mash.forms import typed_decision
from mash.locking import find_referral
from mash.views.access import only_for, person


@require_POST
@only_for(MASH)
def save_draft(request: HttpRequest, reference: str) -> HttpResponse:
    """Right or wrong is not asked here; the answer says when it was kept, and nothing of the referral."""
    found = find_referral(reference, by=person(request))
    try:
        kept = actions.keep_decision_draft(found, typed=typed_decision(request.POST), by=person(request))
    except Refused as refusal:
        return JsonResponse({"refused": refusal.sentence}, status=409)
    return JsonResponse({"saved_at": kept.saved_at.isoformat()})
