"""The forms of an escalation that keep what is typed in them."""

from uuid import UUID

from django.http import Http404

from accounts.models import User
from escalation.forms import FurtherForm, LearningForm, RaiseForm, ReplyForm
from escalation.models import Escalation
from escalation.policies import is_referrer_side
from referrals.door import NOTHING
from referrals.kept_forms import about, find_referral
from unsent.keeping import About
from unsent.places import Place


def about_escalation(escalation: Escalation) -> About:
    return About(str(escalation.pk), escalation.pk, escalation.referral_id)


def _disagreed(key: str, *, by: User) -> About:
    """A referral, for those who may disagree with what was decided."""
    referral = find_referral(key, by=by)
    if not is_referrer_side(referral, by):
        raise Http404(NOTHING)
    return about(referral)


def _readable(key: str, *, by: User) -> About:
    """An escalation, for those who may read it; whose turn it is, sending asks."""
    try:
        found = Escalation.objects.visible_to(by).filter(pk=UUID(key)).first()
    except ValueError as error:
        raise Http404(NOTHING) from error
    if found is None:
        raise Http404(NOTHING)
    return about_escalation(found)


_PAGE = "escalation:detail"
RAISE = Place("escalate", "an escalation", RaiseForm, "escalation:raise", "escalation:raise", find=_disagreed)
REPLY = Place("reply", "a reply", ReplyForm, _PAGE, "escalation:reply", find=_readable)
FURTHER = Place("further", "why to go further", FurtherForm, _PAGE, "escalation:further", find=_readable)
LEARN = Place("learning", "what was learned", LearningForm, _PAGE, "escalation:learning", find=_readable)
PLACES = (RAISE, REPLY, FURTHER, LEARN)
