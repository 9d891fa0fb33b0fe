"""What was said about a referral after it was sent: facts added, messages, a withdrawal, and being asked for an answer.

Every row is written once. What was sent stays as it was; these stand beside it.
"""

import uuid

from django.db import models
from django.db.models import Q

from accounts.models import User


class Side(models.TextChoices):
    """Whose words they are."""

    REFERRER = "referrer", "Referrer"
    MASH = "mash", "MASH"


class WhyWithdrawn(models.TextChoices):
    """Why a referral is taken back."""

    MISTAKE = "mistake", "It was sent by mistake"
    TWICE = "twice", "It was sent twice"
    WRONG_CHILD = "wrong_child", "It is about the wrong child"
    ANSWERED = "answered", "What worried me has been explained"
    HELPED = "helped", "The family has the help it needs"
    OTHER = "other", "Another reason"


class Supplement(models.Model):
    """Facts added to a sent referral. `worries` are more indicators, lettered on from those of the form.

    `key` makes adding it twice the same as adding it once. `score` is what the engine made of everything up to here.
    """

    append_only = True

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    key = models.UUIDField(unique=True)
    referral = models.ForeignKey("referrals.Referral", on_delete=models.PROTECT, related_name="supplements")
    number = models.PositiveSmallIntegerField()
    added_at = models.DateTimeField()
    added_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    happened = models.TextField()
    happened_when = models.CharField(max_length=120, blank=True)
    by_whom = models.CharField(max_length=120, blank=True)
    worries = models.JSONField(default=list)
    after_decision = models.BooleanField()
    score = models.OneToOneField("referrals.Score", on_delete=models.PROTECT, related_name="supplement")

    class Meta:
        ordering = ["number"]
        constraints = [
            models.UniqueConstraint(fields=["referral", "number"], name="supplement_number_once"),
            models.CheckConstraint(condition=~Q(happened=""), name="supplement_says_something"),
        ]
        indexes = [models.Index(fields=["referral", "added_at"], name="supplement_by_time")]

    def __str__(self) -> str:
        return f"supplement {self.number} to {self.referral_id}"


class ThreadMessage(models.Model):
    """Words between the referrer's side and MASH. With `reply_by` it is a question that waits for an answer."""

    append_only = True

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    key = models.UUIDField(unique=True)
    referral = models.ForeignKey("referrals.Referral", on_delete=models.PROTECT, related_name="messages")
    side = models.CharField(max_length=8, choices=Side)
    text = models.TextField()
    written_at = models.DateTimeField()
    written_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    reply_by = models.DateTimeField(null=True)

    class Meta:
        ordering = ["written_at", "id"]
        constraints = [
            models.CheckConstraint(condition=Q(side__in=Side.values), name="thread_message_side_known"),
            models.CheckConstraint(condition=~Q(text=""), name="thread_message_says_something"),
            models.CheckConstraint(condition=Q(side="mash") | Q(reply_by__isnull=True), name="thread_only_mash_asks"),
        ]
        indexes = [models.Index(fields=["referral", "side", "written_at"], name="thread_by_time")]

    def __str__(self) -> str:
        return f"message of {self.referral_id}"


class SeenMark(models.Model):
    """Somebody of a side has read everything that was said up to a time."""

    append_only = True

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    referral = models.ForeignKey("referrals.Referral", on_delete=models.PROTECT, related_name="seen_marks")
    side = models.CharField(max_length=8, choices=Side)
    upto = models.DateTimeField()
    seen_at = models.DateTimeField()
    seen_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ["upto"]
        constraints = [models.CheckConstraint(condition=Q(side__in=Side.values), name="seen_mark_side_known")]
        indexes = [models.Index(fields=["referral", "side", "-upto"], name="seen_by_side")]

    def __str__(self) -> str:
        return f"{self.side} has read {self.referral_id}"


class Withdrawal(models.Model):
    """The referrer takes a referral back, or asks to. `ended` is false when a hint of serious harm keeps it going."""

    append_only = True

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    referral = models.OneToOneField("referrals.Referral", on_delete=models.PROTECT, related_name="withdrawal")
    reason = models.CharField(max_length=12, choices=WhyWithdrawn)
    words = models.TextField()
    ended = models.BooleanField()
    asked_at = models.DateTimeField()
    asked_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ["asked_at"]
        constraints = [
            models.CheckConstraint(condition=Q(reason__in=WhyWithdrawn.values), name="withdrawal_reason_known"),
            models.CheckConstraint(condition=~Q(words=""), name="withdrawal_says_why"),
        ]

    def __str__(self) -> str:
        return f"withdrawal of {self.referral_id}"


class Chase(models.Model):
    """The referrer asked for an answer because a clock ran out: first MASH, then a manager. Once for each clock."""

    append_only = True

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    referral = models.ForeignKey("referrals.Referral", on_delete=models.PROTECT, related_name="chases")
    clock = models.CharField(max_length=24)
    step = models.PositiveSmallIntegerField()
    asked_at = models.DateTimeField()
    asked_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ["asked_at"]
        constraints = [
            models.UniqueConstraint(fields=["referral", "clock", "step"], name="chase_once"),
            models.CheckConstraint(condition=Q(step__in=[1, 2]), name="chase_step_known"),
        ]

    def __str__(self) -> str:
        return f"asked for an answer on {self.referral_id}"
