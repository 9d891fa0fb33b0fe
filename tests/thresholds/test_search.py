"""Everyday words find the right indicator among the first five.

`everyday_phrases.json` holds a hundred things that teachers and neighbours say, made from the vignettes before the
search was tuned. Those marked `held_back` are never looked at when words are added or limits are set.
"""

import json
import time
from pathlib import Path

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from thresholds.models import MatrixVersion
from thresholds.published import current
from thresholds.search import find_by_phrase, find_indicators

pytestmark = pytest.mark.django_db

# What somebody might type, and the indicator that must stand among the first five.
PHRASES = [
    ("bruise", "L4-cd-14"),
    ("bruse", "L4-cd-14"),
    ("bruises on baby", "L4-cd-14"),
    ("black eye", "L4-cd-14"),
    ("burn marks on arm", "L4-cd-14"),
    ("won't eat", "L3-cd-20"),
    ("won’t eat", "L3-cd-20"),
    ("sleeping in the car", "L4-fe-10"),
    ("sleeping in car", "L4-fe-10"),
    ("hungry", "L2-cd-14"),
    ("always hungry at school", "L3-fe-11"),
    ("no food in house", "L3-fe-11"),
    ("dad hits mum", "L4-pa-06"),
    ("domestic abuse", "L4-pa-06"),
    ("domestic violance", "L4-pa-06"),
    ("home alone", "L3-pa-01"),
    ("left alone all weekend", "L3-pa-01"),
    ("mum drinks", "L2-pa-02"),
    ("drunk at pick up", "L3-pa-02"),
    ("ran away twice", "L3-cd-29"),
    ("keeps running away", "L4-cd-21"),
    ("runaway", "L4-cd-21"),
    ("county lines", "L4-cd-08"),
    ("older boyfriend buys her gifts", "L4-cd-08"),
    ("groomed online", "L4-cd-22"),
    ("self harm", "L3-cd-20"),
    ("cutting herself", "L3-cd-20"),
    ("suicidal", "L4-cd-10"),
    ("wants to die", "L4-cd-10"),
    ("rotten teeth", "L3-cd-11"),
    ("missed dentist", "L2-cd-15"),
    ("smells", "L2-cd-29"),
    ("unwashed and smelly", "L2-cd-29"),
    ("truanting", "L2-cd-01"),
    ("bunking off", "L2-cd-01"),
    ("young carer", "L3-fe-03"),
    ("looks after his little sister", "L3-fe-03"),
    ("dad in prison", "L3-fe-04"),
    ("thrown out at 16", "L4-fe-14"),
    ("no bed tonight", "L4-fe-14"),
    ("mould and damp", "L3-fe-08"),
    ("gambling", "L4-fe-13"),
    ("living with family friend", "L4-fe-03"),
    ("fgm", "L4-cd-16"),
    ("forced marriage", "L4-cd-23"),
    ("radicalised", "L4-cd-29"),
    ("touched her", "L4-cd-18"),
    ("said daddy hits me", "L4-cd-06"),
    ("mum hit me", "L4-cd-06"),
    ("mum hit me", "L4-pa-05"),
    ("dad hits him", "L4-cd-06"),
    ("hits his mum", "L4-pa-13"),
    ("cancels visits", "L4-pa-09"),
    ("speech delay", "L2-cd-08"),
    ("not talking", "L2-cd-08"),
    ("bullied at school", "L2-cd-24"),
    ("bulied", "L2-cd-24"),
    ("filthy house", "L4-fe-01"),
    ("post natal depression", "L2-pa-07"),
    ("stair gate", "L2-pa-04"),
    ("custody battle", "L3-fe-01"),
    ("vaping", "L2-cd-25"),
    ("panic attacks", "L3-cd-19"),
    ("asylum seeker alone", "L4-fe-09"),
]


@pytest.fixture
def version() -> MatrixVersion:
    return current().version


@pytest.mark.parametrize(("words", "code"), PHRASES)
def test_everyday_words_find_it_in_the_first_five(version: MatrixVersion, words: str, code: str) -> None:
    assert code in [found.code for found in find_indicators(version, words, limit=5)]


@pytest.mark.parametrize(("words", "code"), [("bruise", "L4-cd-14"), ("young carer", "L3-fe-03"), ("fgm", "L4-cd-16")])
def test_the_plain_word_comes_first(version: MatrixVersion, words: str, code: str) -> None:
    first = find_indicators(version, words, limit=2)
    assert code in [found.code for found in first]


