"""Every rule tried is told, truly; what would change a level is what the engine says when it is changed."""

from dataclasses import replace
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.thresholds.builders import HELD, cases, documents, walsall, walsall_document
from thresholds.benchmark import explained_per_second, sample_cases
from thresholds.case import Case, ToolResult, Worry
from thresholds.changing import Change, Need, what_would_change
from thresholds.compiling import compile_matrix
from thresholds.explaining import Explainer, Tried
from thresholds.matrix import Matrix
from thresholds.scoring import score

SOME = settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow])
FEW = settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.too_slow])
# Rules that the document writes; the engine's own come from its wording.
OWN = ("overrides", "hints", "clusters", "prompts")


def tried(case: Case) -> dict[str, Tried]:
    return {one.rule: one for one in Explainer(walsall(), walsall_document()).tried(case)}


def assert_tells_the_truth(matrix: Matrix, document: dict[str, Any], case: Case) -> None:
    made = score(matrix, case)
    found = Explainer(matrix, document).tried(case, made)
    assert {one.rule for one in found if one.held and one.rule} == {reason.rule for reason in made.reasons}
    own = [rule["id"] for kind in OWN for rule in document["rules"][kind]]
    assert sorted(one.rule for one in found if one.rule in own) == sorted(own)
    assert all(one.why.strip() and one.title.strip() for one in found)
    assert all(one.why.startswith("Missing: ") or one.held or one.rule not in own or "one and the same" in one.why
               for one in found)  # fmt: skip


@SOME
@given(case=cases(walsall()))
def test_what_held_is_exactly_what_the_score_says(case: Case) -> None:
    assert_tells_the_truth(walsall(), walsall_document(), case)


@SOME
@given(data=st.data())
def test_it_is_so_for_any_matrix(data: Any) -> None:
    document = data.draw(documents())
    matrix = compile_matrix(document)
    assert_tells_the_truth(matrix, document, data.draw(cases(matrix)))


def test_the_rules_stand_in_the_order_they_are_tried() -> None:
    found = Explainer(walsall(), walsall_document()).tried(Case())
    kinds = [one.kind for one in found]
    rules = walsall_document()["rules"]
    assert kinds == [
        *["override"] * 30, *["level"] * 8, *["hint"] * 8, *["route"] * 3, *["priority"] * 3, *["prompt"] * 14
    ]  # fmt: skip
    assert [one.rule for one in found[:30]] == [rule["id"] for rule in rules["overrides"]]
    assert [one.rule for one in found[38:42]] == [rule["id"] for rule in rules["hints"]]


def test_a_rule_that_did_not_hold_says_what_was_missing() -> None:
    baby = Case(worries=(Worry("A", "L4-cd-14", children=(1,)),), ages_months=(40, 40), held=HELD)
    found = tried(baby)["non_mobile_injury"]
    assert found == Tried(
        "override",
        "non_mobile_injury",
        "An injury to a child who cannot move about alone",
        False,
        "Missing: a yes to “Is this a baby who cannot roll or crawl, or a child who cannot move alone?” "
        "or a child of the age “Under 6 months”.",
        "at least level 4, red, MASH: social work assessment, 3 things to do",
        "Wigan, Bedfordshire and Teesside procedures on bruising",
    )
    found = tried(replace(baby, ages_months=(3, 40)))["non_mobile_injury"]
    assert (found.held, found.why) == (False, "All of it stands, but not about one and the same child.")
    found = tried(replace(baby, ages_months=(40, 3)))["non_mobile_injury"]
    assert found.held
    assert (
        found.why
        == "Because of a child of the age “Under 6 months” and a worry about “An injury or a mark on the body”."
    )


def test_a_cluster_says_how_far_it_is() -> None:
    case = Case(worries=(Worry("A", "L3-cd-29"),), held=HELD, consent="agreed")
    assert tried(case)["cluster_level_3"].why == ("Missing: only 1 of 2 worries, in 1 of 2 parts of the child’s life.")
    assert tried(case)["cluster_level_2"].why == "Missing: a case at level 2; this one stands at level 3."
    both = tried(replace(case, worries=(*case.worries, Worry("B", "L3-fe-03"))))["cluster_level_3"]
    assert (both.held, both.why) == (True, "Because of 2 of 2 worries, in 2 of 2 parts of the child’s life.")


