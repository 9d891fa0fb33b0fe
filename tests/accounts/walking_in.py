"""What tests of the sign-in do again and again."""

import re
import time
from typing import Any

from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value
from django.core import mail
from django.test import Client, TestCase
from django.urls import reverse

from accounts.models import User
from tests.conftest import PASSWORD

LOGIN = "/sign-in/login/"
ACCOUNT = "/sign-in/2fa/"
WRONG = "The email address or the password is not right"
SLOW_DOWN = "Too many tries. Wait 5 minutes, or set a new password"


def sign_in(client: Client, person: User, password: str = PASSWORD, **extra: Any) -> Any:
    return client.post(LOGIN, {"login": person.email, "password": password}, **extra)


def code_of(secret: str, *, late: int = 0) -> str:
    """The code that an app would show."""
    return format_hotp_value(hotp_value(secret, int(time.time()) // 30 + late))


def is_inside(client: Client) -> bool:
    return "_auth_user_id" in client.session


def set_by_mail(client: Client, person: User, password: str) -> Any:
    """Ask for the link, follow it, set the password."""
    mail.outbox.clear()
    with committing():
        client.post(reverse("account_reset_password"), {"email": person.email})
    found = re.search(r"http://testserver(/sign-in/password/reset/key/\S+)", mail.outbox[0].body)
    assert found is not None
    form = client.get(found[1])
    return client.post(form["Location"], {"password1": password, "password2": password})


def committing() -> Any:
    return TestCase.captureOnCommitCallbacks(execute=True)
