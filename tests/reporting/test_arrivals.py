"""What arrived today against the same weekdays, by the slow count and by hand."""

import random
from datetime import UTC, date, datetime, timedelta

import pytest

from accounts.models import Agency, User
from core.clock import LONDON
from referrals.models import Access
from reporting.arrivals import KINDS, STEPS, Arrivals, arrivals
from reporting.arrived import arrived_block
from reporting.asked import Asked, Group
from reporting.sets import referrals_of
from reporting.spans import day_span
from reporting.usual import Usual, usual_of
from sla.calendars import calendar_for
from sla.models import Policy
from tests.reporting import oracle
from tests.reporting.conftest import HOUR, Town

SECOND = timedelta(seconds=1)
TUESDAYS = [date(2026, 11, 17) - timedelta(weeks=back) for back in range(1, 13)]


def found_for(user: User, now: datetime) -> Arrivals:
    return arrivals(user, now, calendar_for(Policy.objects.current(), now))


@pytest.fixture
def sixteen_weeks(town: Town, agencies: list[Agency]) -> Town:
    """Three hundred referrals at any hour of Tuesdays, and of the Mondays before them."""
    rng = random.Random(17)
    for _ in range(300):
        day = date(2026, 11, 17) - timedelta(weeks=rng.randint(0, 16), days=rng.choice([0, 0, 0, 1]))
        moment = datetime.combine(day, datetime.min.time(), LONDON) + timedelta(minutes=rng.randint(0, 1439))
        town.referral(received_at=min(moment.astimezone(UTC), town.now), agency=rng.choice(agencies))
    return town


def test_against_the_slow_count(sixteen_weeks: Town, marek: User) -> None:
    now = sixteen_weeks.now
    found = found_for(marek, now)
    assert [day.day for day in found.before] == TUESDAYS
    for day in [found.today, *found.before]:
        assert day.so_far == oracle.came_by(now, day.day)
        for kind in KINDS:
            assert day.of(kind) == oracle.came_by(now, day.day, kind)
    assert found.today.so_far > 5
    assert sum(day.so_far for day in found.before) > 40


def test_the_line_rises_to_the_whole_day(sixteen_weeks: Town, marek: User) -> None:
    found = found_for(marek, sixteen_weeks.now)
    for day in found.before:
        steps = day.steps()
        assert (len(steps), steps[0], steps[-1]) == (STEPS + 1, 0, len(day.came))
        assert steps == sorted(steps)
        assert steps[found.step_now] == day.so_far  # 11:20 is on the line


def test_every_number_of_the_block_opens_as_many(sixteen_weeks: Town, marek: User) -> None:
    now = sixteen_weeks.now
    for day in found_for(marek, now).before:
        span = day_span(day.day)
        by_now = Asked(Group.ARRIVED, start=span.start, end=day.until)
        assert referrals_of(by_now, marek, now).count() == day.so_far
        for kind in KINDS:
            asked = Asked(Group.ARRIVED, start=span.start, end=day.until, kind=kind)
            assert referrals_of(asked, marek, now).count() == day.of(kind)


def test_bank_holidays_are_not_compared_with(town: Town, marek: User) -> None:
    """The last Monday of August is one: the twelve Mondays before 5 October 2026 pass over it."""
    now = datetime(2026, 10, 5, 10, 0, tzinfo=UTC)
    days = [day.day for day in found_for(marek, now).before]
    assert date(2026, 8, 31) not in days
    assert (len(days), days[0], days[-1]) == (12, date(2026, 9, 28), date(2026, 7, 6))


def test_the_same_time_of_day_on_either_side_of_a_clock_change(town: Town, marek: User) -> None:
    """11:20 in London is 11:20 UTC in November and 10:20 UTC in October."""
    october = datetime(2026, 10, 20, 10, 20, tzinfo=UTC)
    for moment in (october - SECOND, october, october + 30 * timedelta(minutes=1)):
        town.referral(received_at=moment)
    day = next(day for day in found_for(marek, town.now).before if day.day == date(2026, 10, 20))
    assert (day.so_far, len(day.came)) == (1, 3)


