"""The safeguarding lead's desk: read a colleague's form, give it back with comments, or send it."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from core import clock
from core.errors import Refused
from referrals.attachments import listed_files
from referrals.document import sha256
from referrals.door import given_draft, open_given, open_own_file
from referrals.forms.returning import ReturnForm
from referrals.kept_forms import GIVE_BACK, about_given
from referrals.lead_readings import return_to_writer
from referrals.models import Draft
from referrals.pages.body_maps import body_maps
from referrals.pages.check import check_parts
from referrals.pages.gate import gate_of
from referrals.pages.lead_desk import given_files
from referrals.pages.preview import gaps_of, preview_of
from referrals.pages.reading import read_for_page
from referrals.pages.words import family_name
from referrals.submission import submit_referral
from referrals.views.attached import hand_out
from referrals.views.doors import person


@require_safe
def given(request: HttpRequest, key: UUID) -> HttpResponse:
    """The whole form, as its writer would send it."""
    draft = open_given(key, by=person(request), view="given")
    return render(
        request, "referrals/given.html", _context(draft, GIVE_BACK.on(about_given(draft), request).form(ReturnForm))
    )


@require_safe
def given_file(request: HttpRequest, key: UUID, file: UUID) -> HttpResponse:
    """A file of a form that waits to be read."""
    draft = given_draft(key, by=person(request))
    return hand_out(request, open_own_file(draft, file, by=person(request)), {"given": draft})


@transaction.non_atomic_requests
@require_POST
def send(request: HttpRequest, key: UUID) -> HttpResponse:
    """Send what was read. When it has changed since, it is shown again with that sentence first."""
    draft = given_draft(key, by=person(request))
    try:
        referral = submit_referral(draft, by=person(request), read=request.POST.get("read", ""))
    except Refused as refusal:
        with transaction.atomic():
            draft = open_given(key, by=person(request), view="given")
            form = GIVE_BACK.on(about_given(draft), request).refused(ReturnForm, refusal)
            return render(request, "referrals/given.html", _context(draft, form))
    messages.success(request, f"{referral.reference} was sent for {draft.owner}.")
    return redirect("referrals:agency")


@require_http_methods(["POST"])
def give_back(request: HttpRequest, key: UUID) -> HttpResponse:
    """Give the form back to its writer, with what should change."""
    draft = given_draft(key, by=person(request))
    typing = GIVE_BACK.on(about_given(draft), request)
    form = typing.form(ReturnForm)
    if form.is_valid():
        try:
            return_to_writer(draft, comments=form.cleaned_data["comments"], by=person(request))
        except Refused as refusal:
            form.refuse(refusal)
        else:
            typing.sent()
            messages.success(request, f"{draft.owner} has the form back, with what you wrote.")
            return redirect("referrals:agency")
    typing.keep()
    return render(request, "referrals/given.html", _context(open_given(key, by=person(request), view="given"), form))


def _context(draft: Draft, form: ReturnForm) -> dict[str, Any]:
    reading = read_for_page(draft)
    document = reading.document | {"files": listed_files(list(draft.attachments.all()))}
    return {
        "draft": draft,
        "waiting": draft.readings.open().first(),
        "family": family_name(reading.filled),
        "gate": gate_of(reading),
        "parts": check_parts(reading),
        "maps": body_maps(reading.document, clock.now()),
        "files": given_files(draft),
        "preview": preview_of(reading),
        "gaps": gaps_of(reading),
        "form": form,
        "read": sha256(document),
    }
