"""The search is quiet behind its first hits: what shares only a word with the question is not shown.

And of several phrases at once it shows the best few of each, phrase by phrase.
"""

import pytest

from thresholds.models import MatrixVersion
from thresholds.published import current
from thresholds.search import EACH, PHRASES, find_each, find_indicators

pytestmark = pytest.mark.django_db

# What somebody might type, and indicators that have nothing to do with it although they share a word, a word that means
# the same, a stem or a sound. Each was shown once, or is the nearest thing to it.
UNRELATED = {
    "smacked": "L4-fe-14 L4-cd-02",  # kicked out
    "slapped": "L4-fe-14 L4-cd-02",
    "punched": "L4-fe-14 L4-cd-02",
    "sad": "L2-fe-02",  # low income
    "depressed": "L2-fe-02",
    "low mood": "L2-fe-02",
    "cutting herself": "L4-cd-16 L4-fe-17 L4-cd-03 L3-fe-06 L2-fe-13",  # cut off
    "cuts herself": "L4-cd-16",
    "running away": "L4-cd-08 L4-pa-09 L4-pa-06 L3-pa-03 L3-fe-11 L3-fe-01 L3-cd-01 L3-cd-27 L4-cd-24",
    "missing": "L3-pa-02 L2-fe-07",
    "truant": "L3-cd-20",  # skips meals
    "boyfriend": "L2-pa-07 L2-cd-20 L2-fe-03 L4-fe-14",
    "stepdad": "L2-cd-20 L3-fe-04 L2-fe-06 L2-pa-07 L1-pa-03",
    "pregnant": "L1-cd-01 L1-cd-13 L1-cd-15 L1-cd-18 L1-cd-24 L2-cd-11 L3-cd-30",  # as expected
    "no heating": "L3-cd-20",  # not eating
    "cold house": "L3-pa-04 L3-pa-05",  # cold towards child
    "glasses": "L2-cd-05 L2-cd-07 L2-fe-09 L3-cd-22 L1-cd-01 L1-cd-03",  # class
    "spitting": "L4-pa-04",  # in spite of
    "twins": "L3-cd-10 L4-cd-07",  # thin
    "interpreter": "L2-cd-05 L4-cd-22",  # interest, internet
    "speech": "L3-fe-01 L4-cd-22 L2-cd-22 L2-cd-01 L3-cd-28 L3-cd-08",  # speak, talk
    "bereavement": "L4-cd-10 L4-fe-16 L4-fe-05",  # better off dead, death threats
    "suicidal": "L2-cd-20 L4-fe-05",
    "mum ill": "L4-cd-10 L4-pa-06 L4-pa-13 L3-fe-04 L4-cd-05",
    "not eating": "L2-fe-02 L3-fe-08 L4-fe-01",
    "broke": "L4-pa-06 L3-cd-28 L4-cd-08",
    "left alone": "L2-cd-24 L2-fe-13 L4-fe-08 L2-cd-28 L2-pa-04",
    "bruise": "L4-cd-32 L4-cd-03",  # print, printed
    "new baby": "L4-cd-22 L3-cd-28",  # new phone
    "wet bed": "L4-fe-14 L2-fe-01",
    "hears voices": "L2-cd-15",  # hearing test
    "good friends": "L4-fe-03 L2-fe-14 L2-cd-19",
    "missed dentist": "L2-cd-01 L2-cd-10 L3-cd-29 L4-cd-21",
    "poor hygiene": "L2-fe-12 L3-cd-01 L2-fe-09 L2-cd-16 L2-cd-01",
    "risky friends": "L4-cd-06 L4-fe-03 L1-fe-05",
    "no rules at home": "L1-pa-05 L1-cd-17 L2-fe-03",
    "close to exclusion": "L1-cd-23 L1-cd-16 L3-cd-17 L3-fe-02",
    "looks after mum": "L1-cd-22 L4-pa-01 L4-pa-03 L4-pa-05",
    "mum depressed and cannot get up": "L2-fe-02 L3-fe-04 L4-pa-13 L1-pa-03",
}

# Words with one meaning, and all that may be found by them.
ONE_MEANING = {
    "nits": "L2-cd-29",
    "fgm": "L4-cd-16",
    "vaping": "L2-cd-25",
    "gambling": "L4-fe-13",
    "prison": "L3-fe-04 L4-cd-18",
    "mould": "L3-fe-08 L4-fe-01",
    "scald": "L4-cd-14",
    "bruise": "L4-cd-14 L4-pa-05",
    "suicidal": "L4-cd-10",
    "truant": "L2-cd-01",
    "teeth": "L3-cd-11",
    "raped": "L4-cd-18",
    "interpreter": "L2-fe-13",
    "passport": "L4-cd-30",
    "asthma": "L3-cd-12",
    "tantrums": "L2-fe-04",
    "withdrawn": "L2-cd-21 L2-cd-22",
    "suspended": "L2-cd-09 L3-cd-03 L3-cd-04 L4-cd-02",
    "homeless": "L4-fe-10 L4-fe-14 L3-fe-10",
    "bereavement": "L2-cd-20",
}

