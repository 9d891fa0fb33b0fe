"""Each rule of the published matrix by table: what fires, what it decides, what it owes, and what it must not do."""

from dataclasses import replace
from typing import Any

import pytest

from tests.thresholds.builders import HELD, walsall, walsall_document
from thresholds.case import Case, Score, ToolResult, Worry
from thresholds.compiling import compile_matrix
from thresholds.scoring import score


def case(*codes: str, **fields: Any) -> Case:
    """Worries that were told, with an example each; the family agrees; nothing the form must hold is missing."""
    worries = tuple(Worry(chr(ord("A") + place), code) for place, code in enumerate(codes))
    return Case(**{"worries": worries, "consent": "agreed", "held": HELD, **fields})


def scored(*codes: str, **fields: Any) -> Score:
    return score(walsall(), case(*codes, **fields))


def rules(made: Score, kind: str | None = None) -> list[str]:
    return [reason.rule for reason in made.reasons if kind is None or reason.kind == kind]


def owed(made: Score) -> set[str]:
    return {action.code for action in made.actions}


@pytest.mark.parametrize(
    ("codes", "level", "route", "detail", "priority"),
    [
        (["L1-cd-02"], 1, "pushback_advice", "universal", "blue"),
        (["L2-cd-01"], 2, "pushback_advice", "single_agency", "green"),
        (["L3-cd-03"], 3, "early_help", "", "green"),
        (["L4-cd-10"], 4, "mash_statutory", "s17", "amber"),
        (["L4-cd-14"], 4, "mash_statutory", "s47", "red"),
        (["L1-cd-02", "L2-cd-01", "L3-cd-03"], 3, "early_help", "", "green"),
        (["L1-cd-02", "L1-cd-18", "L4-cd-06"], 4, "mash_statutory", "s47", "red"),
    ],
)
def test_the_highest_worry_sets_level_and_route(
    codes: list[str], level: int, route: str, detail: str, priority: str
) -> None:
    made = scored(*codes)
    assert (made.level, made.route, made.route_detail, made.priority) == (level, route, detail, priority)


def test_the_reasons_name_their_worries_and_stand_in_order() -> None:
    made = scored("L3-cd-03", "L2-cd-01", "L2-cd-08", "L3-cd-03")
    assert [(r.rule, r.kind, r.refs, r.inputs) for r in made.reasons] == [
        ("highest", "decides", ("A", "D"), ("L3-cd-03",)),
        ("others", "agrees", ("B", "C"), ("L2-cd-01", "L2-cd-08")),
    ]
    assert made.reasons[0].title == "The most serious worry that counts is level 3"
    assert made.reasons[0].source == "Walsall guidance 2018"
    assert (made.scheme, made.version, made.engine) == ("walsall", 2, "1")


def test_nothing_ticked_is_no_level_and_goes_back_with_the_gaps_named() -> None:
    made = score(walsall(), Case())
    assert (made.level, made.route, made.priority) == (None, "pushback_information", "green")
    assert [gap.code for gap in made.gaps][:2] == ["child_identifiable", "factual_concern"]
    assert rules(made) == ["nothing"]
    assert not made.phone_referrer_today


# How a worry is known


@pytest.mark.parametrize(
    ("how", "evidence", "level"),
    [
        ("seen", True, 3),
        ("seen", False, 3),
        ("told", True, 3),
        ("told", False, 3),
        ("suspected", True, 3),
        ("suspected", False, 2),
    ],
)
def test_a_suspected_worry_without_an_example_does_not_raise(how: Any, evidence: bool, level: int) -> None:
    made = scored(worries=(Worry("A", "L2-cd-01"), Worry("B", "L3-cd-03", how, evidence)))
    assert made.level == level
    assert rules(made, "out") == (["suspected"] if level == 2 else [])
    examples = [gap for gap in made.gaps if gap.code == "example"]
    assert [gap.refs for gap in examples] == ([] if evidence else [("B",)])


HARM = [code for code, entry in walsall().entries.items() if entry.level == 4 and entry.suspicion_counts]
NEED = [code for code, entry in walsall().entries.items() if entry.level == 4 and not entry.suspicion_counts]


