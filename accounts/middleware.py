"""Nobody reads anything without signing in, and nobody reads other people's referrals without a second factor."""

from collections.abc import Callable
from typing import Any

from allauth.mfa.models import Authenticator
from django.conf import settings
from django.contrib.auth.middleware import LoginRequiredMiddleware
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import redirect

from accounts.models import User
from accounts.work_records import had_two_factors

# Pages a person without a second factor may open, so that one can be set up or the person can leave.
_SETTING_UP = ("mfa_", "account_logout", "account_reauthenticate")


class RequireSignIn(LoginRequiredMiddleware):
    """Django's own middleware, and the second factor for every role that sees other people's referrals."""

    def process_view(
        self, request: HttpRequest, view_func: Callable[..., HttpResponseBase], view_args: Any, view_kwargs: Any
    ) -> HttpResponseBase | None:
        answer = super().process_view(request, view_func, view_args, view_kwargs)
        if answer is not None or not getattr(view_func, "login_required", True):
            return answer
        if request.user.is_authenticated and _must_set_up(request):
            if request.method == "GET":
                request.session["wanted"] = request.get_full_path()
            return redirect("mfa_activate_totp")
        return None


def _must_set_up(request: HttpRequest) -> bool:
    user = request.user
    if not (settings.MFA_REQUIRED and isinstance(user, User) and user.needs_second_factor):
        return False
    if had_two_factors(request, user):
        return False
    match = request.resolver_match
    if match is not None and (match.url_name or "").startswith(_SETTING_UP):
        return False
    strong = [Authenticator.Type.TOTP, Authenticator.Type.WEBAUTHN]
    return not Authenticator.objects.filter(user_id=user.pk, type__in=strong).exists()
