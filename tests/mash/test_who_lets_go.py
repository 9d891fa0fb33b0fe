"""No worker alone lets a child at the statutory level go: every answer, every level, every kind of suggestion."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

import pytest
from django.test import Client

from accounts.models import User
from core.errors import Refused
from mash import actions
from mash.models import Decision, State
from mash.routes import SIDE, STATUTORY, Route, answers_to
from referrals.models import Referral
from tests.factories import sent_referral
from tests.mash.conftest import ADVICE, HARM, LOWER, REPLY, WHY
from trail.models import Entry

pytestmark = pytest.mark.django_db

# What is sent, what the matrix suggests for it, which answers beside social care's own two it suggests at all, and
# which of those a worker alone may give: a panel beside social care is not instead of it.
Sent = tuple[dict[str, Any], str, frozenset[str], frozenset[str]]
EXPLOITED = [*HARM, ("L4-cd-22", "told", "“He buys me phones and picks me up at night.”")]
SENT: dict[str, Sent] = {
    "harm": ({"worries": HARM}, "mash_statutory", frozenset(), frozenset()),
    "harm, and exploited": (
        {"worries": EXPLOITED},
        "mash_statutory",
        frozenset({Route.EXPLOITATION}),
        frozenset(),
    ),
    "harm, lives elsewhere": (
        {"worries": HARM, "children": [{"other_council": ["Wyvernshire"]}]},
        "other_authority",
        frozenset({Route.OTHER_AUTHORITY}),
        frozenset({Route.OTHER_AUTHORITY}),
    ),
    "harm, has a social worker": (
        {"worries": HARM, "children": [{"social_worker": ["yes"]}]},
        "mash_statutory",
        frozenset({Route.ALLOCATED_WORKER}),
        frozenset({Route.ALLOCATED_WORKER}),
    ),
}
LOW: dict[str, Sent] = {"level 2": ({}, "pushback_advice", frozenset(), frozenset())}


def decide(referral: Referral, by: User, level: int, route: str) -> Decision | None:
    """The decision of this answer; nothing when it is refused."""
    push_back = ADVICE if route == Route.PUSH_BACK else None
    words = {"rationale": WHY, "differs_reason": LOWER, "push_back": push_back}
    try:
        return actions.record_decision(referral, level=level, route=route, by=by, **words)
    except Refused:
        return None


def held_by(user: User, writer: User, sent: Sent) -> Referral:
    form, suggested, beside, _ = sent
    referral = sent_referral(writer, **form)
    answer = referral.scores.latest("scored_at").result
    assert answer["route"] == suggested
    assert answers_to((answer["route"], *answer["secondary_routes"])) == beside
    return actions.claim(referral, by=user)


@pytest.mark.parametrize("route", Route.values)
@pytest.mark.parametrize("sent", SENT)
def test_at_a_suggested_level_4_a_worker_alone_decides_only_what_keeps_or_was_suggested(
    at_tuesday: datetime, delphine: User, asha: User, sent: str, route: str
) -> None:
    referral = held_by(asha, delphine, SENT[sent])
    entries = Entry.objects.count()
    made = decide(referral, asha, 4, route)
    referral.refresh_from_db()
    if route in STATUTORY | SENT[sent][3]:
        assert made is not None
        assert (made.state, referral.status) == (State.MADE, "decided")
    elif route in {Route.EARLY_HELP, Route.PUSH_BACK}:
        assert (made, referral.status, Decision.objects.count(), Entry.objects.count()) == (
            None,
            "received",
            0,
            entries,
        )
    else:
        assert made is not None
        assert (made.state, referral.status, referral.decided_at) == (State.PROPOSED, "for_manager", None)


@pytest.mark.parametrize("route", Route.values)
@pytest.mark.parametrize("sent", SENT)
@pytest.mark.parametrize("level", [1, 2, 3])
def test_below_a_suggested_level_4_a_worker_alone_decides_nothing(
    at_tuesday: datetime, delphine: User, asha: User, sent: str, level: int, route: str
) -> None:
    made = decide(held_by(asha, delphine, SENT[sent]), asha, level, route)
    assert (made is None) == (route in STATUTORY)
    assert made is None or made.state == State.PROPOSED
    assert not Referral.objects.filter(status="decided").exists()


@pytest.mark.parametrize("route", SIDE)
def test_a_level_4_of_the_worker_s_own_counts_as_well(
    at_tuesday: datetime, delphine: User, asha: User, route: str
) -> None:
    made = decide(held_by(asha, delphine, LOW["level 2"]), asha, 4, route)
    assert made is not None
    assert made.state == State.PROPOSED


@pytest.mark.parametrize("route", SIDE)
def test_below_level_4_the_worker_decides_alone(at_tuesday: datetime, delphine: User, asha: User, route: str) -> None:
    made = decide(held_by(asha, delphine, LOW["level 2"]), asha, 2, route)
    assert made is not None
    assert made.state == State.MADE


@pytest.mark.parametrize("route", SIDE)
def test_a_manager_decides_it_alone(high: Referral, marek: User, route: str) -> None:
    made = decide(high, marek, 4, route)
    assert made is not None
    assert made.state == State.MADE


def test_a_code_that_nobody_knows_is_no_answer() -> None:
    assert (
        answers_to(("mash_statutory", "early_help", "pushback_advice", "early_help_plus", "emergency_999"))
        == frozenset()
    )
    assert answers_to(("prevent_channel", "lado", "disabled_children_team", "exploitation_panel")) == frozenset(
        {"prevent", "lado", "disabled_children", "exploitation"}
    )


def test_the_page_between_says_that_a_manager_signs_off_and_why(
    held_high: Referral, asha: User, browser: Callable[[User], Client]
) -> None:
    sent = {
        "level": "4",
        "route": "other",
        "other_route": "other_authority",
        "rationale": WHY,
        "reply": REPLY,
        "step": "check",
    }
    page = browser(asha).post(f"/queue/{held_high.reference}/decide/", sent).content.decode()
    assert "A manager signs this off.</strong> This answer was not suggested, and a child at level 4 stays with" in page
    browser(asha).post(f"/queue/{held_high.reference}/decide/", {**sent, "step": "record"})
    held_high.refresh_from_db()
    assert (held_high.status, held_high.decided_at) == ("for_manager", None)
