"""The administrator's reason for resetting a second step is kept while it is typed."""

from uuid import UUID

from django.http import Http404

from accounts.forms import ResetForm
from accounts.models import User
from accounts.roles import Role
from unsent.keeping import About
from unsent.places import Place


def about_person(person: User) -> About:
    return About(str(person.pk), person.pk)


def _person(key: str, *, by: User) -> About:
    if by.role != Role.ADMINISTRATOR:
        raise Http404
    try:
        person = User.objects.exclude(role=Role.SYSTEM).filter(pk=UUID(key)).first()
    except ValueError as error:
        raise Http404 from error
    if person is None:
        raise Http404
    return about_person(person)


RESET = Place("reset", "why to reset", ResetForm, "accounts:second_step", "accounts:second_step", find=_person)
PLACES = (RESET,)
