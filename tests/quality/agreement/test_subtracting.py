"""Nobody learns a small number by taking one page from another: of two periods, or of two days."""

from dataclasses import replace
from datetime import datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from accounts.models import Agency, User
from mash.models import EarlyHelpCase
from quality.agreement import cuts
from quality.agreement.adding import added_rows, added_towns
from quality.agreement.adding_figures import _Page
from quality.agreement.asked import Asked, Cut
from quality.agreement.cuts import CutRow, cut_page
from quality.agreement.groups import PARTS, Measured, Shown, Telling
from quality.agreement.hiding import Exchange, Town, hidden_town, shown_rows
from quality.agreement.pages import mine, overview
from quality.kappa import agreement
from tests.quality.agreement.conftest import Desk
from tests.quality.agreement.test_groups import FOUR, group, row

SUMMER, SPRING = 60, 150  # days ago: September and June


def put(desk: Desk, days_ago: int, count: int, levels: tuple[int, int, int], **changes: object) -> None:
    for place in range(count):
        desk.decided(days_ago=days_ago + place / 10, levels=levels, **changes)  # type: ignore[arg-type]


@pytest.fixture
def two_quarters(desk: Desk) -> Desk:
    for days in (SUMMER, SPRING):
        put(desk, days, 30, (2, 2, 2))
        put(desk, days, 12, (3, 3, 3))
        put(desk, days, 9, (2, 3, 2))
        put(desk, days, 8, (2, 2, 3))
    return desk


def rows_of(cut: Cut, user: User, months: int, now: datetime) -> dict[str, CutRow]:
    return {one.name: one for one in cut_page(cut, user, Asked(months), now).rows}


def test_a_day_more_changes_no_page(two_quarters: Desk, marek: User, asha: User, at_tuesday: datetime) -> None:
    """Nor does what comes after the last month that is told: a decision, or a family that is taken on."""
    waits = two_quarters.decided(days_ago=SPRING, route="early_help")

    def pages(now: datetime) -> list[object]:
        whole = [overview(marek, Asked(months), now) for months in (1, 3, 12)]
        return [*whole, mine(asha, Asked(), now), *(cut_page(cut, marek, Asked(6), now) for cut in Cut)]

    before = pages(at_tuesday)
    for days in (0, 1, 8):
        two_quarters.decided(days_ago=days, levels=(1, 2, 4), child={"ethnicity": "WROM", "age_months": 3})
    EarlyHelpCase.objects.filter(referral=waits).update(accepted_at=at_tuesday, accepted_by=asha)
    for days in (0, 1, 13):
        assert pages(at_tuesday + timedelta(days=days)) == before


def test_the_month_is_told_when_it_is_over(two_quarters: Desk, marek: User, at_tuesday: datetime) -> None:
    put(two_quarters, 10, 40, (4, 4, 4))
    assert overview(marek, Asked(1), at_tuesday).days == "1 to 31 October 2026"
    page = overview(marek, Asked(1), at_tuesday + timedelta(days=14))
    assert (page.days, page.pairs[0].words[:30]) == ("1 to 30 November 2026", "The same level in 100% of 40. ")


def test_an_agency_with_two_in_a_quarter_is_counted_without_them(
    two_quarters: Desk, marek: User, tidewell: Agency, at_tuesday: datetime
) -> None:
    put(two_quarters, SUMMER, 25, (2, 2, 2), agency=tidewell)
    put(two_quarters, SPRING, 2, (2, 2, 3), agency=tidewell)
    one, two = (rows_of(Cut.AGENCY, marek, months, at_tuesday) for months in (3, 6))
    name = "Health: Tidewell Surgery"
    assert (one[name].pairs, two[name].pairs) == (25, 25)
    assert (one[name].periods, two[name].periods) == ("", "1 of 2 periods")
    assert two[name].higher == one[name].higher == "0"
    assert rows_of(Cut.AGENCY, marek, 1, at_tuesday) == one, "a month is too short for a part of the service"


