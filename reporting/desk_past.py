"""What the desk was given and when it decided: the rows that the forecast and the usual load are made from."""

from datetime import datetime, timedelta

from django.db.models import Q

from accounts.models import User
from referrals.models import Referral
from referrals.querysets import ReferralQuerySet
from referrals.states import Status
from reporting.forecast import Promise
from sla.models import Deadline

DAYS_READ = 65  # thirty moments to look back at, each with the 28 days before it, and a margin


def promises(user: User, now: datetime) -> list[Promise]:
    """The governing clock of every referral that ran at any time in the last 65 days. One query."""
    since = now - timedelta(days=DAYS_READ)
    rows = (
        Deadline.objects.governing()
        .filter(subject_kind="referral", subject_id__in=_answered(user).values("pk"))
        .filter(Q(stopped_at__isnull=True) | Q(stopped_at__gte=since))
        .order_by("due_at", "pk")
        .values_list("subject_id", "started_at", "due_at", "stopped_at", "stopped_by_id")
    )
    return [
        Promise(subject.int, started.timestamp(), due.timestamp(), stopped.timestamp() if stopped else None, by)
        for subject, started, due, stopped, by in rows
    ]


def _answered(user: User) -> ReferralQuerySet:
    """All but those that the referrer withdrew: nobody at the desk ended them, so they tell nothing of its pace."""
    return Referral.objects.visible_to(user).exclude(status=Status.WITHDRAWN.value)
