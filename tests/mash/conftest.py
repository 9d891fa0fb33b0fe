"""Referrals and decisions of the desk, made by the real actions."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

import pytest
from django.test import Client

from accounts.models import User
from mash import actions
from mash.actions import PushBack
from mash.models import Decision
from referrals.models import Referral
from tests.factories import sent_referral

WHY = "Breakfast club and school can meet this need; nothing says he is harmed."
REPLY = "What you saw fits help that school can lead.\nNobody says that anyone hurts him."
LOWER = "The marks were seen by a doctor today and are a skin condition."
ADVICE = PushBack(
    reason="threshold",
    gaps=("What Pip says himself",),
    advice="Meet the mother this week\nAgree a plan",
    would_change="he loses weight",
)
# An indicator that puts a child at the statutory level by itself, and one well below it.
HARM = [("L4-cd-06", "told", "“Bram got his belt because I was loud.”")]


@pytest.fixture
def low(at_tuesday: datetime, delphine: User) -> Referral:
    """A referral at level 2."""
    return sent_referral(delphine)


@pytest.fixture
def held(low: Referral, asha: User) -> Referral:
    """The same, held by Asha."""
    return actions.claim(low, by=asha)


@pytest.fixture
def high(at_tuesday: datetime, delphine: User) -> Referral:
    """A referral at the statutory level."""
    referral = sent_referral(delphine, worries=HARM)
    assert referral.level == 4
    return referral


@pytest.fixture
def held_high(high: Referral, asha: User) -> Referral:
    return actions.claim(high, by=asha)


@pytest.fixture
def push_back() -> Callable[..., Decision]:
    """Push a level 2 referral back with advice."""

    def decide(referral: Referral, by: User, **changes: Any) -> Decision:
        fields: dict[str, Any] = {
            "level": 2,
            "route": "push_back",
            "rationale": WHY,
            "push_back": ADVICE,
            "reply": REPLY,
        }
        return actions.record_decision(referral, **{**fields, **changes}, by=by)

    return decide


@pytest.fixture
def decided(held: Referral, asha: User, push_back: Callable[..., Decision]) -> Referral:
    """Pushed back by Asha, not yet read."""
    push_back(held, asha)
    held.refresh_from_db()
    return held


@pytest.fixture
def proposed(held_high: Referral, asha: User, marek: User) -> Decision:
    """Asha proposes to go below level 4; Marek has not looked yet."""
    return actions.record_decision(
        held_high, level=3, route="early_help", rationale=WHY, differs_reason=LOWER, reply=REPLY, by=asha
    )


@pytest.fixture
def helped(held: Referral, asha: User) -> Referral:
    """Given to Early Help."""
    actions.record_decision(held, level=2, route="early_help", rationale=WHY, reply=REPLY, by=asha)
    held.refresh_from_db()
    return held


@pytest.fixture
def browser(client: Client) -> Callable[[User], Client]:
    """A browser signed in as somebody."""

    def sign_in(user: User) -> Client:
        mine = Client()
        mine.force_login(user)
        return mine

    return sign_in
