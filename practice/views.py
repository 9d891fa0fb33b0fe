"""The pages of practice: sets, one set with one's own progress, one case to answer and then to read."""

from typing import Any
from uuid import UUID

from django.db.models import Count, Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_safe

from accounts.models import User
from accounts.roles import Role
from accounts.views import signed_in
from core.errors import Refused
from practice.answering import answer_case
from practice.cases import PracticeCase
from practice.comparing import compare
from practice.door import open_case, open_set, pace_in, sets_here
from practice.forms import AnswerForm
from practice.kept_forms import ANSWER, about_case
from practice.progress import place_of, progress_in
from practice.searching import search_in
from thresholds.guide import guide_of
from thresholds.published import current

# Where each role reads how others come on.
FIGURES: dict[str, str] = {
    Role.SAFEGUARDING_LEAD: "practice:agency",
    Role.MASH_MANAGER: "practice:agencies",
    Role.AUDITOR: "practice:agencies",
}


@require_safe
def sets(request: HttpRequest) -> HttpResponse:
    """Every set for the scheme in force, and how far one has come in each."""
    mine = Count("cases", filter=Q(cases__attempts__person=signed_in(request)), distinct=True)
    open_cases = Count("cases", filter=Q(cases__retired_at=None), distinct=True)
    rows = sets_here().annotate(open_cases=open_cases, done=mine).filter(open_cases__gt=0)
    return render(request, "practice/sets.html", {"rows": rows, "figures": FIGURES.get(signed_in(request).role)})


@require_safe
def case_set(request: HttpRequest, key: UUID) -> HttpResponse:
    """One set: what is next, what comes in six weeks, and what one answered."""
    found = open_set(key)
    by = signed_in(request)
    return render(request, "practice/set.html", {"set": found, "progress": progress_in(found, by=by)})


@require_http_methods(["GET", "HEAD", "POST"])
@sensitive_post_parameters()
def case(request: HttpRequest, key: UUID) -> HttpResponse:
    """Read, choose worries and a level, say why; answered, it shows where the published answer differs."""
    by = signed_in(request)
    found, attempt = open_case(key, by=by)
    if attempt is not None:
        return _answered(request, found, attempt, by)
    typing = ANSWER.on(about_case(found.pk), request)
    whole = guide_of(current().version)
    answering = "answer" in request.POST
    if typing.is_posted and not answering:
        typing.keep()
    levels = [(str(one.number), f"{one.text}: {one.name}") for one in whole.levels]
    form = typing.form(AnswerForm, bound=answering, levels=levels)
    if form.is_bound and form.is_valid() and _answer(found, form, by=by):
        typing.sent()
        return redirect("practice:case", found.pk)
    if form.is_bound:
        typing.keep()
    pace = pace_in(found.case_set, by=by)
    context = {"case": found, "form": form, "number": pace.number, "of": pace.of}
    context |= search_in(request, form, whole, current().version)
    return render(request, "practice/case.html", context)


def _answer(case: PracticeCase, form: AnswerForm, *, by: User) -> bool:
    """False when it was refused: the form says why."""
    given = form.cleaned_data
    try:
        answer_case(case, indicators=given["picked"], level=form.chosen, words=given["words"], by=by)
    except Refused as refusal:
        form.refuse(refusal)
        return False
    return True


def _answered(request: HttpRequest, case: PracticeCase, attempt: Any, by: User) -> HttpResponse:
    pace = pace_in(case.case_set, by=by)
    number, of = place_of(attempt, pace)
    context = {"case": case, "attempt": attempt, "number": number, "of": of}
    context |= {"next": pace.open[0] if pace.open else None, "compared": compare(case, attempt)}
    return render(request, "practice/answered.html", context)
