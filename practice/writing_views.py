"""The administrator's pages of practice: sets, their cases, a file in and a file out."""

from typing import Any
from uuid import UUID

import yaml
from django.contrib import messages
from django.db.models import Count, Q
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.text import slugify
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.views import administrator_only, signed_in
from core.errors import Refused
from practice.cases import PracticeCase
from practice.checking import FaultyCases
from practice.door import open_set, sets_here
from practice.kept_forms import CHANGE, WRITE, about_case
from practice.loading import add_case, change_case, load_cases, make_set, part_of, retire_case
from practice.searching import search_in
from practice.writing_forms import CaseForm, ImportForm, SetForm, as_typed
from thresholds.guide import guide_of
from thresholds.published import current
from unsent.page import Typing

_MOST_FAULTS = 100


@administrator_only
@require_http_methods(["GET", "HEAD", "POST"])
def sets(request: HttpRequest) -> HttpResponse:
    """Every set, a new one, and a file of cases."""
    form = SetForm(request.POST if "make" in request.POST else None)
    if form.is_valid():
        name = form.cleaned_data["name"]
        try:
            made = make_set(
                name,
                about=form.cleaned_data["about"],
                slug=slugify(name)[:60] or "set",
                scheme=current().version.scheme,
                by=signed_in(request),
            )
        except Refused as refusal:
            form.refuse(refusal)
        else:
            return redirect("practice_cases:set", made.pk)
    return _sets(request, form, ImportForm())


@administrator_only
@require_POST
def import_file(request: HttpRequest) -> HttpResponse:
    """Load a file whole, or say every fault of it and load nothing."""
    form, faults = ImportForm(request.POST, request.FILES), []
    if form.is_valid():
        try:
            loaded = load_cases(form.cleaned_data["file"], by=signed_in(request))
        except FaultyCases as faulty:
            form.refuse(faulty)
            faults = list(map(str, faulty.faults))
        except Refused as refusal:
            form.refuse(refusal)
        else:
            messages.success(request, f"Loaded: {loaded.added} cases added, {loaded.changed} changed.")
            return redirect("practice_cases:sets")
    return _sets(request, SetForm(), form, faults)


def _sets(request: HttpRequest, form: SetForm, file: ImportForm, faults: list[str] | None = None) -> HttpResponse:
    open_cases = Count("cases", filter=Q(cases__retired_at=None))
    rows = sets_here().annotate(open_cases=open_cases, retired=Count("cases") - open_cases)
    more = len(faults or []) - _MOST_FAULTS
    context: dict[str, Any] = {"rows": rows, "form": form, "file": file, "has_errors": bool(file.errors)}
    context |= {"faults": (faults or [])[:_MOST_FAULTS], "more": more}
    return render(request, "practice/writing/sets.html", context)


@administrator_only
@require_safe
def case_set(request: HttpRequest, key: UUID) -> HttpResponse:
    """The cases of one set."""
    found = open_set(key)
    return render(request, "practice/writing/set.html", {"set": found, "cases": found.cases.order_by("code")})


@administrator_only
@require_safe
def file_of(request: HttpRequest, key: UUID) -> HttpResponse:
    """The set as a file that can be loaded again."""
    found = open_set(key)
    head = {"format": 1, "scheme": found.scheme.slug, "set": found.slug, "name": found.name, "about": found.about}
    whole = {**head, "cases": [part_of(case) for case in found.cases.filter(retired_at=None)]}
    text = yaml.safe_dump(whole, allow_unicode=True, sort_keys=False, width=120)
    answer = HttpResponse(text, content_type="application/yaml; charset=utf-8")
    answer["Content-Disposition"] = f'attachment; filename="practice_cases_{found.slug}.yaml"'
    return answer


@administrator_only
@require_http_methods(["GET", "HEAD", "POST"])
def add(request: HttpRequest, key: UUID) -> HttpResponse:
    """Write a case of one's own."""
    found = open_set(key)
    typing, matrix = WRITE.on(about_case(found.pk), request), current().version.document
    saving = _kept("save", typing)
    form = typing.form(CaseForm, bound=saving, matrix=matrix)
    if form.is_bound and form.is_valid():
        try:
            add_case(found, form.part(), by=signed_in(request))
        except Refused as refusal:
            form.refuse(refusal)
        else:
            typing.sent()
            return redirect("practice_cases:set", found.pk)
    if saving:
        typing.keep()
    return _case_page(request, form, {"set": found})


@administrator_only
@require_http_methods(["GET", "HEAD", "POST"])
def change(request: HttpRequest, key: UUID) -> HttpResponse:
    """Change a case. Answers given before keep what stood then."""
    case = _case(key)
    typing, matrix = CHANGE.on(about_case(case.pk), request), current().version.document
    saving = _kept("save", typing)
    form = typing.form(CaseForm, bound=saving, initial=as_typed(case), matrix=matrix, named=True, had=case.ages)
    if form.is_bound and form.is_valid():
        try:
            change_case(case, form.part(), by=signed_in(request))
        except Refused as refusal:
            form.refuse(refusal)
        else:
            typing.sent()
            return redirect("practice_cases:set", case.case_set_id)
    if saving:
        typing.keep()
    return _case_page(request, form, {"set": case.case_set, "case": case})


@administrator_only
@require_POST
def retire(request: HttpRequest, key: UUID) -> HttpResponse:
    """Take a case out of practice, or bring it back."""
    case = _case(key)
    retire_case(case, retired="back" not in request.POST, by=signed_in(request))
    return redirect("practice_cases:set", case.case_set_id)


def _kept(button: str, typing: Typing) -> bool:
    """Was the form sent to be saved? Whatever else was pressed keeps what is typed."""
    sent = typing.is_posted and button in typing.request.POST
    if typing.is_posted and not sent:
        typing.keep()
    return sent


def _case(key: UUID) -> PracticeCase:
    case = PracticeCase.objects.select_related("case_set").filter(pk=key, case_set__in=sets_here()).first()
    if case is None:
        raise Http404
    return case


def _case_page(request: HttpRequest, form: CaseForm, about: dict[str, object]) -> HttpResponse:
    version = current().version
    context = {**about, "form": form, **search_in(request, form, guide_of(version), version)}
    return render(request, "practice/writing/case.html", context)
