"""Drafts as they are typed, and referrals as they were sent."""

import uuid

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.db.models.functions import Upper

from accounts.models import Agency, User
from accounts.source_codes import SourceCode
from referrals.beside_drafts import AddressReveal, LeadReading, ProtectedAddress
from referrals.codes import Channel, How, Priority, Scan, Sex
from referrals.correspondence import Chase, SeenMark, Side, Supplement, ThreadMessage, WhyWithdrawn, Withdrawal
from referrals.files.limits import LONGEST_LABEL, Kind
from referrals.querysets import AttachmentQuerySet, DraftQuerySet, ReferralQuerySet
from referrals.states import OPEN, Status
from thresholds.models import MatrixVersion

__all__ = [
    "Access",
    "AddressReveal",
    "Attachment",
    "AttachmentContent",
    "Chase",
    "Child",
    "Draft",
    "DraftSection",
    "LeadReading",
    "PdfCopy",
    "ProtectedAddress",
    "Referral",
    "Score",
    "SeenMark",
    "Side",
    "Supplement",
    "ThreadMessage",
    "WhyWithdrawn",
    "Withdrawal",
    "Worry",
]


class Draft(models.Model):
    """A form being written. Its id is the key that makes sending it twice the same as sending it once."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    owner = models.ForeignKey(User, on_delete=models.PROTECT, related_name="drafts")
    # Whoever began it, when they have left and somebody else finishes it.
    begun_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="+")
    channel = models.CharField(max_length=12, choices=Channel, default=Channel.WEB)
    started_at = models.DateTimeField()
    saved_at = models.DateTimeField()
    submitted_at = models.DateTimeField(null=True)
    # When its writer was last reminded that it lies there. Earlier than saved_at: it has been touched since.
    reminded_at = models.DateTimeField(null=True)
    # For whom MASH writes it: somebody with an account, or a caller by name; and the source that they are.
    for_person = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    caller = models.CharField(max_length=120, blank=True)
    source_code = models.CharField(max_length=2, choices=SourceCode, blank=True)

    objects = DraftQuerySet.as_manager()

    class Meta:
        ordering = ["-saved_at"]
        indexes = [models.Index(fields=["owner", "-saved_at"], name="draft_of_owner")]

    def __str__(self) -> str:
        return f"draft {self.pk}"


class DraftSection(models.Model):
    """One section as typed, right or wrong: nothing typed is lost. `item` counts children, people and worries."""

    draft = models.ForeignKey(Draft, on_delete=models.CASCADE, related_name="sections")
    section = models.CharField(max_length=20)
    item = models.PositiveSmallIntegerField(default=0)
    data = models.JSONField(default=dict)
    # Of each answer: the window that wrote it last, and a second version that another window wrote meanwhile.
    beside = models.JSONField(default=dict)
    saved_at = models.DateTimeField()
    finished = models.BooleanField(default=False)

    class Meta:
        ordering = ["section", "item"]
        constraints = [models.UniqueConstraint(fields=["draft", "section", "item"], name="draft_section_once")]

    def __str__(self) -> str:
        return f"{self.section} {self.item}"


class Referral(models.Model):
    """A referral as it was sent. What was sent is frozen by the database; only its progress may change.

    Facts added while it is open may make it more pressing, never less: the database holds that too.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    draft_id = models.UUIDField(unique=True)
    reference = models.CharField(max_length=12, unique=True)
    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="referrals")
    referrer = models.ForeignKey(User, on_delete=models.PROTECT, related_name="referrals")
    source_code = models.CharField(max_length=2, choices=SourceCode)
    channel = models.CharField(max_length=12, choices=Channel)
    caller = models.CharField(max_length=120, blank=True)
    received_at = models.DateTimeField()
    out_of_hours = models.BooleanField(default=False)  # by the calendar of the policy that its clocks started under
    urgent = models.BooleanField()
    document = models.JSONField()
    document_sha256 = models.CharField(max_length=64)

    # The most pressing that the engine has said of it before the decision; the reasons stand in Score.
    headline = models.CharField(max_length=120)
    matrix_version = models.ForeignKey(MatrixVersion, on_delete=models.PROTECT, related_name="+")
    level = models.PositiveSmallIntegerField(null=True)
    route = models.CharField(max_length=32)
    priority = models.CharField(max_length=5, choices=Priority)
    phone_referrer = models.BooleanField(default=False)
    referrer_level = models.PositiveSmallIntegerField(null=True)

    # The clock that governs: a copy, made in the same transaction, of the deadline that comes first.
    due_at = models.DateTimeField()
    due_clock = models.CharField(max_length=24)

    status = models.CharField(
        max_length=12, choices=[(status.value, status.value) for status in Status], default=Status.RECEIVED.value
    )
    holder = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="held_referrals")
    held_since = models.DateTimeField(null=True)
    decided_at = models.DateTimeField(null=True)
    decided_level = models.PositiveSmallIntegerField(null=True)
    decided_route = models.CharField(max_length=32, blank=True)
    restricted = models.BooleanField(default=False)

    objects = ReferralQuerySet.as_manager()

    class Meta:
        ordering = ["-received_at"]
        constraints = [
            models.CheckConstraint(condition=Q(status__in=[s.value for s in Status]), name="referral_status_known"),
            models.CheckConstraint(condition=Q(priority__in=Priority.values), name="referral_priority_known"),
            models.CheckConstraint(
                condition=Q(holder__isnull=True, held_since__isnull=True)
                | Q(holder__isnull=False, held_since__isnull=False),
                name="referral_held_since_with_holder",
            ),
            models.CheckConstraint(
                condition=Q(status=Status.DECIDED.value, decided_at__isnull=False, decided_level__isnull=False)
                | (~Q(status=Status.DECIDED.value) & Q(decided_at__isnull=True, decided_level__isnull=True)),
                name="referral_decided_means_decided",
            ),
        ]
        indexes = [
            models.Index(
                fields=["due_at", "reference"],
                name="referral_queue",
                condition=Q(status__in=sorted(s.value for s in OPEN)),
            ),
            models.Index(fields=["referrer", "-received_at"], name="referral_of_referrer"),
            models.Index(fields=["agency", "-received_at"], name="referral_of_agency"),
            models.Index(fields=["decided_at"], name="referral_by_decision"),
        ]

    def __str__(self) -> str:
        return self.reference

    @property
    def is_open(self) -> bool:
        return self.status in OPEN

    @property
    def by_caller(self) -> bool:
        """MASH wrote it down for somebody without an account: they are told by telephone."""
        return self.caller != ""

    @property
    def sender(self) -> str:
        """Who it is from, in words."""
        if self.by_caller:
            return f"{self.caller}, taken down by {self.referrer.full_name}"
        return self.referrer.full_name


