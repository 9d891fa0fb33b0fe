"""The administrator's pages of single sign-on: an agency's provider, and somebody's work account."""

import time
from uuid import UUID

from allauth.account.decorators import reauthentication_required
from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from accounts.discovery import discover
from accounts.forms import SingleSignOnForm
from accounts.models import Agency, SingleSignOn
from accounts.provider import redirect_address
from accounts.single_sign_on import set_single_sign_on
from accounts.views import administrator_only, outside_agency, person_by, signed_in
from accounts.work_accounts import forget_work_account
from accounts.work_views import outside_transactions
from core.errors import Refused

# When this session last opened a page here after showing who it is. Allauth would keep what was posted in the session,
# and the client secret with it: so the page asks before it is filled in, and what is sent from it needs that mark.
_SHOWN = "single_sign_on_shown_at"


@outside_transactions
@administrator_only
@sensitive_post_parameters("secret")
@require_http_methods(["GET", "POST"])
def single_sign_on(request: HttpRequest, key: UUID) -> HttpResponse:
    """Where an agency's people sign in. Switching it on asks the provider first, outside any transaction."""
    agency = outside_agency(key)
    if request.method == "GET":
        answer: HttpResponse = _show(request, agency)
        return answer
    if time.time() - request.session.get(_SHOWN, 0) > settings.IDLE_SECONDS:
        return redirect("accounts:single_sign_on", key)
    form = SingleSignOnForm(request.POST)
    if form.is_valid():
        try:
            _settle(request, agency, form)
        except Refused as refusal:
            form.refuse(refusal)
        else:
            return redirect("accounts:agencies")
    return _page(request, agency, form)


@reauthentication_required
def _show(request: HttpRequest, agency: Agency) -> HttpResponse:
    request.session[_SHOWN] = time.time()
    row = SingleSignOn.objects.filter(pk=agency.pk).first()
    now = {"is_on": "yes" if row.is_on else "no", "issuer": row.issuer, "client_id": row.client_id} if row else None
    return _page(request, agency, SingleSignOnForm(initial=now))


def _page(request: HttpRequest, agency: Agency, form: SingleSignOnForm) -> HttpResponse:
    context = {"form": form, "agency": agency, "redirect_address": redirect_address(agency.pk)}
    return render(request, "accounts/single_sign_on.html", context)


def _settle(request: HttpRequest, agency: Agency, form: SingleSignOnForm) -> None:
    """Switching off asks nobody: the provider may be the very thing that is down."""
    chosen = form.cleaned_data
    is_on = chosen["is_on"] == "yes"
    issuer, endpoints = discover(chosen["issuer"]) if is_on else (chosen["issuer"], None)
    set_single_sign_on(
        agency,
        is_on=is_on,
        issuer=issuer,
        client_id=chosen["client_id"],
        secret=chosen["secret"],
        endpoints=endpoints,
        by=signed_in(request),
    )
    said = "answers, and its people sign in with their work account" if is_on else "is kept, and is off"
    messages.success(request, f"The provider of {agency.name} {said}.")


@administrator_only
@reauthentication_required
@require_http_methods(["GET", "POST"])
def work_account(request: HttpRequest, key: UUID) -> HttpResponse:
    """Forget which work account opens somebody's account, so that a new one can."""
    person = person_by(key)
    if request.method == "GET":
        return render(request, "accounts/work_account.html", {"person": person})
    try:
        forget_work_account(person, by=signed_in(request))
    except Refused as refusal:
        return render(request, "accounts/refused.html", {"refusal": refusal}, status=409)
    messages.success(request, f"The next work account with the address of {person.full_name} opens their account.")
    return redirect("accounts:people")
