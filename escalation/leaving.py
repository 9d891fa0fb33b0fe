"""Escalations that belong to somebody whose account ends."""

from accounts.leaving import Held, counted
from accounts.models import User
from escalation.actions import give_to_managers
from escalation.models import Escalation
from escalation.querysets import EscalationQuerySet


def held_by(person: User) -> list[Held]:
    """Escalations that the person answers, until they end."""
    went = "went to the MASH managers"
    return counted(
        _owned_by(person).count(),
        one=("1 escalation", "it goes to the MASH managers", went),
        many=("{} escalations", "they go to the MASH managers", went),
    )


def hand_on(person: User, *, by: User) -> None:
    """The managers owe each reply from now on, by the time it was due anyway; each of them gets a message."""
    for escalation in _owned_by(person).order_by("pk"):
        give_to_managers(escalation, by=by)


def orphans() -> int:
    """Escalations still going on that belong to somebody who has left."""
    return Escalation.objects.live().filter(owner__is_active=False).count()


def _owned_by(person: User) -> EscalationQuerySet:
    return Escalation.objects.live().filter(owner=person)