@pytest.mark.parametrize("cut", [Cut.AGE, Cut.ETHNICITY, Cut.WORKER, Cut.INDICATOR])
def test_two_quarters_less_one_is_never_small(
    two_quarters: Desk, marek: User, tomas: User, at_tuesday: datetime, cut: Cut
) -> None:
    for days, count in ((SUMMER, 24), (SPRING, 3)):
        child = {"ethnicity": "AIND", "age_months": 30}
        put(two_quarters, days, count, (3, 3, 3), by=tomas, child=child, indicators=("L2-cd-14",))
    one, two = (rows_of(cut, marek, months, at_tuesday) for months in (3, 6))
    shared = one.keys() & two.keys()
    assert shared or cut is Cut.AGE
    for name in shared:
        gap = two[name].pairs - one[name].pairs
        assert gap == 0 or gap >= 5, name


def test_ages_that_stand_together_in_one_quarter_do_so_on_the_page(
    two_quarters: Desk, marek: User, at_tuesday: datetime
) -> None:
    put(two_quarters, SUMMER, 25, (2, 2, 2), child={"age_months": 4})
    put(two_quarters, SUMMER, 25, (2, 2, 2), child={"age_months": 30})
    put(two_quarters, SPRING, 25, (2, 2, 2), child={"age_months": 4})
    put(two_quarters, SPRING, 4, (2, 2, 2), child={"age_months": 30})
    assert rows_of(Cut.AGE, marek, 3, at_tuesday)["1 to 4"].pairs == 25
    two = rows_of(Cut.AGE, marek, 6, at_tuesday)
    assert [(name, one.pairs) for name, one in two.items()] == [("Under 1", 50), ("1 to 4; 5 to 9", 25 + 4 + 2 * 59)]


COUNT = st.integers(0, 12)
MEMBER = st.tuples(st.integers(0, 40), COUNT, COUNT)


def table(counts: list[tuple[int, int, int]]) -> list[Measured]:
    """A group with two members, and one more row beside it."""
    members = [row(name, *some, group="kind") for name, some in zip(("one", "two"), counts, strict=False)]
    return [group("kind", members), *members, row("three", *counts[2]), row("cover", 90, 21, 19)]


def told(counts: list[tuple[int, int, int]]) -> list[Shown]:
    return shown_rows([one for one in table(counts) if one.pairs >= 20])


@settings(deadline=None, max_examples=80)
@given(st.lists(st.lists(MEMBER, min_size=3, max_size=3), min_size=2, max_size=4))
def test_a_longer_period_less_a_shorter_one_tells_no_count_under_five(quarters: list[list[tuple[int, ...]]]) -> None:
    tables = [told(counts) for counts in quarters]  # type: ignore[arg-type]
    for shorter in range(1, len(tables)):
        long = {one.key: one for one in added_rows(Cut.WORKER, tables, by_name=True)}
        short = {one.key: one for one in added_rows(Cut.WORKER, tables[-shorter:], by_name=True)}
        for key in long.keys() & short.keys():
            one, other = long[key], short[key]
            assert one.pairs - other.pairs == 0 or one.pairs - other.pairs >= 20
            for column in PARTS:
                if Telling.EXACT == one.telling == other.telling:
                    gap = (one.parts[column] or 0) - (other.parts[column] or 0)
                    assert gap == 0 or gap >= 5, (key, column)


def shown(key: str, telling: Telling, alike: int | None, higher: int | None) -> Shown:
    return Shown(key, key.title(), False, telling, 40, {"alike": alike, "higher": higher, "lower": 0}, None)


@pytest.mark.parametrize(
    ("quarters", "higher"),
    [
        ([(Telling.EXACT, 9), (Telling.EXACT, 7)], 16),
        ([(Telling.EXACT, 0), (Telling.NO_FIGURE, None)], None),
        ([(Telling.NO_FIGURE, None), (Telling.NO_FIGURE, None)], 5),
        ([(Telling.EXACT, 9), (Telling.NEAREST_5, None)], 10),
        ([(Telling.EXACT, 9), (Telling.NOTHING, None)], None),
    ],
)
def test_parts_are_added_as_they_are_told(quarters: list[tuple[Telling, int | None]], higher: int | None) -> None:
    tables = [[shown("a", telling, 30, count)] for telling, count in quarters]
    (found,) = added_rows(Cut.WORKER, tables, by_name=True)
    assert found.parts["higher"] == higher
    assert (found.pairs, found.periods) == (40 * len(quarters), len(quarters))


