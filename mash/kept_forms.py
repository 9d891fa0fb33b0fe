"""The forms of the desk that keep what is typed in them."""

from django.http import Http404

from accounts.models import User
from accounts.roles import MASH
from mash.deciding import DECISION
from mash.forms import DecisionForm, ReturnForm, RevealForm, TalkForm
from mash.locking import lock_referral
from mash.policies import check_can_decide
from referrals.door import NOTHING
from referrals.kept_forms import about, find_referral
from referrals.loose import keeps_secret
from unsent.keeping import About
from unsent.places import Place


def _at_desk(key: str, *, by: User) -> About:
    if by.role not in MASH:
        raise Http404(NOTHING)
    return about(find_referral(key, by=by))


def _to_decide(key: str, *, by: User) -> About:
    """Refuses who may not decide. The row is locked, so that no words arrive behind the decision."""
    found = _at_desk(key, by=by)
    check_can_decide(lock_referral(found.subject_id, by=by), by=by)
    return found


def _with_secret(key: str, *, by: User) -> About:
    found = _at_desk(key, by=by)
    if not keeps_secret(lock_referral(found.subject_id, by=by).document):
        raise Http404(NOTHING)
    return found


_PAGE = "mash:referral"
DECIDE = Place(DECISION, "a decision", DecisionForm, _PAGE, "mash:decide", find=_to_decide)
SEND_BACK = Place("send-back", "why to look again", ReturnForm, _PAGE, "mash:sign_off", find=_at_desk)
TALK = Place("talk", "a message to the referrer", TalkForm, _PAGE, "mash:write", find=_at_desk)
REVEAL = Place("reveal", "why to open an address", RevealForm, "mash:address", "mash:address", find=_with_secret)
PLACES = (DECIDE, SEND_BACK, TALK, REVEAL)
