"""A decided referral, and an escalation of it, made through the real actions."""

from collections.abc import Callable
from datetime import datetime

import pytest

from accounts.models import User
from escalation.actions import raise_escalation
from escalation.models import Escalation
from mash.actions import PushBack, claim, record_decision
from referrals.models import Referral
from tests.factories import sent_referral

WHY = "She has missed two check-ins since, and the decision does not mention them."
EVIDENCE = "The check-in log of the last two weeks."
ASKS = "A visit before Thursday."
REASONS = "I read the form again and still think that help in school fits."


@pytest.fixture
def decide() -> Callable[..., Referral]:
    """Sends a referral and decides it as a push-back."""

    def make(referrer: User, worker: User, **form: object) -> Referral:
        referral = sent_referral(referrer, **form)
        claim(referral, by=worker)
        record_decision(
            referral,
            level=2,
            route="push_back",
            rationale="Help in school fits the worries that were seen.",
            differs_reason="The evidence is for a level below." if referral.level != 2 else "",
            push_back=PushBack("threshold", advice="Keep the breakfast club.", would_change="A second worry."),
            by=worker,
        )
        referral.refresh_from_db()
        return referral

    return make


@pytest.fixture
def decided(at_tuesday: datetime, decide: Callable[..., Referral], delphine: User, asha: User) -> Referral:
    return decide(delphine, asha)


@pytest.fixture
def raise_one() -> Callable[..., Escalation]:
    def make(referral: Referral, by: User, **changes: object) -> Escalation:
        given = {
            "why": WHY,
            "evidence": EVIDENCE,
            "asks_for": ASKS,
            "believes_level": 3,
            "immediate_harm": False,
            **changes,
        }
        return raise_escalation(referral, **given, by=by)

    return make


@pytest.fixture
def raised(decided: Referral, raise_one: Callable[..., Escalation], delphine: User, marek: User) -> Escalation:
    """At stage 1, raised by Delphine, to be answered by Asha, who decided. Marek is the manager."""
    return raise_one(decided, delphine)
