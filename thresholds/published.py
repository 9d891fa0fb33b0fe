"""The matrix in force, compiled once in each process for each version."""

import threading
from typing import NamedTuple
from uuid import UUID

from django.conf import settings

from core.errors import Refused
from thresholds.compiling import compile_matrix
from thresholds.explaining import Explainer
from thresholds.matrix import Matrix
from thresholds.models import MatrixVersion
from thresholds.querysets import MatrixVersionQuerySet

_lock = threading.Lock()
_compiled: dict[UUID, "PublishedMatrix"] = {}
_explainers: dict[UUID, Explainer] = {}


class PublishedMatrix(NamedTuple):
    """A version and the same version ready to score."""

    version: MatrixVersion
    matrix: Matrix

    @property
    def name(self) -> str:
        """Whose levels these are: the scheme and the number of its version."""
        return f"{self.version.scheme.name}, version {self.version.number}"


def in_force() -> MatrixVersionQuerySet:
    """The version in force for this partnership's scheme, as a query: one row or none."""
    return MatrixVersion.objects.of_scheme(settings.MATRIX_SCHEME).published()


def current() -> PublishedMatrix:
    """The version in force for this partnership's scheme. One small query; refuses when none is published."""
    pk = in_force().values_list("pk", flat=True).first()
    if pk is None:
        raise Refused("No threshold matrix is published yet. An administrator must load one.")
    return of_version(pk)


def of_version(pk: UUID) -> PublishedMatrix:
    """Any version, ready to score: an old score is recomputed with the version it was made with.

    Only what can no longer change is kept; a draft is compiled anew each time.
    """
    kept = _compiled.get(pk)
    if kept is not None:
        return kept
    version = MatrixVersion.objects.select_related("scheme").get(pk=pk)
    made = PublishedMatrix(version, compile_matrix(version.document))
    if version.published_at is not None:
        with _lock:
            _compiled[pk] = made
    return made


def explainer_of(published: PublishedMatrix) -> Explainer:
    """What explains the scores of this version; kept like the version itself once it can no longer change."""
    version = published.version
    kept = _explainers.get(version.pk)
    if kept is not None:
        return kept
    made = Explainer(published.matrix, version.document)
    if version.published_at is not None:
        with _lock:
            _explainers[version.pk] = made
    return made
