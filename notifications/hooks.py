"""Addresses of agencies' own systems that are told when an outcome is ready, and each call that is owed to them."""

import uuid

from django.db import models
from django.db.models import Q

from accounts.models import Agency, User
from notifications.kinds import Status


class Event(models.TextChoices):
    """What a call can be about."""

    OUTCOME_READY = "outcome_ready", "An outcome is ready"


class Webhook(models.Model):
    """Where an agency's system listens. The secret is sealed; it is shown once, when it is made."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="+")
    address = models.CharField(max_length=400)
    secret = models.CharField(max_length=400)
    made_at = models.DateTimeField()
    made_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    ended_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["-made_at"]
        constraints = [
            models.UniqueConstraint(
                fields=["agency", "address"], condition=Q(ended_at__isnull=True), name="webhook_address_once"
            )
        ]

    def __str__(self) -> str:
        return f"webhook of {self.agency_id}"


class WebhookCall(models.Model):
    """One call to one address: which referral, by its reference, and nothing of what or whom it is about."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    webhook = models.ForeignKey(Webhook, on_delete=models.PROTECT, related_name="calls")
    event = models.CharField(max_length=24, choices=Event)
    record_id = models.UUIDField()
    reference = models.CharField(max_length=16)
    happened_at = models.DateTimeField()
    dedupe_key = models.CharField(max_length=160, unique=True)
    status = models.CharField(max_length=8, choices=Status, default=Status.PENDING)
    attempts = models.PositiveIntegerField(default=0)
    first_tried_at = models.DateTimeField(null=True)
    next_attempt_at = models.DateTimeField()
    leased_until = models.DateTimeField(null=True)
    sent_at = models.DateTimeField(null=True)
    last_error = models.CharField(max_length=40, blank=True)

    class Meta:
        ordering = ["next_attempt_at", "id"]
        constraints = [
            models.CheckConstraint(condition=Q(status__in=Status.values), name="webhook_call_status_known"),
            models.CheckConstraint(
                condition=Q(status=Status.SENT, sent_at__isnull=False)
                | (~Q(status=Status.SENT) & Q(sent_at__isnull=True)),
                name="webhook_call_sent_at",
            ),
        ]
        indexes = [
            models.Index(
                fields=["next_attempt_at"],
                name="webhook_call_waiting",
                condition=Q(status__in=["pending", "failed", "leased"]),
            )
        ]

    def __str__(self) -> str:
        return f"{self.event} {self.reference}"
