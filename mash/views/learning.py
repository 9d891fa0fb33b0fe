"""What came of the agency's referrals, for its safeguarding lead."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from accounts.roles import Role
from core import clock
from mash.learning import read_learning, rows_behind
from mash.views.access import only_for, person
from referrals.door import NOTHING
from referrals.pages.lists import sent_page


@require_safe
@only_for({Role.SAFEGUARDING_LEAD})
def learn(request: HttpRequest) -> HttpResponse:
    """Outcomes, push-backs and the questions most often left open, over twelve months."""
    return render(request, "mash/learn.html", {"learning": read_learning(person(request), clock.now())})


@require_safe
@only_for({Role.SAFEGUARDING_LEAD})
def rows(request: HttpRequest, what: str, which: str) -> HttpResponse:
    """The referrals behind one number of that page."""
    lead = person(request)
    found = rows_behind(lead, what, which, clock.now())
    if found is None:
        raise Http404(NOTHING)
    title, referrals = found
    sent = sent_page(referrals, older=request.GET.get("older", ""), path=request.path, by=lead, view="learning")
    return render(request, "mash/learn_rows.html", {"title": title, "sent": sent})
