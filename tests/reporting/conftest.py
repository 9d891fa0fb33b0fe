"""A town of random referrals: a real one is made through the real action, then copied with other times and outcomes."""

import random
from datetime import datetime, timedelta
from uuid import uuid4

import pytest

from accounts.models import Agency, User
from core import clock
from core.references import new_reference
from escalation.models import Escalation, StageRow
from mash.models import Decision, EarlyHelpCase, Telling
from mash.routes import Route
from referrals.models import Child, Referral
from sla.models import Deadline, Policy
from tests.factories import sent_referral

PRIORITIES = ("red", "amber", "green", "blue")
HOUR = timedelta(hours=1)


class Town:
    """Makes rows. Each method gives what it made."""

    def __init__(self, pattern: Referral, worker: User, now: datetime) -> None:
        self.pattern, self.worker, self.now = pattern, worker, now
        self.policy = Policy.objects.current()

    def referral(self, *, received_at: datetime, **changes: object) -> Referral:
        values = {field.name: getattr(self.pattern, field.name) for field in Referral._meta.fields}
        made = {
            "id": uuid4(),
            "draft_id": uuid4(),
            "reference": new_reference(),
            "received_at": received_at,
            "due_at": received_at + 24 * HOUR,
            "due_clock": "decision_24h",
            "status": "received",
            "decided_at": None,
            "decided_level": None,
            "decided_route": "",
        }
        referral = Referral.objects.create(**{**values, **made, **changes})
        Child.objects.create(referral=referral, position=1, first_name="Pip", surname="Fablewood", age_months=116)
        return referral

    def decided(
        self,
        *,
        received_at: datetime,
        decided_at: datetime,
        route: str = "child_in_need",
        told_at: datetime | None = None,
        **changes: object,
    ) -> Referral:
        """First decided then, with the clocks that stopped: 24 hours, one working day (here: 30 hours), feedback."""
        referral = self.referral(
            received_at=received_at,
            status="decided",
            decided_at=decided_at,
            decided_level=3,
            decided_route=route,
            **changes,
        )
        self.clock(referral, "decision_24h", received_at, received_at + 24 * HOUR, decided_at)
        self.clock(referral, "decision_working_day", received_at, received_at + 30 * HOUR, decided_at)
        self.clock(referral, "feedback", decided_at, decided_at + 24 * HOUR, told_at)
        decision = self.decision(referral, decided_at, "made", route)
        Telling.objects.create(
            decision=decision,
            ready_at=decided_at,
            told_at=told_at,
            told_by=self.worker if told_at else None,
            how="read" if told_at else "",
        )
        if route == "early_help":
            EarlyHelpCase.objects.create(referral=referral, received_at=decided_at)
        return referral

    def clock(
        self, referral: Referral, name: str, started_at: datetime, due_at: datetime, stopped_at: datetime | None
    ) -> Deadline:
        return Deadline.objects.create(
            subject_kind="referral",
            subject_id=referral.pk,
            record_id=referral.pk,
            clock=name,
            started_at=started_at,
            warn_at=started_at + (due_at - started_at) * 3 / 4,
            due_at=due_at,
            stopped_at=stopped_at,
            stopped_by=self.worker if stopped_at else None,
            team="mash",
            governs=name == "decision_24h",
            reference=referral.reference,
            path="/queue/",
            policy=self.policy,
        )

    def decision(self, referral: Referral, at: datetime, state: str, route: str) -> Decision:
        back = route == "push_back"
        return Decision.objects.create(
            referral=referral,
            number=1,
            state=state,
            level=3,
            matrix_version=referral.matrix_version,
            route=route,
            rationale="Because of what was seen.",
            push_back_reason="threshold" if back else "",
            advice="Keep going." if back else "",
            would_change="Another worry." if back else "",
            decided_by=self.worker,
            decided_at=at,
        )

    def escalation(self, referral: Referral, *, stage: int, status: str, due_at: datetime) -> Escalation:
        raised_at = due_at - 24 * HOUR
        escalation = Escalation.objects.create(
            referral=referral,
            decision=referral.decisions.get(),
            raised_by=referral.referrer,
            raised_at=raised_at,
            evidence="The log.",
            asks_for="A visit.",
            believes_level=4,
            immediate_harm=False,
            status=status,
            stage=stage,
            reply_due_at=due_at if status == "open" else None,
        )
        answered = status == "answered"
        StageRow.objects.create(
            escalation=escalation,
            number=stage,
            opened_at=raised_at,
            due_at=due_at,
            argument="More was seen than the decision says.",
            argued_by=referral.referrer,
            answer="no" if answered else "",
            reply="We read it again." if answered else "",
            would_resolve="A log." if answered else "",
            replied_at=due_at if answered else None,
            replied_by=self.worker if answered else None,
        )
        return escalation


