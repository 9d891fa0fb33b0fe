"""What each person usually holds at this hour."""

from datetime import UTC, datetime, timedelta
from uuid import UUID

from django.test import Client

from accounts.models import User
from reporting.holding import Held, holder_rows, usual_held
from sla.calendars import calendar_for
from sla.models import Policy
from sla.working_time import Calendar
from tests.reporting.conftest import HOUR, Town

NOW = datetime(2026, 11, 17, 11, 20, tzinfo=UTC)
OPEN = Calendar(frozenset())
ASHA, TOMAS = UUID(int=1), UUID(int=2)


def held(who: UUID, day: int, start: float, end: float | None) -> Held:
    """From `start` to `end` o'clock on the day that is so many before."""
    midnight = datetime(2026, 11, 17, tzinfo=UTC) - timedelta(days=day)
    until = None if end is None else (midnight + timedelta(hours=end)).timestamp()
    return Held(who, (midnight + timedelta(hours=start)).timestamp(), until)


def test_the_middle_of_working_days_at_this_hour() -> None:
    """Of the 20 working days, two on twelve of them; weekends and other hours do not count."""
    days = [back for back in range(1, 29) if (NOW - timedelta(days=back)).weekday() < 5]
    assert len(days) == 20
    busy = [held(ASHA, day, 9, 12) for day in days[-12:] for _ in range(2)]
    elsewhere = [held(ASHA, 2, 9, 12) for _ in range(50)] + [held(ASHA, day, 13, 20) for day in days]
    assert usual_held([*busy, *elsewhere], NOW, OPEN) == {ASHA: 2}
    assert usual_held([held(ASHA, 28, 1, 2), *busy[:2]], NOW, OPEN) == {ASHA: 0}


def test_from_taking_it_up_to_the_decision() -> None:
    exact = [held(ASHA, day, 11 + 20 / 60, 12) for day in range(1, 29)]
    over = [held(TOMAS, day, 9, 11 + 20 / 60) for day in range(1, 29)]
    assert usual_held([*exact, *over], NOW, OPEN) == {ASHA: 1, TOMAS: 0}


def test_somebody_new_has_no_usual() -> None:
    assert usual_held([held(ASHA, 4, 9, None)], NOW, OPEN) == {}
    assert usual_held([], NOW, OPEN) == {}


def test_what_is_over_usual_stands_in_the_row_and_the_bar(town: Town, marek: User, client: Client) -> None:
    asha = town.worker
    for day in range(1, 29):
        taken = town.now - timedelta(days=day) - HOUR
        town.decided(received_at=taken, decided_at=taken + 2 * HOUR, holder=asha, held_since=taken)
    for _ in range(4):
        town.referral(received_at=town.now - HOUR, holder=asha, held_since=town.now - HOUR)
    calendar = calendar_for(Policy.objects.current(), town.now)
    row = next(row for row in holder_rows(marek, town.now, calendar, []) if row.name == asha.full_name)
    assert (row.holds.text, row.over, row.bar.usual, row.bar.over) == ("4", "+3", 1, 75.0)
    client.force_login(marek)
    assert "<strong>+3</strong>" in client.get("/dashboard/").content.decode()
