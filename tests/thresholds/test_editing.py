"""The pure parts of the editor: rules in words, the difference in words, the checks, changes of a document."""

import copy
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from core.errors import Refused
from tests.thresholds.builders import documents, walsall_document
from thresholds.case import Case, Worry
from thresholds.checking import check_document
from thresholds.compiling import compile_matrix
from thresholds.editing.changing import add_part, merge_indicators, move_part, remove_part, set_part, split_indicator
from thresholds.editing.checks import all_faults
from thresholds.editing.comparing import compare, count
from thresholds.editing.describing import describe, title_of
from thresholds.editing.parts import RULE_LISTS, NoSuchPart, part_at, places, rows
from thresholds.editing.words import ages, low, rule_sentence
from thresholds.scoring import score

LISTS = ("levels", "indicators", "tools", "questions", *RULE_LISTS)
Document = dict[str, Any]
Change = Callable[[Document], object]


@pytest.fixture
def document() -> Document:
    return copy.deepcopy(walsall_document())


def faults(document: Document) -> list[str]:
    return [f"{fault.path}: {fault.problem}" for fault in all_faults(document)]


# Words


@pytest.mark.parametrize(
    ("listed", "code", "sentence"),
    [
        ("clusters", "cluster_level_2",
         "When 3 or more indicators at level 2 stand in 2 or more domains, ask a person to look."),
        ("overrides", "immediate_danger",
         ("When yes to “Is a child in danger right now?”: it is level 4 at least; it always goes to “Emergency "
         "services now” first; priority red at least; whoever is with the child: ring 999, now; referrer: ring MASH; "
         "send the form within 24 hours, now.")),
        ("prompts", "dv_young_or_disabled",
         ("When a child is under 7 or yes to “Is a child disabled?”, and the worry “Domestic abuse, risk matrix "
         "scale 1 or 2”: ask a person to look.")),
        ("overrides", "missing_three_times",
         ("When a worry is about “Missing from home or school”: it is level 4 at least; it goes to “MASH: social work "
         "assessment” as well; MASH: arrange a return interview, within 72 hours of return; MASH: look for "
         "exploitation, within 1 working day.")),
        ("priorities", "0",
         ("When a worry is about “Significant harm, or a real likelihood of it” or “Abuse or neglect of any kind, "
         "suffered or suspected”, and a child is under 1, all about one child: priority red at least.")),
    ],
)  # fmt: skip
def test_a_rule_is_a_sentence(listed: str, code: str, sentence: str, document: Document) -> None:
    assert rule_sentence(document, listed, part_at(document, f"{listed}.{code}")) == sentence


def test_a_scheme_has_its_own_word_for_a_level(document: Document) -> None:
    document["scheme"]["level_word"] = "Tier"
    document["levels"][2]["code"] = "2B"
    rule = part_at(document, "clusters.cluster_level_3")
    assert rule_sentence(document, "clusters", rule).startswith("When 2 or more indicators at tier 2B stand in")


@pytest.mark.parametrize(
    ("part", "words"),
    [
        ({}, "Every age"),
        ({"age_from": 6}, "From 6 months"),
        ({"age_to": 155}, "From birth to under 13 years"),
        ({"age_from": 0, "age_to": 11}, "From birth to under 1 year"),
        ({"age_from": 192, "age_to": 215}, "From 16 years to under 18 years"),
    ],
)
def test_ages_are_told_in_years(part: Document, words: str) -> None:
    assert ages(part) == words


def test_only_names_keep_their_capital_inside_a_sentence() -> None:
    assert [low(words) for words in ("A child", "MASH reads", "Ring MASH", "")] == [
        "a child", "MASH reads", "ring MASH", "",
    ]  # fmt: skip


def test_every_part_has_words_and_a_title(document: Document) -> None:
    for listed in LISTS:
        for place, part in places(document, listed):
            assert title_of(document, place, part)
            assert all(isinstance(words, str) for words in describe(document, place, part).values())


# The difference


def test_a_version_is_no_different_from_itself(document: Document) -> None:
    assert compare(document, walsall_document()) == []


