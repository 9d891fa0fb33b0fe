"""What a case is called. No number tells anybody whose case it was.

Until a round is over everybody has their own cases only, numbered anew in an order of their own: a gap, or how far a
number lies from a colleague's, would tell which case somebody decided themselves. Once it is over all cases are
numbered anew, the same for everybody. The manager who prepares it reads them as they were drawn.
"""

import hashlib
from collections.abc import Mapping
from uuid import UUID

from accounts.models import User
from quality.double_models import Asking, Case, Round, RoundStatus


def own_numbers(round_: Round, person: User) -> Mapping[UUID, int]:
    """The cases that this person was asked about, from 1 on, in their order."""
    asked = Asking.objects.filter(case__in=round_.cases.open(), person=person).order_by()
    keys = asked.values_list("case_id", flat=True)
    return _numbered({key: f"{person.pk}:{key}" for key in keys})


def common_numbers(round_: Round) -> Mapping[UUID, int]:
    """All cases of a round that is over, from 1 on."""
    keys = round_.cases.open().order_by().values_list("pk", flat=True)
    return _numbered({key: f"{round_.pk}:{key}" for key in keys})


def number_of(case: Case, reader: User) -> int | None:
    """The number that this reader knows the case by; none while it is out and they were not asked about it."""
    if case.round.status == RoundStatus.PREPARING:
        return case.number
    if case.round.status == RoundStatus.CLOSED:
        return common_numbers(case.round).get(case.pk)
    return own_numbers(case.round, reader).get(case.pk)


def _numbered(marks: Mapping[UUID, str]) -> Mapping[UUID, int]:
    """Each mark has its own place, whatever else there is."""
    order = sorted(marks, key=lambda key: hashlib.sha256(marks[key].encode()).digest())
    return {key: place for place, key in enumerate(order, start=1)}
