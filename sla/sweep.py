"""Find the deadlines that are close or missed, record each once and tell people once, whatever dies meanwhile.

Any number of sweepers may run at the same time. A step is claimed by inserting its event: the unique constraint lets
one of them have it. The event, its messages and its trail rows are one transaction, so a crash half-way leaves the
step unclaimed for the next round. An event carries the time at which it truly fell, however late it is found.
"""

import logging
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from uuid import UUID

from django.db import connection, transaction

from accounts.models import User
from notifications.actions import Wanted, queue_messages
from notifications.kinds import Kind
from sla.clocks import Step
from sla.models import Deadline, Heartbeat
from sla.recipients import Recipients
from trail.actions import write
from trail.verbs import Verb

log = logging.getLogger("sla")

SWEEPERS = ("beat", "second")
SILENT_AFTER = timedelta(seconds=180)
CHUNK = 200
# More than this for one person in one round becomes a single message: "open the queue".
DIGEST_ABOVE = 20
DIGEST_PATH = "/"
STEPS = (Step.WARNED, Step.BREACHED)
_JUMP = timedelta(seconds=5)
_VERBS = {Step.WARNED: Verb.WARNED, Step.BREACHED: Verb.BREACHED}
_KINDS = {Step.WARNED: Kind.DEADLINE_WARNING, Step.BREACHED: Kind.DEADLINE_BREACHED}


# FOR NO KEY UPDATE: somebody who is stopping the clock at this instant is let finish, and is looked at next round.
_CLAIM = """
    INSERT INTO sla_deadlineevent (deadline_id, step, due_at, detected_at, detected_by)
    SELECT id, %(step)s, {fell_at}, %(now)s, %(sweeper)s
    FROM sla_deadline
    WHERE id = ANY(%(ids)s::uuid[]) AND {still_due}
    ORDER BY id
    FOR NO KEY UPDATE SKIP LOCKED
    ON CONFLICT (deadline_id, step) DO NOTHING
    RETURNING deadline_id
"""
_CLAIMS = {
    Step.WARNED: _CLAIM.format(fell_at="warn_at", still_due="stopped_at IS NULL AND warn_at <= %(now)s"),
    Step.BREACHED: _CLAIM.format(fell_at="due_at", still_due="coalesce(stopped_at, %(now)s) > due_at"),
}


@dataclass(frozen=True, slots=True)
class SweepResult:
    """What one round recorded itself (not what another sweeper took first), and how many it could not."""

    warned: int = 0
    breached: int = 0
    failed: int = 0


@dataclass(frozen=True, slots=True)
class Due:
    """A step that has fallen due, and when it truly did."""

    deadline: Deadline
    step: Step

    @property
    def at(self) -> datetime:
        return self.deadline.warn_at if self.step == Step.WARNED else self.deadline.due_at


@dataclass(frozen=True, slots=True)
class Round:
    """What every part of one round knows: its time, its name, and whom to tell in which way."""

    now: datetime
    sweeper: str
    recipients: Recipients
    digest_for: frozenset[UUID]
    system: User

    @property
    def digest_key(self) -> str:
        """The same for all chunks, and for sweepers that run in the same minute: they would say the same thing."""
        return f"digest:{self.now:%Y%m%dT%H%MZ}"


def sweep(now: datetime, sweeper: str) -> SweepResult:
    """One round, as at `now`. Call it outside a transaction: each chunk commits by itself."""
    _check_clock(now)
    due = _find_due(now)
    result = SweepResult()
    if due:
        current = _begin(due, now, sweeper)
        for start in range(0, len(due), CHUNK):
            result = _handle(due[start : start + CHUNK], current, result)
    beat(sweeper, now, failing=result.failed)
    return result


def beat(sweeper: str, now: datetime, *, failing: int = 0) -> None:
    """Note that a sweeper has finished a round."""
    Heartbeat.objects.bulk_create(
        [Heartbeat(sweeper=sweeper, beat_at=now, failing=failing)],
        update_conflicts=True,
        unique_fields=["sweeper"],
        update_fields=["beat_at", "failing"],
    )


def overdue_heartbeats(now: datetime) -> list[str]:
    """The sweepers that have been silent for more than three minutes or were never heard; one query, for a banner."""
    beats = dict(Heartbeat.objects.filter(sweeper__in=SWEEPERS).values_list("sweeper", "beat_at"))
    return [name for name in SWEEPERS if name not in beats or now - beats[name] > SILENT_AFTER]


