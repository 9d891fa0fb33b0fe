"""Fictional cases in sets. A case is for one scheme; what people answered keeps the answer that stood then."""

import uuid

from django.db import models
from django.db.models import Q

from accounts.models import User
from thresholds.case import Case, Worry
from thresholds.models import Scheme

# So many cases make a round: the first ones somebody answers, and as many new ones six weeks later.
ROUND = 10


class Agreement(models.TextChoices):
    """What is known of the family's agreement, as the engine calls it."""

    AGREED = "agreed", "The family agrees"
    REFUSED = "refused", "The family does not agree"
    NOT_ASKED = "not_asked", "The family was not asked"
    NOT_KNOWN = "not_known", "Not known"


class Sure(models.TextChoices):
    """How sure the published answer is."""

    SOURCE = "source", "The source gives this level"
    MATRIX = "matrix", "Worked out from the matrix"
    INFERRED = "inferred", "Taken from what the source tells"
    PANEL = "panel", "Agreed by people here"


class CaseSet(models.Model):
    """A set of cases for one scheme. One that ships as a file has the name of the file's `set`."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    scheme = models.ForeignKey(Scheme, on_delete=models.PROTECT, related_name="+")
    slug = models.SlugField(max_length=60)
    name = models.CharField(max_length=80)
    about = models.CharField(max_length=300, blank=True)

    class Meta:
        ordering = ["name"]
        constraints = [models.UniqueConstraint(fields=["scheme", "slug"], name="case_set_once")]

    def __str__(self) -> str:
        return self.name


class PracticeCase(models.Model):
    """One case with its published answer. `edited_by` stays empty as long as it is as the file brought it.

    `level` is None where the published answer is that too little is known. `missing` are things a form would not hold.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    case_set = models.ForeignKey(CaseSet, on_delete=models.PROTECT, related_name="cases")
    code = models.CharField(max_length=20)
    text = models.TextField()
    ages = models.JSONField(default=list)
    referrer = models.CharField(max_length=60, blank=True)
    agreement = models.CharField(max_length=10, choices=Agreement, default=Agreement.NOT_KNOWN)
    facts = models.JSONField(default=list)
    missing = models.JSONField(default=list)
    level = models.PositiveSmallIntegerField(null=True)
    acceptable = models.JSONField(default=list)
    indicators = models.JSONField(default=list)
    published = models.CharField(max_length=160, blank=True)
    sure = models.CharField(max_length=10, choices=Sure, default=Sure.PANEL)
    why = models.TextField(blank=True)
    source = models.CharField(max_length=160, blank=True)
    edited_at = models.DateTimeField(null=True)
    edited_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    retired_at = models.DateTimeField(null=True)
    retired_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")

    class Meta:
        ordering = ["case_set", "code"]
        constraints = [
            models.UniqueConstraint(fields=["case_set", "code"], name="practice_case_once"),
            models.CheckConstraint(condition=Q(agreement__in=Agreement.values), name="practice_agreement_known"),
            models.CheckConstraint(condition=Q(sure__in=Sure.values), name="practice_sure_known"),
            models.CheckConstraint(
                condition=Q(edited_at__isnull=True, edited_by__isnull=True)
                | Q(edited_at__isnull=False, edited_by__isnull=False),
                name="practice_case_edited_at_and_by",
            ),
            models.CheckConstraint(
                condition=Q(retired_at__isnull=True, retired_by__isnull=True)
                | Q(retired_at__isnull=False, retired_by__isnull=False),
                name="practice_case_retired_at_and_by",
            ),
        ]

    def __str__(self) -> str:
        return self.code

    @property
    def ages_in_words(self) -> str:
        """Age: under 1. Ages: 10, 2."""
        ages = ["under 1" if age == "0" else "not known" if age == "unknown" else age for age in self.ages]
        many = len(ages) > 1 or any("children" in age for age in ages)
        return f"{'Ages' if many else 'Age'}: {', '.join(ages)}." if ages else ""

    def as_case(self, chosen: list[str], *, ages_months: tuple[int | None, ...], held: frozenset[str]) -> Case:
        """What the engine is asked: the worries somebody chose, with all else that the text says."""
        worries = tuple(Worry(chr(ord("A") + place), code) for place, code in enumerate(chosen))
        return Case(
            worries=worries,
            ages_months=ages_months,
            facts=frozenset(self.facts),
            held=held - frozenset(self.missing),
            consent=self.agreement,  # type: ignore[arg-type]  # the choices are the engine's own words
        )