@pytest.mark.parametrize("code", HARM)
def test_suspected_harm_is_level_4_even_without_an_example(code: str) -> None:
    made = scored(worries=(Worry("A", code, "suspected", has_evidence=False),), consent="refused", held=frozenset())
    assert made.level == 4
    assert walsall().route_kinds[made.route] in ("mash", "side")
    assert "suspected" not in rules(made)
    assert made.phone_referrer_today


def test_an_indicator_may_say_itself_that_a_suspicion_is_enough() -> None:
    document, suspected = walsall_document(), Worry("A", "L3-cd-29", "suspected", has_evidence=False)
    entry = next(part for part in document["indicators"] if part["id"] == "L3-cd-29")
    assert score(compile_matrix(document), case(worries=(suspected,))).level is None
    entry["evidence"] = "suspicion"
    assert score(compile_matrix(document), case(worries=(suspected,))).level == 3


@pytest.mark.parametrize("code", NEED)
def test_any_other_suspected_level_4_stays_with_mash_and_the_referrer_is_rung(code: str) -> None:
    made = scored(worries=(Worry("A", code, "suspected", has_evidence=False),), consent="refused")
    assert (made.level, made.route, made.phone_referrer_today, made.priority) == (None, "mash_statutory", True, "amber")
    assert rules(made, "out") == ["suspected"]
    assert "unproved" in rules(made, "look")


def test_every_worry_about_abuse_counts_when_suspected() -> None:
    for code in ("L4-cd-06", "L4-cd-14", "L4-cd-16", "L4-cd-18", "L4-cd-22", "L4-fe-06", "L4-pa-01", "L4-pa-05"):
        assert code in HARM


# Weak alone, printed twice


@pytest.mark.parametrize("code", ["L4-fe-15", "L4-fe-17", "L4-cd-03", "L4-cd-32"])
def test_a_level_4_that_is_weak_alone_counts_as_3_until_a_second_stands_beside_it(code: str) -> None:
    alone = scored(code)
    rule = "duplicate" if code in ("L4-cd-03", "L4-cd-32") else "weak_alone"
    assert (alone.level, alone.route) == (3, "early_help")
    assert rules(alone, "look") == [rule]
    beside = scored(code, "L4-cd-10")
    assert beside.level == 4
    assert rule not in rules(beside)


def test_ticking_the_same_weak_worry_twice_is_still_one() -> None:
    assert scored("L4-fe-15", "L4-fe-15").level == 3


def test_both_prints_of_one_worry_count_as_the_lower() -> None:
    assert scored("L3-cd-08", "L4-cd-03").level == 3


def test_two_different_weak_worries_are_level_4() -> None:
    assert scored("L4-fe-15", "L4-fe-17").level == 4


# Agreement


@pytest.mark.parametrize(
    ("code", "consent", "route"),
    [
        ("L1-cd-02", "refused", "pushback_advice"),
        ("L2-cd-01", "agreed", "pushback_advice"),
        ("L2-cd-01", "refused", "pushback_consent"),
        ("L2-cd-01", "not_asked", "pushback_consent"),
        ("L2-cd-01", "not_known", "pushback_advice"),
        ("L3-cd-03", "agreed", "early_help"),
        ("L3-cd-03", "refused", "pushback_consent"),
        ("L3-cd-03", "not_asked", "pushback_consent"),
        ("L3-cd-03", "not_known", "early_help"),
        ("L4-cd-10", "refused", "mash_statutory"),
        ("L4-cd-10", "not_asked", "mash_statutory"),
        ("L4-cd-10", "not_known", "mash_statutory"),
    ],
)
def test_agreement_is_needed_at_2_and_3_and_never_blocks_at_4(code: str, consent: Any, route: str) -> None:
    made = scored(code, consent=consent)
    assert made.route == route
    asks = "consent" in [gap.code for gap in made.gaps]
    assert asks == (consent == "not_known" and code != "L1-cd-02")
    assert ("consent" in rules(made, "decides")) == (route == "pushback_consent")


def test_where_asking_would_do_harm_the_case_stays_with_mash() -> None:
    made = scored("L3-cd-03", consent="not_asked", harm_if_asked=True)
    assert (made.level, made.route, made.phone_referrer_today) == (3, "mash_statutory", True)


@pytest.mark.parametrize(
    ("months", "route"), [(191, "pushback_consent"), (192, "early_help"), (None, "pushback_consent")]
)
def test_a_young_person_of_16_agrees_for_themselves(months: int | None, route: str) -> None:
    made = scored("L3-cd-03", consent="refused", young_person_consent="agreed", ages_months=(months,))
    assert made.route == route
    assert ("own_consent" in rules(made)) == (route == "early_help")


