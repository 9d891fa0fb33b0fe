"""Who is told of a deadline: its holder while active, else everyone of its team; of a breach every manager too."""

from collections.abc import Iterable
from uuid import UUID

from accounts.models import User
from accounts.roles import TEAMS
from sla.clocks import Step
from sla.models import Deadline


class Recipients:
    """The people as they stand at the start of a round: read in two queries, however many deadlines are due."""

    def __init__(self, deadlines: Iterable[Deadline]) -> None:
        holders = {deadline.holder_id for deadline in deadlines if deadline.holder_id}
        people = User.objects.active()
        self._active = set(people.filter(pk__in=holders).values_list("pk", flat=True))
        self._teams = {team: list(people.in_team(team).values_list("pk", flat=True)) for team in TEAMS}
        self._managers = list(people.managers().values_list("pk", flat=True))

    def of(self, deadline: Deadline, step: str) -> set[UUID]:
        """The ids of those to tell; empty only when nobody at all is active. A deadline nobody can answer for goes
        to the managers, so that a warning about somebody who has left is never a warning to no one.
        """
        holder = deadline.holder_id
        if holder is not None and holder in self._active:
            people = {holder}
        else:
            people = set(self._teams.get(deadline.team, ())) or set(self._managers)
        return people | set(self._managers) if step == Step.BREACHED else people
