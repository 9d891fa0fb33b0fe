"""What belongs to a form beside its sections: addresses that are kept secret, and its readings by a lead."""

import uuid

from django.db import models
from django.db.models import Q

from accounts.models import User
from referrals.querysets import LeadReadingQuerySet, ProtectedAddressQuerySet
from referrals.reading_states import Stand


class ProtectedAddress(models.Model):
    """An address that must be kept secret, sealed, of one child or person of a form. It stands nowhere else."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    draft = models.ForeignKey("referrals.Draft", on_delete=models.CASCADE, related_name="protected_addresses")
    section = models.CharField(max_length=20)
    item = models.PositiveSmallIntegerField()
    sealed = models.TextField()
    written_at = models.DateTimeField()
    written_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")

    objects = ProtectedAddressQuerySet.as_manager()

    class Meta:
        ordering = ["section", "item"]
        verbose_name_plural = "protected addresses"
        constraints = [
            models.UniqueConstraint(fields=["draft", "section", "item"], name="protected_address_once"),
            models.CheckConstraint(condition=Q(sealed__startswith="fernet:"), name="protected_address_is_sealed"),
        ]

    def __str__(self) -> str:
        return f"secret address {self.pk}"


class AddressReveal(models.Model):
    """Somebody opened a secret address, and why."""

    append_only = True

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    address = models.ForeignKey(ProtectedAddress, on_delete=models.PROTECT, related_name="reveals")
    at = models.DateTimeField()
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    reason = models.CharField(max_length=500)

    class Meta:
        ordering = ["at"]
        constraints = [models.CheckConstraint(condition=~Q(reason=""), name="address_reveal_has_a_reason")]

    def __str__(self) -> str:
        return f"opening {self.pk}"


class LeadReading(models.Model):
    """One giving of a form to the agency's safeguarding lead. `comments` is what the lead wrote when returning it.

    From `due_at` on, the writer may send the form without the lead.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    draft = models.ForeignKey("referrals.Draft", on_delete=models.CASCADE, related_name="readings")
    stand = models.CharField(
        max_length=10, choices=[(stand.value, stand.value) for stand in Stand], default=Stand.WITH_LEAD.value
    )
    given_at = models.DateTimeField()
    given_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    due_at = models.DateTimeField()
    reminded_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)
    ended_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    comments = models.TextField(blank=True)

    objects = LeadReadingQuerySet.as_manager()

    class Meta:
        ordering = ["given_at", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["draft"], condition=Q(stand="with_lead"), name="lead_reading_one_open"),
            models.CheckConstraint(condition=Q(stand__in=[s.value for s in Stand]), name="lead_reading_stand_known"),
            models.CheckConstraint(condition=Q(due_at__gt=models.F("given_at")), name="lead_reading_due_after_given"),
            models.CheckConstraint(
                condition=Q(stand="with_lead", ended_at__isnull=True, ended_by__isnull=True)
                | (~Q(stand="with_lead") & Q(ended_at__isnull=False, ended_by__isnull=False)),
                name="lead_reading_ended_at_by",
            ),
            models.CheckConstraint(
                condition=~Q(stand="returned") | ~Q(comments=""), name="lead_reading_returned_says_why"
            ),
        ]
        indexes = [
            models.Index(fields=["due_at"], name="lead_reading_to_remind", condition=Q(stand="with_lead")),
        ]

    def __str__(self) -> str:
        return f"reading of {self.draft_id}"
