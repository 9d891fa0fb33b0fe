"""Checks a file of cases must pass. Each fault names its line, what is wrong and what to do; none is loaded half."""

import re
from collections.abc import Callable, Iterator, Mapping
from typing import Any, NamedTuple

from core.errors import Refused
from practice.cases import Agreement, Sure
from thresholds.exchange import read_yaml
from thresholds.preview import MOST_PICKED

Part = Mapping[str, Any]
_HEAD = {"format", "scheme", "set", "name", "about", "cases"}
_SLUG = re.compile(r"[a-z0-9][a-z0-9-]{0,59}")
_CODE = re.compile(r"[A-Za-z0-9][A-Za-z0-9-]{0,19}")
LONGEST = {"text": 2_000, "why": 2_000, "published": 160, "source": 160, "referrer": 60}
_LISTS = ("ages", "facts", "missing", "acceptable", "indicators")
_KEYS = {"id", "agreement", "level", "sure", *LONGEST, *_LISTS}


class Fault(NamedTuple):
    """Where in the file, what is wrong, and what to do about it."""

    line: int
    where: str
    problem: str
    fix: str

    def __str__(self) -> str:
        return f"Line {self.line}, {self.where}: {self.problem} {self.fix}"


class FaultyCases(Refused):
    """The file has faults; nothing was written."""

    def __init__(self, faults: list[Fault]) -> None:
        super().__init__(f"The file has {len(faults)} {'fault' if len(faults) == 1 else 'faults'}.", field="file")
        self.faults = faults


class CasesFile(NamedTuple):
    """A file as read, with the line on which each case begins and what YAML itself let slip."""

    document: Part
    lines: list[int]
    faults: list[Fault]


def read_cases(text: str) -> CasesFile:
    """A file's text as data: plain YAML, no aliases, nothing huge. Refuses what is not, naming the line."""
    try:
        written = read_yaml(text.encode(), name="The file", holds="cases")
    except Refused as refusal:
        raise Refused(refusal.sentence, field="file") from refusal
    cases = written.document.get("cases")
    lines = [written.line_of(("cases", place)) for place in range(len(cases) if isinstance(cases, list) else 0)]
    return CasesFile(
        written.document, lines, [Fault(one.line, one.path, one.problem, one.fix) for one in written.faults]
    )


def check_cases(file: CasesFile, matrix: Part) -> list[Fault]:
    """Every fault of a file, for the document of the matrix that its cases are for."""
    faults = [*file.faults, *(Fault(1, "the head", problem, fix) for problem, fix in _head(file.document))]
    cases = file.document.get("cases")
    seen: set[str] = set()
    for place, case in enumerate(cases if isinstance(cases, list) else []):
        line = file.lines[place] if place < len(file.lines) else 1
        code = str(case.get("id")) if isinstance(case, dict) else ""
        where = f"case {code or place + 1}"
        faults += [Fault(line, where, problem, fix) for problem, fix in check_case(case, matrix)]
        if code and code in seen:
            faults.append(Fault(line, where, f"“{code}” stands here twice.", "Give it an id of its own."))
        seen.add(code)
    return faults


def _head(document: Part) -> Iterator[tuple[str, str]]:
    for name in sorted(str(key) for key in document.keys() - _HEAD):
        yield f"“{name}” is not known here.", "Remove it, or correct its name."
    if document.get("format") != 1:
        yield "The format is not 1.", "Write “format: 1”."
    if not _SLUG.fullmatch(str(document.get("set", ""))):
        yield "“set” is no short name.", "Use small letters, figures and hyphens, as in “our-cases”."
    if not 1 <= len(str(document.get("name") or "")) <= 80:
        yield "“name” is missing or too long.", "Give the set a name of 80 characters or fewer."
    if len(str(document.get("about") or "")) > 300:
        yield "“about” is too long.", "Use 300 characters or fewer."
    if not isinstance(document.get("cases"), list) or not document["cases"]:
        yield "There are no cases.", "List them under “cases:”."


def check_case(case: Any, matrix: Part) -> Iterator[tuple[str, str]]:
    """What is wrong with one case, and what to do."""
    if not isinstance(case, dict):
        yield "This is no case.", "Write one “name: value” a line."
        return
    for name in sorted(str(key) for key in case.keys() - _KEYS):
        yield f"“{name}” is not known here.", "Remove it, or correct its name."
    if not _CODE.fullmatch(str(case.get("id", ""))):
        yield "The id is missing or has other characters.", "Use letters, figures and hyphens, 20 at most."
    yield from _texts(case)
    yield from _choices(case)
    yield from _lists_of(case, matrix)


def _texts(case: Part) -> Iterator[tuple[str, str]]:
    if not str(case.get("text") or "").strip():
        yield "“text” is missing.", "Tell the case in a few sentences."
    for name, longest in LONGEST.items():
        if not isinstance(case.get(name) or "", str):
            yield f"“{name}” is no text.", "Write it as words, in quotes."
        elif len(case.get(name) or "") > longest:
            yield f"“{name}” is too long.", f"Use {longest} characters or fewer."


def _choices(case: Part) -> Iterator[tuple[str, str]]:
    for name, kind in (("agreement", Agreement), ("sure", Sure)):
        if name in case and case[name] not in kind.values:
            yield f"“{name}” is “{_told(case[name])}”.", f"Choose one of: {', '.join(kind.values)}."


def _lists_of(case: Part, matrix: Part) -> Iterator[tuple[str, str]]:
    wrong = [name for name in _LISTS if not isinstance(case.get(name, []), list)]
    for name in wrong:
        yield f"“{name}” is no list.", "Write it in square brackets."
    levels = {one["level"] for one in matrix["levels"]}
    if "level" not in case or not (case["level"] in ("none", None) or _is_level(case["level"], levels)):
        yield (
            f"The level is “{_told(case.get('level'))}”.",
            f"Choose one of: {', '.join(map(str, sorted(levels)))}, none.",
        )
    known: dict[str, tuple[set[Any], str]] = {
        "facts": ({one["code"] for one in matrix["facts"]}, "is no question of this matrix"),
        "missing": (set(matrix["held"]), "is nothing that a form holds"),
        "indicators": ({one["id"] for one in matrix["indicators"]}, "is no indicator of this matrix"),
    }
    if "acceptable" not in wrong:
        yield from _unknown(
            case.get("acceptable", []), lambda one: _is_level(one, levels), "is no level of this matrix"
        )
    for name, (codes, problem) in known.items():
        if name not in wrong:
            yield from _unknown(case.get(name, []), codes.__contains__, problem)
    if "ages" not in wrong and any(not isinstance(age, str) or len(age) > 30 for age in case.get("ages", [])):
        yield "An age is no text.", "Write ages in quotes, as in “7”, “10 months” or “unknown”."
    if "indicators" not in wrong and len(case.get("indicators", [])) > MOST_PICKED:
        yield "There are too many indicators.", f"Use {MOST_PICKED} or fewer."


def _unknown(values: list[Any], known: Callable[[Any], bool], problem: str) -> Iterator[tuple[str, str]]:
    for value in values:
        if isinstance(value, dict | list) or not known(value):
            yield f"“{_told(value)}” {problem}.", "Correct it, or take it out."


def _is_level(value: Any, levels: set[int]) -> bool:
    """A yes is no level 1, whatever Python thinks."""
    return type(value) is int and value in levels


def _told(value: Any) -> str:
    """What stands there, cut: a fault quotes no page."""
    return str(value)[:60]
