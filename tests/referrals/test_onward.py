"""What is left to answer, and where the next button leads."""

import pytest

from accounts.models import User
from referrals.case import choices_of
from referrals.filled import bound_form, read_draft
from referrals.pages.task_list import next_after, task_list
from referrals.sections import SECTIONS
from tests.factories import fill_draft
from thresholds.published import current


@pytest.mark.parametrize(
    ("typed", "left"),
    [
        ({}, 2),
        ({"asked": ["yes"]}, 1),
        ({"asked": ["yes"], "words": ["I am hungry"]}, 0),
        ({"asked": ["no"]}, 1),
        ({"asked": ["no"], "why_not": ["He is away until Monday"]}, 0),
        ({"asked": ["too_young"]}, 0),
        ({"asked": ["unsafe"]}, 0),
    ],
)
def test_a_child_who_could_not_be_asked_has_no_words_to_give(typed: dict[str, list[str]], left: int) -> None:
    assert bound_form(SECTIONS["voice"], 0, typed).questions_left() == left


@pytest.mark.parametrize(("family", "left"), [("agreed", 0), ("refused", 1), ("not_asked", 1), ("not_known", 0)])
def test_without_agreement_there_is_a_reason_to_give(family: str, left: int) -> None:
    typed = {"family": [family], "young_person": ["agreed"]}
    assert bound_form(SECTIONS["consent"], 0, typed).questions_left() == left


@pytest.mark.django_db
@pytest.mark.parametrize(("indicator", "to_the_map"), [("L4-cd-14", True), ("L2-cd-14", False)])
def test_an_injury_leads_to_the_body_map(indicator: str, to_the_map: bool, delphine: User) -> None:
    draft = fill_draft(delphine, worries=[(indicator, "seen", "A hand-shaped mark on his cheek.")])
    filled = read_draft(draft, choices_of(current()))
    assert next_after(draft.pk, "worries", filled).endswith("/marks/") == to_the_map
    hints = [
        task.hint for group in task_list(draft.pk, filled).groups for task in group.tasks if task.text == "Body map"
    ]
    assert hints == ["Draw where the injury is" if to_the_map else "If there is an injury or a mark"]
