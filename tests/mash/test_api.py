"""The outcome by API: the words of the referrer's page, never MASH's own, and only for who may read it."""

from collections.abc import Callable
from typing import Any

import pytest

from accounts.models import User
from mash import actions
from mash.actions import PushBack
from mash.models import Decision, Telling
from mash.routes import Route
from referrals.models import Referral
from sla.clocks import Clock
from sla.models import Deadline
from tests.factories import sent_referral
from tests.referrals.api import URL, System, system_of
from trail.models import Entry

pytestmark = pytest.mark.django_db


@pytest.fixture
def system(delphine: User, petra: User) -> System:
    return system_of(delphine, petra)


def outcome_of(referral: Referral, system: System) -> Any:
    return system.get(f"{URL}/{referral.reference}/outcome")


def test_a_push_back_whole(
    held: Referral, asha: User, delphine: User, system: System, push_back: Callable[..., Decision]
) -> None:
    push_back(held, asha)
    response = outcome_of(held, system)
    assert response.status_code == 200
    assert response.json() == {
        "reference": held.reference,
        "decided_at": "2026-11-17T11:20:00Z",
        "replaces_earlier": False,
        "level": 2,
        "level_shown": "Level 2",
        "level_name": held.matrix_version.document["levels"][1]["short_name"],
        "scheme": held.matrix_version.scheme.name,
        "scheme_version": held.matrix_version.number,
        "outcome": "MASH is not taking this on. We think help nearer to the family fits best.",
        "why": [
            "What you saw fits help that school can lead.",
            "Nobody says that anyone hurts him.",
        ],
        "next": [],
        "advice": ["Meet the mother this week", "Agree a plan"],
        "gaps": ["What Pip says himself"],
        "would_change": ["he loses weight"],
    }
    read = Entry.objects.get(verb="read", actor_id=delphine.pk)
    assert (read.subject_id, read.facts["view"]) == (held.pk, "api outcome")


def test_reading_it_is_not_being_told(
    held: Referral, asha: User, system: System, push_back: Callable[..., Decision]
) -> None:
    """A machine that fetches is no person who knows: the feedback clock runs on."""
    push_back(held, asha)
    outcome_of(held, system)
    assert Telling.objects.get().told_at is None
    assert Deadline.objects.open().on(held.pk).filter(clock=Clock.FEEDBACK).exists()


def test_nothing_to_read_before_the_decision(low: Referral, system: System) -> None:
    response = outcome_of(low, system)
    assert response.status_code == 404
    assert response.json()["errors"][0]["detail"] == "MASH has not decided yet. Ask again later."


def test_nothing_of_mash_in_it(held_high: Referral, asha: User, system: System) -> None:
    rationale, reply = "He is known to us since 2021: see the other family file.", "A social worker will see him."
    actions.record_decision(held_high, level=4, route=Route.CHILD_IN_NEED, rationale=rationale, reply=reply, by=asha)
    text = outcome_of(held_high, system).content.decode()
    assert reply in text
    for hidden in (rationale, "known to us", asha.full_name, asha.email, "child_in_need"):
        assert hidden not in text


def test_a_known_child_reads_as_an_unknown_one(delphine: User, asha: User, marek: User, system: System) -> None:
    """An allocated worker and a new assessment look the same, or the answer would tell that the child is known."""
    bodies = []
    for route in (Route.CHILD_IN_NEED, Route.ALLOCATED_WORKER):
        referral = sent_referral(delphine, worries=[("L4-cd-06", "told", "“Bram got his belt.”")])
        actions.record_decision(
            actions.claim(referral, by=asha),
            level=4,
            route=route,
            rationale="Marks on his back, and he is afraid.",
            reply="",
            by=marek,
        )
        body = outcome_of(referral, system).json()
        bodies.append({name: value for name, value in body.items() if name not in {"reference", "decided_at"}})
    assert bodies[0] == bodies[1]


def test_the_one_in_force(
    held: Referral, asha: User, marek: User, system: System, push_back: Callable[..., Decision]
) -> None:
    push_back(held, asha)
    actions.supersede_decision(
        held, level=2, route=Route.EARLY_HELP, rationale="The family now agrees to Early Help.", reply="", by=marek
    )
    body = outcome_of(held, system).json()
    assert (body["replaces_earlier"], body["outcome"], body["advice"]) == (True, "Early Help is taking this on.", [])


def test_only_for_who_may_see_it(
    held: Referral,
    asha: User,
    delphine: User,
    bronwen: User,
    wilf: User,
    charlie: User,
    strange_lead: User,
    petra: User,
    push_back: Callable[..., Decision],
) -> None:
    push_back(held, asha, push_back=PushBack(reason="threshold", advice="Canary ZZ9", would_change="he loses weight"))
    seen = {
        person.full_name: outcome_of(held, system_of(person, petra))
        for person in (delphine, bronwen, wilf, charlie, strange_lead)
    }
    assert {name for name, response in seen.items() if response.status_code == 200} == {
        delphine.full_name,
        wilf.full_name,
    }
    for response in seen.values():
        assert ("Canary" in response.content.decode()) is (response.status_code == 200)
    only_sends = outcome_of(held, system_of(delphine, petra, may_read=False))
    assert only_sends.status_code == 403
    assert "Canary" not in only_sends.content.decode()
