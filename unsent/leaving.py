"""Words that somebody has not sent when their account ends: nobody else's business, so they go."""

from typing import Any

from unsent.keeping import drop_unsent
from unsent.models import Unsent


def held_by(person: Any) -> list[Any]:
    """Nothing: nobody answers for what was never said."""
    return []


def hand_on(person: Any, *, by: Any) -> None:
    """Throw them away."""
    drop_unsent(Unsent.objects.filter(writer=person.pk), by=by)


def orphans() -> int:
    """Words of people whose account has ended."""
    return Unsent.objects.filter(writer__is_active=False).count()
