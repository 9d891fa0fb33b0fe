"""The list of versions, one version with its steps, and every move of its life."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.db.models import Count
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.views import administrator_only, signed_in
from core.components.lists import TaskGroup
from core.errors import Refused
from core.wording import london_day
from thresholds.actions import FaultyMatrix, at_midnight
from thresholds.editing.addresses import address_of
from thresholds.editing.checks import all_faults, silent_results
from thresholds.editing.comparing import compare, count
from thresholds.editing.describing import title_of
from thresholds.editing.door import open_version
from thresholds.editing.faults import mendable
from thresholds.editing.files import read_upload, write_file
from thresholds.editing.forms import ApproveForm, ImportForm
from thresholds.editing.parts import RULE_LISTS, NoSuchPart, part_at, rows
from thresholds.editing.steps import (
    is_due,
    lost_with,
    next_step,
    overtaken_by,
    simulation_of,
    steps_of,
    who_may_approve,
    why_not_approve,
)
from thresholds.models import MatrixComment, MatrixVersion
from thresholds.states import LABELS, OPEN, Move, Status, after
from thresholds.versions import (
    approve_version,
    check_can_discard,
    check_version,
    discard_version,
    import_draft,
    publish_now,
    start_draft,
    take_back_approval,
)


@administrator_only
@require_safe
def versions(request: HttpRequest) -> HttpResponse:
    """Every version of every scheme, the latest first, with what has to happen next."""
    found = MatrixVersion.objects.select_related("scheme", "started_by", "discarded_by").defer("document")
    ordered = found.annotate(steps_made=Count("edits")).order_by("scheme__name", "-number")
    listed = [
        {"version": one, "status": LABELS[Status(one.status)], "next": next_step(one), "is_open": one.status in OPEN}
        for one in ordered.not_discarded()
    ]
    return render(request, "thresholds/editor/versions.html", {"rows": listed, "discarded": ordered.discarded()})


@administrator_only
@require_safe
def version(request: HttpRequest, pk: UUID) -> HttpResponse:
    """One version: its steps, its parts, and who changed it last."""
    found = open_version(pk)
    return render(request, "thresholds/editor/version.html", _about(found, request))


def _about(found: MatrixVersion, request: HttpRequest) -> dict[str, Any]:
    document = found.document
    changes = count(compare(found.based_on.document, document)) if found.based_on else 0
    parts = [
        ("Levels", "matrix:levels", len(document["levels"])),
        ("Indicators", "matrix:indicators", len(document["indicators"])),
        ("Rules", "matrix:rules", sum(len(rows(document, listed)) for listed in RULE_LISTS)),
        ("Tools", "matrix:tools", len(document["tools"])),
        ("Questions", "matrix:questions", len(document["questions"])),
    ]
    return {
        "version": found,
        "status": LABELS[Status(found.status)],
        "next": next_step(found),
        "is_open": found.status in OPEN,
        "steps": TaskGroup("steps", "What is left", steps_of(found, changes)),
        "parts": [{"text": text, "href": reverse(name, args=[found.pk]), "count": many} for text, name, many in parts],
        "edits": found.edits.select_related("by")[:8],
        "said": [_said(found, one) for one in found.comments.select_related("by").order_by("-pk")[:8]],
        "simulation": simulation_of(found.pk),
        "overtaken": overtaken_by(found),
        "can_publish": is_due(found),
        "can_take_back": found.status == Status.APPROVED,
        "can_discard": after(found.status, Move.DISCARD) is not None,
    }


def _said(found: MatrixVersion, comment: MatrixComment) -> dict[str, Any]:
    """A comment with the line that it is about, unless that was removed since."""
    try:
        title = title_of(found.document, comment.place, part_at(found.document, comment.place))
    except NoSuchPart:
        return {"comment": comment, "title": "A line that was removed", "key": ""}
    return {"comment": comment, "title": title, "key": f"{found.pk}.{comment.place}"}


@administrator_only
@require_POST
def start(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Start a draft from any version."""
    draft = start_draft(open_version(pk), by=signed_in(request))
    messages.success(request, f"Version {draft.number} is a draft. Change what you like; nothing is in force yet.")
    return redirect("matrix:version", draft.pk)


@administrator_only
@require_http_methods(["GET", "HEAD", "POST"])
def import_file(request: HttpRequest) -> HttpResponse:
    """A matrix file becomes a draft, or a list of its faults."""
    form = ImportForm(request.POST or None, request.FILES or None)
    faults: list[Any] = []
    if request.method == "POST" and form.is_valid():
        try:
            draft = import_draft(read_upload(form.cleaned_data["file"].read()), by=signed_in(request))
        except FaultyMatrix as faulty:
            faults = faulty.faults
            form.add_error("file", f"{faulty.sentence} Nothing was imported.")
        except Refused as refusal:
            form.refuse(refusal)
        else:
            messages.success(request, f"Version {draft.number} of {draft.scheme.name} is a draft.")
            return redirect("matrix:version", draft.pk)
    return render(request, "thresholds/editor/import.html", {"form": form, "faults": faults})