def clock_drift(now: datetime) -> timedelta:
    """How far this machine's clock is ahead of the database's. More than five seconds is for a person to look at."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT clock_timestamp()")
        drift: timedelta = now - cursor.fetchone()[0]
    return drift


def _find_due(now: datetime) -> list[Due]:
    """Every step not yet recorded; a deadline's warning directly before its breach. In one fixed order of ids."""
    warn = {deadline.pk: deadline for deadline in Deadline.objects.to_warn(now)}
    breach = {deadline.pk: deadline for deadline in Deadline.objects.to_breach(now)}
    steps = [Due(deadline, Step.WARNED) for deadline in warn.values()]
    steps += [Due(deadline, Step.BREACHED) for deadline in breach.values()]
    return sorted(steps, key=lambda due: (due.deadline.pk, due.step == Step.BREACHED))


def _begin(due: Sequence[Due], now: datetime, sweeper: str) -> Round:
    recipients = Recipients(one.deadline for one in due)
    plain = Round(now, sweeper, recipients, frozenset(), User.objects.system())
    counts = Counter(person for one in due for person in _people(one, plain))
    return replace(plain, digest_for=frozenset(person for person, count in counts.items() if count > DIGEST_ABOVE))


def _handle(chunk: Sequence[Due], current: Round, so_far: SweepResult) -> SweepResult:
    """A chunk in one transaction; when that fails, each step in its own, so that one bad row stops no other."""
    try:
        return _count(_record(chunk, current), so_far)
    except Exception as error:  # whatever is wrong with one row must not stop the others
        if len(chunk) == 1:
            log.exception("Deadline %s: %s could not be recorded.", chunk[0].deadline.pk, chunk[0].step)
            return replace(so_far, failed=so_far.failed + 1)
        log.warning("A chunk of %s failed (%s); trying one by one.", len(chunk), type(error).__name__)
    for one in chunk:
        so_far = _handle([one], current, so_far)
    return so_far


@transaction.atomic
def _record(chunk: Sequence[Due], current: Round) -> list[Due]:
    """Claim what is still due, put it on the trail and in the outbox; returns what this sweeper got."""
    claimed = [one for step in STEPS for one in _claim(chunk, step, current)]
    for one in claimed:
        write(
            _VERBS[one.step],
            subject="deadline",
            subject_id=one.deadline.pk,
            record_id=one.deadline.record_id,
            by=current.system,
            clock=one.deadline.clock,
            due_at=one.at.isoformat(),
            sweeper=current.sweeper,
        )
    queue_messages(_messages(claimed, current), at=current.now)
    return claimed


def _claim(chunk: Sequence[Due], step: Step, current: Round) -> list[Due]:
    """Insert the events of one step; a row that another sweeper has, or that is being stopped now, is left out."""
    wanted = {one.deadline.pk: one for one in chunk if one.step == step}
    if not wanted:
        return []
    with connection.cursor() as cursor:
        cursor.execute(
            _CLAIMS[step],
            {"ids": list(wanted), "step": step.value, "now": current.now, "sweeper": current.sweeper},
        )
        return [wanted[row[0]] for row in cursor.fetchall()]


def _messages(claimed: Sequence[Due], current: Round) -> list[Wanted]:
    """One message for each deadline, step and person; or one digest for a person who would get too many."""
    wanted = (_message(one, person, current) for one in claimed for person in _people(one, current))
    return list({one.dedupe_key: one for one in wanted}.values())


def _message(one: Due, person: UUID, current: Round) -> Wanted:
    if person in current.digest_for:
        return Wanted(Kind.DIGEST, person, person, "", DIGEST_PATH, f"{current.digest_key}:{person}")
    deadline = one.deadline
    return Wanted(
        _KINDS[one.step],
        person,
        deadline.subject_id,
        deadline.reference,
        deadline.path,
        f"{one.step}:{deadline.pk}:{person}",
        deadline.due_at,
    )


def _people(one: Due, current: Round) -> set[UUID]:
    """Whom to tell: nobody of a clock that is only counted, nor of a warning when the time itself has passed."""
    deadline = one.deadline
    if not deadline.told or (one.step == Step.WARNED and current.now > deadline.due_at):
        return set()
    return current.recipients.of(deadline, one.step)


def _count(claimed: Sequence[Due], so_far: SweepResult) -> SweepResult:
    warned = sum(one.step == Step.WARNED for one in claimed)
    return replace(so_far, warned=so_far.warned + warned, breached=so_far.breached + len(claimed) - warned)


def _check_clock(now: datetime) -> None:
    """Say so when the clock has gone back since the last round. Events stand as they were recorded."""
    last = Heartbeat.objects.order_by("-beat_at").values_list("beat_at", flat=True).first()
    if last and now < last - _JUMP:
        log.error("The clock went back: it is %s and the last round was at %s.", now.isoformat(), last.isoformat())
