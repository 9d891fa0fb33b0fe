"""Deciding, proposing, signing off, sending back, replacing: what is written, and that a refusal writes nothing."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest

from accounts.models import User
from core import clock
from core.errors import Conflict, Refused
from mash import actions
from mash.actions import PushBack
from mash.models import Decision, EarlyHelpCase, Telling
from mash.policies import can_decide, can_sign_off, can_supersede
from notifications.models import Message
from referrals.actions import restrict
from referrals.models import Referral
from sla.clocks import DECISION_CLOCKS, Clock
from sla.models import Deadline
from tests.mash.conftest import ADVICE, LOWER, WHY
from trail.models import Entry

pytestmark = pytest.mark.django_db


def written() -> tuple[int, ...]:
    """How much there is of everything that an action could write."""
    stopped = Deadline.objects.filter(stopped_at__isnull=False).count()
    rows = (Decision, Telling, EarlyHelpCase, Message, Entry, Deadline)
    return (*(model.objects.count() for model in rows), stopped)


def test_a_decision_is_one_whole(
    held: Referral, asha: User, delphine: User, push_back: Callable[..., Decision]
) -> None:
    later = clock.now() + timedelta(hours=2)
    with clock.moved_to(later):
        decision = push_back(held, asha)
    held.refresh_from_db()
    assert (held.status, held.decided_at, held.decided_level, held.decided_route) == ("decided", later, 2, "push_back")
    assert (decision.number, decision.state, decision.decided_by, decision.decided_at) == (1, "made", asha, later)
    assert (decision.gaps, decision.would_change) == (["What Pip says himself"], "he loses weight")
    clocks = dict(Deadline.objects.on(held.pk).values_list("clock", "stopped_at"))
    assert {clocks[one] for one in clocks if one in DECISION_CLOCKS} == {later}
    assert clocks[Clock.FEEDBACK] is None
    feedback = Deadline.objects.get(subject_id=held.pk, clock=Clock.FEEDBACK)
    assert (feedback.started_at, feedback.team, feedback.holder) == (later, "mash", asha)
    message = Message.objects.get(kind="outcome_ready")
    assert (message.to, message.path) == (delphine, f"/referrals/{held.reference}/outcome/")
    assert decision.telling.ready_at == later
    entry = Entry.objects.get(verb="decided")
    assert (entry.record_id, entry.facts) == (held.pk, {"number": 1, "level": 2, "route": "push_back"})


def test_the_trail_carries_no_narrative(decided: Referral) -> None:
    facts = str(list(Entry.objects.filter(record_id=decided.pk).values_list("facts", flat=True)))
    assert "Pip" not in facts
    assert "school" not in facts.lower()


REFUSED_CHOICES: list[tuple[dict[str, Any], str, str]] = [
    ({"route": "somewhere"}, "Choose what should happen", "route"),
    ({"level": 9}, "Choose a level", "level"),
    ({"rationale": "Too short"}, "Say why, in at least 20 characters", "rationale"),
    ({"rationale": " " * 40}, "Say why, in at least 20 characters", "rationale"),
    ({"level": 3}, "You chose level 3; level 2 was suggested", "differs_reason"),
    ({"level": 3, "differs_reason": "because"}, "You chose level 3", "differs_reason"),
    ({"route": "strategy_discussion", "push_back": None}, "belongs to level 4", "route"),
    ({"route": "child_in_need", "push_back": None}, "belongs to level 4", "route"),
    ({"level": 4, "differs_reason": LOWER}, "Level 4 stays with social care", "route"),
    ({"route": "early_help"}, "Only a push-back has gaps or advice", "route"),
    ({"push_back": None}, "Choose why it goes back", "push_back_reason"),
    ({"push_back": PushBack("because", advice="a", would_change="b")}, "Choose why it goes back", "push_back_reason"),
    ({"push_back": PushBack("information", advice="a", would_change="b")}, "List what is missing", "gaps"),
    ({"push_back": PushBack("threshold", would_change="b")}, "Say what to do now", "advice"),
    ({"push_back": PushBack("consent", would_change="b")}, "Say what to do now", "advice"),
    ({"push_back": PushBack("threshold", advice="a", would_change=" ")}, "Say what would change", "would_change"),
]


@pytest.mark.parametrize(("changes", "sentence", "field"), REFUSED_CHOICES)
def test_a_choice_without_its_reasons_is_refused_and_nothing_is_written(
    held: Referral, asha: User, push_back: Callable[..., Decision], changes: dict[str, Any], sentence: str, field: str
) -> None:
    before = written()
    with pytest.raises(Refused, match=sentence) as refusal:
        push_back(held, asha, **changes)
    held.refresh_from_db()
    assert refusal.value.field == field
    assert (held.status, held.decided_at, written()) == ("received", None, before)


@pytest.mark.parametrize("who", ["tomas", "ola", "delphine", "wilf", "charlie", "bronwen", "niamh", "petra"])
def test_only_the_holder_or_a_manager_decides(
    held: Referral, push_back: Callable[..., Decision], who: str, request: pytest.FixtureRequest
) -> None:
    user = request.getfixturevalue(who)
    before = written()
    with pytest.raises(Refused):
        push_back(held, user)
    assert written() == before
    assert not can_decide(held, by=user)


def test_who_holds_nothing_claims_first(low: Referral, asha: User, push_back: Callable[..., Decision]) -> None:
    with pytest.raises(Refused, match=r"^Nobody holds this referral\. Claim it first\.$"):
        push_back(low, asha)


def test_a_manager_decides_without_holding(low: Referral, marek: User, push_back: Callable[..., Decision]) -> None:
    assert push_back(low, marek).decided_by == marek


def test_a_decision_is_not_made_twice(decided: Referral, marek: User, push_back: Callable[..., Decision]) -> None:
    before = written()
    with pytest.raises(Conflict, match="already decided"):
        push_back(decided, marek)
    assert written() == before


def test_a_higher_level_needs_a_reason_but_no_manager(held: Referral, asha: User) -> None:
    decision = actions.record_decision(
        held, level=4, route="strategy_discussion", rationale=WHY, differs_reason=LOWER, by=asha
    )
    assert (decision.state, decision.level) == ("made", 4)


def test_below_a_suggested_level_4_a_worker_only_proposes(proposed: Decision, asha: User, marek: User) -> None:
    referral = Referral.objects.get(pk=proposed.referral_id)
    assert (proposed.state, referral.status, referral.decided_at) == ("proposed", "for_manager", None)
    clocks = dict(Deadline.objects.on(referral.pk).open().values_list("clock", "team"))
    assert clocks.keys() >= {Clock.DECISION_24H, Clock.DECISION_WORKING_DAY, Clock.SIGN_OFF}
    assert clocks[Clock.SIGN_OFF] == "mash_manager"
    asked = Message.objects.filter(kind="sign_off_wanted")
    assert [message.to for message in asked] == [marek]
    assert not Message.objects.filter(kind="outcome_ready").exists()
    assert not Telling.objects.exists()
    assert Entry.objects.filter(verb="proposed", actor_id=asha.pk).count() == 1


def test_a_manager_goes_below_level_4_alone(high: Referral, marek: User) -> None:
    decision = actions.record_decision(high, level=3, route="early_help", rationale=WHY, differs_reason=LOWER, by=marek)
    assert decision.state == "made"


def test_signing_off_makes_it_hold_from_then(proposed: Decision, asha: User, marek: User) -> None:
    later = clock.now() + timedelta(hours=1)
    with clock.moved_to(later):
        actions.sign_off(proposed, by=marek)
    proposed.refresh_from_db()
    referral = proposed.referral
    referral.refresh_from_db()
    assert (proposed.state, proposed.agreed_by, proposed.agreed_at) == ("made", marek, later)
    assert (proposed.decided_by, proposed.made_at) == (asha, later)
    assert (referral.status, referral.decided_at, referral.decided_level) == ("decided", later, 3)
    assert set(Deadline.objects.on(referral.pk).open().values_list("clock", flat=True)) == {Clock.FEEDBACK}


@pytest.mark.parametrize("who", ["asha", "tomas", "ola", "delphine"])
def test_nobody_but_a_manager_signs_off(proposed: Decision, who: str, request: pytest.FixtureRequest) -> None:
    user = request.getfixturevalue(who)
    before = written()
    with pytest.raises(Refused, match="Only a MASH manager signs off"):
        actions.sign_off(proposed, by=user)
    assert written() == before
    assert not can_sign_off(proposed, by=user)


def test_not_ones_own_proposal(proposed: Decision, asha: User) -> None:
    asha.role = "mash_manager"
    asha.save()
    before = written()
    with pytest.raises(Refused, match="Another manager signs it off"):
        actions.sign_off(proposed, by=asha)
    with pytest.raises(Refused, match="Another manager signs it off"):
        actions.return_decision(proposed, why="I want to look at it again myself", by=asha)
    assert written() == before


def test_sending_back_says_why_and_opens_it_again(proposed: Decision, asha: User, marek: User) -> None:
    with pytest.raises(Refused, match="at least 20 characters") as refusal:
        actions.return_decision(proposed, why="No", by=marek)
    assert refusal.value.field == "why"
    actions.return_decision(proposed, why="Ask the paediatrician before we let this go.", by=marek)
    proposed.refresh_from_db()
    referral = Referral.objects.get(pk=proposed.referral_id)
    assert (proposed.state, proposed.returned_by, referral.status) == ("returned", marek, "received")
    assert referral.holder == asha
    assert [message.to for message in Message.objects.filter(kind="decision_returned")] == [asha]
    assert Clock.SIGN_OFF not in set(Deadline.objects.on(referral.pk).open().values_list("clock", flat=True))
    again = actions.record_decision(referral, level=4, route="strategy_discussion", rationale=WHY, by=asha)
    assert (again.number, again.state) == (2, "made")


def test_what_no_longer_waits_is_not_signed_off(proposed: Decision, marek: User) -> None:
    actions.sign_off(proposed, by=marek)
    with pytest.raises(Conflict, match="no longer waits"):
        actions.sign_off(proposed, by=marek)


def test_a_manager_may_decide_otherwise_than_proposed(proposed: Decision, marek: User) -> None:
    referral = Referral.objects.get(pk=proposed.referral_id)
    decision = actions.record_decision(referral, level=4, route="strategy_discussion", rationale=WHY, by=marek)
    proposed.refresh_from_db()
    assert (proposed.state, decision.state, decision.supersedes) == ("superseded", "made", proposed)
    assert Deadline.objects.get(subject_id=referral.pk, clock=Clock.SIGN_OFF).stopped_at is not None


def test_a_worker_waits_for_the_manager(proposed: Decision, asha: User) -> None:
    referral = Referral.objects.get(pk=proposed.referral_id)
    with pytest.raises(Conflict, match="waits for a manager"):
        actions.record_decision(referral, level=4, route="strategy_discussion", rationale=WHY, by=asha)


def test_a_push_back_at_level_4_needs_a_manager_with_a_reason(high: Referral, marek: User) -> None:
    choice: dict[str, Any] = {"level": 4, "route": "push_back", "rationale": WHY, "push_back": ADVICE}
    with pytest.raises(Refused, match="does not go to social care") as refusal:
        actions.record_decision(high, **choice, by=marek)
    assert refusal.value.field == "differs_reason"
    assert actions.record_decision(high, **choice, differs_reason=LOWER, by=marek).state == "made"


def test_replacing_keeps_the_old_decision_and_the_first_time(decided: Referral, marek: User, delphine: User) -> None:
    first = Decision.objects.get()
    answered = decided.decided_at
    actions.mark_read(decided, by=delphine)
    later = clock.now() + timedelta(days=2)
    with clock.moved_to(later):
        second = actions.supersede_decision(decided, level=2, route="early_help", rationale=WHY, by=marek)
    first.refresh_from_db()
    decided.refresh_from_db()
    assert (first.state, first.rationale, first.route) == ("superseded", WHY, "push_back")
    assert (second.number, second.state, second.supersedes) == (2, "made", first)
    assert (decided.status, decided.decided_route, decided.decided_at) == ("decided", "early_help", answered)
    assert (second.telling.told_at, first.telling.how) == (None, "read")
    assert Message.objects.filter(kind="outcome_ready").count() == 2
    assert Deadline.objects.open().filter(subject_id=decided.pk, clock=Clock.FEEDBACK).get().started_at == later
    assert EarlyHelpCase.objects.get().referral_id == decided.pk


def test_an_unread_outcome_that_is_replaced_has_one_running_clock(decided: Referral, marek: User) -> None:
    actions.supersede_decision(decided, level=2, route="early_help", rationale=WHY, by=marek)
    clocks = Deadline.objects.filter(subject_id=decided.pk, clock=Clock.FEEDBACK)
    assert (clocks.count(), clocks.filter(stopped_at__isnull=True).count()) == (2, 1)


@pytest.mark.parametrize("who", ["asha", "tomas", "ola", "delphine"])
def test_nobody_but_a_manager_replaces(decided: Referral, who: str, request: pytest.FixtureRequest) -> None:
    user = request.getfixturevalue(who)
    before = written()
    with pytest.raises(Refused, match="Only a MASH manager replaces a decision"):
        actions.supersede_decision(decided, level=2, route="early_help", rationale=WHY, by=user)
    assert written() == before
    assert not can_supersede(decided, by=user)


def test_what_is_not_decided_is_not_replaced(held: Referral, marek: User) -> None:
    with pytest.raises(Conflict, match="There is no decision to replace yet"):
        actions.supersede_decision(held, level=2, route="early_help", rationale=WHY, by=marek)


def test_early_help_cannot_get_what_it_cannot_open(held: Referral, asha: User, marek: User) -> None:
    restrict(held, to=[asha], by=marek)
    with pytest.raises(Refused, match="Early Help cannot open a restricted referral"):
        actions.record_decision(held, level=2, route="early_help", rationale=WHY, by=asha)


def test_a_restricted_proposal_tells_only_managers_who_may_open_it(
    held_high: Referral, asha: User, marek: User, person: Any, council: Any
) -> None:
    other = person("Gus Fernwhistle", "mash_manager", council)
    restrict(held_high, to=[asha], by=marek)
    actions.record_decision(held_high, level=3, route="prevent", rationale=WHY, differs_reason=LOWER, by=asha)
    assert {message.to for message in Message.objects.filter(kind="sign_off_wanted")} == {marek}
    assert other not in {message.to for message in Message.objects.all()}
