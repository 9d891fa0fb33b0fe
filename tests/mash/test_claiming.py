"""Who holds a referral: claim, hand back, hand over, take the next."""

from datetime import datetime, timedelta

import pytest

from accounts.models import User
from core.errors import Conflict, Refused
from mash import actions
from referrals.actions import restrict
from referrals.models import Referral
from sla.models import Deadline
from tests.factories import sent_referral
from trail.models import Entry

pytestmark = pytest.mark.django_db


def holders(referral: Referral) -> set[object]:
    return set(Deadline.objects.open().on(referral.pk).values_list("holder", flat=True))


def test_claiming_writes_holder_clocks_and_trail(low: Referral, asha: User, at_tuesday: datetime) -> None:
    actions.claim(low, by=asha)
    low.refresh_from_db()
    assert (low.holder, low.held_since) == (asha, at_tuesday)
    assert holders(low) == {asha.pk}
    entry = Entry.objects.filter(verb="claimed").get()
    assert (entry.record_id, entry.actor_id, entry.facts) == (low.pk, asha.pk, {"holder": str(asha.pk)})


def test_claiming_twice_is_the_same_as_once(held: Referral, asha: User) -> None:
    before = Entry.objects.count()
    assert actions.claim(held, by=asha).holder == asha
    assert Entry.objects.count() == before


def test_somebody_elses_is_refused_by_name(held: Referral, tomas: User, asha: User) -> None:
    before = Entry.objects.count()
    with pytest.raises(Conflict, match=r"^Asha Inkwell holds this referral\. Ask them"):
        actions.claim(held, by=tomas)
    held.refresh_from_db()
    assert (held.holder, Entry.objects.count()) == (asha, before)


@pytest.mark.parametrize("who", ["delphine", "wilf", "ola"])
def test_others_who_see_it_do_not_claim(low: Referral, who: str, request: pytest.FixtureRequest) -> None:
    with pytest.raises(Refused, match="Only MASH works on the queue"):
        actions.claim(low, by=request.getfixturevalue(who))
    low.refresh_from_db()
    assert low.holder is None


@pytest.mark.parametrize("who", ["charlie", "strange_lead", "bronwen", "niamh", "petra"])
def test_for_those_who_do_not_see_it_nothing_is_there(low: Referral, who: str, request: pytest.FixtureRequest) -> None:
    with pytest.raises(Refused, match=r"^There is nothing here\.$"):
        actions.claim(low, by=request.getfixturevalue(who))


def test_the_holder_hands_back(held: Referral, asha: User) -> None:
    actions.release(held, by=asha)
    held.refresh_from_db()
    assert (held.holder, held.held_since, holders(held)) == (None, None, {None})


def test_a_manager_hands_back_for_anybody(held: Referral, marek: User) -> None:
    actions.release(held, by=marek)
    held.refresh_from_db()
    assert held.holder is None


def test_a_colleague_does_not_hand_back_for_another(held: Referral, tomas: User, asha: User) -> None:
    with pytest.raises(Conflict, match="Only they or a manager hand it back"):
        actions.release(held, by=tomas)
    held.refresh_from_db()
    assert held.holder == asha


def test_the_holder_or_a_manager_hands_over(held: Referral, asha: User, tomas: User, marek: User) -> None:
    actions.reassign(held, to=tomas, by=asha)
    held.refresh_from_db()
    assert (held.holder, holders(held)) == (tomas, {tomas.pk})
    with pytest.raises(Refused, match="Tomas Brightmoor holds this referral"):
        actions.reassign(held, to=asha, by=asha)
    actions.reassign(held, to=asha, by=marek)
    held.refresh_from_db()
    assert held.holder == asha


@pytest.mark.parametrize("who", ["delphine", "niamh", "ola", "petra"])
def test_nobody_outside_mash_is_given_one(held: Referral, asha: User, who: str, request: pytest.FixtureRequest) -> None:
    with pytest.raises(Refused, match="Choose somebody who works in MASH") as refusal:
        actions.reassign(held, to=request.getfixturevalue(who), by=asha)
    assert refusal.value.field == "to"


def test_a_restricted_one_goes_only_to_those_who_may_open_it(
    low: Referral, marek: User, asha: User, tomas: User
) -> None:
    restrict(low, to=[asha], by=marek)
    actions.reassign(low, to=asha, by=marek)
    with pytest.raises(Refused, match="Tomas Brightmoor may not open this referral"):
        actions.reassign(low, to=tomas, by=asha)
    with pytest.raises(Refused, match="There is nothing here"):
        actions.claim(low, by=tomas)


def test_the_next_is_the_one_with_the_least_time_left(
    at_tuesday: datetime, delphine: User, asha: User, tomas: User
) -> None:
    late = sent_referral(delphine, ago=timedelta(hours=30))
    sent_referral(delphine)
    early = sent_referral(delphine, ago=timedelta(hours=8))
    assert actions.take_next(by=asha) == late
    assert actions.take_next(by=tomas) == early


def test_when_all_are_held_there_is_no_next(held: Referral, tomas: User) -> None:
    with pytest.raises(Refused, match="Every open referral has somebody"):
        actions.take_next(by=tomas)


@pytest.mark.parametrize("who", ["delphine", "niamh", "ola", "petra", "wilf"])
def test_only_mash_takes_the_next(low: Referral, who: str, request: pytest.FixtureRequest) -> None:
    with pytest.raises(Refused, match="Only MASH works on the queue"):
        actions.take_next(by=request.getfixturevalue(who))


def test_what_is_decided_is_no_longer_handed_about(decided: Referral, asha: User, marek: User, tomas: User) -> None:
    for attempt in (
        lambda: actions.claim(decided, by=tomas),
        lambda: actions.release(decided, by=asha),
        lambda: actions.reassign(decided, to=tomas, by=marek),
    ):
        with pytest.raises(Conflict, match="This referral is already decided"):
            attempt()
