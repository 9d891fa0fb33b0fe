"""Ages, headlines and the document: what lists and copies say."""

from datetime import date, datetime

import pytest

from core.clock import LONDON
from referrals.ages import age_in_words, age_told, months_between, months_old
from referrals.headlines import names_in, without_names

NOW = datetime(2026, 11, 17, 0, 30, tzinfo=LONDON)


@pytest.mark.parametrize(
    ("born", "on", "months"),
    [
        (date(2026, 10, 18), date(2026, 11, 17), 0),
        (date(2026, 10, 17), date(2026, 11, 17), 1),
        (date(2024, 2, 29), date(2025, 2, 28), 11),
        (date(2024, 2, 29), date(2025, 3, 1), 12),
        (date(2010, 11, 17), date(2026, 11, 17), 192),
        (date(2010, 11, 18), date(2026, 11, 17), 191),
    ],
)
def test_whole_months(born: date, on: date, months: int) -> None:
    assert months_between(born, on) == months


@pytest.mark.parametrize(
    ("child", "months"),
    [
        ({"unborn": "yes", "date_of_birth": None}, None),
        ({"unborn": "no", "date_of_birth": "2026-11-17"}, 0),
        ({"unborn": "no", "date_of_birth": "2027-01-01"}, 0),
        ({"unborn": "no", "date_of_birth": "not_known", "about_age": 7}, 84),
        ({"unborn": "no", "date_of_birth": None, "about_age": None}, None),
    ],
)
def test_age_in_months(child: dict[str, object], months: int | None) -> None:
    assert months_old(child, NOW) == months


@pytest.mark.parametrize(
    ("about", "words"), [(0, "under 1"), (1, "about 1"), (2, "2"), (9, "9"), (None, "age not known")]
)
def test_a_rough_age_in_years_is_not_made_into_months(about: int | None, words: str) -> None:
    assert age_told({"unborn": "no", "date_of_birth": "not_known", "about_age": about}, NOW) == words
    assert age_told({"unborn": "no", "date_of_birth": "2026-11-10", "about_age": None}, NOW) == "under 1 month"


@pytest.mark.parametrize(
    ("months", "unborn", "words"),
    [
        (None, True, "unborn"),
        (None, False, "age not known"),
        (0, False, "under 1 month"),
        (1, False, "1 month"),
        (23, False, "23 months"),
        (24, False, "2"),
        (191, False, "15"),
    ],
)
def test_age_in_words(months: int | None, unborn: bool, words: str) -> None:
    assert age_in_words(months, unborn=unborn) == words


def test_a_headline_carries_no_name() -> None:
    document = {
        "children": [{"first_name": "Rowan", "surname": "Thistledown-Ash", "known_as": "Ro"}],
        "household": [{"name": "Bram Gorsewick"}, {"name": "Mum"}],
    }
    names = names_in(document)
    text = without_names("ROWAN says Bram’s belt; Thistledown-Ash family, mum and Ro. Bramble", names)
    assert text == "R. says B.’s belt; T. family, mum and R. Bramble"
