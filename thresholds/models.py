"""The matrix as data: a scheme, its versions, and the indicators of each published version for search and counting."""

import uuid

from django.contrib.postgres.indexes import GinIndex
from django.contrib.postgres.search import SearchVector, SearchVectorField
from django.db import models
from django.db.models import Q

from accounts.models import User
from thresholds.querysets import MatrixVersionQuerySet


class Status(models.TextChoices):
    """A version is written as a draft, published once, and retired when a later one takes its place."""

    DRAFT = "draft", "Draft"
    PUBLISHED = "published", "Published"
    RETIRED = "retired", "Retired"


class Scheme(models.Model):
    """A family of versions: one partnership's way of naming levels of need. A "3" means nothing without its scheme."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    slug = models.SlugField(max_length=40, unique=True)
    name = models.CharField(max_length=120)

    def __str__(self) -> str:
        return self.name


class MatrixVersion(models.Model):
    """One version of a scheme's matrix. Once published the database refuses every change but its retirement."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    scheme = models.ForeignKey(Scheme, on_delete=models.PROTECT, related_name="versions")
    number = models.PositiveIntegerField()
    status = models.CharField(max_length=10, choices=Status, default=Status.DRAFT)
    document = models.JSONField()
    document_sha256 = models.CharField(max_length=64)
    published_at = models.DateTimeField(null=True)
    published_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")

    objects = MatrixVersionQuerySet.as_manager()

    class Meta:
        ordering = ["scheme__slug", "number"]
        constraints = [
            models.UniqueConstraint(fields=["scheme", "number"], name="matrix_number_once"),
            models.UniqueConstraint(fields=["scheme"], condition=Q(status="published"), name="matrix_one_published"),
            models.CheckConstraint(condition=Q(status__in=Status.values), name="matrix_status_known"),
            models.CheckConstraint(
                condition=Q(status="draft", published_at__isnull=True, published_by__isnull=True)
                | Q(status__in=["published", "retired"], published_at__isnull=False, published_by__isnull=False),
                name="matrix_published_at_and_by",
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
