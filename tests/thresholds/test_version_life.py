"""The life of a version: each move from each status, who may make it, what the database holds, two at once."""

import copy
import json
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta
from importlib import import_module
from threading import Barrier
from typing import Any

import pytest
from django.core.management import call_command
from django.db import DatabaseError, connection, transaction

from accounts.actions import add_person
from accounts.models import Agency, User
from accounts.roles import Role
from core import clock
from core.clock import LONDON
from core.errors import Conflict, Refused
from referrals.models import Referral, Score
from referrals.submission import submit_referral
from tests.factories import fill_draft
from tests.thresholds.builders import walsall_document
from thresholds.actions import FaultyMatrix, digest_of, load_matrix_file, publish_matrix
from thresholds.case import case_from_dict
from thresholds.models import MatrixEdit, MatrixVersion
from thresholds.published import current, of_version
from thresholds.scoring import score
from thresholds.states import MOVES, Move, Status, after
from thresholds.tasks import publish_matrix_when_due
from thresholds.versions import (
    approve_version,
    back_to_draft,
    check_version,
    discard_version,
    import_draft,
    locked,
    mark_simulated,
    publish_now,
    start_draft,
    take_back_approval,
)
from trail.models import Entry

pytestmark = pytest.mark.django_db
DAY = datetime(2026, 11, 20, tzinfo=LONDON).date()
NIGHT = datetime(2026, 11, 19, 23, 59, 59, tzinfo=LONDON)
PAIRS = import_module("thresholds.migrations.0006_discarded").PAIRS
Person = Callable[..., User]
FIRST = walsall_document()["version"]  # the number that the file has


@pytest.fixture
def draft(petra: User, at_tuesday: datetime) -> MatrixVersion:
    return start_draft(current().version, by=petra)


def brought_to(version: MatrixVersion, status: Status, petra: User, second: User) -> MatrixVersion:
    """The same version, brought there by the real actions."""
    if status == Status.DRAFT:
        return version
    if status == Status.DISCARDED:
        return discard_version(version, digest=version.document_sha256, by=petra)
    version = check_version(version, by=petra)
    if status != Status.CHECKED:
        version = mark_simulated(version, digest=version.document_sha256, by=petra)
    if status in {Status.APPROVED, Status.PUBLISHED, Status.RETIRED}:
        version = approve_version(version, publish_from=DAY, digest=version.document_sha256, by=second)
    if status in {Status.PUBLISHED, Status.RETIRED}:
        with clock.moved_to(NIGHT + timedelta(seconds=1)):
            version = publish_now(version, by=petra)
    if status == Status.RETIRED:
        version.status = Status.RETIRED
        version.save(update_fields=["status"])
    return version


def test_the_database_knows_the_same_moves() -> None:
    known = {(source, target) for sources, target in MOVES.values() for source in sources if source != target}
    assert set(PAIRS) == {(source.value, target.value) for source, target in known}


def test_a_draft_takes_the_next_number_and_says_what_it_started_from(draft: MatrixVersion, petra: User) -> None:
    first = current().version
    assert (draft.number, draft.status, draft.based_on_id, draft.started_by_id) == (
        FIRST + 1, "draft", first.pk, petra.pk,
    )  # fmt: skip
    assert draft.document == {**first.document, "version": FIRST + 1}
    assert draft.document_sha256 == digest_of(draft.document)
    assert start_draft(first, by=petra).number == FIRST + 2
    assert [edit.what for edit in draft.edits.all()] == [f"Started from version {FIRST}"]
    assert Entry.objects.filter(subject="matrix_version", subject_id=draft.pk, verb="created").count() == 1


def test_a_file_becomes_a_draft_with_the_next_number_or_nothing_at_all(petra: User, at_tuesday: datetime) -> None:
    document = copy.deepcopy(current().version.document)
    assert import_draft(document, by=petra).number == FIRST + 1
    before = (MatrixVersion.objects.count(), Entry.objects.count())
    faulty = {**copy.deepcopy(document), "scheme": {"slug": "new", "name": "New"}, "actions": []}
    with pytest.raises(FaultyMatrix):
        import_draft(faulty, by=petra)
    assert (MatrixVersion.objects.count(), Entry.objects.count()) == before


