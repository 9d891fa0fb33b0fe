"""Six weeks after a first round: one invitation to new cases, through the outbox.

Any number of workers may do this at once: a round is claimed by a conditional update in the transaction of its message.
"""

import logging
from datetime import datetime

from django.db import transaction

from accounts.models import User
from core import clock
from notifications.actions import Wanted, queue_messages
from notifications.kinds import Kind
from practice.attempts import Attempt, Round, Stage
from practice.cases import ROUND
from practice.door import pace_in
from trail.actions import write
from trail.verbs import Verb

_AT_ONCE = 500
_log = logging.getLogger(__name__)


def invite_due(now: datetime | None = None) -> int:
    """Invite everybody whose six weeks are over; returns how many this round did itself. Outside a transaction."""
    moment = now or clock.now()
    system = User.objects.system()
    due = Round.objects.filter(invited_at=None, follow_up_at__lte=moment, person__is_active=True)
    keys = list(due.order_by("follow_up_at", "pk").values_list("pk", flat=True)[:_AT_ONCE])
    return sum(_succeeds(Round(pk=key), moment, system) for key in keys)


@transaction.atomic
def invite(begun: Round, *, now: datetime, by: User) -> bool:
    """Claim the round and queue its message; False when somebody else did, or it is not due.

    Whoever has begun the follow-up without being asked is not written to.
    """
    mine = Round.objects.filter(pk=begun.pk, invited_at=None, follow_up_at__lte=now, person__is_active=True)
    if not mine.update(invited_at=now):
        return False
    row = Round.objects.select_related("person", "case_set").get(pk=begun.pk)
    waiting = 0 if _has_begun(row) else min(ROUND, len(pace_in(row.case_set, by=row.person).open))
    if waiting:
        path, key = f"/practice/{row.case_set_id}/", f"practice:{row.pk}"
        message = Wanted(Kind.PRACTICE_AGAIN, row.person_id, row.pk, "", path, key, count=waiting)
        queue_messages([message], at=now)
    write(Verb.ASKED, subject="practice_round", subject_id=row.pk, by=by, told=bool(waiting))
    return True


def _has_begun(row: Round) -> bool:
    later = Attempt.objects.filter(person=row.person_id, case_set=row.case_set_id, stage=Stage.FOLLOW_UP)
    return later.exists()


def _succeeds(begun: Round, now: datetime, by: User) -> bool:
    """One round that cannot be done stops no other; the next sweep tries it again."""
    try:
        return invite(begun, now=now, by=by)
    except Exception as error:  # whatever is wrong with one must not stop the others
        _log.error("round %s not invited: %s", begun.pk, type(error).__name__, exc_info=True)
        return False
