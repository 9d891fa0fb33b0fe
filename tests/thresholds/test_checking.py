"""The checks of a matrix file: the real one passes, and each planted fault is named with its place and its cure."""

import copy
import re
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from core.errors import Refused
from tests.thresholds.builders import walsall_document
from thresholds.checking import check_document, read_document

Document = dict[str, Any]


def test_the_published_matrix_has_no_fault() -> None:
    assert check_document(walsall_document()) == []


def test_all_203_indicators_are_there_by_level_and_domain() -> None:
    found = Counter((part["level"], part["domain"]) for part in walsall_document()["indicators"])
    assert found == {
        (1, "child_development"): 24, (1, "family_environment"): 7, (1, "parenting"): 6,
        (2, "child_development"): 29, (2, "family_environment"): 16, (2, "parenting"): 12,
        (3, "child_development"): 30, (3, "family_environment"): 11, (3, "parenting"): 5,
        (4, "child_development"): 32, (4, "family_environment"): 17, (4, "parenting"): 14,
    }  # fmt: skip
    assert len({part["id"] for part in walsall_document()["indicators"]}) == 203


def test_every_indicator_has_words_of_its_own() -> None:
    for part in walsall_document()["indicators"]:
        assert len(part["synonyms"]) >= 3, part["id"]
        assert part["guidance"].endswith("."), part["id"]
    labels = Counter(part["label"] for part in walsall_document()["indicators"])
    assert labels.most_common(1)[0][1] == 1


def test_the_code_of_the_engine_names_no_council_and_no_indicator() -> None:
    room = Path(__file__).parents[2] / "thresholds"
    for file in room.rglob("*.py"):
        assert not re.search(r"\bL[1-4]-[a-z]{2}-\d\d\b", file.read_text()), file


ROOMS = (
    "accounts", "contacts", "core", "escalation", "mash", "notifications", "practice", "quality", "referrals",
    "reporting", "sla", "thresholds", "trail", "unsent", "templates", "config/management",
)  # fmt: skip


def test_no_room_names_a_council() -> None:
    """A council is data: a matrix file, a policy. Only settings name the scheme that governs."""
    root = Path(__file__).parents[2]
    councils = "|".join(file.stem.removeprefix("matrix_") for file in (root / "fixtures").glob("matrix_*.yaml"))
    assert councils.count("|") == 2
    files = [file for room in ROOMS for kind in ("*.py", "*.html", "*.txt") for file in (root / room).rglob(kind)]
    assert len(files) > 300
    for file in files:
        if "migrations" not in file.parts:
            assert not re.search(councils, file.read_text(), re.IGNORECASE), file


def _drop(*path: Any) -> Callable[[Document], None]:
    def fault(document: Document) -> None:
        part: Any = document
        for step in path[:-1]:
            part = part[step]
        del part[path[-1]]

    return fault


def _set(value: Any, *path: Any) -> Callable[[Document], None]:
    def fault(document: Document) -> None:
        part: Any = document
        for step in path[:-1]:
            part = part[step]
        part[path[-1]] = value

    return fault


def _twice(name: str) -> Callable[[Document], None]:
    def fault(document: Document) -> None:
        document[name].append(document[name][0])

    return fault


