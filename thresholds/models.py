"""The matrix as data: a scheme, its versions, and the indicators of each published version for search and counting."""

import uuid
from collections.abc import Iterable
from typing import Any

from django.contrib.postgres.indexes import GinIndex
from django.contrib.postgres.search import SearchVector, SearchVectorField
from django.db import models
from django.db.models import F, Q

from accounts.models import User
from thresholds.querysets import MatrixVersionQuerySet
from thresholds.states import LABELS, OPEN
from thresholds.states import Status as Status

_OPEN = [one for one in Status if one in OPEN]
_NEVER_IN_FORCE = [*_OPEN, Status.DISCARDED]
_WAS_IN_FORCE = (Status.PUBLISHED, Status.RETIRED)
_ENDED = (*_WAS_IN_FORCE, Status.DISCARDED)
_FROM_CHECKED = (Status.CHECKED, Status.SIMULATED, Status.APPROVED)
_FROM_SIMULATED = (Status.SIMULATED, Status.APPROVED)


def _by_person() -> Any:
    return models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")


def _together(*names: str) -> Q:
    """All of them are empty, or none is."""
    return Q(**{f"{name}__isnull": True for name in names}) | Q(**{f"{name}__isnull": False for name in names})


def _stamped(at: str, statuses: Iterable[Status]) -> Q:
    """Of what people work on, exactly these have the moment. What came from a file never had it."""
    return (
        Q(status__in=_ENDED)
        | Q(status__in=[one for one in _OPEN if one in statuses], **{f"{at}__isnull": False})
        | Q(status__in=[one for one in _OPEN if one not in statuses], **{f"{at}__isnull": True})
    )


