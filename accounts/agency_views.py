"""The safeguarding lead's own pages of people and settings. For everybody else they are not there."""

from collections.abc import Callable
from functools import wraps

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from accounts.agency_settings import change_agency_settings
from accounts.forms import AgencySettingsForm
from accounts.models import Agency, User
from accounts.roles import Role
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
    form = AgencySettingsForm(request.POST or None, initial=now)
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
