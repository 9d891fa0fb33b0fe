"""Which telephone is answered now: every page says one number, and it must be the right one at three in the morning."""

from django.conf import settings
from django.db import DatabaseError
from django.http import HttpRequest

from core import clock
from core.context import answered_on
from sla.calendars import calendar_for
from sla.models import Policy


def telephone(request: HttpRequest) -> dict[str, object]:
    """The number out of hours in place of the office's, when the policy's office is closed."""
    number = answered_now()
    return {} if number == settings.MASH_PHONE else answered_on(number)


def answered_now() -> str:
    """The number that is answered at this moment.

    Where the policy cannot be read it is the office's, and pages name the other beside it.
    """
    now = clock.now()
    try:
        is_open = calendar_for(Policy.objects.current(), now).is_open(now)
    except (DatabaseError, Policy.DoesNotExist):
        return str(settings.MASH_PHONE)
    return str(settings.MASH_PHONE if is_open else settings.MASH_PHONE_OUT_OF_HOURS)
