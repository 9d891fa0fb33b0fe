"""The forms of a round that keep what is typed in them."""

from uuid import UUID

from django.http import Http404

from accounts.models import User
from quality.double.door import find_case
from quality.double.forms import AnswerForm, ConfirmForm, RemarkForm
from quality.double.policies import check_can_answer, check_can_prepare, check_can_say
from quality.double_models import Case
from referrals.door import NOTHING
from unsent.keeping import About
from unsent.places import Place


def about_case(case: Case) -> About:
    return About(str(case.pk), case.pk, case.referral_id)


def _case(key: str, by: User) -> Case:
    try:
        return find_case(UUID(key), by=by)
    except ValueError as error:
        raise Http404(NOTHING) from error


def _to_confirm(key: str, *, by: User) -> About:
    case = _case(key, by)
    if not by.is_manager:
        raise Http404(NOTHING)
    check_can_prepare(case.round, by=by)
    return about_case(case)


def _to_answer(key: str, *, by: User) -> About:
    case = _case(key, by)
    check_can_answer(case, by=by)
    return about_case(case)


def _to_say(key: str, *, by: User) -> About:
    case = _case(key, by)
    check_can_say(case, by=by)
    return about_case(case)


_PAGE = "double:case"
CONFIRM = Place("blind-text", "the text of a case", ConfirmForm, _PAGE, "double:confirm", find=_to_confirm)
ANSWER = Place("blind-answer", "a blind answer", AnswerForm, _PAGE, "double:answer", find=_to_answer)
SAY = Place("blind-remark", "a remark on a case", RemarkForm, _PAGE, "double:say", find=_to_say)
PLACES = (CONFIRM, ANSWER, SAY)
