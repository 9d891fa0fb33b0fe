"""The counts are what a walk over every row gives, whatever they are parted by."""

import random
from collections import Counter
from datetime import date, datetime, timedelta

import pytest

from accounts.models import Agency, User
from quality.agreement.asked import LEVELS, Cut, Pair, months_before
from quality.agreement.counts import decided, met_by, met_by_month, met_in, met_in_stretch
from quality.terms import Stretch
from referrals.models import Child, Referral
from referrals.querysets import ReferralQuerySet
from tests.quality.agreement.conftest import Desk
from thresholds.models import MatrixVersion, Scheme


@pytest.fixture
def busy(desk: Desk, agencies: list[Agency], asha: User, tomas: User) -> Desk:
    rng = random.Random(1960)
    for _ in range(150):
        referral = desk.decided(
            days_ago=rng.uniform(1, 400),
            levels=(rng.choice([None, 1, 2, 3, 4]), rng.choice([None, 1, 2, 3, 4]), rng.randint(1, 4)),
            by=rng.choice([asha, tomas]),
            agency=rng.choice(agencies),
            indicators=tuple(rng.sample(["L2-cd-14", "L3-cd-01", "L4-cd-06"], rng.randint(0, 3))),
            child={"age_months": rng.choice([None, 0, 11, 12, 59, 60, 191, 192, 215, 216]), "ethnicity": "WBRI"},
        )
        if rng.random() < 0.4:
            Child.objects.create(
                referral=referral,
                position=2,
                unborn=rng.random() < 0.5,
                age_months=None,
                ethnicity=rng.choice(["WBRI", "BAFR"]),
            )
    return desk


def walked(rows: ReferralQuerySet, keys_of: object) -> dict[tuple[Pair, object], Counter[tuple[int, int]]]:
    """The same by hand: of each row its keys, and of each pair both levels when both are there."""
    found: dict[tuple[Pair, object], Counter[tuple[int, int]]] = {}
    for row in rows:
        levels = (row.referrer_level, row.level, row.decided_level)
        for key in keys_of(row):  # type: ignore[operator]
            for pair, (one, other) in LEVELS.items():
                if levels[one] is not None and levels[other] is not None:
                    found.setdefault((pair, key), Counter())[levels[one], levels[other]] += 1  # type: ignore[index]
    return found


def band(child: Child) -> str:
    months = child.age_months
    if child.unborn:
        return "unborn"
    if months is None:
        return "unknown"
    return next(
        code
        for code, last in [("0", 11), ("1", 59), ("5", 119), ("10", 191), ("16", 215), ("18", 9999)]
        if months <= last
    )


KEYS = {
    Cut.AGENCY: lambda row: {str(row.agency_id)},
    Cut.WORKER: lambda row: {str(row.decisions.get(state="made").decided_by_id)},
    Cut.INDICATOR: lambda row: {worry.indicator for worry in row.worries.all()} or {""},
    Cut.AGE: lambda row: {band(child) for child in row.children.all()},
    Cut.ETHNICITY: lambda row: {child.ethnicity for child in row.children.all()},
}


@pytest.mark.parametrize("cut", Cut)
def test_every_cut_is_what_a_walk_over_the_rows_gives(busy: Desk, marek: User, cut: Cut) -> None:
    rows = decided(marek, months_before(busy.now, 12), busy.now)
    assert rows.count() > 100
    months = met_by(cut, rows)
    assert len(months) > 10
    counted = {
        (pair, item.key): Counter(counts)
        for item, met in met_in_stretch(months, Stretch(min(months), date(2027, 1, 1))).items()
        for pair, counts in met.counts.items()
        if counts
    }
    assert counted == walked(rows, KEYS[cut])


def test_a_stretch_holds_its_own_months_and_no_other(busy: Desk, marek: User) -> None:
    months = met_by(Cut.AGENCY, decided(marek, months_before(busy.now, 12), busy.now))
    summer = Stretch(date(2026, 6, 1), date(2026, 8, 1))
    rows = decided(marek, summer.since, summer.until)
    counted = {item.key: Counter(met.counts[Pair.ENGINE_MASH]) for item, met in met_in_stretch(months, summer).items()}
    by_hand = walked(rows, KEYS[Cut.AGENCY])
    assert {key: counts for key, counts in counted.items() if counts} == {
        key: counts for (pair, key), counts in by_hand.items() if pair is Pair.ENGINE_MASH
    }


def test_the_whole_is_the_sum_of_the_months(busy: Desk, marek: User) -> None:
    rows = decided(marek, months_before(busy.now, 24), busy.now)
    months = met_by_month(rows)
    assert list(months) == sorted(months)
    for pair in Pair:
        together: Counter[tuple[int, int]] = Counter()
        for met in months.values():
            together.update(met.counts[pair])
        assert together == Counter(met_in(rows).counts[pair])
        assert together.total() > 80


def test_a_month_is_londons(desk: Desk, marek: User) -> None:
    """23:30 UTC on 30 June is July in London."""
    desk.decided(decided_at=datetime.fromisoformat("2026-06-30T23:30:00+00:00"))
    months = met_by_month(decided(marek, months_before(desk.now, 24), desk.now))
    assert [f"{month:%B %Y}" for month in months] == ["July 2026"]


def test_what_is_open_older_restricted_or_of_another_scheme_is_not_counted(desk: Desk, marek: User) -> None:
    kept = desk.decided(days_ago=10)
    desk.decided(days_ago=10, status="received", decided_at=None, decided_level=None)
    desk.decided(days_ago=400)
    desk.decided(days_ago=10, restricted=True)
    other = MatrixVersion.objects.create(
        scheme=Scheme.objects.create(slug="elsewhere", name="Elsewhere"),
        number=1,
        document={},
        document_sha256="0" * 64,
    )
    desk.decided(days_ago=10, matrix_version=other)
    assert list(decided(marek, months_before(desk.now, 12), desk.now)) == [kept]
    assert Referral.objects.count() == 6


@pytest.mark.parametrize(
    ("now", "months", "day"),
    [
        ("2026-11-17", 12, date(2025, 11, 17)),
        ("2026-01-31", 3, date(2025, 10, 31)),
        ("2026-05-31", 3, date(2026, 3, 1)),
        ("2028-02-29", 12, date(2027, 3, 1)),
        ("2026-03-29", 6, date(2025, 9, 29)),
    ],
)
def test_so_many_months_ago(now: str, months: int, day: date) -> None:
    found = months_before(datetime.fromisoformat(f"{now}T12:00:00+00:00"), months)
    assert (found.date(), found.hour, found.minute) == (day, 0, 0)
    assert found.utcoffset() in {timedelta(0), timedelta(hours=1)}
