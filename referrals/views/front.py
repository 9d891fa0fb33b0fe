"""The first page: where to go, and for whoever is not signed in, whether this is the right place."""

from uuid import UUID, uuid4

from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from accounts.context import MENU
from accounts.models import User
from referrals.actions import add_item, record_call, save_section, start_or_find
from referrals.door import NOTHING
from referrals.forms import GateForm
from referrals.models import Draft
from referrals.pages.places import section_page, tasks_page
from referrals.posted import typed_in
from referrals.sections import GATE, REFERRER, SECTIONS, WORRIES
from referrals.views.doors import referrer
from thresholds.preview import Picked, pick
from thresholds.published import current


@login_not_required
@require_safe
def home(request: HttpRequest) -> HttpResponse:
    """Everyone to their own first page. Open to all: a child in danger does not wait for a password."""
    user = request.user
    if isinstance(user, User) and user.role in MENU:
        return redirect(MENU[user.role][0][1])
    return render(request, "referrals/front.html")


@require_safe
def signed_in_again(request: HttpRequest) -> HttpResponse:
    """The end of the small window in which somebody signed in again over a form. It shows nothing of anybody."""
    return render(request, "referrals/signed_in_again.html")


@require_http_methods(["GET", "HEAD", "POST"])
def start(request: HttpRequest) -> HttpResponse:
    """Before you start: is anyone in danger? The answer opens the form; sending it twice opens the same one.

    Worries picked on the threshold page come along, in the address and then in the form.
    """
    user = referrer(request)
    if request.method != "POST":
        carried = _carried(request.GET.get("worries", ""))
        return render(request, "referrals/start.html", {"form": GateForm(), "key": uuid4(), "carried": carried})
    carried = _carried(request.POST.get("worries", ""))
    key = _key(request.POST.get("key", ""))
    form = GateForm(request.POST)
    if not form.is_valid():
        return render(request, "referrals/start.html", {"form": form, "key": key, "carried": carried})
    draft, fresh = start_or_find(key, by=user)
    if draft.owner_id != user.pk:
        raise Http404(NOTHING)
    if fresh:
        typed = typed_in(SECTIONS[GATE], request.POST, {})
        save_section(draft, section=GATE, item=0, data=typed, finished=True, by=user)
        record_call(draft, called_at=form.called_at, by=user)
        for worry in carried:
            add_item(draft, section=WORRIES, data={"indicator": [worry.code]}, by=user)
    return redirect(_onward(draft, form))


def _onward(draft: Draft, form: GateForm) -> str:
    """The first section; where somebody must act now, all of them at a glance, with the call that is owed."""
    if "yes" in {form.cleaned_data["danger"], form.cleaned_data["urgent"]}:
        return tasks_page(draft.pk)
    return section_page(draft.pk, REFERRER)


def _carried(codes: str) -> list[Picked]:
    """The worries of a list of codes; what is not in the matrix is left out."""
    return pick(current(), codes[:500].split(",")) if codes else []


def _key(posted: str) -> UUID:
    """The key that the page was given; a fresh one for anything else."""
    try:
        return UUID(posted)
    except ValueError:
        return uuid4()
