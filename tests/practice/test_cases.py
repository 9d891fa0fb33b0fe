"""Cases: the file that ships, what is refused, what a person changed, and what the set says of itself."""

import json
import re
from copy import deepcopy
from pathlib import Path
from typing import Any

import pytest
import yaml
from django.conf import settings as project
from django.core.management import CommandError, call_command

from accounts.models import User
from core.errors import Refused
from practice.answering import engine_answer
from practice.cases import CaseSet, PracticeCase
from practice.checking import FaultyCases, check_cases, read_cases
from practice.loading import add_case, change_case, load_cases, part_of, retire_case
from tests.thresholds.test_vignettes import VIGNETTES
from thresholds.published import current
from thresholds.vignettes import months_of
from trail.models import Entry

pytestmark = pytest.mark.django_db

FILE = Path(project.BASE_DIR) / "fixtures" / "practice_cases.yaml"
ONE: dict[str, Any] = {"id": "OWN-1", "text": "Tansy is quiet.", "ages": ["6"], "level": 2, "indicators": ["L2-cd-14"]}


def document(**changes: Any) -> dict[str, Any]:
    return {
        "format": 1, "scheme": "walsall", "set": "own", "name": "Our cases", "cases": [deepcopy(ONE)], **changes
    }  # fmt: skip


def as_text(content: dict[str, Any]) -> str:
    apart = json.loads(json.dumps(content))  # what two cases share would be written as an alias
    return yaml.safe_dump(apart, allow_unicode=True, sort_keys=False)


def test_the_open_vignettes_are_the_first_set() -> None:
    shipped = CaseSet.objects.get(slug="open-examples")
    cases = {case.code: case for case in shipped.cases.all()}
    assert sorted(cases) == sorted(one["id"] for one in VIGNETTES)
    for one in VIGNETTES:
        case = cases[one["id"]]
        assert (case.level, case.acceptable) == (one["walsall_level"], one["acceptable_levels"])
        assert case.indicators == one["walsall_indicator_ids"]
        assert [months_of(age) for age in case.ages] == [months_of(age) for age in one["child_ages"]]
        assert len(case.why) > 30


def test_the_engine_gives_the_published_level_for_the_published_worries() -> None:
    """Else the page would teach one thing and the engine another."""
    for case in PracticeCase.objects.filter(case_set__slug="open-examples"):
        assert engine_answer(current(), case, case.indicators).level == case.level, case.code


def test_no_why_says_the_level_as_a_number_of_points_or_names_anybody() -> None:
    text = FILE.read_text()
    assert "seed" not in text
    assert "http" not in text
    for name in ("Georgina", "Kai", "Tom:", "SCR John"):
        assert name not in text


@pytest.mark.parametrize(
    ("ages", "says"),
    [
        (["0"], "Age: under 1."),
        (["10", "2"], "Ages: 10, 2."),
        (["unknown"], "Age: not known."),
        (["several children under 12"], "Ages: several children under 12."),
        ([], ""),
    ],
)
def test_ages_are_told_in_words(ages: list[str], says: str) -> None:
    assert PracticeCase(ages=ages).ages_in_words == says


def test_loading_the_same_file_again_changes_nothing(petra: User) -> None:
    assert load_cases(FILE.read_text(), by=User.objects.system())[1:] == (0, 0)
    entries = Entry.objects.count()
    call_command("load_practice_cases", FILE, verbosity=0)
    assert Entry.objects.count() == entries


def test_what_was_changed_in_the_browser_stays_and_an_import_replaces_it(petra: User) -> None:
    loaded = load_cases(as_text(document()), by=petra)
    assert loaded[1:] == (1, 0)
    case = loaded.case_set.cases.get()
    change_case(case, {**ONE, "text": "Tansy sings again."}, by=petra)
    assert load_cases(as_text(document()), by=User.objects.system())[1:] == (0, 0)
    case.refresh_from_db()
    assert case.text == "Tansy sings again."
    assert load_cases(as_text(document()), by=petra)[1:] == (0, 1)
    case.refresh_from_db()
    assert (case.text, case.edited_by) == ("Tansy is quiet.", petra)


def test_a_set_survives_the_round_through_a_file(petra: User) -> None:
    shipped = CaseSet.objects.get(slug="open-examples")
    parts = [part_of(case) for case in shipped.cases.all()]
    again = load_cases(as_text(document(set="again", cases=parts)), by=petra).case_set
    assert [part_of(case) for case in again.cases.all()] == parts