@pytest.mark.parametrize(
    ("words", "code"),
    [
        ("won't go home", "L4-fe-06"),
        ("won’t go home", "L4-fe-06"),
        ("wont go home", "L4-fe-06"),
        ("doesn't want to go home", "L4-fe-06"),
        ("scared to go home", "L4-fe-06"),
        ("refuses to go home", "L4-fe-06"),
        ("hates going home", "L4-fe-06"),
        ("girls fighting on snapchat", "L2-cd-24"),
        ("no proper shoes", "L2-cd-14"),
        ("not wearing proper shoes", "L2-cd-14"),
        ("falls asleep in lessons", "L2-fe-09"),
        ("always hungry at lunch", "L2-cd-14"),
        ("cutting herself", "L3-cd-20"),
    ],
)
def test_what_a_teacher_says_finds_it_first(version: MatrixVersion, words: str, code: str) -> None:
    assert find_indicators(version, words)[0].code == code


def test_the_example_beside_the_search_finds_a_child_afraid_to_go_home(version: MatrixVersion) -> None:
    found = dict(find_by_phrase(version, "hungry, bruises, won’t go home"))
    assert [some[0].code for some in found.values()] == ["L2-cd-14", "L4-cd-14", "L4-fe-06"]


@pytest.mark.parametrize("words", ["", "   ", "the child is", "!!! ???", "xqzvwk", "&|():*'", "%s {} \\"])
def test_words_that_say_nothing_find_nothing(version: MatrixVersion, words: str) -> None:
    assert find_indicators(version, words) == []


@pytest.mark.parametrize("words", ["bruise' OR 1=1 --", "hungry\x00child".replace("\x00", " "), "bruise " * 500, "'’'"])
def test_any_input_is_safe(version: MatrixVersion, words: str) -> None:
    assert len(find_indicators(version, words)) <= 8


def test_the_limit_is_kept_and_three_queries_are_enough(version: MatrixVersion) -> None:
    with CaptureQueriesContext(
        connection,
    ) as queries:
        found = find_indicators(version, "school", limit=3)
    assert len(found) == 3
    assert len(queries) == 3  # words that mean the same, the places, the rows


EVERYDAY = json.loads(Path(__file__).with_name("everyday_phrases.json").read_text())


def _found_in_five(version: MatrixVersion, held_back: bool) -> list[bool]:
    phrases = [phrase for phrase in EVERYDAY if phrase["held_back"] is held_back]
    return [
        not set(phrase["right"]).isdisjoint(found.code for found in find_indicators(version, phrase["words"], limit=5))
        for phrase in phrases
    ]


def test_the_list_is_a_hundred_phrases_about_indicators_that_exist(version: MatrixVersion) -> None:
    assert len({phrase["words"] for phrase in EVERYDAY}) == 100
    assert sum(phrase["held_back"] for phrase in EVERYDAY) == 40
    codes = set(version.indicators.values_list("code", flat=True))
    assert {code for phrase in EVERYDAY for code in phrase["right"]} <= codes


@pytest.mark.parametrize(("held_back", "of", "least"), [(False, 60, 54), (True, 40, 36)])
def test_nine_in_ten_everyday_phrases_find_a_right_one_in_the_first_five(
    version: MatrixVersion, held_back: bool, of: int, least: int
) -> None:
    found = _found_in_five(version, held_back)
    assert len(found) == of
    assert sum(found) >= least


def test_three_in_four_of_what_everyday_phrases_find_is_right(version: MatrixVersion) -> None:
    """Of the phrases that are not held back: the rest is doubtful, and may be right."""
    phrases = [phrase for phrase in EVERYDAY if not phrase["held_back"]]
    shown = [(one.code, phrase["right"]) for phrase in phrases for one in find_indicators(version, phrase["words"])]
    assert sum(code in right for code, right in shown) / len(shown) >= 0.75


def test_a_search_of_the_whole_matrix_takes_less_than_50_milliseconds(version: MatrixVersion) -> None:
    """The middle one of the whole list, in processor-starved company too: the database's own time, and ours."""
    spans = []
    for phrase in EVERYDAY:
        begun = time.perf_counter()
        find_indicators(version, phrase["words"])
        spans.append(time.perf_counter() - begun)
    assert sorted(spans)[50] < 0.050


@pytest.mark.parametrize(
    ("slip", "code"), [("bruzes", "L4-cd-14"), ("suisidal", "L4-cd-10"), ("attendense", "L3-cd-01")]
)
def test_a_slip_of_spelling_is_read_as_the_word_it_looks_or_sounds_like(
    version: MatrixVersion, slip: str, code: str
) -> None:
    assert code in [found.code for found in find_indicators(version, slip, limit=5)]


def test_words_that_mean_the_same_find_the_same(version: MatrixVersion) -> None:
    mum, mother = (find_indicators(version, f"{who} drinks", limit=5) for who in ("mum", "mother"))
    assert {found.code for found in mum} & {found.code for found in mother} >= {"L2-pa-02"}
