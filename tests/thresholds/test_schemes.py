"""Three schemes, each from its own file: all load and score, one governs, and a level is shown in its scheme's word."""

import re
from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from django.conf import LazySettings
from django.test import Client
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from accounts.models import User
from tests.thresholds.builders import cases
from tests.thresholds.test_properties import assert_nothing_lowered, assert_order_does_not_matter, extra_worry
from thresholds.actions import load_matrix_file
from thresholds.case import Case, Worry
from thresholds.checking import check_document
from thresholds.compiling import compile_matrix
from thresholds.exchange import read_document, read_yaml
from thresholds.exchange_out import write_yaml
from thresholds.guide import guide_of
from thresholds.matrix import Matrix
from thresholds.models import MatrixVersion
from thresholds.preview import answer_for, pick
from thresholds.published import current, of_version
from thresholds.scoring import score

FIXTURES = Path(__file__).parents[2] / "fixtures"
SCHEMES = ("hackney", "oxfordshire", "walsall")
SOME = settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
HELD = frozenset({"child_identifiable", "factual_concern"})


@cache
def document_of(scheme: str) -> dict[str, Any]:
    return read_document(FIXTURES / f"matrix_{scheme}.yaml")


@cache
def matrix_of(scheme: str) -> Matrix:
    return compile_matrix(document_of(scheme))


def test_these_are_all_the_files() -> None:
    assert sorted(file.stem for file in FIXTURES.glob("matrix_*.yaml")) == [f"matrix_{name}" for name in SCHEMES]


@pytest.mark.parametrize("scheme", SCHEMES)
def test_a_file_has_no_fault_and_goes_out_and_in_unchanged(scheme: str) -> None:
    document = document_of(scheme)
    assert check_document(document) == []
    assert document["scheme"]["slug"] == scheme
    assert read_yaml(write_yaml(document).encode(), name=scheme).document == document


@pytest.mark.parametrize("scheme", SCHEMES)
def test_every_indicator_tool_and_rule_says_where_it_is_from(scheme: str) -> None:
    document = document_of(scheme)
    for part in document["indicators"]:
        assert part["source"].strip(), part["id"]
        assert len(part["synonyms"]) >= 3, part["id"]
    rules = [rule for kind in ("overrides", "hints", "clusters", "prompts") for rule in document["rules"][kind]]
    assert all(part["source"].strip() for part in (*document["tools"], *rules, *document["wording"]))


def test_each_of_the_203_names_its_own_place_in_the_printed_matrix() -> None:
    columns = {"cd": "child development factors", "fe": "family and environmental factors", "pa": "parenting factors"}
    for part in document_of("walsall")["indicators"]:
        level, column, place = re.fullmatch(r"L(\d)-(\w\w)-(\d\d)", part["id"]).groups()  # type: ignore[union-attr]
        assert (
            part["source"]
            == f"Walsall guidance 2018, table of level {level}, {columns[column]}, indicator {int(place)}"
        )
    assert len({part["source"] for part in document_of("walsall")["indicators"]}) == 203


@pytest.mark.parametrize("scheme", ["hackney", "oxfordshire"])
def test_what_the_documents_do_not_say_is_not_put_in_their_mouth(scheme: str) -> None:
    """An indicator stands on a page or section of its documents, or on the law that holds everywhere."""
    short = document_of(scheme)["source"]["short"]
    for part in document_of(scheme)["indicators"]:
        assert part["source"].startswith(f"{short}, ") != part["id"].startswith("law-"), part["id"]


@pytest.mark.parametrize(
    ("scheme", "names", "of"),
    [
        ("walsall", ["Level 1", "Level 2", "Level 3", "Level 4"], "Level 2 of 4"),
        ("hackney", ["Tier 1", "Tier 2A", "Tier 2B", "Tier 3"], "Tier 2A"),
        ("oxfordshire", ["Level 1", "Level 2", "Level 3", "Level 4"], "Level 2 of 4"),
    ],
)
def test_a_level_has_its_schemes_own_word(scheme: str, names: list[str], of: str) -> None:
    matrix = matrix_of(scheme)
    assert [matrix.level_name(number) for number in (1, 2, 3, 4)] == names
    assert matrix.level_words(3) == names[2].lower().replace("b", "B")
    assert matrix.level_of(2) == of
    assert (matrix.level_name(None), matrix.level_words(None), matrix.level_name(9)) == (
        "No level",
        "no level",
        "No level",
    )


