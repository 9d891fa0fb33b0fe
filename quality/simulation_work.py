"""The worker's side of a run: take one in hand, go through it chunk by chunk, and let go.

Each chunk is one short transaction that moves the resume point with what it counted: a worker that dies leaves either
all of a chunk or nothing, and its lease runs out. Nothing of the live tables is locked beyond the moment in which the
changes are written; a chunk that is slow is broken off and tried again.
"""

import json
import logging
import time
from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any, NamedTuple
from uuid import UUID, uuid4

from django.db import connection, transaction

from accounts.models import User
from core import clock
from core.errors import Refused
from core.failpoints import reach
from quality import looks, moves, sensitivity
from quality.chunk_sql import NEXT, ChunkSql, places_of, route_kinds
from quality.simulating import set_state
from quality.simulation_days import count_of, left_out, period_of
from quality.simulation_models import RunState, SimulationRun
from quality.simulation_states import Move, after
from quality.stories import tell_stories
from thresholds.case import Case, Score, case_from_dict
from thresholds.compiling import compile_matrix
from thresholds.matrix import Document, Matrix
from thresholds.models import MatrixVersion
from thresholds.scoring import score
from thresholds.versions import mark_simulated
from trail.actions import write
from trail.verbs import Verb

CHUNK = 500
ATTEMPTS = 5
LEASE = timedelta(minutes=2)
# Seconds in one ring, and between two chunks: the desk's own doorbells use the same workers and the same database.
BUDGET, PAUSE = 4.0, 0.05
_QUIET = "SET LOCAL statement_timeout = '30s'; SET LOCAL lock_timeout = '2s'; SET LOCAL work_mem = '16MB'"
_log = logging.getLogger(__name__)


class Disagreement(RuntimeError):
    """The database and the engine gave two answers for one referral. Nothing of the chunk is kept."""


class Work(NamedTuple):
    """A run in hand, with all that stays the same from chunk to chunk."""

    pk: UUID
    holder: UUID
    tried: Matrix
    statement: ChunkSql
    fixed: dict[str, Any]


def run_simulations(now: datetime, *, budget: float = BUDGET) -> int:
    """Go on with the longest-waiting run for so many seconds; returns the chunks done. Any number may do this."""
    claimed = _claim(now)
    if claimed is None:
        return 0
    chunks, end = 0, time.monotonic() + budget
    try:
        work = _prepare(claimed)
        while do_chunk(work):
            chunks += 1
            if time.monotonic() >= end:
                break
            time.sleep(PAUSE)
    except Exception as error:
        # The kind of fault only: its words could repeat what somebody typed.
        _log.error("simulation %s, chunk not done: %s", claimed.pk, type(error).__name__)
        _note(claimed, type(error).__name__)
    _let_go(claimed)
    return chunks


@transaction.atomic
def _claim(now: datetime) -> SimulationRun | None:
    """The longest-waiting run that nobody is at. One that failed too often in the same place is given up."""
    run = SimulationRun.objects.to_do(now).select_for_update(skip_locked=True, of=("self",)).first()
    if run is None:
        return None
    if run.attempts >= ATTEMPTS:
        run.state = RunState.RUNNING
        run.failure = run.failure or "the worker stopped again and again"
        run.save(update_fields=["failure"])
        _end(run, Move.FAIL)
        return None
    run.state, run.holder, run.leased_until = str(after(run.state, Move.CLAIM)), uuid4(), now + LEASE
    run.attempts += 1
    run.started_at = run.started_at or now
    run.total = run.total or count_of(run)
    run.save(update_fields=["state", "holder", "leased_until", "attempts", "started_at", "total"])
    return run