def test_the_whole_life(draft: MatrixVersion, petra: User, quentin: User) -> None:
    version = check_version(draft, by=petra)
    assert (version.status, version.checked_by) == ("checked", petra)
    with pytest.raises(Conflict, match="changed after it was tried"):
        mark_simulated(version, digest="0" * 64, by=petra)
    version = mark_simulated(version, digest=version.document_sha256, by=petra)
    assert mark_simulated(version, digest=version.document_sha256, by=petra).status == "simulated"
    version = approve_version(version, publish_from=DAY, digest=version.document_sha256, by=quentin)
    assert (version.status, version.approved_by, version.publish_from) == ("approved", quentin, DAY)
    with clock.moved_to(NIGHT):
        with pytest.raises(Refused, match="to be in force from 20 November 2026"):
            publish_now(version, by=petra)
        assert publish_matrix_when_due() == 0
    with clock.moved_to(NIGHT + timedelta(seconds=1)):
        assert publish_matrix_when_due() == 1
        assert publish_matrix_when_due() == 0
    version.refresh_from_db()
    assert (version.status, version.published_by.role, version.indicators.count()) == ("published", "system", 203)
    assert current().version.pk == version.pk
    assert MatrixVersion.objects.get(number=FIRST).status == "retired"
    moves = Entry.objects.filter(subject="matrix_version", subject_id=version.pk).order_by("pk")
    assert [(row.verb, row.facts.get("move")) for row in moves] == [
        ("created", None),
        ("changed", "check"),
        ("changed", "simulate"),
        ("changed", "simulate"),
        ("decided", "approve"),
        ("published", None),
    ]


@pytest.mark.parametrize("status", list(Status))
@pytest.mark.parametrize(
    "move", [Move.CHECK, Move.SIMULATE, Move.APPROVE, Move.TAKE_BACK, Move.PUBLISH, Move.EDIT, Move.DISCARD]
)
def test_every_move_from_every_status(
    move: Move, status: Status, draft: MatrixVersion, petra: User, quentin: User
) -> None:
    version = brought_to(draft, status, petra, quentin)
    digest, entries = version.document_sha256, Entry.objects.count()
    makes: dict[Move, Callable[[], Any]] = {
        Move.CHECK: lambda: check_version(version, by=petra),
        Move.SIMULATE: lambda: mark_simulated(version, digest=digest, by=petra),
        Move.APPROVE: lambda: approve_version(version, publish_from=DAY, digest=digest, by=quentin),
        Move.TAKE_BACK: lambda: take_back_approval(version, by=petra),
        Move.PUBLISH: lambda: publish_now(version, by=petra),
        Move.DISCARD: lambda: discard_version(version, digest=digest, by=petra),
        Move.EDIT: lambda: back_to_draft(locked(version), {**version.document, "format": 1}),
    }
    wanted = after(status, move)
    with clock.moved_to(NIGHT + timedelta(seconds=1)):
        if wanted is None:
            with pytest.raises(Refused), transaction.atomic():
                makes[move]()
            wanted = status
            assert Entry.objects.count() == entries
        else:
            with transaction.atomic():
                makes[move]()
    version.refresh_from_db()
    assert version.status == wanted
    if wanted == Status.DRAFT:
        assert (version.checked_at, version.simulated_sha256, version.approved_by, version.publish_from) == (
            None, "", None, None,
        )  # fmt: skip


def test_whoever_started_or_changed_it_does_not_approve(
    draft: MatrixVersion, petra: User, quentin: User, person: Person, council: Agency
) -> None:
    third = person("Isolde Fennimore", Role.ADMINISTRATOR, council)
    MatrixEdit.objects.create(version=draft, what="Reworded", place="x", at=clock.now(), by=quentin)
    version = brought_to(draft, Status.SIMULATED, petra, quentin)
    given = {"publish_from": DAY, "digest": version.document_sha256}
    with pytest.raises(Refused, match="You started this draft"):
        approve_version(version, **given, by=petra)
    with pytest.raises(Refused, match="You changed something in this version"):
        approve_version(version, **given, by=quentin)
    with pytest.raises(Refused, match="today or later"):
        approve_version(version, **{**given, "publish_from": DAY - timedelta(days=4)}, by=third)
    with pytest.raises(Conflict, match="Read it again first"):
        approve_version(version, **{**given, "digest": "0" * 64}, by=third)
    version.refresh_from_db()
    assert (version.status, version.approved_by) == ("simulated", None)
    assert approve_version(version, **given, by=third).status == "approved"


def test_nobody_approves_for_whoever_made_their_account(
    draft: MatrixVersion, petra: User, quentin: User, council: Agency
) -> None:
    """One person who makes a second account, and reads its mail, would be two."""
    made = add_person(
        full_name="Isolde Fennimore",
        email="isolde@larkhaven.example",
        role=Role.ADMINISTRATOR,
        agency=council,
        by=petra,
    )
    version = brought_to(draft, Status.SIMULATED, petra, quentin)
    with pytest.raises(Refused, match="Whoever made your account wrote part of this version"):
        approve_version(version, publish_from=DAY, digest=version.document_sha256, by=made)
    assert approve_version(version, publish_from=DAY, digest=version.document_sha256, by=quentin).status == "approved"


