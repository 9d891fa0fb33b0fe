"""The doors to a round and to a case. A read of a case is on the trail; hidden and absent are the same 404."""

from uuid import UUID

from django.http import Http404

from accounts.models import User
from quality.double_models import Case, Round
from referrals.door import NOTHING
from trail.actions import write
from trail.verbs import Verb


def find_round(key: UUID, *, by: User) -> Round:
    """The round. It names no child, so nothing goes on the trail."""
    found = Round.objects.visible_to(by).select_related("made_by", "sent_by", "closed_by").filter(pk=key).first()
    if found is None:
        raise Http404(NOTHING)
    return found


def find_case(key: UUID, *, by: User) -> Case:
    """A case without a trail row, for what shows nothing of it: a form that is sent."""
    people = ("round", "referral__agency", "referral__referrer", "confirmed_by")
    found = Case.objects.visible_to(by).select_related(*people).filter(pk=key).first()
    if found is None:
        raise Http404(NOTHING)
    return found


def open_case(key: UUID, *, by: User) -> Case:
    """A case, and a trail row that `by` read it."""
    case = find_case(key, by=by)
    write(Verb.READ, subject="double_case", subject_id=case.pk, record_id=case.referral_id, by=by, view="blind case")
    return case
