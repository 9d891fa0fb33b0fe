"""What MASH would ask besides the matrix's own questions: both parents by name, and what an answer leads to."""

from typing import Any

import pytest

from referrals.asking import asked_of

CHILD = {"number": 0, "first_name": "Pip"}
MOTHER = {"name": "Linnet Fablewood", "relationship": "mother"}
FATHER = {"name": "not known", "relationship": "father"}
PARENT_WORDS = "Who is Pip’s "


def document(**parts: Any) -> dict[str, Any]:
    """A document in which only this was answered."""
    single = ("gate", "referrer", "consent", "tools", "voice", "strengths", "help", "response")
    empty: dict[str, Any] = {slug: {} for slug in single} | {"children": [], "household": [], "worries": []}
    return empty | parts


def questions(**parts: Any) -> list[str]:
    return [one.question for one in asked_of(document(**parts))]


def test_an_empty_form_is_asked_nothing_more() -> None:
    assert questions() == []


@pytest.mark.parametrize(
    ("household", "child", "missing"),
    [
        ([], {}, "mother and father?"),
        ([MOTHER], {}, "father?"),
        ([FATHER], {}, "mother?"),
        ([MOTHER], {"father_unnamed": "died"}, None),
        ([], {"father_unnamed": "not_known", "mother_unnamed": "not_known"}, None),
        ([MOTHER, FATHER], {}, None),
        ([MOTHER, MOTHER], {}, None),
        ([MOTHER, {**FATHER, "children": ["0"]}], {}, None),
        ([MOTHER, {**FATHER, "children": ["1"]}], {}, "father?"),
        ([MOTHER, {"name": "Rook", "relationship": "step_parent"}], {}, "father?"),
    ],
)
def test_both_parents_are_asked_for_by_name(
    household: list[dict[str, Any]], child: dict[str, Any], missing: str | None
) -> None:
    asked = questions(children=[{**CHILD, **child}], household=household)
    assert asked == ([f"{PARENT_WORDS}{missing}"] if missing else [])


def test_each_child_has_parents_of_its_own() -> None:
    children = [CHILD, {"number": 3, "unborn": "yes"}]
    asked = asked_of(document(children=children, household=[MOTHER, {**FATHER, "children": ["0"]}]))
    assert [(one.question, one.section, one.number, one.field) for one in asked] == [
        ("Who is the unborn baby’s father?", "children", 3, "father_unnamed")
    ]


def test_who_must_not_be_named_is_asked_why() -> None:
    named = {"mother_unnamed": "not_known", "father_unnamed": "not_to_be_named"}
    assert questions(children=[{**CHILD, **named}]) == ["Why must a parent of Pip not be named?"]
    assert questions(children=[{**CHILD, **named, "unnamed_why": "He looks for them"}]) == []


def test_a_risk_is_asked_why_first_of_all() -> None:
    risk = {"name": "Rook", "relationship": "partner", "may_be_risk": "yes"}
    asked = questions(children=[CHILD], household=[risk])
    assert asked == ["Why could Rook be a risk to a child?", "Who is Pip’s mother and father?"]
    assert len(questions(children=[CHILD], household=[{**risk, "risk_why": "Convicted in 2021"}])) == 1


@pytest.mark.parametrize(
    ("said", "answer", "asked"),
    [
        ({"legal_status": "protection_plan"}, {"plan_category": "NEG"}, "For what does Pip have a protection plan?"),
        ({"social_worker": "yes"}, {"social_worker_name": "Wren Moss"}, "Who is Pip’s social worker?"),
        ({"interpreter": "yes"}, {"communication": "BSL"}, "Which language or signs does Pip use?"),
        ({"interpreter": "yes"}, {"language": "Polish"}, "Which language or signs does Pip use?"),
    ],
)
def test_what_an_answer_leads_to(said: dict[str, str], answer: dict[str, str], asked: str) -> None:
    parents = [MOTHER, FATHER]
    assert questions(children=[CHILD | said], household=parents) == [asked]
    assert questions(children=[CHILD | said | answer], household=parents) == []
