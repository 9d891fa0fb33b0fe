"""Body maps of a form: put a mark on the figure, by the list or with a pointer; then describe it on its own page."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from core import clock
from core.errors import Refused
from core.forms.summary import SummaryError
from referrals.actions import add_item
from referrals.body import REGIONS
from referrals.models import Draft
from referrals.pages.body_maps import body_maps
from referrals.pages.clocks import draft_panel
from referrals.pages.places import section_page
from referrals.pages.reading import Reading, read_for_page
from referrals.pages.task_list import next_after
from referrals.sections import MARKS
from referrals.views.doors import for_writer, person

WHERE = [(region.code, f"{region.side.title()}: {region.label}") for region in REGIONS.values()]


@require_http_methods(["GET", "HEAD", "POST"])
@for_writer
def body_map(request: HttpRequest, draft: Draft) -> HttpResponse:
    """The figures of all children, their marks, and a list to add one."""
    reading = read_for_page(draft)
    if request.method != "POST":
        return render(request, "referrals/body_map.html", _context(reading))
    child, region = request.POST.get("child", ""), request.POST.get("region", "")
    if child not in dict(reading.filled.children) or region not in REGIONS:
        wrong = SummaryError("Choose where the mark is.", f"#region-{child}" if child.isdecimal() else "#region-0")
        return render(request, "referrals/body_map.html", _context(reading, wrong, child))
    typed = {"child": [child], "region": [region], **_pointed(request)}
    try:
        row = add_item(draft, section=MARKS, data=typed, by=person(request))
    except Refused as refusal:
        messages.error(request, refusal.sentence)
        return redirect("referrals:body_map", draft.pk)
    return redirect(section_page(draft.pk, MARKS, row.item))


def _pointed(request: HttpRequest) -> dict[str, list[str]]:
    """Where the pointer was, when one was used: whole numbers within the figure."""
    x, y, figure = (request.POST.get(name, "")[:5] for name in ("x", "y", "figure"))
    fits = x.isascii() and y.isascii() and x.isdecimal() and y.isdecimal() and int(x) <= 100 and int(y) <= 220
    return {"x": [x], "y": [y], "figure": [figure]} if fits and figure in {"child", "baby"} else {}


def _context(reading: Reading, wrong: SummaryError | None = None, child: str = "") -> dict[str, Any]:
    links = [section_page(reading.draft.pk, MARKS, item.number) for item in reading.filled.items(MARKS)]
    return {
        "draft": reading.draft,
        "maps": body_maps(reading.document, clock.now(), everybody=True, links=links),
        "where": WHERE,
        "errors": [wrong] if wrong else [],
        "has_errors": bool(wrong),
        "wrong_child": child,
        "onward": next_after(reading.draft.pk, MARKS, reading.filled),
        "panel": draft_panel(reading.draft),
    }