class Scheme(models.Model):
    """A family of versions: one partnership's way of naming levels of need. A "3" means nothing without its scheme."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    slug = models.SlugField(max_length=40, unique=True)
    name = models.CharField(max_length=120)

    def __str__(self) -> str:
        return self.name


class MatrixVersion(models.Model):
    """One version of a scheme's matrix. Once published the database refuses every change but its retirement;
    once discarded, every change.

    `started_by` is whoever opened the draft in the browser, and is empty for what came from a file. The approver is
    somebody else, who has edited nothing of it. `publish_from` is a day in London.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    scheme = models.ForeignKey(Scheme, on_delete=models.PROTECT, related_name="versions")
    number = models.PositiveIntegerField()
    status = models.CharField(max_length=10, choices=list(LABELS.items()), default=Status.DRAFT)
    document = models.JSONField()
    document_sha256 = models.CharField(max_length=64)
    based_on = models.ForeignKey("self", on_delete=models.PROTECT, null=True, related_name="+")
    started_at = models.DateTimeField(null=True)
    started_by = _by_person()
    checked_at = models.DateTimeField(null=True)
    checked_by = _by_person()
    simulated_at = models.DateTimeField(null=True)
    simulated_by = _by_person()
    simulated_sha256 = models.CharField(max_length=64, blank=True)
    approved_at = models.DateTimeField(null=True)
    approved_by = _by_person()
    publish_from = models.DateField(null=True)
    published_at = models.DateTimeField(null=True)
    published_by = _by_person()
    discarded_at = models.DateTimeField(null=True)
    discarded_by = _by_person()

    objects = MatrixVersionQuerySet.as_manager()

    class Meta:
        ordering = ["scheme__slug", "number"]
        constraints = [
            models.UniqueConstraint(fields=["scheme", "number"], name="matrix_number_once"),
            models.UniqueConstraint(fields=["scheme"], condition=Q(status="published"), name="matrix_one_published"),
            models.CheckConstraint(condition=Q(status__in=list(Status)), name="matrix_status_known"),
            models.CheckConstraint(
                condition=Q(status__in=_NEVER_IN_FORCE, published_at__isnull=True, published_by__isnull=True)
                | Q(status__in=_WAS_IN_FORCE, published_at__isnull=False, published_by__isnull=False),
                name="matrix_published_at_and_by",
            ),
            models.CheckConstraint(
                condition=Q(status=Status.DISCARDED, discarded_at__isnull=False, discarded_by__isnull=False)
                | (~Q(status=Status.DISCARDED) & Q(discarded_at__isnull=True, discarded_by__isnull=True)),
                name="matrix_discarded_at_and_by",
            ),
            models.CheckConstraint(condition=_together("started_at", "started_by"), name="matrix_started_at_and_by"),
            models.CheckConstraint(condition=_together("checked_at", "checked_by"), name="matrix_checked_at_and_by"),
            models.CheckConstraint(
                condition=_together("simulated_at", "simulated_by"), name="matrix_simulated_at_and_by"
            ),
            models.CheckConstraint(
                condition=_together("approved_at", "approved_by", "publish_from"), name="matrix_approved_at_and_by"
            ),
            models.CheckConstraint(condition=_stamped("checked_at", _FROM_CHECKED), name="matrix_checked_when"),
            models.CheckConstraint(condition=_stamped("simulated_at", _FROM_SIMULATED), name="matrix_simulated_when"),
            models.CheckConstraint(condition=_stamped("approved_at", [Status.APPROVED]), name="matrix_approved_when"),
            models.CheckConstraint(
                condition=Q(simulated_at__isnull=True, simulated_sha256="")
                | Q(simulated_at__isnull=False, simulated_sha256=F("document_sha256")),
                name="matrix_simulated_as_it_is",
            ),
            models.CheckConstraint(
                condition=Q(approved_by__isnull=True) | Q(started_by__isnull=True) | ~Q(approved_by=F("started_by")),
                name="matrix_approved_by_a_second",
            ),
            models.CheckConstraint(
                condition=Q(status__in=_NEVER_IN_FORCE) | Q(started_by__isnull=True) | Q(approved_by__isnull=False),
                name="matrix_published_once_approved",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.scheme.slug} version {self.number}"


class Indicator(models.Model):
    """One indicator of a published version, copied from its document when it was published, for search and counting.

    `synonyms_text` holds the synonyms one a line, as the search reads them; the database itself keeps `search`.
    """

    id = models.BigAutoField(primary_key=True)
    version = models.ForeignKey(MatrixVersion, on_delete=models.PROTECT, related_name="indicators")
    code = models.CharField(max_length=20)
    place = models.PositiveIntegerField()
    level = models.PositiveSmallIntegerField()
    domain = models.CharField(max_length=60)
    subdomain = models.CharField(max_length=60)
    label = models.CharField(max_length=160)
    guidance = models.TextField()
    synonyms = models.JSONField(default=list)
    synonyms_text = models.TextField(blank=True)
    flags = models.JSONField(default=list)
    search = models.GeneratedField(
        expression=SearchVector("label", weight="A", config="english")
        + SearchVector("synonyms_text", weight="A", config="english")
        + SearchVector("guidance", weight="C", config="english"),
        output_field=SearchVectorField(),
        db_persist=True,
    )

    class Meta:
        ordering = ["version", "place"]
        constraints = [models.UniqueConstraint(fields=["version", "code"], name="indicator_code_once")]
        indexes = [
            GinIndex(fields=["search"], name="indicator_words"),
        ]

    def __str__(self) -> str:
        return f"{self.code} {self.label}"


class MatrixEdit(models.Model):
    """One change of a draft: what was done in words, where in the document, and that part before and after."""

    append_only = True

    id = models.BigAutoField(primary_key=True)
    version = models.ForeignKey(MatrixVersion, on_delete=models.PROTECT, related_name="edits")
    what = models.CharField(max_length=400)
    place = models.CharField(max_length=120)
    before = models.JSONField(null=True)
    after = models.JSONField(null=True)
    at = models.DateTimeField()
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ["-id"]
        indexes = [models.Index(fields=["version", "-id"], name="matrix_edits_of_version")]

    def __str__(self) -> str:
        return self.what


class MatrixComment(models.Model):
    """What somebody says about one line of a version, an indicator or a rule. Never changed."""

    append_only = True

    id = models.BigAutoField(primary_key=True)
    version = models.ForeignKey(MatrixVersion, on_delete=models.PROTECT, related_name="comments")
    place = models.CharField(max_length=120)
    text = models.TextField()
    at = models.DateTimeField()
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ["id"]
        indexes = [models.Index(fields=["version", "place"], name="matrix_comments_of_place")]

    def __str__(self) -> str:
        return f"About {self.place}"


class EverydayWords(models.Model):
    """What people say for one indicator, beside the frozen matrix; an administrator may change it at any time.

    `words_text` holds one phrase a line. The row with the code SAME holds words that mean the same, one group a line.
    `edited_by` stays empty as long as the row is as the file brought it: a newer file may then replace it.
    """

    SAME = "same"

    id = models.BigAutoField(primary_key=True)
    scheme = models.ForeignKey(Scheme, on_delete=models.PROTECT, related_name="everyday_words")
    code = models.CharField(max_length=20)
    words_text = models.TextField(blank=True)
    edited_at = models.DateTimeField(null=True)
    edited_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    search = models.GeneratedField(
        expression=SearchVector("words_text", weight="A", config="english"),
        output_field=SearchVectorField(),
        db_persist=True,
    )

    class Meta:
        ordering = ["scheme", "code"]
        constraints = [
            models.UniqueConstraint(fields=["scheme", "code"], name="everyday_words_code_once"),
            models.CheckConstraint(
                condition=Q(edited_at__isnull=True, edited_by__isnull=True)
                | Q(edited_at__isnull=False, edited_by__isnull=False),
                name="everyday_words_edited_at_and_by",
            ),
        ]

    def __str__(self) -> str:
        return f"Everyday words for {self.code}"
