"""A professional disagreement about one decision, and what each stage of it said. Words are frozen once written."""

import uuid
from datetime import datetime

from django.db import models
from django.db.models import F, Q
from django.urls import reverse

from accounts.models import User
from escalation import ladder
from escalation.ladder import LIVE, Answer, Outcome, Status
from escalation.querysets import EscalationQuerySet
from mash.models import Decision
from referrals.models import Referral

_LIVE = sorted(status.value for status in LIVE)


def _both_or_neither(at: str, by: str) -> Q:
    return Q(**{f"{at}__isnull": True, f"{by}__isnull": True}) | Q(**{f"{at}__isnull": False, f"{by}__isnull": False})


class Escalation(models.Model):
    """One disagreement. `owner` and `reply_due_at` are the current stage's, kept here so that the list is one query.

    No owner means the managers of MASH together. `believes_level` is what the referrer's side holds to be right.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    referral = models.ForeignKey(Referral, on_delete=models.PROTECT, related_name="escalations")
    decision = models.ForeignKey(Decision, on_delete=models.PROTECT, related_name="escalations")
    raised_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    raised_at = models.DateTimeField()
    evidence = models.TextField()
    asks_for = models.TextField()
    believes_level = models.PositiveSmallIntegerField()
    immediate_harm = models.BooleanField()

    status = models.CharField(max_length=8, choices=[(s.value, ladder.STATUS_LABELS[s]) for s in Status])
    stage = models.PositiveSmallIntegerField()
    owner = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    reply_due_at = models.DateTimeField(null=True)

    outcome = models.CharField(
        max_length=7, choices=[(o.value, ladder.OUTCOME_LABELS[o]) for o in Outcome], default=Outcome.NONE.value
    )
    new_decision = models.ForeignKey(Decision, on_delete=models.PROTECT, null=True, related_name="+")
    closed_at = models.DateTimeField(null=True)
    closed_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    learning = models.TextField(blank=True)
    learned_at = models.DateTimeField(null=True)
    learned_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")

    objects = EscalationQuerySet.as_manager()

    class Meta:
        ordering = ["-raised_at"]
        constraints = [
            models.UniqueConstraint(fields=["referral"], condition=Q(status__in=_LIVE), name="escalation_one_live"),
            models.CheckConstraint(condition=Q(status__in=[s.value for s in Status]), name="escalation_status_known"),
            models.CheckConstraint(
                condition=Q(outcome__in=[o.value for o in Outcome]), name="escalation_outcome_known"
            ),
            models.CheckConstraint(
                condition=Q(stage__gte=ladder.FIRST, stage__lte=ladder.LAST), name="escalation_stage_on_ladder"
            ),
            models.CheckConstraint(condition=Q(believes_level__range=(1, 4)), name="escalation_level_1_to_4"),
            models.CheckConstraint(
                condition=~Q(evidence="") & ~Q(asks_for=""), name="escalation_says_what_it_stands_on"
            ),
            models.CheckConstraint(
                condition=_both_or_neither("closed_at", "closed_by"), name="escalation_closed_at_by"
            ),
            models.CheckConstraint(
                condition=_both_or_neither("learned_at", "learned_by"), name="escalation_learned_at_by"
            ),
            models.CheckConstraint(
                condition=Q(learning="", learned_at__isnull=True) | (~Q(learning="") & Q(learned_at__isnull=False)),
                name="escalation_learning_when_learned",
            ),
            models.CheckConstraint(
                condition=Q(status__in=_LIVE, closed_at__isnull=True, outcome=Outcome.NONE.value)
                | (~Q(status__in=_LIVE) & Q(closed_at__isnull=False) & ~Q(outcome=Outcome.NONE.value)),
                name="escalation_ended_has_outcome",
            ),
            models.CheckConstraint(
                condition=Q(outcome=Outcome.CHANGED.value, new_decision__isnull=False)
                | (~Q(outcome=Outcome.CHANGED.value) & Q(new_decision__isnull=True)),
                name="escalation_changed_names_decision",
            ),
            models.CheckConstraint(
                condition=Q(status=Status.OPEN.value, reply_due_at__isnull=False)
                | (~Q(status=Status.OPEN.value) & Q(reply_due_at__isnull=True)),
                name="escalation_open_owes_reply",
            ),
        ]
        indexes = [
            models.Index(fields=["reply_due_at"], name="escalation_owed", condition=Q(status=Status.OPEN.value)),
            models.Index(fields=["stage"], name="escalation_live_stage", condition=Q(status__in=_LIVE)),
        ]

    def __str__(self) -> str:
        return f"escalation {self.pk}"

    def get_absolute_url(self) -> str:
        return reverse("escalation:detail", args=[self.pk])

    @property
    def is_live(self) -> bool:
        return self.status in LIVE

    def is_late(self, now: datetime) -> bool:
        """A reply is owed and its time has passed."""
        return self.reply_due_at is not None and self.reply_due_at < now


class StageRow(models.Model):
    """One stage that was asked: what the referrer's side said, what MASH answered, and when. A stage is asked once."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    escalation = models.ForeignKey(Escalation, on_delete=models.PROTECT, related_name="stages")
    number = models.PositiveSmallIntegerField()
    opened_at = models.DateTimeField()
    due_at = models.DateTimeField()
    owner = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    argument = models.TextField()
    argued_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    answer = models.CharField(max_length=6, choices=[(a.value, ladder.ANSWERED_LABELS[a]) for a in Answer], blank=True)
    reply = models.TextField(blank=True)
    would_resolve = models.TextField(blank=True)
    replied_at = models.DateTimeField(null=True)
    replied_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")

    class Meta:
        ordering = ["number"]
        constraints = [
            models.UniqueConstraint(fields=["escalation", "number"], name="escalation_stage_once"),
            models.CheckConstraint(
                condition=Q(number__gte=ladder.FIRST, number__lte=ladder.LAST), name="stage_on_ladder"
            ),
            models.CheckConstraint(condition=~Q(argument=""), name="stage_has_argument"),
            models.CheckConstraint(condition=Q(due_at__gt=F("opened_at")), name="stage_due_after_opening"),
            models.CheckConstraint(condition=_both_or_neither("replied_at", "replied_by"), name="stage_replied_at_by"),
            models.CheckConstraint(
                condition=Q(replied_at__isnull=True, answer="", reply="", would_resolve="")
                | (Q(replied_at__isnull=False, answer__in=[a.value for a in Answer]) & ~Q(reply="")),
                name="stage_reply_is_whole",
            ),
        ]

    def __str__(self) -> str:
        return f"stage {self.number} of {self.escalation_id}"

    def is_late(self, now: datetime) -> bool:
        """Replied after its time, or past it without a reply."""
        return (self.replied_at or now) > self.due_at
