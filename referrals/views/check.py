"""Check your answers, and send."""

from typing import Any

from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from core.errors import Refused
from core.forms.summary import SummaryError
from referrals.door import open_draft
from referrals.models import Draft
from referrals.pages.check import check_parts, problems_of
from referrals.pages.clocks import draft_panel
from referrals.pages.gate import gate_of
from referrals.pages.preview import decided_by, gaps_of, preview_of
from referrals.pages.reading import read_for_page
from referrals.pages.words import family_name
from referrals.submission import submit_referral
from referrals.views.doors import for_writer, person


@transaction.non_atomic_requests
@require_http_methods(["GET", "HEAD", "POST"])
def check(request: HttpRequest, key: Any) -> HttpResponse:
    """The whole form on one page. Sending commits before it answers; sent twice, it is the same referral."""
    if request.method != "POST":
        return _show(request, key)
    draft = open_draft(key, by=person(request))
    try:
        referral = submit_referral(draft, by=person(request))
    except Refused as refusal:
        return render(request, "referrals/check.html", _context(draft, refusal))
    return redirect("referrals:sent", referral.reference)


@for_writer
def _show(request: HttpRequest, draft: Draft) -> HttpResponse:
    return render(request, "referrals/check.html", _context(draft, None))


def _context(draft: Draft, refusal: Refused | None) -> dict[str, Any]:
    """Problems first. A refusal that is not among them still gets its line."""
    reading = read_for_page(draft)
    errors = problems_of(reading)
    if refusal is not None and not errors:
        errors = [SummaryError(refusal.sentence, "")]
    return {
        "draft": draft,
        "family": family_name(reading.filled),
        "gate": gate_of(draft, reading.filled),
        "errors": errors,
        "has_errors": bool(refusal),
        "parts": check_parts(reading),
        "preview": preview_of(reading),
        "gaps": gaps_of(reading),
        "due_at": decided_by(reading.score, draft.saved_at),
        "panel": draft_panel(draft),
    }
