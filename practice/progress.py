"""How far one person has come in a set, and whether the second round is nearer to the published answers."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from accounts.models import User
from core import clock
from practice.attempts import Attempt, Round, Stage
from practice.cases import ROUND, CaseSet
from practice.door import pace_in
from practice.figures import Answered, Between, change, mean_distance, share


@dataclass(frozen=True, slots=True)
class RoundFigures:
    """One round in words: how many, the share as published, how many levels off."""

    title: str
    count: int
    share: Between | None
    distance: Between | None


@dataclass(frozen=True, slots=True)
class Progress:
    """What the page of a set says to one person."""

    attempts: Sequence[Attempt]
    next: UUID | None
    open: int
    kept_back: int
    stage: str
    left_in_stage: int
    size: int
    follow_up_at: datetime | None
    due: bool
    rounds: Sequence[RoundFigures]
    change: Between | None


def progress_in(case_set: CaseSet, *, by: User) -> Progress:
    """Five queries, however many cases and answers."""
    attempts = list(Attempt.objects.filter(person=by, case_set=case_set).select_related("case").order_by("-at", "-pk"))
    begun = Round.objects.filter(person=by, case_set=case_set).first()
    pace = pace_in(case_set, by=by)
    first, later = (answers(attempts, stage) for stage in (Stage.FIRST, Stage.FOLLOW_UP))
    in_stage = sum(one.stage == pace.stage for one in attempts)
    return Progress(
        attempts=attempts,
        next=pace.open[0] if pace.open else None,
        open=len(pace.open),
        kept_back=pace.kept_back,
        stage=pace.stage,
        left_in_stage=max(0, ROUND - in_stage) if pace.stage != "free" else 0,
        size=ROUND,
        follow_up_at=begun.follow_up_at if begun else None,
        due=begun is not None and begun.follow_up_at <= clock.now() and len(later) < ROUND,
        rounds=[_figures(title, given) for title, given in (("First round", first), ("Follow-up", later)) if given],
        change=change(first, later) if len(first) == len(later) == ROUND else None,
    )


def answers(attempts: Iterable[Attempt], stage: str) -> list[Answered]:
    """The answers of one stage as the figures read them."""
    return [Answered(one.right, one.distance) for one in attempts if one.stage == stage]


def _figures(title: str, given: Sequence[Answered]) -> RoundFigures:
    return RoundFigures(title, len(given), share(given), mean_distance(given))
