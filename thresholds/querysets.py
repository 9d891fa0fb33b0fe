"""Named reads of matrix versions."""

from typing import TYPE_CHECKING

from django.db.models import QuerySet

if TYPE_CHECKING:
    from thresholds.models import MatrixVersion


class MatrixVersionQuerySet(QuerySet["MatrixVersion"]):
    """Reads of versions by scheme and status."""

    def of_scheme(self, slug: str) -> "MatrixVersionQuerySet":
        """The versions of one scheme."""
        return self.filter(scheme__slug=slug)

    def published(self) -> "MatrixVersionQuerySet":
        """The versions in force: at most one for each scheme."""
        return self.filter(status="published")

    def approved(self) -> "MatrixVersionQuerySet":
        """What a second person has let through and waits for its day."""
        return self.filter(status="approved")

    def discarded(self) -> "MatrixVersionQuerySet":
        """What an administrator threw away before it was ever in force."""
        return self.filter(status="discarded")

    def not_discarded(self) -> "MatrixVersionQuerySet":
        """What people work on, and whatever was in force."""
        return self.exclude(status="discarded")

    def started_by_people(self) -> "MatrixVersionQuerySet":
        """What was started in the browser, and not loaded from a file."""
        return self.filter(started_by__isnull=False)
