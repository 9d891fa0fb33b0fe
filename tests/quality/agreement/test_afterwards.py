"""What happened next, one second before, at and after its time."""

from datetime import date, timedelta

import pytest

from accounts.models import User
from quality.agreement.afterwards import Next, afterwards
from quality.shares import Share
from referrals.models import Access, Child, Referral
from tests.quality.agreement.conftest import Desk

SECOND = timedelta(seconds=1)
IVY = {"first_name": "Ivy", "surname": "Quill", "date_of_birth": date(2018, 5, 6)}


def counts(user: User, desk: Desk, what: Next, worker: User | None = None) -> dict[int, tuple[int, int]]:
    """By the level decided: (happened, all), without levels that nobody was given."""
    found = {one.what: one for one in afterwards(user, desk.now, [1, 2, 3, 4], worker=worker)}[what]
    return {level: pair_of(share) for level, share in found.decided.items() if share.cases}


def pair_of(share: Share) -> tuple[int, int]:
    return share.happened, share.cases


def comes(desk: Desk, *, days_ago: float, level: int = 2, **changes: object) -> Referral:
    return desk.decided(days_ago=days_ago, levels=(2, 2, level), child=IVY, **changes)  # type: ignore[arg-type]


@pytest.mark.parametrize(("gap", "happened"), [(0.5, 1), (364.9, 1), (365.1, 0)])
def test_pushed_back_and_here_again_within_twelve_months(desk: Desk, marek: User, gap: float, happened: int) -> None:
    comes(desk, days_ago=500, route="push_back")
    comes(desk, days_ago=500 - gap)
    assert counts(marek, desk, Next.CAME_BACK) == {2: (happened, 1)}


def test_another_child_or_an_earlier_referral_is_not_coming_back(desk: Desk, marek: User) -> None:
    comes(desk, days_ago=500, route="push_back")
    comes(desk, days_ago=600)
    desk.decided(days_ago=450, child={**IVY, "date_of_birth": date(2018, 5, 7)})
    assert counts(marek, desk, Next.CAME_BACK) == {2: (0, 1)}


def test_any_child_of_the_referral_and_any_mark_of_a_child_counts(desk: Desk, marek: User) -> None:
    for letter, mark in (("A", {"nhs_number": "9434765919"}), ("B", {"upn": "H801200001001"}), ("C", IVY)):
        first = desk.decided(days_ago=500, route="push_back", child={"surname": letter})
        again = desk.decided(days_ago=450, child={"surname": f"{letter} later"})
        for referral in (first, again):
            Child.objects.create(referral=referral, position=2, **mark)
    assert counts(marek, desk, Next.CAME_BACK) == {2: (3, 3)}


def test_what_has_not_had_its_time_is_not_counted(desk: Desk, marek: User) -> None:
    comes(desk, days_ago=365, route="push_back")
    desk.decided(days_ago=364.9, route="push_back")
    desk.decided(days_ago=2 * 365 - 0.1, route="push_back")
    desk.decided(days_ago=2 * 365, route="push_back")
    assert counts(marek, desk, Next.CAME_BACK) == {2: (0, 2)}


def test_a_return_that_the_reader_may_not_open_happened_to_nobody(desk: Desk, marek: User, tomas: User) -> None:
    comes(desk, days_ago=500, route="push_back")
    again = comes(desk, days_ago=450, restricted=True)
    assert counts(marek, desk, Next.CAME_BACK) == {2: (0, 1)}
    Access.objects.create(referral=again, user=marek, given_at=desk.now, given_by=marek)
    assert counts(marek, desk, Next.CAME_BACK) == {2: (1, 1)}


@pytest.mark.parametrize(("gap", "happened"), [(182.9, 1), (183.1, 0)])
def test_stepped_up_by_a_new_decision_on_the_same_referral(desk: Desk, marek: User, gap: float, happened: int) -> None:
    desk.replace(comes(desk, days_ago=300), level=3, days_ago=300 - gap)
    assert counts(marek, desk, Next.STEPPED_UP) == {2: (happened, 1)}


def test_stepped_down_is_not_stepped_up(desk: Desk, marek: User) -> None:
    desk.replace(comes(desk, days_ago=300), level=1, days_ago=290)
    assert counts(marek, desk, Next.STEPPED_UP) == {2: (0, 1)}


@pytest.mark.parametrize(("level", "gap", "happened"), [(3, 182.9, 1), (3, 183.1, 0), (2, 20, 0), (1, 20, 0)])
def test_stepped_up_by_a_later_referral(desk: Desk, marek: User, level: int, gap: float, happened: int) -> None:
    comes(desk, days_ago=300)
    comes(desk, days_ago=300 - gap, level=level)
    found = counts(marek, desk, Next.STEPPED_UP)
    assert found[2] == (happened, 1 + (level == 2 and 300 - gap >= 183))


def test_the_statutory_level_cannot_step_up(desk: Desk, marek: User) -> None:
    comes(desk, days_ago=300, level=4)
    comes(desk, days_ago=300, level=3)
    assert 4 not in counts(marek, desk, Next.STEPPED_UP)


def test_early_help_took_it_on_after_four_weeks(desk: Desk, marek: User) -> None:
    desk.decided(days_ago=40, route="early_help", accepted=True)
    desk.decided(days_ago=28, route="early_help")
    desk.decided(days_ago=27.9, route="early_help")
    assert counts(marek, desk, Next.ACCEPTED) == {2: (1, 2)}


def test_ones_own_are_only_ones_own(desk: Desk, asha: User, tomas: User) -> None:
    desk.decided(days_ago=40, route="early_help", accepted=True, by=asha)
    desk.decided(days_ago=40, route="early_help", by=tomas)
    assert counts(asha, desk, Next.ACCEPTED, worker=asha) == {2: (1, 1)}
    assert counts(tomas, desk, Next.ACCEPTED, worker=tomas) == {2: (0, 1)}


def test_a_proposal_that_was_replaced_was_never_the_first_decision(desk: Desk, marek: User) -> None:
    referral = comes(desk, days_ago=300, level=2)
    desk.decision(referral, level=1, at=referral.received_at, number=9, state="superseded")
    assert counts(marek, desk, Next.STEPPED_UP) == {2: (0, 1)}
