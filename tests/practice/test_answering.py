"""An answer is kept once and for good, ten make a round, and six weeks later new cases are asked."""

from datetime import datetime, timedelta

import pytest
from django.db import DatabaseError, transaction
from django.http import Http404

from accounts.models import User
from core import clock
from core.errors import Conflict, Refused
from practice.answering import answer_case, distance
from practice.attempts import Attempt, Round
from practice.cases import CaseSet, PracticeCase
from practice.door import open_case, pace_in
from practice.loading import change_case, part_of, retire_case
from practice.progress import counted_in_words, progress_in
from tests.practice.conftest import Work
from trail.models import Entry

pytestmark = pytest.mark.django_db


def first_open(case_set: CaseSet, by: User) -> PracticeCase:
    return PracticeCase.objects.get(pk=pace_in(case_set, by=by).open[0])


@pytest.mark.parametrize(
    ("level", "right", "off"), [(1, False, 1), (2, True, 0), (3, True, 1), (4, False, 2), (None, False, None)]
)
def test_what_an_answer_keeps(level: int | None, right: bool, off: int | None, own: CaseSet, delphine: User) -> None:
    case = first_open(own, delphine)
    made = answer_case(case, indicators=["L3-fe-03", "L3-fe-03"], level=level, words=" Why not ", by=delphine)
    kept = Attempt.objects.get()
    assert kept == made
    assert (kept.right, kept.distance, kept.level, kept.published_level) == (right, off, level, 2)
    assert (kept.indicators, kept.published_indicators) == (["L3-fe-03"], ["L2-cd-14"])
    assert (kept.engine_level, kept.words, kept.agency, kept.stage) == (3, "Why not", delphine.agency, "first")
    assert Entry.objects.filter(subject="practice_attempt", actor_id=delphine.pk).count() == 1


def test_too_little_is_an_answer(own: CaseSet, delphine: User, petra: User) -> None:
    case = first_open(own, delphine)
    change_case(case, {**part_of(case), "level": "none", "indicators": [], "acceptable": []}, by=petra)
    case.refresh_from_db()
    made = answer_case(case, indicators=[], level=None, words="", by=delphine)
    assert (made.right, made.distance, made.engine_level) == (True, 0, None)


@pytest.mark.parametrize(("given", "published", "off"), [(None, None, 0), (1, 4, 3), (None, 2, None), (2, None, None)])
def test_distance(given: int | None, published: int | None, off: int | None) -> None:
    assert distance(given, published) == off


def test_a_second_answer_is_refused_and_the_first_stands(own: CaseSet, delphine: User) -> None:
    case = first_open(own, delphine)
    answer_case(case, indicators=[], level=4, words="", by=delphine)
    with pytest.raises(Conflict, match="Your first answer stands"):
        answer_case(case, indicators=[], level=2, words="", by=delphine)
    assert Attempt.objects.get().level == 4


@pytest.mark.parametrize(
    ("indicators", "level", "says"),
    [
        (["L9-xx-01"], 2, "not in the matrix"),
        ([f"L2-cd-{n:02}" for n in range(1, 14)], 2, "Choose 12 worries or fewer"),
        ([], 9, "Choose a level of the list"),
    ],
)
def test_what_the_matrix_does_not_have_is_refused(
    indicators: list[str], level: int, says: str, own: CaseSet, delphine: User
) -> None:
    with pytest.raises(Refused, match=says):
        answer_case(first_open(own, delphine), indicators=indicators, level=level, words="", by=delphine)
    assert not Attempt.objects.exists()


def test_a_case_kept_back_or_retired_is_not_open(own: CaseSet, delphine: User, petra: User) -> None:
    open_now = pace_in(own, by=delphine).open
    kept = own.cases.exclude(pk__in=open_now).first()
    retired = own.cases.get(pk=open_now[0])
    retire_case(retired, retired=True, by=petra)
    for case in (kept, retired):
        assert case is not None
        with pytest.raises(Refused, match="not open to you"):
            answer_case(case, indicators=[], level=2, words="", by=delphine)
    assert not Attempt.objects.exists()


def test_the_database_keeps_an_answer(own: CaseSet, delphine: User, work: Work) -> None:
    [made] = work(delphine, own, 1)
    for change in (lambda: Attempt.objects.update(level=4), lambda: Attempt.objects.all().delete()):
        with pytest.raises(DatabaseError), transaction.atomic():
            change()
    assert Attempt.objects.get().level == made.level


def test_the_tenth_answer_sets_the_follow_up_six_weeks_later(own: CaseSet, delphine: User, work: Work) -> None:
    work(delphine, own, 9)
    assert not Round.objects.exists()
    work(delphine, own, 1)
    begun = Round.objects.get()
    assert begun.follow_up_at - begun.finished_at == timedelta(weeks=6)
    assert begun.finished_at == clock.now()
    assert [one.stage for one in work(delphine, own, 4)] == ["free"] * 4
    assert Round.objects.count() == 1
    assert pace_in(own, by=delphine).open == ()


def test_the_follow_up_asks_ten_new_cases_and_shows_the_change(
    own: CaseSet, delphine: User, work: Work, at_tuesday: datetime
) -> None:
    work(delphine, own, 6, level=2)
    work(delphine, own, 4, level=4)
    with clock.moved_to(at_tuesday + timedelta(weeks=6)):
        assert progress_in(own, by=delphine).due
        later = work(delphine, own, 10, level=2)
        progress = progress_in(own, by=delphine)
    assert {one.stage for one in later} == {"follow_up"}
    assert Attempt.objects.filter(person=delphine).values("case").distinct().count() == 20
    first, second, everything = progress.rounds
    assert (first.said, second.said) == ("6 of 10 as published; 4 higher", "10 of 10 as published")
    assert first.share is second.share is None  # ten cases say too little for a range
    assert everything.said == "16 of 20 as published; 4 higher"
    assert everything.share is not None
    assert everything.share.value == 0.8
    assert progress.change is not None
    assert round(progress.change.value, 2) == 0.4
    assert progress.change.low < 0.4 < progress.change.high
    assert not progress.due


@pytest.mark.parametrize(
    ("levels", "published", "says"),
    [
        ((2, 2), 2, "2 of 2 as published"),
        ((2, 3, 1, 4, None), 2, "1 of 5 as published; 1 also allowed, 1 lower, 1 higher, 1 too little to tell"),
        ((None, 2), None, "1 of 2 as published; 1 too little to tell"),
    ],
)
def test_answers_are_counted_in_words(levels: tuple[int | None, ...], published: int | None, says: str) -> None:
    given = [Attempt(level=one, published_level=published, right=one in (published, 3)) for one in levels]
    assert counted_in_words(given) == says


def test_a_changed_case_does_not_change_what_was_answered(own: CaseSet, delphine: User, petra: User) -> None:
    case = first_open(own, delphine)
    made = answer_case(case, indicators=[], level=2, words="", by=delphine)
    change_case(case, {**part_of(case), "level": 4, "acceptable": [4]}, by=petra)
    made.refresh_from_db()
    assert (made.right, made.published_level) == (True, 2)


def test_an_answered_case_stays_readable_when_it_is_retired(own: CaseSet, delphine: User, petra: User) -> None:
    case = first_open(own, delphine)
    made = answer_case(case, indicators=[], level=2, words="", by=delphine)
    retire_case(case, retired=True, by=petra)
    assert open_case(case.pk, by=delphine)[1] == made
    with pytest.raises(Http404):
        open_case(case.pk, by=petra)