# Too little information


@pytest.mark.parametrize(
    ("code", "route", "phone"),
    [
        ("L1-cd-02", "pushback_advice", False),
        ("L2-cd-01", "pushback_information", False),
        ("L3-cd-03", "pushback_information", False),
        ("L4-cd-10", "mash_statutory", True),
        ("L4-fe-06", "mash_statutory", True),
    ],
)
def test_too_little_information_goes_back_unless_harm_is_hinted(code: str, route: str, phone: bool) -> None:
    made = scored(code, held=frozenset())
    assert (made.route, made.phone_referrer_today) == (route, phone)
    assert {"child_identifiable", "factual_concern"} <= {gap.code for gap in made.gaps}


@pytest.mark.parametrize("level", [None, 1, 2, 3])
def test_an_empty_form_without_a_hint_goes_back(level: int | None) -> None:
    assert score(walsall(), Case(referrer_level=level)).route == "pushback_information"


def test_a_referrer_who_sees_level_4_and_writes_too_little_is_rung() -> None:
    made = score(walsall(), Case(referrer_level=4))
    assert (made.level, made.route, made.phone_referrer_today) == (None, "mash_statutory", True)


def test_a_worry_of_another_version_is_kept_with_mash_and_said() -> None:
    made = scored("L2-cd-01", "X9-zz-01")
    assert (made.level, made.route, made.phone_referrer_today) == (2, "mash_statutory", True)
    assert [r.refs for r in made.reasons if r.rule == "unknown"] == [("B",)]


# Overrides: rule, what raises it, level, first route, beside it, priority, what is owed