@pytest.mark.parametrize(
    ("change", "what"),
    [
        (lambda d: set_part(d, "indicators.L4-cd-14", {"guidance": "Other words"}), "Reworded"),
        (lambda d: set_part(d, "indicators.L4-cd-14", {"level": 3}), "Moved"),
        (lambda d: set_part(d, "indicators.L4-cd-14", {"level": 3, "label": "Other"}), "Moved and reworded"),
        (lambda d: set_part(d, "indicators.L4-cd-14", {"flags": ["harm"]}), "Changed"),
        (lambda d: set_part(d, "indicators.L4-cd-14", {"age_to": 11}), "Changed"),
        (lambda d: remove_part(d, "prompts.under_1"), "Removed"),
        (lambda d: move_part(d, "prompts.under_1", 1), "Moved"),
        (lambda d: set_part(d, "clusters.cluster_level_3", {"at_least": 3}), "Changed"),
        (lambda d: set_part(d, "levels.3", {"consent": "required"}), "Changed"),
        (lambda d: set_part(d, "questions.voice", {"question": "Other?"}), "Reworded"),
        (lambda d: set_part(d, "indicators.L4-cd-14", {"what_is_new": ["a", "b"]}), "Changed"),
        (lambda d: d["routes"][0].update(name="Ring 999"), "Changed"),
        (lambda d: d["rules"]["own_consent"].update(from_months=180), "Changed"),
    ],
)
def test_each_change_is_told(change: Change, what: str, document: Document) -> None:
    change(document)
    sections = compare(walsall_document(), document)
    assert [one.what for section in sections for one in section.changes] == [what]
    assert all(line.old != line.new for section in sections for one in section.changes for line in one.differences)


def test_both_old_and_new_words_stand_in_a_difference(document: Document) -> None:
    old = part_at(document, "indicators.L4-cd-14")["label"]
    set_part(document, "indicators.L4-cd-14", {"label": "A mark"})
    (section,) = compare(walsall_document(), document)
    assert (section.title, section.changes[0].title) == ("Indicators", "A mark")
    assert section.changes[0].differences == (("Wording", old, "A mark"),)


def test_a_name_that_changed_is_told_once_and_not_at_each_part_that_bears_it(document: Document) -> None:
    document["flags"]["harm"] = "Serious harm"
    assert count(compare(walsall_document(), document)) == 1


@settings(max_examples=40, deadline=None)
@given(documents(), documents())
def test_any_two_documents_can_be_told_apart(one: Document, other: Document) -> None:
    assert (compare(one, other) == []) == (one == other)
    assert compare(one, copy.deepcopy(one)) == []


# Checks


def test_the_published_matrix_has_no_fault(document: Document) -> None:
    assert all_faults(document) == []


@pytest.mark.parametrize(
    ("change", "says"),
    [
        (lambda d: part_at(d, "indicators.L4-cd-14").update(guidance=part_at(d, "indicators.L4-cd-14")["label"]),
         "has no guidance of its own"),
        (lambda d: part_at(d, "clusters.cluster_level_3").update(domains=9), "can never hold"),
        (lambda d: part_at(d, "clusters.cluster_level_3").update(level=9), "There is no level 9"),
        (lambda d: part_at(d, "prompts.under_1").update(when={"all": ["level:2", "level:3"]}), "two levels at once"),
        (lambda d: part_at(d, "prompts.under_1").update(when=part_at(d, "prompts.disability")["when"]),
         "An earlier rule has the same condition"),
        (lambda d: part_at(d, "overrides.fgm").update(route="pushback_advice"), "so it could lower it"),
        (lambda d: part_at(d, "overrides.fgm").update(secondary=["pushback_consent"]), "so it could lower it"),
        (lambda d: part_at(d, "overrides.fgm")["when"].update(all=["level:2"]), "this rule could lower a case"),
        (lambda d: [reading.pop("indicator", None) for reading in part_at(d, "tools.dv_matrix")["readings"]],
         "No result of “Domestic violence risk matrix (Barnardo’s)” counts for anything"),
        (lambda d: part_at(d, "levels.2").update(consent_rule=" "), "has no rule of consent"),
    ],
)  # fmt: skip
def test_each_check_finds_its_fault(change: Change, says: str, document: Document) -> None:
    change(document)
    found = faults(document)
    assert any(says in fault for fault in found), found


def test_a_document_of_no_shape_is_told_and_does_not_break(document: Document) -> None:
    del document["levels"][0]["consent_rule"]
    document["indicators"][3]["level"] = "four"
    assert len(faults(document)) >= 2


# Changes


