"""What a safeguarding lead learns from a year of their own agency, and that every number opens its rows."""

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client

from accounts.models import User
from core import clock
from mash.actions import PushBack, claim, record_decision
from mash.learning import read_learning, rows_behind
from referrals.models import Referral
from referrals.withdrawing import withdraw
from tests.conftest import TUESDAY
from tests.factories import sent_referral

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("at_tuesday")]
WORDS = "Help in school fits what was seen, and nobody is harmed."
OPEN: Any = {"voice": {}, "help": {}, "worries": [{"what": [""]}]}
ADVICE = PushBack("threshold", ("What Pip says himself",), advice="Keep the club", would_change="He loses weight")


@pytest.fixture(autouse=True)
def one_factor(settings: Any) -> None:
    settings.MFA_REQUIRED = False


def decided(owner: User, by: User, route: str, *, level: int = 2, ago: timedelta | None = None) -> Referral:
    referral = claim(sent_referral(owner, ago=ago), by=by)
    given: dict[str, Any] = {"level": level, "route": route, "rationale": WORDS, "reply": WORDS}
    given["push_back"] = ADVICE if route == "push_back" else None
    given["differs_reason"] = "" if level == referral.level else WORDS
    record_decision(referral, **given, by=by)
    return referral


def table(counted: Any) -> list[tuple[str, int]]:
    return [(line.link.text, line.count) for line in counted]


def test_a_year_of_ones_own_agency_and_no_other(delphine: User, wilf: User, charlie: User, asha: User) -> None:
    for _ in range(2):
        decided(delphine, asha, "push_back")
    decided(delphine, asha, "early_help")
    decided(charlie, asha, "push_back")
    decided(delphine, asha, "push_back", ago=timedelta(days=366))
    sent_referral(delphine)
    learning = read_learning(wilf, clock.now())
    assert learning.sent == 4
    assert table(learning.outcomes) == [
        ("Sent back to your agency", 2),
        ("Early Help is taking this on", 1),
        ("MASH has not decided yet", 1),
    ]
    assert table(learning.push_backs) == [("Help nearer to the family fits better", 2)]


def test_a_gap_is_counted_once_for_each_referral_that_left_it_open(delphine: User, wilf: User) -> None:
    first = sent_referral(delphine, **OPEN)
    asked = {gap["code"]: gap["question"] for gap in first.scores.get().result["gaps"]}
    assert asked
    sent_referral(delphine, **OPEN)
    learning = read_learning(wilf, clock.now())
    assert {count for _, count in table(learning.gaps)} == {2}
    assert {question for question, _ in table(learning.gaps)} <= set(asked.values())


def test_every_number_opens_as_many_rows(client: Client, delphine: User, wilf: User, asha: User) -> None:
    for route in ("push_back", "push_back", "early_help"):
        decided(delphine, asha, route)
    sent_referral(delphine, **OPEN)
    withdraw(sent_referral(delphine), reason="twice", words="Sent twice.", by=delphine)
    client.force_login(wilf)
    learning = read_learning(wilf, clock.now())
    lines = [*learning.outcomes, *learning.push_backs, *learning.gaps]
    assert len(lines) >= 6
    assert sum(line.count for line in learning.outcomes) == learning.sent == 5
    assert table(learning.outcomes)[2:] == [("MASH has not decided yet", 1), ("Withdrawn", 1)]
    for line in lines:
        answer = client.get(line.link.href)
        assert answer.content.decode().count('class="fd-sent__row"') == line.count, line.link


def test_an_assessment_and_a_worker_already_there_are_one_number(delphine: User, wilf: User) -> None:
    """A referrer never learns from an answer whether a child was already known."""
    titles = {rows_behind(wilf, "outcome", route, clock.now())[0] for route in ("child_in_need", "allocated_worker")}  # type: ignore[index]
    assert titles == {"A social worker is taking this on"}


def test_the_day_a_year_ago_is_still_counted(delphine: User, wilf: User) -> None:
    sent_referral(delphine)
    for later, count in ((timedelta(days=365), 1), (timedelta(days=365, seconds=1), 0)):
        with clock.moved_to(TUESDAY + later):
            assert read_learning(wilf, clock.now()).sent == count


@pytest.mark.parametrize("address", ["outcome/nothing", "push-back/nothing", "gap/nothing", "nothing/early_help"])
def test_a_number_that_there_is_not(client: Client, wilf: User, address: str) -> None:
    client.force_login(wilf)
    assert client.get(f"/referrals/agency/learn/{address}/").status_code == 404
