"""The alerts of a referral's page say what is so now: facts after the decision, and a call that is still to be made."""

from collections.abc import Callable
from datetime import datetime, timedelta
from html import unescape
from uuid import UUID, uuid4

import pytest
from django.test import Client
from django.urls import reverse

from accounts.models import User
from core import clock
from mash import actions
from mash.models import Decision
from referrals.adding import Facts, add_information
from referrals.models import Referral
from referrals.talking import mark_seen
from tests.answers import words_of
from tests.factories import sent_referral
from tests.mash.conftest import HARM, REPLY, WHY

pytestmark = pytest.mark.django_db

Browser = Callable[[User], Client]
RING = "Ring the referrer today."


def page_of(referral: Referral, reader: User, browser: Browser) -> str:
    return unescape(words_of(browser(reader).get(reverse("mash:referral", args=[referral.reference]))))


def add(referral: Referral, by: User, key: int, after: timedelta) -> None:
    with clock.moved_to(clock.now() + after):
        add_information(referral, key=UUID(int=key), facts=Facts("He came without a coat."), by=by)


@pytest.fixture
def urgent(at_tuesday: datetime, delphine: User, asha: User) -> Referral:
    """Held by Asha; the reasons say that the referrer should be rung today."""
    referral = sent_referral(delphine, worries=HARM, gate={"danger": ["no"], "urgent": ["yes"]})
    assert referral.phone_referrer
    return actions.claim(referral, by=asha)


def decide(referral: Referral, by: User) -> Decision:
    return actions.record_decision(referral, level=4, route="strategy_discussion", rationale=WHY, reply=REPLY, by=by)


def test_facts_before_the_decision_are_not_facts_after_it(
    held: Referral, delphine: User, asha: User, browser: Browser, push_back: Callable[..., Decision]
) -> None:
    add(held, delphine, 1, timedelta(minutes=1))
    with clock.moved_to(clock.now() + timedelta(minutes=4)):
        assert "New facts." in page_of(held, asha, browser)
        push_back(held, asha)
    with clock.moved_to(clock.now() + timedelta(minutes=5)):
        page = page_of(held, asha, browser)
        assert "New facts." in page
        assert "New facts after the decision" not in page


def test_facts_after_the_decision_are_said_to_be(
    decided: Referral, delphine: User, asha: User, browser: Browser
) -> None:
    add(decided, delphine, 1, timedelta(minutes=1))
    with clock.moved_to(clock.now() + timedelta(minutes=2)):
        assert "New facts after the decision." in page_of(decided, asha, browser)
        mark_seen(decided, upto=clock.now(), by=asha)
        assert "New facts" not in page_of(decided, asha, browser).replace("New facts after the decision</h3>", "")


def test_a_new_decision_takes_up_the_facts_before_it(
    decided: Referral, delphine: User, asha: User, marek: User, browser: Browser
) -> None:
    add(decided, delphine, 1, timedelta(minutes=1))
    with clock.moved_to(clock.now() + timedelta(minutes=2)):
        actions.supersede_decision(decided, level=2, route="early_help", rationale=WHY, reply=REPLY, by=marek)
    with clock.moved_to(clock.now() + timedelta(minutes=3)):
        assert "New facts after the decision." not in page_of(decided, asha, browser)


def test_the_referrer_is_rung_once(urgent: Referral, asha: User, browser: Browser) -> None:
    assert RING in page_of(urgent, asha, browser)
    decide(urgent, asha)
    assert RING in page_of(urgent, asha, browser)
    actions.tell_by_phone(urgent, spoke_to="Delphine Marchpane", by=asha)
    assert RING not in page_of(urgent, asha, browser)


def test_reading_the_outcome_is_not_a_call(urgent: Referral, delphine: User, asha: User, browser: Browser) -> None:
    decide(urgent, asha)
    actions.mark_read(urgent, by=delphine)
    assert RING in page_of(urgent, asha, browser)


def test_the_queue_stops_asking_for_a_call_that_was_made(
    urgent: Referral, delphine: User, asha: User, browser: Browser
) -> None:
    decide(urgent, asha)
    add_information(urgent, key=uuid4(), facts=Facts("He came without a coat."), by=delphine)
    client = browser(asha)

    def asked() -> tuple[bool, bool]:
        """Whether the row has the flag, and whether the filter finds the row."""
        row, found = words_of(client.get("/queue/?tray=news")), words_of(client.get("/queue/?tray=news&flag=phone"))
        return '<span class="fd-flag">Phone referrer today</span>' in row, urgent.headline in found

    assert asked() == (True, True)
    actions.tell_by_phone(urgent, spoke_to="Delphine Marchpane", by=asha)
    assert asked() == (False, False)
