"""The safeguarding lead's own pages of people and settings. For everybody else they are not there."""

from collections.abc import Callable
from functools import wraps
from uuid import UUID

from django.contrib import messages
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST

from accounts.agency_settings import change_agency_settings
from accounts.forms import AgencySettingsForm, InviteForm
from accounts.invitations import invite, invite_again, withdraw
from accounts.models import Agency, Invitation, User
from accounts.roles import Role
from accounts.single_sign_on import has_single_sign_on
from core import clock
from core.errors import Refused

View = Callable[..., HttpResponse]


def lead_only(view: View) -> View:
    """Hidden and absent are the same 404."""

    @wraps(view)
    def guarded(request: HttpRequest, *args: object, **kwargs: object) -> HttpResponse:
        if getattr(request.user, "role", None) != Role.SAFEGUARDING_LEAD:
            raise Http404
        return view(request, *args, **kwargs)

    return guarded


def own_agency(request: HttpRequest) -> tuple[User, Agency]:
    """The lead who is signed in, and their agency."""
    assert isinstance(request.user, User)
    assert request.user.agency is not None
    return request.user, request.user.agency


@lead_only
@require_http_methods(["GET", "POST"])
def settings(request: HttpRequest) -> HttpResponse:
    """What the lead's own agency asks for."""
    _, agency = own_agency(request)
    return change_settings(request, agency, back="referrals:agency")


def change_settings(request: HttpRequest, agency: Agency, *, back: str) -> HttpResponse:
    """The form of an agency's settings; saved, it leads to `back`."""
    assert isinstance(request.user, User)
    names = list(AgencySettingsForm.base_fields)
    now = {name: "yes" if getattr(agency, name) else "no" for name in names}
    form = AgencySettingsForm(request.POST or None, initial=now, at_work=has_single_sign_on(agency))
    if request.method == "POST" and form.is_valid():
        try:
            wanted = {name: form.cleaned_data[name] == "yes" for name in names}
            change_agency_settings(agency, by=request.user, **wanted)
        except Refused as refusal:
            form.refuse(refusal)
        else:
            messages.success(request, "Saved.")
            return redirect(back)
    return render(request, "accounts/agency_settings.html", {"form": form, "agency": agency, "back": back})


@lead_only
@require_http_methods(["GET", "POST"])
def colleagues(request: HttpRequest) -> HttpResponse:
    """Who has an account, who was invited, and the form for one more."""
    lead, agency = own_agency(request)
    form = InviteForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            invitation = invite(agency, email=form.cleaned_data["email"], by=lead)
        except Refused as refusal:
            form.refuse(refusal)
        else:
            messages.success(request, f"{invitation.email} gets a link.")
            return redirect("agency:colleagues")
    context = {
        "form": form,
        "agency": agency,
        "now": clock.now(),
        "people": User.objects.active().filter(agency=agency),
        "invitations": open_invitations().filter(agency=agency),
    }
    return render(request, "accounts/colleagues.html", context)


@lead_only
@require_POST
def again(request: HttpRequest, key: UUID) -> HttpResponse:
    """A new link; the one before stops working."""
    return _act(request, key, invite_again, "A new link is on its way. The one before does not work any more.")


@lead_only
@require_POST
def take_away(request: HttpRequest, key: UUID) -> HttpResponse:
    """The link stops working."""
    return _act(request, key, withdraw, "The invitation was withdrawn.")


def _act(request: HttpRequest, key: UUID, action: Callable[..., Invitation], done: str) -> HttpResponse:
    lead, agency = own_agency(request)
    invitation = agency.invitations.filter(pk=key).first()
    if invitation is None:
        raise Http404
    try:
        action(invitation, by=lead)
        messages.success(request, done)
    except Refused as refusal:
        messages.error(request, refusal.sentence)
    return redirect("agency:colleagues")


def open_invitations() -> QuerySet[Invitation]:
    """Neither used nor withdrawn, with all that a list of them shows."""
    found = Invitation.objects.filter(accepted_at=None, withdrawn_at=None)
    return found.select_related("agency", "invited_by")
