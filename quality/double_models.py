"""Blind double decisions: past referrals without names, who is asked, what each answers, what is said."""

import uuid

from django.db import models
from django.db.models import Q

from accounts.models import User
from mash.routes import Route
from quality.double.querysets import CaseQuerySet, RoundQuerySet
from referrals.models import Referral
from thresholds.models import MatrixVersion


class RoundStatus(models.TextChoices):
    """Its texts are read by a manager, it is out for answers, or it is over and everybody in it sees the spread."""

    PREPARING = "preparing", "Being prepared"
    SENT = "sent", "Out for answers"
    CLOSED = "closed", "Over"


def _both_or_neither(at: str, by: str) -> Q:
    return Q(**{f"{at}__isnull": True, f"{by}__isnull": True}) | Q(**{f"{at}__isnull": False, f"{by}__isnull": False})


class Round(models.Model):
    """A sample of decided referrals. The same `seed` and `drawn_by` (the filters) draw the same again."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    name = models.CharField(max_length=80)
    status = models.CharField(max_length=9, choices=RoundStatus, default=RoundStatus.PREPARING)
    matrix_version = models.ForeignKey(MatrixVersion, on_delete=models.PROTECT, related_name="+")
    seed = models.PositiveIntegerField()
    drawn_by = models.JSONField()
    made_at = models.DateTimeField()
    made_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    sent_at = models.DateTimeField(null=True)
    sent_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    closed_at = models.DateTimeField(null=True)
    closed_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")

    objects = RoundQuerySet.as_manager()

    class Meta:
        ordering = ["-made_at"]
        constraints = [
            models.CheckConstraint(condition=Q(status__in=RoundStatus.values), name="double_status_known"),
            models.CheckConstraint(condition=_both_or_neither("sent_at", "sent_by"), name="double_sent_at_by"),
            models.CheckConstraint(condition=_both_or_neither("closed_at", "closed_by"), name="double_closed_at_by"),
            models.CheckConstraint(
                condition=Q(status="preparing", sent_at__isnull=True, closed_at__isnull=True)
                | Q(status="sent", sent_at__isnull=False, closed_at__isnull=True)
                | Q(status="closed", sent_at__isnull=False, closed_at__isnull=False),
                name="double_status_and_times",
            ),
        ]

    def __str__(self) -> str:
        return self.name


class Case(models.Model):
    """One referral of a round. `text` is all that those who are asked read of it, once a manager has confirmed it."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    round = models.ForeignKey(Round, on_delete=models.PROTECT, related_name="cases")
    number = models.PositiveSmallIntegerField()
    referral = models.ForeignKey(Referral, on_delete=models.PROTECT, related_name="+")
    text = models.TextField()
    left_out = models.BooleanField(default=False)
    confirmed_at = models.DateTimeField(null=True)
    confirmed_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")

    objects = CaseQuerySet.as_manager()

    class Meta:
        ordering = ["number"]
        constraints = [
            models.UniqueConstraint(fields=["round", "number"], name="double_case_number_once"),
            models.UniqueConstraint(fields=["round", "referral"], name="double_case_referral_once"),
            models.CheckConstraint(
                condition=_both_or_neither("confirmed_at", "confirmed_by"), name="double_case_confirmed_at_by"
            ),
            models.CheckConstraint(
                condition=Q(left_out=False) | Q(confirmed_at__isnull=True), name="double_case_left_out_unconfirmed"
            ),
        ]

    def __str__(self) -> str:
        return f"case {self.number} of {self.round_id}"


class Asking(models.Model):
    """One person is asked about one case."""

    append_only = True

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="askings")
    person = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    asked_at = models.DateTimeField()

    class Meta:
        ordering = ["asked_at", "pk"]
        constraints = [models.UniqueConstraint(fields=["case", "person"], name="double_asked_once")]

    def __str__(self) -> str:
        return f"{self.person_id} on {self.case_id}"


class BlindAnswer(models.Model):
    """What somebody answered before seeing anybody else's answer. Never changed."""

    append_only = True

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    asking = models.OneToOneField(Asking, on_delete=models.PROTECT, related_name="answer")
    level = models.PositiveSmallIntegerField()
    route = models.CharField(max_length=32, choices=Route)
    reason = models.TextField()
    answered_at = models.DateTimeField()

    class Meta:
        ordering = ["answered_at"]
        constraints = [
            models.CheckConstraint(condition=Q(route__in=Route.values), name="double_answer_route_known"),
            models.CheckConstraint(condition=~Q(reason=""), name="double_answer_has_reason"),
        ]

    def __str__(self) -> str:
        return f"answer to {self.asking_id}"


class Remark(models.Model):
    """Something said about a case once the round is over."""

    append_only = True

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="remarks")
    writer = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    text = models.TextField()
    written_at = models.DateTimeField()

    class Meta:
        ordering = ["written_at", "pk"]
        constraints = [models.CheckConstraint(condition=~Q(text=""), name="double_remark_has_text")]

    def __str__(self) -> str:
        return f"remark on {self.case_id}"