OVERRIDES: list[tuple[str, list[str], dict[str, Any], int | None, str, list[str], str, set[str]]] = [
    ("immediate_danger", ["L2-cd-01"], {"facts": {"immediate_danger"}}, 4, "emergency_999", ["mash_statutory"], "red",
     {"call_999", "phone_mash"}),
    ("out_of_area", ["L4-cd-14"], {"facts": {"out_of_area"}}, 4, "other_authority", ["mash_statutory"], "red",
     {"tell_home_authority", "strategy_discussion", "tell_police"}),
    ("non_mobile_injury", ["L4-cd-14"], {"ages_months": (5,)}, 4, "mash_statutory", [], "red",
     {"paediatrician_same_day", "strategy_discussion", "tell_police"}),
    ("non_mobile_injury", ["L4-pa-05"], {"facts": {"non_mobile"}, "ages_months": (96,)}, 4, "mash_statutory", [], "red",
     {"paediatrician_same_day", "strategy_discussion", "tell_police"}),
    ("non_mobile_injury_answered", [], {"facts": {"injury"}, "ages_months": (2,)}, 4, "mash_statutory", [], "red",
     {"paediatrician_same_day", "strategy_discussion", "tell_police"}),
    ("abuse", ["L4-cd-14"], {}, 4, "mash_statutory", [], "red", {"strategy_discussion", "tell_police"}),
    ("abuse", ["L4-cd-06"], {}, 4, "mash_statutory", [], "red", {"strategy_discussion", "tell_police"}),
    ("abuse", ["L4-fe-06"], {}, 4, "mash_statutory", [], "red", {"strategy_discussion", "tell_police"}),
    ("fii", ["L4-cd-15"], {}, 4, "mash_statutory", [], "red",
     {"do_not_tell_parents", "paediatrician_same_day", "strategy_discussion", "tell_police"}),
    ("fgm", ["L4-cd-16"], {}, 4, "mash_statutory", ["police"], "red",
     {"fgm_police_101", "do_not_tell_family", "check_sisters", "strategy_discussion"}),
    ("forced_marriage", ["L4-cd-23"], {}, 4, "mash_statutory", ["police"], "red",
     {"do_not_tell_family", "tell_police", "strategy_discussion"}),
    ("trafficking", ["L4-cd-30"], {}, 4, "mash_statutory", ["police"], "red",
     {"nrm", "tell_police", "strategy_discussion"}),
    ("exploitation_now", ["L4-cd-08"], {}, 4, "mash_statutory", ["police", "exploitation_panel"], "red",
     {"tell_police", "exploitation_panel", "cse_tool", "strategy_discussion"}),
    ("exploitation", ["L4-cd-22"], {}, 4, "mash_statutory", ["police", "exploitation_panel"], "amber",
     {"tell_police", "exploitation_panel", "cse_tool"}),
    ("under_13_sexual_activity", ["L3-cd-14"], {"facts": {"sexual_activity"}, "ages_months": (155,)}, 4,
     "mash_statutory", ["police"], "red", {"tell_police", "strategy_discussion"}),
    ("harmful_sexual_behaviour", ["L4-cd-20"], {}, 4, "mash_statutory", [], "amber",
     {"refer_both_children", "strategy_discussion"}),
    ("missing_now", [], {"facts": {"missing_now"}}, 4, "mash_statutory", ["police"], "red",
     {"report_missing", "exploitation_check"}),
    ("missing_three_times", ["L4-cd-21"], {}, 4, "mash_statutory", [], "amber",
     {"return_interview", "exploitation_check"}),
    ("homeless_16_17", ["L4-fe-14"], {}, 4, "mash_statutory", [], "red", {"safe_bed_tonight"}),
    ("homeless_at_16_17", ["L4-fe-10"], {"ages_months": (200,)}, 4, "mash_statutory", [], "red", {"safe_bed_tonight"}),
    ("unaccompanied", ["L4-fe-09"], {}, 4, "mash_statutory", [], "red",
     {"place_same_day", "age_and_interpreter", "nrm_check"}),
    ("unaccompanied", [], {"facts": {"unaccompanied"}}, 4, "mash_statutory", [], "red",
     {"place_same_day", "age_and_interpreter", "nrm_check"}),
    ("no_recourse", ["L4-fe-12"], {}, 4, "mash_statutory", [], "amber", {"human_rights_assessment"}),
    ("radicalisation", ["L4-cd-29"], {}, 4, "prevent_channel", ["mash_statutory"], "amber", {"prevent_referral"}),
    ("private_fostering", ["L4-fe-03"], {}, 4, "private_fostering", ["mash_statutory"], "amber",
     {"private_fostering_notice"}),
    ("private_fostering", [], {"facts": {"private_fostering"}}, 4, "private_fostering", ["mash_statutory"], "amber",
     {"private_fostering_notice"}),
    ("looked_after", ["L4-fe-08"], {}, 4, "allocated_worker", ["mash_statutory"], "amber", {"tell_allocated_worker"}),
    ("social_worker", ["L3-cd-03"], {"facts": {"social_worker"}}, 3, "allocated_worker", [], "green",
     {"tell_allocated_worker"}),
    ("social_worker", ["L4-cd-14"], {"facts": {"social_worker"}}, 4, "mash_statutory", ["allocated_worker"], "red",
     {"tell_allocated_worker", "strategy_discussion", "tell_police"}),
    ("allegation_against_staff", [], {"facts": {"allegation_against_staff"}}, None, "lado", [], "green", {"tell_lado"}),
    ("allegation_against_staff", ["L4-cd-18"], {"facts": {"allegation_against_staff"}}, 4, "mash_statutory", ["lado"],
     "red", {"tell_lado", "strategy_discussion", "tell_police"}),
    ("disabled_child", ["L4-cd-17"], {}, 4, "mash_statutory", ["disabled_children_team"], "amber",
     {"ask_disabled_children_team"}),
    ("unborn", ["L4-pa-06"], {"facts": {"unborn"}, "ages_months": (None,)}, 4, "mash_statutory", ["pre_birth"], "amber",
     {"pre_birth_assessment"}),
    ("earlier_children_removed", ["L2-cd-01"], {"facts": {"earlier_children_removed"}}, 4, "mash_statutory", [],
     "amber", {"read_earlier_records"}),
    ("earlier_children", ["L4-pa-08"], {}, 4, "mash_statutory", [], "amber", {"read_earlier_records"}),
    ("help_did_not_work", ["L4-pa-04"], {}, 4, "mash_statutory", [], "amber", {"early_help_records"}),
    ("adoption_breakdown", ["L4-fe-04"], {}, 4, "mash_statutory", [], "amber", {"tell_adoption_team"}),
]  # fmt: skip