@pytest.mark.parametrize("name", ["marek", "asha", "ola", "delphine"])
def test_nobody_but_an_administrator_does_any_of_it(
    name: str, request: pytest.FixtureRequest, draft: MatrixVersion, petra: User, quentin: User
) -> None:
    by = request.getfixturevalue(name)
    version = brought_to(draft, Status.SIMULATED, petra, quentin)
    before = (MatrixVersion.objects.count(), Entry.objects.count())
    for work in (
        lambda: start_draft(version, by=by),
        lambda: import_draft(copy.deepcopy(version.document), by=by),
        lambda: check_version(version, by=by),
        lambda: approve_version(version, publish_from=DAY, digest=version.document_sha256, by=by),
        lambda: take_back_approval(version, by=by),
        lambda: publish_now(version, by=by),
        lambda: discard_version(version, digest=version.document_sha256, by=by),
    ):
        with pytest.raises(Refused, match="Only an administrator"):
            work()
    assert (MatrixVersion.objects.count(), Entry.objects.count()) == before


def test_a_draft_that_a_later_version_overtook_is_refused(draft: MatrixVersion, petra: User, quentin: User) -> None:
    later = brought_to(start_draft(current().version, by=petra), Status.PUBLISHED, petra, quentin)
    early = brought_to(draft, Status.SIMULATED, petra, quentin)
    with pytest.raises(Refused, match=f"Version {FIRST + 2} is in force and came later"):
        approve_version(early, publish_from=DAY, digest=early.document_sha256, by=quentin)
    assert current().version.pk == later.pk


def test_a_file_does_not_overwrite_what_people_work_on(draft: MatrixVersion, tmp_path: Any) -> None:
    file = tmp_path / "matrix.yaml"
    file.write_text(json.dumps(draft.document))
    with pytest.raises(Conflict, match=f"people work on version {FIRST + 1}"):
        load_matrix_file(file, by=User.objects.system())
    with pytest.raises(Refused, match="Only an approved version"):
        publish_matrix(draft, by=User.objects.system())
    assert current().version.number == FIRST


def test_a_file_does_not_bring_back_what_was_discarded(draft: MatrixVersion, petra: User, tmp_path: Any) -> None:
    discard_version(draft, digest=draft.document_sha256, by=petra)
    file = tmp_path / "matrix.yaml"
    file.write_text(json.dumps(draft.document))
    with pytest.raises(Conflict, match=f"version {FIRST + 1} was discarded"):
        load_matrix_file(file, by=User.objects.system())
    assert current().version.number == FIRST
    assert start_draft(draft, by=petra).number == FIRST + 2


def test_nobody_throws_away_what_they_have_not_seen(draft: MatrixVersion, petra: User) -> None:
    before = Entry.objects.count()
    with pytest.raises(Conflict, match="Read it again first"):
        discard_version(draft, digest="0" * 64, by=petra)
    draft.refresh_from_db()
    assert (draft.status, draft.discarded_by, Entry.objects.count()) == ("draft", None, before)
    discard_version(draft, digest=draft.document_sha256, by=petra)
    last = Entry.objects.filter(subject="matrix_version", subject_id=draft.pk).latest("pk")
    assert (last.verb, last.facts["move"], last.actor_id) == ("closed", "discard", petra.pk)


def test_a_start_does_not_load_a_file_over_what_people_decided(
    draft: MatrixVersion, petra: User, quentin: User, settings: Any, tmp_path: Any, capsys: Any
) -> None:
    """The file that ships has the number of their draft, or a lower one than they have in force: both start."""
    (tmp_path / "fixtures").mkdir()
    (tmp_path / "fixtures" / "matrix_walsall.yaml").write_text(json.dumps({**draft.document, "format": 1}))
    settings.BASE_DIR = tmp_path
    for status in (Status.DRAFT, Status.PUBLISHED):
        brought_to(draft, status, petra, quentin)
        before = list(MatrixVersion.objects.values_list("number", "status").order_by("number"))
        call_command("load_reference_data")
        assert "its file is not loaded" in capsys.readouterr().out
        assert list(MatrixVersion.objects.values_list("number", "status").order_by("number")) == before


