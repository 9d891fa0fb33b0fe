"""A run over past referrals: what it counts, what it keeps, and that nothing is lost or counted twice."""

from collections.abc import Callable
from datetime import date, datetime, timedelta
from typing import Any
from uuid import uuid4

import pytest

from accounts.models import User
from core import clock
from core.errors import Conflict, Refused
from mash import actions
from mash.models import Decision
from quality import simulation_work, terms
from quality.models import RunState, SimulationChange, SimulationCount, SimulationRun, Story
from quality.simulating import cancel_simulation, resume_simulation, start_simulation
from quality.simulation_days import left_out
from quality.simulation_work import ATTEMPTS, LEASE, run_simulations
from referrals.models import Referral
from tests.factories import sent_referral
from tests.quality.conftest import THREE, TWO
from thresholds.models import MatrixVersion
from thresholds.published import current
from thresholds.versions import back_to_draft, check_version, locked, start_draft
from trail.models import Entry

pytestmark = pytest.mark.django_db
DraftWith = Callable[[dict[str, int]], MatrixVersion]
SEEN = "Seen on six mornings since the start of the month."


def worried(by: User, *codes: str, **form: Any) -> Referral:
    return sent_referral(by, worries=[(code, "seen", SEEN) for code in codes], **form)


def counted(run: SimulationRun, kind: str) -> dict[tuple[str, str, str], int]:
    rows = SimulationCount.objects.filter(run=run, kind=kind)
    return {(row.value, row.before, row.after): row.count for row in rows}


