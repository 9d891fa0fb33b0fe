"""What people answered, and the round that asks them again. An answer is written once."""

import uuid

from django.db import models
from django.db.models import Q

from accounts.models import Agency, User
from practice.cases import CaseSet, PracticeCase
from thresholds.models import MatrixVersion


class Stage(models.TextChoices):
    """When it was answered: in the first round, six weeks later, or any other time."""

    FIRST = "first", "First round"
    FREE = "free", "Practice"
    FOLLOW_UP = "follow_up", "Follow-up"


class Attempt(models.Model):
    """One answer of one person to one case, with the published and the engine's answer as they stood at that moment.

    `right`: the published level, or one that the source also allows. `distance`: how many levels from the published
    one; None where only one of the two names a level.
    """

    append_only = True

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    person = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, null=True, related_name="+")
    case = models.ForeignKey(PracticeCase, on_delete=models.PROTECT, related_name="attempts")
    case_set = models.ForeignKey(CaseSet, on_delete=models.PROTECT, related_name="+")
    version = models.ForeignKey(MatrixVersion, on_delete=models.PROTECT, related_name="+")
    stage = models.CharField(max_length=10, choices=Stage)
    indicators = models.JSONField(default=list)
    level = models.PositiveSmallIntegerField(null=True)
    words = models.TextField(blank=True)
    engine_level = models.PositiveSmallIntegerField(null=True)
    published_level = models.PositiveSmallIntegerField(null=True)
    published_indicators = models.JSONField(default=list)
    right = models.BooleanField()
    distance = models.PositiveSmallIntegerField(null=True)
    at = models.DateTimeField()

    class Meta:
        ordering = ["at", "id"]
        indexes = [models.Index(fields=["case_set", "agency"], name="attempt_by_agency")]
        constraints = [
            models.UniqueConstraint(fields=["person", "case"], name="attempt_once"),
            models.CheckConstraint(condition=Q(stage__in=Stage.values), name="attempt_stage_known"),
        ]

    def __str__(self) -> str:
        return f"{self.case_id} by {self.person_id}"


class Round(models.Model):
    """A first round that somebody finished, and when new cases are due. `invited_at`: the invitation was queued."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    person = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    case_set = models.ForeignKey(CaseSet, on_delete=models.PROTECT, related_name="+")
    finished_at = models.DateTimeField()
    follow_up_at = models.DateTimeField()
    invited_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["follow_up_at", "id"]
        constraints = [models.UniqueConstraint(fields=["person", "case_set"], name="practice_round_once")]
        indexes = [
            models.Index(fields=["follow_up_at"], name="practice_to_invite", condition=Q(invited_at__isnull=True))
        ]

    def __str__(self) -> str:
        return f"{self.person_id} on {self.case_set_id}"
