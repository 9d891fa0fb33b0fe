"""A case half answered, or half written, keeps its ticks and words for whoever is at it."""

from typing import Any
from uuid import UUID

from django.db.models import QuerySet
from django.http import Http404

from accounts.models import User
from accounts.roles import Role
from practice.cases import PracticeCase
from practice.door import open_case, sets_here
from practice.forms import AnswerForm
from practice.writing_forms import CaseForm
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


def _to_change(key: str, *, by: User) -> About:
    return _about_one(PracticeCase.objects.filter(case_set__in=sets_here()), key, by=by)


def _to_write(key: str, *, by: User) -> About:
    return _about_one(sets_here(), key, by=by)


def _about_one(rows: QuerySet[Any], key: str, *, by: User) -> About:
    try:
        wanted = UUID(key)
    except ValueError:
        raise Http404 from None
    if by.role != Role.ADMINISTRATOR or not rows.filter(pk=wanted).exists():
        raise Http404
    return about_case(wanted)


ANSWER = Place("practice", "a practice case", AnswerForm, "practice:case", "practice:case", find=_case)
CHANGE = Place(
    "change-case", "a practice case", CaseForm, "practice_cases:change", "practice_cases:change", find=_to_change
)
WRITE = Place("new-case", "a new practice case", CaseForm, "practice_cases:add", "practice_cases:add", find=_to_write)
PLACES = (ANSWER, CHANGE, WRITE)
