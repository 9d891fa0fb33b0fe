"""Every indicator against the slow count, over a town of random rows; and the edges by hand."""

from datetime import UTC, date, datetime, timedelta

import pytest

from accounts.models import Agency, User
from core import clock
from referrals.models import Access
from reporting import history, indicators
from reporting.asked import BANDS, Asked, Group, RouteGroup, route_group
from reporting.control import Share
from reporting.sets import referrals_of
from reporting.spans import day_span
from tests.reporting import oracle
from tests.reporting.conftest import HOUR, Town

SECOND = timedelta(seconds=1)
THIS = (date(2026, 10, 19), date(2026, 11, 16))  # four whole weeks before Tuesday 17 November 2026
BEFORE = (date(2026, 9, 21), date(2026, 10, 19))


class TestAgainstTheSlowCount:
    def test_open_by_priority_and_time_left(self, busy_town: Town, marek: User) -> None:
        found = indicators.open_now(marek, busy_town.now)
        expected = oracle.open_cells(busy_town.now)
        assert {key: count for key, count in found.cells.items() if count} == dict(expected)
        assert found.total() == expected.total() == 60
        assert found.oldest_due == min(referral.due_at for referral in oracle.still_open())

    def test_who_it_waits_on(self, busy_town: Town, marek: User) -> None:
        found = indicators.open_now(marek, busy_town.now)
        received = [referral for referral in oracle.still_open() if referral.status == "received"]
        nobody = [referral for referral in received if referral.holder_id is None]
        held = [referral for referral in received if referral.holder_id is not None]
        assert (found.nobody.count, found.nobody.since) == (len(nobody), min(one.received_at for one in nobody))
        assert (found.deciding.count, found.deciding.since) == (len(held), min(one.held_since for one in held))
        assert found.nobody_due_soon == sum(oracle.band_of(one.due_at, busy_town.now) == "2h" for one in nobody)
        assert indicators.waiting_for_manager(marek).count == 60 - len(received) > 0

    def test_telling_and_early_help(self, busy_town: Town, marek: User) -> None:
        found = indicators.telling(marek, busy_town.now)
        assert (found.waiting.count, found.late) == oracle.untold(busy_town.now)
        assert indicators.early_help_waiting(marek).count == oracle.early_help() > 0

    def test_holders_also_those_who_hold_nothing(self, busy_town: Town, marek: User, asha: User, tomas: User) -> None:
        found = {holder.name: holder.holds for holder in indicators.holders(marek, busy_town.now)}
        assert found == {person.full_name: oracle.held(person) for person in (marek, asha, tomas)}
        for referral in oracle.still_open():
            referral.holder, referral.held_since = None, None
            referral.save(update_fields=["holder", "held_since"])
        assert {holder.holds for holder in indicators.holders(marek, busy_town.now)} == {0}

    def test_decided_in_time_by_day(self, busy_town: Town, marek: User) -> None:
        found = history.decided_by_day(marek, busy_town.now)
        assert [day.first_day for day in found] == [date(2026, 11, 4) + timedelta(days=n) for n in range(14)]
        for name, attribute in (("decision_24h", "hours_24"), ("decision_working_day", "working_day")):
            expected = oracle.in_time(name, oracle.london_day)
            assert [getattr(day, attribute) for day in found] == [
                Share(*expected.get(day.first_day, (0, 0))) for day in found
            ]
        assert sum(day.hours_24.total for day in found) > 50

    def test_decided_in_time_by_week(self, busy_town: Town, marek: User) -> None:
        found = history.decided_by_week(marek, busy_town.now)
        assert (found[0].first_day, found[-1].first_day, len(found)) == (date(2026, 5, 18), date(2026, 11, 9), 26)
        for name, attribute in (("decision_24h", "hours_24"), ("decision_working_day", "working_day")):
            expected = oracle.in_time(name, oracle.london_monday)
            assert [getattr(week, attribute) for week in found] == [
                Share(*expected.get(week.first_day, (0, 0))) for week in found
            ]

    def test_median_and_ninetieth_percentile(self, busy_town: Town, marek: User) -> None:
        for speed, (start, end) in zip(history.speed(marek, busy_town.now), (THIS, BEFORE), strict=True):
            times = oracle.times_to_decide(start, end)
            assert speed.decided == len(times) > 5
            for found, share in ((speed.median, 0.5), (speed.nine_in_ten, 0.9)):
                expected = oracle.percentile(times, share)
                assert found is not None
                assert expected is not None
                assert abs(found - expected) < SECOND

    def test_routes_by_agency(self, busy_town: Town, marek: User, agencies: list[Agency]) -> None:
        found = {agency.name: agency for agency in history.routes_by_agency(marek, busy_town.now)}
        for attribute, (start, end) in (("now", THIS), ("before", BEFORE)):
            expected = dict.fromkeys(((agency.name, group) for agency in agencies for group in RouteGroup), 0)
            for (agency, route), count in oracle.routes(start, end).items():
                expected[agency, route_group(route)] += count
            counted = {
                (agency.name, group): getattr(found[agency.name], attribute)[group] if agency.name in found else 0
                for agency in agencies
                for group in RouteGroup
            }
            assert counted == expected
            assert sum(expected.values()) > 5

    def test_escalations_by_stage(self, busy_town: Town, marek: User) -> None:
        found = indicators.escalations(marek, busy_town.now)
        expected = oracle.stages(busy_town.now)
        assert {stage.stage: (stage.live, stage.late) for stage in found.stages} == expected
        assert found.owed.count + found.answered.count == sum(live for live, _ in expected.values()) == 14

    def test_silent_agencies(self, busy_town: Town) -> None:
        quiet = Agency.objects.create(name="Quiet Quay Nursery", kind="school", source_code="2B")
        assert history.silent_agencies(busy_town.now) == oracle.silent(THIS[0])
        assert quiet.name in history.silent_agencies(busy_town.now)

    def test_the_bands_part_all_that_is_open(self, busy_town: Town, marek: User) -> None:
        sets = [
            set(referrals_of(Asked(Group.OPEN, band=band), marek, busy_town.now).values_list("pk", flat=True))
            for band in BANDS
        ]
        assert sum(map(len, sets)) == len(set.union(*sets)) == 60


