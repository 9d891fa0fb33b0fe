"""The outbox: one row for each message to one person, written in the transaction of what it tells of."""

import uuid
from email.utils import parseaddr

from django.conf import settings
from django.db import models
from django.db.models import Q

from notifications.hooks import Webhook, WebhookCall
from notifications.kinds import Kind, Status
from notifications.querysets import MessageQuerySet

__all__ = ["LISTED_SHAPE", "MOST_LISTED", "PATH_SHAPE", "REFERENCE_SHAPE", "Message", "Webhook", "WebhookCall"]

REFERENCE_SHAPE = r"^(FD-[0-9A-Z]{4}-[0-9A-Z]{2})?$"
# References parted by spaces.
LISTED_SHAPE = r"^(FD-[0-9A-Z]{4}-[0-9A-Z]{2}( FD-[0-9A-Z]{4}-[0-9A-Z]{2})*)?$"
MOST_LISTED = 30
PATH_SHAPE = r"^/[-A-Za-z0-9/_#]*$"


class Message(models.Model):
    """A message to a person. It holds ids, references, a path, a time and a count; nothing here can name a child.

    `last_error` is a short code, never what the mail server said: that could repeat an address.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    kind = models.CharField(max_length=24, choices=Kind)
    to = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    subject_id = models.UUIDField()
    # The colleague whose act it tells of, where that is what must be said.
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    reference = models.CharField(max_length=16, blank=True)
    path = models.CharField(max_length=200)
    # How many things it is about when they are many, and the references of the first of them.
    count = models.PositiveIntegerField(default=0)
    listed = models.CharField(max_length=12 * MOST_LISTED, blank=True)
    due_at = models.DateTimeField(null=True)
    dedupe_key = models.CharField(max_length=160, unique=True)
    status = models.CharField(max_length=8, choices=Status, default=Status.PENDING)
    queued_at = models.DateTimeField()
    attempts = models.PositiveIntegerField(default=0)
    first_tried_at = models.DateTimeField(null=True)
    next_attempt_at = models.DateTimeField()
    leased_until = models.DateTimeField(null=True)
    sent_at = models.DateTimeField(null=True)
    last_error = models.CharField(max_length=40, blank=True)

    objects = MessageQuerySet.as_manager()

    class Meta:
        ordering = ["queued_at", "id"]
        indexes = [
            models.Index(
                fields=["next_attempt_at", "id"], name="message_waiting", condition=Q(status__in=["pending", "failed"])
            ),
            models.Index(fields=["leased_until"], name="message_leased", condition=Q(status="leased")),
            models.Index(fields=["status", "queued_at"], name="message_dead", condition=Q(status="dead")),
            models.Index(fields=["subject_id"], name="message_by_subject"),
        ]
        constraints = [
            models.CheckConstraint(condition=Q(kind__in=Kind.values), name="message_kind_known"),
            models.CheckConstraint(condition=Q(status__in=Status.values), name="message_status_known"),
            models.CheckConstraint(condition=Q(reference__regex=REFERENCE_SHAPE), name="message_reference_shape"),
            models.CheckConstraint(condition=Q(path__regex=PATH_SHAPE), name="message_path_shape"),
            models.CheckConstraint(condition=Q(listed__regex=LISTED_SHAPE), name="message_listed_shape"),
            models.CheckConstraint(
                condition=Q(status=Status.LEASED, leased_until__isnull=False)
                | (~Q(status=Status.LEASED) & Q(leased_until__isnull=True)),
                name="message_leased_until",
            ),
            models.CheckConstraint(
                condition=Q(status=Status.SENT, sent_at__isnull=False)
                | (~Q(status=Status.SENT) & Q(sent_at__isnull=True)),
                name="message_sent_at",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.reference}".strip()

    @property
    def message_id(self) -> str:
        """The Message-ID header: always the same for this row, so a second copy is known for a copy."""
        domain = parseaddr(settings.DEFAULT_FROM_EMAIL)[1].rpartition("@")[2]
        return f"<{self.pk}@{domain}>"