@pytest.mark.parametrize(("scheme", "gateway"), [("walsall", 4), ("hackney", 4), ("oxfordshire", 3)])
def test_each_has_its_own_gateway_to_social_care(scheme: str, gateway: int) -> None:
    assert matrix_of(scheme).statutory.number == gateway


@pytest.mark.parametrize(
    ("scheme", "codes", "level", "route", "says"),
    [
        ("hackney", ["T1-02"], 1, "pushback_advice", "The most serious worry that counts is tier 1"),
        ("hackney", ["T2A-01"], 2, "early_help", "The most serious worry that counts is tier 2A"),
        ("hackney", ["T2B-01", "T2A-01"], 3, "early_help", "The most serious worry that counts is tier 2B"),
        ("hackney", ["T3-03"], 4, "mash_statutory", "The most serious worry that counts is tier 3"),
        ("hackney", ["law-08"], 4, "mash_statutory", "Female genital mutilation, done or feared"),
        ("oxfordshire", ["O2-01"], 2, "early_help", "The most serious worry that counts is level 2"),
        ("oxfordshire", ["O3-05"], 3, "mash_statutory", "The most serious worry that counts is level 3"),
        ("oxfordshire", ["O4-01"], 4, "mash_statutory", "Evidence or suspicion of abuse always goes to social care"),
    ],
)
def test_a_case_is_scored_in_the_words_of_its_scheme(
    scheme: str, codes: list[str], level: int, route: str, says: str
) -> None:
    worries = tuple(Worry(chr(65 + place), code) for place, code in enumerate(codes))
    made = score(matrix_of(scheme), Case(worries=worries, held=HELD, consent="agreed"))
    assert (made.scheme, made.level, made.route, made.reasons[0].title) == (scheme, level, route, says)


@pytest.mark.parametrize(
    ("months", "rule"), [(None, "before_birth"), (30, "stage_0_4"), (100, "stage_5_10"), (160, "stage_11_18")]
)
def test_a_stage_of_development_asks_a_person_to_look(months: int | None, rule: str) -> None:
    facts = frozenset({"unborn"}) if months is None else frozenset()
    case = Case(worries=(Worry("A", "T2A-01"),), ages_months=(months,), facts=facts, held=HELD, consent="agreed")
    made = score(matrix_of("hackney"), case)
    stages = {"before_birth", "stage_0_4", "stage_5_10", "stage_11_18"}
    assert [one.rule for one in made.prompts if one.rule in stages] == [rule]
    assert made.level == 2


@pytest.mark.parametrize("scheme", ["hackney", "oxfordshire"])
@SOME
@given(data=st.data())
def test_nothing_added_lowers_in_any_scheme(scheme: str, data: Any) -> None:
    matrix = matrix_of(scheme)
    case = data.draw(cases(matrix))
    assert_nothing_lowered(matrix, case, replace(case, worries=(*case.worries, data.draw(extra_worry(matrix)))))
    assert_order_does_not_matter(matrix, case, data.draw(st.integers(0, 99)))


@pytest.mark.django_db
def test_all_three_are_published_and_one_governs(settings: LazySettings, client: Client) -> None:
    for scheme in SCHEMES:
        load_matrix_file(FIXTURES / f"matrix_{scheme}.yaml", by=User.objects.system())
    assert sorted(MatrixVersion.objects.published().values_list("scheme__slug", flat=True)) == list(SCHEMES)
    assert current().version.scheme.slug == "walsall"
    settings.MATRIX_SCHEME = "hackney"
    assert current().name == "Hackney, version 1"
    answer = answer_for(current(), pick(current(), ["T2A-05"]))
    assert (answer.mark.text, answer.scheme) == ("Tier 2A", "Hackney, version 1")
    page = client.post("/threshold/", {"picked": ["T2A-05"], "show": "yes"}).content.decode()
    assert "Tier 2A" in page
    assert "Levels: Hackney, version 1." in page
    walsall = MatrixVersion.objects.of_scheme("walsall").published().get()
    assert of_version(walsall.pk).matrix.level_name(3) == "Level 3"


def test_the_guide_calls_levels_as_their_scheme_does() -> None:
    version = MatrixVersion(document=document_of("hackney"), number=1)
    assert [level.text for level in guide_of(version).levels] == ["Tier 1", "Tier 2A", "Tier 2B", "Tier 3"]
    assert [level.mark.text for level in guide_of(version).levels] == ["Tier 1", "Tier 2A", "Tier 2B", "Tier 3"]