def _prepare(run: SimulationRun) -> Work:
    matrix = compile_matrix(run.document)
    # Only what was once in force can have scored a referral; of its document, only the routes.
    scored = MatrixVersion.objects.filter(published_at__isnull=False).values_list("pk", "document__routes")
    versions: dict[str, Document] = {str(pk): {"routes": routes} for pk, routes in scored}
    fixed = {
        "run": run.pk,
        "kinds": route_kinds(versions, str(run.pk), run.document),
        "places": places_of(run.document),
        **period_of(run),
    }
    assert run.holder is not None
    return Work(run.pk, run.holder, matrix, ChunkSql(matrix), fixed)


def do_chunk(work: Work) -> bool:
    """Re-score the next referrals. False when it is no longer ours, or there are none: then the run is finished."""
    with transaction.atomic():
        run = _mine(work)
        if run is None:
            return False
        with connection.cursor() as cursor:
            cursor.execute(_QUIET)
            cursor.execute(NEXT, {**work.fixed, "reached": run.reached, "limit": CHUNK})
            rows = cursor.fetchall()
        if not rows:
            _end(run, Move.FINISH)
            _tell_version(run)
            return False
        engine = {row[0]: _scored(work, row[2]) for row in rows}
        sensitivity.add(run.sensitivity, work.tried, engine.values())
        both = [(json.loads(row[3]), engine[row[0]][1]) for row in rows]
        looks.add(run.sensitivity, [(kept["reasons"], said) for kept, said in both])
        moves.add(run.sensitivity, work.tried.scheme, both)
        _check_equal(engine, _rescore(work, [row[1] for row in rows]))
        tell_stories(run, list(engine))
        run.reached, run.done, run.attempts, run.failure = rows[-1][0], run.done + len(rows), 0, ""
        run.leased_until = clock.now() + LEASE
        run.save(update_fields=["reached", "done", "attempts", "failure", "leased_until", "sensitivity"])
        reach("simulation:chunk")
    return True


def _mine(work: Work) -> SimulationRun | None:
    held = SimulationRun.objects.select_for_update(of=["self"]).defer("document")
    return held.filter(pk=work.pk, holder=work.holder, state=RunState.RUNNING).first()


def _scored(work: Work, kept: str) -> tuple[Case, Score]:
    case = case_from_dict(json.loads(kept))
    return case, score(work.tried, case)


def _rescore(work: Work, scores: list[UUID]) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(work.statement.text, {**work.fixed, "scores": scores})
        return list(cursor.fetchall())


def _check_equal(engine: dict[UUID, tuple[Case, Score]], rows: Iterable[tuple[Any, ...]]) -> None:
    """The counts come from the database, the explanations from the engine: they must speak of the same answer."""
    found = {row[0]: row[1:5] for row in rows}
    said = {pk: (one.level, one.route, one.route_detail, one.priority) for pk, (_, one) in engine.items()}
    if found != said:
        raise Disagreement(f"{sum(found.get(pk) != answer for pk, answer in said.items())} referrals")


def _end(run: SimulationRun, move: Move) -> None:
    set_state(run, str(after(run.state, move)))
    write(Verb.CHANGED, subject="simulation_run", subject_id=run.pk, by=User.objects.system(), move=move)


def _tell_version(run: SimulationRun) -> None:
    """The version counts as tried, if it still says what was tried, waits for a trial, and this one left out no recent
    referral. Else nothing changes."""
    if left_out(run):
        _log.info("simulation %s does not count for its version: it leaves out recent referrals", run.pk)
        return
    try:
        mark_simulated(run.version, digest=run.document_sha256, by=run.asked_by)
    except Refused as refusal:
        _log.info("simulation %s does not count for its version: %s", run.pk, refusal.sentence)


def _note(run: SimulationRun, failure: str) -> None:
    SimulationRun.objects.filter(pk=run.pk, holder=run.holder).update(failure=failure[:60])


def _let_go(run: SimulationRun) -> None:
    """The next ring goes on at once, whoever answers it."""
    SimulationRun.objects.filter(pk=run.pk, holder=run.holder).update(holder=None, leased_until=None)
