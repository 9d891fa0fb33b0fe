"""From the form's answers to the document and to the engine's case: a table, and that nothing typed breaks it."""

from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from accounts.models import User
from core import clock
from core.forms.dates import PARTS
from referrals.actions import fill_from_system
from referrals.case import build_case, choices_of, preview
from referrals.codes import WithoutConsent
from referrals.document import build_document, letter, sha256
from referrals.filled import Filled
from referrals.sections import SECTIONS
from referrals.submission import submit_referral
from tests.factories import CHILD, GATE, WORRY, fill_draft
from thresholds.case import Case
from thresholds.published import current
from thresholds.scoring import ToolResult, Worry, score

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("at_tuesday")]

Typed = dict[str, list[str]]


def case_of(**sections: Typed | list[Typed]) -> Case:
    """The case of a form in which only these sections were filled in."""
    typed = {}
    for slug, items in sections.items():
        for number, data in enumerate(items if isinstance(items, list) else [items]):
            typed[slug, number] = data
    return build_case(build_document(Filled(typed, choices_of(current()))), clock.now())


def test_an_empty_form() -> None:
    assert case_of() == Case(worries=())


# Facts: each answer that a rule may name, and the answer that says the opposite.


@pytest.mark.parametrize(
    ("sections", "fact"),
    [
        ({"gate": {"danger": ["yes"]}}, "immediate_danger"),
        ({"gate": {"urgent": ["yes"]}}, "urgent"),
        ({"children": {"unborn": ["yes"]}}, "unborn"),
        ({"children": {"can_move": ["no"]}}, "non_mobile"),
        ({"children": {"disabilities": ["LD", "AUT"]}}, "disabled"),
        ({"children": {"social_worker": ["yes"]}}, "social_worker"),
        ({"children": {"legal_status": ["looked_after"]}}, "looked_after"),
        ({"children": {"other_council": ["Wyvernshire"]}}, "out_of_area"),
        ({"children": {"private_fostering": ["yes"]}}, "private_fostering"),
        ({"help": {"early_help": ["now"]}}, "early_help_tried"),
        ({"help": {"early_help": ["helped"]}}, "early_help_tried"),
        *[
            ({"tools": {"facts": [code]}}, code)
            for code in (
                "injury",
                "missing_now",
                "allegation_against_staff",
                "sexual_activity",
                "safe_bed_missing",
                "unaccompanied",
                "no_recourse",
                "earlier_children_removed",
                "sisters",
            )
        ],
    ],
)
def test_one_answer_is_one_fact(sections: dict[str, Typed], fact: str) -> None:
    assert case_of(**sections).facts == {fact}
    assert fact in {one["code"] for one in current().version.document["facts"]}


@pytest.mark.parametrize(
    "sections",
    [
        {"gate": {"danger": ["no"], "urgent": ["no"]}},
        {"gate": {"danger": ["perhaps"]}},
        {"children": {"unborn": ["no"], "can_move": ["yes"], "social_worker": ["no"], "private_fostering": ["no"]}},
        {"children": {"can_move": ["not_known"], "social_worker": ["not_known"], "private_fostering": ["not_known"]}},
        {"children": {"disabilities": ["NONE"], "legal_status": ["child_in_need"]}},
        {"children": {"disabilities": ["not_known"]}},
        {"help": {"early_help": ["none"]}},
        {"help": {"early_help": ["refused"]}},
        {"tools": {"facts": ["none"]}},
        {"tools": {"facts": ["made_up"]}},
    ],
)
def test_other_answers_are_no_fact(sections: dict[str, Typed]) -> None:
    assert case_of(**sections).facts == frozenset()


def test_help_that_changed_nothing_is_two_facts() -> None:
    assert case_of(help={"early_help": ["no_change"]}).facts == {"early_help_tried", "early_help_failed"}


# Held: what the form has an answer to, "not known" among the answers.

NAMED: Typed = {"unborn": ["no"], "first_name": ["Pip"]}
ADDRESS: Typed = {"address": ["4 Acorn Row"]}