def test_what_came_this_instant_is_here_and_tomorrow_is_not(town: Town, marek: User) -> None:
    midnight = day_span(date(2026, 11, 17)).start
    for moment in (midnight - SECOND, midnight, town.now):
        town.referral(received_at=moment)
    assert found_for(marek, town.now).today.so_far == 2


def test_a_young_service_has_no_usual(at_tuesday: datetime, marek: User) -> None:
    block = arrived_block(marek, at_tuesday, calendar_for(Policy.objects.current(), at_tuesday))
    assert (block.total.text, block.compared) == ("0", " so far.")
    assert block.usual == "There are too few Tuesdays to say what is usual."
    assert block.days == []


def test_the_sentence_says_how_it_compares_and_who_makes_it(town: Town, marek: User, agencies: list[Agency]) -> None:
    police = next(agency for agency in agencies if agency.kind == "police")
    for day in TUESDAYS:
        town.referral(received_at=day_span(day).start + 9 * HOUR)
    calendar = calendar_for(Policy.objects.current(), town.now)
    for _ in range(7):
        town.referral(received_at=town.now - HOUR, agency=police)
    block = arrived_block(marek, town.now, calendar)
    assert f"{block.total.text}{block.compared}" == "7 so far, more than usual."
    assert (block.usual, block.difference) == ("A Tuesday has 1 by now.", "Police make the difference.")
    assert next((row.name, row.today.text, row.side) for row in block.kinds) == ("Police", "7", "high")


def test_a_small_number_of_a_kind_is_not_shown_nor_given_away(town: Town, marek: User, agencies: list[Agency]) -> None:
    kinds = {agency.kind: agency for agency in agencies}
    calendar = calendar_for(Policy.objects.current(), town.now)

    def shown(**counts: int) -> list[str]:
        for kind, count in counts.items():
            for _ in range(count):
                town.referral(received_at=town.now - HOUR, agency=kinds[kind])
        return [row.today.text for row in arrived_block(marek, town.now, calendar).kinds]

    assert shown() == ["0"] * 4
    assert shown(police=3) == ["not shown"] * 4
    assert shown(police=6, school=7) == ["9", "7", "0", "0"]
    hidden = shown(health=2)
    assert (hidden[2], hidden.count("not shown")) == ("not shown", 2)
    assert [text for text in hidden if text.isdigit() and 0 < int(text) < 5] == []


def test_a_restricted_referral_is_counted_only_for_those_who_may_open_it(town: Town, marek: User, ola: User) -> None:
    referral = town.referral(received_at=town.now, restricted=True)
    Access.objects.create(referral=referral, user=marek, given_at=town.now, given_by=marek)
    assert found_for(marek, town.now).today.so_far == 1
    assert found_for(ola, town.now).today.so_far == 0


@pytest.mark.parametrize(
    ("counts", "usual"),
    [
        ([], None),
        ([3, 3, 3, 3], None),
        ([5, 1, 2, 3, 4], Usual(1, 5)),
        ([*range(9)], Usual(0, 8)),
        ([*range(10)], Usual(1, 8)),
        ([9, *range(12)], Usual(1, 10)),
        ([4] * 12, Usual(4, 4)),
    ],
)
def test_usual_leaves_out_one_in_ten_at_either_end(counts: list[int], usual: Usual | None) -> None:
    assert usual_of(counts) == usual


def test_usual_in_words() -> None:
    assert (str(Usual(29, 38)), str(Usual(4, 4))) == ("29 to 38", "4")
    assert [Usual(3, 5).side(count) for count in (2, 3, 5, 6)] == ["low", "", "", "high"]
    assert [Usual(3, 5).beyond(count) for count in (1, 4, 9)] == [2, 0, 4]