@administrator_only
@require_safe
def download(request: HttpRequest, pk: UUID) -> HttpResponse:
    """The version as a file that can be changed and imported again."""
    found = open_version(pk)
    answer = HttpResponse(write_file(found.document), content_type="application/yaml; charset=utf-8")
    name = f"matrix_{found.scheme.slug}_{found.number}.yaml"
    answer["Content-Disposition"] = f'attachment; filename="{name}"'
    return answer


@administrator_only
@require_http_methods(["GET", "HEAD", "POST"])
def checks(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Every fault with the page that mends it; without any, the button that says it is checked."""
    found = open_version(pk)
    refused = ""
    if request.method == "POST":
        try:
            check_version(found, by=signed_in(request))
        except FaultyMatrix:
            pass  # they stand on the page
        except Refused as refusal:
            refused = refusal.sentence
        else:
            messages.success(request, "Checked: no fault is left. Now try it on past referrals.")
            return redirect("matrix:version", pk)
    faults = mendable(found, all_faults(found.document))
    silent = [(one, address_of(pk, one.place)) for one in silent_results(found.document)]
    context = {"version": found, "faults": faults, "refused": refused, "is_draft": found.status == Status.DRAFT}
    context["silent"] = silent
    return render(request, "thresholds/editor/checks.html", context)


@administrator_only
@require_http_methods(["GET", "HEAD", "POST"])
def approve(request: HttpRequest, pk: UUID) -> HttpResponse:
    """What would change, and the day from which it is in force. For a second administrator."""
    found, by = open_version(pk), signed_in(request)
    why_not = why_not_approve(found, by)
    form = ApproveForm(request.POST or None)
    if request.method == "POST" and not why_not and form.is_valid():
        try:
            approve_version(found, **form.cleaned_data, digest=request.POST.get("digest", ""), by=by)
        except Refused as refusal:
            form.refuse(refusal)
        else:
            day = london_day(at_midnight(form.cleaned_data["publish_from"]))
            messages.success(request, f"Approved. Version {found.number} is in force from {day}.")
            return redirect("matrix:version", pk)
    context = {"version": found, "form": form, "why_not": why_not, "sections": _sections(found)}
    context["trials"] = simulation_of(found.pk) if found.simulated_at else ""
    context["others"] = who_may_approve(found) if why_not and found.status == Status.SIMULATED else None
    return render(request, "thresholds/editor/approve.html", context)


def _sections(found: MatrixVersion) -> list[Any]:
    """What would change for people: against the version in force, or else against what it started from."""
    other = MatrixVersion.objects.published().filter(scheme=found.scheme_id).first() or found.based_on
    return compare(other.document, found.document) if other else []


@administrator_only
@require_POST
def take_back(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Take an approval back."""
    try:
        take_back_approval(open_version(pk), by=signed_in(request))
    except Refused as refusal:
        messages.error(request, refusal.sentence)
    else:
        messages.success(request, "The approval is taken back. Nothing comes into force.")
    return redirect("matrix:version", pk)


@administrator_only
@require_http_methods(["GET", "HEAD", "POST"])
def discard(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Say what would be lost, then throw away what was never approved."""
    found, by, refused = open_version(pk), signed_in(request), ""
    try:
        check_can_discard(found, by=by)
        if request.method == "POST":
            discard_version(found, digest=request.POST.get("digest", ""), by=by)
            messages.success(request, f"Version {found.number} is discarded. It stands below, under “Discarded”.")
            return redirect("matrix:list")
    except Refused as refusal:
        refused = refusal.sentence
    can = after(found.status, Move.DISCARD) is not None
    context = {"version": found, "refused": refused, "can": can, "lost": lost_with(found)}
    return render(request, "thresholds/editor/discard.html", context)


@administrator_only
@require_POST
def publish(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Put an approved version in force whose day has come."""
    try:
        found = publish_now(open_version(pk), by=signed_in(request))
    except Refused as refusal:
        messages.error(request, refusal.sentence)
    else:
        messages.success(request, f"Version {found.number} is in force. New referrals are scored with it.")
    return redirect("matrix:version", pk)


@administrator_only
@require_safe
def compare_with(request: HttpRequest, pk: UUID) -> HttpResponse:
    """The difference between any two versions of a scheme, in words."""
    found = open_version(pk)
    others = MatrixVersion.objects.filter(scheme=found.scheme_id).exclude(pk=pk).select_related("scheme")
    choices = list(others.defer("document").order_by("-number"))
    in_force = MatrixVersion.objects.published().filter(scheme=found.scheme_id).exclude(pk=pk).first()
    earlier = (one.pk for one in choices if one.number < found.number and one.status != Status.DISCARDED)
    before = found.based_on_id or (in_force.pk if in_force else next(earlier, ""))
    wanted = request.GET.get("with", str(before))
    other = next((one for one in choices if str(one.pk) == wanted), choices[0] if choices else None)
    # Always from the older to the newer, whichever page one came from.
    old, new = sorted((other or found, found), key=lambda one: one.number)
    sections = compare(old.document, new.document) if other else []
    context = {
        "version": found,
        "old": old,
        "new": new,
        "other": other,
        "others": choices,
        "sections": sections,
        "many": count(sections),
    }
    return render(request, "thresholds/editor/compare.html", context)
