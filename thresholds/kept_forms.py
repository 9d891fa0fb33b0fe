"""The administrator's form of search words keeps what is typed in it."""

from uuid import UUID, uuid5

from django.http import Http404

from accounts.models import User
from accounts.roles import Role
from thresholds.forms import EverydayWordsForm
from thresholds.models import EverydayWords
from thresholds.published import current
from unsent.keeping import About
from unsent.places import Place

_CODES = UUID("6b1f0f0e-6a0a-5d0c-9c53-0f3c1d5f9a11")  # indicators have codes, and words are kept about an id


def about_code(code: str) -> About:
    return About(code, uuid5(_CODES, code))


def _code(key: str, *, by: User) -> About:
    known = key == EverydayWords.SAME or current().version.indicators.filter(code=key).exists()
    if by.role != Role.ADMINISTRATOR or not known:
        raise Http404
    return about_code(key)


WORDS = Place("words", "search words", EverydayWordsForm, "search_words:edit", "search_words:edit", find=_code)
PLACES = (WORDS,)
