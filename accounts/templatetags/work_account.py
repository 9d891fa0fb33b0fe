"""How somebody comes in, for the page of their account."""

from django import template

from accounts.models import User
from accounts.single_sign_on import signs_in_at_work

register = template.Library()


@register.filter
def comes_in_at_work(person: User) -> bool:
    """True when the person signs in with a work account, and has no password here."""
    return signs_in_at_work(person)