class Access(models.Model):
    """Who may open a restricted referral."""

    referral = models.ForeignKey(Referral, on_delete=models.CASCADE, related_name="access")
    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    given_at = models.DateTimeField()
    given_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["referral", "user"], name="access_once")]

    def __str__(self) -> str:
        return f"{self.user_id} may open {self.referral_id}"


class Child(models.Model):
    """A child of a referral, as sent. The whole form stands in the referral's document."""

    append_only = True

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    referral = models.ForeignKey(Referral, on_delete=models.PROTECT, related_name="children")
    position = models.PositiveSmallIntegerField()
    first_name = models.CharField(max_length=80, blank=True)
    surname = models.CharField(max_length=80, blank=True)
    unborn = models.BooleanField(default=False)
    date_of_birth = models.DateField(null=True)
    due_date = models.DateField(null=True)
    age_months = models.SmallIntegerField(null=True)
    sex = models.CharField(max_length=1, choices=Sex, default=Sex.UNKNOWN)
    ethnicity = models.CharField(max_length=4, default="NOBT")
    disabled = models.BooleanField(default=False)
    nhs_number = models.CharField(max_length=10, blank=True)
    upn = models.CharField(max_length=13, blank=True)

    class Meta:
        ordering = ["position"]
        verbose_name_plural = "children"
        # How MASH finds earlier referrals about the same child.
        indexes = [
            models.Index(fields=["nhs_number"], name="child_by_nhs_number", condition=~Q(nhs_number="")),
            models.Index(fields=["upn"], name="child_by_upn", condition=~Q(upn="")),
            models.Index(Upper("surname"), Upper("first_name"), "date_of_birth", name="child_by_name_and_birth"),
        ]
        constraints = [
            models.UniqueConstraint(fields=["referral", "position"], name="child_position_once"),
            models.CheckConstraint(
                condition=Q(unborn=False) | Q(date_of_birth__isnull=True), name="child_unborn_has_no_birthday"
            ),
        ]

    def __str__(self) -> str:
        return f"child {self.position}"


