"""What worries you: find a worry in everyday words, add it, and say what you saw or heard."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from core.addresses import read_number
from core.errors import Refused
from referrals.actions import add_item
from referrals.filled import first
from referrals.merging import keep_page
from referrals.models import Draft
from referrals.pages.places import section_page
from referrals.pages.reading import Reading, read_for_page
from referrals.pages.task_list import next_after
from referrals.pages.worries import WORDS, left_to_tell, next_worry, worries_context
from referrals.posted import typed_in
from referrals.sections import SECTIONS, WORRIES
from referrals.views.doors import for_writer, person
from unsent.windows import read_drawn


@require_http_methods(["GET", "HEAD", "POST"])
@for_writer
def worries(request: HttpRequest, draft: Draft) -> HttpResponse:
    """The page and all its buttons. Whichever is pressed, the open worry is kept first: nothing typed is lost."""
    reading = read_for_page(draft)
    if request.method != "POST":
        return render(request, "referrals/worries.html", worries_context(reading, request.GET))
    number = _open_number(request, reading)
    finishing = "save" in request.POST or "later" in request.POST
    try:
        if number is not None:
            both = _keep(request, reading, number, finished=finishing)
            if both and "add" not in request.POST:
                return redirect(section_page(draft.pk, WORRIES, number))
        if "add" in request.POST:
            opened = _add(request, reading)
            if "later" not in request.POST and not ("find" in request.POST and request.POST.get("q", "").strip()):
                return redirect(_to_tell(draft, opened))
    except Refused as refusal:
        messages.error(request, refusal.sentence)
        return redirect(section_page(draft.pk, WORRIES, number))
    if "save" in request.POST:
        return _onward(request, draft, number)
    return redirect(_next_page(request, draft))


def _open_number(request: HttpRequest, reading: Reading) -> int | None:
    """The worry whose fields came with the request, when it is still there."""
    posted = request.POST.get("item", "")
    numbers = {str(item.number): item.number for item in reading.filled.items(WORRIES)}
    return numbers.get(posted)


def _keep(request: HttpRequest, reading: Reading, number: int, *, finished: bool) -> bool:
    """Keep the open worry; True when another window had changed an answer of it."""
    typed = typed_in(SECTIONS[WORRIES], request.POST, reading.filled.typed[WORRIES, number])
    elsewhere = keep_page(
        reading.draft,
        section=WORRIES,
        item=number,
        typed=typed,
        drawn=read_drawn(request.POST),
        finished=finished,
        by=person(request),
    )
    return bool(elsewhere)


def _add(request: HttpRequest, reading: Reading) -> int:
    """Add what is ticked, whichever button was pressed; the number of the first of them. What stands there is not
    added again."""
    codes = list(dict.fromkeys(request.POST.getlist("add")))
    if any(code not in reading.filled.choices.labels for code in codes):
        raise Refused("That worry is not on the list. Find it again and add it.")
    there = {first(item.typed, "indicator"): item.number for item in reading.filled.items(WORRIES)}
    for code in codes:
        if code not in there:
            there[code] = add_item(reading.draft, section=WORRIES, data={"indicator": [code]}, by=person(request)).item
    return there[codes[0]]


def _to_tell(draft: Draft, added: int) -> str:
    """Where the facts are told: several worries on one page, or the one that was added."""
    if len(left_to_tell(read_for_page(draft))) > 1:
        return reverse("referrals:facts", args=[draft.pk])
    return section_page(draft.pk, WORRIES, added)


def _onward(request: HttpRequest, draft: Draft, number: int | None) -> HttpResponse:
    """On to the next worry without facts, or the next section; with an error, the same page that says so."""
    reading = read_for_page(draft)
    opened = next((item for item in reading.filled.items(WORRIES) if item.number == number), None)
    if opened is not None and opened.form.errors:
        query = QueryDict(mutable=True)
        query["open"] = str(number)
        return render(request, "referrals/worries.html", worries_context(reading, query))
    following = next_worry(reading, number)
    if following is not None:
        return redirect(section_page(draft.pk, WORRIES, following))
    return redirect(next_after(draft.pk, WORRIES, reading.filled))


def _next_page(request: HttpRequest, draft: Draft) -> str:
    """Where the other buttons lead: what was looked for, the worry to open or to remove, or all sections."""
    if "later" in request.POST:
        return reverse("referrals:tasks", args=[draft.pk])
    if (number := read_number(request.POST.get("remove", ""))) is not None:
        return reverse("referrals:remove", args=[draft.pk, WORRIES, number])
    if (number := read_number(request.POST.get("open", ""))) is not None:
        return section_page(draft.pk, WORRIES, number)
    query = QueryDict(mutable=True)
    query["q"] = request.POST.get("q", "")[:WORDS].replace("\x00", "")
    return f"{reverse('referrals:worries', args=[draft.pk])}?{query.urlencode()}"