@pytest.mark.parametrize(
    ("sections", "held"),
    [
        ({"children": NAMED}, set()),
        ({"children": {**NAMED, **ADDRESS}}, {"child_identifiable"}),
        ({"children": {**NAMED, "postcode": ["LH1 2AB"]}}, {"child_identifiable"}),
        ({"children": {**NAMED, "date_of_birth": ["2017-03-04"]}}, {"child_identifiable", "age"}),
        ({"children": {**NAMED, "date_of_birth-not-known": ["on"]}}, {"age"}),
        ({"children": {**NAMED, "about_age": ["0"]}}, {"age"}),
        ({"children": {"unborn": ["no"], "first_name": ["Not Known"], **ADDRESS}}, set()),
        ({"children": {"unborn": ["no"], "first_name": ["unknown"], "surname": ["Fablewood"], **ADDRESS}},
         {"child_identifiable"}),
        ({"children": [{**NAMED, "where_now": ["At school"]}, NAMED]}, set()),
        ({"children": [{**NAMED, "where_now": ["At school"]}]}, {"whereabouts"}),
        ({"children": {"unborn": ["yes"], "due_date": ["2027-01-05"]}}, {"age"}),
        ({"children": {"unborn": ["yes"], "due_date": ["2027-01-05"], "surname": ["Fablewood"]}},
         {"age", "child_identifiable"}),
        ({"children": {"unborn": ["yes"], "due_date": ["2027-01-05"]},
          "household": {"name": ["Ivy"], "relationship": ["mother"]}}, {"age", "child_identifiable"}),
        ({"worries": {**WORRY, "what": ["Asked for toast."]}}, {"factual_concern"}),
        ({"worries": {**WORRY, "what": ["Hungry often"]}}, set()),
        ({"worries": {**WORRY, "what": ["   "]}}, set()),
        ({"voice": {"words": ["Is there toast?"]}}, {"voice"}),
        ({"voice": {"asked": ["too_young"]}}, {"voice"}),
        ({"voice": {"asked": ["unsafe"]}}, {"voice"}),
        ({"voice": {"asked": ["yes"]}}, set()),
        ({"voice": {"asked": ["no"]}}, set()),
        ({"help": {"tried": ["Breakfast club"]}}, {"tried"}),
        ({"help": {"earlier": ["not_known"]}}, {"referral_history"}),
        ({"response": {"wanted": ["Advice"]}}, {"response_wanted"}),
        ({"consent": {"reasons": ["delay"]}}, {"reason_without_consent"}),
        ({"consent": {"reason_words": ["She was asleep."]}}, {"reason_without_consent"}),
        ({"tools": {"doctor_seen": ["not_known"]}}, {"doctor_seen"}),
        ({"tools": {"exploitation": ["low"]}}, {"cse_tool"}),
        ({"tools": {"exploitation_told": ["no"]}}, {"cse_tool"}),
    ],
)  # fmt: skip
def test_what_the_form_holds(sections: dict[str, Any], held: set[str]) -> None:
    assert case_of(**sections).held == held


# Tools


@pytest.mark.parametrize(
    ("typed", "results"),
    [
        ({"care_physical": ["5"]}, {ToolResult("graded_care", 5, "physical")}),
        (
            {"care_safety": ["1"], "care_love": ["2"], "care_esteem": ["4"]},
            {
                ToolResult("graded_care", 1, "safety"),
                ToolResult("graded_care", 2, "love"),
                ToolResult("graded_care", 4, "esteem"),
            },
        ),
        ({"care_physical": ["6"]}, set()),
        ({"violence": ["4"]}, {ToolResult("dv_matrix", 4)}),
        ({"exploitation": ["medium"]}, {ToolResult("cse", "medium")}),
        ({"exploitation": ["low"], "exploitation_told": ["yes"]}, {ToolResult("cse", "disclosure")}),
        ({"exploitation_told": ["no"]}, set()),
        ({"missing": ["3"]}, {ToolResult("missing_episodes", 3)}),
        ({"missing": ["0"]}, set()),
        ({"missing": ["three"]}, set()),
    ],
)
def test_tool_results(typed: Typed, results: set[ToolResult]) -> None:
    assert set(case_of(tools=typed).tools) == results


