"""What reached the front door and is not, or not yet, a referral; and what was asked and answered about it."""

import uuid

from django.db import models
from django.db.models import Q

from accounts.models import Agency, User
from accounts.source_codes import SourceCode
from contacts.codes import TAKEN, Kind, Outcome
from contacts.querysets import ContactQuerySet
from contacts.states import Status


def _both_or_neither(at: str, by: str) -> Q:
    return Q(**{f"{at}__isnull": True, f"{by}__isnull": True}) | Q(**{f"{at}__isnull": False, f"{by}__isnull": False})


class Contact(models.Model):
    """One contact. `person` asked or called, when they have an account; a caller without one is named here only.

    `waiting_since`: since when MASH owes an answer. `draft_id`: the form that was opened from it; a referral came of
    it when that form was sent.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    reference = models.CharField(max_length=12, unique=True)
    kind = models.CharField(max_length=12, choices=Kind)
    status = models.CharField(
        max_length=8, choices=[(status.value, status.value) for status in Status], default=Status.OPEN.value
    )
    received_at = models.DateTimeField()
    recorded_at = models.DateTimeField()
    recorded_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    person = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, null=True, related_name="+")
    source_code = models.CharField(max_length=2, choices=SourceCode)
    caller_name = models.CharField(max_length=120, blank=True)
    caller_phone = models.CharField(max_length=40, blank=True)
    said = models.TextField(blank=True)
    waiting_since = models.DateTimeField(null=True)
    holder = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    held_since = models.DateTimeField(null=True)
    draft_id = models.UUIDField(null=True, unique=True)
    outcome = models.CharField(max_length=8, choices=Outcome, blank=True)
    advice = models.TextField(blank=True)
    advice_to = models.CharField(max_length=120, blank=True)
    closed_at = models.DateTimeField(null=True)
    closed_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")

    objects = ContactQuerySet.as_manager()

    class Meta:
        ordering = ["-received_at", "-reference"]
        constraints = [
            models.CheckConstraint(condition=Q(kind__in=Kind.values), name="contact_kind_known"),
            models.CheckConstraint(condition=Q(status__in=[s.value for s in Status]), name="contact_status_known"),
            models.CheckConstraint(condition=Q(source_code__in=SourceCode.values), name="contact_source_code_known"),
            models.CheckConstraint(condition=_both_or_neither("closed_at", "closed_by"), name="contact_closed_at_by"),
            models.CheckConstraint(
                condition=_both_or_neither("held_since", "holder"), name="contact_held_since_holder"
            ),
            models.CheckConstraint(
                condition=Q(status="closed", closed_at__isnull=False, outcome__in=Outcome.values)
                | (~Q(status="closed") & Q(closed_at__isnull=True, outcome="")),
                name="contact_closed_means_closed",
            ),
            models.CheckConstraint(
                condition=Q(status="open", waiting_since__isnull=False)
                | (~Q(status="open") & Q(waiting_since__isnull=True)),
                name="contact_open_means_waiting",
            ),
            models.CheckConstraint(
                condition=Q(kind="consultation", person__isnull=False, agency__isnull=False, said="", caller_name="")
                | (Q(kind__in=[kind.value for kind in TAKEN]) & ~Q(said="") & ~Q(status="answered")),
                name="contact_is_asked_or_taken",
            ),
            models.CheckConstraint(
                condition=Q(kind="consultation") | ~Q(outcome="advice") | (~Q(advice="") & ~Q(advice_to="")),
                name="contact_advice_says_what_to_whom",
            ),
        ]
        indexes = [
            models.Index(fields=["-received_at", "-reference"], name="contact_newest"),
            models.Index(fields=["waiting_since", "reference"], name="contact_waiting", condition=Q(status="open")),
            models.Index(fields=["person", "-received_at"], name="contact_of_person"),
        ]

    def __str__(self) -> str:
        return self.reference

    @property
    def is_consultation(self) -> bool:
        return self.kind == Kind.CONSULTATION

    @property
    def is_live(self) -> bool:
        return self.status != Status.CLOSED


class Message(models.Model):
    """One message of a consultation. `from_mash`: which side wrote it, as it was then."""

    append_only = True

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    contact = models.ForeignKey(Contact, on_delete=models.PROTECT, related_name="messages")
    number = models.PositiveSmallIntegerField()
    writer = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    from_mash = models.BooleanField()
    written_at = models.DateTimeField()
    text = models.TextField()

    class Meta:
        ordering = ["number"]
        constraints = [
            models.UniqueConstraint(fields=["contact", "number"], name="contact_message_number_once"),
            models.CheckConstraint(condition=~Q(text=""), name="contact_message_has_text"),
        ]

    def __str__(self) -> str:
        return f"message {self.number} of {self.contact_id}"
