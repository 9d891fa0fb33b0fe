"""How allauth behaves here: accounts are made by invitation, and every sign-in is on the trail."""

import logging
import time
from typing import Any
from uuid import UUID

from allauth.account import app_settings
from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.internal.flows.login import get_authentication_records
from allauth.core import context
from allauth.core.exceptions import ImmediateHttpResponse
from allauth.core.internal import ratelimit
from django.contrib import messages
from django.contrib.auth.base_user import AbstractBaseUser
from django.core.mail import EmailMessage
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse

from accounts.models import User
from accounts.single_sign_on import signs_in_at_work
from accounts.work_records import proved_at_work, signed_in_at_work
from trail.actions import write
from trail.verbs import Verb

log = logging.getLogger("accounts")

# Stands on the trail for an address that nobody has, so that known and unknown cost the same.
NOBODY = UUID(int=0)
# In the session of somebody who has just set a password by the link in their mail.
_PROVED = "address_proved"
_SECOND_STEP = "accounts.work_second_step.SecondStep"


class AccountAdapter(DefaultAccountAdapter):
    """No open sign-up. A sign-in that cannot be put on the trail does not happen."""

    error_messages = {
        **DefaultAccountAdapter.error_messages,
        "account_inactive": "This account has ended",
        "email_password_mismatch": "The email address or the password is not right",
        "enter_current_password": "The current password is not right",
        "incorrect_code": "The code is not right, or it was used before. Wait for the next one",
        "incorrect_password": "The password is not right",
        "invalid_password_reset": "The link is not valid any more",
        "too_many_login_attempts": "Too many tries. Wait 5 minutes, or set a new password",
        "rate_limited": "Too many tries. Wait a minute",
    }

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False

    def get_logout_redirect_url(self, request: HttpRequest) -> str:
        return reverse("signed_out")

    def get_password_change_redirect_url(self, request: HttpRequest) -> str:
        return reverse("mfa_index")

    def post_login(self, request: HttpRequest, user: AbstractBaseUser, **details: Any) -> HttpResponse:
        assert isinstance(user, User)
        way = {"way": "single_sign_on"} if signed_in_at_work(request, user) else {}
        with transaction.atomic():
            write(Verb.SIGNED_IN, subject="user", subject_id=user.pk, record_id=None, by=user, **way)
        answer: HttpResponse = super().post_login(request, user, **details)
        return answer

    def login(self, request: HttpRequest, user: AbstractBaseUser) -> None:
        """Every road ends here. Somebody whose agency has single sign-on comes in by that, or not at all."""
        assert isinstance(user, User)
        if signs_in_at_work(user) and not proved_at_work(request, user):
            with transaction.atomic():
                write(
                    Verb.REFUSED,
                    subject="sign_in",
                    subject_id=user.pk,
                    record_id=None,
                    by=User.objects.system(),
                    why="road",
                )
            messages.error(request, "You sign in with your work account. Enter your email address.")
            raise ImmediateHttpResponse(redirect("account_login"))
        super().login(request, user)

    def get_login_stages(self) -> list[str]:
        """Allauth's own, except that our second step is not asked where the provider asked for one."""
        stages: list[str] = super().get_login_stages()
        return [_SECOND_STEP if stage == "allauth.mfa.stages.AuthenticateStage" else stage for stage in stages]

    def logout(self, request: HttpRequest) -> None:
        if isinstance(request.user, User):
            with transaction.atomic():
                write(Verb.SIGNED_OUT, subject="user", subject_id=request.user.pk, by=request.user)
        super().logout(request)

    def pre_authenticate(self, request: HttpRequest, **credentials: Any) -> None:
        """Slow guessing down: few tries from one place (allauth), and a bound on all places together.

        The second bound would let a stranger keep somebody out. A passkey, or a new password set by mail in this
        browser, is not held up by it.
        """
        super().pre_authenticate(request, **credentials)
        address = _address(credentials)
        if request.session.get(_PROVED) == address:
            return
        guesses = ratelimit.consume(request, app="allauth.account", action="guesses", key=address)
        if not guesses:
            raise self.validation_error("too_many_login_attempts")
        if self._login_failed_rl_usage:
            self._login_failed_rl_usage.usage += guesses.usage  # given back when the password is right

    def authentication_failed(self, request: HttpRequest, **credentials: Any) -> None:
        """Put the refusal on the trail. Known and unknown addresses take the same steps."""
        known = User.objects.filter(email=_address(credentials)).values_list("pk", flat=True).first()
        with transaction.atomic():
            write(Verb.REFUSED, subject="sign_in", subject_id=known or NOBODY, by=User.objects.system())

    def is_reauthentication_required(self, *, app: str, **details: Any) -> bool:
        """A sign-in counts as recent for five minutes: nobody types the same password twice in a row."""
        records = get_authentication_records(context.request, context.request.user)
        return not records or time.time() - records[-1]["at"] > app_settings.REAUTHENTICATION_TIMEOUT

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        """Send once the request has committed. A dead mail server is said in the log, not on the page."""
        message = self.render_mail(template_prefix, email, {**context, "email": email})
        transaction.on_commit(lambda: _send_or_say(message, template_prefix))

    def _get_login_attempts_cache_key(self, request: HttpRequest, **credentials: Any) -> str:
        """Tries are counted for the address and the place they come from, so strangers elsewhere do not count."""
        return f"{_address(credentials)}:{self.get_client_ip(request)}"

    def _delete_login_attempts_cached_email(self, request: HttpRequest, **credentials: Any) -> None:
        """Called when a new password was set by the link in the mail."""
        super()._delete_login_attempts_cached_email(request, **credentials)
        request.session[_PROVED] = _address(credentials)


def _address(credentials: dict[str, Any]) -> str:
    return str(credentials.get("email") or "").strip().lower()


def _send_or_say(message: EmailMessage, template_prefix: str) -> None:
    try:
        message.send()
    except OSError:
        log.exception("A message about an account could not be sent: %s", template_prefix)
