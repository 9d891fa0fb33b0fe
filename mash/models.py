"""Decisions, whether the referrer has been told, and what Early Help was given."""

import uuid
from datetime import datetime

from django.db import models
from django.db.models import Q

from accounts.models import User
from mash.querysets import DecisionQuerySet, EarlyHelpCaseQuerySet, TellingQuerySet
from mash.routes import PushBackReason, Route, Words, words_for
from referrals.models import Referral
from thresholds.models import MatrixVersion
from thresholds.published import of_version


class State(models.TextChoices):
    """A decision waits for a manager, holds, was sent back by a manager, or gave way to a later one."""

    PROPOSED = "proposed", "Waits for a manager"
    MADE = "made", "Decided"
    RETURNED = "returned", "Sent back by a manager"
    SUPERSEDED = "superseded", "Replaced"


class How(models.TextChoices):
    """How the referrer came to know the outcome."""

    READ = "read", "Read on Front Door"
    TELEPHONE = "telephone", "Told by telephone"


def _both_or_neither(at: str, by: str) -> Q:
    return Q(**{f"{at}__isnull": True, f"{by}__isnull": True}) | Q(**{f"{at}__isnull": False, f"{by}__isnull": False})


class Decision(models.Model):
    """One decision on a referral. Its content never changes: a new one stands beside it and takes its place.

    `rationale` and `differs_reason` are for MASH; `reply` and the push-back's parts are what the referrer reads.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    referral = models.ForeignKey(Referral, on_delete=models.PROTECT, related_name="decisions")
    number = models.PositiveSmallIntegerField()
    state = models.CharField(max_length=10, choices=State)
    level = models.PositiveSmallIntegerField()
    matrix_version = models.ForeignKey(MatrixVersion, on_delete=models.PROTECT, related_name="+")
    route = models.CharField(max_length=32, choices=Route)
    rationale = models.TextField()
    differs_reason = models.TextField(blank=True)
    reply = models.TextField(blank=True)
    push_back_reason = models.CharField(max_length=12, choices=PushBackReason, blank=True)
    gaps = models.JSONField(default=list)
    advice = models.TextField(blank=True)
    would_change = models.TextField(blank=True)
    decided_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    decided_at = models.DateTimeField()
    supersedes = models.ForeignKey("self", on_delete=models.PROTECT, null=True, related_name="+")
    agreed_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    agreed_at = models.DateTimeField(null=True)
    returned_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    returned_at = models.DateTimeField(null=True)
    returned_why = models.TextField(blank=True)

    objects = DecisionQuerySet.as_manager()

    class Meta:
        ordering = ["number"]
        constraints = [
            models.UniqueConstraint(fields=["referral", "number"], name="decision_number_once"),
            models.UniqueConstraint(fields=["referral"], condition=Q(state="made"), name="decision_one_made"),
            models.UniqueConstraint(fields=["referral"], condition=Q(state="proposed"), name="decision_one_proposed"),
            models.CheckConstraint(condition=Q(state__in=State.values), name="decision_state_known"),
            models.CheckConstraint(condition=Q(route__in=Route.values), name="decision_route_known"),
            models.CheckConstraint(condition=~Q(rationale=""), name="decision_has_rationale"),
            models.CheckConstraint(condition=_both_or_neither("agreed_at", "agreed_by"), name="decision_agreed_at_by"),
            models.CheckConstraint(
                condition=_both_or_neither("returned_at", "returned_by"), name="decision_returned_at_by"
            ),
            models.CheckConstraint(
                condition=Q(state="returned", returned_at__isnull=False)
                | (~Q(state="returned") & Q(returned_at__isnull=True)),
                name="decision_returned_means_returned",
            ),
            models.CheckConstraint(
                condition=Q(agreed_by__isnull=True) | ~Q(agreed_by=models.F("decided_by")),
                name="decision_agreed_by_another",
            ),
            models.CheckConstraint(
                condition=(
                    Q(route="push_back", push_back_reason__in=PushBackReason.values)
                    & ~Q(would_change="")
                    & (~Q(advice="") | ~Q(gaps=[]))
                )
                | (~Q(route="push_back") & Q(push_back_reason="", advice="", would_change="", gaps=[])),
                name="decision_push_back_explained",
            ),
        ]
        indexes = [
            models.Index(fields=["decided_at"], name="decision_by_time"),
            models.Index(fields=["decided_by", "decided_at"], name="decision_by_person"),
        ]

    def __str__(self) -> str:
        return f"decision {self.number} on {self.referral_id}"

    @property
    def made_at(self) -> datetime:
        """When it came to hold: when a manager agreed, or else when it was decided."""
        return self.agreed_at or self.decided_at

    @property
    def words(self) -> Words:
        """What the referrer reads, in general terms."""
        return words_for(self.route, self.push_back_reason)

    @property
    def level_name(self) -> str:
        """Its level in the scheme's own words: "Level 3", "Tier 2A"."""
        return of_version(self.matrix_version_id).matrix.level_name(self.level)

    @property
    def level_words(self) -> str:
        """The same inside a sentence."""
        return of_version(self.matrix_version_id).matrix.level_words(self.level)

    @property
    def is_push_back(self) -> bool:
        return self.route == Route.PUSH_BACK


class Telling(models.Model):
    """Whether, when and how the referrer came to know a decision."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    decision = models.OneToOneField(Decision, on_delete=models.PROTECT, related_name="telling")
    ready_at = models.DateTimeField()
    told_at = models.DateTimeField(null=True)
    told_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    how = models.CharField(max_length=9, choices=How, blank=True)
    spoke_to = models.CharField(max_length=120, blank=True)

    objects = TellingQuerySet.as_manager()

    class Meta:
        ordering = ["ready_at"]
        constraints = [
            models.CheckConstraint(condition=_both_or_neither("told_at", "told_by"), name="telling_told_at_by"),
            models.CheckConstraint(
                condition=Q(told_at__isnull=True, how="") | Q(told_at__isnull=False, how__in=How.values),
                name="telling_how_when_told",
            ),
            models.CheckConstraint(
                condition=(Q(how="telephone") & ~Q(spoke_to="")) | (~Q(how="telephone") & Q(spoke_to="")),
                name="telling_telephone_names_whom",
            ),
        ]
        indexes = [
            models.Index(fields=["ready_at"], name="telling_waiting", condition=Q(told_at__isnull=True)),
        ]

    def __str__(self) -> str:
        return f"telling of {self.decision_id}"


class EarlyHelpCase(models.Model):
    """A referral that was given to Early Help. It leaves their inbox if the decision is replaced by another route."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    referral = models.OneToOneField(Referral, on_delete=models.PROTECT, related_name="early_help_case")
    received_at = models.DateTimeField()
    accepted_at = models.DateTimeField(null=True)
    accepted_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")

    objects = EarlyHelpCaseQuerySet.as_manager()

    class Meta:
        ordering = ["received_at"]
        constraints = [
            models.CheckConstraint(
                condition=_both_or_neither("accepted_at", "accepted_by"), name="early_help_accepted_at_by"
            ),
        ]
        indexes = [
            models.Index(fields=["received_at"], name="early_help_inbox", condition=Q(accepted_at__isnull=True)),
        ]

    def __str__(self) -> str:
        return f"early help for {self.referral_id}"
