"""Leaving, so that nothing stays behind on a shared computer."""

from allauth.account.views import logout
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from accounts.single_sign_on import some_sign_in_at_work
from accounts.work_records import AFRESH


@login_not_required
def sign_out(request: HttpRequest) -> HttpResponse:
    """End the session and tell the browser to forget what it kept: pages, cookies, drafts."""
    was_inside = request.user.is_authenticated
    answer: HttpResponse = logout(request)
    if was_inside and not request.user.is_authenticated:
        answer["Clear-Site-Data"] = '"cache", "cookies", "storage"'
    return answer


@login_not_required
@require_safe
def signed_out(request: HttpRequest) -> HttpResponse:
    """What is shown after leaving. Whoever sits here next must not come in on what the provider remembers."""
    if some_sign_in_at_work():
        request.session[AFRESH] = True
    return render(request, "accounts/signed_out.html")
