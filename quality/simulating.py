"""Start, stop and resume a run over past referrals. The worker finds it by itself: nothing is called from here."""

from datetime import date

from django.db import transaction

from accounts.models import User
from core import clock
from core.errors import Conflict, Refused
from quality.policies import check_can_simulate, may_choose_any_days
from quality.sensitivity import empty
from quality.simulation_days import is_of_told_months, last_told_day, told_stretches
from quality.simulation_models import RunState, SimulationRun
from quality.simulation_states import REFUSALS, Move, after
from thresholds.compiling import compile_matrix
from thresholds.matrix import UnknownCode
from thresholds.models import MatrixVersion, Status
from trail.actions import write
from trail.verbs import Verb

_WHOLE_MONTHS = (
    "Choose whole months that are over; one with few referrals goes with the next, lest one child stand alone"
)


@transaction.atomic
def start_simulation(
    version: MatrixVersion, *, first_day: date | None = None, last_day: date | None = None, by: User
) -> SimulationRun:
    """Ask for a run of this version over the referrals received on these days, London time; all, without any.

    An administrator's goes no further than the last month that is told. Refuses whoever may not, days the wrong way
    round or (for an administrator) not whole months, a version that was discarded, a document that cannot be scored
    with, and (`Conflict`) a second run of the version while one is open.
    """
    check_can_simulate(by)
    if first_day and last_day and last_day < first_day:
        raise Refused("The last day must be the same as or after the first day", field="last_day")
    now = clock.now()
    if not may_choose_any_days(by):
        told = told_stretches(now)
        last_day = last_day or last_told_day(told, now)
        if not is_of_told_months(first_day, last_day, now, told=told):
            raise Refused(_WHOLE_MONTHS, field="first_day")
    version = MatrixVersion.objects.select_for_update(of=["self"]).get(pk=version.pk)
    if version.status == Status.DISCARDED:
        raise Refused("This version is discarded. Start a draft from it, and try that.")
    if SimulationRun.objects.open().filter(version=version).exists():
        raise Conflict("This version is being tried already. Wait for it, or stop it first.")
    _check_scores(version)
    run = SimulationRun.objects.create(
        version=version,
        document=version.document,
        document_sha256=version.document_sha256,
        first_day=first_day,
        last_day=last_day,
        asked_at=now,
        asked_by=by,
        sensitivity=empty(),
    )
    write(
        Verb.CREATED,
        subject="simulation_run",
        subject_id=run.pk,
        by=by,
        version_id=version.pk,
        first_day=_day(first_day),
        last_day=_day(last_day),
    )
    return run


def _day(day: date | None) -> str | None:
    return day.isoformat() if day else None


def _check_scores(version: MatrixVersion) -> None:
    try:
        compile_matrix(version.document)
    except (UnknownCode, KeyError, ValueError, StopIteration) as fault:
        raise Refused("This version has faults. Check it and mend them before you try it.") from fault


@transaction.atomic
def cancel_simulation(run: SimulationRun, *, by: User) -> SimulationRun:
    """Stop it where it is. What was counted stays, and it can go on from there. Refuses one that has ended."""
    check_can_simulate(by)
    return _move(run, Move.CANCEL, by=by)


@transaction.atomic
def resume_simulation(run: SimulationRun, *, by: User) -> SimulationRun:
    """Go on where it stopped. Refuses one that is open or finished, and while another of the version is open."""
    check_can_simulate(by)
    # The run before its version, as the worker that finishes one does: two who lock in two orders wait for ever.
    SimulationRun.objects.select_for_update(of=["self"]).light().get(pk=run.pk)
    MatrixVersion.objects.select_for_update(of=["self"]).get(pk=run.version_id)
    if SimulationRun.objects.open().filter(version=run.version_id).exclude(pk=run.pk).exists():
        raise Conflict("This version is being tried already. Wait for it, or stop it first.")
    return _move(run, Move.RESUME, by=by)


def _move(run: SimulationRun, move: Move, *, by: User) -> SimulationRun:
    run = SimulationRun.objects.select_for_update(of=["self"]).light().get(pk=run.pk)
    state = after(run.state, move)
    if state is None:
        raise Refused(REFUSALS[move])
    set_state(run, state)
    write(Verb.CHANGED, subject="simulation_run", subject_id=run.pk, by=by, move=move)
    return run


def set_state(run: SimulationRun, state: str) -> None:
    """Write the state of a locked row, and that nobody is at it."""
    run.state, run.holder, run.leased_until = state, None, None
    run.finished_at = None if state == RunState.QUEUED else clock.now()
    run.attempts = 0
    run.save(update_fields=["state", "holder", "leased_until", "finished_at", "attempts"])