@pytest.fixture(autouse=True)
def without_waiting(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(simulation_work, "PAUSE", 0)


@pytest.fixture
def later(at_tuesday: datetime) -> Any:
    with clock.moved_to(at_tuesday + timedelta(minutes=5)):
        yield at_tuesday + timedelta(minutes=5)


@pytest.fixture
def sent(at_tuesday: datetime, delphine: User, charlie: User) -> list[Referral]:
    """Three of one level 3 worry, one of two agencies; one of level 2."""
    return [worried(delphine, THREE), worried(delphine, THREE, TWO), worried(charlie, THREE), worried(delphine, TWO)]


@pytest.fixture
def run(sent: list[Referral], later: datetime, draft_with: DraftWith, marek: User) -> SimulationRun:
    return start_simulation(draft_with({THREE: 2}), by=marek)


def test_the_version_in_force_changes_nothing(sent: list[Referral], later: datetime, marek: User) -> None:
    run = start_simulation(current().version, by=marek)
    assert run_simulations(later) == 1
    run.refresh_from_db()
    assert (run.state, run.done, run.total, run.percent) == ("done", 4, 4, 100)
    assert counted(run, "level") == {("", "3", "3"): 3, ("", "2", "2"): 1}
    assert not run.changes.exists()


def test_a_lowered_worry_moves_its_referrals(run: SimulationRun, sent: list[Referral], later: datetime) -> None:
    run_simulations(later)
    run.refresh_from_db()
    assert counted(run, "level") == {("", "3", "2"): 3, ("", "2", "2"): 1}
    school, other = str(sent[0].agency_id), str(sent[2].agency_id)
    assert counted(run, "agency") == {(school, "3", "2"): 2, (school, "2", "2"): 1, (other, "3", "2"): 1}
    assert counted(run, "ethnicity") == {("WBRI", "3", "2"): 3, ("WBRI", "2", "2"): 1}
    assert counted(run, "age") == {("5", "3", "2"): 3, ("5", "2", "2"): 1}
    assert counted(run, "week") == {
        ("2026-11-16", "early_help", "push_back"): 3,
        ("2026-11-16", "push_back", "push_back"): 1,
    }
    changes = run.changes.order_by("referral_id")
    assert sorted(c.referral_id for c in changes) == sorted(one.pk for one in sent[:3])
    assert {(c.old_level, c.new_level, c.old_route, c.new_route, c.pushed_back, c.weaker) for c in changes} == {
        (3, 2, "early_help", "pushback_advice", True, True)
    }


def test_the_levels_of_another_scheme_are_named(run: SimulationRun, later: datetime) -> None:
    run.document["scheme"]["slug"] = "elsewhere"
    run.save(update_fields=["document"])
    run_simulations(later)
    assert counted(run, "level") == {("", "walsall 3", "2"): 3, ("", "walsall 2", "2"): 1}
    assert run.changes.count() == 4


def test_what_was_sent_outside_the_days_is_left_out(
    delphine: User, later: datetime, draft_with: DraftWith, marek: User
) -> None:
    inside = worried(delphine, THREE, ago=timedelta(days=3))
    worried(delphine, THREE, ago=timedelta(days=4))
    worried(delphine, THREE)
    run = start_simulation(draft_with({THREE: 2}), first_day=date(2026, 11, 14), last_day=date(2026, 11, 16), by=marek)
    assert Entry.objects.get(subject="simulation_run", subject_id=run.pk).facts == {
        "version_id": str(run.version_id),
        "first_day": "2026-11-14",
        "last_day": "2026-11-16",
    }
    run_simulations(later)
    run.refresh_from_db()
    assert (run.total, run.done) == (1, 1)
    assert [change.referral_id for change in run.changes.all()] == [inside.pk]


def test_what_is_sent_after_the_run_was_asked_for_is_left_out(
    run: SimulationRun, delphine: User, later: datetime
) -> None:
    with clock.moved_to(later + timedelta(seconds=1)):
        worried(delphine, THREE)
    run_simulations(later)
    run.refresh_from_db()
    assert (run.total, run.done, run.changes.count()) == (4, 4, 3)


def test_an_edit_of_the_draft_meanwhile_changes_nothing(run: SimulationRun, later: datetime) -> None:
    MatrixVersion.objects.filter(pk=run.version_id).update(document={}, document_sha256="other")
    run_simulations(later)
    assert counted(run, "level") == {("", "3", "2"): 3, ("", "2", "2"): 1}


def test_every_chunk_goes_on_where_the_last_one_stopped(
    run: SimulationRun, later: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(simulation_work, "CHUNK", 1)
    for done in (1, 2, 3, 4):
        assert run_simulations(later, budget=0) == 1
        run.refresh_from_db()
        assert (run.state, run.done, run.holder) == ("running", done, None)
    assert run_simulations(later, budget=0) == 0
    run.refresh_from_db()
    assert run.state == RunState.DONE
    assert counted(run, "level") == {("", "3", "2"): 3, ("", "2", "2"): 1}
    assert run.sensitivity["indicators"] == {THREE: [3, 0, 0], TWO: [2, 1, 1]} | run.sensitivity["indicators"]
    assert run.changes.count() == 3


def test_stopped_and_gone_on_with_the_count_is_the_same(
    run: SimulationRun, later: datetime, petra: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(simulation_work, "CHUNK", 2)
    run_simulations(later, budget=0)
    cancel_simulation(run, by=petra)
    assert run_simulations(later) == 0
    run.refresh_from_db()
    assert (run.state, run.done) == ("cancelled", 2)
    resume_simulation(run, by=petra)
    assert run_simulations(later) == 1
    run.refresh_from_db()
    assert (run.state, run.done) == ("done", 4)
    assert counted(run, "level") == {("", "3", "2"): 3, ("", "2", "2"): 1}


def test_a_run_in_hand_is_left_alone_until_its_lease_is_over(run: SimulationRun, later: datetime) -> None:
    SimulationRun.objects.filter(pk=run.pk).update(state="running", holder=uuid4(), leased_until=later + LEASE)
    assert run_simulations(later + LEASE) == 0
    assert not SimulationCount.objects.exists()
    assert run_simulations(later + LEASE + timedelta(seconds=1)) == 1


def test_a_worker_whose_run_was_taken_over_writes_nothing(run: SimulationRun, later: datetime) -> None:
    claimed = simulation_work._claim(later)
    assert claimed is not None
    work = simulation_work._prepare(claimed)
    SimulationRun.objects.filter(pk=run.pk).update(holder=uuid4())
    assert simulation_work.do_chunk(work) is False
    assert not SimulationCount.objects.exists()
    assert not SimulationChange.objects.exists()


def test_a_chunk_that_breaks_is_tried_five_times_and_leaves_nothing(
    run: SimulationRun, later: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    def breaks(*given: object) -> None:
        raise RuntimeError("a word that somebody typed")

    with monkeypatch.context() as broken:
        broken.setattr(simulation_work, "tell_stories", breaks)
        for attempt in range(1, ATTEMPTS + 1):
            assert run_simulations(later) == 0
            run.refresh_from_db()
            assert (run.state, run.attempts, run.failure) == ("running", attempt, "RuntimeError")
        run_simulations(later)
    run.refresh_from_db()
    assert (run.state, run.failure, run.done) == ("failed", "RuntimeError", 0)
    assert not SimulationCount.objects.exists()
    resume_simulation(run, by=run.asked_by)
    run_simulations(later)
    run.refresh_from_db()
    assert (run.state, run.failure, run.done) == ("done", "", 4)


def test_when_database_and_engine_disagree_nothing_is_kept(
    run: SimulationRun, later: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    right = simulation_work._rescore

    def wrong(*given: Any) -> list[Any]:
        return [(pk, 4, *rest) for pk, _, *rest in right(*given)]

    monkeypatch.setattr(simulation_work, "_rescore", wrong)
    run_simulations(later)
    run.refresh_from_db()
    assert (run.state, run.failure) == ("running", "Disagreement")
    assert not SimulationCount.objects.exists()


def test_one_run_of_a_version_at_a_time(run: SimulationRun, later: datetime, petra: User, marek: User) -> None:
    with pytest.raises(Conflict, match="being tried already"):
        start_simulation(run.version, by=marek)
    cancel_simulation(run, by=petra)
    second = start_simulation(run.version, by=marek)
    with pytest.raises(Conflict, match="being tried already"):
        resume_simulation(run, by=petra)
    assert SimulationRun.objects.open().get() == second


def test_who_may_not_is_refused(run: SimulationRun, asha: User, ola: User) -> None:
    for person in (asha, ola):
        with pytest.raises(Refused, match="Only administrators"):
            start_simulation(run.version, by=person)
        with pytest.raises(Refused, match="Only administrators"):
            cancel_simulation(run, by=person)
        with pytest.raises(Refused, match="Only administrators"):
            resume_simulation(run, by=person)
    run.refresh_from_db()
    assert (SimulationRun.objects.count(), run.state) == (1, "queued")


def test_days_the_wrong_way_round_are_refused(later: datetime, draft_with: DraftWith, petra: User) -> None:
    with pytest.raises(Refused, match="same as or after"):
        start_simulation(draft_with({}), first_day=date(2026, 11, 2), last_day=date(2026, 11, 1), by=petra)
    assert not SimulationRun.objects.exists()


def test_a_faulty_document_is_refused(later: datetime, draft_with: DraftWith, petra: User) -> None:
    version = draft_with({})
    version.document["rules"]["hints"][0]["when"] = {"any": ["flag:no_such_flag"]}
    version.save(update_fields=["document"])
    with pytest.raises(Refused, match="has faults"):
        start_simulation(version, by=petra)
    assert not SimulationRun.objects.exists()


def test_the_trail_tells_of_the_run(run: SimulationRun, later: datetime, petra: User) -> None:
    cancel_simulation(run, by=petra)
    resume_simulation(run, by=petra)
    run_simulations(later)
    rows = Entry.objects.filter(subject="simulation_run", subject_id=run.pk).order_by("pk")
    assert [(row.verb, row.facts.get("move")) for row in rows] == [
        ("created", None),
        ("changed", "cancel"),
        ("changed", "resume"),
        ("changed", "finish"),
    ]


def test_a_child_who_came_back_speaks_against_the_push_back(
    delphine: User, charlie: User, later: datetime, draft_with: DraftWith, petra: User
) -> None:
    first = worried(delphine, THREE, ago=timedelta(days=300))
    worried(delphine, TWO, ago=timedelta(days=10), children=[{"first_name": ["Wren"]}])
    worried(charlie, TWO)
    run = start_simulation(draft_with({THREE: 2}), by=petra)
    run_simulations(later)
    assert [(change.referral_id, change.story) for change in run.changes.all()] == [(first.pk, Story.CAME_BACK)]


def test_a_child_who_was_stepped_up_speaks_against_the_lower_level(
    delphine: User,
    asha: User,
    later: datetime,
    draft_with: DraftWith,
    petra: User,
) -> None:
    first = worried(delphine, THREE, ago=timedelta(days=100))
    old = worried(delphine, THREE, ago=timedelta(days=390), children=[{"first_name": ["Wren"]}])
    grave = worried(delphine, "L4-cd-14")
    actions.claim(grave, by=asha)
    actions.record_decision(
        grave, level=4, route="strategy_discussion", rationale="Bruises seen by the nurse today.", reply="", by=asha
    )
    assert Decision.objects.get(referral=grave).state == "made"
    run = start_simulation(draft_with({THREE: 2}), by=petra)
    run_simulations(later)
    stories = dict(run.changes.values_list("referral_id", "story"))
    assert stories == {first.pk: Story.STEPPED_UP, old.pk: ""}


def test_a_checked_version_counts_as_tried_once_the_run_is_finished(
    sent: list[Referral], later: datetime, petra: User
) -> None:
    version = start_draft(current().version, by=petra)
    run = start_simulation(check_version(version, by=petra), by=petra)
    version.refresh_from_db()
    assert version.status == "checked"
    run_simulations(later)
    version.refresh_from_db()
    assert (version.status, version.simulated_by, version.simulated_sha256) == ("simulated", petra, run.document_sha256)


@pytest.mark.parametrize(
    ("first", "last", "out", "status"),
    [
        (date(2025, 11, 1), date(2026, 10, 31), 0, "simulated"),
        (date(2026, 9, 28), None, 0, "simulated"),  # nothing came in the year before these days
        (date(2026, 10, 1), None, 1, "checked"),
        (None, date(2026, 10, 27), 1, "checked"),
        (None, date(2026, 10, 28), 0, "simulated"),  # what came since stands in a month that is not over
    ],
)
def test_only_a_trial_of_all_that_came_in_twelve_months_counts(
    first: date | None,
    last: date | None,
    out: int,
    status: str,
    later: datetime,
    delphine: User,
    petra: User,
    marek: User,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """On 5 July 2025, 28 September, 28 October and 17 November 2026."""
    monkeypatch.setattr(terms, "LEAST", 1)
    for ago in (500, 50, 20, 0):
        worried(delphine, THREE, ago=timedelta(days=ago))
    version = check_version(start_draft(current().version, by=petra), by=petra)
    run = start_simulation(version, first_day=first, last_day=last, by=marek)
    run_simulations(later)
    run.refresh_from_db()
    version.refresh_from_db()
    assert (run.state, left_out(run), version.status) == ("done", out, status)


def test_an_administrator_s_trial_of_the_year_counts_though_a_month_runs(
    later: datetime, delphine: User, petra: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(terms, "LEAST", 1)
    for ago in (50, 20, 0):
        worried(delphine, THREE, ago=timedelta(days=ago))
    version = check_version(start_draft(current().version, by=petra), by=petra)
    run = start_simulation(version, by=petra)
    run_simulations(later)
    run.refresh_from_db()
    version.refresh_from_db()
    assert (run.done, run.last_day, version.status) == (2, date(2026, 10, 31), "simulated")


def test_a_version_that_was_changed_meanwhile_does_not_count_as_tried(
    sent: list[Referral], later: datetime, petra: User
) -> None:
    version = check_version(start_draft(current().version, by=petra), by=petra)
    run = start_simulation(version, by=petra)
    version = locked(version)
    version.document["indicators"][0]["guidance"] += " More."
    back_to_draft(version, version.document)
    check_version(version, by=petra)
    run_simulations(later)
    run.refresh_from_db()
    version.refresh_from_db()
    assert (run.state, version.status, version.simulated_by) == ("done", "checked", None)
