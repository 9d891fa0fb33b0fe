"""Who may read what of a referral that they may open."""

from accounts.models import User
from referrals.models import Referral


def may_read_confidential(user: User, referral: Referral) -> bool:
    """What the family must not be told is for whoever wrote it, and for MASH."""
    return user.is_mash or referral.referrer_id == user.pk
