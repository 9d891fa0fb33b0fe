"""Forms that nobody has touched for a long time: their writer is reminded once, and at last they are deleted.

A child whom somebody began to write about is not forgotten in silence: the agency's safeguarding lead hears of it.
Any number of workers may do this at once: each form is locked and looked at again before anything is done.
"""

import logging
from datetime import datetime, timedelta
from typing import Protocol

from django.db import transaction
from django.db.models import F

from accounts.models import User
from core import clock
from notifications.actions import Wanted, queue_messages
from notifications.kinds import Kind
from referrals.models import Draft
from referrals.querysets import DraftQuerySet
from sla.actions import stop_deadline
from trail.actions import write
from trail.verbs import Verb

REMIND_AFTER = timedelta(days=14)
DELETE_AFTER = timedelta(days=28)
# Nobody's form goes without warning: when the reminder came late, so does the end.
AT_LEAST_BETWEEN = DELETE_AFTER - REMIND_AFTER
_AT_ONCE = 500
_log = logging.getLogger(__name__)


class Act(Protocol):
    """One step on one form; False when somebody else took it first."""

    def __call__(self, draft: Draft, *, now: datetime, by: User) -> bool: ...


def mind_drafts(now: datetime | None = None) -> tuple[int, int]:
    """Remind and delete what is due; returns how many of each this round did itself. Call it outside a transaction."""
    moment = now or clock.now()
    system = User.objects.system()
    due = to_remind(moment).order_by("saved_at", "pk").values_list("pk", flat=True)[:_AT_ONCE]
    old = to_delete(moment).order_by("saved_at", "pk").values_list("pk", flat=True)[:_AT_ONCE]
    reminded = sum(_succeeds(remind_writer, Draft(pk=key), moment, system) for key in list(due))
    deleted = sum(_succeeds(delete_untouched, Draft(pk=key), moment, system) for key in list(old))
    return reminded, deleted


def to_remind(now: datetime) -> DraftQuerySet:
    """Untouched for 14 days, and nobody reminded of it since it was last touched."""
    waiting = Draft.objects.unsent().filter(saved_at__lte=now - REMIND_AFTER)
    return waiting.exclude(reminded_at__gte=F("saved_at"))


def to_delete(now: datetime) -> DraftQuerySet:
    """Untouched for 28 days, and its writer has had 14 days since the reminder."""
    old = Draft.objects.unsent().filter(saved_at__lte=now - DELETE_AFTER, reminded_at__gte=F("saved_at"))
    return old.filter(reminded_at__lte=now - AT_LEAST_BETWEEN)


@transaction.atomic
def remind_writer(draft: Draft, *, now: datetime, by: User) -> bool:
    """Tell the writer once that a form waits, and when it ends; False when it has been touched or told meanwhile.

    The writer of a form that is owed after a call hears of that by its clock, days earlier; this is one more.
    A form whose writer has left waits for a lead of the agency (`referrals.leaving`): the leads are told.
    """
    locked = to_remind(now).select_for_update(skip_locked=True, of=("self",)).filter(pk=draft.pk).first()
    if locked is None:
        return False
    locked.reminded_at = now
    locked.save(update_fields=["reminded_at"])
    write(Verb.WARNED, subject="draft", subject_id=locked.pk, record_id=locked.pk, by=by, untouched_days=14)
    ends = max(locked.saved_at + DELETE_AFTER, now + AT_LEAST_BETWEEN)
    people = [locked.owner] if locked.owner.is_active else _who_answers(locked)
    queue_messages(
        (_wanted(Kind.DRAFT_WAITS, one, locked, f"draft:{locked.pk}:{now:%Y%m%dT%H%M%S}", ends) for one in people),
        at=now,
    )
    return True


@transaction.atomic
def delete_untouched(draft: Draft, *, now: datetime, by: User) -> bool:
    """Delete a form with its sections, files and clock, and tell the leads of its agency; False when it was touched.

    Its writer is told too. Without a lead the administrators hear of it: somebody must know that a worry was not sent.
    """
    locked = to_delete(now).select_for_update(skip_locked=True, of=("self",)).filter(pk=draft.pk).first()
    if locked is None:
        return False
    stop_deadline(subject_id=locked.pk, at=now, by=by)
    write(Verb.ERASED, subject="draft", subject_id=locked.pk, record_id=locked.pk, by=by, untouched_days=28)
    told = {one.pk: one for one in [*_who_answers(locked), locked.owner] if one.is_active}
    queue_messages(
        (_wanted(Kind.DRAFT_DELETED, one, locked, f"draft-gone:{locked.pk}") for one in told.values()), at=now
    )
    locked.delete()
    return True


def _who_answers(draft: Draft) -> list[User]:
    """The leads of the agency; without one the administrators, who can make one."""
    return list(User.objects.leads_of(draft.agency_id)) or list(User.objects.administrators())


def _wanted(kind: Kind, to: User, draft: Draft, key: str, ends: datetime | None = None) -> Wanted:
    path = "/referrals/" if to.is_referrer else "/"
    return Wanted(kind, to.pk, draft.pk, "", path, f"{key}:{to.pk}", ends)


def _succeeds(act: Act, draft: Draft, now: datetime, by: User) -> bool:
    """One form that cannot be done stops no other; the next round tries it again."""
    try:
        return act(draft, now=now, by=by)
    except Exception as error:  # whatever is wrong with one form must not stop the others
        _log.error("form %s not minded: %s", draft.pk, type(error).__name__, exc_info=True)
        return False
