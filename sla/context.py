"""Which telephone is answered now: every page says one number, and it must be the right one at three in the morning."""

from django.conf import settings
from django.db import DatabaseError
from django.http import HttpRequest

from core import clock
from core.context import answered_on
from sla.calendars import calendar_for
from sla.models import Policy


def telephone(request: HttpRequest) -> dict[str, object]:
    """The number out of hours in place of the office's, when the policy's office is closed.

    Where the policy cannot be read, the office's number stays, and pages name the other beside it.
    """
    now = clock.now()
    try:
        is_open = calendar_for(Policy.objects.current(), now).is_open(now)
    except (DatabaseError, Policy.DoesNotExist):
        return {}
    return {} if is_open else answered_on(settings.MASH_PHONE_OUT_OF_HOURS)
