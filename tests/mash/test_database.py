"""What the database refuses, whatever the code above it does."""

from collections.abc import Callable
from typing import Any

import pytest
from django.db import IntegrityError, connection, transaction

from accounts.models import User
from core import clock
from mash import actions
from mash.models import Decision, Telling
from referrals.models import Referral

pytestmark = pytest.mark.django_db


NO_PUSH_BACK: dict[str, Any] = {"push_back_reason": "", "advice": "", "would_change": "", "gaps": []}


def copy_of(decision: Decision, **changes: Any) -> Decision:
    names = [field.attname for field in Decision._meta.concrete_fields if field.name != "id"]
    return Decision(**{**{name: getattr(decision, name) for name in names}, **changes})


@pytest.mark.parametrize(
    ("changes", "constraint"),
    [
        ({"number": 2}, "decision_one_made"),
        ({"state": "superseded"}, "decision_number_once"),
        ({"number": 2, "state": "superseded", "route": "nowhere", **NO_PUSH_BACK}, "decision_route_known"),
        ({"number": 2, "state": "lost"}, "decision_state_known"),
        ({"number": 2, "state": "superseded", "rationale": ""}, "decision_has_rationale"),
        ({"number": 2, "state": "superseded", "would_change": ""}, "decision_push_back_explained"),
        ({"number": 2, "state": "superseded", "advice": "", "gaps": []}, "decision_push_back_explained"),
        ({"number": 2, "state": "superseded", "push_back_reason": ""}, "decision_push_back_explained"),
        ({"number": 2, "state": "superseded", "route": "early_help"}, "decision_push_back_explained"),
        ({"number": 2, "state": "returned"}, "decision_returned_means_returned"),
        ({"number": 2, "state": "superseded", "agreed_at": clock.now()}, "decision_agreed_at_by"),
    ],
)
def test_a_row_that_cannot_be(decided: Referral, changes: dict[str, Any], constraint: str) -> None:
    with pytest.raises(IntegrityError, match=constraint), transaction.atomic():
        copy_of(Decision.objects.get(), **changes).save()


def test_nobody_agrees_to_their_own(decided: Referral, asha: User) -> None:
    decision = copy_of(
        Decision.objects.get(), number=2, state="superseded", agreed_at=clock.now(), agreed_by_id=asha.pk
    )
    with pytest.raises(IntegrityError, match="decision_agreed_by_another"), transaction.atomic():
        decision.save()


@pytest.mark.parametrize(
    "change",
    [
        {"rationale": "Something else altogether"},
        {"level": 4},
        {"route": "prevent"},
        {"reply": "Another reply"},
        {"gaps": []},
        {"state": "proposed"},
    ],
)
def test_the_content_of_a_decision_stays(decided: Referral, change: dict[str, Any]) -> None:
    with pytest.raises(IntegrityError, match=r"(written once|cannot go from)"), transaction.atomic():
        Decision.objects.update(**change)


def test_a_decision_is_never_removed(decided: Referral) -> None:
    with pytest.raises(IntegrityError, match="never removed"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("DELETE FROM mash_telling")
        cursor.execute("DELETE FROM mash_decision")


def test_what_was_superseded_does_not_come_back(decided: Referral, marek: User) -> None:
    actions.supersede_decision(
        decided, level=2, route="early_help", rationale="The school asked again with more facts.", by=marek
    )
    old = Decision.objects.filter(state="superseded")
    Decision.objects.filter(state="made").update(state="superseded")
    with pytest.raises(IntegrityError, match="cannot go from superseded to made"), transaction.atomic():
        old.filter(number=1).update(state="made")


def test_who_agreed_stays(proposed: Decision, marek: User, tomas: User) -> None:
    actions.sign_off(proposed, by=marek)
    with pytest.raises(IntegrityError, match="agreed or sent back is written once"), transaction.atomic():
        Decision.objects.update(agreed_by=tomas)


def test_that_somebody_was_told_stays(decided: Referral, delphine: User, wilf: User) -> None:
    actions.mark_read(decided, by=delphine)
    with pytest.raises(IntegrityError, match="written once"), transaction.atomic():
        Telling.objects.update(told_by=wilf)


@pytest.mark.parametrize(
    ("change", "constraint"),
    [
        ({"told_at": clock.now()}, "telling_"),
        ({"how": "read"}, "telling_how_when_told"),
        ({"spoke_to": "Somebody"}, "telling_telephone_names_whom"),
    ],
)
def test_a_telling_is_whole(decided: Referral, change: dict[str, Any], constraint: str) -> None:
    with pytest.raises(IntegrityError, match=constraint), transaction.atomic():
        Telling.objects.update(**change)


def test_a_failure_half_way_leaves_nothing(
    held: Referral, asha: User, push_back: Callable[..., Decision], monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*args: object, **kwargs: object) -> None:
        raise RuntimeError("the power went")

    monkeypatch.setattr("mash.deciding.tell_referrer", fail)
    with pytest.raises(RuntimeError):
        push_back(held, asha)
    held.refresh_from_db()
    assert (held.status, Decision.objects.count(), Telling.objects.count()) == ("received", 0, 0)
