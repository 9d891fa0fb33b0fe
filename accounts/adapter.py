"""How allauth behaves here: accounts are made by invitation, and every sign-in is on the trail."""

from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from django.db import transaction
from django.http import HttpRequest, HttpResponse

from accounts.models import User
from trail.actions import write
from trail.verbs import Verb


class AccountAdapter(DefaultAccountAdapter):
    """No open sign-up. A sign-in that cannot be put on the trail does not happen."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False

    def post_login(self, request: HttpRequest, user: User, **details: Any) -> HttpResponse:
        with transaction.atomic():
            write(Verb.SIGNED_IN, subject="user", subject_id=user.pk, by=user)
        answer: HttpResponse = super().post_login(request, user, **details)
        return answer
