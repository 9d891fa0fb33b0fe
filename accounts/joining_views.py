"""The page that an invitation leads to. It says the same of a link that was used, has run out or never was."""

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from accounts.forms import JoinForm
from accounts.invitations import accept, find_invitation
from accounts.single_sign_on import single_sign_on_of
from core.errors import Refused


@login_not_required
@never_cache
@sensitive_post_parameters()
@require_http_methods(["GET", "HEAD", "POST"])
def join(request: HttpRequest, token: str) -> HttpResponse:
    """Name, job title and password; then the sign-in page."""
    invitation = find_invitation(token)
    if invitation is None:
        return render(request, "accounts/join.html", {}, status=404)
    at_work = single_sign_on_of(invitation.email) is not None
    form = JoinForm(request.POST if request.method == "POST" else None, at_work=at_work)
    if request.method == "POST" and form.is_valid():
        try:
            accept(token, **form.for_account())
        except Refused as refusal:
            form.refuse(refusal)
        else:
            messages.success(request, "Your account is ready. Sign in with your email address.")
            return redirect("account_login")
    return render(request, "accounts/join.html", {"form": form, "invitation": invitation})
