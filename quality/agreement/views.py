"""How evenly levels are given. Figures only: no record is opened, so nothing of a child goes on the trail."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from accounts.models import User
from core import clock
from quality.agreement.asked import AskedForm, Cut
from quality.agreement.cuts import cut_page
from quality.agreement.pages import mine, overview
from quality.agreement.policies import can_read_agreement, can_read_own
from referrals.door import NOTHING


def _reader(request: HttpRequest) -> User:
    user = request.user
    assert isinstance(user, User)
    if not can_read_agreement(user):
        raise Http404(NOTHING)
    return user


@require_GET
def overview_page(request: HttpRequest) -> HttpResponse:
    """Everything together, for managers and auditors."""
    user, asked = _reader(request), AskedForm(request.GET).asked()
    return render(request, "quality/agreement/overview.html", {"page": overview(user, asked, clock.now())})


@require_GET
def by_page(request: HttpRequest, cut: str) -> HttpResponse:
    """The same by agency, decision maker, indicator, age or ethnicity."""
    user, asked = _reader(request), AskedForm(request.GET).asked()
    if cut not in set(Cut):
        raise Http404(NOTHING)
    page = cut_page(Cut(cut), user, asked, clock.now())
    return render(request, "quality/agreement/by.html", {"page": page})


@require_GET
def mine_page(request: HttpRequest) -> HttpResponse:
    """Somebody's own decisions, for whoever made them and for nobody else."""
    user = request.user
    assert isinstance(user, User)
    if not can_read_own(user):
        raise Http404(NOTHING)
    page = mine(user, AskedForm(request.GET).asked(), clock.now())
    return render(request, "quality/agreement/mine.html", {"page": page})