@pytest.fixture
def town(at_tuesday: datetime, delphine: User, asha: User) -> Town:
    """Empty but for its pattern, which was decided long before anything that figures look at."""
    long_ago = at_tuesday - timedelta(weeks=60)
    with clock.moved_to(long_ago):
        pattern = sent_referral(delphine)
    Deadline.objects.filter(subject_id=pattern.pk).delete()
    pattern.status, pattern.decided_at, pattern.decided_level, pattern.decided_route = "decided", long_ago, 2, "lado"
    pattern.save(update_fields=["status", "decided_at", "decided_level", "decided_route"])
    return Town(pattern, asha, at_tuesday)


@pytest.fixture
def agencies(hollow_oak: Agency, tidewell: Agency, council: Agency) -> list[Agency]:
    more = [
        Agency.objects.create(name=name, kind=kind, source_code=code)
        for name, kind, code in [
            ("Saltmarsh Academy", "school", "2A"),
            ("Larkhaven Police", "police", "6"),
            ("Harbour Housing", "housing", "4"),
        ]
    ]
    return [hollow_oak, tidewell, council, *more]


@pytest.fixture
def busy_town(town: Town, agencies: list[Agency], asha: User, tomas: User, marek: User) -> Town:
    """About 220 referrals of every sort, over the last thirty weeks and the next two days."""
    rng = random.Random(20261117)
    for _ in range(60):
        _one_open(town, rng, agencies, [asha, tomas, marek, None])
    for _ in range(160):
        _one_decided(town, rng, agencies)
    disputed = list(Referral.objects.filter(decisions__state="made").order_by("reference")[:14])
    for place, referral in enumerate(disputed):
        due_at = town.now + rng.randint(-48, 48) * HOUR
        town.escalation(referral, stage=1 + place % 5, status=rng.choice(["open", "answered"]), due_at=due_at)
    return town


def _one_open(town: Town, rng: random.Random, agencies: list[Agency], people: list[User | None]) -> None:
    due_at = town.now + timedelta(minutes=rng.choice([*range(-3000, 3000, 7), 0, 120, 480, 1440]))
    holder = rng.choice(people)
    received_at = due_at - 24 * HOUR
    waits = rng.random() < 0.2
    referral = town.referral(
        received_at=received_at,
        due_at=due_at,
        priority=rng.choice(PRIORITIES),
        agency=rng.choice(agencies),
        holder=holder,
        held_since=received_at + HOUR if holder else None,
        status="for_manager" if waits else "received",
    )
    if waits:
        town.decision(referral, received_at + HOUR, "proposed", "child_in_need")


def _one_decided(town: Town, rng: random.Random, agencies: list[Agency]) -> None:
    decided_at = town.now - timedelta(minutes=rng.choice([rng.randint(1, 60 * 24 * 15), rng.randint(1, 60 * 24 * 210)]))
    told_at = decided_at + timedelta(minutes=rng.randint(1, 3000))
    town.decided(
        received_at=decided_at - timedelta(minutes=rng.choice([rng.randint(5, 2400), 1440, 1800])),
        decided_at=decided_at,
        told_at=told_at if told_at <= town.now else None,
        route=rng.choice([route.value for route in Route] + ["push_back"] * 8 + ["early_help"] * 4),
        agency=rng.choice(agencies),
        priority=rng.choice(PRIORITIES),
    )