def spread(key: str, size: int, off: int, higher: int, lower: int) -> Measured:
    """Every level as often, some that are one apart, and these few that differ by two."""
    counts = {(level, level): size for level in FOUR} | {(1, 2): off, (3, 2): off, (2, 4): higher, (4, 2): lower}
    return Measured(key, key.title(), counts, FOUR)


def added(*periods: list[Measured]) -> dict[str, Shown]:
    return {one.key: one for one in added_towns(Cut.WORKER, [hidden_town(rows) for rows in periods], by_name=True)}


def test_the_figure_of_several_periods_is_of_all_their_referrals() -> None:
    rows = [spread("one", 20, 6, 5, 7), spread("two", 9, 5, 6, 5)]
    found = added(rows, rows)
    for one in rows:
        both = {levels: 2 * count for levels, count in one.counts.items()}
        assert found[one.key].kappa == agreement(both, FOUR)
        assert not found[one.key].in_steps


def test_beside_hidden_numbers_it_is_told_in_steps_and_from_a_hundred_on() -> None:
    few, many = spread("few", 8, 0, 0, 2), spread("many", 30, 9, 0, 2)
    rows = [few, many, spread("cover", 40, 15, 9, 8)]
    found = added(rows, rows)
    assert (found["few"].pairs, found["few"].kappa) == (68, None)
    kappa = found["many"].kappa
    assert found["many"].in_steps
    assert kappa
    assert all(value is not None and abs(value * 20 - round(value * 20)) < 1e-9 for value in (kappa.value, kappa.low))
    exact = agreement({levels: 2 * count for levels, count in many.counts.items()}, FOUR)
    assert abs((kappa.value or 0) - (exact.value or 0)) <= 0.025
    assert (kappa.alike, kappa.higher, kappa.lower) == (0, 0, 0)


@settings(deadline=None, max_examples=25)
@given(
    st.lists(
        st.lists(st.tuples(st.integers(10, 30), COUNT, COUNT, COUNT), min_size=3, max_size=3), min_size=2, max_size=3
    )
)
def test_for_each_small_number_there_is_another_town_with_the_same_figures(
    periods: list[list[tuple[int, ...]]],
) -> None:
    """By hand: one exchange in one period, and every row of every period and of the page is told as before."""
    tables = [[spread(f"row {place}", *some) for place, some in enumerate(rows)] for rows in periods]
    towns = [hidden_town(rows) for rows in tables]
    before = added_towns(Cut.WORKER, towns, by_name=True)
    for at, town in enumerate(towns):
        for measured in town.seen:
            for column, count in measured.parts.items():
                if 0 < count < 5:
                    assert any(
                        told_after(towns, at, exchange) == before for exchange in town.others(measured, column)
                    ), (measured, column)


def told_after(towns: list[Town], at: int, exchange: Exchange) -> list[Shown]:
    """The page of the other town, hidden in the same way."""
    one, given_levels, other, taken = exchange
    turned = {one.key: one.exchanged(given_levels, taken), other.key: other.exchanged(taken, given_levels)}
    rows = [turned.get(row.key, row) for row in towns[at].rows]
    changed = [*towns[:at], Town(rows, towns[at].tellings), *towns[at + 1 :]]
    shown = added_rows(Cut.WORKER, [town.shown for town in changed], by_name=True)
    mine = added_towns(Cut.WORKER, towns, by_name=True)
    sums = _Page(changed, str)
    sums.in_steps = {row.key for row in mine if row.in_steps}
    return [replace(row, kappa=sums.figure(row.key), in_steps=row.key in sums.in_steps) for row in shown]


def test_a_small_quarter_goes_with_the_next(two_quarters: Desk, marek: User, at_tuesday: datetime) -> None:
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(cuts, "LEAST_IN", dict.fromkeys(Cut, 60))
        page = cut_page(Cut.AGENCY, marek, Asked(3), at_tuesday)
    assert page.days == "Jun to Sep 2026"
    assert page.rows[0].pairs == 118