@pytest.mark.parametrize(("rule", "codes", "fields", "level", "route", "beside", "priority", "actions"), OVERRIDES)
def test_each_override_routes_and_names_what_is_owed(
    rule: str,
    codes: list[str],
    fields: dict[str, Any],
    level: int | None,
    route: str,
    beside: list[str],
    priority: str,
    actions: set[str],
) -> None:
    made = scored(*codes, consent="refused", **{**fields, "facts": frozenset(fields.get("facts", ()))})
    assert rule in rules(made)
    assert (made.level, made.route, list(made.secondary_routes), made.priority) == (level, route, beside, priority)
    assert owed(made) == actions


def test_every_override_of_the_matrix_has_its_row() -> None:
    assert {guard.rule.wording.rule for guard in walsall().overrides} == {row[0] for row in OVERRIDES}


def test_an_override_that_decides_stands_first_and_the_highest_worry_agrees() -> None:
    made = scored("L4-cd-14", "L4-pa-09")
    assert [(r.rule, r.kind, r.refs) for r in made.reasons][:2] == [
        ("abuse", "decides", ("A",)),
        ("highest", "agrees", ("A", "B")),
    ]


def test_an_override_above_the_worries_shows_what_they_would_have_been() -> None:
    made = scored("L2-cd-01", facts=frozenset({"immediate_danger"}))
    assert rules(made, "decides") == ["immediate_danger"]
    assert [(r.rule, r.title) for r in made.reasons if r.kind == "out"] == [
        ("overtaken", "The most serious worry on its own would be level 2")
    ]


@pytest.mark.parametrize(("months", "fires"), [(5, True), (6, False), (None, False)])
def test_a_baby_counts_as_non_mobile_until_6_months(months: int | None, fires: bool) -> None:
    assert ("non_mobile_injury" in rules(scored("L4-cd-14", ages_months=(months,)))) == fires


def test_an_age_rule_reads_the_age_of_the_child_the_worry_is_about() -> None:
    worry = Worry("A", "L3-cd-14", children=(1,))
    older = scored(worries=(worry,), ages_months=(60, 190), facts=frozenset({"sexual_activity"}))
    younger = scored(
        worries=(replace(worry, children=(0,)),), ages_months=(60, 190), facts=frozenset({"sexual_activity"})
    )
    assert (older.level, younger.level) == (3, 4)


def test_a_worry_about_sex_under_13_is_asked_about_the_same_day() -> None:
    made = scored("L3-cd-14", ages_months=(155,))
    assert (made.level, made.route, made.phone_referrer_today) == (3, "mash_statutory", True)
    assert "sexual_activity" in [gap.code for gap in made.gaps]
    assert scored("L3-cd-14", ages_months=(156,)).route == "early_help"


def test_radicalisation_beside_abuse_goes_to_mash_first() -> None:
    made = scored("L4-cd-29", "L4-cd-14")
    assert (made.route, made.secondary_routes) == ("mash_statutory", ("prevent_channel",))


@pytest.mark.parametrize(("fact", "rule"), [("urgent", "urgent"), ("injury", "unexplained_injury")])
def test_a_hint_keeps_a_low_level_with_mash(fact: str, rule: str) -> None:
    made = scored("L2-cd-01", consent="refused", facts=frozenset({fact}), ages_months=(100,))
    assert (made.level, made.route, made.priority, made.phone_referrer_today) == (2, "mash_statutory", "amber", True)
    assert rule in rules(made, "look")


# Tools


@pytest.mark.parametrize(
    ("tool", "value", "level"),
    [
        ("graded_care", 1, 1), ("graded_care", 2, 1), ("graded_care", 3, 2), ("graded_care", 4, 3),
        ("graded_care", 5, 4),
        ("dv_matrix", 1, 2), ("dv_matrix", 2, 2), ("dv_matrix", 3, 4), ("dv_matrix", 4, 4),
        ("cse", "low", None), ("cse", "medium", None), ("cse", "high", 4), ("cse", "disclosure", 4),
        ("missing_episodes", 0, None), ("missing_episodes", 1, None), ("missing_episodes", 2, 3),
        ("missing_episodes", 3, 4), ("missing_episodes", 40, 4),
    ],
)  # fmt: skip
def test_each_reading_of_each_tool(tool: str, value: int | str, level: int | None) -> None:
    made = scored(tools=(ToolResult(tool, value),))
    assert made.level == level
    if level:
        assert f"tool:{tool}" in made.reasons[0].refs


