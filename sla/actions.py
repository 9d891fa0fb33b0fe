"""Start, stop and hand over clocks. Each writes its trail row in the same transaction."""

from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from django.db import IntegrityError, transaction

from accounts.models import User
from accounts.roles import TEAMS
from core.errors import Conflict
from sla.calendars import calendar_for
from sla.clocks import DECISION_CLOCKS, Clock
from sla.deadlines import decision_due_times, is_told, priority_hours, warning_time
from sla.models import Deadline, Policy
from sla.querysets import DeadlineQuerySet
from sla.working_time import add_elapsed
from trail.actions import write, written_together
from trail.verbs import Verb

# Nobody at the desk takes over what the referrer owes.
_REFERRER = "referrer"


def start_decision_deadlines(
    *,
    subject_kind: str,
    subject_id: UUID,
    record_id: UUID,
    received_at: datetime,
    priority: str,
    reference: str,
    path: str,
    by: User,
    holder: User | None = None,
    policy: Policy | None = None,
) -> list[Deadline]:
    """Start every decision clock of a referral received then, under the policy in force; earliest first.

    In one statement, in the transaction that receives the referral: a new subject has no clock yet.
    """
    policy = policy or Policy.objects.current()
    times = decision_due_times(received_at, priority, policy, calendar_for(policy, received_at))
    deadlines = [
        _new(
            subject_kind=subject_kind,
            subject_id=subject_id,
            record_id=record_id,
            clock=time.clock,
            started_at=received_at,
            due_at=time.due_at,
            reference=reference,
            path=path,
            team="mash",
            holder=holder,
            governs=time.governs,
            told=is_told(time, policy, times),
            policy=policy,
        )
        for time in times
    ]
    Deadline.objects.bulk_create(deadlines)
    _say_started(deadlines, by=by)
    return deadlines


@transaction.atomic
def start_deadline(
    *,
    subject_kind: str,
    subject_id: UUID,
    record_id: UUID,
    clock: Clock,
    started_at: datetime,
    due_at: datetime,
    reference: str,
    path: str,
    team: str,
    holder: User | None = None,
    by: User,
    governs: bool = False,
) -> Deadline:
    """Start a clock. Refuses a second one of its kind on the subject while the first runs, and a team not known."""
    deadline = _new(
        subject_kind=subject_kind,
        subject_id=subject_id,
        record_id=record_id,
        clock=clock,
        started_at=started_at,
        due_at=due_at,
        reference=reference,
        path=path,
        team=team,
        holder=holder,
        governs=governs,
        policy=Policy.objects.current(),
    )
    _insert(deadline)
    _say_started([deadline], by=by)
    return deadline


@transaction.atomic
def bring_forward(*, subject_id: UUID, priority: str, at: datetime, by: User) -> Deadline | None:
    """Start the priority's clock at a later time, if it falls before the clock that governs; then it governs.

    The others run on with the times they were given: nothing moves later. A priority clock that still runs with a
    later time stops, since this one took its place. None when nothing falls earlier, or no decision clock runs.
    """
    policy = Policy.objects.current()
    hours = priority_hours(priority, policy)
    running = Deadline.objects.open().on(subject_id).filter(clock__in=DECISION_CLOCKS)
    clocks = {one.clock: one for one in running.select_for_update(of=("self",)).order_by("pk")}
    governing = next((one for one in clocks.values() if one.governs), None)
    if hours is None or governing is None or add_elapsed(at, hours) >= governing.due_at:
        return None
    if Clock.PRIORITY in clocks:
        _stop([clocks[Clock.PRIORITY]], at=at, by=by)
    governing.governs = False
    if governing.clock != Clock.PRIORITY:
        governing.save(update_fields=["governs"])
    return start_deadline(
        subject_kind=governing.subject_kind,
        subject_id=subject_id,
        record_id=governing.record_id,
        clock=Clock.PRIORITY,
        started_at=at,
        due_at=add_elapsed(at, hours),
        reference=governing.reference,
        path=governing.path,
        team=governing.team,
        holder=governing.holder,
        governs=True,
        by=by,
    )


