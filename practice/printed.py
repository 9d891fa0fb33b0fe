"""The guide as a file, printed once for each published version and each set of telephone numbers."""

import uuid

from django.db import models
from django.db.models import Q

from thresholds.models import MatrixVersion


class PrintedGuide(models.Model):
    """The PDF of one published version. The version is frozen; what the service puts beside it is in `printed_with`."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    version = models.OneToOneField(MatrixVersion, on_delete=models.PROTECT, related_name="+")
    printed_with = models.CharField(max_length=64, blank=True)  # digest of names, telephone numbers, address
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
                name="printed_guide_made_means_content",
            ),
        ]

    def __str__(self) -> str:
        return f"guide to {self.version_id}"
