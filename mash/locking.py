"""The row that every write at the desk stands on."""

from uuid import UUID

from accounts.models import User
from core.errors import Refused
from referrals.models import Referral


def lock_referral(pk: UUID, *, by: User) -> Referral:
    """The referral, locked, as it stands now. Refuses what `by` may not see as if it were not there."""
    found = Referral.objects.visible_to(by).select_for_update(of=("self",)).filter(pk=pk).first()
    if found is None:
        raise Refused("There is nothing here.")
    return found