def test_the_neglect_checklist_is_told_only_to_a_version_that_maps_it() -> None:
    typed = {("tools", 0): {"neglect": ["high"]}}
    document, matrix = build_document(Filled(typed, choices_of(current()))), current().matrix
    assert build_case(document, clock.now()).tools == ()
    case = build_case(document, clock.now(), tools=matrix.readings)
    assert case.tools == (ToolResult("neglect_checklist", "high"),)
    answer = score(matrix, case)
    assert (answer.level, answer.phone_referrer_today) == (None, False)
    assert "neglect_checklist" in [reason.rule for reason in answer.prompts]


# Worries, consent, history, ages


@pytest.mark.parametrize(
    ("how", "what", "known"),
    [
        ("seen", "Asked for toast", ("seen", True)),
        ("suspected", "Asked for toast", ("suspected", True)),
        ("", "Asked for toast", ("told", True)),
        ("", "  ", ("suspected", False)),
        ("seen", "", ("seen", False)),
    ],
)
def test_how_a_worry_is_known(how: str, what: str, known: tuple[str, bool]) -> None:
    worry = case_of(worries={"indicator": ["L2-cd-14"], "how": [how], "what": [what]}).worries[0]
    assert worry == Worry("A", "L2-cd-14", known[0], known[1], ())  # type: ignore[arg-type]


def test_a_worry_names_its_children_by_place() -> None:
    """The numbers of the form may have holes, where a child was taken out; the engine counts places."""
    typed = {
        ("children", 2): CHILD,
        ("children", 5): CHILD,
        ("worries", 7): {**WORRY, "children": ["5"]},
        ("worries", 9): {**WORRY, "children": ["2", "5"]},
        ("worries", 11): WORRY,
    }
    document = build_document(Filled(typed, choices_of(current())))
    worries = build_case(document, clock.now()).worries
    assert [(one.ref, one.children) for one in worries] == [("A", (1,)), ("B", (0, 1)), ("C", ())]
    assert [one["letter"] for one in document["worries"]] == ["A", "B", "C"]


@pytest.mark.parametrize(
    ("typed", "wanted"),
    [
        ({"family": ["agreed"]}, ("agreed", None, False)),
        ({"family": ["refused"], "young_person": ["agreed"]}, ("refused", "agreed", False)),
        ({"family": ["not_asked"], "reasons": ["risk_to_child"]}, ("not_asked", None, True)),
        ({"family": ["not_known"], "young_person": ["too_young"]}, ("not_known", None, False)),
        ({"family": ["nonsense"]}, ("not_known", None, False)),
    ],
)
def test_consent(typed: Typed, wanted: tuple[object, ...]) -> None:
    case = case_of(consent=typed)
    assert (case.consent, case.young_person_consent, case.harm_if_asked) == wanted


def test_which_reasons_say_that_asking_would_harm() -> None:
    harm = {reason for reason in WithoutConsent if case_of(consent={"reasons": [reason]}).harm_if_asked}
    assert harm == set(WithoutConsent) - {WithoutConsent.DELAY, WithoutConsent.NO_CONTACT, WithoutConsent.OTHER}


@pytest.mark.parametrize(("typed", "count"), [("0", 0), ("2", 2), ("3", 3), ("not_known", 0), ("", 0)])
def test_earlier_referrals(typed: str, count: int) -> None:
    assert case_of(help={"earlier": [typed]}).referrals_12_months == count


@pytest.mark.parametrize(("typed", "level"), [("2", 2), ("4", 4), ("not_sure", None), ("9", None), ("", None)])
def test_the_referrers_own_level(typed: str, level: int | None) -> None:
    assert case_of(response={"own_level": [typed]}).referrer_level == level


def test_the_lowest_level_without_a_worry_asks_for_nothing() -> None:
    lowest = {"own_level": ["1"]}
    assert case_of(response=lowest).referrer_level is None
    assert case_of(response=lowest, worries={"indicator": ["L2-cd-14"]}).referrer_level == 1


