"""Our second step, and when it is not asked."""

from allauth.mfa.stages import AuthenticateStage
from django.http import HttpRequest

from accounts.models import User
from accounts.work_records import had_two_factors, proved_at_work


class SecondStep(AuthenticateStage):
    """Asked as always, unless the person's own provider has just said that it asked for a second factor."""

    def _should_handle(self, request: HttpRequest) -> bool:
        person = self.login.user
        if isinstance(person, User) and proved_at_work(request, person) and had_two_factors(request, person):
            return False
        return bool(super()._should_handle(request))