# What a newcomer typed, each phrase with indicators of which each must be among its first three.
SEVERAL = [
    {
        "late": "L2-cd-01 L3-cd-01",
        "withdrawn": "L2-cd-21",
        "missed dentist": "L2-cd-15",
        "excluded": "L2-cd-09 L3-cd-04",
        "poor hygiene": "L2-cd-14 L2-cd-29",
        "risky friends": "L2-fe-15",
        "parent ignores letters": "L2-pa-09",
    },
    {
        "mum depressed and cannot get up": "L2-pa-07",
        "no rules at home": "L3-pa-03 L2-pa-08",
        "excluded": "L2-cd-09 L3-cd-04",
        "close to exclusion": "L3-cd-03",
        "looks after mum": "L2-fe-07 L3-fe-03",
    },
]


@pytest.fixture
def version() -> MatrixVersion:
    return current().version


def _codes(version: MatrixVersion, words: str, limit: int = 12) -> list[str]:
    return [one.code for one in find_indicators(version, words, limit)]


@pytest.mark.parametrize(("words", "unrelated"), UNRELATED.items())
def test_what_only_shares_a_word_is_not_shown(version: MatrixVersion, words: str, unrelated: str) -> None:
    assert set(unrelated.split()) & set(_codes(version, words)) == set()


@pytest.mark.parametrize(("word", "related"), ONE_MEANING.items())
def test_a_word_with_one_meaning_finds_that_and_nothing_else(version: MatrixVersion, word: str, related: str) -> None:
    found = _codes(version, word)
    assert found[0] == related.split(maxsplit=1)[0]
    assert set(found) <= set(related.split())


def test_the_lists_name_indicators_that_exist(version: MatrixVersion) -> None:
    codes = set(version.indicators.values_list("code", flat=True))
    listed = [*UNRELATED.values(), *ONE_MEANING.values(), *(right for one in SEVERAL for right in one.values())]
    assert {code for text in listed for code in text.split()} <= codes


@pytest.mark.parametrize(("phrase", "right"), [pair for one in SEVERAL for pair in one.items()])
def test_a_phrase_finds_the_right_ones_in_its_first_three(version: MatrixVersion, phrase: str, right: str) -> None:
    assert set(right.split()) <= set(_codes(version, phrase, EACH))


@pytest.mark.parametrize("phrases", SEVERAL)
def test_several_phrases_show_the_best_three_of_each_in_their_order(
    version: MatrixVersion, phrases: dict[str, str]
) -> None:
    found = [one.code for one in find_each(version, ", ".join(phrases), 8)]
    assert found == list(dict.fromkeys(code for phrase in phrases for code in _codes(version, phrase, EACH)))
    assert {code for right in phrases.values() for code in right.split()} <= set(found)
    assert len(found) <= 15


def test_one_phrase_shows_as_many_as_asked_for_and_many_are_cut(version: MatrixVersion) -> None:
    alone = [one.code for one in find_each(version, "drugs,", 8)]
    assert alone == _codes(version, "drugs", 8)
    assert len(alone) > EACH
    too_many = [one.code for one in find_each(version, "nits, " * PHRASES + "fgm", 8)]
    assert too_many == ["L2-cd-29"]


@pytest.mark.parametrize(
    ("words", "worry", "going_well"),
    [("absent", "L2-cd-10", "L1-cd-02"), ("dentist", "L2-cd-15", "L1-cd-07"), ("cuddles", "L3-pa-05", "L1-pa-04")],
)
def test_what_is_going_well_stands_after_the_worries(
    version: MatrixVersion, words: str, worry: str, going_well: str
) -> None:
    found = _codes(version, words)
    assert (found[0], found[-1]) == (worry, going_well)


@pytest.mark.parametrize(
    ("words", "code"),
    [("happy", "L1-cd-06"), ("good friends", "L1-cd-12"), ("gets on well with his sister", "L1-cd-23")],
)
def test_what_is_going_well_is_found_when_it_is_asked_for(version: MatrixVersion, words: str, code: str) -> None:
    assert _codes(version, words)[0] == code


def test_where_nothing_answers_most_of_the_words_three_are_enough(version: MatrixVersion) -> None:
    assert 0 < len(_codes(version, "mum sings to baby")) <= EACH


def test_words_joined_by_mistake_are_still_found(version: MatrixVersion) -> None:
    assert _codes(version, "headlice") == ["L2-cd-29"]
    assert "L4-fe-10" in _codes(version, "sofasurfing", EACH)


def test_a_word_in_the_guidance_alone_is_found(version: MatrixVersion) -> None:
    assert _codes(version, "diabetes") == ["L3-cd-12"]
