"""The dashboard and the lists behind its numbers. For everybody but managers and auditors there is nothing here."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from accounts.models import User
from core import clock
from referrals.door import NOTHING
from reporting.asked import Group
from reporting.dashboard import dashboard
from reporting.forms import RowsForm
from reporting.policies import can_read_figures
from reporting.rows import rows_page
from trail.actions import write_many
from trail.verbs import Verb


def _reader(request: HttpRequest) -> User:
    """Whoever is signed in, if figures are any of their work."""
    user = request.user
    assert isinstance(user, User)
    if not can_read_figures(user):
        raise Http404(NOTHING)
    return user


@require_GET
def dashboard_page(request: HttpRequest) -> HttpResponse:
    """Figures only: no record is read, so nothing of a child goes on the trail."""
    user = _reader(request)
    return render(request, "reporting/dashboard.html", {"board": dashboard(user, clock.now())})


@require_GET
def rows(request: HttpRequest, group: str) -> HttpResponse:
    """The referrals behind a number. One trail row for each that is shown."""
    user = _reader(request)
    form = RowsForm(request.GET)
    if group not in set(Group) or not form.is_valid():
        raise Http404(NOTHING)
    page = rows_page(form.asked(Group(group)), user, clock.now())
    write_many(Verb.READ, subject="referral", subject_ids=[row.id for row in page.rows], by=user, view="figures")
    return render(request, "reporting/rows.html", {"page": page})
