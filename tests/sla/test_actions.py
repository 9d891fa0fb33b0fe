"""Clocks are started, stopped and handed over, each with its trail row, and never rewritten."""

from datetime import UTC, datetime, timedelta
from uuid import UUID, uuid4

import pytest
from django.db import IntegrityError, connection, transaction

from accounts.models import User
from core.clock import LONDON
from core.errors import Conflict
from sla.actions import hand_over, start_decision_deadlines, stop_deadline, stop_decision_deadlines
from sla.clocks import Clock
from sla.limits import escalation_due_at, feedback_due_at, follow_up_due_at, sign_off_due_at
from sla.models import Deadline, DeadlineEvent, Policy
from tests.sla.factories import running
from trail.models import Entry

T = datetime(2026, 11, 17, 11, 20, tzinfo=LONDON)
HOUR = timedelta(hours=1)
SECOND = timedelta(seconds=1)


def decision_clocks(by: User, priority: str = "red") -> list[Deadline]:
    subject = uuid4()
    return start_decision_deadlines(
        subject_kind="referral",
        subject_id=subject,
        record_id=subject,
        received_at=T,
        priority=priority,
        reference="FD-7Q2K-4M",
        path="/referrals/FD-7Q2K-4M/",
        by=by,
    )


def test_a_red_referral_starts_three_clocks(delphine: User) -> None:
    started = decision_clocks(delphine)
    rows = list(Deadline.objects.order_by("due_at", "clock").values_list("clock", "due_at", "governs", "told", "team"))
    assert rows == [
        ("priority", T + 4 * HOUR, True, True, "mash"),
        ("decision_24h", T + 24 * HOUR, False, True, "mash"),
        ("decision_working_day", T + 24 * HOUR, False, False, "mash"),
    ]
    assert [deadline.warn_at for deadline in started] == [T + 3 * HOUR, T + 18 * HOUR, T + 18 * HOUR]
    assert {deadline.policy_id for deadline in started} == {Policy.objects.current().pk}
    assert list(Deadline.objects.governing().values_list("clock", flat=True)) == ["priority"]


def test_each_start_is_on_the_trail(delphine: User) -> None:
    deadline = running(delphine, started_at=T)
    entry = Entry.objects.get(verb="started")
    assert (entry.subject, entry.subject_id, entry.record_id) == ("deadline", deadline.pk, deadline.record_id)
    assert entry.actor_id == delphine.pk
    assert entry.facts == {"clock": "sign_off", "due_at": (T + 4 * HOUR).astimezone(UTC).isoformat()}


def test_a_second_clock_of_the_kind_is_refused_and_the_transaction_goes_on(delphine: User) -> None:
    first = running(delphine, started_at=T)
    with pytest.raises(Conflict, match="already running"):
        running(delphine, started_at=T, subject_id=first.subject_id)
    assert Deadline.objects.count() == 1
    assert Entry.objects.filter(verb="started").count() == 1
    stop_deadline(subject_id=first.subject_id, at=T + HOUR, by=delphine)
    running(delphine, started_at=T + HOUR, subject_id=first.subject_id)
    assert Deadline.objects.on(first.subject_id).count() == 2


def test_two_cannot_govern(delphine: User) -> None:
    first = running(delphine, started_at=T, clock=Clock.DECISION_24H, governs=True)
    with pytest.raises(Conflict):
        running(delphine, started_at=T, clock=Clock.PRIORITY, governs=True, subject_id=first.subject_id)


@pytest.mark.parametrize("wrong", [{"team": "everyone"}])
def test_refuses_a_team_that_does_not_exist(delphine: User, wrong: dict[str, str]) -> None:
    with pytest.raises(ValueError, match="'everyone' is not a team"):
        running(delphine, started_at=T, **wrong)
    assert not Deadline.objects.exists()


@pytest.mark.parametrize(
    "wrong",
    [{"lasts": timedelta(0)}, {"lasts": -HOUR}, {"reference": "Pip Fablewood"}, {"governs": True}, {"clock": "lunch"}],
    ids=lambda wrong: next(iter(wrong)),
)
def test_the_database_refuses_what_makes_no_sense(delphine: User, wrong: dict[str, object]) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        running(delphine, started_at=T, **wrong)  # type: ignore[arg-type]
    assert not Deadline.objects.exists()


def test_stop_one_or_the_decisions_or_all(delphine: User, asha: User) -> None:
    subject = decision_clocks(delphine)[0].subject_id
    running(delphine, started_at=T, clock=Clock.FEEDBACK, subject_id=subject)
    running(delphine, started_at=T, clock=Clock.FOLLOW_UP, subject_id=subject, team="referrer", holder=delphine)
    assert stop_deadline(subject_id=subject, clock=Clock.FOLLOW_UP, at=T + HOUR, by=asha) == 1
    assert stop_decision_deadlines(subject_id=subject, at=T + 2 * HOUR, by=asha) == 3
    assert list(Deadline.objects.open().values_list("clock", flat=True)) == ["feedback"]
    assert stop_deadline(subject_id=subject, at=T + 5 * HOUR, by=asha) == 1
    assert stop_deadline(subject_id=subject, at=T + 6 * HOUR, by=asha) == 0
    stopped = Entry.objects.filter(verb="stopped").order_by("pk").values_list("facts__clock", "facts__late")
    assert sorted(stopped) == [
        ("decision_24h", False),
        ("decision_working_day", False),
        ("feedback", True),
        ("follow_up", False),
        ("priority", False),
    ]
    assert set(Deadline.objects.values_list("stopped_by", flat=True)) == {asha.pk}


