"""Who is told of what is said about a referral."""

from accounts.models import User
from referrals.models import Referral
from referrals.querysets import ReferralQuerySet


def mash_people(referral: Referral, *, everyone: bool = False) -> list[User]:
    """The holder while still here, else everybody of the desk who may open it; `everyone`: all of those anyway."""
    if not everyone and referral.holder is not None and referral.holder.is_active:
        return [referral.holder]
    return [one for one in User.objects.in_team("mash") if not referral.restricted or _may_open(referral, one)]


def managers(referral: Referral) -> list[User]:
    """The managers who may open it."""
    return [one for one in User.objects.managers() if not referral.restricted or _may_open(referral, one)]


def referrer_people(referral: Referral) -> list[User]:
    """The referrer, or in their place the leads of their agency."""
    return [referral.referrer] if referral.referrer.is_active else list(User.objects.leads_of(referral.agency_id))


def _may_open(referral: Referral, user: User) -> bool:
    return ReferralQuerySet(Referral).visible_to(user).filter(pk=referral.pk).exists()
