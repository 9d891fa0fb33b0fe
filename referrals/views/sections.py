"""The sections of the form. One page each; every child and every person has one of their own."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST

from core.errors import Refused
from referrals.actions import add_item, record_call, remove_item
from referrals.door import NOTHING
from referrals.filled import Filled, Typed
from referrals.forms import GateForm
from referrals.merging import keep_page, merge_section
from referrals.models import Draft
from referrals.pages.places import LEAD, section_page
from referrals.pages.reading import read_for_page
from referrals.pages.section import item_list, section_context
from referrals.pages.task_list import next_after
from referrals.pages.worries import live_parts
from referrals.posted import beforehand, typed_in
from referrals.sections import GATE, HOUSEHOLD, SECTIONS, WORRIES, Section
from referrals.views.doors import for_writer, person
from unsent.posted import has_words
from unsent.windows import read_drawn


@require_http_methods(["GET", "HEAD", "POST"])
@for_writer
def section(request: HttpRequest, draft: Draft, slug: str) -> HttpResponse:
    """A section; for children and people, the list of them once there is one."""
    found = _section(slug)
    filled = read_for_page(draft).filled
    if found.slug == WORRIES:
        return redirect("referrals:worries", draft.pk)
    # The first child's form is sent to this address, when saving while typing has long made the child: keep it.
    if found.repeats and filled.items(slug) and request.method != "POST":
        return render(request, "referrals/items.html", item_list(draft, found, filled))
    return _page(request, draft, found, 0, filled)


@require_http_methods(["GET", "HEAD", "POST"])
@for_writer
def item(request: HttpRequest, draft: Draft, slug: str, number: int, page: str = "") -> HttpResponse:
    """One child or person. `page`: another page than the first of it."""
    found = _section(slug)
    filled = read_for_page(draft).filled
    if page and page not in found.form.more_pages:
        raise Http404(NOTHING)
    if not found.repeats or found.slug == WORRIES or (slug, number) not in _open_numbers(found, filled):
        raise Http404(NOTHING)
    return _page(request, draft, found, number, filled, page)


def _page(
    request: HttpRequest, draft: Draft, found: Section, number: int, filled: Filled, page: str = ""
) -> HttpResponse:
    """Show it; or keep what came, right or wrong, and go on when it is right."""
    if request.method != "POST":
        shown = section_context(draft, found, number, filled, page=page, led_to=request.GET.get(LEAD, ""))
        return render(request, "referrals/section.html", shown)
    typed = typed_in(found, request.POST, filled.typed.get((found.slug, number), {}), page)
    if found.slug == HOUSEHOLD and not filled.items(HOUSEHOLD) and not has_words(typed):
        return redirect(next_after(draft.pk, HOUSEHOLD, filled))  # nobody is known: a question left, and no person
    try:
        both = _keep(request, draft, found, number, typed)
    except Refused as refusal:
        context = section_context(draft, found, number, _with(filled, found, number, typed), page=page)
        context["form"].refuse(refusal)
        return render(request, "referrals/section.html", context)
    filled = read_for_page(draft).filled
    if both:
        return redirect(section_page(draft.pk, found.slug, number if found.repeats else None, page))
    if "later" in request.POST:
        return redirect("referrals:tasks", draft.pk)
    context = section_context(draft, found, number, filled, page=page)
    if context["form"].errors:
        return render(request, "referrals/section.html", context)
    if request.POST.get("more") in found.form.more_pages:
        return redirect(section_page(draft.pk, found.slug, number, request.POST["more"]))
    if "another" in request.POST and found.another:
        return _add(request, draft, found, filled)
    if found.repeats and not found.another:
        return redirect(section_page(draft.pk, found.slug))
    return redirect(next_after(draft.pk, found.slug, filled))


def _keep(request: HttpRequest, draft: Draft, found: Section, number: int, typed: dict[str, list[str]]) -> bool:
    """Keep the page; True when another window had changed an answer of it, so that somebody must choose."""
    user, drawn = person(request), read_drawn(request.POST)
    elsewhere = keep_page(draft, section=found.slug, item=number, typed=typed, drawn=drawn, finished=True, by=user)
    if found.slug == GATE and not elsewhere:
        record_call(draft, called_at=GateForm(request.POST).called_at, by=user)
    return bool(elsewhere)


def _with(filled: Filled, found: Section, number: int, typed: Typed) -> Filled:
    """The same draft as if this had been kept."""
    key = (found.slug, number)
    return Filled({**filled.typed, key: typed}, filled.choices, filled.finished | {key})


@require_POST
@for_writer
def add(request: HttpRequest, draft: Draft, slug: str) -> HttpResponse:
    """One more child or person, with a page of their own."""
    found = _section(slug)
    if not found.repeats or found.slug == WORRIES:
        raise Http404(NOTHING)
    return _add(request, draft, found, read_for_page(draft).filled)


def _add(request: HttpRequest, draft: Draft, found: Section, filled: Filled) -> HttpResponse:
    user = person(request)
    known = beforehand(found, user, [one.typed for one in filled.items(found.slug)])
    try:
        row = add_item(draft, section=found.slug, data=known, by=user)
    except Refused as refusal:
        messages.error(request, refusal.sentence)
        return redirect(section_page(draft.pk, found.slug))
    return redirect(section_page(draft.pk, found.slug, row.item))


@require_http_methods(["GET", "HEAD", "POST"])
@for_writer
def remove(request: HttpRequest, draft: Draft, slug: str, number: int) -> HttpResponse:
    """Ask once, then take a child, person or worry out."""
    found = _section(slug)
    filled = read_for_page(draft).filled
    chosen = next((one for one in filled.items(slug) if one.number == number), None)
    if not found.repeats:
        raise Http404(NOTHING)
    if request.method == "POST":
        remove_item(draft, section=slug, item=number, by=person(request))
    if request.method == "POST" or chosen is None:
        return redirect(section_page(draft.pk, slug))
    return render(request, "referrals/remove.html", item_list(draft, found, filled) | {"chosen": number})


@require_POST
@for_writer
def autosave(request: HttpRequest, draft: Draft, slug: str, number: int) -> HttpResponse:
    """Keep what changed while typing. Right or wrong is not asked here; the answer says when it was kept."""
    found = _section(slug)
    filled = read_for_page(draft).filled
    if (slug, number) not in _open_numbers(found, filled):
        raise Http404(NOTHING)
    changed = typed_in(found, request.POST, {})
    if (slug, number) not in filled.typed:
        # The page was filled in beforehand, and only what changed is sent: the rest of it is kept with it.
        siblings = [one.typed for one in filled.items(slug)]
        changed = {**beforehand(found, person(request), siblings), **changed}
    try:
        row, elsewhere = merge_section(
            draft, section=slug, item=number, changed=changed, drawn=read_drawn(request.POST), by=person(request)
        )
    except Refused as refusal:
        return JsonResponse({"refused": refusal.sentence}, status=409)
    answer: dict[str, object] = {"saved_at": row.saved_at.isoformat()}
    if elsewhere:
        answer["elsewhere"] = elsewhere
    if "preview" in request.POST.getlist("_shows"):
        answer["parts"] = live_parts(read_for_page(draft), number)
    return JsonResponse(answer)


def _section(slug: str) -> Section:
    if slug not in SECTIONS:
        raise Http404(NOTHING)
    return SECTIONS[slug]


def _open_numbers(found: Section, filled: Filled) -> set[tuple[str, int]]:
    """The items that exist; and the first of those that need no adding."""
    there = {(found.slug, one.number) for one in filled.items(found.slug)}
    return there or ({(found.slug, 0)} if found.slug != WORRIES else set())