def test_hand_over_leaves_what_the_referrer_owes(delphine: User, asha: User, tomas: User) -> None:
    subject = decision_clocks(delphine, "blue")[0].subject_id
    running(delphine, started_at=T, clock=Clock.FOLLOW_UP, subject_id=subject, team="referrer", holder=delphine)
    other = running(delphine, started_at=T)
    assert hand_over(subject_id=subject, holder=asha, by=tomas) == 2
    assert hand_over(subject_id=subject, holder=None, by=asha) == 2
    assert hand_over(subject_id=subject, holder=tomas, by=tomas) == 2
    holders = Deadline.objects.on(subject).order_by("clock").values_list("clock", "holder")
    assert list(holders) == [
        ("decision_24h", tomas.pk),
        ("decision_working_day", tomas.pk),
        ("follow_up", delphine.pk),
    ]
    other.refresh_from_db()
    assert other.holder is None
    assert Entry.objects.filter(verb="changed", subject="deadline").count() == 6


@pytest.mark.parametrize(
    "change",
    [
        {"due_at": T + 9 * HOUR},
        {"warn_at": T + HOUR},
        {"started_at": T - HOUR},
        {"clock": Clock.FEEDBACK},
        {"record_id": UUID(int=7)},
    ],
    ids=lambda change: next(iter(change)),
)
def test_the_database_keeps_a_deadlines_times(delphine: User, change: dict[str, object]) -> None:
    deadline = running(delphine, started_at=T)
    with pytest.raises(IntegrityError, match="written once"), transaction.atomic():
        Deadline.objects.filter(pk=deadline.pk).update(**change)


def test_a_stopped_clock_stays_stopped(delphine: User) -> None:
    deadline = running(delphine, started_at=T)
    stop_deadline(subject_id=deadline.subject_id, at=T + 5 * HOUR, by=delphine)
    for change in ({"stopped_at": T + HOUR}, {"stopped_at": None, "stopped_by": None}):
        with pytest.raises(IntegrityError, match="written once"), transaction.atomic():
            Deadline.objects.filter(pk=deadline.pk).update(**change)


def test_a_policy_is_replaced_not_rewritten(db: None) -> None:
    with pytest.raises(IntegrityError, match="written once"), transaction.atomic():
        Policy.objects.update(red_hours=8)
    with pytest.raises(IntegrityError), transaction.atomic():
        Policy.objects.create(
            number=2, active=True, made_at=T, source="", decision_clock="earliest", escalation_working_days=[1]
        )
    assert Policy.objects.current().red_hours == 4


def test_events_are_append_only(delphine: User) -> None:
    assert DeadlineEvent.append_only is True
    deadline = running(delphine, started_at=T)
    event = DeadlineEvent.objects.create(deadline=deadline, step="warned", due_at=T, detected_at=T, detected_by="beat")
    for statement in (
        "UPDATE sla_deadlineevent SET due_at = now() WHERE id = %s",
        "DELETE FROM sla_deadlineevent WHERE id = %s",
    ):
        with pytest.raises(IntegrityError, match="written once"), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(statement, [event.pk])


@pytest.mark.parametrize(("after", "over"), [(-SECOND, False), (timedelta(0), False), (SECOND, True)])
def test_over_begins_after_the_due_time(delphine: User, after: timedelta, over: bool) -> None:
    deadline = running(delphine, started_at=T)
    now = T + 4 * HOUR + after
    assert deadline.is_over(now) is over
    assert Deadline.objects.overdue(now).exists() is over
    assert Deadline.objects.missed(now).exists() is over
    assert Deadline.objects.due_within(now, 2 * HOUR).exists() is not over


@pytest.mark.parametrize(("at", "missed"), [(-SECOND, False), (timedelta(0), False), (SECOND, True)])
def test_stopped_late_is_missed_for_ever(delphine: User, at: timedelta, missed: bool) -> None:
    deadline = running(delphine, started_at=T)
    stop_deadline(subject_id=deadline.subject_id, at=T + 4 * HOUR + at, by=delphine)
    deadline.refresh_from_db()
    assert deadline.is_over(T + 99 * HOUR) is missed
    assert Deadline.objects.missed(T + 99 * HOUR).exists() is missed
    assert not Deadline.objects.overdue(T + 99 * HOUR).exists()


def test_share_used(delphine: User) -> None:
    deadline = running(delphine, started_at=T)
    assert [deadline.share_used(T + hours * HOUR) for hours in (-1, 0, 1, 3, 4, 6)] == [0, 0, 0.25, 0.75, 1, 1.5]
    deadline.stopped_at = T + 2 * HOUR
    assert deadline.share_used(T + 99 * HOUR) == 0.5


def test_limits_of_the_first_policy(db: None) -> None:
    friday = datetime(2026, 11, 20, 16, 0, tzinfo=LONDON)
    monday = datetime(2026, 11, 23, 16, 0, tzinfo=LONDON)
    assert follow_up_due_at(friday) == friday + 24 * HOUR
    assert feedback_due_at(friday) == monday
    assert sign_off_due_at(friday) == friday + 2 * HOUR
    days = [escalation_due_at(friday, stage=stage) for stage in range(1, 6)]
    assert days == [monday, monday, monday + 24 * HOUR, monday + 48 * HOUR, monday + 96 * HOUR]
    assert escalation_due_at(friday, stage=3, immediate_harm=True) == friday + 4 * HOUR
    for stage in (0, 6):
        with pytest.raises(ValueError, match="no limit"):
            escalation_due_at(friday, stage=stage)