def test_a_part_keeps_what_the_form_does_not_know(document: Document) -> None:
    part_at(document, "indicators.L4-cd-14")["source"] = "Printed guidance"
    set_part(document, "indicators.L4-cd-14", {"label": "A mark", "age_from": None})
    assert part_at(document, "indicators.L4-cd-14")["source"] == "Printed guidance"


def test_what_changes_nothing_is_no_step(document: Document) -> None:
    part = part_at(document, "indicators.L4-cd-14")
    assert set_part(document, "indicators.L4-cd-14", {**part, "flags": part["flags"][::-1]}) == []
    assert move_part(document, "prompts.under_1", -1) == []
    assert document == walsall_document()


@pytest.mark.parametrize("place", ["indicators.L4-cd-22", "tools.cse", "indicators.L2-pa-05"])
def test_what_is_named_elsewhere_is_not_removed(place: str, document: Document) -> None:
    with pytest.raises(Refused, match="Change that first"):
        remove_part(document, place)
    assert document == walsall_document()


def test_merged_indicators_leave_nothing_that_names_the_one_that_went(document: Document) -> None:
    merge_indicators(document, "indicators.L2-pa-05", into="indicators.L2-pa-06", fields={"label": "Both"})
    with pytest.raises(NoSuchPart):
        part_at(document, "indicators.L2-pa-05")
    kept = part_at(document, "indicators.L2-pa-06")
    assert kept.pop("merged_from") == ["L2-pa-05"]
    assert "L2-pa-05" not in str(document)
    kept["merged_from"] = ["L2-pa-05"]
    assert check_document(document) == []
    compile_matrix(document)


def test_a_referral_that_names_an_indicator_that_was_merged_scores_as_the_one_that_stays(document: Document) -> None:
    gone, stays = "L3-cd-03", "L3-fe-03"
    case = Case(worries=(Worry("A", gone),), consent="refused")
    merge_indicators(document, f"indicators.{gone}", into=f"indicators.{stays}", fields={})
    merge_indicators(document, f"indicators.{stays}", into="indicators.L3-cd-11", fields={})
    made = score(compile_matrix(document), case)
    assert (made.level, made.reasons[0].inputs) == (3, ("L3-cd-11",))
    twice = score(compile_matrix(document), replace(case, worries=(*case.worries, Worry("B", stays))))
    assert (twice.reasons[0].refs, twice.reasons[0].inputs) == (("A", "B"), ("L3-cd-11",))
    part_at(document, "indicators.L4-cd-08")["merged_from"] = [gone]
    assert any("is an indicator of its own" in fault.problem for fault in check_document(document))


@settings(max_examples=30, deadline=None)
@given(st.data())
def test_any_two_indicators_can_be_merged_and_any_one_split(data: st.DataObject) -> None:
    """What comes out can be checked and scored."""
    document = copy.deepcopy(walsall_document())
    codes = [part["id"] for part in document["indicators"]]
    gone, kept = data.draw(st.lists(st.sampled_from(codes), min_size=2, max_size=2, unique=True))
    merge_indicators(document, f"indicators.{gone}", into=f"indicators.{kept}", fields={})
    halves = {"first": {"label": "One"}, "second": {"label": "Other", "guidance": "Of another kind."}}
    split_indicator(document, f"indicators.{kept}", **halves, taken=codes)
    assert len(rows(document, "indicators")) == len(codes)
    assert gone not in {part["id"] for part in document["indicators"]}
    assert check_document(document) == []
    compile_matrix(document)


def test_a_new_part_stands_at_the_end(document: Document) -> None:
    made = {"id": "new_one", "title": "T", "note": "N", "source": "S", "when": {"any": ["flag:harm"]}}
    (step,) = add_part(document, "prompts", made)
    assert (step.what, step.place, step.before) == ("Added the rule “T”", "prompts.new_one", None)
    assert document["rules"]["prompts"][-1] == made


def test_what_was_merged_is_known_and_not_offered(document: Document) -> None:
    before = compile_matrix(document)
    merge_indicators(document, "indicators.L2-pa-05", into="indicators.L2-pa-06", fields={})
    matrix = compile_matrix(document)
    assert matrix.entries["L2-pa-05"] is matrix.entries["L2-pa-06"]
    assert set(matrix.indicators) == set(before.indicators) - {"L2-pa-05"}
