"""Characters of no width meet no rule about words, in whichever action; and a refusal writes nothing."""

from collections.abc import Callable
from typing import Any
from uuid import uuid4

import pytest
from django.db.models import Model
from django.test import Client

from accounts.models import SecondFactorReset, User
from accounts.resetting import reset_second_factor
from contacts.actions import ask_for_advice
from contacts.models import Contact
from core.errors import Refused
from escalation.actions import raise_escalation
from escalation.models import Escalation
from mash import actions
from mash.models import Decision
from notifications.models import Message
from referrals.adding import Facts, add_information
from referrals.models import AddressReveal, Referral, Supplement, ThreadMessage
from referrals.talking import write_message
from referrals.withdrawing import withdraw
from tests.mash.conftest import ADVICE, LOWER, REPLY, WHY
from trail.models import Entry

pytestmark = pytest.mark.django_db

NOTHING = "\u200b\u2060\u3164" * 12
KEPT: tuple[type[Model], ...] = (
    Decision, Contact, Escalation, Message, AddressReveal, Supplement, ThreadMessage, Entry, SecondFactorReset
)  # fmt: skip


def counts() -> list[int]:
    return [model._default_manager.count() for model in KEPT]


@pytest.mark.parametrize(
    "changes",
    [
        {"rationale": NOTHING},
        {"rationale": "Too" + NOTHING + "short"},
        {"level": 3, "differs_reason": NOTHING},
        {"push_back": actions.PushBack("threshold", advice=NOTHING, would_change="b")},
        {"push_back": actions.PushBack("threshold", advice="a", would_change=NOTHING)},
        {"push_back": actions.PushBack("information", gaps=(NOTHING,), would_change="b")},
    ],
    ids=str,
)
def test_a_decision(held: Referral, asha: User, push_back: Callable[..., Decision], changes: dict[str, Any]) -> None:
    before = counts()
    with pytest.raises(Refused):
        push_back(held, asha, **changes)
    held.refresh_from_db()
    assert (counts(), held.status) == (before, "received")


def test_sending_a_proposal_back(proposed: Decision, marek: User) -> None:
    before = counts()
    with pytest.raises(Refused, match="at least 20 characters"):
        actions.return_decision(proposed, why=NOTHING, by=marek)
    proposed.refresh_from_db()
    assert (counts(), proposed.state) == (before, "proposed")


@pytest.mark.parametrize("field", ["why", "evidence", "asks_for"])
def test_an_escalation(decided: Referral, delphine: User, field: str) -> None:
    given: dict[str, Any] = {"why": WHY, "evidence": "The log.", "asks_for": "A visit.", field: NOTHING}
    before = counts()
    with pytest.raises(Refused) as refusal:
        raise_escalation(decided, believes_level=3, immediate_harm=False, by=delphine, **given)
    assert (refusal.value.field, counts()) == (field, before)


def test_a_withdrawal_an_addition_a_message_a_question_a_reset(
    held: Referral, asha: User, delphine: User, petra: User
) -> None:
    before = counts()
    tries: dict[str, Callable[[], object]] = {
        "words": lambda: withdraw(held, reason="twice", words=NOTHING, by=delphine),
        "happened": lambda: add_information(held, key=uuid4(), facts=Facts(NOTHING, "", "", ()), by=delphine),
        "text": lambda: write_message(held, key=uuid4(), text=NOTHING, by=delphine),
        "why": lambda: reset_second_factor(asha, why=NOTHING, by=petra),
    }
    for field, attempt in tries.items():
        with pytest.raises(Refused) as refusal:
            attempt()
        assert (refusal.value.field, counts()) == (field, before)
    with pytest.raises(Refused):
        ask_for_advice(text=NOTHING, by=delphine)
    assert counts() == before


def test_at_the_page_it_is_said_beside_the_field(held: Referral, asha: User, browser: Callable[[User], Client]) -> None:
    sent = {
        "level": "2", "route": "push_back", "rationale": NOTHING, "reply": REPLY, "push_back_reason": "threshold",
        "advice": ADVICE.advice, "would_change": ADVICE.would_change, "differs_reason": LOWER, "step": "record",
    }  # fmt: skip
    page = browser(asha).post(f"/queue/{held.reference}/decide/", sent).content.decode()
    assert 'href="#id_rationale"' in page
    assert not Decision.objects.exists()