@transaction.atomic
def stop_deadline(*, subject_id: UUID, clock: Clock | None = None, at: datetime, by: User) -> int:
    """Stop one running clock of the subject, or all of them; returns how many. None running is no error."""
    running = Deadline.objects.open().on(subject_id).select_for_update(of=("self",)).order_by("pk")
    if clock is not None:
        running = running.filter(clock=clock)
    return _stop(list(running), at=at, by=by)


@transaction.atomic
def stop_decision_deadlines(*, subject_id: UUID, at: datetime, by: User) -> int:
    """Stop the clocks that end with the decision, and leave the others running; returns how many."""
    running = Deadline.objects.open().on(subject_id).select_for_update(of=("self",)).order_by("pk")
    return _stop(list(running.filter(clock__in=DECISION_CLOCKS)), at=at, by=by)


@transaction.atomic
def hand_over(*, subject_id: UUID, holder: User | None, by: User) -> int:
    """Let another person, or the team when None, answer for the subject's running clocks; returns how many.

    A clock that the referrer owes (the written form) stays with the referrer.
    """
    return _give(Deadline.objects.open().on(subject_id).exclude(team=_REFERRER), holder, by=by)


@transaction.atomic
def hand_over_form(*, subject_id: UUID, holder: User | None, by: User) -> int:
    """Let another person of the referrer's side answer for the clocks of a written form; returns how many."""
    return _give(Deadline.objects.open().on(subject_id).filter(team=_REFERRER), holder, by=by)


@transaction.atomic
def let_go(person: User, *, by: User) -> int:
    """Nobody in particular answers any more for the running clocks that somebody held; returns how many."""
    return _give(Deadline.objects.open().filter(holder=person), None, by=by)


def _give(running: DeadlineQuerySet, holder: User | None, *, by: User) -> int:
    deadlines = list(running.select_for_update(of=("self",)).order_by("pk"))
    for deadline in deadlines:
        deadline.holder = holder
        deadline.save(update_fields=["holder"])
        write(
            Verb.CHANGED,
            subject="deadline",
            subject_id=deadline.pk,
            record_id=deadline.record_id,
            by=by,
            holder=str(holder.pk) if holder else None,
        )
    return len(deadlines)


def _new(*, clock: Clock, started_at: datetime, due_at: datetime, team: str, policy: Policy, **rest: Any) -> Deadline:
    """A deadline that is not stored yet, its times in UTC and its warning time worked out."""
    if team not in TEAMS:
        raise ValueError(f"{team!r} is not a team.")
    started_at, due_at = started_at.astimezone(UTC), due_at.astimezone(UTC)
    return Deadline(
        clock=clock,
        started_at=started_at,
        warn_at=warning_time(started_at, due_at, policy.warn_percent),
        due_at=due_at,
        team=team,
        policy=policy,
        **rest,
    )


def _say_started(deadlines: list[Deadline], *, by: User) -> None:
    with written_together():
        for deadline in deadlines:
            write(
                Verb.STARTED,
                subject="deadline",
                subject_id=deadline.pk,
                record_id=deadline.record_id,
                by=by,
                clock=deadline.clock,
                due_at=deadline.due_at.isoformat(),
            )


def _insert(deadline: Deadline) -> None:
    """Insert in a savepoint, so that a clash leaves the caller's transaction usable."""
    try:
        with transaction.atomic():
            deadline.save(force_insert=True)
    except IntegrityError as error:
        if "sla_one_open" not in str(error):
            raise
        raise Conflict("This clock is already running.") from error


def _stop(deadlines: list[Deadline], *, at: datetime, by: User) -> int:
    for deadline in deadlines:
        deadline.stopped_at = at
        deadline.stopped_by = by
        deadline.save(update_fields=["stopped_at", "stopped_by"])
        write(
            Verb.STOPPED,
            subject="deadline",
            subject_id=deadline.pk,
            record_id=deadline.record_id,
            by=by,
            clock=deadline.clock,
            late=deadline.is_over(at),
        )
    return len(deadlines)
