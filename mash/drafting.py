"""A decision while it is typed: kept for its writer, shown to nobody else, gone once the referral is decided."""

from collections.abc import Mapping

from django.db import transaction

from accounts.models import User
from core import clock
from core.errors import Refused
from mash.locking import lock_referral
from mash.models import DecisionDraft
from mash.policies import check_can_decide
from referrals.models import Referral
from trail.actions import write
from trail.verbs import Verb


@transaction.atomic
def keep_decision_draft(referral: Referral, *, typed: Mapping[str, str], by: User) -> DecisionDraft:
    """Keep what was typed beside what stands there: two windows do not undo each other. Refuses who may not decide.

    The trail says once that somebody began, not every few seconds. PostgreSQL keeps no NUL, so a NUL is left out.
    """
    locked = lock_referral(referral.pk, by=by)
    check_can_decide(locked, by=by)
    if not typed:
        raise Refused("Nothing was typed.")
    values = {name: value.replace("\x00", "") for name, value in typed.items()}
    row = draft_of(locked, writer=by)
    if row is None:
        row = DecisionDraft(referral=locked, writer=by)
        write(Verb.CREATED, subject="decision_draft", subject_id=row.pk, record_id=locked.pk, by=by)
    row.data, row.saved_at = {**row.data, **values}, clock.now()
    row.save()
    return row


def draft_of(referral: Referral, *, writer: User) -> DecisionDraft | None:
    """What this person has half written here."""
    return DecisionDraft.objects.filter(referral=referral, writer=writer).first()


@transaction.atomic
def drop_decision_drafts(referral: Referral, *, of: User | None = None, by: User) -> None:
    """Throw away what one person, or everybody when None, had half written here."""
    rows = DecisionDraft.objects.filter(referral=referral)
    if of is not None:
        rows = rows.filter(writer=of)
    for row in rows:
        write(Verb.ERASED, subject="decision_draft", subject_id=row.pk, record_id=referral.pk, by=by)
    rows.delete()
