"""The row that every write at the desk stands on."""

from uuid import UUID

from django.http import Http404

from accounts.models import User
from core.errors import Refused
from core.references import read_reference
from referrals.door import NOTHING
from referrals.models import Referral


def find_referral(reference: str, *, by: User) -> Referral:
    """The referral, for an answer that shows nothing of it: no read goes on the trail. Hidden and absent are 404."""
    known = read_reference(reference)
    found = known and Referral.objects.visible_to(by).defer("document").filter(reference=known).first()
    if not found:
        raise Http404(NOTHING)
    return found


def lock_referral(pk: UUID, *, by: User) -> Referral:
    """The referral, locked, as it stands now. Refuses what `by` may not see as if it were not there."""
    found = Referral.objects.visible_to(by).select_for_update(of=("self",)).filter(pk=pk).first()
    if found is None:
        raise Refused("There is nothing here.")
    return found
