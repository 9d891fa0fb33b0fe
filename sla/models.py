"""Deadlines, what was recorded about them, the policy they were started under, and the sweepers' heartbeats."""

import uuid
from datetime import datetime, time

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q

from notifications.models import PATH_SHAPE, REFERENCE_SHAPE
from sla.clocks import DECISION_CLOCKS, Clock, DecisionClock, Step
from sla.querysets import DeadlineQuerySet, PolicyQuerySet

_DECISION = sorted(DECISION_CLOCKS)


class Policy(models.Model):
    """The partnership's time limits. A change is a new row; a running deadline keeps the times it was given.

    `source` says where each number comes from. Hours are elapsed hours, days are working days.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    number = models.PositiveIntegerField(unique=True)
    active = models.BooleanField(default=False)
    made_at = models.DateTimeField()
    source = models.TextField()
    decision_clock = models.CharField(max_length=24, choices=DecisionClock)
    decision_hours = models.PositiveSmallIntegerField(default=24)
    decision_working_days = models.PositiveSmallIntegerField(default=1)
    red_hours = models.PositiveSmallIntegerField(null=True, default=4)
    amber_hours = models.PositiveSmallIntegerField(null=True, default=24)
    green_hours = models.PositiveSmallIntegerField(null=True, default=72)
    blue_hours = models.PositiveSmallIntegerField(null=True)
    follow_up_hours = models.PositiveSmallIntegerField(default=24)
    consultation_working_days = models.PositiveSmallIntegerField(default=1)
    feedback_working_days = models.PositiveSmallIntegerField(default=1)
    sign_off_hours = models.PositiveSmallIntegerField(default=2)
    escalation_working_days = ArrayField(models.PositiveSmallIntegerField())
    escalation_urgent_hours = models.PositiveSmallIntegerField(default=4)
    warn_percent = models.PositiveSmallIntegerField(default=75)
    opens = models.TimeField(default=time(9))
    closes = models.TimeField(default=time(17))
    extra_closed_days = ArrayField(models.DateField(), default=list)

    objects = PolicyQuerySet.as_manager()

    class Meta:
        ordering = ["number"]
        verbose_name_plural = "policies"
        constraints = [
            models.UniqueConstraint(fields=["active"], condition=Q(active=True), name="sla_policy_one_active"),
            models.CheckConstraint(condition=Q(decision_clock__in=DecisionClock.values), name="sla_policy_clock_known"),
            models.CheckConstraint(
                condition=Q(warn_percent__gt=0, warn_percent__lt=100), name="sla_policy_warns_early"
            ),
            models.CheckConstraint(condition=Q(opens__lt=F("closes")), name="sla_policy_opens_first"),
            models.CheckConstraint(
                condition=Q(
                    decision_hours__gt=0,
                    decision_working_days__gt=0,
                    follow_up_hours__gt=0,
                    consultation_working_days__gt=0,
                    feedback_working_days__gt=0,
                    sign_off_hours__gt=0,
                    escalation_urgent_hours__gt=0,
                )
                & ~Q(red_hours=0)
                & ~Q(amber_hours=0)
                & ~Q(green_hours=0)
                & ~Q(blue_hours=0),
                name="sla_policy_limits_positive",
            ),
        ]

    def __str__(self) -> str:
        return f"policy {self.number}"


class Deadline(models.Model):
    """One limit on one subject. Its times are worked out when it starts and never again.

    `governs`: of the decision clocks, the one the queue sorts by. `told`: people get warnings of it; a decision clock
    that is only counted for statistics is not told, so nobody hears twice of one lateness.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    subject_kind = models.CharField(max_length=32)
    subject_id = models.UUIDField()
    record_id = models.UUIDField()
    clock = models.CharField(max_length=24, choices=Clock)
    started_at = models.DateTimeField()
    warn_at = models.DateTimeField()
    due_at = models.DateTimeField()
    stopped_at = models.DateTimeField(null=True)
    stopped_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    team = models.CharField(max_length=20)
    holder = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    reference = models.CharField(max_length=16)
    path = models.CharField(max_length=200)
    governs = models.BooleanField(default=False)
    told = models.BooleanField(default=True)
    policy = models.ForeignKey(Policy, on_delete=models.PROTECT, related_name="+")

    objects = DeadlineQuerySet.as_manager()

    class Meta:
        ordering = ["due_at", "id"]
        indexes = [
            models.Index(fields=["due_at", "id"], name="sla_open_by_due", condition=Q(stopped_at__isnull=True)),
            models.Index(fields=["warn_at"], name="sla_open_by_warn", condition=Q(stopped_at__isnull=True)),
            models.Index(fields=["due_at"], name="sla_stopped_late", condition=Q(stopped_at__gt=F("due_at"))),
            models.Index(fields=["subject_id", "clock"], name="sla_by_subject"),
            models.Index(fields=["record_id"], name="sla_by_record"),
        ]
        constraints = [
            models.CheckConstraint(condition=Q(clock__in=Clock.values), name="sla_clock_known"),
            models.CheckConstraint(condition=Q(reference__regex=REFERENCE_SHAPE), name="sla_reference_shape"),
            models.CheckConstraint(condition=Q(path__regex=PATH_SHAPE), name="sla_path_shape"),
            models.CheckConstraint(condition=Q(due_at__gt=F("started_at")), name="sla_due_after_start"),
            models.CheckConstraint(
                condition=Q(warn_at__gte=F("started_at"), warn_at__lt=F("due_at")), name="sla_warns_before_due"
            ),
            models.CheckConstraint(
                condition=Q(stopped_at__isnull=True, stopped_by__isnull=True)
                | Q(stopped_at__isnull=False, stopped_by__isnull=False),
                name="sla_stopped_at_and_by",
            ),
            models.CheckConstraint(
                condition=Q(governs=False) | Q(clock__in=_DECISION), name="sla_only_a_decision_clock_governs"
            ),
            models.UniqueConstraint(
                fields=["subject_id", "clock"], condition=Q(stopped_at__isnull=True), name="sla_one_open_of_a_clock"
            ),
            models.UniqueConstraint(
                fields=["subject_id"], condition=Q(stopped_at__isnull=True, governs=True), name="sla_one_open_governs"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.reference} {self.get_clock_display()}"

    def is_over(self, now: datetime) -> bool:
        """True when it was not kept: stopped after its due time, or still running past it."""
        return (self.stopped_at or now) > self.due_at

    def share_used(self, now: datetime) -> float:
        """The part of the time that is gone: 0 at the start, 1 at the due time, more when over."""
        gone = (self.stopped_at or now) - self.started_at
        return max(0.0, gone / (self.due_at - self.started_at))


class DeadlineEvent(models.Model):
    """A warning or a breach, recorded once. `due_at` is when it truly fell; `detected_at` when a sweeper saw it."""

    append_only = True

    id = models.BigAutoField(primary_key=True)
    deadline = models.ForeignKey(Deadline, on_delete=models.PROTECT, related_name="events")
    step = models.CharField(max_length=8, choices=Step)
    due_at = models.DateTimeField()
    detected_at = models.DateTimeField()
    detected_by = models.CharField(max_length=20)

    class Meta:
        ordering = ["due_at", "id"]
        constraints = [
            models.UniqueConstraint(fields=["deadline", "step"], name="sla_event_once"),
            models.CheckConstraint(condition=Q(step__in=Step.values), name="sla_step_known"),
            models.CheckConstraint(condition=Q(detected_at__gte=F("due_at")), name="sla_detected_after_due"),
        ]
        indexes = [models.Index(fields=["step", "due_at"], name="sla_event_by_time")]

    def __str__(self) -> str:
        return f"{self.step} {self.deadline_id}"


class Heartbeat(models.Model):
    """When a sweeper last finished its round. Work done, not process alive: a wedged sweeper stops beating.

    `failing`: how many deadlines it could not handle in that round; they are tried again in the next.
    """

    sweeper = models.CharField(max_length=20, primary_key=True)
    beat_at = models.DateTimeField()
    failing = models.PositiveIntegerField(default=0)

    class Meta:
        ordering = ["sweeper"]

    def __str__(self) -> str:
        return self.sweeper
