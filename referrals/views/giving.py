"""Giving one's form to the safeguarding lead, and taking it back."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_POST

from core.errors import Refused
from referrals.lead_readings import give_to_lead, take_back
from referrals.models import Draft
from referrals.pages.reading import read_for_page
from referrals.views.doors import for_writer, person


@require_POST
@for_writer
def give(request: HttpRequest, draft: Draft) -> HttpResponse:
    """Give the form to the lead. What must be put right first stands on the check page, where this leads back to."""
    reading = read_for_page(draft)
    if next(reading.filled.problems(), None) is not None:
        messages.error(request, "Some answers must be put right first.")
        return redirect("referrals:check", draft.pk)
    try:
        give_to_lead(draft, document=reading.document, answer=reading.score, by=person(request))
        messages.success(request, "Your safeguarding lead has this form, and was told by e-mail.")
    except Refused as refusal:
        messages.error(request, refusal.sentence)
    return redirect("referrals:check", draft.pk)


@require_POST
@for_writer
def back(request: HttpRequest, draft: Draft) -> HttpResponse:
    """Take it back and go on writing."""
    try:
        take_back(draft, by=person(request))
        messages.success(request, "You have the form back. It was not sent.")
    except Refused as refusal:
        messages.error(request, refusal.sentence)
    return redirect("referrals:tasks", draft.pk)
