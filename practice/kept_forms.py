"""A case half answered keeps its ticks and words for whoever works on it."""

from uuid import UUID

from django.http import Http404

from accounts.models import User
from practice.door import open_case
from practice.forms import AnswerForm
from unsent.keeping import About
from unsent.places import Place


def about_case(key: UUID) -> About:
    return About(str(key), key)


def _case(key: str, *, by: User) -> About:
    try:
        wanted = UUID(key)
    except ValueError:
        raise Http404 from None
    case, attempt = open_case(wanted, by=by)
    if attempt is not None:
        raise Http404
    return about_case(case.pk)


ANSWER = Place("practice", "a practice case", AnswerForm, "practice:case", "practice:case", find=_case)
PLACES = (ANSWER,)
