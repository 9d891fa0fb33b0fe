"""The one write of practice: an answer, once, with what was published at that moment beside it."""

from collections.abc import Iterable
from datetime import timedelta

from django.db import transaction

from accounts.models import User
from core import clock
from core.errors import Conflict, Refused
from practice.attempts import Attempt, Round, Stage
from practice.cases import ROUND, PracticeCase
from practice.door import pace_in
from thresholds.preview import MOST_PICKED
from thresholds.published import PublishedMatrix, current
from thresholds.scoring import Score, score
from thresholds.vignettes import months_of
from trail.actions import write
from trail.verbs import Verb

FOLLOW_UP_AFTER = timedelta(weeks=6)


@transaction.atomic
def answer_case(case: PracticeCase, *, indicators: Iterable[str], level: int | None, words: str, by: User) -> Attempt:
    """Keep an answer for good. The one that ends a first round sets the follow-up, six weeks later.

    `level` None says that too little is known. Refuses a worry or level that the matrix does not have, more than twelve
    worries, a case that is not open to this person, and a second answer to one case (Conflict).
    """
    User.objects.select_for_update(no_key=True).get(pk=by.pk)  # two windows: the second finds the first's answer
    if Attempt.objects.filter(person=by, case=case).exists():
        raise Conflict("You have answered this case. Your first answer stands.")
    published = current()
    chosen = _checked(published, indicators, level)
    pace = pace_in(case.case_set, by=by)
    if case.pk not in pace.open:
        raise Refused("This case is not open to you now.")
    engine = engine_answer(published, case, chosen)
    attempt = Attempt.objects.create(
        person=by,
        agency_id=by.agency_id,
        case=case,
        case_set=case.case_set,
        version=published.version,
        stage=pace.stage,
        indicators=chosen,
        level=level,
        words=words.strip(),
        engine_level=engine.level,
        published_level=case.level,
        published_indicators=case.indicators,
        right=level == case.level or level in case.acceptable,
        distance=distance(level, case.level),
        at=clock.now(),
    )
    write(Verb.CREATED, subject="practice_attempt", subject_id=attempt.pk, by=by)
    if pace.stage == "first" and pace.follows_up:
        _end_first_round(attempt, by=by)
    return attempt


def engine_answer(published: PublishedMatrix, case: PracticeCase, chosen: list[str]) -> Score:
    """What the engine makes of these worries and of all else that the text says."""
    held = frozenset(published.version.document["held"])
    ages = tuple(months_of(age) for age in case.ages)
    return score(published.matrix, case.as_case(chosen, ages_months=ages, held=held))


def distance(given: int | None, published: int | None) -> int | None:
    """How many levels apart. None when only one of the two names a level."""
    if given is None and published is None:
        return 0
    return None if given is None or published is None else abs(given - published)


def _checked(published: PublishedMatrix, indicators: Iterable[str], level: int | None) -> list[str]:
    chosen = list(dict.fromkeys(indicators))
    if any(code not in published.matrix.entries for code in chosen):
        raise Refused("That worry is not in the matrix. Find it again and add it.", field="picked")
    if len(chosen) > MOST_PICKED:
        raise Refused(f"Choose {MOST_PICKED} worries or fewer.", field="picked")
    if level is not None and level not in published.matrix.levels:
        raise Refused("Choose a level of the list.", field="level")
    return chosen


def _end_first_round(attempt: Attempt, *, by: User) -> None:
    """The answer that makes the round full starts the six weeks."""
    first = Attempt.objects.filter(person=by, case_set=attempt.case_set, stage=Stage.FIRST).count()
    if first < ROUND:
        return
    ended, created = Round.objects.get_or_create(
        person=by,
        case_set=attempt.case_set,
        defaults={"finished_at": attempt.at, "follow_up_at": attempt.at + FOLLOW_UP_AFTER},
    )
    if created:
        write(Verb.STARTED, subject="practice_round", subject_id=ended.pk, by=by)
