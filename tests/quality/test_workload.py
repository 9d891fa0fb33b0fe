"""The work a week and its range; what always goes together. Pure."""

from quality.sensitivity import add, always_together, empty, questions, rules, urgent
from quality.workload import Range, load_of, whole_weeks
from tests.thresholds.builders import walsall, walsall_document
from thresholds.case import Case, Worry
from thresholds.scoring import score


def test_weeks_that_are_all_alike_leave_no_doubt() -> None:
    load = load_of("MASH", [(10, 7)] * 8, seed=1)
    assert load.before == Range(10.0, 10.0, 10.0)
    assert load.after == Range(7.0, 7.0, 7.0)
    assert load.difference == Range(-3.0, -3.0, -3.0)


def test_the_range_holds_the_mean_and_is_always_the_same() -> None:
    weeks = [(8, 6), (12, 9), (10, 10), (15, 9), (7, 7), (11, 8), (9, 4), (13, 12)]
    load = load_of("MASH", weeks, seed=1)
    assert load == load_of("MASH", weeks, seed=1)
    assert load.difference.mean == -2.5
    assert load.difference.low is not None
    assert load.difference.high is not None
    assert -6 < load.difference.low < -2.5 < load.difference.high < 0
    # Old and new of a week are drawn together: the difference is surer than the two by themselves.
    assert load.before.low is not None
    assert load.before.high is not None
    assert load.difference.high - load.difference.low < load.before.high - load.before.low


def test_too_few_weeks_give_no_range() -> None:
    assert load_of("MASH", [(4, 2), (6, 2), (5, 5)], seed=1).after == Range(3.0, None, None)
    assert load_of("MASH", [], seed=1).after == Range(0.0, None, None)


def test_the_first_and_the_last_week_are_left_out_when_there_are_enough() -> None:
    weeks = {f"2026-01-{day:02}": (day, day) for day in (5, 12, 19, 26)}
    assert whole_weeks(weeks) == [(5, 5), (12, 12), (19, 19), (26, 26)]
    weeks |= {"2026-02-02": (2, 2), "2026-02-09": (9, 9)}
    assert whole_weeks(weeks) == [(12, 12), (19, 19), (26, 26), (2, 2)]


def counted(*cases: Case) -> dict[str, object]:
    tally = empty()
    matrix = walsall()
    # In chunks of one, as a run would: what was found before must hold for what comes after.
    for case in cases:
        add(tally, matrix, [(case, score(matrix, case))])
    return tally


def case(*codes: str) -> Case:
    return Case(worries=tuple(Worry(chr(65 + place), code) for place, code in enumerate(codes)), ages_months=(100,))


def test_two_worries_that_never_stood_alone_are_always_together() -> None:
    both, one = case("L2-cd-14", "L3-cd-01"), case("L2-cd-15")
    label = {part["id"]: part["label"] for part in walsall_document()["indicators"]}
    names = sorted([label["L2-cd-14"], label["L3-cd-01"]])
    assert always_together(counted(*[both] * 5, *[one] * 9), walsall_document()) == [(names, 5)]
    assert always_together(counted(*[both] * 4, *[one] * 9), walsall_document()) == []
    assert always_together(counted(*[both] * 5, case("L2-cd-14")), walsall_document()) == []


def test_a_rule_that_decides_and_rules_that_never_fire() -> None:
    tally = counted(case("L4-cd-06"), case("L4-cd-06", "L2-cd-14"), case("L2-cd-14"))
    found = {one.code: one for one in rules(tally, walsall_document())}
    assert (found["abuse"].fired, found["abuse"].decided) == (2, 2)
    assert (found["fgm"].fired, found["fgm"].decided, found["fgm"].alone) == (0, 0, 0)
    assert next(iter(found)) == "abuse"


def test_rules_of_priority_and_questions_left_open_are_counted() -> None:
    """A baby with harm is red by a rule, unless an override says so; two contacts in a week add nothing to red."""
    baby = Case(worries=(Worry("A", "L4-pa-12"),), ages_months=(8,))
    bruised = Case(worries=(Worry("A", "L4-cd-06"),), ages_months=(8,))
    again = Case(worries=(Worry("A", "L4-cd-06"),), ages_months=(100,), contacts_7_days=2)
    nothing = Case()
    tally = counted(baby, bruised, again, nothing)
    document = walsall_document()
    words = {one.code: one for one in urgent(tally, document)}
    assert {code: (one.fired, one.decided, one.alone) for code, one in words.items()} == {
        "0": (2, 1, 1),
        "1": (0, 0, 0),
        "2": (1, 0, 0),
    }
    asked = {one.code: one for one in questions(tally, document)}
    assert (asked["child_identifiable"].fired, asked["child_identifiable"].decided) == (4, 1)
    assert asked["factual_concern"].alone == 0
    assert urgent({}, document) == questions({}, document) == []