def test_the_worst_area_of_care_decides() -> None:
    made = scored(tools=(ToolResult("graded_care", 1, "love"), ToolResult("graded_care", 5, "safety")))
    assert made.level == 4
    assert made.reasons[0].refs == ("tool:graded_care:safety",)


@pytest.mark.parametrize(
    "result",
    [
        ToolResult("dv_matrix", 9),
        ToolResult("no_such_tool", 1),
        ToolResult("cse", "?"),
        ToolResult("missing_episodes", "many"),
    ],
)
def test_a_tool_result_that_is_not_known_is_said(result: ToolResult) -> None:
    made = scored("L2-cd-01", tools=(result,))
    assert "unknown" in rules(made)
    assert made.route == "mash_statutory"


def test_an_exploitation_tool_at_medium_is_a_prompt_and_at_13_a_hint() -> None:
    tools = (ToolResult("cse", "medium"),)
    older = scored("L3-cd-03", tools=tools, ages_months=(168,))
    younger = scored("L3-cd-03", tools=tools, ages_months=(167,))
    assert (older.level, older.route) == (3, "early_help")
    assert (younger.level, younger.route, younger.phone_referrer_today) == (3, "mash_statutory", True)
    assert "cse_medium" in rules(older, "look")


# Prompts: they ask, and move nothing


@pytest.mark.parametrize(
    ("rule", "codes", "fields"),
    [
        ("cluster_level_2", ["L2-cd-01", "L2-fe-01", "L2-cd-08"], {}),
        ("cluster_level_3", ["L3-cd-03", "L3-pa-01"], {}),
        ("under_1", ["L2-cd-13"], {"ages_months": (11,)}),
        ("dv_young_or_disabled", ["L2-pa-05"], {"ages_months": (83,)}),
        ("dv_young_or_disabled", ["L2-pa-05"], {"facts": frozenset({"disabled"})}),
        ("disability", ["L3-cd-03"], {"facts": frozenset({"disabled"})}),
        ("unborn_concern", ["L2-pa-01"], {"facts": frozenset({"unborn"})}),
        ("two_in_7_days", ["L2-cd-01"], {"contacts_7_days": 2}),
        ("three_in_12_months", ["L2-cd-01"], {"contacts_12_months": 3}),
        ("referred_in_12_months", ["L2-cd-01"], {"referrals_12_months": 1}),
        ("early_help_failed", ["L3-cd-03"], {"facts": frozenset({"early_help_failed"})}),
        ("pregnant_or_active_young", ["L3-cd-14"], {"ages_months": (170,)}),
        ("referrer_higher", ["L2-cd-01"], {"referrer_level": 3}),
    ],
)
def test_a_prompt_asks_and_moves_nothing(rule: str, codes: list[str], fields: dict[str, Any]) -> None:
    made = scored(*codes, **fields)
    assert rule in [prompt.rule for prompt in made.prompts]
    assert made.level == max(walsall().entries[code].level for code in codes)
    assert made.route == {2: "pushback_advice", 3: "early_help"}[made.level]


@pytest.mark.parametrize(
    "codes",
    [
        ["L2-cd-01", "L2-cd-08", "L2-cd-13"],
        ["L2-cd-01", "L2-fe-01"],
        ["L2-cd-01", "L2-fe-01", "L2-fe-01"],
        ["L3-cd-03", "L3-cd-20"],
        ["L2-cd-01", "L2-fe-01", "L2-cd-08", "L3-cd-03"],
    ],
)
def test_fewer_or_in_one_part_of_life_is_no_cluster(codes: list[str]) -> None:
    assert not {"cluster_level_2", "cluster_level_3"} & set(rules(scored(*codes)))


@pytest.mark.parametrize(("months", "priority"), [(11, "red"), (12, "amber")])
def test_harm_under_1_is_red(months: int, priority: str) -> None:
    assert scored("L4-cd-11", ages_months=(months,)).priority == priority


def test_questions_ask_what_is_missing_and_stop_when_it_is_held() -> None:
    asked = {gap.code: gap for gap in scored("L4-cd-14").gaps}
    assert {"doctor_seen", "whereabouts", "voice"} <= set(asked)
    assert asked["doctor_seen"].section == "tools"
    held = scored("L4-cd-14", held=HELD | {"doctor_seen", "whereabouts", "voice", "tried", "response_wanted", "age"})
    assert held.gaps == ()
