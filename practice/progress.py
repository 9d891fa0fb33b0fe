"""How far one person has come in a set, and whether the second round is nearer to the published answers."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from accounts.models import User
from core import clock
from practice.attempts import Attempt, Round, Stage
from practice.cases import ROUND, CaseSet
from practice.door import pace_in
from practice.figures import Between, change, share
from practice.pacing import Pace
from thresholds.level_names import level_name
from thresholds.published import current

# Of fewer cases a range says more about chance than about the person.
LEAST_FOR_RANGE = 20


@dataclass(frozen=True, slots=True)
class RoundFigures:
    """One round counted in words; `share` with its range from twenty cases on."""

    title: str
    said: str
    share: Between | None


@dataclass(frozen=True, slots=True)
class Done:
    """One answered case, and the level that was said beside the published one."""

    attempt: Attempt
    said: str


@dataclass(frozen=True, slots=True)
class Progress:
    """What the page of a set says to one person."""

    done: Sequence[Done]
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
    """A handful of queries, however many cases and answers."""
    attempts = list(Attempt.objects.filter(person=by, case_set=case_set).select_related("case").order_by("-at", "-pk"))
    begun = Round.objects.filter(person=by, case_set=case_set).first()
    pace = pace_in(case_set, by=by)
    first, later = ([one for one in attempts if one.stage == stage] for stage in (Stage.FIRST, Stage.FOLLOW_UP))
    names = _level_names()
    counted = [("First round", first), ("Follow-up", later)]
    counted += [("All your answers", attempts)] if len(attempts) >= LEAST_FOR_RANGE else []
    in_stage = sum(one.stage == pace.stage for one in attempts)
    return Progress(
        done=[Done(one, _beside(one, names)) for one in attempts],
        next=pace.open[0] if pace.open else None,
        open=len(pace.open),
        kept_back=pace.kept_back,
        stage=pace.stage,
        left_in_stage=max(0, ROUND - in_stage) if pace.stage != "free" else 0,
        size=ROUND,
        follow_up_at=begun.follow_up_at if begun else None,
        due=begun is not None and begun.follow_up_at <= clock.now() and len(later) < ROUND,
        rounds=[_figures(title, given) for title, given in counted if given],
        change=change(_right(first), _right(later)) if len(first) == len(later) == ROUND else None,
    )


def place_of(attempt: Attempt, pace: Pace) -> tuple[int, int]:
    """An answer's place in its round and the cases of one; of no round, its place in the set and how many that has."""
    mine = Attempt.objects.filter(person=attempt.person_id, case_set=attempt.case_set_id).order_by("at", "pk")
    in_round = pace.follows_up and attempt.stage != Stage.FREE
    same = mine.filter(stage=attempt.stage) if in_round else mine
    place = list(same.values_list("pk", flat=True)).index(attempt.pk) + 1
    return place, ROUND if in_round else len(pace.open) + pace.kept_back + mine.count()


def counted_in_words(attempts: Sequence[Attempt]) -> str:
    """4 of 6 as published; 1 lower, 1 too little to tell."""
    exact = sum(one.level == one.published_level for one in attempts)
    allowed = sum(one.right for one in attempts) - exact
    off = [one for one in attempts if not one.right]
    levels = [
        (one.level, one.published_level) for one in off if one.level is not None and one.published_level is not None
    ]
    parts = {
        "also allowed": allowed,
        "lower": sum(said < published for said, published in levels),
        "higher": sum(said > published for said, published in levels),
        "too little to tell": len(off) - len(levels),
    }
    rest = ", ".join(f"{count} {words}" for words, count in parts.items() if count)
    return f"{exact} of {len(attempts)} as published" + (f"; {rest}" if rest else "")


def _figures(title: str, given: Sequence[Attempt]) -> RoundFigures:
    return RoundFigures(title, counted_in_words(given), share(_right(given)) if len(given) >= LEAST_FOR_RANGE else None)


def _right(given: Sequence[Attempt]) -> list[bool]:
    return [one.right for one in given]


def _level_names() -> dict[int | None, str]:
    """Each level in the scheme's own word, in the middle of a sentence."""
    document = current().version.document
    return {one["level"]: level_name(one, document).lower() for one in document["levels"]}


def _beside(one: Attempt, names: dict[int | None, str]) -> str:
    """You: level 2, published: level 4."""
    said, published = (names.get(level, "too little to tell") for level in (one.level, one.published_level))
    if one.level == one.published_level:
        return f"As published: {said}"
    return f"You: {said}, published: {published}" + (" (yours is also allowed)" if one.right else "")