FAULTS: list[tuple[str, Callable[[Document], None], str, str]] = [
    ("no levels", _drop("levels"), "document", "“levels” is missing"),
    ("no guidance", _drop("indicators", 3, "guidance"), "indicators[3]", "“guidance” is missing"),
    ("no consent rule", _drop("levels", 1, "consent_rule"), "levels[1]", "“consent_rule” is missing"),
    ("unknown part", _set(1, "levels", 0, "colour"), "levels[0]", "“colour”"),
    ("wrong kind", _set("many", "version"), "version", "a whole number"),
    ("wrong choice", _set("purple", "levels", 0, "priority"), "levels[0].priority", "“purple” is not one of"),
    ("long label", _set("x" * 161, "indicators", 0, "label"), "indicators[0].label", "too long"),
    ("signal without kind", _set(["abuse"], "rules", "hints", 0, "when", "any"), "rules.hints[0].when.any[0]", "abuse"),
    ("indicator twice", _twice("indicators"), "indicators[203]", "twice"),
    ("action twice", _twice("actions"), "actions[31]", "twice"),
    ("levels out of order", _set(3, "levels", 1, "level"), "levels", "numbered"),
    ("level to a side route", _set("lado", "levels", 2, "route"), "levels[2].route", "cannot be the route"),
    ("higher does less", _set("pushback_advice", "levels", 3, "route"), "levels", "does less"),
    ("push-back that is none", _set("early_help", "rules", "consent", "route"), "rules.consent.route", "push-back"),
    ("no such level", _set(7, "indicators", 0, "level"), "indicators[0] (L1-cd-01).level", "no level 7"),
    ("no such subdomain", _set("space", "indicators", 0, "subdomain"), "indicators[0] (L1-cd-01).subdomain", "space"),
    ("no such flag", _set(["odd"], "indicators", 0, "flags"), "indicators[0] (L1-cd-01).flags", "“odd”"),
    ("weak but not lower", _set({"counts_as": 1}, "indicators", 0, "weak_alone"), "weak_alone", "lower level"),
    ("duplicate of nothing", _set("X1", "indicators", 0, "duplicate_of"), "duplicate_of", "no “X1”"),
    ("ages crossed", _set(1000, "indicators", 0, "age_from"), "age_to", "wrong way round"),
    ("rule on nothing", _set({}, "rules", "overrides", 0, "when"), "rules.overrides[0] (immediate_danger).when",
     "no condition"),
    ("rule on unknown fact", _set({"any": ["fact:moon"]}, "rules", "overrides", 0, "when"),
     "rules.overrides[0] (immediate_danger).when", "“fact:moon” is not defined"),
    ("override that could lower", _set({"any": ["level:2"]}, "rules", "overrides", 0, "when"),
     "rules.overrides[0] (immediate_danger).when", "could lower"),
    ("hint that could lower", _set({"any": ["consent:refused"]}, "rules", "hints", 0, "when"),
     "rules.hints[0] (urgent).when", "could lower"),
    ("no such route", _set("moon", "rules", "overrides", 0, "route"), "overrides[0] (immediate_danger).route", "moon"),
    ("no such action", _set(["moon"], "rules", "overrides", 0, "actions"), "(immediate_danger).actions", "moon"),
    ("must with condition", _set({"any": ["fact:urgent"]}, "questions", 0, "when"), "questions[0]", "cannot have"),
    ("must answered by a fact", _set(["fact:urgent"], "questions", 0, "answered_by"), "answered_by", "the form holds"),
    ("tool on no indicator", _set("X1", "tools", 1, "readings", 0, "indicator"), "tools[1] (dv_matrix)", "no “X1”"),
    ("tool in no domain", _set("space", "tools", 0, "domain"), "tools[0] (graded_care).domain", "space"),
    ("tool without a value", _drop("tools", 1, "readings", 0, "value"), "tools[1] (dv_matrix).readings", "value"),
    ("counts downwards", _set(9, "tools", 3, "readings", 0, "at_least"), "tools[3] (missing_episodes)", "upwards"),
    ("words missing", _drop("wording", 0), "wording", "“highest” are missing"),
    ("a gap with a form", _set("Heard? {label:d}", "rules", "evidence_question", "question"),
     "rules.evidence_question.question", "“{label:…}” is no gap"),
    ("a gap turned", _set("{level!r}", "wording", 0, "title"), "wording[0] (highest).title", "“{level:…}” is no gap"),
    ("suspicion for nothing", _set(["odd"], "evidence", "suspicion_counts_for"), "evidence", "“odd”"),
]  # fmt: skip


@pytest.mark.parametrize(("fault", "path", "problem"), [row[1:] for row in FAULTS], ids=[row[0] for row in FAULTS])
def test_a_planted_fault_is_named(fault: Callable[[Document], None], path: str, problem: str) -> None:
    document = copy.deepcopy(walsall_document())
    fault(document)
    found = check_document(document)
    assert any(path in one.path and problem in one.problem and one.fix for one in found), found


def test_a_flag_that_nothing_bears_makes_its_rule_unreachable() -> None:
    document = copy.deepcopy(walsall_document())
    for part in document["indicators"]:
        if "fgm" in part.get("flags", []):
            part["flags"].remove("fgm")
    assert [one.path for one in check_document(document)] == [
        "rules.overrides[6] (fgm).when",
        "questions[9] (sisters).when",
    ]


def test_many_faults_are_all_named_at_once() -> None:
    document = copy.deepcopy(walsall_document())
    for place in range(50):
        document["indicators"][place]["subdomain"] = "space"
    assert len(check_document(document)) == 50


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        (b"levels: [", "not readable YAML at line 1"),
        (b"- a\n- b\n", "holds no matrix"),
        (b"", "holds no matrix"),
        (b"a: b: c", "not readable YAML at line 1"),
        (b"\xff\xfe\xfa", "not UTF-8"),
    ],
)
def test_a_file_that_is_no_matrix_is_refused_in_words(tmp_path: Path, text: bytes, sentence: str) -> None:
    file = tmp_path / "matrix.yaml"
    file.write_bytes(text)
    with pytest.raises(Refused, match=sentence):
        read_document(file)


def test_a_missing_file_is_refused_in_words(tmp_path: Path) -> None:
    with pytest.raises(Refused, match=r"no file none\.yaml"):
        read_document(tmp_path / "none.yaml")