class TestTheEdges:
    @pytest.mark.parametrize(
        ("left", "band"),
        [
            (-SECOND, "over"),
            (timedelta(0), "2h"),
            (2 * HOUR, "2h"),
            (2 * HOUR + SECOND, "8h"),
            (8 * HOUR, "8h"),
            (8 * HOUR + SECOND, "24h"),
            (24 * HOUR, "24h"),
            (24 * HOUR + SECOND, "later"),
        ],
    )
    def test_time_left(self, left: timedelta, band: str, town: Town, marek: User) -> None:
        town.referral(received_at=town.now - 48 * HOUR, due_at=town.now + left, priority="red")
        cells = indicators.open_now(marek, town.now).cells
        assert {key: count for key, count in cells.items() if count} == {("red", band): 1}

    @pytest.mark.parametrize(("after_due", "kept"), [(-SECOND, 1), (timedelta(0), 1), (timedelta(microseconds=1), 0)])
    def test_in_time_to_the_microsecond(self, after_due: timedelta, kept: int, town: Town, marek: User) -> None:
        received_at = town.now - 48 * HOUR
        town.decided(received_at=received_at, decided_at=received_at + 24 * HOUR + after_due)
        day = next(day for day in history.decided_by_day(marek, town.now) if day.hours_24.total)
        assert (day.hours_24, day.working_day) == (Share(kept, 1), Share(1, 1))

    @pytest.mark.parametrize(
        ("decided_at", "day"),
        [
            (datetime(2026, 6, 30, 22, 59, 59, tzinfo=UTC), date(2026, 6, 30)),
            (datetime(2026, 6, 30, 23, 0, 0, tzinfo=UTC), date(2026, 7, 1)),
            (datetime(2026, 7, 1, 22, 59, 59, tzinfo=UTC), date(2026, 7, 1)),
        ],
    )
    def test_midnight_in_summer_is_londons(self, decided_at: datetime, day: date, town: Town, marek: User) -> None:
        town.decided(received_at=decided_at - HOUR, decided_at=decided_at)
        now = datetime(2026, 7, 2, 9, 0, tzinfo=UTC)
        found = [one.first_day for one in history.decided_by_day(marek, now) if one.hours_24.total]
        assert found == [day]
        span = day_span(day)
        asked = Asked(Group.DECIDED, start=span.start, end=span.end)
        assert referrals_of(asked, marek, now).count() == 1

    @pytest.mark.parametrize("night", [date(2026, 3, 29), date(2026, 10, 25)])
    def test_days_when_the_clocks_change_are_whole(self, night: date, town: Town, marek: User) -> None:
        span = day_span(night)
        for moment in (span.start - SECOND, span.start, span.start + 90 * timedelta(minutes=1), span.end - SECOND):
            town.decided(received_at=moment - HOUR, decided_at=moment)
        now = span.end + 10 * HOUR
        found = {one.first_day: one.hours_24.total for one in history.decided_by_day(marek, now)}
        assert (found[night - timedelta(days=1)], found[night], found[night + timedelta(days=1)]) == (1, 3, 0)

    def test_the_week_ends_on_sunday_night(self, town: Town, marek: User) -> None:
        monday = datetime(2026, 11, 16, 0, 0, tzinfo=UTC)
        town.decided(received_at=monday - HOUR, decided_at=monday - SECOND)
        town.decided(received_at=monday - HOUR, decided_at=monday)
        weeks = history.decided_by_week(marek, town.now)
        assert (weeks[-1].first_day, weeks[-1].hours_24.total) == (date(2026, 11, 9), 1)

    def test_nothing_at_all(self, town: Town, marek: User) -> None:
        speed, before = history.speed(marek, town.now)
        assert (speed.decided, speed.median, before.nine_in_ten) == (0, None, None)
        assert history.feedback(marek, town.now) == (Share(0, 0), Share(0, 0))
        assert indicators.open_now(marek, town.now).oldest_due is None

    def test_told_in_time(self, town: Town, marek: User) -> None:
        decided_at = datetime(2026, 11, 10, 9, 0, tzinfo=UTC)
        for late in (timedelta(0), SECOND):
            town.decided(received_at=decided_at - HOUR, decided_at=decided_at, told_at=decided_at + 24 * HOUR + late)
        assert history.feedback(marek, town.now) == (Share(1, 2), Share(0, 0))


class TestRestricted:
    def test_is_in_the_figures_only_of_those_who_may_open_it(self, town: Town, marek: User, ola: User) -> None:
        referral = town.referral(received_at=town.now, restricted=True)
        for person in (marek, town.worker):
            Access.objects.create(referral=referral, user=person, given_at=clock.now(), given_by=marek)
        assert indicators.open_now(marek, town.now).total() == 1
        assert indicators.open_now(ola, town.now).total() == 0

    def test_access_rows_count_nothing_twice(self, town: Town, marek: User) -> None:
        referral = town.referral(received_at=town.now)
        for person in (marek, town.worker):
            Access.objects.create(referral=referral, user=person, given_at=clock.now(), given_by=marek)
        assert indicators.open_now(marek, town.now).total() == 1
        assert indicators.dues(marek, town.now + 48 * HOUR) == [(referral.due_at, referral.priority)]
