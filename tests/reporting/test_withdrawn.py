"""A withdrawal is no decision: it leaves what is open, and is neither in time nor late."""

from datetime import datetime, timedelta
from typing import Any

import pytest

from accounts.models import User
from core import clock
from referrals.withdrawing import ask_for_answer, withdraw
from reporting.asked import Asked, Group
from reporting.sets import referrals_of
from tests.factories import sent_referral

pytestmark = pytest.mark.django_db


def test_a_withdrawn_referral_is_counted_once_and_never_as_decided(
    at_tuesday: datetime, delphine: User, marek: User, charlie: User
) -> None:
    referral = sent_referral(delphine)
    withdraw(referral, reason="twice", words="Sent twice.", by=delphine)
    now = clock.now()
    span: dict[str, Any] = {"start": at_tuesday - timedelta(days=1), "end": at_tuesday + timedelta(days=1)}
    for group in (Group.OPEN, Group.DECIDED, Group.ROUTED, Group.MISSED, Group.NOBODY):
        assert list(referrals_of(Asked(group, **span), marek, now)) == []
    assert list(referrals_of(Asked(Group.WITHDRAWN, **span), marek, now)) == [referral]
    assert list(referrals_of(Asked(Group.ARRIVED, **span), marek, now)) == [referral]
    assert list(referrals_of(Asked(Group.WITHDRAWN, **span), charlie, now)) == []
    before: dict[str, Any] = {"start": at_tuesday - timedelta(days=9), "end": at_tuesday - timedelta(days=2)}
    assert list(referrals_of(Asked(Group.WITHDRAWN, **before), marek, now)) == []


def test_one_that_goes_on_stays_open(at_tuesday: datetime, delphine: User, marek: User) -> None:
    referral = sent_referral(delphine, worries=[("L4-cd-06", "told", "“Bram got his belt.”")])
    withdraw(referral, reason="other", words="I am not sure.", by=delphine)
    assert list(referrals_of(Asked(Group.OPEN), marek, clock.now())) == [referral]
    assert list(referrals_of(Asked(Group.WITHDRAWN), marek, clock.now())) == []


def test_who_asked_for_an_answer_is_counted_once(at_tuesday: datetime, delphine: User, marek: User) -> None:
    referral = sent_referral(delphine)
    assert list(referrals_of(Asked(Group.CHASED), marek, clock.now())) == []
    with clock.moved_to(referral.due_at + timedelta(minutes=1)):
        ask_for_answer(referral, by=delphine)
        assert list(referrals_of(Asked(Group.CHASED), marek, clock.now())) == [referral]
