"""Two people at once: one of them gets it, the other is told so."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Barrier

import pytest
from django.db import connection

from accounts.models import User
from core import clock
from core.errors import Conflict, Refused
from mash import actions
from mash.models import Decision, Telling
from notifications.models import Message
from referrals.models import Referral
from sla.clocks import Clock
from sla.models import Deadline
from tests.factories import sent_referral
from tests.mash.conftest import ADVICE, WHY

pytestmark = pytest.mark.usefixtures("transactional_db")


def at_once(*works: Callable[[], object]) -> list[object]:
    """Do each in a thread and a connection of its own; gives results and refusals in the order of the works."""
    gate = Barrier(len(works))

    def run(work: Callable[[], object]) -> object:
        gate.wait()
        try:
            return work()
        except Refused as refusal:
            return refusal
        finally:
            connection.close()

    with ThreadPoolExecutor(len(works)) as pool:
        return list(pool.map(run, works))


@pytest.fixture
def referral(delphine: User) -> Referral:
    return sent_referral(delphine)


def test_two_never_hold_the_same(referral: Referral, asha: User, tomas: User) -> None:
    answers = at_once(lambda: actions.claim(referral, by=asha), lambda: actions.claim(referral, by=tomas))
    refused = [answer for answer in answers if isinstance(answer, Conflict)]
    referral.refresh_from_db()
    assert len(refused) == 1
    assert refused[0].sentence.startswith(f"{referral.holder} holds this referral.")


def test_two_who_take_the_next_take_two(referral: Referral, delphine: User, asha: User, tomas: User) -> None:
    with clock.moved_to(clock.now() - timedelta(hours=1)):
        first = sent_referral(delphine)
    answers = at_once(lambda: actions.take_next(by=asha), lambda: actions.take_next(by=tomas))
    assert {getattr(answer, "pk", answer) for answer in answers} == {first.pk, referral.pk}


def test_two_never_decide_the_same(referral: Referral, asha: User, marek: User) -> None:
    actions.claim(referral, by=asha)

    def decide(by: User) -> Decision:
        return actions.record_decision(referral, level=2, route="push_back", rationale=WHY, push_back=ADVICE, by=by)

    answers = at_once(lambda: decide(asha), lambda: decide(marek), lambda: decide(marek))
    assert [type(answer).__name__ for answer in answers].count("Decision") == 1
    assert {str(answer) for answer in answers if isinstance(answer, Conflict)} == {
        "This referral is already decided. Open it again to see the decision."
    }
    assert (Decision.objects.count(), Telling.objects.count()) == (1, 1)
    assert Message.objects.filter(kind="outcome_ready").count() == 1
    assert Deadline.objects.filter(clock=Clock.FEEDBACK).count() == 1


def test_two_managers_sign_off_once(
    referral: Referral, delphine: User, asha: User, marek: User, person, council
) -> None:  # type: ignore[no-untyped-def]
    other = person("Gus Fernwhistle", "mash_manager", council)
    high = sent_referral(delphine, worries=[("L4-cd-06", "told", "He says his uncle hits him.")])
    actions.claim(high, by=asha)
    proposal = actions.record_decision(high, level=3, route="early_help", rationale=WHY, differs_reason=WHY, by=asha)
    answers = at_once(
        lambda: actions.sign_off(proposal, by=marek),
        lambda: actions.return_decision(proposal, why=WHY, by=other),
    )
    assert [type(answer).__name__ for answer in answers].count("Conflict") == 1
    proposal.refresh_from_db()
    high.refresh_from_db()
    assert (proposal.state, high.status) in {("made", "decided"), ("returned", "received")}


def test_reading_in_two_windows_is_told_once(referral: Referral, asha: User, delphine: User, wilf: User) -> None:
    actions.claim(referral, by=asha)
    actions.record_decision(referral, level=2, route="early_help", rationale=WHY, by=asha)
    at_once(lambda: actions.mark_read(referral, by=delphine), lambda: actions.mark_read(referral, by=wilf))
    assert Telling.objects.get().how == "read"
    assert Deadline.objects.get(clock=Clock.FEEDBACK).stopped_at is not None
