"""What to write of a child's life changes with age, and for a child without words."""

import pytest

from referrals.prompts import BABY, NO_AGE, NO_SPEECH, PRE_SCHOOL, PRIMARY, TEENAGER, UNBORN, life_prompt


@pytest.mark.parametrize(
    ("months", "prompt"),
    [
        (None, NO_AGE),
        (0, BABY),
        (23, BABY),
        (24, PRE_SCHOOL),
        (59, PRE_SCHOOL),
        (60, PRIMARY),
        (131, PRIMARY),
        (132, TEENAGER),
        (216, TEENAGER),
    ],
)
def test_by_age(months: int | None, prompt: str) -> None:
    assert life_prompt({}, months) == prompt


def test_unborn() -> None:
    assert life_prompt({"unborn": "yes", "disabilities": ["COMM"]}, None) == UNBORN


@pytest.mark.parametrize(
    "child", [{"disabilities": ["COMM"]}, {"communication": "BSL at home"}, {"communication": "Uses pictures"}]
)
def test_without_words(child: dict[str, object]) -> None:
    assert life_prompt(child, 70) == f"{PRIMARY}. {NO_SPEECH}"
    assert life_prompt({"communication": "Speech", "disabilities": ["LD"]}, 70) == PRIMARY
