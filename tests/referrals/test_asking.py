"""What MASH would ask besides the matrix's own questions: both parents by name, and what an answer leads to."""

from typing import Any

import pytest

from referrals.asking import asked_of

CHILD = {"number": 0, "first_name": "Pip"}
MOTHER = {"name": "Linnet Fablewood", "relationship": "mother", "consent": "agreed"}
FATHER = {"name": "not known", "relationship": "father", "consent": "not_known"}
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
    ("facts", "worry", "marks", "asked"),
    [
        (["none"], "hurt", [], "a worry speaks of an injury"),
        (["none"], "late", [{"region": ""}], "there is a mark on the body map"),
        (["none"], "late", [], None),
        (["injury"], "hurt", [{}], None),
        ([], "hurt", [{}], None),
    ],
)
def test_none_of_these_beside_an_injury_is_asked_about(
    facts: list[str], worry: str, marks: list[dict[str, Any]], asked: str | None
) -> None:
    told = document(tools={"facts": facts}, worries=[{"indicator": worry}], marks=marks)
    found = [(one.question, one.section, one.field) for one in asked_of(told, {"hurt"})]
    said = f"You ticked “None of these”, and {asked}. Which is right?"
    assert found == ([(said, "tools", "facts")] if asked else [])


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
    household = [MOTHER, {**FATHER, "children": ["0"]}]
    asked = [one for one in asked_of(document(children=children, household=household)) if "unnamed" in one.field]
    assert [(one.question, one.section, one.number, one.field) for one in asked] == [
        ("Who is the unborn baby’s father?", "children", 3, "father_unnamed")
    ]


def test_each_parent_has_a_say_and_a_no_has_a_reason() -> None:
    people = [MOTHER | {"consent": ""}, FATHER | {"consent": "refused"}]
    gran = {"name": "Ivy", "relationship": "grandparent"}
    assert questions(children=[CHILD], household=[*people, gran], consent={"lawful_basis": "public_task"}) == [
        "Does Linnet Fablewood know of this referral, and do they agree?",
        "Why is it sent without the agreement of the father?",
    ]
    people = [MOTHER, FATHER | {"consent": "refused", "consent_reason": "delay"}]
    assert questions(children=[CHILD], household=people) == []
    assert questions(children=[CHILD], household=people, consent={"family": "agreed"}) == [
        "Which law lets you share this?"
    ]


KNOWS = "know of this referral, and do they agree?"
WANDA, FINN = {"name": "Wanda Toadflax", "relationship": "mother"}, {"name": "Finn Toadflax", "relationship": "father"}


@pytest.mark.parametrize(
    ("household", "consent", "asked"),
    [
        ([WANDA], {"family": "agreed"}, []),
        ([WANDA, FINN], {"family": "agreed", "who_agreed": "Wanda, for both"}, ["Finn Toadflax"]),
        ([WANDA, FINN], {"family": "agreed"}, ["Wanda Toadflax", "Finn Toadflax"]),
        ([WANDA], {"family": "not_known"}, ["Wanda Toadflax"]),
        ([{**FINN, "name": "Not known"}], {}, ["the father"]),
        (
            [WANDA, {**FINN, "name": "Not known"}],
            {"family": "agreed", "who_agreed": "Wanda, not him"},
            ["the father"],
        ),
        ([WANDA, {**FINN, "name": "Al Toadflax"}], {"family": "agreed", "who_agreed": "Wanda also"}, ["Al Toadflax"]),
    ],
)
def test_nobody_is_asked_twice_and_nobody_is_called_not_known(
    household: list[dict[str, Any]], consent: dict[str, str], asked: list[str]
) -> None:
    found = [one for one in questions(household=household, consent=consent) if one.endswith(KNOWS)]
    assert found == [f"Does {name} {KNOWS}" for name in asked]


def test_each_of_several_children_has_a_life_of_its_own() -> None:
    unnamed = {"mother_unnamed": "died", "father_unnamed": "died"}
    pip, clover = {**CHILD, **unnamed}, {**CHILD, **unnamed, "number": 1, "first_name": "Clover"}
    assert questions(children=[pip]) == []
    assert questions(children=[pip, clover]) == ["What is life like for Pip?", "What is life like for Clover?"]
    said = [pip | {"says": "“I like school”"}, clover | {"not_asked": "Asleep"}]
    assert questions(children=said) == []
    assert questions(voice={"asked": "no"}) == ["Why has the child not been asked yet?"]
    assert questions(voice={"asked": "no", "why_not": "Off school"}) == []


@pytest.mark.parametrize(
    ("child", "asked"),
    [
        ({"about_age": 6}, True),
        ({"about_age": 7}, False),
        ({"about_age": 9, "disabilities": ["AUT"]}, True),
        ({"about_age": 9, "education": "plan"}, True),
        ({"about_age": 9, "disabilities": ["NONE"]}, False),
        ({"unborn": "yes"}, False),
        ({}, False),
    ],
)
def test_the_scale_of_violence_counts_small_and_disabled_children(child: dict[str, Any], asked: bool) -> None:
    unnamed = {"mother_unnamed": "died", "father_unnamed": "died"}
    tools = {"violence": "2", "violence_on": "2026-11-01", "violence_by": "Wren"}
    found = questions(children=[{**CHILD, **unnamed, **child}], tools=tools)
    assert found == (["Does the scale of violence count that a child is under 7 or has special needs?"] * asked)
    assert questions(children=[{**CHILD, **unnamed, **child}], tools=tools | {"violence_counted": "yes"}) == []


def test_a_result_has_a_date_and_a_maker() -> None:
    assert questions(tools={"care_love": "4"}) == [
        "When was the graded care profile done?",
        "Who did the graded care profile?",
    ]
    assert questions(tools={"neglect": "high", "neglect_on": "2026-11-01", "neglect_by": "Wren"}) == []


def test_early_help_has_a_lead() -> None:
    assert questions(help={"early_help": "now"}) == ["Who leads the Early Help, and since when?"]
    assert questions(help={"early_help": "now", "lead_professional": "Not known"}) == []
    assert questions(help={"early_help": "none"}) == []


def test_a_level_has_a_reason_and_a_wish_a_time() -> None:
    wishes = {"own_level": "3", "wanted": "A visit"}
    assert questions(response=wishes) == ["Why do you think it is that level?", "By when do you need it?"]
    assert questions(response={"own_level": "not_sure"}) == []


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
