"""What was seen or heard of several worries, on one page."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST

from core.errors import Refused
from referrals.merging_facts import keep_facts
from referrals.models import Draft
from referrals.pages.facts import facts_context, facts_form, is_without_place
from referrals.pages.places import section_page
from referrals.pages.reading import read_for_page
from referrals.pages.task_list import next_after
from referrals.pages.worries import left_to_tell, live_parts
from referrals.sections import WORRIES
from referrals.views.doors import for_writer, person


@require_http_methods(["GET", "HEAD", "POST"])
@for_writer
def facts(request: HttpRequest, draft: Draft) -> HttpResponse:
    """The page and its buttons: on to the next section, back to find another worry, or to all sections."""
    reading = read_for_page(draft)
    if request.method != "POST":
        if not left_to_tell(reading):
            return redirect(section_page(draft.pk, WORRIES))
        return render(request, "referrals/facts.html", facts_context(reading, facts_form(reading)))
    form = facts_form(reading, request.POST)
    if is_without_place(form, request.POST):
        messages.error(request, "A worry was removed in another window. What you wrote of it is not kept.")
    kept = keep_facts(draft, form, request.POST, finished="find" not in request.POST, by=person(request))
    if not form.is_valid():
        return render(request, "referrals/facts.html", facts_context(read_for_page(draft), form))
    return redirect(reverse("referrals:facts", args=[draft.pk]) if kept.elsewhere else _onward(request, draft))


@require_POST
@for_writer
def save(request: HttpRequest, draft: Draft) -> HttpResponse:
    """Keep what changed while typing, right or wrong."""
    reading = read_for_page(draft)
    form = facts_form(reading, request.POST)
    if not form.numbers or is_without_place(form, request.POST):
        raise Http404
    try:
        kept = keep_facts(draft, form, request.POST, finished=False, by=person(request))
    except Refused as refusal:
        return JsonResponse({"refused": refusal.sentence}, status=409)
    answer: dict[str, object] = {"saved_at": kept.saved_at.isoformat()}
    if kept.elsewhere:
        answer["elsewhere"] = kept.elsewhere
    if "preview" in request.POST.getlist("_shows"):
        answer["parts"] = live_parts(read_for_page(draft))
    return JsonResponse(answer)


def _onward(request: HttpRequest, draft: Draft) -> str:
    if "later" in request.POST:
        return reverse("referrals:tasks", args=[draft.pk])
    if "find" in request.POST:
        return section_page(draft.pk, WORRIES)
    reading = read_for_page(draft)
    if left_to_tell(reading):
        return reverse("referrals:facts", args=[draft.pk])
    return next_after(draft.pk, WORRIES, reading.filled)