@pytest.mark.parametrize(
    ("typed", "months"),
    [
        ({"date_of_birth": ["2026-11-17"]}, 0),
        ({"date_of_birth": ["2025-11-18"]}, 11),
        ({"date_of_birth": ["2025-11-17"]}, 12),
        ({"date_of_birth-not-known": ["on"], "about_age": ["4"]}, 48),
        ({"date_of_birth-not-known": ["on"]}, None),
        ({"unborn": ["yes"], "date_of_birth": ["2025-11-17"]}, None),
        ({"date_of_birth": ["2099-01-01"]}, None),
    ],
)
def test_ages(typed: Typed, months: int | None) -> None:
    assert case_of(children={"unborn": ["no"], **typed}).ages_months == (months,)


# The document itself


def test_every_field_of_every_section_is_in_it() -> None:
    """Whoever reads a copy years later finds every question, answered or not."""
    empty: Typed = {}
    document = build_document(Filled({(slug, 0): empty for slug in SECTIONS}, choices_of(current())))
    for slug, section in SECTIONS.items():
        part = document[slug][0] if section.repeats else document[slug]
        # With one child nobody asks which.
        names = set(section.form.base_fields) - {"children", "child"}
        assert names <= set(part)


def test_letters_go_on_after_z() -> None:
    assert [letter(place) for place in (0, 25, 26, 27, 51, 52)] == ["A", "Z", "AA", "AB", "AZ", "BA"]


def test_the_hash_is_of_the_content_not_of_its_order() -> None:
    assert sha256({"a": 1, "b": [1, 2]}) == sha256({"b": [1, 2], "a": 1})
    assert sha256({"b": [1, 2]}) != sha256({"b": [2, 1]})


# Whatever is typed

_ENDS = ("", *(f"-{part}" for part in PARTS), "-not-known")
_TEXTS = st.one_of(
    st.text(st.characters(exclude_characters="\x00", exclude_categories=("Cs",)), max_size=40),
    st.sampled_from(["yes", "no", "not_known", "on", "0", "-1", "٣", "²", "99999999999999999999", "1e5", "NONE"]),
    st.sampled_from(["2026-02-30", "31/02/2026", "0001-01-01", "9999-12-31", "refused", "agreed", "L4-cd-14", "seen"]),
)


def _typed(section: Any) -> st.SearchStrategy[Typed]:
    names = [f"{name}{end}" for name in section.form.base_fields for end in _ENDS]
    own = [code for field in section.form.base_fields.values() for code, _ in getattr(field, "choices", ())]
    value = st.one_of(_TEXTS, st.sampled_from([str(code) for code in own] or [""]))
    more = ["indicator", "indicator ", "nothing"]
    return st.dictionaries(st.sampled_from(names + more), st.lists(value, max_size=3), max_size=12)


FORMS = st.fixed_dictionaries(
    {},
    optional={
        slug: st.lists(_typed(section), min_size=1, max_size=3 if section.repeats else 1)
        for slug, section in SECTIONS.items()
    },
)


@settings(max_examples=120, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(form=FORMS)
def test_nothing_typed_into_the_form_breaks_the_score(form: dict[str, list[Typed]]) -> None:
    typed = {(slug, number): data for slug, items in form.items() for number, data in enumerate(items)}
    filled = Filled(typed, choices_of(current()))
    list(filled.problems())
    document = build_document(filled)
    assert sha256(document)
    answer = score(current().matrix, build_case(document, clock.now()))
    assert answer.level in {None, 1, 2, 3, 4}
    assert answer.priority in {"red", "amber", "green", "blue"}


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(form=FORMS)
def test_nothing_kept_in_a_draft_breaks_its_preview(delphine: User, form: dict[str, list[Typed]]) -> None:
    draft = fill_draft(delphine)
    sections = {(slug, number): data for slug, items in form.items() for number, data in enumerate(items)}
    again = fill_from_system(draft.pk, sections=sections, by=delphine)
    answer, _ = preview(again)
    assert answer.route


def test_a_preview_is_what_is_then_sent(delphine: User) -> None:
    draft = fill_draft(delphine, gate=GATE, children=[{"date_of_birth-year": ["2015"]}])
    answer, published = preview(draft)
    assert (answer.level, answer.route) == (2, "pushback_advice")
    assert published.version == current().version
    assert submit_referral(draft, by=delphine).scores.get().result == answer.to_dict()