CASE = Case(
    worries=(Worry("A", "L2-cd-14"), Worry("B", "L3-cd-29", how="suspected", has_evidence=False)),
    ages_months=(None,),
    facts=frozenset({"disabled"}),
)


def test_what_would_raise_it_is_told_in_words_the_farthest_first() -> None:
    up = what_would_change(walsall(), walsall_document(), CASE).up
    assert Change("A yes to “Is a child missing now?”", 4, "level 4") in up
    assert Change("An example of what was seen or heard for worry B", 3, "level 3") in up
    assert Change("Graded care profile: Graded care 4", 3, "level 3") in up
    assert [line.level for line in up] == sorted((line.level for line in up), key=lambda level: -(level or 0))
    worries = [line.sentence for line in up if line.what.startswith("A worry such as ")]
    assert [line.rsplit(", or ", 1)[1] for line in worries] == [
        "one of 56 others: level 4.",
        "one of 46 others: level 3.",
    ]


def test_what_would_lower_it_names_the_one_thing() -> None:
    changes = what_would_change(walsall(), walsall_document(), CASE)
    assert changes.down == (
        Change("Without worry A (“Minor worries over health, food, hygiene or clothes”)", None, "no level"),
    )
    assert changes.holds == ""


def test_nothing_alone_lowers_what_two_things_hold() -> None:
    case = Case(worries=(Worry("A", "L4-cd-14"), Worry("B", "L4-cd-22")), tools=(ToolResult("graded_care", 5, "love"),))
    changes = what_would_change(walsall(), walsall_document(), case)
    assert (changes.up, changes.down) == ((), ())
    assert changes.holds.startswith("No single thing less would lower it: ")


def test_what_one_needs_to_know_says_what_an_answer_would_move() -> None:
    to_know = what_would_change(walsall(), walsall_document(), CASE).to_know
    needs = {need.question: need for need in to_know}
    example = needs["What was seen or heard? Went missing more than once, fewer than three times"]
    assert example.moves == ("With an example: level 3.",)
    assert needs["Who is the child? A name, with a date of birth or an address"] == Need(
        "Who is the child? A name, with a date of birth or an address",
        "MASH cannot search or visit without it",
        "children",
        ("Once all that must be known is answered: Push back: with advice.",),
    )
    moving = [bool(need.moves) for need in to_know]
    assert moving == sorted(moving, reverse=True)
    asked = what_would_change(walsall(), walsall_document(), replace(CASE, held=HELD)).to_know
    assert asked[0].moves == (
        "If the family says no: Push back: ask the family first.",
        "If the family is not asked: Push back: ask the family first.",
    )


@FEW
@given(data=st.data())
def test_each_line_is_what_the_engine_says(data: Any) -> None:
    document = data.draw(documents())
    matrix = compile_matrix(document)
    case = data.draw(cases(matrix))
    made, changes = score(matrix, case), what_would_change(matrix, document, case)
    assert all((line.level or 0) > (made.level or 0) for line in changes.up)
    assert all((line.level or 0) < (made.level or 0) for line in changes.down)
    raised = {line.what for line in changes.up}
    for fact, question in (("danger", "q"), ("worker", "q")):
        if fact not in case.facts:
            higher = score(matrix, replace(case, facts=case.facts | {fact})).level or 0
            assert higher <= (made.level or 0) or f"A yes to “{question}”" in " ".join(raised)


@pytest.mark.heavy
def test_explaining_one_score_costs_under_a_tenth_of_a_millisecond() -> None:
    assert explained_per_second(walsall(), walsall_document(), sample_cases(walsall(), 3000), rounds=10) > 10_000


def test_explaining_is_not_slow() -> None:
    """A fifth of the promise, so that a busy machine does not fail the suite."""
    assert explained_per_second(walsall(), walsall_document(), sample_cases(walsall(), 300)) > 2_000
