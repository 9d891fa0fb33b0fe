"""What somebody has typed in a form and not sent yet."""

import uuid

from django.conf import settings
from django.db import models


class Unsent(models.Model):
    """The words of one person in one form about one thing, encrypted. They are theirs alone, and go when it is sent.

    Empty words are a form that was sent: `sent_window` and `sent_number` tell a late save of that page from new words.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    writer = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    place = models.CharField(max_length=24)
    subject_id = models.UUIDField()
    record_id = models.UUIDField(null=True)
    sealed = models.TextField(blank=True)
    saved_at = models.DateTimeField()
    sent_window = models.CharField(max_length=16, blank=True)
    sent_number = models.PositiveIntegerField(default=0)

    class Meta:
        ordering = ["saved_at"]
        constraints = [models.UniqueConstraint(fields=["writer", "place", "subject_id"], name="unsent_once")]
        indexes = [models.Index(fields=["saved_at"], name="unsent_by_age")]

    def __str__(self) -> str:
        return f"unsent words in {self.place}"
