"""A desk that has decided, and rounds of what it decided, through the real actions."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import pytest

from accounts.models import User
from core import clock
from mash.actions import claim, record_decision
from quality.double import actions
from quality.double.sampling import Drawing
from quality.double_models import Case, Round
from referrals.models import Referral
from tests.factories import sent_referral

WORDS = "Hungry most mornings, and school has tried what it can."
Decide = Callable[..., Referral]


@pytest.fixture
def decide(delphine: User, asha: User, at_tuesday: datetime) -> Decide:
    """A referral sent and decided so many days ago."""

    def make(*, days_ago: int = 20, by: User | None = None, level: int = 2, **form: Any) -> Referral:
        who = by or asha
        with clock.moved_to(at_tuesday - timedelta(days=days_ago)):
            referral = claim(sent_referral(delphine, **form), by=who)
            more = {"differs_reason": WORDS} if level != referral.level else {}
            record_decision(referral, level=level, route="lado", rationale=WORDS, reply=WORDS, by=who, **more)
        referral.refresh_from_db()
        return referral

    return make


@pytest.fixture
def past(decide: Decide) -> list[Referral]:
    """Four decided referrals about four children."""
    names = [("Pip", "Fablewood"), ("Wren", "Sorrelby"), ("Ivo", "Candlemas"), ("Moss", "Tidewell")]
    return [decide(children=[{"first_name": [first], "surname": [last]}]) for first, last in names]


@pytest.fixture
def prepared(past: list[Referral], marek: User) -> Round:
    return actions.make_round(name="Autumn", drawing=Drawing(4), seed=7, by=marek)


@pytest.fixture
def sent(prepared: Round, marek: User, tomas: User, person: Any, council: Any) -> Round:
    """All texts were read; Tomas and Orla were asked. Asha decided all of them."""
    orla = person("Orla Quince", "mash_worker", council)
    for case in prepared.cases.all():
        actions.confirm_case(case, text=case.text, by=marek)
    return actions.send_round(prepared, people=[tomas, orla], by=marek)


@pytest.fixture
def orla(sent: Round) -> User:
    return User.objects.get(full_name="Orla Quince")


def always_two(*_: object) -> int:
    return 2


def answer_all(round_: Round, people: list[User], level: Callable[[Case, User], int] = always_two) -> None:
    for case in round_.cases.open():
        for who in people:
            actions.answer_case(case, level=level(case, who), route="early_help", reason=WORDS, by=who)