class Worry(models.Model):
    """One indicator that the referrer chose, and how it is known. The words stand in the document."""

    append_only = True

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    referral = models.ForeignKey(Referral, on_delete=models.PROTECT, related_name="worries")
    letter = models.CharField(max_length=2)
    indicator = models.CharField(max_length=16, db_index=True)
    level = models.PositiveSmallIntegerField()
    how = models.CharField(max_length=9, choices=How)
    has_evidence = models.BooleanField()

    class Meta:
        ordering = ["letter"]
        verbose_name_plural = "worries"
        constraints = [models.UniqueConstraint(fields=["referral", "letter"], name="worry_letter_once")]

    def __str__(self) -> str:
        return f"{self.letter} {self.indicator}"


class Score(models.Model):
    """What the engine answered, whole, with every reason. Kept for ever beside the version that gave it."""

    append_only = True

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    referral = models.ForeignKey(Referral, on_delete=models.PROTECT, related_name="scores")
    matrix_version = models.ForeignKey(MatrixVersion, on_delete=models.PROTECT, related_name="+")
    scored_at = models.DateTimeField()
    case = models.JSONField()
    result = models.JSONField()

    class Meta:
        ordering = ["scored_at"]

    def __str__(self) -> str:
        return f"score of {self.referral_id}"


class PdfCopy(models.Model):
    """A printed copy, asked for by somebody and made by the worker. What was sent is frozen, so one is enough.

    `edition`: how many times information had been added by then; each edition holds all of it and is kept.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    referral = models.ForeignKey(Referral, on_delete=models.PROTECT, related_name="pdfs")
    edition = models.PositiveSmallIntegerField(default=0)
    asked_at = models.DateTimeField()
    asked_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    leased_until = models.DateTimeField(null=True)
    attempts = models.PositiveSmallIntegerField(default=0)
    made_at = models.DateTimeField(null=True)
    content = models.BinaryField(null=True)
    sha256 = models.CharField(max_length=64, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(made_at__isnull=True, content__isnull=True)
                | Q(made_at__isnull=False, content__isnull=False),
                name="pdf_made_means_content",
            ),
            models.UniqueConstraint(fields=["referral", "edition"], name="pdf_edition_once"),
        ]

    def __str__(self) -> str:
        return f"PDF {self.edition} of {self.referral_id}"


class Attachment(models.Model):
    """A file of a draft, carried to the referral when it is sent and frozen with it. Its bytes stand in a table apart.

    `sent_sha256` is of what came, `sha256` of what is kept: a photograph is made anew, so the two differ.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    draft = models.ForeignKey(Draft, on_delete=models.CASCADE, related_name="attachments")
    referral = models.ForeignKey(Referral, on_delete=models.PROTECT, null=True, related_name="attachments")
    label = models.CharField(max_length=LONGEST_LABEL)
    kind = models.CharField(max_length=5, choices=[(kind.value, kind.words) for kind in Kind])
    size = models.PositiveIntegerField()
    sha256 = models.CharField(max_length=64)
    sent_sha256 = models.CharField(max_length=64)
    added_at = models.DateTimeField()

    scan = models.CharField(max_length=7, choices=Scan, default=Scan.WAITING)
    scanned_at = models.DateTimeField(null=True)
    finding = models.CharField(max_length=100, blank=True)
    try_at = models.DateTimeField()
    attempts = models.PositiveSmallIntegerField(default=0)

    objects = AttachmentQuerySet.as_manager()

    class Meta:
        ordering = ["added_at", "pk"]
        indexes = [
            models.Index(fields=["try_at"], name="attachment_to_scan", condition=Q(scan=Scan.WAITING.value)),
        ]
        constraints = [
            models.UniqueConstraint(fields=["draft", "sent_sha256"], name="attachment_once"),
            models.CheckConstraint(condition=Q(kind__in=[kind.value for kind in Kind]), name="attachment_kind_known"),
            models.CheckConstraint(
                condition=Q(scan=Scan.WAITING.value, scanned_at__isnull=True)
                | Q(scan__in=[Scan.CLEAN.value, Scan.FOUND.value], scanned_at__isnull=False),
                name="attachment_scan_known",
            ),
        ]

    def __str__(self) -> str:
        return f"file {self.pk}"


class AttachmentContent(models.Model):
    """The bytes of a file. No list ever loads them. Gone when a virus was found."""

    attachment = models.OneToOneField(Attachment, on_delete=models.CASCADE, primary_key=True, related_name="content")
    content = models.BinaryField()

    def __str__(self) -> str:
        return f"content of {self.attachment_id}"
