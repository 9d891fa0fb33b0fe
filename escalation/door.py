"""The one door to an escalation. Whoever passes is put on the trail; for everybody else there is nothing here."""

from uuid import UUID

from django.http import Http404

from accounts.models import User
from escalation.models import Escalation
from referrals.door import NOTHING
from trail.actions import write
from trail.verbs import Verb


def open_escalation(key: UUID, *, by: User, view: str) -> Escalation:
    """The escalation, and a trail row that `by` read it on this page. Hidden and absent are the same 404."""
    escalation = Escalation.objects.visible_to(by).with_people().filter(pk=key).first()
    if escalation is None:
        raise Http404(NOTHING)
    write(
        Verb.READ,
        subject="escalation",
        subject_id=escalation.pk,
        record_id=escalation.referral_id,
        by=by,
        view=view,
    )
    return escalation
