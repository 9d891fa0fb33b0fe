"""What is open to whom and when: a round first, as many kept back, six weeks later the new ones."""

from datetime import UTC, datetime, timedelta
from uuid import UUID, uuid5

import pytest

from practice.pacing import own_order, pace_of

SPACE = UUID(int=5)
CASES = [uuid5(SPACE, str(n)) for n in range(30)]
NOW = datetime(2026, 11, 17, 11, 20, tzinfo=UTC)
DUE = NOW + timedelta(weeks=6)
SIZE = 10


@pytest.mark.parametrize(
    ("done", "due", "followed", "now", "open_", "stage", "kept"),
    [
        (0, None, 0, NOW, 20, "first", 10),
        (9, None, 0, NOW, 11, "first", 10),
        (10, DUE, 0, NOW, 10, "free", 10),
        (20, DUE, 0, NOW, 0, "free", 10),
        (20, DUE, 0, DUE - timedelta(seconds=1), 0, "free", 10),
        (20, DUE, 0, DUE, 10, "follow_up", 0),
        (10, DUE, 0, DUE, 20, "follow_up", 0),
        (15, DUE, 5, DUE, 15, "follow_up", 0),
        (20, DUE, 10, DUE, 10, "free", 0),
        (30, DUE, 10, DUE, 0, "free", 0),
    ],
)
def test_what_is_open(
    done: int, due: datetime | None, followed: int, now: datetime, open_: int, stage: str, kept: int
) -> None:
    pace = pace_of(CASES, CASES[:done], size=SIZE, follow_up_at=due, followed_up=followed, now=now)
    assert (len(pace.open), pace.stage, pace.kept_back) == (open_, stage, kept)
    assert list(pace.open) == CASES[done : done + open_]
    in_round = {"first": (done + 1, SIZE), "follow_up": (followed + 1, SIZE)}
    assert (pace.number, pace.of) == in_round.get(stage, (done + 1, len(CASES)))


@pytest.mark.parametrize(("count", "follows"), [(19, False), (20, True)])
def test_a_set_of_fewer_than_two_rounds_has_no_follow_up(count: int, follows: bool) -> None:
    pace = pace_of(CASES[:count], [], size=SIZE, follow_up_at=None, followed_up=0, now=NOW)
    assert pace.follows_up is follows
    assert len(pace.open) == (10 if follows else count)
    assert pace.of == (SIZE if follows else count)


def test_what_is_kept_back_is_new_at_the_follow_up() -> None:
    """Whoever works on all that is open meets none of what is asked six weeks later."""
    before = pace_of(CASES, [], size=SIZE, follow_up_at=None, followed_up=0, now=NOW).open
    after = pace_of(CASES, before, size=SIZE, follow_up_at=DUE, followed_up=0, now=DUE).open
    assert set(before) & set(after) == set()
    assert len(after) == SIZE


def test_each_person_has_an_order_of_their_own_that_stays() -> None:
    one, other = UUID(int=1), UUID(int=2)
    assert own_order(one, CASES) == own_order(one, list(reversed(CASES)))
    assert own_order(one, CASES) != own_order(other, CASES)
    assert sorted(own_order(one, CASES)) == sorted(CASES)
