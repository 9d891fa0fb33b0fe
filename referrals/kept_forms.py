"""The forms about a referral, or about a colleague's form, that keep what is typed in them."""

from uuid import UUID

from django.http import Http404

from accounts.models import User
from core.references import read_reference
from referrals.door import NOTHING, given_draft
from referrals.forms.after import AddForm, MessageForm, WithdrawForm
from referrals.forms.returning import ReturnForm
from referrals.models import Draft, Referral
from referrals.policies import speaks_for_referrer
from unsent.keeping import About
from unsent.places import Place


def about(referral: Referral) -> About:
    return About(referral.reference, referral.pk, referral.pk)


def about_given(draft: Draft) -> About:
    return About(str(draft.pk), draft.pk, draft.pk)


def find_referral(reference: str, *, by: User) -> Referral:
    """The referral, for an answer that shows nothing of it: no read goes on the trail. Hidden and absent are 404."""
    known = read_reference(reference)
    found = known and Referral.objects.visible_to(by).defer("document").filter(reference=known).first()
    if not found:
        raise Http404(NOTHING)
    return found


def _spoken_for(key: str, *, by: User) -> About:
    """For those who speak for the referrer; for everybody else there is nothing here."""
    if not by.is_referrer:
        raise Http404(NOTHING)
    referral = find_referral(key, by=by)
    if not speaks_for_referrer(by, referral):
        raise Http404(NOTHING)
    return about(referral)


def _given(key: str, *, by: User) -> About:
    """For the lead that it was given to."""
    try:
        return about_given(given_draft(UUID(key), by=by))
    except ValueError as error:
        raise Http404(NOTHING) from error


_SENT = "referrals:sent"
ADD = Place(
    "add", "added information", AddForm, "referrals:add_information", "referrals:add_information", find=_spoken_for
)
WRITE = Place("write", "a message to MASH", MessageForm, _SENT, "referrals:write", find=_spoken_for)
WITHDRAW = Place(
    "withdraw", "why to withdraw it", WithdrawForm, "referrals:withdraw", "referrals:withdraw", find=_spoken_for
)
GIVE_BACK = Place("give-back", "what should change", ReturnForm, "referrals:given", "referrals:give_back", find=_given)
PLACES = (ADD, WRITE, WITHDRAW, GIVE_BACK)
