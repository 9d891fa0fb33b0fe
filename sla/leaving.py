"""Clocks of somebody whose account ends: whatever the rooms above have not handed on goes to the clock's team."""

from accounts.leaving import Held
from accounts.models import User
from sla.actions import let_go
from sla.models import Deadline


def held_by(person: User) -> list[Held]:
    """Nothing by itself: a clock is spoken of by the room whose thing it measures."""
    return []


def hand_on(person: User, *, by: User) -> None:
    """The team answers for each clock that is left; of one that has no team, the managers hear."""
    let_go(person, by=by)


def orphans() -> int:
    """Running clocks of people whose account has ended."""
    return Deadline.objects.open().filter(holder__is_active=False).count()
