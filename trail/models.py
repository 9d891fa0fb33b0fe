"""The record of who did and who read what. Rows are written once and never changed or removed."""

from django.db import models
from django.db.models import Q

from trail.querysets import EntryQuerySet
from trail.verbs import Verb


class Entry(models.Model):
    """One thing done by one person, written in the transaction that did it. Ids and enums, never narrative.

    `record_id` is the referral (or draft) that the thing belongs to, so that one record's trail is one query.
    """

    append_only = True

    id = models.BigAutoField(primary_key=True)
    at = models.DateTimeField()
    verb = models.CharField(max_length=12, choices=Verb)
    subject = models.CharField(max_length=32)
    subject_id = models.UUIDField()
    record_id = models.UUIDField(null=True)
    actor_id = models.UUIDField()
    actor_role = models.CharField(max_length=20)
    facts = models.JSONField(default=dict)

    objects = EntryQuerySet.as_manager()

    class Meta:
        ordering = ["id"]
        verbose_name_plural = "entries"
        indexes = [
            models.Index(fields=["record_id", "id"], name="trail_by_record", condition=Q(record_id__isnull=False)),
            models.Index(fields=["actor_id", "id"], name="trail_by_actor"),
        ]
        constraints = [models.CheckConstraint(condition=Q(verb__in=Verb.values), name="trail_verb_known")]

    def __str__(self) -> str:
        return f"{self.at:%Y-%m-%d %H:%M:%S} {self.verb} {self.subject}"


class Seal(models.Model):
    """A batch of entries, hashed together with the seal before it."""

    append_only = True

    id = models.BigAutoField(primary_key=True)
    sealed_at = models.DateTimeField()
    entries = models.PositiveIntegerField()
    previous = models.CharField(max_length=64)
    digest = models.CharField(max_length=64, unique=True)

    class Meta:
        ordering = ["id"]
        constraints = [models.UniqueConstraint(fields=["previous"], name="trail_no_fork")]

    def __str__(self) -> str:
        return f"seal {self.pk}"


class SealedEntry(models.Model):
    """Which seal holds an entry, and in which place."""

    append_only = True

    entry = models.OneToOneField(Entry, on_delete=models.PROTECT, primary_key=True, related_name="sealed")
    seal = models.ForeignKey(Seal, on_delete=models.PROTECT, related_name="members")
    place = models.PositiveIntegerField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["seal", "place"], name="trail_one_place")]

    def __str__(self) -> str:
        return f"entry {self.pk} in seal {self.seal_id}"
