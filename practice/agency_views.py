"""Practice by agency: for a safeguarding lead their own, for managers and auditors each. For others absent."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from accounts.roles import Role
from accounts.views import signed_in
from practice.agencies import by_agency, colleagues, of_agency

PARTNERSHIP = frozenset({Role.MASH_MANAGER, Role.AUDITOR})


@require_safe
def agency(request: HttpRequest) -> HttpResponse:
    """One's own agency: how many take part and what changed; names with a number of cases once five take part."""
    by = signed_in(request)
    if by.role != Role.SAFEGUARDING_LEAD or by.agency is None:
        raise Http404
    context = {"title": by.agency.name, "tables": of_agency(by.agency), "colleagues": colleagues(by.agency)}
    return render(request, "practice/agencies.html", {**context, "own": True})


@require_safe
def agencies(request: HttpRequest) -> HttpResponse:
    """Every agency as a whole, and all who followed up together."""
    if signed_in(request).role not in PARTNERSHIP:
        raise Http404
    return render(request, "practice/agencies.html", {"title": "Practice by agency", "tables": by_agency()})
