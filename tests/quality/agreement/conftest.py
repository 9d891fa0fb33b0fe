"""Referrals with levels, dates and children as a test asks: a real one is made through the action, then copied."""

from collections.abc import Callable
from datetime import date, datetime, timedelta
from typing import Any
from uuid import uuid4

import pytest

from accounts.models import Agency, User
from core import clock
from core.references import new_reference
from mash.models import Decision, EarlyHelpCase
from quality.agreement import cuts
from quality.agreement.asked import Cut
from referrals.models import Child, Referral, Worry
from tests.factories import sent_referral

DAY = timedelta(days=1)


class Desk:
    """Makes decided referrals. The pattern itself was decided three years ago, before all that figures look at."""

    def __init__(self, pattern: Referral, worker: User, now: datetime) -> None:
        self.pattern, self.worker, self.now = pattern, worker, now

    def decided(
        self,
        *,
        days_ago: float = 30,
        levels: tuple[int | None, int | None, int] = (2, 2, 2),
        route: str = "lado",
        by: User | None = None,
        child: dict[str, Any] | None = None,
        indicators: tuple[str, ...] = (),
        accepted: bool = False,
        **changes: Any,
    ) -> Referral:
        """`levels`: the referrer's, the engine's, MASH's. Received an hour before it was decided."""
        at = self.now - days_ago * DAY
        values = {field.name: getattr(self.pattern, field.name) for field in Referral._meta.fields}
        said, suggested, level = levels
        made = {
            "id": uuid4(),
            "draft_id": uuid4(),
            "reference": new_reference(),
            "received_at": at - timedelta(hours=1),
            "status": "decided",
            "referrer_level": said,
            "level": suggested,
            "decided_at": at,
            "decided_level": level,
            "decided_route": route,
        }
        referral = Referral.objects.create(**{**values, **made, **changes})
        born = {
            "first_name": "Pip",
            "surname": referral.reference,
            "date_of_birth": date(2017, 3, 4),
            "age_months": 116,
        }
        Child.objects.create(referral=referral, position=1, **{**born, **(child or {})})
        for place, code in enumerate(indicators):
            letter = chr(ord("A") + place)
            Worry.objects.create(
                referral=referral, letter=letter, indicator=code, level=2, how="seen", has_evidence=True
            )
        self.decision(referral, level=level, route=route, at=at, by=by)
        if route == "early_help":
            case = {"accepted_at": at + DAY, "accepted_by": self.worker} if accepted else {}
            EarlyHelpCase.objects.create(referral=referral, received_at=at, **case)
        return referral

    def decision(
        self,
        referral: Referral,
        *,
        level: int,
        at: datetime,
        route: str = "lado",
        number: int = 1,
        state: str = "made",
        by: User | None = None,
    ) -> Decision:
        back = route == "push_back"
        return Decision.objects.create(
            referral=referral,
            number=number,
            state=state,
            level=level,
            matrix_version=referral.matrix_version,
            route=route,
            rationale="Because of what was seen.",
            push_back_reason="threshold" if back else "",
            advice="Keep going." if back else "",
            would_change="Another worry." if back else "",
            decided_by=by or self.worker,
            decided_at=at,
        )

    def replace(self, referral: Referral, *, level: int, days_ago: float) -> Decision:
        """A later decision takes the place of the one in force; the time of the first stays."""
        referral.decisions.filter(state="made").update(state="superseded")
        number = referral.decisions.count() + 1
        Referral.objects.filter(pk=referral.pk).update(decided_level=level)
        return self.decision(referral, level=level, at=self.now - days_ago * DAY, number=number)


@pytest.fixture(autouse=True)
def quarters_of_few(monkeypatch: pytest.MonkeyPatch) -> None:
    """Twenty referrals are enough for a quarter here."""
    monkeypatch.setattr(cuts, "LEAST_IN", dict.fromkeys(Cut, 20))


@pytest.fixture
def desk(at_tuesday: datetime, delphine: User, asha: User) -> Desk:
    with clock.moved_to(at_tuesday - timedelta(days=3 * 365)):
        pattern = sent_referral(delphine)
    return Desk(pattern, asha, at_tuesday)


@pytest.fixture
def agencies(hollow_oak: Agency, tidewell: Agency) -> list[Agency]:
    names = [("Saltmarsh Academy", "school", "2A"), ("Larkhaven Police", "police", "6")]
    more = [Agency.objects.create(name=name, kind=kind, source_code=code) for name, kind, code in names]
    return [hollow_oak, tidewell, *more]


Make = Callable[..., Referral]
