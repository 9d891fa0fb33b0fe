"""A run over past referrals under a version: how far it is, what it counted, and the referrals that change."""

import uuid

from django.db import models
from django.db.models import Q

from accounts.models import User
from quality.querysets import SimulationChangeQuerySet, SimulationRunQuerySet
from referrals.models import Referral
from thresholds.models import MatrixVersion


class RunState(models.TextChoices):
    """A run waits for the worker, is at work, or has ended in one of three ways. See `simulation_states`."""

    QUEUED = "queued", "Waiting to start"
    RUNNING = "running", "Running"
    DONE = "done", "Finished"
    CANCELLED = "cancelled", "Stopped"
    FAILED = "failed", "Could not finish"


class Story(models.TextChoices):
    """What came later, where the new answer is weaker than the old one."""

    CAME_BACK = "came_back", "Would be pushed back; the same child came back within 12 months"
    STEPPED_UP = "stepped_up", "Would stand lower; social care took the same child on within six months"


class SimulationRun(models.Model):
    """One run. It keeps the document that it tries, so that an edit of the draft meanwhile changes nothing in it.

    `reached`: the last referral that was counted, in order of id: a worker that dies leaves the rest to the next one.
    `holder` and `leased_until`: who works on it now, and until when it is theirs.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    version = models.ForeignKey(MatrixVersion, on_delete=models.PROTECT, related_name="+")
    document = models.JSONField()
    document_sha256 = models.CharField(max_length=64)
    first_day = models.DateField(null=True)
    last_day = models.DateField(null=True)
    state = models.CharField(max_length=9, choices=RunState, default=RunState.QUEUED)
    asked_at = models.DateTimeField()
    asked_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    started_at = models.DateTimeField(null=True)
    finished_at = models.DateTimeField(null=True)
    total = models.PositiveIntegerField(default=0)
    done = models.PositiveIntegerField(default=0)
    reached = models.UUIDField(null=True)
    holder = models.UUIDField(null=True)
    leased_until = models.DateTimeField(null=True)
    attempts = models.PositiveSmallIntegerField(default=0)
    failure = models.CharField(max_length=60, blank=True)
    sensitivity = models.JSONField(default=dict)

    objects = SimulationRunQuerySet.as_manager()

    class Meta:
        ordering = ["-asked_at"]
        constraints = [
            models.CheckConstraint(condition=Q(state__in=RunState.values), name="simulation_state_known"),
            models.CheckConstraint(
                condition=Q(state__in=["queued", "running"], finished_at__isnull=True)
                | (~Q(state__in=["queued", "running"]) & Q(finished_at__isnull=False)),
                name="simulation_ended_means_finished_at",
            ),
            models.CheckConstraint(
                condition=Q(holder__isnull=True, leased_until__isnull=True)
                | Q(holder__isnull=False, leased_until__isnull=False),
                name="simulation_holder_and_lease",
            ),
            models.UniqueConstraint(
                fields=["version"], condition=Q(state__in=["queued", "running"]), name="simulation_one_at_a_time"
            ),
        ]
        indexes = [
            models.Index(fields=["asked_at"], name="simulation_to_do", condition=Q(state__in=["queued", "running"])),
            models.Index(fields=["version", "-asked_at"], name="simulation_of_version"),
        ]

    def __str__(self) -> str:
        return f"simulation {self.pk}"

    @property
    def is_open(self) -> bool:
        return self.state in {RunState.QUEUED, RunState.RUNNING}

    @property
    def percent(self) -> int:
        """Whole percent, 100 only at the end."""
        if self.state == RunState.DONE:
            return 100
        return min(99, self.done * 100 // self.total) if self.total else 0


class SimulationCount(models.Model):
    """So many moved from one answer to another, of one value of one kind ("agency", its id). No child is in it."""

    id = models.BigAutoField(primary_key=True)
    run = models.ForeignKey(SimulationRun, on_delete=models.PROTECT, related_name="counts")
    kind = models.CharField(max_length=10)
    value = models.CharField(max_length=60, blank=True)
    before = models.CharField(max_length=60, blank=True)
    after = models.CharField(max_length=60, blank=True)
    count = models.PositiveIntegerField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["run", "kind", "value", "before", "after"], name="simulation_count_once")
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.value}: {self.before} to {self.after}"


class SimulationChange(models.Model):
    """A referral that the version would answer otherwise. Numbers and codes only; who it is about stands elsewhere."""

    id = models.BigAutoField(primary_key=True)
    run = models.ForeignKey(SimulationRun, on_delete=models.PROTECT, related_name="changes")
    referral = models.ForeignKey(Referral, on_delete=models.PROTECT, related_name="+")
    old_level = models.PositiveSmallIntegerField(null=True)
    new_level = models.PositiveSmallIntegerField(null=True)
    old_route = models.CharField(max_length=32)
    new_route = models.CharField(max_length=32)
    old_detail = models.CharField(max_length=20, blank=True)
    new_detail = models.CharField(max_length=20, blank=True)
    old_priority = models.CharField(max_length=5)
    new_priority = models.CharField(max_length=5)
    # Pushed back where it was not, or lower than it was.
    pushed_back = models.BooleanField()
    weaker = models.BooleanField()
    story = models.CharField(max_length=10, choices=Story, blank=True)

    objects = SimulationChangeQuerySet.as_manager()

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["run", "referral"], name="simulation_change_once"),
            models.CheckConstraint(condition=Q(story="") | Q(story__in=Story.values), name="simulation_story_known"),
        ]

    def __str__(self) -> str:
        return f"change of {self.referral_id}"
