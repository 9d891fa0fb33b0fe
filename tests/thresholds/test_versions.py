"""Versions of the matrix: loaded once, published once, frozen by the database, scored by exactly one."""

import copy
from pathlib import Path
from typing import Any

import pytest
import yaml
from django.core.management import CommandError, call_command
from django.db import DatabaseError, connection, transaction
from django.test.utils import CaptureQueriesContext

from accounts.models import User
from core.errors import Conflict, Refused
from tests.thresholds.builders import FILE, walsall_document
from thresholds.actions import FaultyMatrix, digest_of, load_matrix_file, publish_matrix
from thresholds.models import Indicator, MatrixVersion, Scheme, Status
from thresholds.published import current, of_version
from trail.models import Entry

pytestmark = pytest.mark.django_db


@pytest.fixture
def system() -> User:
    return User.objects.system()


def changed(tmp_path: Path, **changes: Any) -> Path:
    file = tmp_path / "matrix.yaml"
    file.write_text(yaml.safe_dump({**copy.deepcopy(walsall_document()), **changes}, allow_unicode=True))
    return file


def test_the_loaded_matrix_is_in_force_with_a_row_for_each_indicator() -> None:
    version = current().version
    assert (version.scheme.slug, version.number, version.status) == ("walsall", 2, "published")
    assert version.document_sha256 == digest_of(walsall_document())
    assert version.indicators.count() == 203
    row = version.indicators.get(code="L4-cd-14")
    part = next(part for part in walsall_document()["indicators"] if part["id"] == "L4-cd-14")
    assert (row.level, row.label, row.synonyms, row.flags) == (4, part["label"], part["synonyms"], part["flags"])


def test_loading_the_same_file_again_changes_nothing(system: User) -> None:
    before = (MatrixVersion.objects.count(), Indicator.objects.count(), Entry.objects.count())
    load_matrix_file(FILE, by=system)
    call_command("load_reference_data", verbosity=0)
    assert (MatrixVersion.objects.count(), Indicator.objects.count(), Entry.objects.count()) == before


def test_other_content_under_a_published_number_is_refused(tmp_path: Path, system: User) -> None:
    before = MatrixVersion.objects.count()
    with pytest.raises(Conflict, match="version 2 is published and cannot change"):
        load_matrix_file(changed(tmp_path, source={"title": "Other", "short": "Other"}), by=system)
    assert MatrixVersion.objects.count() == before


def test_the_next_number_takes_its_place_and_the_old_one_still_scores(tmp_path: Path, system: User) -> None:
    first = current().version
    second = load_matrix_file(changed(tmp_path, version=3), by=system)
    first.refresh_from_db()
    assert (first.status, second.status) == (Status.RETIRED, Status.PUBLISHED)
    assert current().version.pk == second.pk
    assert current().matrix.version == 3
    assert of_version(first.pk).matrix.version == 2
    assert second.indicators.count() == 203
    verbs = Entry.objects.filter(subject="matrix_version").order_by("id").values_list("verb", "facts__number")
    assert list(verbs)[-3:] == [("created", 3), ("closed", 2), ("published", 3)]


def test_a_faulty_file_writes_nothing(tmp_path: Path, system: User) -> None:
    before = (Scheme.objects.count(), MatrixVersion.objects.count(), Entry.objects.count())
    with pytest.raises(FaultyMatrix) as refusal:
        load_matrix_file(changed(tmp_path, version=3, scheme={"slug": "new", "name": "New"}, actions=[]), by=system)
    assert refusal.value.faults[0].path.startswith("rules.overrides[0]")
    assert (Scheme.objects.count(), MatrixVersion.objects.count(), Entry.objects.count()) == before


def test_the_command_names_each_fault(tmp_path: Path) -> None:
    levels = copy.deepcopy(walsall_document()["levels"])
    levels[0]["route"] = "lado"
    file = changed(tmp_path, levels=levels)
    with pytest.raises(CommandError, match=r"levels\[0\]\.route: “lado” cannot be the route of a level\. Choose"):
        call_command("load_matrix", file, verbosity=0)


def test_a_version_is_published_once(system: User) -> None:
    with pytest.raises(Refused, match="already published"):
        publish_matrix(current().version, by=system)


def test_a_draft_is_checked_again_before_it_is_published(system: User) -> None:
    scheme = Scheme.objects.get(slug="walsall")
    draft = MatrixVersion.objects.create(scheme=scheme, number=9, document={"format": 1}, document_sha256="0" * 64)
    with pytest.raises(FaultyMatrix):
        publish_matrix(draft, by=system)
    draft.refresh_from_db()
    assert draft.status == Status.DRAFT


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE thresholds_matrixversion SET document = '{}'",
        "UPDATE thresholds_matrixversion SET number = 7",
        "UPDATE thresholds_matrixversion SET status = 'draft', published_at = NULL, published_by_id = NULL",
        "UPDATE thresholds_matrixversion SET status = 'retired', number = 7",
        "DELETE FROM thresholds_matrixversion",
        "UPDATE thresholds_indicator SET label = 'Other'",
        "DELETE FROM thresholds_indicator",
    ],
)
def test_the_database_refuses_to_change_what_is_published(statement: str) -> None:
    with pytest.raises(DatabaseError, match=r"is allowed"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement)
    assert current().version.indicators.count() == 203


def test_the_database_lets_a_version_retire_and_then_no_more() -> None:
    with connection.cursor() as cursor:
        cursor.execute("UPDATE thresholds_matrixversion SET status = 'retired' WHERE status = 'published'")
    with pytest.raises(DatabaseError, match="is retired"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("UPDATE thresholds_matrixversion SET status = 'published'")
    with pytest.raises(Refused, match="No threshold matrix is published"):
        current()


def test_two_versions_of_a_scheme_cannot_both_be_in_force() -> None:
    version = current().version
    with pytest.raises(DatabaseError, match="matrix_one_published"), transaction.atomic():
        MatrixVersion.objects.create(
            scheme=version.scheme,
            number=5,
            status=Status.PUBLISHED,
            document=version.document,
            document_sha256=version.document_sha256,
            published_at=version.published_at,
            published_by=version.published_by,
        )


def test_the_compiled_matrix_is_kept_and_its_freshness_costs_one_query() -> None:
    first = current()
    with CaptureQueriesContext(connection) as queries:
        assert current() is first
    assert len(queries) == 1