@pytest.mark.parametrize(
    ("status", "statement", "says"),
    [
        ("draft", "status = 'simulated'", "does not follow"),
        ("draft", "status = 'approved'", "does not follow"),
        ("draft", "status = 'checked'", "matrix_checked_when"),
        ("draft", "status = 'published', published_at = now(), published_by_id = started_by_id", "published_once_appr"),
        ("draft", "number = 7", "its scheme, number and writer stay"),
        ("draft", "started_by_id = NULL, started_at = NULL", "its scheme, number and writer stay"),
        ("checked", "document = '{}'", "is a draft again"),
        ("simulated", "document_sha256 = repeat('1', 64)", "is a draft again"),
        ("simulated", "simulated_sha256 = repeat('1', 64)", "matrix_simulated_as_it_is"),
        (
            "simulated",
            "status = 'approved', approved_at = now(), publish_from = now(), approved_by_id = started_by_id",
            "whoever edited it does not approve it",
        ),
        ("approved", "approved_by_id = NULL", "matrix_approved_at_and_by"),
        ("approved", "status = 'discarded', discarded_at = now(), discarded_by_id = started_by_id", "does not follow"),
        ("draft", "status = 'discarded'", "matrix_discarded_at_and_by"),
        ("draft", "discarded_at = now(), discarded_by_id = started_by_id", "matrix_discarded_at_and_by"),
        ("draft", "status = 'discarded', document = '{}', discarded_at = now()", "is discarded stays as it was"),
        ("discarded", "status = 'draft', discarded_at = NULL, discarded_by_id = NULL", "no update is allowed"),
    ],
)
def test_the_database_holds_it_too(
    status: str, statement: str, says: str, draft: MatrixVersion, petra: User, quentin: User
) -> None:
    version = brought_to(draft, Status(status), petra, quentin)
    with pytest.raises(DatabaseError, match=says), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(f"UPDATE thresholds_matrixversion SET {statement} WHERE id = %s", [version.pk])
    version.refresh_from_db()
    assert version.status == status


@pytest.mark.parametrize("table", ["thresholds_matrixedit", "thresholds_matrixcomment"])
def test_what_was_changed_and_said_is_written_once(table: str, draft: MatrixVersion, petra: User) -> None:
    draft.comments.create(place="levels/1", text="Why so?", at=clock.now(), by=petra)
    for statement in (f"UPDATE {table} SET place = 'other'", f"DELETE FROM {table}"):
        with pytest.raises(DatabaseError, match="written once"), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(statement)


# Two at once


def at_once(*works: Callable[[], object]) -> list[object]:
    """Do each in a thread and a connection of its own; gives results and refusals in the order of the works."""
    gate = Barrier(len(works))

    def run(work: Callable[[], object]) -> object:
        gate.wait()
        try:
            return work()
        except Refused as refusal:
            return refusal
        finally:
            connection.close()

    with ThreadPoolExecutor(len(works)) as pool:
        return list(pool.map(run, works))


def approved_today(petra: User, quentin: User) -> MatrixVersion:
    version = check_version(start_draft(current().version, by=petra), by=petra)
    version = mark_simulated(version, digest=version.document_sha256, by=petra)
    today = clock.now().astimezone(LONDON).date()
    return approve_version(version, publish_from=today, digest=version.document_sha256, by=quentin)


@pytest.mark.usefixtures("transactional_db")
def test_two_who_publish_at_once_publish_once(petra: User, quentin: User) -> None:
    version = approved_today(petra, quentin)
    at_once(lambda: publish_now(version, by=petra), lambda: publish_now(version, by=quentin), publish_matrix_when_due)
    assert list(MatrixVersion.objects.order_by("number").values_list("number", "status")) == [
        (FIRST, "retired"),
        (FIRST + 1, "published"),
    ]
    assert Entry.objects.filter(verb="published", subject="matrix_version", facts__number=FIRST + 1).count() == 1


@pytest.mark.usefixtures("transactional_db")
def test_two_versions_published_at_once_leave_the_later_one_in_force(petra: User, quentin: User) -> None:
    second, third = approved_today(petra, quentin), approved_today(petra, quentin)
    at_once(lambda: publish_now(second, by=petra), lambda: publish_now(third, by=quentin))
    assert current().version.number == FIRST + 2
    assert MatrixVersion.objects.filter(status="published").count() == 1


@pytest.mark.usefixtures("transactional_db")
def test_a_referral_sent_while_a_version_is_published_is_scored_by_exactly_one(
    petra: User, quentin: User, delphine: User
) -> None:
    version = approved_today(petra, quentin)
    forms = [fill_draft(delphine) for _ in range(4)]
    sends = [lambda form=form: submit_referral(form, by=delphine) for form in forms]
    at_once(*sends[:2], lambda: publish_now(version, by=petra), *sends[2:])
    assert Referral.objects.count() == 4
    for referral in Referral.objects.all():
        kept = Score.objects.get(referral=referral)
        assert kept.matrix_version_id == referral.matrix_version_id
        again = score(of_version(kept.matrix_version_id).matrix, case_from_dict(kept.case))
        assert (again.version, again.level) == (of_version(kept.matrix_version_id).version.number, referral.level)
        assert kept.result["version"] == again.version
    later = submit_referral(fill_draft(delphine), by=delphine)
    assert later.matrix_version_id == version.pk