@pytest.mark.parametrize(
    ("wrong", "says"),
    [
        ({"level": 9}, "The level is “9”. Choose one of: 1, 2, 3, 4, none."),
        ({"level": [1]}, "The level is “[1]”."),
        ({"indicators": ["L9-xx-01"]}, "“L9-xx-01” is no indicator of this matrix."),
        ({"indicators": [{}]}, "is no indicator of this matrix."),
        ({"indicators": "L2-cd-14"}, "“indicators” is no list."),
        ({"acceptable": [7]}, "“7” is no level of this matrix."),
        ({"facts": ["sunny"]}, "“sunny” is no question of this matrix."),
        ({"missing": ["hat"]}, "“hat” is nothing that a form holds."),
        ({"ages": [6]}, "An age is no text."),
        ({"text": "  "}, "“text” is missing."),
        ({"text": "x" * 2001}, "“text” is too long."),
        ({"agreement": "perhaps"}, "“agreement” is “perhaps”."),
        ({"sure": "very"}, "“sure” is “very”."),
        ({"id": "a b"}, "The id is missing or has other characters."),
        ({"mood": "calm"}, "“mood” is not known here."),
        ({"level": True}, "The level is “True”."),
        ({"acceptable": [True]}, "“True” is no level of this matrix."),
        ({"acceptable": ["x" * 4000]}, f"“{'x' * 60}” is no level"),
        ({"text": {"a": 1}}, "“text” is no text."),
    ],
)
def test_each_fault_of_a_case_is_named_with_its_line_and_nothing_is_loaded(
    wrong: dict[str, Any], says: str, petra: User
) -> None:
    good = {**ONE, "id": "OWN-0"}
    with pytest.raises(FaultyCases) as refusal:
        load_cases(as_text(document(cases=[good, {**ONE, **wrong}])), by=petra)
    [fault] = refusal.value.faults
    assert says in str(fault)
    assert str(fault).startswith("Line 13, case ")
    assert not CaseSet.objects.filter(slug="own").exists()


@pytest.mark.parametrize(
    ("wrong", "says"),
    [
        ({"format": 2}, "The format is not 1."),
        ({"set": "Our cases"}, "“set” is no short name."),
        ({"name": ""}, "“name” is missing"),
        ({"cases": []}, "There are no cases."),
        ({"cases": {"a": 1}}, "There are no cases."),
        ({"cases": ["a"]}, "This is no case."),
        ({"cases": [ONE, ONE]}, "“OWN-1” stands here twice."),
        ({"colour": "red"}, "“colour” is not known here."),
    ],
)
def test_each_fault_of_the_head_is_named(wrong: dict[str, Any], says: str) -> None:
    faults = check_cases(read_cases(as_text(document(**wrong))), current().version.document)
    assert any(says in str(fault) for fault in faults)


def test_what_cannot_be_kept_is_a_fault_of_its_line(petra: User) -> None:
    text = as_text(document(cases=[ONE]))
    with pytest.raises(FaultyCases) as refusal:
        load_cases(text.replace(ONE["text"], r'"a\0b"', 1), by=petra)
    assert any("holds a sign that cannot be kept" in str(fault) for fault in refusal.value.faults)
    with pytest.raises(FaultyCases) as refusal:
        load_cases(re.sub(r"level: .*", f"level: {'9' * 6000}", text, count=1), by=petra)
    assert any("This number cannot be read" in str(fault) for fault in refusal.value.faults)


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("cases: [", "not readable YAML at line"),
        ("- a", "holds no cases"),
        ("", "holds no cases"),
        ("format: 1", "The file does not say which scheme it is for."),
        ("scheme: elsewhere", "No matrix is loaded for the scheme “elsewhere”."),
        ("a: 2026-99-99", "The file does not say which scheme it is for."),
        ("a: " + "[" * 900 + "]" * 900, "too deep"),
        ("a: &a x\nb: *a", "anchors and aliases"),
        ('scheme: "wal\\0sall"', "The file does not say which scheme it is for."),
    ],
)
def test_what_is_no_file_of_cases_is_refused_in_a_sentence(text: str, says: str, petra: User) -> None:
    with pytest.raises(Refused, match=says):
        load_cases(text, by=petra)


def test_the_command_prints_every_fault(tmp_path: Path) -> None:
    file = tmp_path / "cases.yaml"
    file.write_text(as_text(document(cases=[{**ONE, "level": 9, "mood": "calm"}])))
    with pytest.raises(CommandError, match=r"(?s)2 faults.*Line 6, case OWN-1: “mood”.*The level is “9”"):
        call_command("load_practice_cases", file, verbosity=0)


def test_only_an_administrator_writes_cases(marek: User, delphine: User, petra: User) -> None:
    shipped = CaseSet.objects.get(slug="open-examples")
    case = shipped.cases.first()
    assert case is not None
    for by in (marek, delphine):
        for write in (
            lambda by=by: load_cases(as_text(document()), by=by),
            lambda by=by: add_case(shipped, ONE, by=by),
            lambda by=by: change_case(case, ONE, by=by),
            lambda by=by: retire_case(case, retired=True, by=by),
        ):
            with pytest.raises(Refused, match="Only an administrator"):
                write()
    assert shipped.cases.count() == 63
    case.refresh_from_db()
    assert case.retired_at is None


def test_an_id_stands_once_in_a_set(petra: User) -> None:
    case_set = load_cases(as_text(document()), by=petra).case_set
    with pytest.raises(Refused, match="has a case of that id"):
        add_case(case_set, ONE, by=petra)
    assert case_set.cases.count() == 1
