"""The task list, and throwing a form away."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from core.errors import Refused
from referrals.actions import delete_draft
from referrals.models import Draft
from referrals.pages.clocks import draft_panel
from referrals.pages.gate import gate_of
from referrals.pages.lead_panel import comments_on
from referrals.pages.preview import gaps_of, preview_of
from referrals.pages.reading import read_for_page
from referrals.pages.task_list import task_list
from referrals.pages.words import family_name
from referrals.views.doors import for_writer, person


@require_safe
@for_writer
def tasks(request: HttpRequest, draft: Draft) -> HttpResponse:
    """Everything the form asks, what is done, and what MASH would ask."""
    reading = read_for_page(draft)
    context = {
        "draft": draft,
        "family": family_name(reading.filled),
        "tasks": task_list(draft.pk, reading.filled, files=draft.attachments.count()),
        "gate": gate_of(reading),
        "gaps": gaps_of(reading),
        "preview": preview_of(reading),
        "panel": draft_panel(draft),
        "lead": comments_on(draft),
    }
    return render(request, "referrals/tasks.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@for_writer
def delete(request: HttpRequest, draft: Draft) -> HttpResponse:
    """Ask once, then throw the form away."""
    if request.method != "POST":
        return render(request, "referrals/delete.html", {"draft": draft, "panel": draft_panel(draft)})
    try:
        delete_draft(draft, by=person(request))
        messages.success(request, "The form was deleted.")
    except Refused as refusal:
        messages.error(request, refusal.sentence)
    return redirect("referrals:mine" if person(request).is_referrer else "home")
