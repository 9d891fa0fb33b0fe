"""Check your answers, and send."""

from typing import Any

from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from core import clock
from core.errors import Refused
from core.forms.summary import SummaryError
from referrals.door import open_draft
from referrals.models import Draft
from referrals.pages.body_maps import body_maps
from referrals.pages.check import check_parts, problems_of
from referrals.pages.clocks import draft_panel
from referrals.pages.files import own_files
from referrals.pages.gate import gate_of
from referrals.pages.lead_panel import lead_panel
from referrals.pages.preview import gaps_of, give_away, preview_of, without_facts
from referrals.pages.reading import read_for_page
from referrals.pages.words import family_name
from referrals.submission import submit_form
from referrals.views.doors import for_writer, person

MOST_GAPS = 6  # beside the button; all of them stand on the list of sections


@transaction.non_atomic_requests
@require_http_methods(["GET", "HEAD", "POST"])
def check(request: HttpRequest, key: Any) -> HttpResponse:
    """The whole form on one page. Sending commits before it answers; sent twice, it is the same referral."""
    if request.method != "POST":
        return _check(request, key)
    try:
        referral = submit_form(key, by=person(request))
    except Refused as refusal:
        with transaction.atomic():
            draft = open_draft(key, by=person(request), view="check")
            return render(request, "referrals/check.html", _context(draft, refusal))
    return redirect("referrals:sent", referral.reference)


@transaction.atomic
@for_writer
def _check(request: HttpRequest, draft: Draft) -> HttpResponse:
    """A page of its own transaction: its row on the trail stands or falls with it."""
    return render(request, "referrals/check.html", _context(draft, None))


def _context(draft: Draft, refusal: Refused | None) -> dict[str, Any]:
    """Problems first. A refusal that is not among them still gets its line."""
    reading = read_for_page(draft)
    errors, gaps = problems_of(reading), gaps_of(reading)
    if refusal is not None and not errors:
        errors = [SummaryError(refusal.sentence, "")]
    return {
        "draft": draft,
        "family": family_name(reading.filled),
        "gate": gate_of(reading),
        "errors": errors,
        "has_errors": bool(refusal),
        "parts": check_parts(reading),
        "maps": body_maps(reading.document, clock.now()),
        "files": own_files(draft),
        "preview": preview_of(reading),
        "gaps": gaps,
        "shown_gaps": gaps if len(gaps) <= MOST_GAPS else gaps[: MOST_GAPS - 1],
        "give_away": give_away(reading),
        "without_facts": without_facts(reading),
        "panel": draft_panel(draft),
        "lead": lead_panel(reading),
    }
